"""Tasks on an executor: as many at a time as there are workers. A worker that dies costs no task but its own."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Answer = TypeVar("Answer")
ExecutorFactory = Callable[[int], Executor]

ATTEMPTS = 3
"""So often a task is given to a worker that dies."""

TICK = 0.5
"""Seconds between two ticks."""

LOOK = 1.0
"""Seconds between two looks of a worker for its parent."""


class Processes(ProcessPoolExecutor):
    """Worker processes that end with their parent however it ends, and at once when what they do is cancelled.

    They hold one end of a pipe that nothing is ever written to. Its other end closes when the parent dies, or when
    ``shutdown(cancel_futures=True)`` closes it; then they end.
    """

    def __init__(self, workers: int) -> None:
        context = get_context("spawn")
        self._far_end, self._near_end = context.Pipe(duplex=False)
        super().__init__(workers, mp_context=context, initializer=attend, initargs=(self._far_end, os.getpid()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Schedule a call. A worker started for it never sees Ctrl-C, not even while it starts."""
        with _without_interrupts():
            return super().submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the workers finish, or end them where what they do is cancelled (that is waited for)."""
        if cancel_futures:
            self._near_end.close()
        super().shutdown(wait or cancel_futures, cancel_futures=cancel_futures)
        if wait or cancel_futures:
            self._near_end.close()
            self._far_end.close()


def attend(far_end: Connection, parent: int) -> None:
    """What a worker process does first: leave Ctrl-C to its parent, and watch whether that still lives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_watch, args=(far_end, parent), daemon=True).start()


def _watch(far_end: Connection, parent: int) -> None:
    """End this process when the parent has closed the pipe, or is another one than it was."""
    with contextlib.suppress(OSError):
        while os.getppid() == parent and not far_end.poll(LOOK):
            pass
    os._exit(1)


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back for a moment; a process that is started meanwhile inherits that for good."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(frozen=True)
class Job(Generic[Task]):
    """A task and how often it has been begun."""

    task: Task
    attempts: int = 0


class Shift(Generic[Task, Answer]):
    """One run of many tasks. ``work(task, attempt)`` is what the executor calls; ``done(task, answer, attempts)`` is
    told each answer in the order in which they come, None where the worker died with every attempt; ``tick(running)``
    is called at least every ``TICK`` seconds."""

    def __init__(
        self,
        work: Callable[[Task, int], Answer],
        *,
        workers: int,
        factory: ExecutorFactory,
        done: Callable[[Task, Answer | None, int], None],
        tick: Callable[[Sequence[Task]], None],
    ) -> None:
        self._work, self._workers, self._factory, self._done, self._tick = work, workers, factory, done, tick
        self._waiting: deque[Job[Task]] = deque()
        self._flying: dict[Future[Answer], Job[Task]] = {}

    def run(self, tasks: Sequence[Task]) -> None:
        """Run them all. Whatever is raised on the way (Ctrl-C, a complaint of ``done``) ends what is still running."""
        self._waiting.extend(Job(task) for task in tasks)
        if not tasks:
            return
        executor = self._factory(self._workers)
        try:
            while self._waiting or self._flying:
                self._submit(executor)
                self._tick([job.task for job in self._flying.values()])
                ready, _ = wait_for(self._flying, timeout=TICK, return_when=FIRST_COMPLETED)
                died = [self._settle(future) for future in list(self._flying) if future in ready]
                if any(died):
                    executor.shutdown(wait=True)  # only then all of its futures are settled
                    for future in list(self._flying):
                        self._settle(future)
                    executor = self._factory(self._workers)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        executor.shutdown(wait=True)

    def _submit(self, executor: Executor) -> None:
        """Hand out tasks to idle workers.

        Where several tasks were running nobody knows whose worker died first, so that a task's last attempt is made
        alone: what is lost then is lost by its own fault.
        """
        while self._waiting and len(self._flying) < self._workers:
            job = self._waiting[0]
            last = job.attempts == ATTEMPTS - 1
            if self._flying and (last or any(other.attempts == ATTEMPTS for other in self._flying.values())):
                return
            begun = replace(self._waiting.popleft(), attempts=job.attempts + 1)
            self._flying[_submitted(executor, self._work, begun)] = begun

    def _settle(self, future: Future[Answer]) -> bool:
        """Take in a finished task; True where its worker died."""
        job = self._flying.pop(future)
        try:
            answer = future.result()
        except CancelledError:
            self._waiting.appendleft(replace(job, attempts=job.attempts - 1))
            return True
        except BrokenExecutor:
            if job.attempts < ATTEMPTS:
                self._waiting.appendleft(job)
            else:
                self._done(job.task, None, job.attempts)
            return True
        self._done(job.task, answer, job.attempts)
        return False


def _submitted(executor: Executor, work: Callable[[Task, int], Answer], job: Job[Task]) -> Future[Answer]:
    """The future of the job; one that has failed already where the executor is found broken."""
    try:
        return executor.submit(work, job.task, job.attempts)
    except BrokenExecutor as error:
        broken: Future[Answer] = Future()
        broken.set_exception(error)
        return broken
