"""The workbook of a plan: every number to the last digit, colours that follow the numbers, an instance to solve."""

from __future__ import annotations

import errno
import io
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sheet_rules import colour
from workbook_world import NEAR_TABLE, cell_value, dated_plan, frame_of, part, report_parts

from opt import schema
from opt.instance import fingerprint, read, write_workbook
from opt.plan.frames import header
from opt.plan.plan import Plan, with_derived, with_summary, with_tables
from opt.report.parts import Part
from opt.report.xlsx import write_parts, write_report
from opt.report.xlsx.content import contents_of
from opt.report.xlsx.names import sheet_name
from opt.report.xlsx.sheet import fill
from opt.schema import Table
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def dated(plan: Plan) -> Plan:
    return dated_plan(plan)


@pytest.fixture(scope="module")
def parts(dated: Plan) -> list[Part]:
    return report_parts(dated)


@pytest.fixture(scope="module")
def written(dated: Plan, parts: list[Part], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(dated, parts, tmp_path_factory.mktemp("report") / "report.xlsx")


@pytest.fixture(scope="module")
def book(written: Path) -> Workbook:
    return load_workbook(written)


def test_sheets_stand_in_order(dated: Plan, book: Workbook) -> None:
    names = book.sheetnames
    assert names[:4] == ["#about", "#value", "#load", "#near"]
    assert "#lines" not in names
    assert "#value (table)" in names
    derived = [name[1:].split(" (")[0] for name in names[4:] if name.startswith("#")]
    assert [name for name in derived if name in schema.DERIVED] == [
        name for name in schema.DERIVED if name in dated.derived and name != "lines"
    ]
    notes = [name.startswith("#") for name in names]
    assert notes == sorted(notes, reverse=True)
    assert {name for name in names if not name.startswith("#")} == {"instance", *dated.instance.own}
    assert "#short" not in names
    assert "#treat" in names


def test_every_cell_equals_its_frame(dated: Plan, parts: list[Part], book: Workbook) -> None:
    """Numbers to the last digit, typed; units in the headers."""
    contents = contents_of(dated, parts)
    assert len(contents) > 25
    numbers = 0
    for content in contents:
        sheet = book[content.name]
        assert sheet.max_row == len(content.frame) + 1
        for position, column in enumerate(content.table.columns, start=1):
            assert sheet.cell(1, position).value == header(column, "USD")
            for row, value in enumerate(content.frame[column.name].tolist(), start=2):
                cell, wanted = sheet.cell(row, position), cell_value(column, value)
                assert cell.value == wanted, (content.name, column.name, row)
                kinds = {"number": "n", "flag": "b", "date": "d"}
                assert wanted is None or cell.data_type == kinds.get(column.kind, "s")
                numbers += column.kind == "number"
    assert numbers > 500
    assert book["#load"]["G2"].value == 0.30000000000000004
    assert book["#treat"].max_row == 1 + int((dated.tables["treat"]["treat"] != 0).sum())


def test_numbers_are_shown_in_the_format_of_their_unit(book: Workbook) -> None:
    def shown(sheet: str, column: str) -> str:
        return next(cell for cell in book[sheet][1] if cell.value.split(" [")[0] == column).offset(1).number_format

    assert shown("#value", "amount") == "#,##0"
    assert shown("#calendar", "treated") == "#,##0.000"
    assert shown("#calendar", "start_date") == "yyyy-mm-dd"
    assert shown("#load", "load") == "0.00%"
    assert shown("#hazards", "share") == "0.00%"
    assert shown("#binding", "slack") == "#,##0.00"


def test_sheets_can_be_worked_with(dated: Plan, parts: list[Part], book: Workbook) -> None:
    for content in contents_of(dated, parts):
        sheet = book[content.name]
        last = sheet.cell(1, len(content.table.columns)).column_letter
        assert sheet.auto_filter.ref == f"A1:{last}{len(content.frame) + 1}"
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes[0] > "A"
        assert sheet.freeze_panes.endswith("2")
        assert all(9 <= sheet.column_dimensions[cell.column_letter].width <= 44 for cell in sheet[1])
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        assert sheet["A1"].hyperlink.location == "'#about'!A1"
        assert all(cell.comment.text == column.meaning for cell, column in zip(sheet[1], content.table.columns,
                                                                               strict=True))  # fmt: skip
    assert book["#calendar"].freeze_panes == "D2"
    assert (book.properties.creator, book.properties.title) == ("relith", "tiny, scenario base")
    assert book.active.title == "#about"


def rows_of(book: Workbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_first_sheet_explains_the_others(dated: Plan, parts: list[Part], book: Workbook) -> None:
    lines = rows_of(book, "#about")
    told = {line[0]: line[1] for line in reversed(lines)}
    assert lines[0][0] == "tiny, scenario base"
    assert (told["value"], told["bound"], told["gap"], told["certified"]) == (285150.0, 285150.0, 0.0, True)
    assert {line[:2] for line in lines} >= {("#value", 285150.0), ("near", "from 90 % of a limit")}
    assert any(line[0] == "no sheet" and "short" in line[2] for line in lines)
    assert any(line[0] == "#near" and line[1] == 0 and "Nothing is near" in line[2] for line in lines)
    for content in contents_of(dated, parts):
        assert (content.name, len(content.frame)) in {line[:2] for line in lines}
        for column in content.table.columns:
            assert (content.name, header(column, "USD"), column.meaning) in lines
    links = {cell.value: cell.hyperlink.location for (cell,) in book["#about"].iter_rows(max_col=1) if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames if name != "#about"}


def test_a_plan_that_is_not_certified_is_not_shown_as_one(dated: Plan, tmp_path: Path) -> None:
    uncertain = with_summary(dated, certified=False, bound=None, gap=math.inf)
    lines = rows_of(load_workbook(write_report(uncertain, [], tmp_path / "x.xlsx")), "#about")
    (certified,) = [line for line in lines if line[0] == "certified"]
    assert certified[1] is False
    assert "NOT CERTIFIED" in certified[2]
    assert [line[1] for line in lines if line[0] in ("bound", "gap")] == [None, None]


def test_the_instance_is_written_as_convert_writes_it(dated: Plan, written: Path, book: Workbook) -> None:
    write_workbook(dated.instance, written.parent / "instance.xlsx")
    alone = load_workbook(written.parent / "instance.xlsx")
    for sheet in alone:
        there = book[sheet.title]
        cells = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        assert [[(c.value, c.data_type, c.number_format) for c in row] for row in there.iter_rows()] == cells
        assert len(there.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
    assert fingerprint(read(written)) == fingerprint(dated.instance)


def coloured(table: Table, column: str, *rows: Mapping[str, Any]) -> list[str]:
    """The colour of a column's cell in each row."""
    book, file = Workbook(), io.BytesIO()
    assert fill(book.active, table, frame_of(table, *rows), "USD", remedy="") == []
    book.save(file)
    sheet = load_workbook(file).active
    return [colour(sheet, column, row) for row in range(2, len(rows) + 2)]


EXPECTED = ["", "near", "near", "over", "over", ""]
SHARES = [0.89, 0.90, 0.99, 1.0, 1.2, math.nan]


def test_cells_near_a_limit_are_coloured_by_their_share() -> None:
    for name, column in (("hazards", "share"), ("lines", "load")):
        rows = [{column: share, "limit": 1.0, "amount": share} for share in SHARES]
        assert coloured(schema.DERIVED[name], column, *rows) == EXPECTED
    rows = [{"share": share} for share in SHARES]
    assert coloured(NEAR_TABLE, "share", *rows) == EXPECTED
    assert coloured(schema.DERIVED["routes"], "share", *rows) == [""] * len(rows), "no limit, no colour"


def test_amounts_are_coloured_by_their_limit() -> None:
    rows = [{"amount": share * 30, "limit": 30.0} for share in SHARES]
    assert coloured(schema.DERIVED["hazards"], "amount", *rows) == EXPECTED
    nothing = [{"used": 0.0, "limit": 0.0}, {"used": 1e-3, "limit": 0.0}, {"used": 5.0}, {"limit": 5.0}]
    assert coloured(NEAR_TABLE, "used", *nothing) == ["", "over", "", ""]


def test_classes_of_an_area_share_its_capacity() -> None:
    """Areas whose names a spreadsheet would take for patterns, numbers or comparisons stay apart."""

    def row(area: str, name: str, mass: float, period: str = "1", capacity: float = 10.0) -> dict[str, Any]:
        return {"area": area, "storage_class": name, "period": period, "mass": mass, "capacity": capacity}

    rows = [
        row("a*", "x", 4.5), row("a*", "y", 4.5), row("a*", "z", 0.0),
        row("ab", "x", 8.9), row("AB", "x", 6.0), row("AB", "y", 4.0), row("AB", "y", 4.0, "01"),
        row(">5", "x", 2.0, capacity=math.nan), row("=1", "x", 1.0, capacity=0.0),
    ]  # fmt: skip
    expected = ["near", "near", "", "", "over", "over", "", "", "over"]
    assert coloured(schema.DERIVED["storage"], "mass", *rows) == expected


def test_contents_are_coloured_by_the_sense_of_their_limit() -> None:
    def row(sense: str, achieved: float, limit: float) -> dict[str, Any]:
        return {"sense": sense, "achieved": achieved, "limit": limit}

    most = [row("max", share * 1e-4, 1e-4) for share in SHARES]
    assert coloured(schema.DERIVED["purity"], "achieved", *most) == EXPECTED
    pure = [row("min", 1 - share * 0.005, 0.995) for share in (0.89, 0.901, 0.99, 1.0, 1.2, math.nan)]
    assert coloured(schema.DERIVED["purity"], "achieved", *pure) == EXPECTED
    poor = [row("min", 0.18 / share, 0.18) for share in SHARES]
    assert coloured(schema.DERIVED["purity"], "achieved", *poor) == EXPECTED


def test_colours_follow_what_is_typed(book: Workbook) -> None:
    sheet = book["#hazards"]
    assert [colour(sheet, "share", row) for row in (2, 3, 4)] == ["over", "over", ""]
    sheet["H2"].value, sheet["F2"].value, sheet["G2"].value = 0.5, 91, 100
    assert [colour(sheet, column, 2) for column in ("share", "amount")] == ["", "near"]
    assert colour(book["#load"], "load", 2) == ""


HOSTILE = ("=1+1", "+1", "@x", "'x", "#REF!", "007", "1e3", "TRUE", " blank ", "a\nb", "\u6c34 \U0001f30a", "<&>\"'")


def test_names_stay_what_they_are(dated: Plan, tmp_path: Path) -> None:
    frame = frame_of(schema.DERIVED["value"], *({"term": name, "amount": 1.0} for name in HOSTILE))
    plan = with_derived(dated, {**dated.derived, "value": frame})
    sheet = load_workbook(write_report(plan, [], tmp_path / "x.xlsx"))["#value"]
    assert tuple(cell.value for (cell,) in sheet.iter_rows(min_row=2, max_col=1)) == HOSTILE
    assert {cell.data_type for (cell,) in sheet.iter_rows(min_row=2, max_col=1)} == {"s"}


def test_names_of_sheets_are_what_programs_allow(dated: Plan, tmp_path: Path) -> None:
    value = dated.derived["value"]
    names = ["a/b:c*d?[e]\\f", "A_B_c_d__e__F", "x" * 40, "x" * 41, "About", "HAZARDS", "", "it's"]
    parts = [part(name, schema.DERIVED["value"], value.head(n)) for n, name in enumerate(names)]
    book = load_workbook(write_report(dated, parts, tmp_path / "x.xlsx"))
    titles = book.sheetnames
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)
    assert titles[1:3] == ["#a_b_c_d__e__f", "#A_B_c_d__e__F (2)"]
    assert "#hazards (table)" in titles
    assert "'#it''s'!A1" in {
        cell.hyperlink.location for (cell,) in book["#about"].iter_rows(max_col=1) if cell.hyperlink
    }
    assert fingerprint(read(tmp_path / "x.xlsx")) == fingerprint(dated.instance)
    assert sheet_name("History", ()) == "History (2)"
    assert sheet_name("''", ()) == "sheet"
    assert len(sheet_name("\U0001f30a" * 31, ()).encode("utf-16-le")) <= 62


def test_a_part_that_is_a_table_is_not_written_twice(dated: Plan) -> None:
    hazards = part("risk", schema.DERIVED["hazards"], dated.derived["hazards"].copy())
    names = [content.name for content in contents_of(dated, [hazards])]
    assert names[0] == "#risk"
    assert "#hazards" not in names


def test_an_older_result_has_fewer_sheets(dated: Plan, tmp_path: Path) -> None:
    older = with_derived(dated, {"value": dated.derived["value"]})
    titles = load_workbook(write_report(older, [], tmp_path / "x.xlsx")).sheetnames
    assert titles[:3] == ["#about", "#value", "#receive"]


def test_parts_alone(parts: list[Part], tmp_path: Path) -> None:
    title = [("study of prices",), ("base", "tiny", "what all is compared with"), ("scenarios", 3)]
    book = load_workbook(write_parts(title, parts, tmp_path / "x.xlsx", "EUR"))
    assert book.sheetnames == ["about", "value", "load", "near"]
    lines = rows_of(book, "about")
    assert lines[0][0] == "study of prices"
    assert {("base", "tiny", "what all is compared with"), ("scenarios", 3, None)} <= set(lines)
    assert ("value", "amount [EUR]", schema.DERIVED["value"].column("amount").meaning) in lines
    assert book["value"]["A1"].hyperlink.location == "'about'!A1"


def test_a_run_without_a_plan_has_no_workbook(dated: Plan, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without a plan"):
        write_report(Plan(dated.instance, {**dated.summary, "status": "infeasible"}, {}), [], tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["x" * 32_768, "a\x01b", "\ud800", "\uffff"], ids=["long", "control", "half", "none"])
def test_text_that_no_cell_holds(dated: Plan, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.xlsx").write_text("mine")
    frame = frame_of(schema.DERIVED["value"], {"term": "sales", "amount": 1.0}, {"term": text, "amount": 1.0})
    with pytest.raises(InputError) as found:
        write_report(with_derived(dated, {"value": frame, "rests_on": dated.derived["rests_on"]}), [],
                     tmp_path / "x.xlsx")  # fmt: skip
    (problem,) = found.value.problems
    assert (problem.file, problem.table, problem.row) == (str(tmp_path / "x.xlsx"), "value", 3)
    with pytest.raises(InputError, match="a name that a workbook cannot hold"):
        write_report(with_summary(dated, scenario=text), [], tmp_path / "x.xlsx")
    assert (tmp_path / "x.xlsx").read_text() == "mine"


def test_more_rows_than_a_sheet_holds(dated: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opt.tables.typed_cells.MOST_ROWS", 8)
    small = with_tables(with_derived(dated, {"lines": dated.derived["lines"]}))
    with pytest.raises(InputError) as found:
        write_report(small, [], tmp_path / "x.xlsx")
    assert {problem.table for problem in found.value.problems} == {"#lines", "#treat", "#make"}
    assert "holds 7 rows, this table has 9" in found.value.problems[0].rule
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_replaced_stays(dated: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "x.xlsx"
    target.write_text("mine")

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held", str(target))

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(InputError, match="held open by another program"):
        write_report(dated, [], target)
    assert target.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["x.xlsx"]


def test_places_where_no_workbook_goes(dated: Plan, tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for name in ("folder.xlsx", "report.pdf"):
        with pytest.raises(InputError, match=r"a file that ends in \.xlsx"):
            write_report(dated, [], tmp_path / name)
    with pytest.raises(InputError, match="it does not exist"):
        write_report(dated, [], tmp_path / "nowhere" / "x.xlsx")
