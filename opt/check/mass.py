"""Elements over the horizon.

    initial stock + received + added = products + wastes and loss + disposed + stock at the end     every element

Relative to what came in (left side) this must close to 1e-7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from opt.check.case import Case, Row
from opt.check.splitting import elements_in
from opt.tolerances import BALANCE_PLAN, FEASIBILITY

Elements = dict[str, float]


def check(case: Case) -> Iterator[Row]:
    """The balance of every element and of the mass as a whole (t)."""
    content = {name: elements_in(case.facts, item.composition) for name, item in case.materials.items()}
    came: Elements = defaultdict(float)
    gone: Elements = defaultdict(float)
    for name, material in case.materials.items():
        _add(came, content[name], sum(mass for _, _, mass in material.initial))
        _add(gone, content[name], case.lying.get((name, case.periods[-1]), 0.0))
    for (stream, _), mass in case.values["receive"].items():
        _add(came, content.get(stream, {}), mass)
    for (fraction, _, _), mass in case.values["dispose"].items():
        _add(gone, content.get(fraction, {}), mass)
    for (operation, _), mass in case.treated.items():
        if operation in case.works:
            _add(came, case.works[operation].reagents, mass)
            for elements in case.works[operation].wastes.values():
                _add(gone, elements, mass)
    for (operation, product, _, _), mass in case.values["make"].items():
        good = case.works[operation].goods.get(product) if operation in case.works else None
        if good:
            _add(gone, good.elements, mass / good.mass)
    for element in sorted({*came, *gone}):
        limit = came[element] * BALANCE_PLAN / FEASIBILITY
        yield Row(element, "", abs(came[element] - gone[element]), limit, "t")
    limit = sum(came.values()) * BALANCE_PLAN / FEASIBILITY
    yield Row("all", "", abs(sum(came.values()) - sum(gone.values())), limit, "t")


def _add(pile: Elements, elements: Mapping[str, float], mass: float) -> None:
    for element, share in elements.items():
        pile[element] += share * mass
