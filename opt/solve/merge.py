"""Events of several workers merged by work, so that a run ended by its gap gives the same plan whatever the clock did.

Every event bears a stamp: the deterministic work its worker had done. A worker's mark says that all its events with
smaller stamps have been sent.

A run ends with a pair of a plan and a bound that prove the gap; the pair counts at the larger of their stamps, and the
first such pair ends the run. It is certain once no worker can still send an event that makes an earlier one: the
worker's mark has passed the pair, or two thirds of it where no earlier plan can ever be proven good enough, because a
better plan is known; with that pair goes the best bound until then. Only workers that look for plans (``plans``) count
with theirs; the other's plan counts when it has exhausted the search, and then half as late again as its stamp, so that
the order in which the two arrive never matters.
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
    """Events of one worker in the order they came, and its mark; ``plans`` where its plans count as they come."""

    name: str
    plans: bool = True
    events: list[Event] = field(default_factory=list)
    mark: float = 0.0
    ended: bool = False

    def wait(self) -> None:
        """The worker has not begun: it holds nobody up."""
        self.mark = math.inf

    def begin(self) -> None:
        """The worker begins."""
        self.mark = 0.0

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
    for name, event in _in_order(streams):
        result = after(result, name, event)
    return result


SLACK = 1.5
"""How much later, in work, a worker may be whose events matter only where it exhausts the search."""


def crossing(streams: Sequence[Stream], reached: Callable[[float, float], bool]) -> Standing | None:
    """The standing that ends the run; None while that is not certain.

    ``reached(value, bound)`` says whether a plan of this value is good enough under this bound.
    """
    hopeless = _hopeless(streams)
    if hopeless is not None:
        return hopeless
    pair, last = _first_pair(streams, reached), _exhausted(streams)
    if last is not None and (pair is None or pair.stamp > SLACK * last.stamp):
        others = [stream for stream in streams if stream.plans and stream is not last.stream]
        return _at(streams, last) if all(stream.mark >= SLACK * last.stamp for stream in others) else None
    return _at(streams, pair) if pair is not None and _certain(streams, pair, reached) else None


@dataclass(frozen=True, eq=False)
class _Pair:
    """A plan and a bound, the streams they come from, the larger stamp, and the value of the best plan before it."""

    stamp: float
    stream: Stream
    plan: Event
    prover: Stream
    bound: Event
    before: float = math.inf


def _hopeless(streams: Sequence[Stream]) -> Standing | None:
    """The standing where some worker has shown that there is no plan, or no best one."""
    now = standing(streams)
    return now if now.infeasible or now.unbounded else None


def _first_pair(streams: Sequence[Stream], reached: Callable[[float, float], bool]) -> _Pair | None:
    """The first pair in what has come; of plans that came before its bound, the best."""
    hunters = [stream for stream in streams if stream.plans]
    if all(stream.ended for stream in hunters):
        hunters = list(streams)
    plans = _improving(hunters, (INCUMBENT,), sign=-1)
    bounds = _improving(streams, (BOUND, CLOSED), sign=1)
    best: _Pair | None = None
    before = math.inf
    for stream, plan in plans:
        enough = next((entry for entry in bounds if reached(plan.value, entry[1].value)), None)
        if enough is not None:
            stamp = max(plan.stamp, enough[1].stamp)
            if best is None or stamp < best.stamp or plan.stamp < stamp == best.stamp:
                best = _Pair(stamp, stream, plan, *enough, before)
        before = plan.value
    return best


def _improving(streams: Sequence[Stream], kinds: Sequence[str], *, sign: int) -> list[tuple[Stream, Event]]:
    """Events of these kinds by stamp, without those whose value, times the sign, is not larger than all before."""
    found: list[tuple[Stream, Event]] = []
    events = [(stream, event) for stream in streams for event in stream.events if event.kind in kinds]
    for stream, event in sorted(events, key=lambda entry: entry[1].stamp):
        if not found or sign * event.value > sign * found[-1][1].value:
            found.append((stream, event))
    return found


def _certain(streams: Sequence[Stream], pair: _Pair, reached: Callable[[float, float], bool]) -> bool:
    """True where no event that is still to come can make an earlier pair."""
    no_earlier_plan = not reached(pair.before, standing(streams).value)
    return all(
        stream.mark >= max(pair.stamp / (SLACK if no_earlier_plan and not stream.plans else 1.0), pair.bound.stamp)
        for stream in streams
    )


def _exhausted(streams: Sequence[Stream]) -> _Pair | None:
    """The worker that closed the search first, with its best plan; None where none has."""
    found = []
    for stream in streams:
        plans = [event for event in stream.events if event.kind == INCUMBENT]
        for closing in stream.events:
            if closing.kind == CLOSED and plans:
                found.append(_Pair(closing.stamp, stream, min(plans, key=lambda e: e.value), stream, closing))
    return min(found, key=lambda pair: pair.stamp, default=None)


def _at(streams: Sequence[Stream], pair: _Pair) -> Standing:
    """The standing of a pair: with the work that plan and bound took, and the notes up to them."""
    prover, bound = pair.prover, pair.bound
    for stream, event in _improving(streams, (BOUND, CLOSED), sign=1):
        if event.stamp < pair.stamp / SLACK and event.value > bound.value:
            prover, bound = stream, event
    until = {stream.name: pair.plan.stamp if stream.plans else bound.stamp for stream in streams}
    return Standing(
        solution=pair.plan.solution,
        bound=bound.value,
        closed=bound.kind == CLOSED,
        work={prover.name: bound.work, pair.stream.name: pair.plan.work},
        notes=tuple(e.text for s in streams for e in s.events if e.kind == NOTE and e.stamp <= until[s.name]),
    )


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


def _in_order(streams: Sequence[Stream]) -> list[tuple[str, Event]]:
    """All events by stamp, then by worker, then as they came."""
    found = [
        (event.stamp, number, position, stream.name, event)
        for number, stream in enumerate(streams)
        for position, event in enumerate(stream.events)
    ]
    return [(name, event) for *_, name, event in sorted(found, key=lambda entry: entry[:3])]
