"""A kill at any moment leaves the old result or the new one, never half of one."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from plan_world import small_plan, tiny

from opt.instance import Instance
from opt.plan import Plan
from opt.plan import replace as replace_module
from opt.plan.replace import present, replace_folder
from opt.plan.store import read_result, write_result

WATCHED = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "ctypes.dlsym")
RARE = ("os.mkdir", "os.rename", "shutil.rmtree")


def in_child(act: Callable[[], object]) -> int:
    """Runs an act in a process of its own; returns how that ended (0: well, -9: killed)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(number: int, act: Callable[[], object]) -> int:
    """Runs an act in a child that kills itself when it touches the disk for the n-th time."""

    def run() -> None:
        count = 0

        def watch(event: str, _: Sequence[object]) -> None:
            nonlocal count
            if event in WATCHED:
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        act()

    return in_child(run)


def touches(act: Callable[[], object], log: Path) -> list[str]:
    """How an act touches the disk, in order: the event and what it touches."""

    def run() -> None:
        handle = os.open(log, os.O_WRONLY | os.O_CREAT)

        def watch(event: str, arguments: Sequence[object]) -> None:
            if event in WATCHED:
                os.write(handle, f"{event} {' '.join(map(str, arguments))}\n".encode())

        sys.addaudithook(watch)
        act()

    assert in_child(run) == 0
    return log.read_text().splitlines()


def moments(events: list[str], folder: Path) -> list[int]:
    """Moments worth a kill: where the folder itself changes, just before and behind that, and a few of the others."""
    own = tuple(f"{event} {folder.parent}/{name}" for event in RARE for name in (folder.name, f".{folder.name}"))
    rare = {
        number
        for number, event in enumerate(events, start=1)
        if "renameat2" in event or (event.startswith(own) and event.count("/") <= str(folder).count("/") * 2)
    }
    chosen = {near for number in rare for near in (number, number + 1)} | set(range(1, len(events), len(events) // 6))
    return sorted(number for number in {*chosen, len(events)} if 1 <= number <= len(events))


def siblings(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No flushing: a killed process loses nothing that the system has taken over, and flushing is slow."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture(scope="module")
def instance() -> Instance:
    return tiny()


@pytest.fixture(scope="module")
def plans(instance: Instance) -> tuple[Plan, Plan]:
    return small_plan(instance, 6.0), small_plan(instance, 7.0)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "results" / "base"
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.mark.parametrize("at_once", [True, False], ids=["exchange", "two renames"])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_result(
    plans: tuple[Plan, Plan], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(replace_module, "_exchange_at_once", lambda new, folder: False)
    old, new = plans
    write_result(new, folder)
    whole_new = contents(folder)
    write_result(old, folder)
    whole_old = contents(folder)
    events = touches(lambda: write_result(new, folder), tmp_path / "log")
    assert contents(folder) == whole_new
    seen = set()
    for number in moments(events, folder):
        write_result(old, folder)
        assert siblings(folder) == ["base"], "what killed runs left is removed by the next write"
        assert killed_at(number, lambda: write_result(new, folder)) == -signal.SIGKILL
        left = contents(present(folder))
        assert left in (whole_old, whole_new), f"half a result after a kill at {number}, {events[number - 1]}"
        seen.add(left == whole_new)
    assert seen == {False, True}, "kills before and after the exchange"


def test_a_result_is_read_after_a_kill_between_two_renames(
    plans: tuple[Plan, Plan], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replace_module, "_exchange_at_once", lambda new, folder: False)
    old, new = plans
    write_result(old, folder)
    write_result(old, tmp_path / "elsewhere")
    events = touches(lambda: write_result(new, tmp_path / "elsewhere"), tmp_path / "log")
    second = [number for number, event in enumerate(events, start=1) if event.startswith("os.rename")][-1]
    assert killed_at(second, lambda: write_result(new, folder)) == -signal.SIGKILL
    assert not folder.exists()
    assert read_result(folder).summary["objective"] == 6.0
    write_result(new, folder)
    assert read_result(folder).summary["objective"] == 7.0
    assert siblings(folder) == ["base"]


def test_a_first_write_that_is_killed_leaves_no_result(plans: tuple[Plan, Plan], folder: Path) -> None:
    assert killed_at(30, lambda: write_result(plans[0], folder)) == -signal.SIGKILL
    assert not folder.exists()
    write_result(plans[0], folder)
    assert siblings(folder) == ["base"]


def test_a_failing_second_rename_puts_the_old_folder_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_folder(folder, lambda new: (new / "plan.txt").write_text("old") and None)
    monkeypatch.setattr(replace_module, "_exchange_at_once", lambda new, folder: False)
    rename = os.rename

    def held_open(source: Path, target: Path) -> None:
        if Path(source).name.endswith(".new"):
            raise PermissionError(13, "held open", str(target))
        rename(source, target)

    monkeypatch.setattr(os, "rename", held_open)
    with pytest.raises(PermissionError):
        replace_folder(folder, lambda new: (new / "plan.txt").write_text("new") and None)
    assert (folder / "plan.txt").read_text() == "old"
    assert siblings(folder) == ["base"]


def test_what_a_living_run_writes_is_left_alone(folder: Path) -> None:
    other = folder.parent / f".base.{os.getppid()}.new"
    other.mkdir(parents=True)
    replace_folder(folder, lambda new: None)
    assert other.exists()


def test_a_reader_that_is_overtaken_reads_again(
    plans: tuple[Plan, Plan], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opt.plan import store

    old, new = plans
    write_result(old, folder)
    read_frame, overtaken = store.read_frame, []

    def slow(table: object, currency: str, path: Path) -> object:
        if not overtaken:
            overtaken.append(path)
            write_result(new, folder)
        return read_frame(table, currency, path)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "read_frame", slow)
    plan = read_result(folder)
    assert plan.summary["objective"] == 7.0
    assert plan.tables["receive"]["receive"].tolist() == [7.0, 0.1 + 0.2]
