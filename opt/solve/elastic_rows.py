"""Rows that give way: the constraints that state a limit, each row with a column that widens it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyomo.environ as pyo

from opt.instance.instance import Instance
from opt.model.data import Data
from opt.model.families import FAMILIES, constraints_of
from opt.model.market import contract
from opt.model.rows import Family, Row, Terms, add_constraint
from opt.model.variables import Variables
from opt.network.parameters import Parameters
from opt.solve.arrays import Name
from opt.solve.elastic_limits import KIND_OF, OUT_OF_REACH, Stated, stated_by, zero
from opt.solve.limits import Index

Found = dict[Name, tuple[Stated, float]]
"""Column -> the limit that gives way by it, and how far it can."""


def add_families(
    model: pyo.ConcreteModel, instance: Instance, parameters: Parameters, loose: Data, strict: Data, x: Variables
) -> Found:
    """Adds every constraint; those that state a limit with a column that gives way in each row."""
    stated = stated_by(instance, strict.network, parameters)
    found: Found = {}
    for family in FAMILIES:
        for constraint in constraints_of(family, tight=True):
            name = constraint.__name__
            if name in OUT_OF_REACH:
                continue
            if name not in KIND_OF:
                add_constraint(model, constraint, loose, x)
                continue
            rows = {row[0]: row for row in _rows_of(constraint, strict, x)}
            rows = {i: (i, row[1], row[2], 0.0 if zero(parameters, name, i) else row[3]) for i, row in rows.items()}
            limits = {index: stated[name](index) for index in rows}
            most = {index: _most(limit, loose.parameters) for index, limit in limits.items()}
            found.update(add_giving(model, name, rows, limits, most, loose, x))
    return found


def _rows_of(constraint: Family, strict: Data, x: Variables) -> Iterator[Row]:
    """Rows of a constraint that can be broken; a contract of what nobody makes has one too, without terms."""
    missing: dict[Index, float] = {}
    if constraint is contract:
        missing = {(p, g, t): least for (p, g, t), least in strict.parameters.market.contract.items()}
    for row in constraint(strict, x):
        missing.pop(row[0], None)
        if row[1]:
            yield row
    for index, least in missing.items():
        yield index, [], least, None


def _most(limit: Stated, loose: Parameters) -> float:
    """The furthest a limit can give way: a line has no more hours than its period, a contract no more than it asks."""
    if limit.kind == "hours":
        return loose.lines.available[limit.place[0], limit.period] - limit.limit
    return limit.limit if limit.kind == "contract" else np.inf


def add_giving(
    model: pyo.ConcreteModel,
    name: str,
    rows: Mapping[Index, Row],
    limits: Mapping[Index, Stated],
    most: Mapping[Index, float],
    data: Data,
    x: Variables,
) -> Found:
    """Adds the rows with a column ``give_<name>`` each that widens them."""
    if not rows:
        return {}
    give = pyo.Var(list(rows), within=pyo.NonNegativeReals)
    model.add_component(f"give_{name}", give)

    def widened(data: Data, x: Variables) -> Iterator[Row]:
        for index, terms, lower, upper in rows.values():
            give[index].setub(None if most[index] == np.inf else most[index])
            wider: Terms = [*terms, (1.0 if upper is None else -1.0, give[index])]
            yield index, wider, lower, upper

    widened.__name__ = name
    add_constraint(model, widened, data, x)
    return {(f"give_{name}", index): (limits[index], most[index]) for index in rows}
