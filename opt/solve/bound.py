"""The full model: its bound, and whatever plans it meets on the way, while the heuristics work beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from opt.solve import highs as solver
from opt.solve import merge
from opt.solve.arrays import Arrays, Floats
from opt.solve.highs import Options
from opt.solve.merge import Event
from opt.solve.polish import Polisher

FULL: Options = {"output_flag": True, "log_to_console": False, "mip_min_logging_interval": 0.0}
"""Logging is on, to nobody: its lines carry the count of linear iterations."""

ITERATIONS = re.compile(r"\s(\d+)([kKmM]?)\s+[\d.]+s\s*$")
SCALES = {"": 1, "k": 1000, "m": 1_000_000}
SMALL = 60
"""Models of at most so many integers are solved with tight tolerances."""


SECOND_OPINIONS: tuple[Options, ...] = (solver.EXACT, {"presolve": "off"})
"""Asked before a model is called impossible: with its usual tolerances the presolve of HiGHS now and then calls models
so that have plans. The second is asked only where a plan is known."""

PER_LOOK = 150.0
"""Linear iterations between two looks of HiGHS while the log is silent, roughly."""
PROGRESS = 1e-6
"""A bound is reported when it moved by more than this, relatively."""


class Meter:
    """Work of one run: linear iterations as logged, carried on between two lines by how often HiGHS looks up."""

    def __init__(self) -> None:
        self.iterations = 0
        self.looks = 0
        self._looks_then = 0
        self._stamp = 0.0

    def line(self, text: str) -> None:
        """Take in one line of the log."""
        found = ITERATIONS.search(text) if "|" in text or "%" in text or "inf" in text else None
        if found:
            self.iterations = max(self.iterations, int(found[1]) * SCALES[found[2].lower()])
            self._looks_then = self.looks

    def look(self) -> None:
        """HiGHS looked up."""
        self.looks += 1

    @property
    def stamp(self) -> float:
        """Work so far; never falls."""
        self._stamp = max(self._stamp, self.iterations + (self.looks - self._looks_then) * PER_LOOK)
        return self._stamp


def prove(
    arrays: Arrays,
    emit: Callable[[Event], None],
    stopped: Callable[[], bool],
    *,
    start: Floats | None = None,
    options: Options | None = None,
) -> None:
    """Solve the full model to its optimum, emitting every better bound and every better plan (polished).

    ``start`` holds a value for every column, NaN where unknown. ``stopped`` is asked whenever HiGHS looks up.
    """
    if len(arrays.integers) == 0:
        _prove_linear(arrays, emit, stopped)
        return
    polisher = Polisher(arrays)
    small = len(arrays.integers) <= SMALL
    tolerances: Options = solver.EXACT if small else {}
    highs = solver.load(arrays, FULL, solver.PROOF, {"threads": 1}, tolerances, options or {})
    meter, best, bound = Meter(), np.inf, -1e300

    def work() -> dict[str, int]:
        return {"looks": meter.looks, "iterations": meter.iterations}

    def plan(x: Floats) -> None:
        nonlocal best
        solution = polisher.polish(x)
        if solution is not None and solution.objective < best:
            best = solution.objective
            emit(Event(meter.stamp, merge.INCUMBENT, best, solution, work=work()))

    def look(data: Any) -> bool:
        nonlocal bound
        meter.look()
        if np.isfinite(data.mip_dual_bound) and data.mip_dual_bound > bound + PROGRESS * max(abs(bound), 1.0):
            bound = float(data.mip_dual_bound)
            emit(Event(meter.stamp, merge.BOUND, bound, work=work()))
        else:
            emit(Event(meter.stamp, merge.MARK))
        return stopped()

    solver.on_event(highs, look)
    highs.cbLogging += lambda event: meter.line(event.message)
    highs.cbMipImprovingSolution += lambda event: plan(np.array(event.data_out.mip_solution, dtype=np.float64))
    if start is not None:
        _start(highs, polisher, start, emit, plan)
    outcome = solver.run(highs)
    for opinion in SECOND_OPINIONS if outcome.status == solver.INFEASIBLE or _contradicts(outcome, best) else ():
        solver.set_options(highs, opinion)
        outcome = solver.run(highs)
        if not _contradicts(outcome, best):
            break
    if _contradicts(outcome, best):
        emit(Event(meter.stamp, merge.FAILED, text="HiGHS denies a plan that keeps every row of the model"))
        return
    _conclude(arrays, outcome, emit, plan, replace_stamp=meter.stamp, work=work)


def _contradicts(outcome: solver.Outcome, best: float) -> bool:
    """True where HiGHS ends without a bound for a plan, or calls a model impossible that has one: its presolve takes
    narrow bounds for fixed values."""
    denied = outcome.status == solver.INFEASIBLE and np.isfinite(best)
    return denied or (outcome.status == solver.OPTIMAL and not np.isfinite(outcome.bound))


def _start(
    highs: highspy.Highs,
    polisher: Polisher,
    start: Floats,
    emit: Callable[[Event], None],
    plan: Callable[[Floats], None],
) -> None:
    """Polish the start and give it to HiGHS; where it is no plan, or HiGHS rejects it, a note says so."""
    known = bool(np.all(np.isfinite(start[polisher.arrays.integers])))
    solution = polisher.polish(np.nan_to_num(start)) if known else None
    if solution is None:
        emit(Event(0.0, merge.NOTE, text="bound: start is no plan here"))
    elif solver.give_start(highs, solution.x):
        plan(solution.x)
    else:
        emit(Event(0.0, merge.NOTE, text="bound: start rejected by HiGHS"))


def _conclude(
    arrays: Arrays,
    outcome: solver.Outcome,
    emit: Callable[[Event], None],
    plan: Callable[[Floats], None],
    *,
    replace_stamp: float,
    work: Callable[[], dict[str, int]],
) -> None:
    """Emit how the run ended: the last plan, then optimal, infeasible or unbounded."""
    stamp = replace_stamp
    if outcome.x is not None:
        plan(outcome.x)
    if outcome.status == solver.OPTIMAL:
        emit(Event(stamp, merge.CLOSED, outcome.bound, work={**work(), "nodes": outcome.nodes}))
    elif outcome.status == solver.INFEASIBLE:
        emit(Event(stamp, merge.INFEASIBLE, work=work()))
    elif outcome.status == solver.UNBOUNDED:
        emit(unbounded(arrays, stamp))
    elif outcome.status == solver.FAILED:
        emit(Event(stamp, merge.FAILED, text="HiGHS ended without an answer on the full model"))


def _prove_linear(arrays: Arrays, emit: Callable[[Event], None], stopped: Callable[[], bool]) -> None:
    """A model without integers: one solve gives plan and bound."""
    polisher = Polisher(arrays, lambda _: stopped())
    solution = polisher.polish(np.zeros(arrays.shape[1]))
    if solution is not None:
        emit(Event(0.0, merge.INCUMBENT, solution.objective, solution))
        emit(Event(0.0, merge.CLOSED, solution.objective))
    elif polisher.last.status == solver.INFEASIBLE:
        emit(Event(0.0, merge.INFEASIBLE))
    elif polisher.last.status == solver.UNBOUNDED:
        emit(unbounded(arrays, 0.0))
    elif not stopped():
        emit(Event(0.0, merge.FAILED, text="HiGHS ended without an answer on the linear model"))


def unbounded(arrays: Arrays, stamp: float) -> Event:
    """Tell an unbounded model from an infeasible one (HiGHS may leave it open), and name the columns that grow."""
    relaxed = replace(arrays, integer=np.zeros_like(arrays.integer))
    if solver.run(solver.load(replace(relaxed, cost=np.zeros_like(arrays.cost)), {"threads": 1}), mip=False).x is None:
        return Event(stamp, merge.INFEASIBLE)
    highs = solver.load(relaxed, {"threads": 1, "presolve": "off"})
    highs.run()
    ray = _ray(highs)
    direction = np.zeros(arrays.shape[1]) if ray is None else ray
    growing = np.argsort(-np.abs(direction), kind="stable")[: min(5, int(np.count_nonzero(direction)))]
    return Event(stamp, merge.UNBOUNDED, text=",".join(str(column) for column in growing) or "-")


def _ray(highs: Any) -> Floats | None:
    """The direction in which a linear problem is unbounded, None where HiGHS has none."""
    _, exists, direction = highs.getPrimalRay()
    return np.array(direction, dtype=np.float64) if exists else None
