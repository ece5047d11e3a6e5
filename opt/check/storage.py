"""Storage.

sum of stock in an area <= its capacity                     every period
what lies in an area is of a class that may lie there
a segregated area holds one class at a time, the one it is given to (hold)
finished goods kept <= their capacity
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row, name_of
from opt.check.facts import given


def check(case: Case) -> Iterator[Row]:
    """Every rule of storage, in tonnes."""
    lying: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (fraction, area, period), mass in case.values["stock"].items():
        material = case.materials.get(fraction)
        if material is None or area not in material.areas:
            yield Row(name_of(area, fraction), period, mass, 0.0, "t")
        lying[area, period][material.storage_class if material else ""] += mass
    yield from _areas(case, lying)
    for (product, grade, period), mass in case.values["keep"].items():
        row = case.facts.by_key["grades"].get((product, grade))
        capacity = row["capacity"] if row else 0.0
        yield Row(name_of(product, grade), period, mass - capacity, capacity, "t")


def _areas(case: Case, lying: dict[tuple[str, str], dict[str, float]]) -> Iterator[Row]:
    classes: dict[str, set[str]] = defaultdict(set)
    for material in case.materials.values():
        for area in material.areas:
            classes[area].add(material.storage_class)
    for area, row in case.facts.by_key["areas"].items():
        for period in case.periods:
            here = lying[area, period]
            if given(row["capacity"]):
                yield Row(area, period, sum(here.values()) - row["capacity"], row["capacity"], "t")
            if not row["segregated"] or len(classes[area]) < 2:
                continue
            held = sum(case.value("hold", area, name, period) for name in classes[area])
            yield Row(f"{area}|one class", period, held - 1.0, 1.0, "")
            for name, mass in here.items():
                if not case.chosen("hold", area, name, period):
                    yield Row(name_of(area, name), period, mass, 0.0, "t")
