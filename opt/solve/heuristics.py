"""The heuristics' side of a run: a first plan (from a start, or by relax-and-fix), then fix-and-optimise around it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from opt.solve import highs as solver
from opt.solve import merge
from opt.solve.arrays import Arrays, Floats
from opt.solve.improve import improve
from opt.solve.layout import Layout
from opt.solve.merge import Event
from opt.solve.neighbourhood import Restricted, Workbench
from opt.solve.polish import Polisher, Solution
from opt.solve.relax_fix import AHEAD, AHEAD_OF_START, relax_and_fix, relaxation
from opt.solve.repair import repair

PACE = 1.0
"""Work of one linear iteration on all columns, in iterations of the full model."""

SET_UP = 150.0
"""Work of preparing one restricted solve."""

POOR = 0.015
"""A start further than this from the bound of the relaxation, relatively, is a bad place to search around: a plan made
anew is tried as well."""

PATIENCE = 400
"""Rounds of fix-and-optimise without a gain after which it ends."""


class Pursuit:
    """Work done so far, the best plan, and where both are reported."""

    def __init__(self, arrays: Arrays, emit: Callable[[Event], None]) -> None:
        self.arrays = arrays
        self.best: Solution | None = None
        self._emit = emit
        self._polisher = Polisher(arrays)
        self._stamp = 0.0
        self._iterations = 0
        self._solves = 0

    def count(self, solved: Restricted) -> None:
        """Add a restricted solve to the work, and report how far it is."""
        self._solves += 1
        self._iterations += solved.outcome.iterations
        self._stamp += SET_UP + PACE * solved.work
        self._emit(Event(self._stamp, merge.MARK))

    def polish(self, x: Floats) -> Solution | None:
        """The best plan with the integers of a point; None where it is no plan."""
        return self._polisher.polish(x)

    def offer(self, x: Floats, note: str = "") -> Solution | None:
        """Polish a point and report it where it beats the best, after a remark; None where it is no plan."""
        return self.take(self.polish(x), note)

    def take(self, solution: Solution | None, note: str = "") -> Solution | None:
        """Report a polished point where it beats the best, after a remark; it comes back."""
        if solution is not None and note:
            self.note(note)
        if solution is not None and (self.best is None or solution.objective < self.best.objective):
            self.best = solution
            self._emit(Event(self._stamp, merge.INCUMBENT, solution.objective, solution, work=self._work()))
        return solution

    def bound(self, value: float) -> None:
        """Report a bound of the full model."""
        if np.isfinite(value):
            self._emit(Event(self._stamp, merge.BOUND, value, work=self._work()))

    def is_poor(self, relaxed: Floats) -> bool:
        """True where the best plan lies far from the relaxation, or there is none."""
        least = self.arrays.objective(relaxed)
        return self.best is None or self.best.objective - least > POOR * abs(least)

    def note(self, text: str) -> None:
        """Report a remark."""
        self._emit(Event(self._stamp, merge.NOTE, text=text, work=self._work()))

    def _work(self) -> dict[str, int]:
        return {"solves": self._solves, "iterations": self._iterations}


def pursue(
    arrays: Arrays,
    layout: Layout,
    emit: Callable[[Event], None],
    stopped: Callable[[], bool],
    start: Floats | None = None,
    *,
    spare: bool = False,
) -> None:
    """Look for ever better plans, reporting each. ``start`` has a value for every column, NaN where unknown. With a
    ``spare`` core it is looked at beside the relaxation."""
    pursuit = Pursuit(arrays, emit)
    bench = Workbench(arrays, stopped)
    linear = relaxation(bench) if start is None else _from_start(pursuit, bench, start, spare=spare)
    pursuit.count(linear)
    pursuit.bound(linear.outcome.bound)
    relaxed = linear.outcome.x
    if relaxed is not None and pursuit.is_poor(relaxed):
        _anew(pursuit, bench, layout, relaxed, AHEAD if start is None else AHEAD_OF_START)
    if pursuit.best is None or stopped():
        return
    rounds = improve(bench, layout, pursuit.best.x, PATIENCE)
    solved = next(rounds, None)
    while solved is not None and not stopped():
        pursuit.count(solved.solved)
        polished = pursuit.offer(solved.x) if solved.x is not None else None
        try:
            solved = rounds.send(polished.x if polished is not None else None)
        except StopIteration:
            return


def _anew(pursuit: Pursuit, bench: Workbench, layout: Layout, relaxed: Floats, ahead: int) -> None:
    """A plan by relax-and-fix."""
    for step in relax_and_fix(bench, layout, relaxed, ahead):
        pursuit.count(step.solved)
        if step.last and step.x is not None:
            pursuit.offer(step.x)


def _from_start(pursuit: Pursuit, bench: Workbench, start: Floats, *, spare: bool) -> Restricted:
    """Take the start as it is where its integers allow a plan; else look for the plan nearest to it. The relaxation of
    the full model comes back: it is solved meanwhile where a core is spare."""
    known = bool(np.isfinite(start[pursuit.arrays.integers]).all())
    with ThreadPoolExecutor(1) as beside:
        polished = beside.submit(pursuit.polish, start) if known and spare else None
        relaxed = relaxation(bench)
    solution = polished.result() if polished else pursuit.polish(start) if known else None
    if pursuit.take(solution, "start: accepted") is None:
        _near(pursuit, bench, start)
    return relaxed


def _near(pursuit: Pursuit, bench: Workbench, start: Floats) -> None:
    """The plan nearest to a start that is none."""
    solved = repair(bench, start)
    pursuit.count(solved)
    if solved.outcome.x is not None and pursuit.offer(solved.outcome.x, "start: repaired") is not None:
        return
    if solved.outcome.status == solver.INFEASIBLE:
        pursuit.note("start: rejected, no plan exists near it or anywhere")
    else:
        pursuit.note("start: rejected, no plan was found near it")
