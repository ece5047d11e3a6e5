"""Starting, reading, pausing and ending workers."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from typing import Protocol

from opt.solve import merge, worker
from opt.solve.merge import Event
from opt.solve.worker import Task

Inbox = queue.SimpleQueue[tuple[str, Event]]


class Hand(Protocol):
    """A worker at work; its events arrive in the inbox under its role."""

    role: str

    def pause(self, paused: bool) -> None:
        """Let it wait, or go on, when HiGHS next looks up."""

    def end(self) -> None:
        """End it, whatever it does."""


class ProcessHand:
    """A worker in a process of its own; it can be ended at any moment."""

    def __init__(self, task: Task, inbox: Inbox) -> None:
        self.role = task.role
        self._inbox = inbox
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self._process = subprocess.Popen(
            [sys.executable, "-c", worker.RUN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._feeder = threading.Thread(target=self._feed, args=(task,), daemon=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._feeder.start()
        self._reader.start()

    def pause(self, paused: bool) -> None:
        """Let it wait, or go on, when HiGHS next looks up."""
        if self._feeder.is_alive() or self._process.stdin is None:
            return
        with contextlib.suppress(OSError, ValueError):
            self._process.stdin.write(worker.PAUSE if paused else worker.GO)
            self._process.stdin.flush()

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _feed(self, task: Task) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            pickle.dump(task, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()

    def _read(self) -> None:
        """Pass events on until the process is done; say so where it broke off."""
        assert self._process.stdout is not None
        done = False
        try:
            while not done:
                event: Event = pickle.load(self._process.stdout)
                done = event.kind in (merge.END, merge.FAILED)
                self._inbox.put((self.role, event))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            code = self._process.poll()
            self._inbox.put((self.role, Event(0.0, merge.FAILED, text=f"the process broke off (exit code {code})")))


class ThreadHand:
    """A worker in a thread of this process, for models that are solved at once."""

    def __init__(self, task: Task, inbox: Inbox) -> None:
        self.role = task.role
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=worker.work,
            args=(task, lambda event: inbox.put((task.role, event)), self._stop.is_set),
            daemon=True,
        )
        self._thread.start()

    def pause(self, paused: bool) -> None:
        """Threads are not paused: they run alone."""

    def end(self) -> None:
        """Ask it to stop, and wait a moment; a daemon thread does not keep the program from ending."""
        self._stop.set()
        self._thread.join(timeout=1.0)
