"""Part of the integers free, the rest fixed: one restricted solve, ended by work and never by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Arrays, Flags, Floats
from opt.solve.highs import Options

RESTRICTED: Options = {
    "threads": 1,
    "mip_abs_gap": 0.0,
    "mip_detect_symmetry": False,
    "mip_heuristic_effort": 0.05,
}


@dataclass(frozen=True)
class Limits:
    """Where a restricted solve ends: relative gap, nodes, and how often HiGHS looks up (a count, not a time)."""

    gap: float = 1e-3
    nodes: int = 500
    looks: int = 60


@dataclass(frozen=True, eq=False)
class Restricted:
    """What a restricted solve gave. ``looks`` is how often HiGHS looked up."""

    outcome: solver.Outcome
    looks: int


class Workbench:
    """The model kept loaded in HiGHS; each solve sets the integers' bounds and kinds anew.

    ``paused`` is called whenever HiGHS looks up; it may wait, and True ends the solve.
    """

    def __init__(self, arrays: Arrays, paused: Callable[[], bool]) -> None:
        self.arrays = arrays
        self._paused = paused
        self._looks = 0
        self._limit = 0
        self._highs = solver.load(arrays, RESTRICTED)
        solver.on_event(self._highs, self._look)

    def solve(
        self, *, fixed: Flags, at: Floats, relaxed: Flags, limits: Limits, start: Floats | None = None
    ) -> Restricted:
        """Solve with the integers under ``fixed`` at their value in ``at`` (all columns), those under ``relaxed``
        continuous (both over ``Arrays.integers``). ``start`` is a feasible point to improve."""
        arrays, integers = self.arrays, self.arrays.integers
        values = np.clip(np.round(at[integers]), arrays.lower[integers], arrays.upper[integers])
        lower = np.where(fixed, values, arrays.lower[integers])
        upper = np.where(fixed, values, arrays.upper[integers])
        self._highs.clearSolver()
        solver.set_bounds(self._highs, integers, lower, upper)
        solver.set_integrality(self._highs, integers, ~relaxed)
        solver.set_options(self._highs, {"mip_rel_gap": limits.gap, "mip_max_nodes": limits.nodes})
        if start is not None:
            solver.give_start(self._highs, start)
        self._looks, self._limit = 0, limits.looks
        outcome = solver.run(self._highs)
        return Restricted(outcome, self._looks)

    def set_cost(self, cost: Floats) -> None:
        """Another cost for every column."""
        columns = np.arange(len(cost), dtype=np.int32)
        self._highs.changeColsCost(len(columns), columns, cost)

    def _look(self, data: Any) -> bool:
        self._looks += 1
        return self._paused() or self._looks >= self._limit
