"""The live line of work that counts: how many are done and for how long; rewritten on a terminal, now and then a line
elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO

from opt.commands.live import SILENT

REWRITTEN = 0.4
"""Seconds between two looks of the line on a terminal: it moves even while nothing can be counted yet."""

APART = 10.0
"""Seconds between two lines where they do not overwrite each other."""


class CountLine:
    """Call it with how many are done and how many there are, from whatever thread; ``before`` says what goes on until
    the first count, ``of`` what is counted. ``close`` leaves the terminal clean."""

    def __init__(self, before: str, of: str, file: TextIO | None = None) -> None:
        self._file = file or sys.stderr
        self._before, self._of = before, of
        self._count: tuple[int, int] | None = None
        self._begun = time.monotonic()
        self._width = 0
        self._over = threading.Event()
        every = REWRITTEN if self._file.isatty() else APART
        self._ticking = threading.Thread(target=self._tick, args=(every,), daemon=True)
        self._ticking.start()

    def __call__(self, done: int, total: int) -> None:
        """So many are done."""
        self._count = (done, total)

    def close(self) -> None:
        """No more lines, and none left on the terminal."""
        self._over.set()
        self._ticking.join()
        if self._width:
            self._file.write("\r" + " " * self._width + "\r")
            self._file.flush()
            self._width = 0

    def words(self, seconds: float) -> str:
        """The line after so many seconds, at most 80 characters."""
        doing = self._before if self._count is None else f"{self._count[0]} of {self._count[1]} {self._of}"
        return f"{seconds:6.1f} s  {doing}"

    def _tick(self, every: float) -> None:
        wait = max(SILENT, every)
        while not self._over.wait(wait):
            text = self.words(time.monotonic() - self._begun)
            if self._file.isatty():
                self._file.write("\r" + text.ljust(self._width))
                self._width = len(text)
            else:
                self._file.write(text + "\n")
            self._file.flush()
            wait = every
