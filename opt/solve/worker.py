"""What runs beside the main thread: the bound or the heuristics, in a process of its own or in a thread.

A process gets its task by its standard input and sends events by its standard output, both pickled. The input then
carries one byte at a time: pause or go on. Its end means that the parent is gone, however it died: the worker ends too.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from opt.solve import merge
from opt.solve.arrays import Arrays, Floats
from opt.solve.bound import prove
from opt.solve.heuristics import pursue
from opt.solve.highs import Options
from opt.solve.layout import Layout
from opt.solve.merge import Event

BOUND = "bound"
HEURISTICS = "heuristics"
PAUSE = b"p"
GO = b"g"
MARK_EVERY = 0.1
"""Seconds between two marks."""
RUN = "from opt.solve.worker import main; main()"


@dataclass(frozen=True, eq=False)
class Task:
    """What a worker does: its role, the model without names, where its integers stand, a start, options of HiGHS, and
    whether a core is ``spare`` while it begins."""

    role: str
    arrays: Arrays
    layout: Layout
    start: Floats | None
    options: Options
    spare: bool = False


def work(task: Task, emit: Callable[[Event], None], stopped: Callable[[], bool]) -> None:
    """Do the task, reporting events; the last one says that it ended, or why it failed."""
    emit = _sparing(emit)
    try:
        if task.role == BOUND:
            prove(task.arrays, emit, stopped, start=task.start, options=task.options)
        else:
            pursue(task.arrays, task.layout, emit, stopped, task.start, spare=task.spare)
    except Exception:
        emit(Event(0.0, merge.FAILED, text=traceback.format_exc()))
    else:
        emit(Event(0.0, merge.END))


def _sparing(emit: Callable[[Event], None]) -> Callable[[Event], None]:
    """Marks only now and then: the next one says more than the one left out."""
    last = -MARK_EVERY

    def pass_on(event: Event) -> None:
        nonlocal last
        now = time.monotonic()
        if event.kind != merge.MARK or now - last >= MARK_EVERY:
            last = now
            emit(event)

    return pass_on


def main() -> None:
    """A worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints must not meet the events
    task: Task = pickle.load(sys.stdin.buffer)
    going = threading.Event()
    going.set()
    threading.Thread(target=_watch, args=(sys.stdin.buffer, going), daemon=True).start()

    def stopped() -> bool:
        going.wait()
        return False

    work(task, lambda event: _send(out, event), stopped)


def _watch(pipe: BinaryIO, going: threading.Event) -> None:
    """Obey the parent; end at once when it is gone."""
    while True:
        order = pipe.read(1)
        if order == PAUSE:
            going.clear()
        elif order == GO:
            going.set()
        else:
            os._exit(0)


def _send(out: BinaryIO, event: Event) -> None:
    try:
        pickle.dump(event, out, protocol=pickle.HIGHEST_PROTOCOL)
        out.flush()
    except BrokenPipeError:
        os._exit(0)
