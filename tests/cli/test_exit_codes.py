"""Every way a command can end: exit code, what stands on which stream, what is left on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from opt import planner
from opt.instance import Instance
from opt.plan.plan import Plan, with_summary, with_tables


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frobnicate"],
        ["solve"],
        ["solve", "x", "--gap", "2"],
        ["solve", "x", "--gap", "nan"],
        ["solve", "x", "--time-limit", "0"],
        ["solve", "x", "--threads", "0"],
        ["solve", "x", "--nonsense"],
        ["show", "a", "b"],
    ],
)
def test_wrong_usage_is_64(relith: Any, arguments: list[str]) -> None:
    outcome = relith(*arguments)
    assert outcome.exit_code == 64
    assert "Error:" in outcome.stderr
    assert outcome.stdout == ""


def test_help_and_version(relith: Any) -> None:
    assert relith("--help").exit_code == 0
    assert relith("solve", "-h").exit_code == 0
    version = relith("--version")
    assert version.exit_code == 0
    assert version.stdout.startswith("relith ")


def test_help_needs_no_pandas() -> None:
    code = "import opt, opt.cli, sys; print(sorted({'pandas', 'numpy', 'pyomo', 'rich'} & set(sys.modules)))"
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert outcome.stdout.strip() == "[]"


def check_complaint(outcome: Result, *parts: str) -> None:
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.stderr
    for part in parts:
        assert part in outcome.stderr


@pytest.mark.parametrize("command", ["validate", "solve", "convert"])
def test_missing_instance_is_1(relith: Any, tmp_path: Path, command: str) -> None:
    more = [tmp_path / "target"] if command == "convert" else []
    check_complaint(relith(command, tmp_path / "nowhere", *more), "error:", "nowhere")


def test_everything_wrong_is_reported_at_once(relith: Any, instance: Path) -> None:
    spoil(instance / "streams.csv", "OXI,powder", "OXI,poder")
    spoil(instance / "arrivals.csv", "OXI,1,7", "OXI,1,-7")
    outcome = relith("validate", instance)
    check_complaint(outcome, "streams", "poder", "arrivals", "-7", "2 errors")
    assert outcome.stdout == ""


def test_wrong_input_leaves_the_earlier_result_alone(relith: Any, instance: Path, result: Path) -> None:
    before = files(result)
    spoil(instance / "composition.csv", "OXI,LCO,0.5", "OXI,LCO,0.52")
    check_complaint(relith("solve", instance, "--out", result), "composition", "1.02")
    assert files(result) == before


def test_result_that_is_none_is_1(relith: Any, tmp_path: Path) -> None:
    for command in ("show", "check"):
        check_complaint(relith(command, tmp_path / "nothing"), "nothing")


def test_a_folder_with_other_things_is_not_overwritten(relith: Any, instance: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    check_complaint(relith("solve", instance, "--out", tmp_path / "mine"), "mine", "--out")
    assert files(tmp_path / "mine") == {"letter.txt": b"mine"}


def test_infeasible_is_2_with_advice(relith: Any, instance: Path, tmp_path: Path) -> None:
    (instance / "demand.csv").write_text(
        "product,grade,period,maximum [t],contract [t],penalty [USD/t]\nLCO,standard,all,,11,\n", encoding="utf-8"
    )
    outcome = relith("solve", instance, "--out", tmp_path / "out")
    assert outcome.exit_code == 2, outcome.stderr
    assert "infeasible" in outcome.stderr
    assert "LCO standard" in outcome.stderr
    assert "demand.penalty" in outcome.stderr
    assert (tmp_path / "out" / "summary.json").is_file()
    assert relith("check", tmp_path / "out").exit_code == 3
    assert "no plan keeps all limits" in relith("show", tmp_path / "out").stdout


def no_plan(instance: Instance, **options: Any) -> Plan:
    return Plan(instance, {"instance": "tiny", "scenario": "base", "status": "no_plan", "seconds": 0.0}, {})


def falsified(instance: Instance, **options: Any) -> Plan:
    """More is sold than is made."""
    plan = SEARCH(instance, **options)
    sell = plan.tables["sell"].copy()
    sell["sell"] = sell["sell"] + 1.0
    return with_tables(plan, sell=sell)


SEARCH = planner.search


def test_no_plan_is_3_and_keeps_a_certified_result(
    relith: Any, instance: Path, result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "search", no_plan)
    before = files(result)
    outcome = relith("solve", instance, "--out", result)
    assert outcome.exit_code == 3
    assert "no plan was found" in outcome.stderr
    assert "keeps its earlier, certified plan" in outcome.stderr
    assert files(result) == before
    assert relith("solve", instance, "--out", tmp_path / "new").exit_code == 3
    assert (tmp_path / "new" / "summary.json").is_file()


def test_refused_plan_is_4_and_keeps_a_certified_result(
    relith: Any, instance: Path, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "search", falsified)
    before = files(result)
    outcome = relith("solve", instance, "--out", result)
    assert outcome.exit_code == 4
    assert "violation: balance" in outcome.stderr
    assert "NOT certified" in outcome.stderr
    assert files(result) == before


def test_check_of_a_changed_result_is_4(relith: Any, result: Path) -> None:
    spoil(result / "sell.csv", "LCO,standard,1,", "LCO,standard,1,1")
    outcome = relith("check", result)
    assert outcome.exit_code == 4
    assert "violation: balance" in outcome.stderr
    assert relith("check", result, "--json").exit_code == 4


def test_our_own_bug_is_70(relith: Any, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(instance: Instance, **options: Any) -> Plan:
        raise ZeroDivisionError("nothing over nothing")

    monkeypatch.setattr(planner, "search", broken)
    outcome = relith("solve", instance)
    assert outcome.exit_code == 70
    assert "bug in relith: ZeroDivisionError: nothing over nothing" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "Traceback" in relith("solve", instance, "--debug").stderr


def test_file_held_open_is_named(relith: Any, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(instance: Instance, **options: Any) -> Plan:
        raise PermissionError(13, "Permission denied", "model.mps")

    monkeypatch.setattr(planner, "search", held)
    check_complaint(relith("solve", instance), "model.mps", "Permission denied", "close the program")


def test_a_reader_that_leaves_early_is_no_error(solved: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        outcome = subprocess.run(
            [sys.executable, "-m", "opt", "show", str(solved)], stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert outcome.returncode == 0
    assert outcome.stderr == b""


def test_uncertified_plans_say_so(solved: Path) -> None:
    from opt.plan.store import read_result
    from opt.report.terminal.layout import page
    from opt.report.terminal.page import head

    plan = with_summary(read_result(solved), certified=False)
    console = page(width=80)
    with console.capture() as shown:
        console.print(head(plan))
    assert "certified  NO" in shown.get()
