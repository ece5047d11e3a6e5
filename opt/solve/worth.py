"""What every limit that binds is worth, on either side of where it is, while campaigns and set-ups stay as they are."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import pandas as pd

from opt.plan.plan import Plan
from opt.solve.fixed import Broken, FixedProblem, Stopped
from opt.solve.limits import Content
from opt.solve.sides import Curve, Point, Side, curved_side, straight_side
from opt.solve.standing import Limit, stand
from opt.tables.problems import InputError, Problem

FIRST = 0.05
"""First step, as a share of the limit (of the row's unit where the limit is zero)."""

FIRST_CONTENT = 0.01
"""The same for a limit of content, whose worth changes all the way."""

NOTHING = 1e-6
"""A worth below this (currency per unit) is nothing."""

DIFFER = 1e-3
"""Sides that differ by more than this share are told apart."""

UNKNOWN = Side(math.nan, math.nan)
NUMBERS = ("limit", "used", "worth_up", "holds_up_to", "worth_down", "holds_down_to")
COLUMNS = ("family", "row", "period", "unit", *NUMBERS, "sides_differ")


def worth(
    plan: Plan, *, time_limit: float = math.inf, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """Marginal values of the limits that bind in a plan, a row for each limit and period; first those of which a
    hundredth is worth most.

    family, row, period   as in the table binding; the period is empty where the limit holds over the horizon
    unit, limit, used     as the instance states the limit
    worth_up              what the value gains per unit by which the limit is raised (currency per unit)
    holds_up_to           by how much it can be raised for that, at least (unit)
    worth_down            what the value loses per unit by which the limit is lowered
    holds_down_to         by how much it can be lowered for that, at least (unit)
    sides_differ          True where the two are not the same

    All of it is local: run, set-up and every other yes or no stay as they are. Where no step leaves a plan, worth_up is
    minus infinity or worth_down infinity, and holds for 0. A limit that the instance states once for several periods
    is moved in that one period alone. A limit of content (kg/kg) has no constant worth: up to ``holds`` the mean stays
    within half a per cent. NaN stands for what ``time_limit`` (seconds) left undone, or what HiGHS gave no answer to.
    ``progress`` is told how many limits are done and how many there are.

    Raises InputError where there is no plan, where it does not fit its instance or is not the best with its own
    set-ups, and where the time is up before the first limit.
    """
    deadline = time.monotonic() + time_limit
    try:
        standing = stand(plan, deadline)
    except Stopped:
        rule = f"{time_limit:g} s are not enough to read the plan into the solver"
        raise InputError([Problem(rule, "allow more time")]) from None
    rows = []
    for done, limit in enumerate(standing.limits):
        if progress is not None:
            progress(done, len(standing.limits))
        rows.append(_row(limit, _side(standing.problem, limit, 1.0), _side(standing.problem, limit, -1.0)))
    if progress is not None:
        progress(len(rows), len(rows))
    rows.sort(key=lambda row: (-_size(row), str(row["family"]), str(row["row"]), str(row["period"])))
    frame = pd.DataFrame({name: [row[name] for row in rows] for name in COLUMNS}).astype(
        {name: "float64" if name in NUMBERS else "bool" if name == "sides_differ" else "str" for name in COLUMNS}
    )
    return frame


def priced(plan: Plan) -> pd.DataFrame:
    """The limits that bind in a plan with one value each: family, row, period, unit, limit, used as in ``worth``, and
    ``worth``, what a unit more may add to the value (where the sides differ: something between them).

    Raises InputError as ``worth`` does.
    """
    limits = stand(plan).limits
    data = [
        (limit.stated.family, limit.row, limit.period, limit.stated.unit, limit.stated.limit, limit.used,
         _clean(limit.dual))
        for limit in limits
    ]  # fmt: skip
    names = ("family", "row", "period", "unit", "limit", "used", "worth")
    columns = zip(names, zip(*data, strict=True) if data else ((),) * len(names), strict=True)
    return pd.DataFrame(
        {name: pd.Series(list(cells), dtype="float64" if name in names[4:] else "str") for name, cells in columns}
    )


def _side(problem: FixedProblem, limit: Limit, direction: float) -> Side:
    """The slope when the limit is raised (direction 1) or lowered (-1) and how far it holds.

    A limit that is loosened to no avail stays so without end: the value is concave and does not fall.
    """
    stated = limit.stated
    room = stated.most - stated.limit if direction > 0 else stated.limit
    looser = (direction > 0) != stated.least
    content = isinstance(stated, Content)
    if looser and not content and abs(limit.dual) <= NOTHING:
        return Side(0.0, room)
    start = Point(0.0, problem.value, direction * limit.dual)
    first = (FIRST_CONTENT if content else FIRST) * (stated.limit or stated.row_unit)
    problem.back()
    try:
        if content:
            return curved_side(_recast(problem, limit, direction), start, first, room)
        side = straight_side(problem.shifted(limit.number, direction * stated.row_unit), start, first, room)
    except (Broken, Stopped):
        return UNKNOWN
    return Side(0.0, room) if looser and abs(side.slope) <= NOTHING else side


def _recast(problem: FixedProblem, limit: Limit, direction: float) -> Curve:
    """sum_o (content / unit - (limit + direction * step) / unit) * make: a step adds - direction / unit to each
    coefficient, which is worth as much as direction * made / unit more on the row's bound."""
    rate = direction / limit.stated.row_unit
    makers = limit.makers
    return problem.recast(limit.number, makers, -rate, lambda x: rate * float(x[makers].sum()))


def _row(limit: Limit, up: Side, down: Side) -> dict[str, object]:
    worth_up, worth_down = _clean(up.slope), _clean(-down.slope)
    known = not (math.isnan(worth_up) or math.isnan(worth_down))
    return {
        "family": limit.stated.family,
        "row": limit.row,
        "period": limit.period,
        "unit": limit.stated.unit,
        "limit": limit.stated.limit,
        "used": limit.used,
        "worth_up": worth_up,
        "holds_up_to": up.holds,
        "worth_down": worth_down,
        "holds_down_to": down.holds,
        "sides_differ": known and not math.isclose(worth_up, worth_down, rel_tol=DIFFER, abs_tol=NOTHING),
    }


def _clean(worth: float) -> float:
    return 0.0 if abs(worth) <= NOTHING else worth


def _size(row: dict[str, object]) -> float:
    """What a hundredth of the limit is worth (a hundredth of its unit where it is zero), on the larger side: tonnes,
    hours and contents compare by it. A side without a plan, or one not looked at, does not count."""
    sides = (abs(float(str(row[name]))) for name in ("worth_up", "worth_down"))
    worth = max((side for side in sides if math.isfinite(side)), default=0.0)
    return worth * (float(str(row["limit"])) or 1.0) / 100.0
