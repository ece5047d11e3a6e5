"""Relax-and-fix over periods: a first plan. From the linear relaxation on, the integers of a window of periods are
decided with some periods ahead relaxed; what lies before is fixed, what lies far ahead keeps its relaxed value; the
window moves on. Where it becomes infeasible, more is opened again on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Floats
from opt.solve.layout import Layout
from opt.solve.neighbourhood import Limits, Restricted, Workbench

PER_WINDOW = 110
"""Integers decided at a time, roughly."""

AHEAD = 2
"""Periods after the window that are free, relaxed."""

AHEAD_OF_START = 1
"""The same where a start is known, which bounds what such a plan must be worth: half the time."""

BEHIND = 0
"""Periods before the window whose flows may still change."""

LIMITS = Limits(gap=3e-3, nodes=100, looks=45)


@dataclass(frozen=True, eq=False)
class Step:
    """One window: the restricted solve, and the point found (over all columns), None where it found none. ``begin`` is
    its first period."""

    begin: int
    solved: Restricted
    x: Floats | None
    last: bool


def relaxation(bench: Workbench) -> Restricted:
    """The linear relaxation of the full model."""
    nothing = np.zeros(bench.arrays.shape[1], dtype=np.bool_)
    return bench.solve(frozen=nothing, at=bench.arrays.lower, decide=nothing, limits=Limits(looks=10**9))


def relax_and_fix(bench: Workbench, layout: Layout, relaxed: Floats | None, ahead: int = AHEAD) -> Iterator[Step]:
    """From a point of the relaxation (None where it has none: nothing is yielded), yield every window's step; the last
    one holds a point with all integers decided, or None where none was found. Integers without a period are decided in
    every window; ``ahead`` periods after it are free, relaxed."""
    arrays, point = bench.arrays, relaxed
    begin, opened, effort = 0, 0, 1
    width, stride = window(layout, arrays.integers)
    while point is not None:
        end = min(begin + width, layout.periods)
        decided = max(begin - opened, 0)
        frozen = ~layout.window(decided - BEHIND, end + ahead + 2 * opened)
        frozen |= arrays.integer & (layout.period >= 0) & (layout.period < decided)
        decide = arrays.integer & layout.window(decided, end)
        limits = Limits(LIMITS.gap, LIMITS.nodes * effort, LIMITS.looks * effort)
        solved = bench.solve(frozen=frozen, at=point, decide=decide, limits=limits)
        x, last = solved.outcome.x, end >= layout.periods
        if x is not None:
            point, opened, effort = _settled(x, arrays.integer & layout.window(0, end)), 0, 1
            begin += stride
            yield Step(begin - stride, solved, point, last)
            if last:
                return
            continue
        everything = decided == 0 and end + ahead + 2 * opened >= layout.periods
        hopeless = everything and (solved.outcome.status == solver.INFEASIBLE or effort >= 8)
        yield Step(begin, solved, None, hopeless)
        if hopeless:
            return
        if solved.outcome.status == solver.INFEASIBLE or (effort >= 4 and not everything):
            opened = 2 * opened + width
        else:
            effort *= 2


def window(layout: Layout, integers: np.ndarray) -> tuple[int, int]:
    """Width of the window and how far it moves on (periods): about ``PER_WINDOW`` integers, half of them decided again
    in the next window where the window has several periods; in a large model none is, for the time that takes."""
    per_period = max(int(np.sum(layout.period[integers] >= 0)) / max(layout.periods, 1), 1.0)
    width = int(np.clip(round(PER_WINDOW / per_period), 1, max(layout.periods, 1)))
    return width, width if len(layout.period) >= solver.LARGE else (width + 1) // 2


def _settled(x: Floats, decided: np.ndarray) -> Floats:
    """The point with its decided integers exactly integer."""
    return np.where(decided, np.round(x), x)
