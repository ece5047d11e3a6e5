"""The live line of a run: value, bound, gap, time; rewritten on a terminal, line by line elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from opt.solve import Progress

SILENT = 2.0
"""Seconds before the line appears."""

EVERY = 0.3
"""Least seconds between two lines where they do not overwrite each other (ticks come five times a second)."""


class LiveLine:
    """Call it with each Progress; ``close`` leaves the terminal clean. ``told`` puts a Progress in words."""

    def __init__(
        self, currency: str, file: TextIO | None = None, told: Callable[[Progress, str], str] | None = None
    ) -> None:
        self._file = file or sys.stderr
        self._told = told or words
        self._currency = currency
        self._terminal = self._file.isatty()
        self._shown = -EVERY
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        """Show it, unless the run is too young or the last line too fresh."""
        if progress.seconds < SILENT or (not self._terminal and progress.seconds - self._shown < EVERY):
            return
        self._shown = progress.seconds
        text = self._told(progress, self._currency)
        if not self._terminal:
            print(text, file=self._file, flush=True)
            return
        self._file.write("\r" + text.ljust(self._width))
        self._file.flush()
        self._width = len(text)

    def close(self) -> None:
        """Wipe the line off the terminal."""
        if self._width:
            self._file.write("\r" + " " * self._width + "\r")
            self._file.flush()
            self._width = 0


def words(progress: Progress, currency: str) -> str:
    """One line, at most 80 characters for amounts below a billion."""
    value = "no plan yet" if progress.value is None else f"value {progress.value:,.0f} {currency}"
    bound = "" if progress.bound is None else f"  at most {progress.bound:,.0f}"
    gap = "" if progress.gap is None else f"  gap {progress.gap * 100:.2f} %"
    return f"{progress.seconds:6.1f} s  {value}{bound}{gap}"
