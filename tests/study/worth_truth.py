"""What a limit is worth by definition: the instance edited, the model built anew, the plan's binaries fixed, solved
cold. Nothing of the code under test is used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse

from opt.instance import Instance
from opt.model import build
from opt.plan.plan import Plan
from opt.schema import INPUT
from opt.solve import from_model, highs
from opt.solve.arrays import Arrays
from opt.tables.frames import frame_of

Row = Mapping[str, Any]


def slope(plan: Plan, base: Arrays, limit: Row, step: float) -> float:
    """What a unit of the limit (a row of the frame) adds to the best value with the plan's binaries, over a step up or
    (negative) down, in the limit's period alone; NaN where the step leaves no plan. ``base`` is the plan's model."""
    return (value_with(plan, base, limit, step) - fixed_value(base, plan)) / step


def value_with(plan: Plan, base: Arrays, limit: Row, amount: float) -> float:
    """The best value with the plan's binaries when the limit is raised by ``amount``; NaN where there is none."""
    if limit["family"] == "age":  # counts periods: there is no table for a tonne that may lie longer
        row_upper = base.row_upper.copy()
        row_upper[base.rows.index(("age", (limit["row"], limit["period"])))] += amount
        return fixed_value(replace(base, row_upper=row_upper), plan)
    changed = arrays_of(edited(plan.instance, limit, amount))
    return fixed_value(_of_period(base, changed, limit["period"]), plan)


def arrays_of(instance: Instance) -> Arrays:
    """The model of the instance, without the inequalities that follow from the others."""
    return from_model(build(instance, formulation="plain"))


def fixed_value(arrays: Arrays, plan: Plan) -> float:
    """The best value with the plan's binaries, solved cold; NaN where there is none."""
    integers = arrays.integers
    fixed = np.array([plan.values(name)[index] for name, index in (arrays.columns[number] for number in integers)])
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    lower[integers] = upper[integers] = np.round(fixed)
    linear = replace(arrays, lower=lower, upper=upper, integer=np.zeros_like(arrays.integer))
    outcome = highs.run(highs.load(linear, highs.EXACT, {"threads": 1}), mip=False)
    return arrays.sign * outcome.objective if outcome.status == highs.OPTIMAL else math.nan


def _of_period(base: Arrays, changed: Arrays, period: str) -> Arrays:
    """The base with the rows of one period as they are in the changed model: all of it, without a period."""
    assert (base.rows, base.columns) == (changed.rows, changed.columns)
    if not period:
        return changed
    here = np.array([index[-1] == period for _, index in base.rows])
    mine, other = (scipy.sparse.csc_array((a.value, a.index, a.start), shape=a.shape).tolil() for a in (base, changed))
    mine[here] = other[here]
    matrix = mine.tocsc()
    return replace(
        base,
        start=matrix.indptr.astype(np.int32),
        index=matrix.indices.astype(np.int32),
        value=matrix.data,
        upper=np.maximum(base.upper, changed.upper),
        row_lower=np.where(here, changed.row_lower, base.row_lower),
        row_upper=np.where(here, changed.row_upper, base.row_upper),
    )


def edited(instance: Instance, limit: Row, amount: float) -> Instance:
    """The instance with the limit raised by ``amount``; in all periods where its table has no room for one of them."""
    name, *at = limit["row"].split("|")
    period = limit["period"]
    if limit["family"] == "capacity":
        return _with(instance, "downtime", {"line": name, "period": period}, "hours", -amount, {"hours": 0.0})
    if name.startswith("hazard_"):
        key = {"hazard": at[0], "basis": name.removeprefix("hazard_"), "place": at[1]}
        return _dated(instance, "hazard_limits", key, period, "limit", amount, "all")
    if name in ("demand", "contract"):
        column = "maximum" if name == "demand" else "contract"
        key = {"product": at[0], "grade": at[1]}
        return _dated(instance, "demand", key, period or "all", column, amount, "each")
    if name.startswith("purity_"):
        key = {"product": at[0], "grade": at[1], "item": at[2], "sense": name.removeprefix("purity_")}
        tables = [table for table in ("grade_limits", "specifications") if _find(instance, table, key) is not None]
        return _with(instance, tables[0], key, "limit", amount)
    table, column, key = {
        "area_capacity": ("areas", "capacity", ("area",)),
        "outlet_limit": ("outlets", "limit", ("outlet",)),
        "utility_limit": ("utilities", "limit", ("utility",)),
        "minimum_lot": ("setups", "minimum_lot", ("line", "campaign")),
    }[name]
    return _with(instance, table, dict(zip(key, at, strict=True)), column, amount)


def _find(instance: Instance, table: str, key: Row) -> int | None:
    rows = instance.records(table)
    return next((n for n, row in enumerate(rows) if all(row[k] == cell for k, cell in key.items())), None)


def _with(
    instance: Instance, table: str, key: dict[str, str], column: str, amount: float, new: Row | None = None
) -> Instance:
    """``amount`` more in the column of the row of that key; a row that is not there begins as ``new``."""
    rows, number = instance.records(table), _find(instance, table, key)
    if number is None:
        assert new is not None, f"{table} has no row {key}"
        rows, number = [*rows, {**key, **new}], len(rows)
    rows[number] = {**rows[number], column: rows[number][column] + amount}
    return _again(instance, table, rows)


def _dated(
    instance: Instance, table: str, key: dict[str, str], period: str, column: str, amount: float, general: str
) -> Instance:
    """``amount`` more in the row of a period; where there is none, the general row is copied for it."""
    if _find(instance, table, {**key, "period": period}) is not None:
        return _with(instance, table, {**key, "period": period}, column, amount)
    rows, number = instance.records(table), _find(instance, table, {**key, "period": general})
    assert number is not None
    copy = {**rows[number], "period": period}
    return _again(instance, table, [*rows, {**copy, column: copy[column] + amount}])


def _again(instance: Instance, table: str, rows: list[dict[str, Any]]) -> Instance:
    """The instance with a table replaced."""
    return replace(instance, tables={**instance.tables, table: frame_of(INPUT[table], rows)})
