"""A study in one process: its rows, what it stores, what it takes from an earlier run, and what it refuses."""

from __future__ import annotations

import errno
import json
import math
import os
import shutil
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from run_world import CHEAPER, DEARER, SHORTER, STOPPED, STUDY, UNKNOWN, Inline, comparable, row, scenario, study, tiny

from opt import planner
from opt.instance import Instance, fingerprint, from_tables
from opt.plan.frames import read_frame
from opt.plan.plan import Plan, with_summary
from opt.plan.store import read_result
from opt.schema import Table
from opt.solve import SolveError
from opt.study.run import StudyResult, common, conduct, folder, run_study
from opt.study.run.records import file_name
from opt.study.run.result import columns_of, distinguishable
from opt.study.scenario import Scenario, changed
from opt.study.study import Options
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """The study, run once; not to be changed."""
    return study(tmp_path_factory.mktemp("study") / "done")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An instance that was edited or solved in an earlier test is not edited or solved again."""
    solve = planner.solve

    def remembered(instance: Instance, **options: Any) -> Plan:
        key = (fingerprint(instance), options["gap"], options.get("start") is None)
        if key not in PLANS:
            PLANS[key] = solve(instance, **options)
        return with_summary(PLANS[key], scenario=options["scenario"])

    def read(place: Path) -> Plan:
        summary = json.loads((place / "summary.json").read_text())
        known = PLANS.get((summary["input_sha256"], summary["gap_asked"] or None, True))
        return read_result(place) if known is None or not (place / "treat.csv").exists() else known

    monkeypatch.setattr(planner, "solve", remembered)
    monkeypatch.setattr(conduct, "read_result", read)
    monkeypatch.setattr(common, "changed", lambda instance, scenario: edited(fingerprint(instance), scenario))


PLANS: dict[object, Plan] = {}
INSTANCES: dict[str, Instance] = {}


@cache
def edited(of: str, scenario: Scenario) -> Instance:
    return changed(INSTANCES.get(of, tiny()), scenario)


class Counted:
    """Counts the scenarios that are solved; ``failing`` ones raise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: dict[str, Exception] | None = None) -> None:
        self.names: list[str] = []
        solve = planner.solve

        def counted(*args: Any, **options: Any) -> Plan:
            self.names.append(options["scenario"])
            if failing and options["scenario"] in failing:
                raise failing[options["scenario"]]
            return solve(*args, **options)

        monkeypatch.setattr(planner, "solve", counted)


def test_a_row_each_in_the_order_of_the_study(done: StudyResult) -> None:
    assert done.scenarios["scenario"].tolist() == ["base", *(s.name for s in STUDY)]
    assert dict(zip(done.scenarios["scenario"], done.scenarios["status"], strict=True)) == {
        "base": "gap_reached", "cheaper": "gap_reached", "stopped": "infeasible", "unknown": "wrong_input",
        "dearer": "gap_reached",
    }  # fmt: skip


def test_effects(done: StudyResult) -> None:
    base = row(done, "base")
    assert base["difference"] == base["least"] == base["most"] == 0.0
    assert not base["distinguishable"]
    for name in ("cheaper", "dearer"):
        found = row(done, name)
        assert found["certified"]
        assert found["difference"] == found["value"] - base["value"] < 0
        assert found["least"] == found["value"] - base["bound"]
        assert found["most"] == found["bound"] - base["value"]
        assert found["distinguishable"]


def test_rows_without_a_plan_say_why(done: StudyResult) -> None:
    for name, word in (("stopped", "no plan keeps all limits"), ("unknown", "press")):
        found = row(done, name)
        assert word in found["reason"]
        assert all(math.isnan(found[column]) for column in ("value", "gap", "difference", "least", "most"))
        assert not found["certified"]
        assert not found["distinguishable"]


def test_plans_are_results_of_their_own(done: StudyResult) -> None:
    plan = done.plan("cheaper")
    assert plan.summary["objective"] == row(done, "cheaper")["value"]
    assert planner.check(plan).certified
    assert not done.plan("stopped").has_plan
    with pytest.raises(InputError, match="wrong_input"):
        done.plan("unknown")
    with pytest.raises(InputError, match="did you mean 'cheaper'"):
        done.plan("cheapr")


def test_table_on_the_disk_is_the_table(done: StudyResult) -> None:
    table = Table("scenarios", "result", ("scenario",), columns_of(STUDY), "")
    frame, problems = read_frame(table, "USD", done.folder / "scenarios.csv")
    assert problems == []
    pd.testing.assert_frame_equal(frame, done.scenarios)


def test_no_difference_is_not_distinguishable(tmp_path: Path) -> None:
    same = scenario("same", "lines[line=relith].hours += 1")
    found = row(study(tmp_path / "s", [same]), "same")
    assert found["difference"] == pytest.approx(0.0, abs=1e-6)
    assert found["certified"]
    assert not found["distinguishable"]


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [(1.0, 9.0, True), (-9.0, -1.0, True), (-1.0, 9.0, False), (0.0, 0.0, False), (0.0005, 1.0, False),
     (math.nan, -1.0, True), (1.0, math.nan, True), (math.nan, math.nan, False), (0.0, 5.0, False)],
)  # fmt: skip
def test_distinguishable_by_hand(least: float, most: float, expected: bool) -> None:
    assert distinguishable(least, most, 1000.0, 1000.0) is expected


def test_sweeps_and_sources_are_columns(tmp_path: Path) -> None:
    points = [
        replace(CHEAPER, group="price", point={"factor": 0.9}, source="a quotation", status="published"),
        replace(DEARER, group="cost", point={"lever": "landfill", "side": "high", "value": 3.0}),
    ]
    frame = study(tmp_path / "s", points).scenarios
    assert frame.columns.tolist()[:6] == ["scenario", "group", "factor", "lever", "side", "point value"]
    assert frame["factor"].tolist()[1] == 0.9
    assert frame["factor"].isna().tolist() == [True, False, True]
    assert frame["lever"].tolist() == ["", "", "landfill"]
    assert frame[["source", "status_of_source"]].iloc[1].tolist() == ["a quotation", "published"]


def test_second_run_repeats_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [CHEAPER, STOPPED, UNKNOWN]
    first = study(tmp_path / "s", asked)
    count = Counted(monkeypatch)
    second = study(tmp_path / "s", asked)
    assert count.names == []
    pd.testing.assert_frame_equal(second.scenarios, first.scenarios)


def test_what_changed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study(tmp_path / "s", [CHEAPER, SHORTER])
    count = Counted(monkeypatch)
    other = replace(DEARER, name="cheaper")
    changed = study(tmp_path / "s", [other, SHORTER, STOPPED])
    assert count.names == ["cheaper", "stopped"]
    fresh = study(tmp_path / "fresh", [other, SHORTER, STOPPED])
    pd.testing.assert_frame_equal(comparable(changed.scenarios), comparable(fresh.scenarios))


def test_other_options_do_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study(tmp_path / "s", [CHEAPER])
    count = Counted(monkeypatch)
    study(tmp_path / "s", [CHEAPER], options=Options(gap=0.01))
    assert count.names == ["base", "cheaper"]


def test_other_instance_of_that_name_does_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study(tmp_path / "s", [CHEAPER])
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny().own.items()}
    own["lines"][0]["hour_cost"] = 11.0
    other = from_tables(tiny().settings, own)
    INSTANCES[fingerprint(other)] = other
    count = Counted(monkeypatch)
    run_study(other, [CHEAPER], folder=tmp_path / "s", options=Options(), executor=Inline)
    assert count.names == ["base", "cheaper"]


def cut(folder: Path) -> None:
    record = folder / "records" / "cheaper.json"
    record.write_text(record.read_text()[:40])


def lose(folder: Path) -> None:
    shutil.rmtree(folder / "scenarios" / "cheaper")


@pytest.mark.parametrize("spoil", [cut, lose])
def test_spoilt_record_or_lost_plan_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None]
) -> None:
    first = study(tmp_path / "s", [CHEAPER, SHORTER])
    spoil(tmp_path / "s")
    count = Counted(monkeypatch)
    second = study(tmp_path / "s", [CHEAPER, SHORTER])
    assert count.names == ["cheaper"]
    pd.testing.assert_frame_equal(comparable(second.scenarios), comparable(first.scenarios))


def test_spoilt_plan_of_the_base_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study(tmp_path / "s", [CHEAPER])
    (tmp_path / "s" / "scenarios" / "base" / "treat.csv").unlink()
    count = Counted(monkeypatch)
    study(tmp_path / "s", [CHEAPER])
    assert count.names == ["base"]


def test_order_of_the_study_changes_nothing(done: StudyResult, tmp_path: Path) -> None:
    turned = study(tmp_path / "s", [UNKNOWN, DEARER, CHEAPER]).scenarios.set_index("scenario")
    here = done.scenarios.set_index("scenario").loc[turned.index]
    pd.testing.assert_frame_equal(comparable(turned), comparable(here))


def test_failing_scenario_is_a_row(done: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Counted(monkeypatch, {"cheaper": SolveError("first line\nthe solver broke off")})
    failed = study(tmp_path / "s", [CHEAPER, DEARER])
    found = row(failed, "cheaper")
    assert (found["status"], found["reason"]) == ("failed", "SolveError: the solver broke off")
    rest = ["base", "dearer"]
    here, there = (f.set_index("scenario").loc[rest] for f in (failed.scenarios, done.scenarios))
    pd.testing.assert_frame_equal(comparable(here), comparable(there))


class Mortal(Inline):
    """Its worker dies whenever it is given the scenario 'cheaper'."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if args[0].scenario.name == "cheaper":
            raise BrokenExecutor
        return super().submit(fn, *args, **kwargs)


def test_scenario_whose_worker_always_dies_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = study(tmp_path / "s", [CHEAPER, SHORTER], executor=Mortal)
    lost = row(found, "cheaper")
    assert (lost["status"], lost["reason"], lost["attempts"]) == ("failed", "its worker died 3 times", 3)
    assert row(found, "shorter")["certified"]
    count = Counted(monkeypatch)
    assert row(study(tmp_path / "s", [CHEAPER, SHORTER]), "cheaper")["status"] == "failed"
    assert count.names == []


def test_base_without_a_plan_is_a_row_and_the_rest_goes_on(tmp_path: Path) -> None:
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny().own.items()}
    own["lines"] = [{**line, "hours": 0.0} for line in own["lines"]]
    own["outlets"] = [{**outlet, "limit": 0.0} for outlet in own["outlets"]]
    shut = from_tables(tiny().settings, own)
    INSTANCES[fingerprint(shut)] = shut
    mended = scenario("mended", "lines.hours = 100", "outlets.limit = 100")
    found = run_study(shut, [mended], folder=tmp_path / "s", options=Options(), executor=Inline)
    assert row(found, "base")["status"] == "infeasible"
    assert row(found, "mended")["certified"]
    assert math.isnan(row(found, "mended")["difference"])
    assert not row(found, "mended")["distinguishable"]


def test_given_base_is_not_solved_again(done: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = Counted(monkeypatch)
    for _ in range(2):
        given = study(tmp_path / "s", [CHEAPER], base=read_result(done.folder / "scenarios" / "base"))
    assert count.names == ["cheaper"]
    assert row(given, "base")["value"] == row(done, "base")["value"]
    assert given.plan("base").summary["objective"] == row(done, "base")["value"]


def test_base_of_another_instance_is_refused(done: StudyResult, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is of instance 'tiny', scenario 'cheaper'"):
        study(tmp_path / "s", [CHEAPER], base=done.plan("cheaper"))
    with pytest.raises(InputError, match="holds no plan"):
        study(tmp_path / "s", [CHEAPER], base=done.plan("stopped"))
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    ("names", "words"),
    [(["a", "a"], "two scenarios"), (["base"], "as it stands"), (["a", "A"], "only capitals"), ([""], "no name")],
)
def test_names_that_cannot_be_told_apart(tmp_path: Path, names: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        study(tmp_path / "s", [replace(CHEAPER, name=name) for name in names])


def test_names_of_files() -> None:
    assert file_name("price_high-2.5") == "price_high-2.5"
    names = ["a b", "a_b", "a/b", "..", ".", "x" * 300, "x" * 301, "Preis für Öl", "grades[product=LCO].price *= 0.9"]
    files = [file_name(name) for name in names]
    assert len(set(files)) == len(files)
    assert all(len(file) < 80 and not file.startswith(".") and "/" not in file for file in files)


def test_names_that_are_no_files(tmp_path: Path) -> None:
    odd = "grades[product=LCO].price *= 0.9; ../x"
    found = study(tmp_path / "s", [replace(CHEAPER, name=odd)])
    assert found.plan(odd).summary["scenario"] == odd


def test_foreign_folders_are_refused_and_left_alone(done: StudyResult, tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="holds no study"):
        study(tmp_path / "s")
    assert os.listdir(tmp_path / "s") == ["letter.txt"]
    with pytest.raises(InputError, match="holds study 'study' of instance 'tiny', not 'other' of 'tiny'"):
        study(done.folder, name="other")
    with pytest.raises(InputError, match=r"letter\.txt"):
        study(tmp_path / "s" / "letter.txt")
    with pytest.raises(InputError, match="cannot be made"):
        study(tmp_path / "s" / "letter.txt" / "below")


def test_lock_of_a_running_study(tmp_path: Path) -> None:
    with folder.claimed(tmp_path / "s", "tiny", "study"):
        assert (tmp_path / "s" / ".lock").read_text() == str(os.getpid())
        with pytest.raises(InputError, match=f"another study is running in this folder .process {os.getpid()}"):
            study(tmp_path / "s", [CHEAPER])
    assert row(study(tmp_path / "s", [CHEAPER]), "cheaper")["certified"]


def test_lock_left_behind_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / ".lock").write_text("1")
    assert row(study(tmp_path / "s", [CHEAPER]), "cheaper")["certified"]
    assert (tmp_path / "s" / ".lock").read_text() == ""


def full_disk(monkeypatch: pytest.MonkeyPatch, fails: Callable[[Path], bool]) -> None:
    """Flushing what ``fails`` names to the disk fails from now on."""
    replace_file = os.replace

    def full(source: Any, target: Any, **more: Any) -> None:
        if fails(Path(target)):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        replace_file(source, target, **more)

    monkeypatch.setattr(os, "replace", full)


def test_full_disk_ends_the_study_and_loses_nothing(
    done: StudyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [CHEAPER, DEARER, STOPPED]
    with monkeypatch.context() as patch:
        full_disk(patch, lambda target: target.name == "dearer.json")
        with pytest.raises(InputError, match=r"dearer\.json: cannot be written: No space left"):
            study(tmp_path / "s", asked)
    assert (tmp_path / "s" / "records" / "cheaper.json").is_file()
    assert not list((tmp_path / "s").rglob("*.new"))
    assert not (tmp_path / "s" / ".common.pickle").exists()
    count = Counted(monkeypatch)
    again = study(tmp_path / "s", asked)
    assert count.names == ["dearer", "stopped"]
    here, there = (
        f.set_index("scenario").loc[["base", "cheaper", "dearer", "stopped"]] for f in (again.scenarios, done.scenarios)
    )
    pd.testing.assert_frame_equal(comparable(here), comparable(there))


def test_plan_that_cannot_be_written_ends_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(plan: Plan, place: Path) -> None:
        raise InputError([folder.of_os_error(OSError(errno.ENOSPC, "No space left"), str(place), "written")])

    monkeypatch.setattr("opt.study.run.records.write_result", full)
    with pytest.raises(InputError, match="No space left"):
        study(tmp_path / "s")


def test_ctrl_c_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(progress: Any) -> None:
        if progress.latest is not None and progress.latest.scenario == "shorter":
            raise KeyboardInterrupt

    asked = [CHEAPER, SHORTER, STOPPED]
    with pytest.raises(KeyboardInterrupt):
        study(tmp_path / "s", asked, progress=interrupt)
    assert sorted(os.listdir(tmp_path / "s" / "records")) == ["base.json", "cheaper.json", "shorter.json"]
    assert len((tmp_path / "s" / "scenarios.csv").read_text().splitlines()) == 4
    count = Counted(monkeypatch)
    study(tmp_path / "s", asked)
    assert count.names == ["stopped"]


def test_ctrl_c_while_the_base_is_solved_stores_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(instance: Any, **options: Any) -> Plan:
        options["stop"].set()
        return Plan(instance, {"status": "interrupted", "objective": None, "bound": None, "gap": None,
                               "time_limit": 1.0}, {})  # fmt: skip

    monkeypatch.setattr(planner, "solve", interrupted)
    with pytest.raises(KeyboardInterrupt):
        study(tmp_path / "s")
    assert not (tmp_path / "s" / "records").exists()


def test_record_holds_the_outcome(done: StudyResult) -> None:
    record = json.loads((done.folder / "records" / "stopped.json").read_text())
    assert record["status"] == "infeasible"
    assert record["value"] is None
    assert len(record["key"]) == 64


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers_is_a_mistake(tmp_path: Path, workers: int) -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        study(tmp_path / "s", [UNKNOWN, STOPPED], workers=workers)


def test_a_study_of_another_format_is_not_written_over(tmp_path: Path) -> None:
    done = study(tmp_path / "s", [CHEAPER])
    mark = done.folder / "study.json"
    kept = json.loads(mark.read_text(encoding="utf-8"))
    assert (kept["scenarios"], kept["study"]) == (1, "study")
    mark.write_text(json.dumps({**kept, "format": 9}), encoding="utf-8")
    with pytest.raises(InputError, match="holds a study of format 9"):
        study(tmp_path / "s", [CHEAPER])
