"""The live line of a study: finished, running, remaining, time left; rewritten on a terminal, else a line for each
scenario that finishes."""

from __future__ import annotations

import shutil
import sys
import threading
from typing import TYPE_CHECKING, TextIO

from opt.commands.live import words as words_of_search

if TYPE_CHECKING:
    from opt.study.run import Outcome, StudyProgress

ROOM = 79
"""Columns that are used at most, so that the line never breaks."""


class StudyLine:
    """Call it with each StudyProgress, from whatever thread; ``close`` leaves the terminal clean."""

    def __init__(self, currency: str, file: TextIO | None = None) -> None:
        self._file = file or sys.stderr
        self._currency = currency
        self._terminal = self._file.isatty()
        self._width = 0
        self._lock = threading.Lock()

    def __call__(self, progress: StudyProgress) -> None:
        """Show it."""
        with self._lock:
            if self._terminal:
                self._rewrite(words(progress, self._currency, min(ROOM, shutil.get_terminal_size().columns - 1)))
            elif progress.latest is not None:
                print(finished(progress, progress.latest, self._currency), file=self._file, flush=True)

    def close(self) -> None:
        """Wipe the line off the terminal."""
        with self._lock:
            if self._width:
                self._rewrite("")
                self._file.write("\r")
                self._file.flush()

    def _rewrite(self, text: str) -> None:
        self._file.write("\r" + text.ljust(self._width))
        self._file.flush()
        self._width = len(text)


def words(progress: StudyProgress, currency: str, room: int = ROOM) -> str:
    """One line of at most ``room`` columns; names of running scenarios give way first."""
    over = progress.seconds_left is None or progress.finished == progress.total
    left = "" if over else f", {duration(progress.seconds_left or 0.0)} left"
    counts = f"{progress.finished} of {progress.total} finished, {len(progress.running)} running"
    tail = f", {progress.remaining} remaining{left}"
    about = ", ".join(progress.running)
    if progress.search is not None:
        about += f": {' '.join(words_of_search(progress.search, currency).split())}"
    space = room - len(counts) - len(tail) - 3
    about = about if len(about) <= space else f"{about[: max(space - 3, 0)]}..."
    return (counts + (f" ({about})" if progress.running and space > 6 else "") + tail)[:room]


def finished(progress: StudyProgress, outcome: Outcome, currency: str) -> str:
    """The line of a scenario that has finished."""
    known = f"{outcome.value:,.0f} {currency}" if outcome.value == outcome.value else outcome.reason
    left = (
        "" if progress.seconds_left is None or not progress.remaining else f", {duration(progress.seconds_left)} left"
    )
    head = f"{progress.finished} of {progress.total}: {outcome.scenario}, {outcome.status}"
    return f"{head}, {known}{left}"


def duration(seconds: float) -> str:
    """About how long: 'about 40 s', 'about 3 min', 'about 2 h'."""
    for size, unit in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 1.5 * size:
            return f"about {seconds / size:.0f} {unit}"
    return f"about {max(seconds, 1.0):.0f} s"
