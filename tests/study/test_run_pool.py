"""Tasks on executors that break: who is given another attempt, who is given up, what is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future
from typing import Any

import pytest
from run_world import Inline

from opt.study.run.pool import ATTEMPTS, Shift


class Fragile(Inline):
    """Holds what is submitted until as many are in flight as there are workers (or nothing else comes), then does it;
    a fatal task breaks every task in flight with it, like a pool of processes."""

    def __init__(self, workers: int, fatal: dict[str, int], flights: list[list[str]]) -> None:
        super().__init__(workers)
        self._fatal, self._flights = fatal, flights
        self._held: list[tuple[Future[Any], Callable[..., Any], tuple[str, int]]] = []
        self._broken = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self._broken:
            raise BrokenExecutor
        future: Future[Any] = Future()
        self._held.append((future, fn, (args[0], args[1])))
        return future

    def flush(self) -> None:
        self._flights.append([name for _, _, (name, _) in self._held])
        self._broken = any(attempt <= self._fatal.get(name, 0) for _, _, (name, attempt) in self._held)
        for future, fn, arguments in self._held:
            if self._broken:
                future.set_exception(BrokenExecutor("a worker died"))
            else:
                future.set_result(fn(*arguments))
        self._held = []


class World:
    def __init__(self, workers: int, fatal: dict[str, int]) -> None:
        self.flights: list[list[str]] = []
        self.answers: dict[str, tuple[str | None, int]] = {}
        self.made: list[Fragile] = []
        self.workers, self.fatal = workers, fatal

    def factory(self, workers: int) -> Fragile:
        self.made.append(Fragile(workers, self.fatal, self.flights))
        return self.made[-1]

    def done(self, task: str, answer: str | None, attempts: int) -> None:
        assert task not in self.answers
        self.answers[task] = (answer, attempts)

    def tick(self, running: Sequence[str]) -> None:
        self.made[-1].flush()

    def run(self, tasks: Sequence[str]) -> None:
        shift: Shift[str, str] = Shift(
            lambda task, attempt: task.upper(), workers=self.workers, factory=self.factory, done=self.done,
            tick=self.tick,
        )  # fmt: skip
        shift.run(tasks)


def test_everything_is_done_once() -> None:
    world = World(2, {})
    world.run(["a", "b", "c"])
    assert world.answers == {"a": ("A", 1), "b": ("B", 1), "c": ("C", 1)}
    assert len(world.made) == 1
    assert world.made[0].closed


def test_nothing_to_do_makes_no_executor() -> None:
    world = World(2, {})
    world.run([])
    assert world.made == []


def test_task_that_always_kills_is_given_up_and_costs_no_other() -> None:
    world = World(3, {"b": ATTEMPTS})
    world.run(["a", "b", "c", "d", "e"])
    assert world.answers["b"] == (None, ATTEMPTS)
    assert {name: answer for name, (answer, _) in world.answers.items() if name != "b"} == {
        "a": "A", "c": "C", "d": "D", "e": "E",
    }  # fmt: skip
    assert all(executor.closed for executor in world.made)


def test_task_whose_worker_died_once_is_done_after_all() -> None:
    world = World(2, {"a": 1})
    world.run(["a", "b"])
    assert world.answers == {"a": ("A", 2), "b": ("B", 2)}


@pytest.mark.parametrize("workers", [2, 3, 5])
def test_last_attempt_is_made_alone(workers: int) -> None:
    world = World(workers, {"a": ATTEMPTS, "d": ATTEMPTS})
    world.run(list("abcdef"))
    assert world.answers["a"] == world.answers["d"] == (None, ATTEMPTS)
    assert all(world.answers[name][0] == name.upper() for name in "bcef")
    last = [flight for flight in world.flights if "a" in flight][-1]
    assert last == ["a"]


class Stillborn(Inline):
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise BrokenExecutor("it never lived")


def test_executor_that_never_lives_ends_after_the_attempts() -> None:
    answers = {}
    Shift(
        lambda task, attempt: task, workers=2, factory=Stillborn,
        done=lambda task, answer, attempts: answers.update({task: (answer, attempts)}), tick=lambda running: None,
    ).run(["a", "b"])  # fmt: skip
    assert answers == {"a": (None, ATTEMPTS), "b": (None, ATTEMPTS)}


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_is_raised_closes_the_executor(error: type[BaseException]) -> None:
    made: list[Inline] = []

    def factory(workers: int) -> Inline:
        made.append(Inline(workers))
        return made[-1]

    def refuse(*_: object) -> None:
        raise error

    with pytest.raises(error):
        Shift(lambda task, attempt: task, workers=1, factory=factory, done=refuse, tick=lambda _: None).run(["a"])
    assert made[0].closed
