"""What the tests of studies share: scenarios of tiny, executors that misbehave, and a study in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from opt.instance import Instance, read
from opt.study.edits import parse_edit
from opt.study.run import Processes, StudyProgress, StudyResult, run_study
from opt.study.run.result import VARYING
from opt.study.run.tasks import Answer, Task
from opt.study.scenario import Scenario
from opt.study.study import Options

TINY = Path(__file__).parents[2] / "instances" / "tiny"
DEADLY = "RELITH_TEST_DEADLY"
"""Environment variable: 'scenario:attempts' joined by commas; the worker dies in that many attempts."""


@cache
def tiny() -> Instance:
    return read(TINY)


def scenario(name: str, *edits: str, **more: Any) -> Scenario:
    return Scenario(name, edits=tuple(parse_edit(text) for text in edits), **more)


CHEAPER = scenario("cheaper", "grades[product=LCO].price *= 0.9")
SHORTER = scenario("shorter", "lines[line=anneal].hours *= 0.5")
STOPPED = scenario("stopped", "lines[line=wash].hours = 0", "outlets[outlet=incineration].limit = 0")
UNKNOWN = scenario("unknown", "lines[line=press].hours *= 0.5")
DEARER = scenario("dearer", "outlets[outlet=landfill].cost *= 3")
STUDY = (CHEAPER, STOPPED, UNKNOWN, DEARER)


class Inline(Executor):
    """Does everything at once where it is submitted."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self.closed = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.closed = True


class Deadly(Processes):
    """Processes whose workers die as DEADLY says."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return super().submit(_deadly, fn, *args, **kwargs)


def _deadly(fn: Callable[[Task, int], Answer], task: Task, attempt: int) -> Answer:
    fatal = dict(item.split(":") for item in os.environ.get(DEADLY, "").split(",") if item)
    if attempt <= int(fatal.get(task.scenario.name, "0")):
        os.kill(os.getpid(), signal.SIGKILL)
    return fn(task, attempt)


def study(folder: Path, scenarios: Sequence[Scenario] = STUDY, **more: Any) -> StudyResult:
    """The study of tiny, in this process unless told otherwise."""
    return run_study(
        tiny(), scenarios, folder=folder, **{"options": Options(), "executor": Inline, "workers": 1, **more}
    )


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    """What must be the same from run to run."""
    return frame.drop(columns=list(VARYING))


def row(result: StudyResult, name: str) -> Mapping[str, Any]:
    found = result.scenarios[result.scenarios["scenario"] == name].to_dict("records")
    assert len(found) == 1
    return found[0]


def killed_after(number: int, folder: Path, executor: str) -> tuple[int, list[int]]:
    """Run the study in a process of its own that kills itself (SIGKILL) once so many scenarios are finished. Its exit
    code, and the numbers of the processes it had started at that moment."""
    command = [sys.executable, __file__, str(number), str(folder), executor]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, [int(text) for text in done.stdout.split()]


def _kill_after(number: int) -> Callable[[StudyProgress], None]:
    seen = []

    def watch(progress: StudyProgress) -> None:
        if progress.latest is not None:
            seen.append(progress.latest.scenario)
            if len(seen) == number:
                children = Path(f"/proc/self/task/{os.getpid()}/children")
                print(children.read_text() if children.exists() else "", flush=True)
                os.kill(os.getpid(), signal.SIGKILL)

    return watch


if __name__ == "__main__":
    executors = {"Processes": Processes, "Inline": Inline}
    study(Path(sys.argv[2]), executor=executors[sys.argv[3]], progress=_kill_after(int(sys.argv[1])))
