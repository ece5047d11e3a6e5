"""The case that every family looks at: facts of the instance, materials and operations recomputed, stored values."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from opt.check.facts import Facts, read_facts
from opt.check.materials import Material, stream_compositions
from opt.check.reconstruction import Flaw, make_materials, make_works
from opt.check.works import Work
from opt.plan.plan import Plan
from opt.schema import STRUCTURE, VARIABLES

Values = Mapping[tuple[str, ...], float]


class Row(NamedTuple):
    """One row of a family, evaluated: by how much it is exceeded (below 0: slack), and the limit as used in it."""

    row: str
    period: str
    excess: float
    limit: float
    unit: str


@dataclass(frozen=True)
class Case:
    """``values[variable][index]`` as stored (an index that is missing counts 0 and is reported by ``rows``).

    ``treated[o, t]`` tonnes over all lines, ``lying[n, t]`` tonnes over all areas. ``flaws`` are what does not hold
    together in the stored structure.
    """

    plan: Plan
    facts: Facts
    materials: Mapping[str, Material]
    works: Mapping[str, Work]
    flaws: tuple[Flaw, ...]
    values: Mapping[str, Values]
    treated: Values
    lying: Values

    @property
    def periods(self) -> tuple[str, ...]:
        """Period names in time order."""
        return self.facts.periods

    def value(self, variable: str, *index: str) -> float:
        """A stored value; 0 where there is none."""
        return self.values[variable].get(index, 0.0)

    def chosen(self, variable: str, *index: str) -> bool:
        """True where a stored binary is 1."""
        return self.values[variable].get(index, 0.0) > 0.5


def make_case(plan: Plan) -> Case:
    """The case of a plan."""
    facts = read_facts(plan.instance)
    flaws: list[Flaw] = []
    compositions = stream_compositions(facts)
    stored: dict[str, Any] = {name: plan.tables[name].to_dict("records") for name in STRUCTURE}
    materials = make_materials(facts, stored["fractions"], compositions, flaws)
    works, materials = make_works(facts, stored["operations"], stored["operation_outputs"], materials, flaws)
    values = {name: _values(plan, name) for name in VARIABLES}
    treated: dict[tuple[str, ...], float] = defaultdict(float)
    for (operation, _, period), mass in values["treat"].items():
        treated[operation, period] += mass
    lying: dict[tuple[str, ...], float] = defaultdict(float)
    for (fraction, _, period), mass in values["stock"].items():
        lying[fraction, period] += mass
    return Case(plan, facts, materials, works, tuple(flaws), values, dict(treated), dict(lying))


def total(parts: Mapping[str, float]) -> float:
    """Sum of masses."""
    return math.fsum(parts.values())


def name_of(*index: str) -> str:
    """A row's name: its index without the period."""
    return "|".join(index)


def _values(plan: Plan, variable: str) -> dict[tuple[str, ...], float]:
    frame: Any = plan.tables[variable]
    columns = [frame[name].tolist() for name in VARIABLES[variable].key]
    return dict(zip(zip(*columns, strict=True), frame[variable].tolist(), strict=True))
