"""relith explain of an instance: words, JSON, a table, exit codes. The command is called as opt.cli does."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
import typer
from infeasible_world import CASES, plant

from opt import planner
from opt.commands.advice import infeasible
from opt.commands.ending import NO_PLAN, OK
from opt.commands.explain import Question, explain
from opt.instance import write_folder
from opt.plan.store import write_result
from opt.solve.way_out import WayOut
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case 'hours' as a planner's folder."""
    path = tmp_path_factory.mktemp("broken") / "broken"
    write_folder(CASES["hours"]().instance, path)
    return path


def asked(question: Question, **options: bool) -> int:
    return explain(question, quiet=True, json=options.get("json", False))


def test_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(Question(folder)) == OK
    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith("infeasible: no plan keeps every limit; the cheapest way out found costs 800 USD")
    assert "line wash, hours, period 3: 10 h more than its 80 h (800 USD at 80 USD per h)" in text
    assert "insert downtime{line=wash, period=3, hours=-10}" in text
    assert "these cannot all hold: - line wash, hours - stream S, delivery - area yard, capacity (period 3)" in text


def test_json_and_table(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weights, table = tmp_path / "weights.toml", tmp_path / "way_out.csv"
    weights.write_text('hours = "never"\n')
    assert asked(Question(folder, weights=weights, out=table), json=True) == OK
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (found["status"], found["currency"]) == ("infeasible", "USD")
    assert found["cost"] == pytest.approx(1200.0)
    assert [relaxation["kind"] for relaxation in found["relaxations"]] == ["delivery"]
    with table.open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["kind"], row["period"], row["edits"]) == ("delivery", *_refused(found))


def _refused(found: dict[str, Any]) -> tuple[str, str]:
    (edit,) = found["edits"]
    return found["relaxations"][0]["period"], edit


def test_edits_are_made_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(Question(folder, edits=("lines[line=wash].hours = 90",))) == OK
    assert capsys.readouterr().out.startswith("feasible: a plan keeps every limit")


def test_a_result_without_a_plan_is_asked_about_like_its_instance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planner.solve(CASES["hours"]().instance, threads=1)
    write_result(plan, tmp_path / "result")
    assert asked(Question(tmp_path / "result")) == OK
    assert "800 USD" in capsys.readouterr().out
    with pytest.raises(typer.BadParameter, match="no plan in this result"):
        asked(Question(tmp_path / "result", stream="S", technologies=("washing",)))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stored plan of the plant."""
    path = tmp_path_factory.mktemp("planned") / "result"
    write_result(planner.solve(plant(), threads=1), path)
    return path


def test_the_worth_of_limits_and_a_route(result: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(Question(result, out=tmp_path / "worth.csv")) == OK
    assert "limits that bind are worth" in capsys.readouterr().out
    assert (tmp_path / "worth.csv").read_text(encoding="utf-8").startswith("family,row,period")
    assert asked(Question(result), json=True) == OK
    assert json.loads(capsys.readouterr().out)["limits"]
    assert asked(Question(result, stream="S", technologies=("milling",))) == OK
    assert "S cannot take milling" in capsys.readouterr().out
    assert asked(Question(result, stream="S", technologies=("milling",)), json=True) == OK
    assert json.loads(capsys.readouterr().out)["verdict"] == "refused"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"time_limit": 0.0}, "more than zero"),
        ({"time_limit": float("nan")}, "more than zero"),
        ({"stream": "S"}, "give both"),
        ({"technologies": ("washing",)}, "give both"),
        ({"stream": "S", "technologies": ("washing",)}, "asked of a result"),
        ({"out": Path("way_out.txt")}, ".csv"),
    ],
)
def test_wrong_usage(folder: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(typer.BadParameter, match=words):
        asked(Question(folder, **options))


def test_wrong_usage_with_a_result(result: Path, tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="changes an instance"):
        asked(Question(result, edits=("lines.hours = 5",)))
    with pytest.raises(typer.BadParameter, match="without a plan"):
        asked(Question(result, weights=tmp_path / "weights.toml"))
    with pytest.raises(typer.BadParameter, match="use --json"):
        asked(Question(result, stream="S", technologies=("milling",), out=tmp_path / "route.csv"))


def test_wrong_input(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        asked(Question(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="does not exist"):
        asked(Question(folder, weights=tmp_path / "weights.toml"))
    with pytest.raises(InputError, match="did you mean"):
        asked(Question(folder, edits=("line.hours = 5",)))


def test_no_answer_within_the_limit(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = WayOut(None, math.inf, 0.0, "no_plan", 1.0)
    monkeypatch.setattr("opt.study.explain.infeasible.cheapest", lambda *given, **options: nothing)
    assert asked(Question(folder, time_limit=1.0)) == NO_PLAN
    assert "no answer within the time limit" in capsys.readouterr().out
    assert asked(Question(folder, time_limit=1.0), json=True) == NO_PLAN
    assert json.loads(capsys.readouterr().out)["cost"] is None


def test_the_advice_of_solve_names_the_command() -> None:
    assert any("relith explain INSTANCE" in text for text in infeasible(plant()))
