"""A Pyomo model to arrays, and values of columns back to variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from opt.solve.arrays import Arrays, Floats, Name


def from_model(model: pyo.ConcreteModel) -> Arrays:
    """The model's arrays. A range becomes two rows, fixed and unused variables vanish, and the order of columns and
    rows is the compiler's own: they are found by ``columns`` and ``rows`` alone.

    ValueError where the model has no objective or several, or is not linear.
    """
    form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    if len(form.objectives) != 1:
        raise ValueError(f"the model has {len(form.objectives)} active objectives; exactly one is needed")
    sign = 1 if form.objectives[0].sense == pyo.minimize else -1
    matrix = form.A.tocsc()
    rhs = np.asarray(form.rhs, dtype=np.float64)
    kinds = np.array([row.bound_type for row in form.rows], dtype=np.int8)
    bounds = [variable.bounds for variable in form.columns]
    return Arrays(
        start=matrix.indptr.astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data.astype(np.float64),
        cost=sign * form.c.toarray()[0].astype(np.float64),
        offset=sign * float(form.c_offset[0]),
        lower=np.array([-np.inf if low is None else low for low, _ in bounds], dtype=np.float64),
        upper=np.array([np.inf if high is None else high for _, high in bounds], dtype=np.float64),
        integer=np.array([variable.is_integer() for variable in form.columns], dtype=np.bool_),
        row_lower=np.where(kinds == 1, -np.inf, rhs),
        row_upper=np.where(kinds == -1, np.inf, rhs),
        sign=sign,
        columns=tuple(_name(variable) for variable in form.columns),
        rows=tuple(_name(row.constraint) for row in form.rows),
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


def _name(component: Any) -> Name:
    return component.parent_component().name, _index(component.index())


def _index(key: Any) -> tuple[Any, ...]:
    if key is None:
        return ()
    return key if isinstance(key, tuple) else (key,)
