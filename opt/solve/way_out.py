"""The cheapest way out of an elastic model, and whether a plan exists while some of its limits hold."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Arrays, Floats
from opt.solve.elastic import Elastic, upper_bounds
from opt.solve.gap import Goal, Progress
from opt.solve.layout import layout, schema_indices
from opt.solve.race import INFEASIBLE, Ending
from opt.solve.run import Limits, cores, run

UNIT = 1.0
"""Cost (currency) that counts as nothing beside the gap: a cost of zero has no relative gap of its own."""


@dataclass(frozen=True, eq=False)
class WayOut:
    """The cheapest point found: ``x`` over the columns (None where there is none), ``cost`` and a ``bound`` below which
    no way out lies (currency), ``status`` as of any solve, ``seconds``."""

    x: Floats | None
    cost: float
    bound: float
    status: str
    seconds: float


def cheapest(
    model: Elastic,
    prices: Sequence[float],
    periods: Sequence[str],
    *,
    gap: float,
    time_limit: float,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> WayOut:
    """Minimise the sum of price x give. ``prices`` (currency per unit of its column) are those of ``model.gives``; an
    infinite one keeps its limit. SolveError where the solver broke off."""
    priced = _priced(model, prices)
    where = layout(priced, periods, schema_indices())
    limits = Limits(gap, time_limit, cores() if threads is None else threads)
    ending = run(priced, where, Goal(gap, 1, 0.0), limits, progress=_shifted(progress), stop=stop)
    return _way_out(priced, ending)


def _priced(model: Elastic, prices: Sequence[float]) -> Arrays:
    cost = np.zeros_like(model.arrays.cost)
    for give, price in zip(model.gives, prices, strict=True):
        if np.isfinite(price):
            cost[give.column] += price
    upper = upper_bounds(model, [not np.isfinite(price) for price in prices])
    return replace(model.arrays, cost=cost, upper=upper, offset=UNIT)


def _shifted(progress: Callable[[Progress], None] | None) -> Callable[[Progress], None] | None:
    """Progress in cost alone."""
    if progress is None:
        return None

    def show(found: Progress) -> None:
        value = None if found.value is None else found.value - UNIT
        bound = None if found.bound is None else found.bound - UNIT
        progress(replace(found, value=value, bound=bound))

    return show


def _way_out(priced: Arrays, ending: Ending) -> WayOut:
    standing = ending.standing
    bound = max(standing.bound - UNIT, 0.0) if np.isfinite(standing.bound) else 0.0
    if standing.solution is None:
        bound = np.inf if ending.status == INFEASIBLE else bound
        return WayOut(None, np.inf, bound, ending.status, ending.seconds)
    cost = max(float(standing.solution.objective) - UNIT, 0.0)
    return WayOut(standing.solution.x, cost, min(bound, cost), ending.status, ending.seconds)


@dataclass(frozen=True, eq=False)
class Kept:
    """Whether limits can be kept: ``possible`` (None where that was not decided), and a point that keeps them and, as
    far as it goes, lets the others give way cheaply (``x``; None where there is none)."""

    possible: bool | None
    x: Floats | None = None


class Keeper:
    """Whether all limits of a choice can be kept together; the model stays loaded between two questions.

    ``prices`` as for ``cheapest``, infinite ones too. ``deadline`` (of the monotonic clock) and ``stop`` end a question
    without an answer, ``nodes`` one that takes too many."""

    def __init__(
        self,
        model: Elastic,
        prices: Sequence[float],
        deadline: float,
        stop: threading.Event | None = None,
        nodes: int = 2000,
    ) -> None:
        self._model = model
        self._deadline = deadline
        self._stop = stop
        self._all = np.arange(model.arrays.shape[1], dtype=np.int32)
        dearest = max((price for price in prices if np.isfinite(price)), default=UNIT)
        cost = np.zeros_like(model.arrays.cost)
        for give, price in zip(model.gives, prices, strict=True):
            cost[give.column] += price if np.isfinite(price) else dearest
        priced = replace(model.arrays, cost=cost)
        linear = replace(priced, integer=np.zeros_like(priced.integer))
        self._linear = solver.load(linear, {"threads": 1}, solver.first_linear(len(self._all)))
        self._mixed = solver.load(priced, solver.EXACT, {"threads": 1, "mip_max_nodes": nodes, "mip_rel_gap": ROUGH})
        for highs in (self._linear, self._mixed):
            solver.on_event(highs, lambda data: self.over)

    @property
    def over(self) -> bool:
        """True where the time is up or somebody asked to stop."""
        return time.monotonic() > self._deadline or (self._stop is not None and self._stop.is_set())

    @property
    def whole(self) -> bool:
        """True for a model without integers."""
        return len(self._model.arrays.integers) == 0

    def linear(self, firm: Sequence[bool]) -> Kept:
        """Whether the linear relaxation can keep the limits flagged."""
        return self._ask(self._linear, firm, mip=False)

    def mixed(self, firm: Sequence[bool]) -> Kept:
        """Whether a plan can keep them."""
        return self._ask(self._mixed, firm, mip=not self.whole)

    def _ask(self, highs: highspy.Highs, firm: Sequence[bool], *, mip: bool) -> Kept:
        if self.over:
            return Kept(None)
        solver.set_bounds(highs, self._all, self._model.arrays.lower, upper_bounds(self._model, firm))
        outcome = solver.run(highs, mip=mip)
        if outcome.status == solver.FAILED:
            highs.clearSolver()
            outcome = solver.run(highs, mip=mip)
        # no cost is below zero, so "unbounded or infeasible" means infeasible
        if outcome.status in (solver.INFEASIBLE, solver.UNBOUNDED):
            return Kept(False)
        return Kept(None if outcome.x is None else True, outcome.x)


ROUGH = 0.5
"""Relative gap at which a question of yes or no ends."""
