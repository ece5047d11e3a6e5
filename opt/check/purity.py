"""Purity.

sum of make x content <= limit x sum of make     (sense max; >= for min)     every specified item of a grade
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row, name_of
from opt.schema.words import OFFSPEC


def check(case: Case) -> Iterator[Row]:
    """Every specification of every grade and period, in tonnes of the item."""
    made: dict[tuple[str, str, str], list[tuple[str, float]]] = defaultdict(list)
    for (operation, product, grade, period), mass in case.values["make"].items():
        made[product, grade, period].append((operation, mass))
    for (product, grade, item, sense), limit in limits(case).items():
        content: dict[str, float] = {}
        for period in case.periods:
            lots = made.get((product, grade, period), [])
            allowed, held = limit * sum(mass for _, mass in lots), 0.0
            for operation, mass in lots:
                if operation not in content:
                    content[operation] = _content(case, operation, product, item)
                held += mass * content[operation]
            excess = held - allowed if sense == "max" else allowed - held
            yield Row(name_of(product, grade, item, sense), period, excess, allowed, "t")


def limits(case: Case) -> dict[tuple[str, str, str, str], float]:
    """Limits (kg/kg) by product, grade, item and sense: the instance's before the library's; none for off-spec."""
    rows = (*case.facts.rows["specifications"], *case.facts.rows["grade_limits"])
    found = {(row["product"], row["grade"], row["item"], row["sense"]): row["limit"] for row in rows}
    return {key: limit for key, limit in found.items() if key[1] != OFFSPEC}


def _content(case: Case, operation: str, product: str, item: str) -> float:
    """Content (t/t) of an item in what an operation makes of a product; nothing where it makes none of it."""
    work = case.works.get(operation)
    good = work.goods.get(product) if work else None
    return good.holds(item) / good.mass if good else 0.0
