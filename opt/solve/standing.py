"""A plan at the optimum of the linear problem that its integers leave, and the limits that bind in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from opt.memory import collector_paused
from opt.model import build
from opt.network import build_network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.solve.arrays import Arrays, Floats, Integers, Name
from opt.solve.binding import TIGHT, place
from opt.solve.compile import from_model
from opt.solve.fixed import Broken, FixedProblem, loosened, whole
from opt.solve.limits import MADE, Content, Stated, stated_limits
from opt.solve.shrink import shrunk
from opt.tables.problems import InputError, Problem
from opt.tolerances import INTEGRALITY, OBJECTIVE

MAKE = "make"
"""Columns whose coefficients a limit of content stands in."""

AGAIN = "solve the instance again, with this version"


@dataclass(frozen=True)
class Limit:
    """A limit that binds: its row in the arrays and its name, the period ('' for the horizon), what it is, what is used
    of it (unit of the limit), and one of the values that a unit more of it may have (currency per unit)."""

    number: int
    row: str
    period: str
    stated: Stated
    used: float
    dual: float
    makers: Integers


@dataclass(frozen=True)
class Standing:
    """``problem`` is the linear problem at its optimum, ``limits`` those that bind in the plan, the dearest as a whole
    first."""

    problem: FixedProblem
    limits: tuple[Limit, ...]


def stand(plan: Plan, deadline: float = math.inf) -> Standing:
    """The plan's standing. The plan may be a stored one: everything is built anew from its instance and decisions.

    Raises InputError where there is no plan, where it does not fit its instance, or where it is not the best that its
    own set-ups allow; fixed.Stopped at the deadline.
    """
    if not plan.has_plan:
        raise _refused("the result holds no plan, so nothing binds in it", "give a result that has one")
    with collector_paused():
        network = build_network(plan.instance)
        model = build(plan.instance, network, formulation="plain")
        parameters: Parameters = model.parameters
        arrays = from_model(model)
    x = _values(plan, arrays)
    decided = {(decision.variable, decision.index) for decision in parameters.routing.decisions}
    rules = stated_limits(plan.instance, network, parameters)
    limits = np.array([name in rules for name, _ in arrays.rows], dtype=np.bool_)
    values = dict(zip(arrays.columns, x.tolist(), strict=True))
    made = np.array([name == MAKE and value != 0.0 for (name, _), value in values.items()], dtype=np.bool_)
    try:
        problem = FixedProblem(shrunk(loosened(arrays, x, decided), limits, made), deadline)
    except Broken:
        rule = "with the set-ups of this plan there is no plan that keeps every limit of its instance"
        raise _refused(rule, AGAIN) from None
    _agree(plan, problem.value)
    activity = arrays.activity(x)
    found = []
    for number, (name, index) in enumerate(arrays.rows):
        stated = rules[name](index) if name in rules else None
        if stated is None or (name == "minimum_lot" and plan.values("run")[index] < 1.0 - INTEGRALITY):
            continue
        slack = _slack(arrays, number, activity[number])
        if slack <= TIGHT * max(abs(_bound(arrays, number)), 1.0):
            limit = _limit(arrays, problem, number, stated, slack, values, set(parameters.periods))
            found += [] if limit is None else [limit]
    found.sort(key=lambda limit: -abs(limit.dual) * max(limit.stated.limit, limit.stated.row_unit))
    return Standing(problem, tuple(found))


def _values(plan: Plan, arrays: Arrays) -> Floats:
    """The plan's value of every column. InputError where it lacks one or has no whole number where one is asked for."""
    tables = {name: plan.values(name) for name in {name for name, _ in arrays.columns}}
    x = np.array([tables[name].get(index, np.nan) for name, index in arrays.columns], dtype=np.float64)
    if not whole(arrays, x):
        raise _refused("the decisions of the result do not fit the instance that is stored with it", AGAIN)
    return x


def _agree(plan: Plan, value: float) -> None:
    stated = float(plan.summary["objective"])
    if not abs(value - stated) <= OBJECTIVE * max(abs(stated), 1.0):
        raise _refused(
            f"with the set-ups of this plan {value:,.2f} can be had, and its summary says {stated:,.2f}: the result "
            "was changed, or does not belong to the instance that is stored with it",
            AGAIN,
        )


def _refused(rule: str, remedy: str) -> InputError:
    return InputError([Problem(rule, remedy)])


def _bound(arrays: Arrays, number: int) -> float:
    upper = float(arrays.row_upper[number])
    return upper if np.isfinite(upper) else float(arrays.row_lower[number])


def _slack(arrays: Arrays, number: int, activity: float) -> float:
    """What is left of a row, in its own unit."""
    upper = float(arrays.row_upper[number])
    return max(upper - activity if np.isfinite(upper) else activity - float(arrays.row_lower[number]), 0.0)


def _limit(
    arrays: Arrays,
    problem: FixedProblem,
    number: int,
    stated: Stated,
    slack: float,
    values: Mapping[Name, float],
    periods: set[str],
) -> Limit | None:
    """The limit of a row that binds; None for a content of which nothing is made."""
    name, index = arrays.rows[number]
    here = problem.row_of[name, index]
    left, per_unit = slack * stated.row_unit, 1.0 / stated.row_unit
    makers = np.zeros(0, dtype=np.int32)
    if isinstance(stated, Content):
        made = sum(values.get(column, 0.0) for column in stated.makers)
        makers = np.array([problem.place[column] for column in stated.makers if column in problem.place], np.int32)
        if made <= MADE:
            return None
        left, per_unit = left / made, made / stated.row_unit
    if math.isnan(stated.limit):
        stated = replace(stated, limit=_stored(arrays, number, values) + left)
    row, period = place((name, index), stated.family, periods)
    used = stated.limit + left if stated.least else stated.limit - left
    return Limit(here, row, period, stated, used, float(problem.row_dual[here]) * per_unit, makers)


def _stored(arrays: Arrays, number: int, values: Mapping[Name, float]) -> float:
    """What a row counts as lying in stock (t)."""
    columns = np.searchsorted(arrays.start, np.flatnonzero(arrays.index == number), side="right") - 1
    return sum(values[column] for column in (arrays.columns[place] for place in columns) if column[0] == "stock")
