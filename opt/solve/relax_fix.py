"""Relax-and-fix over periods: a first plan. Integers of a window of periods are decided, earlier ones fixed, later ones
relaxed; the window moves on. Where it becomes infeasible, decided periods are opened again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Floats
from opt.solve.layout import Layout
from opt.solve.neighbourhood import Limits, Restricted, Workbench

PER_WINDOW = 80
"""Integers decided at a time, roughly."""

LIMITS = Limits(gap=3e-3, nodes=200, looks=60)


@dataclass(frozen=True, eq=False)
class Step:
    """One window: the restricted solve, and the point found (over all columns), None where it found none."""

    solved: Restricted
    x: Floats | None
    last: bool


def relax_and_fix(bench: Workbench, layout: Layout) -> Iterator[Step]:
    """Yield every window's step; the last one holds a point with all integers decided, or None where none was found.

    Integers without a period are decided in the first window and stay open in later ones.
    """
    arrays = bench.arrays
    width, stride = window(layout)
    period = layout.period
    point = np.zeros(len(arrays.cost))
    begin, reopened, looks = 0, 0, 1
    while True:
        end = min(begin + width, layout.periods)
        first = max(begin - reopened, 0)
        fixed = (period >= 0) & (period < first)
        relaxed = period >= end
        limits = Limits(LIMITS.gap, LIMITS.nodes * looks, LIMITS.looks * looks)
        solved = bench.solve(fixed=fixed, at=point, relaxed=relaxed, limits=limits)
        x = solved.outcome.x
        if x is None:
            stuck = first == 0
            if stuck and (solved.outcome.status == solver.INFEASIBLE or looks >= 8):
                yield Step(solved, None, True)
                return
            yield Step(solved, None, False)
            reopened = reopened if solved.outcome.status == solver.STOPPED and looks < 4 else max(2 * reopened, width)
            looks = min(2 * looks, 8)
            continue
        point = x
        reopened, looks = 0, 1
        last = end >= layout.periods
        yield Step(solved, x, last)
        if last:
            return
        begin += stride


def window(layout: Layout) -> tuple[int, int]:
    """Width of the window and how far it moves on (periods): about ``PER_WINDOW`` integers, half of them decided again
    in the next window where the window has several periods."""
    per_period = max(int(np.sum(layout.period >= 0)) / max(layout.periods, 1), 1.0)
    width = int(np.clip(round(PER_WINDOW / per_period), 1, max(layout.periods, 1)))
    return width, max(1, (width + 1) // 2)
