"""Every kind of bad input: the message names table, row and column, the exit code is 1, an earlier result stays.

Each case spoils a copy of the instance tiny.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from instance_cases import TINY, tiny_copy
from typer.testing import CliRunner

from opt.cli import app
from opt.instance import convert

Spoil = Callable[[Path], Path | None]


@dataclass(frozen=True)
class Case:
    """How tiny is spoiled (the spoiler may return another path to read), and where and what the complaint is."""

    name: str
    spoil: Spoil
    table: str
    row: int
    column: str
    says: str


def rewrite(table: str, old: str, new: str) -> Spoil:
    """Replaces text in a table's file."""

    def spoil(folder: Path) -> None:
        file = folder / (table if "." in table else f"{table}.csv")
        text = file.read_text(encoding="utf-8")
        assert old in text, (table, old)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def add(table: str, *lines: str) -> Spoil:
    """Adds lines to a table's file, or writes the file."""

    def spoil(folder: Path) -> None:
        file = folder / f"{table}.csv"
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")

    return spoil


def remove(file: str) -> Spoil:
    """Removes a file."""
    return lambda folder: (folder / file).unlink()


def write(file: str, content: bytes) -> Spoil:
    """Replaces a file."""

    def spoil(folder: Path) -> None:
        (folder / file).write_bytes(content)

    return spoil


def in_workbook(sheet: str, change: Callable[[Any], None]) -> Spoil:
    """Turns tiny into a workbook and changes one sheet."""

    def spoil(folder: Path) -> Path:
        path = folder.with_suffix(".xlsx")
        convert(folder, path)
        book = openpyxl.load_workbook(path)
        change(book[sheet])
        book.save(path)
        return path

    return spoil


def no_workbook(folder: Path) -> Path:
    path = folder.with_suffix(".xlsx")
    path.write_text("stream,mass\n")
    return path


def merge_header(sheet: Any) -> None:
    sheet.merge_cells("A1:B1")


def formula_without_value(sheet: Any) -> None:
    sheet["C2"] = "=3+4"


def error_value(sheet: Any) -> None:
    sheet["C2"] = "#N/A"
    sheet["C2"].data_type = "e"


def empty_folder(folder: Path) -> Path:
    target = folder.parent / "empty"
    target.mkdir()
    return target


CASES = [
    Case("missing table", remove("grades.csv"), "grades", 0, "", "is missing"),
    Case("missing library table", remove("forms.csv"), "streams", 2, "form", "no form 'powder'"),
    Case("table without rows", write("arrivals.csv", b"stream,period,mass\n"), "arrivals", 0, "", "has no rows"),
    Case("unknown table", add("arivals", "stream,period,mass", "OXI,1,7"), "arivals", 0, "", "no table 'arivals'"),
    Case("unknown column", rewrite("lines", "hour_cost", "hourcost"), "lines", 1, "hourcost", "no column"),
    Case("missing column", rewrite("lines", "hours [h]", "#hours [h]"), "lines", 1, "hours", "column"),
    Case("typo in a key", rewrite("arrivals", "OXI,1", "OXY,1"), "arrivals", 2, "stream", "no stream 'OXY'"),
    Case("duplicate key", add("composition", "OXI,LCO,0"), "composition", 8, "stream, constituent", "row 2"),
    Case(
        "fraction sum of 1.02",
        rewrite("composition", "OXI,LCO,0.5", "OXI,LCO,0.52"),
        "composition",
        2,
        "fraction",
        "OXI sum to 1.02",
    ),
    Case("negative mass", rewrite("arrivals", "OXI,1,7", "OXI,1,-7"), "arrivals", 2, "mass", "at least 0"),
    Case("NaN", rewrite("arrivals", "OXI,1,7", "OXI,1,NaN"), "arrivals", 2, "mass", "not a finite number"),
    Case("infinity", rewrite("arrivals", "OXI,1,7", "OXI,1,inf"), "arrivals", 2, "mass", "not a finite number"),
    Case("empty cell", rewrite("arrivals", "OXI,1,7", "OXI,1,"), "arrivals", 2, "mass", "empty"),
    Case("text in a number", rewrite("arrivals", "OXI,1,7", "OXI,1,seven"), "arrivals", 2, "mass", "text"),
    Case("true in a number", rewrite("arrivals", "OXI,1,7", "OXI,1,TRUE"), "arrivals", 2, "mass", "TRUE"),
    Case("wrong unit", rewrite("arrivals", "mass [t]", "mass [tonz]"), "arrivals", 1, "mass", "no unit"),
    Case("ton", rewrite("arrivals", "mass [t]", "mass [ton]"), "arrivals", 1, "mass", "ambiguous"),
    Case(
        "unit of the wrong dimension",
        rewrite("arrivals", "mass [t]", "mass [h]"),
        "arrivals",
        1,
        "mass",
        "no unit of t",
    ),
    Case("stream with no arrival", rewrite("arrivals", "OXI,1,7\n", ""), "streams", 2, "stream", "no arrival"),
    Case(
        "period out of order",
        rewrite("periods", "2,100\n3,100", "3,100\n2,100"),
        "periods",
        4,
        "period",
        "stands after",
    ),
    Case(
        "start dates out of order",
        write("periods.csv", b"period,hours,start\n1,100,2026-01-12\n2,100,2026-01-05\n3,100,2026-01-19\n"),
        "periods",
        3,
        "start",
        "no later than",
    ),
    Case(
        "arrival in an unknown period", rewrite("arrivals", "OXI,1", "OXI,4"), "arrivals", 2, "period", "no period '4'"
    ),
    Case(
        "a technology no line offers",
        lambda folder: [
            rewrite("line_technologies", "anneal,annealing,*,*,0.05,annealing\n", "")(folder),
            rewrite("setups", "anneal,annealing,0,0,3\n", "")(folder),
            add("routing", "stream,technology,rule", "OXI,annealing,force")(folder),
            None,
        ][-1],
        "routing",
        2,
        "technology",
        "no line offers annealing",
    ),
    Case(
        "unknown technology on a line",
        rewrite("line_technologies", "anneal,annealing", "anneal,anealing"),
        "line_technologies",
        2,
        "technology",
        "no technology 'anealing'",
    ),
    Case(
        "unknown constituent",
        rewrite("composition", "OXI,LLZO", "OXI,LLZ0"),
        "composition",
        3,
        "constituent",
        "no constituent 'LLZ0'",
    ),
    Case("grade without product", add("grades", "LCOO,battery,1,0,0"), "grades", 5, "product", "no product 'LCOO'"),
    Case(
        "currency without rate",
        rewrite("grades", "price [USD/t]", "price [CNY/t]"),
        "grades",
        1,
        "price",
        "no exchange rate",
    ),
    Case("merged header", in_workbook("arrivals", merge_header), "arrivals", 1, "A", "merged"),
    Case(
        "shifted header",
        rewrite("arrivals", "stream,period,mass [t]", "our deliveries,,\nstream,period,mass [t]"),
        "arrivals",
        1,
        "",
        "",
    ),
    Case("ambiguous number", rewrite("setups", "20,100,0", '20,"1,234",0'), "setups", 3, "cost", "ambiguous"),
    Case("formula without a value", in_workbook("arrivals", formula_without_value), "arrivals", 2, "mass", "formula"),
    Case("error value", in_workbook("arrivals", error_value), "arrivals", 2, "mass", "error value"),
    Case("empty file", write("arrivals.csv", b""), "arrivals", 0, "", "empty"),
    Case("a file that is not a workbook", no_workbook, "", 0, "", "not a workbook"),
    Case("a folder that does not exist", lambda folder: folder / "nowhere", "", 0, "", "no such folder"),
    Case("a workbook that does not exist", lambda folder: folder / "no.xlsx", "", 0, "", "no such workbook"),
    Case("an empty folder", empty_folder, "", 0, "", "no table of an instance"),
    Case("no instance.toml", remove("instance.toml"), "", 0, "", "missing"),
    Case("settings that are no TOML", rewrite("instance.toml", '"tiny"', '"tiny'), "", 1, "", "TOML"),
    Case("unknown setting", rewrite("instance.toml", "currency", "curency"), "", 0, "curency", "no setting"),
]


def run(*arguments: str | Path) -> Any:
    """The command line, in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def spoiled(case: Case, tmp_path: Path) -> Path:
    folder = tiny_copy(tmp_path)
    return case.spoil(folder) or folder


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_complaint_names_its_place(case: Case, tmp_path: Path) -> None:
    answer = run("validate", spoiled(case, tmp_path), "--json")
    assert answer.exit_code == 1
    problems = json.loads(answer.stdout)["problems"]
    found = [(p["table"], p["row"], p["column"]) for p in problems if case.says in p["rule"]]
    assert (case.table, case.row, case.column) in found, problems
    assert all(problem["remedy"] and problem["file"] for problem in problems)


def test_unspoiled_tiny_is_fine() -> None:
    assert run("validate", TINY).exit_code == 0


def test_a_typo_is_answered_by_the_nearest_name(tmp_path: Path) -> None:
    folder = tiny_copy(tmp_path)
    rewrite("arrivals", "OXI,1", "OXY,1")(folder)
    rewrite("lines", "hour_cost", "hourcost")(folder)
    rewrite("instance.toml", "currency", "curency")(folder)
    words = run("validate", folder).stderr
    for remedy in ("did you mean 'OXI'?", "did you mean 'hour_cost'?", "did you mean 'currency'?"):
        assert remedy in words


def test_everything_is_reported_at_once(tmp_path: Path) -> None:
    folder = tiny_copy(tmp_path)
    rewrite("arrivals", "OXI,1,7", "OXI,1,seven")(folder)
    rewrite("arrivals", "POL,1,4", "POLL,1,-4")(folder)
    rewrite("composition", "SUL,LCO,0.5", "SUL,LCO,0.52")(folder)
    rewrite("lines", "hours [h]", "hours [t]")(folder)
    rewrite("grades", "mixture,standard", "blend,standard")(folder)
    remove("outlets.csv")(folder)
    (folder / "outlets.csv").write_text("")
    answer = run("validate", folder, "--json")
    places = {(p["table"], p["row"], p["column"]) for p in json.loads(answer.stdout)["problems"]}
    assert answer.exit_code == 1
    assert places >= {
        ("arrivals", 2, "mass"), ("arrivals", 3, "stream"), ("arrivals", 3, "mass"),
        ("composition", 6, "fraction"), ("lines", 1, "hours"), ("grades", 4, "product"), ("outlets", 0, ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["missing table", "shifted header", "empty file", "table without rows", "no instance.toml"]
)
def test_what_cannot_be_read_buries_nothing(name: str, tmp_path: Path) -> None:
    """One complaint, and not one for every row that names something in the table."""
    case = next(case for case in CASES if case.name == name)
    path = spoiled(case, tmp_path)
    rewrite("setups", "20,100,0", "20,-100,0")(path)
    problems = json.loads(run("validate", path, "--json").stdout)["problems"]
    assert len(problems) == 2, problems
    assert ("setups", 3, "cost") in {(p["table"], p["row"], p["column"]) for p in problems}


def test_messages_go_to_stderr_without_a_traceback(tmp_path: Path) -> None:
    folder = tiny_copy(tmp_path)
    rewrite("arrivals", "OXI,1,7", "OXI,1,-7")(folder)
    answer = run("validate", folder)
    assert answer.stdout == ""
    line = next(line for line in answer.stderr.splitlines() if "arrivals.csv" in line)
    assert "row 2, column mass, value '-7': must be at least 0" in line
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("case", [CASES[0], CASES[8], CASES[-3]], ids=lambda case: case.name)
def test_an_earlier_result_is_untouched(case: Case, tmp_path: Path) -> None:
    result = tmp_path / "result"
    (result / "instance").mkdir(parents=True)
    (result / "summary.json").write_text('{"status": "gap_reached"}')
    (result / "treat.csv").write_text("operation,line,period,treat [t]\n")
    before = {file: file.read_bytes() for file in result.rglob("*") if file.is_file()}
    answer = run("solve", spoiled(case, tmp_path), "--out", result)
    assert answer.exit_code == 1
    assert {file: file.read_bytes() for file in result.rglob("*") if file.is_file()} == before
