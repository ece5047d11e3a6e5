"""Studies on processes: killed and taken up again, workers that die, and no worker that outlives its parent."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
from pathlib import Path

import pandas as pd
import pytest
from run_world import CHEAPER, DEADLY, DEARER, Deadly, comparable, killed_after, row, study

from opt.study.run import Processes, StudyProgress, StudyResult


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    return study(tmp_path_factory.mktemp("undisturbed") / "s")


def wait_until_ended(pids: list[int]) -> None:
    """Returns once all have ended."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            assert select.select([handle], [], [], 30.0)[0], f"worker {pid} outlived its parent"
        finally:
            os.close(handle)


def test_killed_twice_and_resumed_is_the_undisturbed_study(undisturbed: StudyResult, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    for number, executor in ((2, "Processes"), (4, "Inline")):
        code, started = killed_after(number, folder, executor)
        assert code == -signal.SIGKILL
        assert bool(started) is (executor == "Processes")
        wait_until_ended(started)
    assert len(list((folder / "records").iterdir())) >= 4
    stored = {path.name: path.stat().st_mtime_ns for path in (folder / "records").iterdir()}
    resumed = study(folder)
    pd.testing.assert_frame_equal(comparable(resumed.scenarios), comparable(undisturbed.scenarios))
    after = {path.name: path.stat().st_mtime_ns for path in (folder / "records").iterdir()}
    assert {name: after[name] for name in stored} == stored
    left = {path.name for path in folder.iterdir()}
    assert left == {".lock", "records", "scenarios", "scenarios.csv", "study.json"}


def test_worker_that_dies_costs_no_other_scenario(
    undisturbed: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On two processes; the table is that of one."""
    monkeypatch.setenv(DEADLY, f"{CHEAPER.name}:1")
    found = study(tmp_path / "s", [CHEAPER, DEARER], executor=Deadly, workers=2)
    assert row(found, CHEAPER.name)["attempts"] == 2
    names = ["base", CHEAPER.name, DEARER.name]
    here, there = (result.scenarios.set_index("scenario").loc[names] for result in (found, undisturbed))
    pd.testing.assert_frame_equal(comparable(here), comparable(there))


def test_ctrl_c_ends_the_workers(tmp_path: Path) -> None:
    workers: list[object] = []

    def interrupt(progress: StudyProgress) -> None:
        if progress.running == (CHEAPER.name,):
            workers.extend(multiprocessing.active_children())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study(tmp_path / "s", [CHEAPER], executor=Processes, progress=interrupt)
    assert len(workers) == 1
    assert multiprocessing.active_children() == []
    assert [path.name for path in (tmp_path / "s" / "records").iterdir()] == ["base.json"]
