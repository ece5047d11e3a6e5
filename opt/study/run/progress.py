"""How far a study is: finished, running, remaining, and how long it will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opt.solve import Progress
    from opt.study.run.records import Outcome


@dataclass(frozen=True)
class StudyProgress:
    """``total`` = ``finished`` + the ``running`` (by name) + ``remaining``, the base counted.

    ``seconds`` since the study was begun; ``seconds_left`` None as long as nothing was computed to judge by.
    ``latest`` is the scenario that has just finished, ``search`` how far the solver is with the base; each is None
    where this call is not about it.
    """

    total: int
    finished: int
    running: tuple[str, ...]
    remaining: int
    seconds: float
    seconds_left: float | None
    latest: Outcome | None = None
    search: Progress | None = None


class Pace:
    """Keeps count. What was found stored from an earlier run is finished, but says nothing about the time left."""

    def __init__(
        self,
        total: int,
        workers: int,
        show: Callable[[StudyProgress], None] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._workers, self._show, self._clock = total, workers, show, clock
        self._begun = clock()
        self._finished = 0
        self._took: list[float] = []
        self._since: dict[str, float] = {}

    def running(self, names: Sequence[str], search: Progress | None = None) -> None:
        """These are running now."""
        now = self._clock()
        self._since = {name: self._since.get(name, now) for name in names}
        self._tell(search=search)

    def finished(self, outcome: Outcome, *, stored: bool) -> None:
        """This one is finished, computed now or ``stored`` by an earlier run."""
        now = self._clock()
        begun = self._since.pop(outcome.scenario, now)
        self._finished += 1
        if not stored:
            self._took.append(now - begun)
        self._tell(latest=outcome)

    def _tell(self, latest: Outcome | None = None, search: Progress | None = None) -> None:
        if self._show is None:
            return
        now, running = self._clock(), tuple(self._since)
        remaining = self._total - self._finished - len(running)
        self._show(
            StudyProgress(
                self._total, self._finished, running, remaining, now - self._begun, self._left(now, remaining), latest,
                search,
            )
        )  # fmt: skip

    def _left(self, now: float, remaining: int) -> float | None:
        """(remaining x mean + what the mean leaves of those running) / workers, in s."""
        if not self._took:
            return None
        mean = sum(self._took) / len(self._took)
        begun = sum(max(mean - (now - since), 0.0) for since in self._since.values())
        return (remaining * mean + begun) / self._workers
