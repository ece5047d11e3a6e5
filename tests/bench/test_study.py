"""A sweep of 64 scenarios on a generated small: killed twice and taken up again; on one process and on two."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from figures import setting, table

from opt.instance import Instance
from opt.instance.generate import generated
from opt.plan.store import read_result
from opt.study.expand import expand
from opt.study.run import StudyProgress, StudyResult, run_study
from opt.study.run.result import VARYING
from opt.study.scenario import Scenario
from opt.study.study import Axis, Options, Study, Sweep

SIDE = int(setting("SIDE", 8))
"""Points on each axis of the sweep: prices times hours."""
OPTIONS = Options(gap=setting("GAP", 0.02), time_limit=setting("SECONDS", 120.0))
BAR = 1.8
"""So many times as fast two processes are meant to be; printed, not asserted: others may use the machine."""


def instance() -> Instance:
    return generated(8, 8, 1)


def scenarios() -> tuple[Scenario, ...]:
    factors = tuple(0.7 + 0.6 * number / max(SIDE - 1, 1) for number in range(SIDE))
    axes = (
        Axis(name="price", edit="grades.price *= {}", values=factors),
        Axis(name="hours", edit="lines.hours *= {}", values=factors),
    )
    return expand(Study(name="sweep", sweep=(Sweep(name="grid", axes=axes),)))


def run(folder: Path, workers: int, progress: Callable[[StudyProgress], None] | None = None) -> StudyResult:
    base = os.environ.get("RELITH_BENCH_BASE")
    return run_study(
        instance(), scenarios(), folder=folder, base=read_result(base) if base else None, options=OPTIONS,
        workers=workers, progress=progress,
    )  # fmt: skip


def killing(number: int) -> Callable[[StudyProgress], None]:
    """Kills this process once so many scenarios are finished."""

    def watch(progress: StudyProgress) -> None:
        if progress.latest is not None and progress.finished >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    return watch


@pytest.mark.slow
def test_killed_twice_is_the_undisturbed_table_and_two_are_faster_than_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The base is solved once, so that the times are those of the scenarios."""
    run_study(instance(), (), folder=tmp_path / "base", options=OPTIONS)
    monkeypatch.setenv("RELITH_BENCH_BASE", str(tmp_path / "base" / "scenarios" / "base"))
    found, seconds = {}, {}
    for workers in (1, 2):
        begun = time.perf_counter()
        found[workers] = run(tmp_path / str(workers), workers).scenarios
        seconds[workers] = time.perf_counter() - begun
    count = SIDE * SIDE + 1
    for number in (count // 4, count * 5 // 8):
        command = [sys.executable, __file__, str(tmp_path / "killed"), str(number)]
        assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    killed = run(tmp_path / "killed", 2).scenarios
    statuses = found[1]["status"].value_counts().to_dict()
    table(
        f"{SIDE * SIDE} scenarios on generated(8, 8, 1), gap {OPTIONS.gap}",
        ("workers", "s", "times as fast"),
        [(workers, taken, seconds[1] / taken) for workers, taken in seconds.items()],
        f"bar: {BAR} on 2 workers; statuses {statuses}; distinguishable {int(found[1]['distinguishable'].sum())}",
    )
    for other in (found[2], killed):
        pd.testing.assert_frame_equal(comparable(found[1]), comparable(other))


def comparable(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns=list(VARYING))


if __name__ == "__main__":
    run(Path(sys.argv[1]), 2, killing(int(sys.argv[2])))
