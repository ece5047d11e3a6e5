"""A Pyomo model to arrays, and values of columns back to variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo
import scipy.sparse
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler, LinearStandardFormInfo

from opt.model.collector import collector_paused
from opt.solve.arrays import Arrays, Floats, Name


PIECE = 50_000
"""Rows that are compiled at a time: the compiler keeps a dictionary for each of them until it has the last."""


def from_model(model: pyo.ConcreteModel) -> Arrays:
    """The model's arrays. A range becomes two rows, fixed and unused variables vanish, and the order of columns and
    rows is the compiler's own: they are found by ``columns`` and ``rows`` alone.

    ValueError where the model has no objective or several, or is not linear.
    """
    objectives = list(model.component_data_objects(pyo.Objective, active=True))
    if len(objectives) != 1:
        raise ValueError(f"the model has {len(objectives)} active objectives; exactly one is needed")
    with collector_paused():
        return _put_together(_pieces(model, objectives[0]))


def _pieces(model: pyo.ConcreteModel, objective: Any) -> Iterator[LinearStandardFormInfo]:
    """The compiled model; the objective is in the first piece, and of a large model nothing else."""
    rows = list(model.component_data_objects(pyo.Constraint, active=True))
    if len(rows) <= PIECE:
        yield _compiled(model)
        return
    piece = pyo.ConcreteModel()
    piece.value = pyo.Reference({0: objective})
    yield _compiled(piece)
    for begin in range(0, len(rows), PIECE):
        piece = pyo.ConcreteModel()
        piece.rows = pyo.Reference(dict(enumerate(rows[begin : begin + PIECE])))
        yield _compiled(piece)


def _compiled(model: pyo.ConcreteModel) -> LinearStandardFormInfo:
    return LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)


def _put_together(pieces: Iterator[LinearStandardFormInfo]) -> Arrays:
    """The pieces one below the other, columns in the order in which they come up."""
    place: dict[int, int] = {}
    variables, rows = [], []
    cost, offset, sign = np.zeros(0), 0.0, 1
    parts = []
    for piece in pieces:
        known = len(place)
        where = np.array([place.setdefault(id(column), len(place)) for column in piece.columns], dtype=np.int32)
        variables += [column for column, at in zip(piece.columns, where.tolist(), strict=True) if at >= known]
        if piece.objectives:
            sign = 1 if piece.objectives[0].sense == pyo.minimize else -1
            cost, offset = sign * piece.c.toarray()[0], sign * float(piece.c_offset[0])
        kinds = np.array([row.bound_type for row in piece.rows], dtype=np.int8)
        matrix = piece.A.tocoo()
        row = matrix.row.astype(np.int32) + np.int32(len(rows))
        parts.append((matrix.data, row, where[matrix.col], kinds, np.asarray(piece.rhs, dtype=np.float64)))
        rows += _names(row.constraint for row in piece.rows)
    value, row, column, kinds, rhs = (np.concatenate(part) for part in zip(*parts, strict=True))
    parts.clear()
    matrix = scipy.sparse.coo_array((value, (row, column)), shape=(len(rows), len(variables))).tocsc()
    bounds = [variable.bounds for variable in variables]
    return Arrays(
        start=matrix.indptr.astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data.astype(np.float64),
        cost=np.pad(cost.astype(np.float64), (0, len(variables) - len(cost))),
        offset=offset,
        lower=np.array([-np.inf if low is None else low for low, _ in bounds], dtype=np.float64),
        upper=np.array([np.inf if high is None else high for _, high in bounds], dtype=np.float64),
        integer=np.array([variable.is_integer() for variable in variables], dtype=np.bool_),
        row_lower=np.where(kinds == 1, -np.inf, rhs),
        row_upper=np.where(kinds == -1, np.inf, rhs),
        sign=sign,
        columns=_names(variables),
        rows=tuple(rows),
    )


def values_by_variable(model: pyo.ConcreteModel, arrays: Arrays, x: Floats) -> dict[str, dict[Any, float]]:
    """Every variable of the model with all its indices and values: those in ``x``, the fixed ones at their value, and
    the unused ones at the point of their bounds nearest to zero."""
    solved: Mapping[Name, float] = dict(zip(arrays.columns, x.tolist(), strict=True))
    found: dict[str, dict[Any, float]] = {}
    for variable in model.component_objects(pyo.Var, active=True):
        name = variable.name
        values = found.setdefault(name, {})
        for key, data in variable.items():
            value = solved.get((name, _index(key)))
            values[key] = value if value is not None else _unused(data)
    return found


def _unused(variable: Any) -> float:
    if variable.fixed:
        return float(variable.value)
    low, high = variable.bounds
    return float(min(max(0.0, -np.inf if low is None else low), np.inf if high is None else high))


def _names(components: Iterable[Any]) -> tuple[Name, ...]:
    """Component and index of each; a component is asked for its name once, since that walks up the model."""
    known: dict[int, str] = {}
    found = []
    for component in components:
        parent = component.parent_component()
        name = known.get(id(parent))
        if name is None:
            name = known[id(parent)] = parent.name
        found.append((name, _index(component.index())))
    return tuple(found)


def _index(key: Any) -> tuple[Any, ...]:
    if key is None:
        return ()
    return key if isinstance(key, tuple) else (key,)
