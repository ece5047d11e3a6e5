"""Part of the model free, the rest frozen: one restricted solve, ended by work and never by the clock."""

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
SEARCHING: Options = {
    "mip_heuristic_run_rens": True,
    "mip_heuristic_run_rins": True,
    "mip_heuristic_run_root_reduced_cost": True,
    "mip_allow_restart": True,
}
"""With HiGHS' own restricted solves: where there is no plan yet."""
IMPROVING: Options = dict.fromkeys(SEARCHING, False)
"""Without them: around a good plan they cost five times what they bring."""


COST = 1.5
"""How the time of a linear iteration grows with the size of the model: faster than the size itself."""


@dataclass(frozen=True)
class Limits:
    """Where a restricted solve ends: relative gap, nodes, and how often HiGHS looks up (a count, not a time)."""

    gap: float = 1e-3
    nodes: int = 500
    looks: int = 60


@dataclass(frozen=True, eq=False)
class Restricted:
    """What a restricted solve gave. ``looks`` is how often HiGHS looked up, ``work`` its linear iterations; each counts
    as (share of columns that were free) ** ``COST`` iterations of the full model."""

    outcome: solver.Outcome
    looks: int
    work: float


class Workbench:
    """The model kept loaded in HiGHS; each solve sets the columns' bounds and kinds anew.

    ``stopped`` is asked whenever HiGHS looks up; it may wait, and True ends the solve.
    """

    def __init__(self, arrays: Arrays, stopped: Callable[[], bool]) -> None:
        self.arrays = arrays
        self.stopped = stopped
        self._looks = 0
        self._limit = 0
        self._all = np.arange(arrays.shape[1], dtype=np.int32)
        self._highs = solver.load(arrays, RESTRICTED)
        solver.on_event(self._highs, self._look)

    def solve(
        self, *, frozen: Flags, at: Floats, decide: Flags, limits: Limits, start: Floats | None = None
    ) -> Restricted:
        """Solve with the columns under ``frozen`` at their value in ``at``, and of the rest those under ``decide``
        integer (flags over all columns). ``start`` is a feasible point to improve."""
        arrays, integers = self.arrays, self.arrays.integers
        values = np.clip(at, arrays.lower, arrays.upper)
        integral = decide & ~frozen
        self._highs.clearSolver()
        solver.set_bounds(
            self._highs, self._all, np.where(frozen, values, arrays.lower), np.where(frozen, values, arrays.upper)
        )
        solver.set_integrality(self._highs, integers, integral[integers])
        style = SEARCHING if start is None else IMPROVING
        linear = solver.first_linear(int(np.sum(~frozen)))
        solver.set_options(self._highs, style, linear, {"mip_rel_gap": limits.gap, "mip_max_nodes": limits.nodes})
        if start is not None:
            solver.give_start(self._highs, start)
        self._looks, self._limit = 0, limits.looks
        outcome = solver.run(self._highs, mip=bool(integral.any()))
        return Restricted(outcome, self._looks, outcome.iterations * (1.0 - float(np.mean(frozen))) ** COST)

    def set_cost(self, cost: Floats) -> None:
        """Another cost for every column."""
        self._highs.changeColsCost(len(cost), self._all, cost)

    def _look(self, data: Any) -> bool:
        self._looks += 1
        return self.stopped() or self._looks >= self._limit
