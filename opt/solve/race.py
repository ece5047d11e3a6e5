"""One run: workers beside the main thread, which merges their events, ticks, and ends them."""

from __future__ import annotations

import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType

from opt.solve import merge
from opt.solve.crew import Hand, Inbox, ProcessHand, ThreadHand
from opt.solve.gap import Goal, Progress
from opt.solve.merge import Event, Standing, Stream
from opt.solve.worker import BOUND, Task

TICK = 0.2
SLICE = 0.6
"""Seconds between two ticks, and of a turn where workers share one thread."""

FIRST = (merge.BOUND, merge.END, merge.FAILED)
"""What those that begin later wait for."""

GAP_REACHED = "gap_reached"
TIME_LIMIT = "time_limit"
INTERRUPTED = "interrupted"
INFEASIBLE = "infeasible"
NO_PLAN = "no_plan"


class SolveError(RuntimeError):
    """The solver broke off; the message holds what it said."""


@dataclass(frozen=True, eq=False)
class Ending:
    """How a run ended: the standing that counts, the status, and the seconds it took."""

    standing: Standing
    status: str
    seconds: float


def race(
    tasks: Sequence[Task],
    goal: Goal,
    *,
    time_limit: float,
    together: bool,
    in_thread: bool,
    later: Sequence[Task] = (),
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Ending:
    """Run the tasks until the goal is reached, the time is up, or ``stop`` is set (Ctrl-C and SIGTERM set it as well).

    ``together`` is False where the workers must take turns on one thread; ``in_thread`` runs a single task in a thread
    of this process. ``later`` begin once the others have reported a first bound that does not end the run, or have
    ended. SolveError where every worker failed and there is no plan.
    """
    inbox: Inbox = queue.SimpleQueue()
    every = [*later, *tasks]
    streams = {task.role: Stream(task.role, plans=len(every) == 1 or task.role != BOUND) for task in every}
    start = ThreadHand if in_thread else ProcessHand
    crew = Crew([start(task, inbox) for task in tasks], (lambda: [start(t, inbox) for t in later]) if later else None)
    for task in later:
        streams[task.role].wait()
    begun = time.monotonic()
    with _interrupts(stop or threading.Event(), inbox) as interrupted:
        try:
            return _watch(inbox, streams, crew, goal, begun, time_limit, together, progress, interrupted)
        finally:
            for hand in crew.hands:
                hand.end()


@dataclass
class Crew:
    """The workers at work, and how the rest is called; None where there is none or it was."""

    hands: list[Hand]
    call: Callable[[], list[Hand]] | None

    def call_the_rest(self, streams: Sequence[Stream]) -> None:
        """Those that waited begin."""
        assert self.call is not None
        self.hands += self.call()
        self.call = None
        for stream in streams:
            if not stream.events and not stream.ended:
                stream.begin()


def _watch(
    inbox: Inbox,
    streams: dict[str, Stream],
    crew: Crew,
    goal: Goal,
    begun: float,
    time_limit: float,
    together: bool,
    progress: Callable[[Progress], None] | None,
    interrupted: threading.Event,
) -> Ending:
    """Take in events and tick until the run ends."""
    ordered, failures = list(streams.values()), []
    turn, shown = begun, -1.0
    if interrupted.is_set():
        return Ending(merge.standing(ordered), NO_PLAN, 0.0)
    while True:
        for role, event in _received(inbox):
            streams[role].add(event)
            failures += [event.text] if event.kind == merge.FAILED else []
            if crew.call is not None and event.kind in FIRST and merge.crossing(ordered, goal.reached) is None:
                crew.call_the_rest(ordered)
        seconds = time.monotonic() - begun
        crossed = merge.crossing(ordered, goal.reached)
        if crossed is not None:
            return Ending(crossed, _status(crossed, GAP_REACHED), seconds)
        now = merge.standing(ordered)
        if interrupted.is_set():
            return Ending(now, _status(now, INTERRUPTED), seconds)
        if seconds >= time_limit:
            return Ending(now, _status(now, GAP_REACHED if goal.reached(now.value, now.bound) else TIME_LIMIT), seconds)
        if all(stream.ended for stream in ordered):
            if now.solution is None or not failures:
                raise SolveError("\n".join(failures) or "the search ended without an answer")
            return Ending(replace(now, notes=(*now.notes, *failures)), TIME_LIMIT, seconds)
        if progress is not None and seconds - shown >= TICK:
            progress(goal.progress(now, seconds))
            shown = seconds
        if not together and seconds - (turn - begun) >= SLICE:
            _take_turns(crew.hands, streams)
            turn = time.monotonic()


def _received(inbox: Inbox) -> Iterator[tuple[str, Event]]:
    """What has come, after waiting for it at most a tick."""
    try:
        role, event = inbox.get(timeout=TICK)
        while True:
            if role:
                yield role, event
            role, event = inbox.get_nowait()
    except queue.Empty:
        return


def _take_turns(hands: Sequence[Hand], streams: dict[str, Stream]) -> None:
    """The worker that has done the least goes on, the others wait."""
    alive = [hand for hand in hands if not streams[hand.role].ended]
    if not alive:
        return
    behind = min(alive, key=lambda hand: streams[hand.role].mark)
    for hand in alive:
        hand.pause(hand is not behind)


def _status(standing: Standing, reason: str) -> str:
    if standing.infeasible:
        return INFEASIBLE
    return reason if standing.solution is not None else NO_PLAN


@contextmanager
def _interrupts(stop: threading.Event, inbox: Inbox) -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM set ``stop`` and wake the main thread; outside it there are no signals to catch."""
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def catch(number: int, frame: FrameType | None) -> None:
        stop.set()
        inbox.put(("", Event(0.0, merge.MARK)))

    before = {number: signal.signal(number, catch) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
