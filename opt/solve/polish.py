"""Polishing: integers rounded and fixed, the linear problem solved again with tight tolerances, residuals verified."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Arrays, Floats

ROUNDING = 1e-4
"""An integer column further than this from an integer is not rounded: the point is no plan."""

RESIDUAL = 1e-8
"""Largest violation, relative to the row's own throughput, that a polished point may have."""

NOISE = 1e-12
"""Magnitudes below this are zero."""

ATTEMPTS: tuple[solver.Options, ...] = (
    {"presolve": "choose", "simplex_scale_strategy": 2},
    {"presolve": "off", "simplex_scale_strategy": 2},
    {"presolve": "off", "simplex_scale_strategy": 0},
)
"""How the linear problem is solved, one way after another, until the residual is small enough."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A point that keeps every row and bound, with the duals of the problem in which its integers are fixed.

    ``objective`` and duals are of the minimisation: ``row_dual`` is what one unit more of a row's right-hand side
    changes, ``column_dual`` the reduced cost. ``residual`` is the worst relative violation found.
    """

    x: Floats
    objective: float
    row_dual: Floats
    column_dual: Floats
    residual: float


class Polisher:
    """The model with its integers fixed, kept loaded in HiGHS so that many points can be polished one after another."""

    def __init__(self, arrays: Arrays, stopped: Callable[[Any], bool] | None = None) -> None:
        self.arrays = arrays
        self.last = solver.Outcome(solver.FAILED, None, np.inf, -np.inf, 0, 0)
        self._highs = solver.load(replace(arrays, integer=np.zeros_like(arrays.integer)), solver.EXACT, {"threads": 1})
        if stopped is not None:
            solver.on_event(self._highs, stopped)

    def polish(self, x: Floats) -> Solution | None:
        """The best plan with the integers of ``x``; None where they are not integers or allow no plan."""
        arrays, integers = self.arrays, self.arrays.integers
        rounded = np.clip(np.round(x[integers]), arrays.lower[integers], arrays.upper[integers])
        if len(integers) and not np.max(np.abs(rounded - x[integers])) <= ROUNDING:
            return None
        solver.set_bounds(self._highs, integers, rounded, rounded)
        best = None
        for options in ATTEMPTS:
            self._highs.clearSolver()
            solver.set_options(self._highs, options, solver.first_linear(len(arrays.cost)))
            self.last = outcome = solver.run(self._highs, mip=False)
            if outcome.status in (solver.INFEASIBLE, solver.UNBOUNDED):
                return best
            if outcome.status == solver.OPTIMAL and outcome.x is not None:
                found = self._solution(outcome.x)
                best = found if best is None or found.residual < best.residual else best
                if best.residual <= RESIDUAL:
                    return best
        return best if best is not None and best.residual <= 100 * RESIDUAL else None

    def _solution(self, x: Floats) -> Solution:
        arrays, integers = self.arrays, self.arrays.integers
        x = np.clip(x, arrays.lower, arrays.upper)
        x[integers] = np.round(x[integers])
        x[np.abs(x) < NOISE] = 0.0
        x = np.clip(x, arrays.lower, arrays.upper)
        solution: highspy.HighsSolution = self._highs.getSolution()
        return Solution(
            x=x,
            objective=arrays.objective(x),
            row_dual=np.array(solution.row_dual, dtype=np.float64),
            column_dual=np.array(solution.col_dual, dtype=np.float64),
            residual=residual(arrays, x),
        )


def residual(arrays: Arrays, x: Floats) -> float:
    """The worst violation of a row or bound, relative to the row's throughput sum |a x| (at least 1)."""
    activity = arrays.activity(x)
    throughput = np.bincount(
        arrays.index, weights=np.abs(arrays.value * np.repeat(x, np.diff(arrays.start))), minlength=arrays.shape[0]
    )
    excess = np.maximum(activity - arrays.row_upper, arrays.row_lower - activity)
    rows = excess / np.maximum(throughput, 1.0)
    columns = np.maximum(x - arrays.upper, arrays.lower - x) / np.maximum(np.abs(x), 1.0)
    return float(max(rows.max(initial=0.0), columns.max(initial=0.0), 0.0))
