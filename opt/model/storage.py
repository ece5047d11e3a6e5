"""Family storage: room in the areas. Which class may lie where is part of the network (areas of a fraction)."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row
from opt.model.variables import Variables


def area_capacity(data: Data, x: Variables) -> Iterator[Row]:
    """area_capacity[a,t]: what lies in an area fits (t)

    sum_n stock[n,a,t] <= capacity[a]
    """
    inside = _inside(data)
    for a, limit in data.parameters.sites.area_capacity.items():
        for t in data.parameters.periods:
            yield (a, t), [(1.0, x.stock[n, a, t]) for found in inside.get(a, {}).values() for n in found], None, limit


def segregated(data: Data, x: Variables) -> Iterator[Row]:
    """segregated[a,q,t]: a segregated area holds the class it is given to (t)

    sum_(n of class q) stock[n,a,t] <= room * hold[a,q,t]

    room = capacity[a], where unlimited all that can have arrived; in the tight formulation at most that.
    """
    inside = _inside(data)
    for (a, q, t), hold in x.hold.items():
        arrived = sum(data.reach.total[n, t] for n in inside[a][q])
        room = data.parameters.sites.area_capacity.get(a, arrived)
        if data.tight:
            room = min(room, arrived)
        yield (a, q, t), [*((1.0, x.stock[n, a, t]) for n in inside[a][q]), (-room, hold)], None, 0.0


def one_class(data: Data, x: Variables) -> Iterator[Row]:
    """one_class[a,t]: a segregated area is given to one class at most

    sum_q hold[a,q,t] <= 1
    """
    classes: dict[str, dict[str, None]] = {}
    for a, q, _ in x.hold:
        classes.setdefault(a, {}).setdefault(q)
    for a, found in classes.items():
        for t in data.parameters.periods:
            yield (a, t), [(1.0, x.hold[a, q, t]) for q in found], None, 1.0


def _inside(data: Data) -> dict[str, dict[str, list[str]]]:
    """Fractions that may lie in an area, by storage class."""
    inside: dict[str, dict[str, list[str]]] = {}
    for n, fraction in data.network.fractions.items():
        for a in fraction.areas:
            inside.setdefault(a, {}).setdefault(fraction.storage_class, []).append(n)
    return inside


ROWS = (area_capacity, segregated, one_class)
