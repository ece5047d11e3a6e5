"""What is written is read back equal, and a file that cannot be written is left as it was."""

import datetime
import errno
import os
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opt.schema import INPUT
from opt.tables import (
    InputError,
    UnitContext,
    fill_defaults,
    grid_of,
    open_source,
    parse_table,
    parse_tables,
    read_csv,
    write_csv,
    write_folder,
    write_workbook,
)
from opt.tables.cells import CellError, parse_key
from opt.tables.settings_sheet import toml_text

SETTINGS = {
    "name": "=x",
    "description": ' two\n"lines" \\ \u00fc ',
    "currency": "EUR",
    "solve": {"gap": 0.1 + 0.2},
    "maturity": ["pilot"],
    "date": datetime.date(2026, 1, 5),
    "exchange_rates": {"USD": {"rate": 0.9, "date": datetime.date(2026, 1, 5)}},
}


def frame_of(name, records):
    parsed = parse_table(INPUT[name], grid_of(records, name), partial=True)
    assert parsed.problems == ()
    return parsed.frame


def there_and_back(tmp_path, tables):
    """Tables read back from a folder and from a workbook."""
    write_folder(tmp_path / "folder", tables, SETTINGS, "EUR", replace=True)
    write_workbook(tmp_path / "book.xlsx", tables, SETTINGS, "EUR")
    for path in (tmp_path / "folder", tmp_path / "book.xlsx"):
        source = open_source(path)
        assert source.problems == ()
        parsed = parse_tables(source.grids, UnitContext("EUR"), partial=tuple(INPUT))
        assert [problem for table in parsed.values() for problem in table.problems] == []
        yield {name: table.frame for name, table in parsed.items()}


def lines_of(row):
    return {"line": "L1", "hours": 1, **row}


@pytest.mark.parametrize(
    "row",
    [
        {"line": "007"},
        {"line": "101"},
        {"line": "NA"},
        {"line": "=1+1"},
        {"line": "+1"},
        {"line": "1e3"},
        {"line": "TRUE"},
        {"line": "2026-01-05"},
        {"line": "a,b;c d'"},
        {"line": '"quoted"'},
        {"line": "M\u00fcller \u6c34"},
        {"line": "@x"},
        {"line": "'x"},
        {"line": "#x"},
        {"capabilities": ["inert", "dry"]},
        {"capabilities": []},
        {"hours": 0.1 + 0.2},
        {"hours": 1 / 3},
        {"hours": 5e-324},
        {"hours": 1.7976931348623157e308},
        {"hours": 123456789012345678.0},
        {"hour_cost": None},
        {"site": ""},
        {"zone": "two  blanks"},
        {"line": "_x0041_"},
    ],
)
def test_cells_that_other_programs_would_change(tmp_path, row):
    tables = {"lines": frame_of("lines", [lines_of(row)])}
    for back in there_and_back(tmp_path, tables):
        assert back["lines"].equals(tables["lines"])


LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="|")
NAMES = st.text(LETTERS, min_size=1, max_size=6)


def _readable(name):
    try:
        return parse_key(name) == name and not name.startswith("#")
    except CellError:
        return False


KEYS = NAMES.filter(_readable)
ROW = st.fixed_dictionaries(
    {
        "technology": KEYS,
        "name": st.one_of(st.none(), st.just('two\nlines, "quoted"'), KEYS),
        "inputs": st.lists(KEYS, max_size=3, unique=True),
        "breaks": st.sampled_from([None, True, False]),
        "stage": st.sampled_from([None, "leaching", "sale"]),
        "cost": st.one_of(st.none(), st.floats(0, allow_infinity=False, allow_nan=False)),
    }
)


@given(rows=st.lists(ROW, min_size=1, max_size=5, unique_by=lambda row: row["technology"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_survives_a_folder_and_a_workbook(tmp_path, rows):
    tables = {"technologies": frame_of("technologies", rows)}
    for back in there_and_back(tmp_path, tables):
        assert back["technologies"].equals(tables["technologies"])


def test_settings_survive_a_folder_and_a_workbook(tmp_path):
    write_folder(tmp_path / "folder", {}, SETTINGS, "EUR")
    assert open_source(tmp_path / "folder").settings == SETTINGS
    write_workbook(tmp_path / "book.xlsx", {}, SETTINGS, "EUR")
    iso = {**SETTINGS, "date": "2026-01-05", "exchange_rates": {"USD": {"rate": 0.9, "date": "2026-01-05"}}}
    assert open_source(tmp_path / "book.xlsx").settings == iso


def test_settings_as_toml():
    assert toml_text({"name": 'a "b"', "solve": {"gap": 0.5}, "maturity": (), "exchange_rates": {}}) == (
        'name = "a \\"b\\""\nmaturity = []\n\n[solve]\ngap = 0.5\n'
    )


def test_written_files_carry_units_and_every_column(tmp_path):
    frame, missing = fill_defaults(INPUT["grades"], frame_of("grades", [{"product": "p", "grade": "g", "price": 8.5}]))
    assert missing == []
    write_csv(tmp_path / "grades.csv", INPUT["grades"], frame, "EUR")
    assert (tmp_path / "grades.csv").read_bytes() == (
        b"product,grade,price [EUR/t],capacity [t],keep_cost [EUR/t]\np,g,8.5,0,0\n"
    )
    parsed = parse_table(INPUT["grades"], read_csv(tmp_path / "grades.csv"), UnitContext("USD", {"EUR": 2.0}))
    assert parsed.frame["price"][0] == 17.0


def test_a_workbook_guides_the_person_who_fills_it_in(tmp_path):
    streams = frame_of("streams", [{"stream": "007", "form": "pack", "electrolyte_class": "sulfide", "intact": True}])
    periods = frame_of("periods", [{"period": "1", "start": "2026-01-05"}])
    arrivals = frame_of("arrivals", [{"stream": "007", "period": "1", "mass": 1.5}])
    write_workbook(tmp_path / "x.xlsx", {"arrivals": arrivals, "periods": periods, "streams": streams}, SETTINGS, "EUR")
    made = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert made.sheetnames == ["instance", "periods", "streams", "arrivals"]
    sheet = made["streams"]
    assert sheet.freeze_panes == "A2"
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == ("007", "s", "@")
    assert sheet["G2"].value is True
    assert "name of the stream" in sheet["A1"].comment.text
    assert "one of: mandatory, partial, whole_lot" in sheet["J1"].comment.text
    assert sheet["I1"].value == "gate_fee [EUR/t]"
    choices = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert choices["J2:J502"] == '"mandatory,partial,whole_lot"'
    assert choices["G2:G502"] == '"TRUE,FALSE"'
    keys = {
        str(rule.sqref): (rule.formula1, rule.showErrorMessage)
        for rule in made["arrivals"].data_validations.dataValidation
    }
    assert keys == {"A2:A502": ("'streams'!$A$2:$A$502", True), "B2:B502": ("'periods'!$A$2:$A$502", True)}
    assert (made["arrivals"]["C2"].value, made["arrivals"]["C2"].data_type) == (1.5, "n")
    assert made["periods"]["C2"].value == datetime.datetime(2026, 1, 5)
    assert (made["instance"]["B2"].value, made["instance"]["B2"].data_type) == ("=x", "s")


def test_a_folder_that_holds_an_instance_is_not_overwritten_unasked(tmp_path):
    lines = {"lines": frame_of("lines", [lines_of({})])}
    write_folder(tmp_path, lines, SETTINGS, "EUR")
    with pytest.raises(InputError, match="there is an instance already"):
        write_folder(tmp_path, lines, SETTINGS, "EUR")
    (tmp_path / "keep.md").write_text("mine")
    write_folder(tmp_path, {"zones": frame_of("zones", [{"zone": "Z"}])}, SETTINGS, "EUR", replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance.toml", "keep.md", "zones.csv"]


def write_all(path):
    lines = {"lines": frame_of("lines", [lines_of({"line": "new"})])}
    write_folder(path / "folder", lines, SETTINGS, "EUR", replace=True)


def write_book(path):
    write_workbook(path / "x.xlsx", {"lines": frame_of("lines", [lines_of({"line": "new"})])}, SETTINGS, "EUR")


@pytest.mark.parametrize(("write", "name"), [(write_all, "folder/lines.csv"), (write_book, "x.xlsx")])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "held open by another program"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
    ],
)
def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch, write, name, error, said):
    (tmp_path / "folder").mkdir()
    (tmp_path / name).write_text("old")

    def fail(source, target):
        raise error

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(InputError) as caught:
        write(tmp_path)
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / name)
    assert said in problem.rule
    assert (tmp_path / name).read_text() == "old"
    assert [path.name for path in Path(tmp_path / name).parent.iterdir() if path.name.endswith(".part")] == []


def test_a_workbook_in_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(InputError, match="it does not exist"):
        write_workbook(tmp_path / "nowhere" / "x.xlsx", {}, SETTINGS, "EUR")


def test_text_that_a_workbook_cannot_hold(tmp_path):
    frame = frame_of("zones", [{"zone": "Z", "name": "x" * 40_000}])
    with pytest.raises(InputError) as caught:
        write_workbook(tmp_path / "x.xlsx", {"zones": frame}, SETTINGS, "EUR")
    (problem,) = caught.value.problems
    assert (problem.file, problem.table, problem.row, problem.column) == (str(tmp_path / "x.xlsx"), "zones", 2, "name")


def test_infinity_is_never_written(tmp_path):
    frame = frame_of("lines", [lines_of({})]).assign(hours=float("inf"))
    with pytest.raises(ValueError, match="cannot be written"):
        write_csv(tmp_path / "lines.csv", INPUT["lines"], frame, "EUR")


def test_a_list_cannot_hold_its_separator(tmp_path):
    frame = frame_of("lines", [lines_of({})])
    frame["capabilities"] = [("a|b",)]
    with pytest.raises(InputError, match="separator"):
        write_csv(tmp_path / "lines.csv", INPUT["lines"], frame, "EUR")
