"""Events of several workers merged by work, so that a run ended by its gap gives the same plan whatever the clock did.

Every event bears a stamp: the deterministic work its worker had done. A worker's mark says that all its events with
smaller stamps have been sent. The run ends at the first stamp at which value and bound meet; that is known for certain
once every worker's mark has passed it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from opt.solve.polish import Solution

INCUMBENT = "incumbent"
BOUND = "bound"
CLOSED = "closed"
"""The search is exhausted: the best plan so far is optimal."""
INFEASIBLE = "infeasible"
UNBOUNDED = "unbounded"
NOTE = "note"
MARK = "mark"
END = "end"
FAILED = "failed"


@dataclass(frozen=True, eq=False)
class Event:
    """What a worker reports. ``value`` is an objective or a bound of the minimisation; ``work`` counts so far."""

    stamp: float
    kind: str
    value: float = math.nan
    solution: Solution | None = None
    text: str = ""
    work: Mapping[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class Stream:
    """Events of one worker in the order they came, and its mark."""

    name: str
    events: list[Event] = field(default_factory=list)
    mark: float = 0.0
    ended: bool = False

    def add(self, event: Event) -> None:
        """Take in an event; marks and ends only move the mark."""
        if event.kind in (END, FAILED):
            self.mark, self.ended = math.inf, True
        else:
            self.mark = max(self.mark, event.stamp)
        if event.kind not in (MARK, END, FAILED):
            self.events.append(event)


@dataclass(frozen=True, eq=False)
class Standing:
    """Best plan and bound (of the minimisation) after some events; ``work`` of each worker by then; ``closed`` where
    the search was exhausted, ``infeasible`` and ``unbounded`` where that was shown; ``notes`` of the workers."""

    solution: Solution | None = None
    bound: float = -math.inf
    closed: bool = False
    infeasible: bool = False
    unbounded: str = ""
    work: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        """Objective of the best plan, infinite without one."""
        return math.inf if self.solution is None else self.solution.objective


def standing(streams: Sequence[Stream]) -> Standing:
    """Where things stand after everything that came."""
    result = Standing()
    for name, event in _in_order(streams, math.inf):
        result = after(result, name, event)
    return result


def crossing(streams: Sequence[Stream], reached: Callable[[float, float], bool]) -> Standing | None:
    """The first standing, in the order of work, that ends the run; None while that is not certain.

    ``reached(value, bound)`` says whether a plan of this value is good enough under this bound.
    """
    horizon = min((stream.mark for stream in streams), default=math.inf)
    result = Standing()
    for name, event in _in_order(streams, horizon):
        result = after(result, name, event)
        if result.closed or result.infeasible or result.unbounded or reached(result.value, result.bound):
            return result
    return None


def after(before: Standing, name: str, event: Event) -> Standing:
    """The standing after one more event of the worker ``name``."""
    solution, bound = before.solution, before.bound
    if event.kind == INCUMBENT and event.solution is not None and event.solution.objective < before.value:
        solution = event.solution
    if event.kind in (BOUND, CLOSED) and event.value > bound:
        bound = event.value
    return Standing(
        solution=solution,
        bound=bound,
        closed=before.closed or (event.kind == CLOSED and solution is not None),
        infeasible=before.infeasible or (event.kind == INFEASIBLE and solution is None),
        unbounded=before.unbounded or (event.text if event.kind == UNBOUNDED else ""),
        work={**before.work, name: event.work} if event.work else before.work,
        notes=(*before.notes, event.text) if event.kind == NOTE else before.notes,
    )


def _in_order(streams: Sequence[Stream], horizon: float) -> list[tuple[str, Event]]:
    """Events before the horizon by stamp, then by worker, then as they came."""
    found = [
        (event.stamp, number, position, stream.name, event)
        for number, stream in enumerate(streams)
        for position, event in enumerate(stream.events)
        if event.stamp < horizon
    ]
    return [(name, event) for *_, name, event in sorted(found, key=lambda entry: entry[:3])]
