"""relith report: what it writes, and what it refuses to write."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from opt.instance import read

TINY = Path(__file__).parents[2] / "instances" / "tiny"


@pytest.fixture(scope="session")
def studied(tmp_path_factory: pytest.TempPathFactory, relith: Any) -> Path:
    """A study of tiny in which one scenario is infeasible and one wrong."""
    folder = tmp_path_factory.mktemp("studied")
    (folder / "study.toml").write_text(
        'name = "asked"\nabout = "three questions"\n'
        '[[scenario]]\nname = "shorter"\nedits = ["lines.hours *= 0.5"]\n'
        '[[scenario]]\nname = "stopped"\n'
        'edits = ["lines[line=wash].hours = 0", "outlets[outlet=incineration].limit = 0"]\n'
        '[[scenario]]\nname = "misspelt"\nedits = ["lines[line=wsh].hours *= 0.5"]\n',
        encoding="utf-8",
    )
    relith("whatif", TINY, folder / "study.toml", "--out", folder / "result", "--quiet")
    return folder / "result"


def test_page_stands_beside_the_plan(relith: Any, result: Path) -> None:
    outcome = relith("report", result)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stderr == f"relith: written to {result / 'report.html'}\n"
    text = (result / "report.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "tiny: the plan" in text


def test_workbook_can_be_solved_again(relith: Any, result: Path, tmp_path: Path) -> None:
    outcome = relith("report", result, "--xlsx")
    assert outcome.exit_code == 0, outcome.stderr
    book = result / "report.xlsx"
    assert relith("validate", book).exit_code == 0
    again = relith("solve", book, "--out", tmp_path / "again", "--json")
    assert again.exit_code == 0, again.stderr
    first = json.loads((result / "summary.json").read_text(encoding="utf-8"))
    assert json.loads(again.stdout)["objective"] == pytest.approx(first["objective"], rel=1e-6)
    assert read(book) == read(result / "input")


def test_a_new_plan_does_not_keep_the_page_of_the_old_one(relith: Any, result: Path) -> None:
    assert relith("report", result).exit_code == 0
    (result / "notes.txt").write_text("mine", encoding="utf-8")
    assert relith("solve", TINY, "--out", result, "--quiet").exit_code == 0
    assert not (result / "report.html").exists()
    assert (result / "notes.txt").exists()


def test_the_file_may_be_named(relith: Any, solved: Path, tmp_path: Path) -> None:
    file = tmp_path / "for the boss.html"
    assert relith("report", solved, "--out", file).exit_code == 0
    assert file.stat().st_size > 1e6
    assert not (solved / "report.html").exists()


@pytest.mark.parametrize(
    ("name", "xlsx", "told"),
    [
        ("plan.pdf", False, "ends in .html"),
        ("plan.xlsx", False, "or add --xlsx"),
        ("plan.html", True, "or leave out --xlsx"),
        ("nowhere/plan.html", False, "there is no folder"),
        (".", False, "this is a folder"),
    ],
)
def test_a_name_that_does_not_fit_is_refused_before_anything_is_read(
    relith: Any, tmp_path: Path, name: str, xlsx: bool, told: str
) -> None:
    outcome = relith("report", tmp_path / "absent", "--out", tmp_path / name, *(["--xlsx"] if xlsx else []))
    assert outcome.exit_code == 1
    assert told in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


def test_a_plan_that_fails_its_check_has_no_page(relith: Any, result: Path) -> None:
    lines = (result / "sell.csv").read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.endswith(",3.0"))
    lines[number] = lines[number].removesuffix("3.0") + "30.0"
    (result / "sell.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = relith("report", result)
    assert outcome.exit_code == 4
    assert "the plan is NOT certified" in outcome.stderr
    assert "nothing was written" in outcome.stderr
    assert not (result / "report.html").exists()


def test_an_edited_derived_table_does_not_reach_the_page(relith: Any, result: Path) -> None:
    lines = (result / "lines.csv").read_text(encoding="utf-8").splitlines()
    load = lines[1].rpartition(",")[2]
    (result / "lines.csv").write_text("\n".join([lines[0], lines[1][: -len(load)] + "0.123", *lines[2:]]) + "\n",
                                      encoding="utf-8")  # fmt: skip
    assert relith("report", result).exit_code == 0
    text = (result / "report.html").read_text(encoding="utf-8")
    assert f'data-v="{load}"' in text
    assert 'data-v="0.123"' not in text


def test_tables_that_an_earlier_version_did_not_store_are_computed(relith: Any, result: Path) -> None:
    relith("report", result, "--out", result / "whole.html")
    summary = json.loads((result / "summary.json").read_text(encoding="utf-8"))
    summary["tables"] = [name for name in summary["tables"] if name not in ("flows", "figures", "rests_on", "binding")]
    (result / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    for name in ("flows", "figures", "rests_on", "binding"):
        (result / f"{name}.csv").unlink()
    outcome = relith("report", result)
    assert outcome.exit_code == 0, outcome.stderr
    text = (result / "report.html").read_text(encoding="utf-8")
    assert "What binds is not stored with this result" in text
    assert 'id="table-flow"' in text
    assert 'id="table-figures"' in text
    assert 'id="table-binding"' not in text


def test_another_format_is_named(relith: Any, result: Path) -> None:
    text = (result / "summary.json").read_text(encoding="utf-8")
    (result / "summary.json").write_text(text.replace('"format": 1', '"format": 7'), encoding="utf-8")
    outcome = relith("report", result)
    assert outcome.exit_code == 1
    assert "format 7" in outcome.stderr


def test_half_a_folder_names_every_missing_table(relith: Any, result: Path) -> None:
    (result / "treat.csv").unlink()
    shutil.rmtree(result / "input")
    outcome = relith("report", result)
    assert outcome.exit_code == 1
    assert "treat.csv" in outcome.stderr
    assert "input" in outcome.stderr
    assert "solve the instance again" in outcome.stderr


def test_a_folder_that_is_neither_is_refused(relith: Any, tmp_path: Path) -> None:
    outcome = relith("report", tmp_path)
    assert outcome.exit_code == 1
    assert "this is not a result" in outcome.stderr
    assert relith("report", tmp_path / "absent").exit_code == 1


def test_a_study_as_page_and_workbook_and_its_infeasible_scenario(relith: Any, studied: Path, tmp_path: Path) -> None:
    """One study for all of it: it is dear to run."""
    from openpyxl import load_workbook

    outcome = relith("report", studied, "--out", tmp_path / "study.html")
    assert outcome.exit_code == 0, outcome.stderr
    text = (tmp_path / "study.html").read_text(encoding="utf-8")
    assert "study asked" in text
    assert "misspelt" in text
    assert "wsh" in text
    assert "stopped" in text

    outcome = relith("report", studied, "--out", tmp_path / "study.xlsx", "--xlsx")
    assert outcome.exit_code == 0, outcome.stderr
    book = load_workbook(tmp_path / "study.xlsx")
    sheet = next(sheet for sheet in book.worksheets if "scenarios" in sheet.title)
    assert [row[0] for row in sheet.iter_rows(values_only=True)][1:] == ["base", "shorter", "stopped", "misspelt"]

    folder = Path(shutil.copytree(studied / "scenarios" / "stopped", tmp_path / "none"))
    outcome = relith("report", folder)
    assert outcome.exit_code == 2
    assert "no plan keeps all limits" in outcome.stderr
    assert "relith explain" in outcome.stderr
    assert not (folder / "report.html").exists()


def edited(result: Path, **entries: object) -> Path:
    """The result with entries of its summary replaced."""
    path = result / "summary.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **entries}), encoding="utf-8")
    return result


def test_a_summary_that_tells_another_value_is_refused(relith: Any, result: Path) -> None:
    outcome = relith("report", edited(result, objective=1e6))
    assert outcome.exit_code == 4
    assert "value: objective" in outcome.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("objective", None), ("seconds", "x"), ("status", "foo"), ("bound", "much"), ("versions", []), ("instance", 5)],
)
def test_a_spoilt_summary_names_the_entry(relith: Any, result: Path, name: str, value: object) -> None:
    outcome = relith("report", edited(result, **{name: value}))
    assert outcome.exit_code == 1
    assert f"'{name}'" in outcome.stderr or f"column {name}" in outcome.stderr or name in outcome.stderr
    assert "summary.json" in outcome.stderr
    assert "bug" not in outcome.stderr


def test_a_result_without_its_tables_is_no_result(relith: Any, result: Path) -> None:
    outcome = relith("report", edited(result, tables=[]))
    assert outcome.exit_code == 1
    assert "lists no tables" in outcome.stderr


def test_a_changed_instance_is_said_on_the_page(relith: Any, result: Path) -> None:
    path = result / "input" / "lines.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = lines[0].split(",").index("hours [h]")
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        row[place] = str(float(row[place]) + 50)
    path.write_text("\n".join([lines[0], *map(",".join, rows)]) + "\n", encoding="utf-8")
    outcome = relith("report", result)
    assert outcome.exit_code == 0, outcome.stderr
    assert "is not the one that was solved" in outcome.stderr
    assert "is not the one that was solved" in (result / "report.html").read_text(encoding="utf-8")


def test_an_edited_bound_is_said(relith: Any, result: Path) -> None:
    outcome = relith("report", edited(result, bound=1.0))
    assert outcome.exit_code == 0
    assert "as they stand in summary.json" in outcome.stderr
    assert "The bound lies below the value" in (result / "report.html").read_text(encoding="utf-8")
