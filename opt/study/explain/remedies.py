"""What a planner changes so that a limit gives way: for each amount the edits of tables that grant it, rounded to the
safe side. A figure that stands for all periods is granted the most that any period needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from opt.instance import Instance
from opt.solve.arrays import Name
from opt.solve.elastic import Elastic
from opt.study.explain import remedies_market as market
from opt.study.explain import remedies_plant as plant
from opt.study.explain import remedies_wishes as wishes
from opt.study.explain.amounts import Amount
from opt.study.explain.case import Case, Edits


def remedies(instance: Instance, model: Elastic, values: Mapping[Name, float], found: Sequence[Amount]) -> list[Edits]:
    """The edits that grant each of the amounts."""
    case = Case(instance, model, values)
    by_kind: dict[str, list[int]] = {}
    for position, amount in enumerate(found):
        kind = "market" if amount.stated.kind in ("contract", "demand") else amount.stated.kind
        by_kind.setdefault(kind, []).append(position)
    edits: list[Edits] = [()] * len(found)
    for kind, positions in by_kind.items():
        granted = REMEDIES[kind](case, [found[position] for position in positions])
        for position, edit in zip(positions, granted, strict=True):
            edits[position] = edit
    return edits


REMEDIES: Mapping[str, Callable[[Case, Sequence[Amount]], list[Edits]]] = {
    "hours": plant.hours,
    "delivery": plant.delivery,
    "age": plant.age,
    "room": plant.of_all_periods("areas", "capacity", "area"),
    "segregation": plant.segregation,
    "processing": plant.hazard,
    "stock": plant.hazard,
    "concurrent": plant.hazard,
    "conflict": plant.conflict,
    "lot": plant.lot,
    "market": market.market,
    "purity": market.purity,
    "utility": plant.of_all_periods("utilities", "limit", "utility"),
    "outlet": plant.of_all_periods("outlets", "limit", "outlet"),
    "routing": wishes.routing,
    "choice": wishes.choice,
    "decision": wishes.decision,
    "switch": wishes.decision,
}
