"""A Pyomo model to arrays, and values of columns back to variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from opt.memory import collector_paused
from opt.solve.arrays import Arrays, Floats, Name
from opt.solve.reading import AT_LEAST, AT_MOST, Form, read_off


def from_model(model: pyo.ConcreteModel) -> Arrays:
    """The model's arrays. A range becomes two rows, fixed and unused variables vanish, and the order of columns and
    rows is not that of the model: they are found by ``columns`` and ``rows`` alone.

    A model whose rows are plain linear expressions, as ours are, is read off them, which takes half the time and a
    sixth of the memory; Pyomo's compiler takes any other.

    ValueError where the model has no objective or several, or is not linear.
    """
    objectives = list(model.component_data_objects(pyo.Objective, active=True))
    if len(objectives) != 1:
        raise ValueError(f"the model has {len(objectives)} active objectives; exactly one is needed")
    sign = 1 if objectives[0].sense == pyo.minimize else -1
    with collector_paused():
        return _arrays(read_off(model, objectives[0]) or compiled(model), sign)


def compiled(model: pyo.ConcreteModel) -> Form:
    """The model by Pyomo's compiler."""
    form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    return Form(
        matrix=form.A.tocsc(),
        rows=[row.constraint for row in form.rows],
        kinds=np.array([row.bound_type for row in form.rows], dtype=np.int8),
        rhs=np.asarray(form.rhs, dtype=np.float64),
        columns=form.columns,
        cost=form.c.toarray()[0].astype(np.float64),
        offset=float(form.c_offset[0]),
    )


def _arrays(form: Form, sign: int) -> Arrays:
    bounds = [variable.bounds for variable in form.columns]
    return Arrays(
        start=form.matrix.indptr.astype(np.int32),
        index=form.matrix.indices.astype(np.int32),
        value=form.matrix.data.astype(np.float64),
        cost=sign * form.cost,
        offset=sign * form.offset,
        lower=np.array([-np.inf if low is None else low for low, _ in bounds], dtype=np.float64),
        upper=np.array([np.inf if high is None else high for _, high in bounds], dtype=np.float64),
        integer=np.array([variable.is_integer() for variable in form.columns], dtype=np.bool_),
        row_lower=np.where(form.kinds == AT_MOST, -np.inf, form.rhs),
        row_upper=np.where(form.kinds == AT_LEAST, np.inf, form.rhs),
        sign=sign,
        columns=_names(form.columns),
        rows=_names(form.rows),
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
