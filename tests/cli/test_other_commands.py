"""new, validate, show, check, convert, library, and the Python interface."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import opt
from opt.commands.library import search
from opt.instance import read
from opt.instance.generate import generated
from opt.library import load_library

TINY = Path(__file__).parents[2] / "instances" / "tiny"


def test_validate_gives_sizes(relith: Any, instance: Path) -> None:
    outcome = relith("validate", instance)
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("ok: ")
    assert "3 streams, 3 periods, 5 fractions, 5 operations" in outcome.stdout


def test_validate_as_json(relith: Any, instance: Path) -> None:
    report = json.loads(relith("validate", instance, "--json").stdout)
    assert report["ok"] is True
    assert (report["streams"], report["run_binaries"], report["untaken"]) == (3, 9, {})
    (instance / "streams.csv").unlink()
    outcome = relith("validate", instance, "--json")
    assert outcome.exit_code == 1
    told = json.loads(outcome.stdout)
    assert told["ok"] is False
    assert any(problem["table"] == "streams" for problem in told["problems"])


def test_validate_says_what_no_operation_can_take_and_why(relith: Any, instance: Path) -> None:
    text = (instance / "lines.csv").read_text(encoding="utf-8")
    (instance / "lines.csv").write_text(text.replace("wash,inert", "wash,"), encoding="utf-8")
    outcome = relith("validate", instance)
    assert outcome.exit_code == 0, outcome.stderr
    words = " ".join(outcome.stdout.split())
    assert "no operation can take stream SUL (powder; it can go to incineration)" in words
    for technology, reason in {
        "ethanol_dissolution": "inert",
        "acetonitrile_dissolution": "the electrolyte is lost",
        "annealing": "the electrolyte decomposes",
    }.items():
        assert technology in words
        assert reason in words


def test_validate_counts_overridden_figures(relith: Any, tmp_path: Path) -> None:
    folder = tmp_path / "plant"
    assert relith("new", folder).exit_code == 0
    (folder / "outlets.csv").write_text("outlet,limit [t]\nlandfill,77\n", encoding="utf-8")
    outcome = relith("validate", folder)
    assert outcome.exit_code == 0, outcome.stderr
    assert "1 figures of the library are overridden" in outcome.stdout
    assert "landfill" in outcome.stdout


@pytest.mark.parametrize("xlsx", [False, True])
def test_new_instance_can_be_solved(relith: Any, tmp_path: Path, xlsx: bool) -> None:
    outcome = relith("new", tmp_path / "mine", *(["--xlsx"] if xlsx else []))
    assert outcome.exit_code == 0
    target = tmp_path / ("mine.xlsx" if xlsx else "mine")
    assert f"relith solve {target}" in outcome.stdout
    assert relith("solve", target, "--out", tmp_path / "out", "--quiet").exit_code == 0
    assert relith("new", target).exit_code == 1


def test_generated_instance(relith: Any, tmp_path: Path) -> None:
    assert relith("new", tmp_path / "made", "--streams", "4", "--weeks", "5", "--seed", "3").exit_code == 0
    made = read(tmp_path / "made")
    assert len(made.tables["streams"]) == 4
    assert made.periods == ["1", "2", "3", "4", "5"]
    assert set(made.tables["arrivals"]["stream"]) == set(made.tables["streams"]["stream"])
    assert generated(4, 5, 3, "made") == made
    assert relith("new", tmp_path / "book", "--xlsx", "--streams", "4", "--weeks", "5", "--seed", "3").exit_code == 0
    assert read(tmp_path / "book.xlsx").tables["arrivals"].equals(made.tables["arrivals"])
    solved = relith("solve", tmp_path / "made", "--out", tmp_path / "out", "--quiet", "--gap", "0.05")
    assert solved.exit_code == 0


def test_convert_there_and_back(relith: Any, instance: Path, tmp_path: Path) -> None:
    assert relith("convert", instance, tmp_path / "tiny.xlsx").exit_code == 0
    assert relith("convert", tmp_path / "tiny.xlsx", tmp_path / "back").exit_code == 0
    assert read(tmp_path / "back") == read(instance)
    assert relith("convert", instance, tmp_path / "back").exit_code == 1


def test_show_and_check(relith: Any, solved: Path) -> None:
    shown = relith("show", solved)
    assert shown.exit_code == 0
    assert "285,150 USD" in shown.stdout
    checked = relith("check", solved)
    assert checked.exit_code == 0
    assert checked.stdout.startswith("certified: value 285,150.00 USD")
    told = json.loads(relith("check", solved, "--json").stdout)
    assert told["certified"] is True
    assert told["violations"] == []
    assert told["objective"] == pytest.approx(285_150)


def test_library_overview_and_terms(relith: Any) -> None:
    assert "ethanol_dissolution" in relith("library").stdout
    outcome = relith("library", "ethanol_dissolution")
    assert outcome.exit_code == 0
    for part in ("technologies:", "verdicts:", "splits:", "published:", "sulfide"):
        assert part in outcome.stdout
    assert max(map(len, outcome.stdout.splitlines())) <= 80


def test_library_gives_the_units_of_hazards_and_utilities(relith: Any) -> None:
    hazards = " ".join(relith("library", "hazard_factors").stdout.split())
    assert "kg/t" in hazards
    assert "hazard/t" not in hazards
    assert "kWh/t" in relith("library", "electricity").stdout


def test_library_suggests_the_nearest_name(relith: Any) -> None:
    outcome = relith("library", "etanol_disolution")
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert "ethanol_dissolution" in outcome.stderr


def test_library_search_prefers_the_exact_name_to_a_part() -> None:
    tables = load_library()
    names = {row["hazard"] for row in search(tables, "h2s")["hazard_factors"]}
    assert names == {"H2S"}
    assert search(tables, "verdicts").keys() == {"verdicts"}
    assert len(search(tables, "Verdicts")["verdicts"]) == len(tables["verdicts"])
    assert search(tables, "no such thing anywhere") == {}


def test_library_as_json(relith: Any) -> None:
    rows = json.loads(relith("library", "Li6PS5Cl", "--json").stdout)
    assert rows["constituents"][0]["formula"] == "Li6PS5Cl"
    assert {"source", "status"} <= rows["constituents"][0].keys()


def test_python_interface() -> None:
    instance = opt.read(TINY)
    seen: list[float] = []
    plan = opt.solve(instance, gap=0.0, scenario="trial", progress=lambda progress: seen.append(progress.seconds))
    assert plan.summary["scenario"] == "trial"
    assert plan.summary["certified"] is True
    certificate = opt.check(plan)
    assert certificate.certified
    assert math.isclose(certificate.objective, 285_150, rel_tol=1e-6)
    assert math.isclose(plan.derived["value"]["amount"].sum(), plan.summary["objective"], rel_tol=1e-9)
    model = opt.build(instance)
    assert model.nconstraints() > 0
    assert seen


def test_packages_that_bear_a_functions_name_can_still_be_imported() -> None:
    from opt import check, solve
    from opt.check import CHECKS

    assert callable(check)
    assert callable(solve)
    assert check.CHECKS is CHECKS  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match="no attribute 'plant'"):
        opt.plant  # type: ignore[attr-defined]  # noqa: B018
