"""Market.

    sell <= maximum;  sell + short >= contract;  short = 0 where the contract allows no shortfall

for every grade and period, and for the sum over the periods where the row says 'all'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row, name_of
from opt.check.facts import Row as Record
from opt.check.facts import given, group, period_rows
from opt.schema.words import ALL

EACH = "each"


def check(case: Case) -> Iterator[Row]:
    """Every demand, in tonnes."""
    sold: dict[tuple[str, str, str], float] = defaultdict(float)
    for (product, grade, period), mass in case.values["sell"].items():
        sold[product, grade, period] += mass
        sold[product, grade, ALL] += mass
    for (product, grade, period), row in demands(case).items():
        mass = sold[product, grade, period]
        name = name_of(product, grade)
        if given(row["maximum"]):
            yield Row(f"{name}|maximum", period, mass - row["maximum"], row["maximum"], "t")
        short = case.value("short", product, grade, period)
        yield Row(f"{name}|contract", period, row["contract"] - mass - short, row["contract"], "t")
    allowed = {key for key, row in demands(case).items() if given(row["penalty"])}
    for (product, grade, period), mass in case.values["short"].items():
        if (product, grade, period) not in allowed:
            yield Row(name_of(product, grade, "short"), period, mass, 0.0, "t")


def demands(case: Case) -> dict[tuple[str, str, str], Record]:
    """The demand row of every grade and period, and of the horizon ('all')."""
    found: dict[tuple[str, str, str], Record] = {}
    for (product, grade), rows in group(case.facts.rows["demand"], "product", "grade").items():
        for period, row in period_rows(rows, case.periods, EACH).items():
            found[product, grade, period] = row
    over_all = (row for row in case.facts.rows["demand"] if row["period"] == ALL)
    return found | {(row["product"], row["grade"], ALL): row for row in over_all}
