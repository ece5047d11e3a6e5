"""The workbook of a plan goes through LibreOffice unharmed: nothing repaired, nothing lost, and it solves the same."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sheet_rules import colour
from workbook_world import NEAR_TABLE, dated_plan, frame_of, part, report_parts

import opt
from opt.instance import fingerprint, read
from opt.plan.plan import Plan
from opt.report import look
from opt.report.xlsx import styles, write_parts, write_report
from opt.schema import DERIVED
from opt.tables.typed_cells import FLAG_FORMAT

pytestmark = pytest.mark.office

MOST_SECONDS = 240


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Settings of LibreOffice for these tests alone."""
    return tmp_path_factory.mktemp("profile")


def convert(source: Path, kind: str, profile: Path, folder: Path) -> Path:
    """The file in another kind, made by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    ended = subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", kind,
         "--outdir", str(folder / "out"), str(source)],
        capture_output=True, text=True, timeout=MOST_SECONDS, check=False,
    )  # fmt: skip
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    assert not any(word in said.lower() for word in ("repair", "corrupt", "damaged", "could not be loaded")), said
    made = folder / "out" / f"{source.stem}.{kind}"
    assert made.is_file(), said
    return made


@pytest.fixture(scope="module")
def dated(plan: Plan) -> Plan:
    return dated_plan(plan)


@pytest.fixture(scope="module")
def written(dated: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(dated, report_parts(dated), tmp_path_factory.mktemp("report") / "report.xlsx")


@pytest.fixture(scope="module")
def back(written: Path, profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return convert(written, "xlsx", profile, tmp_path_factory.mktemp("back"))


@pytest.fixture(scope="module")
def before(written: Path) -> Workbook:
    return load_workbook(written)


@pytest.fixture(scope="module")
def formulas(back: Path) -> Workbook:
    return load_workbook(back)


@pytest.fixture(scope="module")
def after(back: Path) -> Workbook:
    """What LibreOffice wrote. It writes flags as formulas with a value."""
    return load_workbook(back, data_only=True)


def test_every_cell_comes_back(before: Workbook, after: Workbook, formulas: Workbook) -> None:
    """Sheets in order; numbers to a relative 1e-12; texts, flags and dates as they were and of their kinds."""
    assert after.sheetnames == before.sheetnames
    counts = {"n": 0, "b": 0, "d": 0}
    for sheet in before:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            there, place = after[sheet.title][cell.coordinate], f"{sheet.title} {cell.coordinate}"
            if cell.data_type == "b":
                assert formulas[sheet.title][cell.coordinate].value == f"={str(cell.value).upper()}()", place
                assert (there.value, there.number_format) == (cell.value, FLAG_FORMAT), place
            elif cell.data_type == "n":
                assert there.value == pytest.approx(cell.value, rel=1e-12, abs=0), place
            else:
                assert there.value == cell.value, place
            assert cell.data_type == "b" or there.data_type == cell.data_type, place
            counts[cell.data_type] = counts.get(cell.data_type, 0) + 1
    assert counts["n"] > 500
    assert counts["b"] > 20
    assert counts["d"] > 10


def test_what_helps_to_read_comes_back(before: Workbook, after: Workbook) -> None:
    """Filters, links, widths, printed headers and the look of the paper. What stays in view is a matter of windows, of
    which the converter has none: it drops that of every workbook."""
    for sheet in before:
        there = after[sheet.title]
        assert there.auto_filter.ref == sheet.auto_filter.ref
        assert (there.print_title_rows, there.print_title_cols) == (sheet.print_title_rows, sheet.print_title_cols)
        assert there.page_setup.orientation == (sheet.page_setup.orientation or "portrait")
        links = {cell.coordinate: cell.hyperlink.location for (cell,) in sheet.iter_rows(max_col=1) if cell.hyperlink}
        assert links == {cell.coordinate: cell.hyperlink.location
                         for (cell,) in there.iter_rows(max_col=1) if cell.hyperlink}  # fmt: skip
        assert there.column_dimensions["A"].width == pytest.approx(sheet.column_dimensions["A"].width, abs=1)


def test_rules_come_back(before: Workbook, after: Workbook) -> None:
    """The same formulas on the same cells, in the same colours and order."""
    count = 0
    for sheet in before:
        rules, there = rules_of(sheet), rules_of(after[sheet.title])
        assert there == rules, sheet.title
        count += sum(map(len, rules.values()))
    assert count >= 8
    assert [colour(after["#hazards"], "share", row) for row in (2, 3, 4)] == ["over", "over", ""]


def rules_of(sheet: Worksheet) -> dict[str, list[tuple[str, str, bool]]]:
    """Area -> formula, ground and bold of each rule, in order."""
    return {
        str(area.sqref): [
            (rule.formula[0], rule.dxf.fill.bgColor.rgb.casefold(), bool(rule.dxf.font and rule.dxf.font.b))
            for rule in sorted(area.rules, key=lambda rule: rule.priority)
        ]
        for area in sheet.conditional_formatting
    }


def test_the_instance_can_be_solved_again(dated: Plan, back: Path) -> None:
    again = read(back)
    assert fingerprint(again) == fingerprint(dated.instance)
    assert opt.solve(again).summary["objective"] == pytest.approx(285150.0, rel=1e-6)


def test_the_first_sheet_as_text(written: Path, profile: Path, tmp_path: Path) -> None:
    text = convert(written, "csv", profile, tmp_path).read_text(encoding="utf-8")
    rows = {row[0]: row[1] for row in reversed(list(csv.reader(text.splitlines()))) if row}
    assert text.startswith('"tiny, scenario base"')
    assert (rows["certified"], rows["value"].replace(",", "")) == ("TRUE", "285150")


def test_a_spreadsheet_colours_what_the_rules_say(profile: Path, tmp_path: Path) -> None:
    """LibreOffice works the rules out itself: its page bears their grounds."""
    storage = [
        {"area": area, "storage_class": name, "period": "1", "mass": mass, "capacity": 10.0, "held": False}
        for area, name, mass in (
            ("a*", "x", 4.5),
            ("a*", "y", 4.5),
            ("ab", "x", 8.9),
            (">1", "x", 4.0),
            (">1", "y", 6.0),
        )
    ]
    purity = [
        {"sense": sense, "achieved": achieved, "limit": limit, "made": 1.0}
        for sense, achieved, limit in (("max", 8.9e-5, 1e-4), ("max", 9e-5, 1e-4), ("max", 1e-4, 1e-4),
                                       ("min", 0.996, 0.995), ("min", 0.9954, 0.995), ("min", 0.2, 0.18))
    ]  # fmt: skip
    near = [{"what": "x", "share": share, "used": 30 * share, "limit": 30.0} for share in (0.89, 0.9, 0.99, 1.0, 1.2)]
    tables = {
        "storage": (DERIVED["storage"], storage),
        "purity": (DERIVED["purity"], purity),
        "near": (NEAR_TABLE, near),
    }
    parts = [part(name, table, frame_of(table, *rows)) for name, (table, rows) in tables.items()]
    book = write_parts([("colours",)], parts, tmp_path / "colours.xlsx", "USD")
    page = convert(book, "html", profile, tmp_path).read_text(encoding="utf-8", errors="replace")
    expected = {
        "storage": ["near", "near", "", "over", "over"],
        "purity": ["", "near", "over", "", "near", "near"],
        "near": [level for level in ("", "near", "near", "over", "over") for _ in ("used", "share")],
    }
    grounds = {styles.lighter(look.NEAR, 0.3): "near", styles.lighter(look.OVER, 0.55): "over"}
    for name, sheet in zip(tables, page.split("<table")[2:], strict=True):
        found = [grounds[ground.casefold()] for ground in re.findall(r'bgcolor="#(\w{6})"', sheet, re.IGNORECASE)
                 if ground.casefold() in grounds]  # fmt: skip
        assert found == [level for level in expected[name] if level], name
