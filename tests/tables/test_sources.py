"""Folders and workbooks: what is found, and every file that cannot be read."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from opt.schema import INPUT
from opt.tables import InputError, UnitContext, open_source, parse_tables, read_csv

ARRIVALS = "stream,period,mass [t]\nS1,W1,12.5\n"


def folder(path, files=(), toml='name = "x"\n'):
    path.mkdir(exist_ok=True)
    (path / "instance.toml").write_text(toml, encoding="utf-8")
    for name, content in dict(files).items():
        (path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path)


def book(path, **sheets):
    """A workbook of the sheets, each a list of rows; 'instance' is added."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in {"instance": [["setting", "value"], ["name", "x"]], **sheets}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return made


def edited(path, change, **sheets):
    made = book(path, **sheets)
    change(made)
    made.save(path)
    return open_source(path)


def typed(source):
    assert source.problems == ()
    parsed = parse_tables(source.grids, UnitContext())
    return {name: table.frame.to_numpy().tolist() for name, table in parsed.items()}, [
        problem for table in parsed.values() for problem in table.problems
    ]


def only(source):
    assert len(source.problems) == 1, source.problems
    return source.problems[0]


def refused(path):
    with pytest.raises(InputError) as caught:
        open_source(path)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


@pytest.mark.parametrize(
    "content",
    [
        ARRIVALS,
        "\ufeff" + ARRIVALS,
        ARRIVALS.replace("\n", "\r\n"),
        ARRIVALS + "\n,,\n \n",
        "stream,period,mass [t]\n\n,,\nS1,W1,12.5",
        ARRIVALS.replace(",", "\t"),
        ARRIVALS.replace(",", ";").replace("12.5", "12,5"),
        "sep=;\n" + ARRIVALS.replace(",", ";"),
        '"stream","period","mass [t]"\n"S1","W1","12.5"\n',
        ARRIVALS.encode("utf-16"),
    ],
)
def test_ways_to_write_a_csv_file(tmp_path, content):
    values, problems = typed(folder(tmp_path / "i", {"arrivals.csv": content}))
    assert values == {"arrivals": [["S1", "W1", 12.5]]}
    assert problems == []


def test_settings_of_a_folder(tmp_path):
    toml = 'name = "x"\n[solve]\ngap = 0.02\n[exchange_rates.EUR]\nrate = 1.1\ndate = 2026-01-05\n'
    source = folder(tmp_path / "i", toml=toml)
    assert source.settings == {
        "name": "x",
        "solve": {"gap": 0.02},
        "exchange_rates": {"EUR": {"rate": 1.1, "date": datetime.date(2026, 1, 5)}},
    }
    assert source.settings_file == str(tmp_path / "i" / "instance.toml")


def test_notes_and_other_files_are_passed_over(tmp_path):
    source = folder(
        tmp_path / "i",
        {
            "#old.csv": "x",
            "README.md": "x",
            "~$arrivals.csv": "x",
            ".arrivals.csv": "x",
            "picture.png": b"\x00",
            "arrivals.csv": ARRIVALS,
        },
    )
    assert source.problems == ()
    assert list(source.grids) == ["arrivals"]


@pytest.mark.parametrize(
    ("content", "row", "rule"),
    [
        ("", 0, "it is empty"),
        ("\n , \n", 0, "it is empty"),
        (b"\xff\xfe", 0, "it is empty"),
        ("stream,name\nS1,M\u00fcller\n".encode("latin-1"), 2, "not encoded as UTF-8"),
        (b"PK\x03\x04rest", 0, "a workbook, not a CSV"),
        (b"a,b\n\x00,1\n", 0, "not a text file"),
        ('stream,period,mass\nS1,"W1,1\n', 0, "cannot be split into cells"),
    ],
)
def test_csv_files_that_cannot_be_read(tmp_path, content, row, rule):
    problem = only(folder(tmp_path / "i", {"arrivals.csv": content}))
    assert (problem.file, problem.table, problem.row) == (str(tmp_path / "i" / "arrivals.csv"), "arrivals", row)
    assert rule in problem.rule
    assert problem.remedy


def test_an_unquoted_decimal_comma_is_a_cell_too_many(tmp_path):
    source = folder(tmp_path / "i", {"arrivals.csv": "stream,period,mass\nS1,W1,12,5\n"})
    problem = parse_tables(source.grids)["arrivals"].problems[0]
    assert (problem.table, problem.row, problem.column, problem.value) == ("arrivals", 2, "D", "5")


@pytest.mark.parametrize(
    ("name", "rule", "remedy"),
    [
        ("arivals.csv", "there is no table 'arivals'", "did you mean 'arrivals'?"),
        ("Arrivals.csv", "there is no table 'Arrivals'", "did you mean 'arrivals'?"),
        ("arrivals.xlsx", "must be a CSV file", "arrivals.csv"),
        ("arrivals.txt", "must be a CSV file", "arrivals.csv"),
    ],
)
def test_files_that_are_no_tables(tmp_path, name, rule, remedy):
    problem = only(folder(tmp_path / "i", {name: ARRIVALS}))
    assert problem.file == str(tmp_path / "i" / name)
    assert rule in problem.rule
    assert remedy in problem.remedy


def test_every_bad_file_is_named(tmp_path):
    source = folder(tmp_path / "i", {"arrivals.csv": "", "lines.csv": b"\xe4", "stream.csv": "x"}, toml="name = ")
    assert [problem.file.rpartition("/")[2] for problem in source.problems] == [
        "instance.toml",
        "arrivals.csv",
        "lines.csv",
        "stream.csv",
    ]


@pytest.mark.parametrize(
    ("toml", "row", "rule"),
    [(b'name = "x"\ncurrency = USD\n', 2, "not valid TOML"), (b"name = '\xe4'", 0, "not encoded as UTF-8")],
)
def test_settings_that_cannot_be_read(tmp_path, toml, row, rule):
    source = folder(tmp_path / "i", {"instance.toml": toml})
    assert (only(source).file, only(source).row) == (str(tmp_path / "i" / "instance.toml"), row)
    assert rule in only(source).rule


def test_settings_that_are_missing(tmp_path):
    assert "missing" in only(open_source(tmp_path)).rule


@pytest.mark.parametrize(("name", "rule"), [("nowhere", "no such folder"), ("nowhere.xlsx", "no such workbook")])
def test_a_path_that_does_not_exist(tmp_path, name, rule):
    problem = refused(tmp_path / name)
    assert problem.file == str(tmp_path / name)
    assert rule in problem.rule


def _zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("x.xlsx", b"", "it is empty"),
        ("x.xlsx", b"stream,form\n", "not a workbook"),
        ("x.xlsx", b"PK\x03\x04broken", "not a workbook"),
        ("x.xlsx", _zip({"word/document.xml": "<x/>"}), "not a workbook"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "password"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "neither a folder nor an .xlsx"),
        ("x.csv", b"stream\n", "neither a folder nor an .xlsx"),
    ],
)
def test_files_that_are_no_workbooks(tmp_path, name, content, rule):
    (tmp_path / name).write_bytes(content)
    problem = refused(tmp_path / name)
    assert problem.file == str(tmp_path / name)
    assert rule in problem.rule


def test_cells_of_a_workbook(tmp_path):
    book(
        tmp_path / "x.xlsx",
        periods=[["period", "hours", "start"], [101, 160, datetime.datetime(2026, 1, 5)], ["007", None, 46034]],
        lines=[["line", "capabilities", "hours [min]"], ["NA", "inert|dry", 90], [3.0, None, 60.5]],
        arrivals=[["stream", 101, "007"], ["S1", 1.5, None], [None, None, None], ["S2", None, 2]],
        **{"#notes": [["anything"]], "Sheet1": []},
    )
    values, problems = typed(open_source(tmp_path / "x.xlsx"))
    assert problems == []
    assert values["periods"] == [["101", 160.0, "2026-01-05"], ["007", 168.0, "2026-01-12"]]
    assert [row[0] for row in values["lines"]] == ["NA", "3"]
    assert [row[4] for row in values["lines"]] == [1.5, 60.5 / 60]
    assert values["arrivals"] == [["S1", "101", 1.5], ["S2", "007", 2.0]]


def test_rows_of_a_sheet_are_numbered_as_in_excel(tmp_path):
    book(tmp_path / "x.xlsx", arrivals=[["stream", "period", "mass"], [], ["S1", "W1", "x"]])
    problem = parse_tables(open_source(tmp_path / "x.xlsx").grids)["arrivals"].problems[0]
    assert str(problem).startswith(f"{tmp_path / 'x.xlsx'}, table arrivals, row 3, column mass, value 'x': text")


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("=1+1", "=1+1", "a formula without a stored value"),
        ("#N/A", "#N/A", "an error value"),
        (True, "True", "TRUE or FALSE"),
        (datetime.time(8), "08:00:00", "a date or time"),
        ("1,234", "1,234", "ambiguous"),
    ],
)
def test_cells_of_a_workbook_that_hold_no_number(tmp_path, cell, value, rule):
    book(tmp_path / "x.xlsx", arrivals=[["stream", "period", "mass"], ["S1", "W1", 1], ["S1", "W2", cell]])
    (problem,) = parse_tables(open_source(tmp_path / "x.xlsx").grids)["arrivals"].problems
    assert (problem.table, problem.row, problem.column, problem.value) == ("arrivals", 3, "mass", value)
    assert rule in problem.rule


def test_stored_values_of_formulas_are_read(tmp_path):
    book(tmp_path / "x.xlsx", arrivals=[["stream", "period", "mass"], ["S1", "W1", "=10+2"], ["S1", "W2", "=1/0"]])
    changed = io.BytesIO()
    with zipfile.ZipFile(tmp_path / "x.xlsx") as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            text = text.replace(b"<f>10+2</f><v />", b"<f>10+2</f><v>12</v>").replace(
                b"<f>10+2</f><v></v>", b"<f>10+2</f><v>12</v>"
            )
            text = text.replace(b'<c r="C3"><f>1/0</f><v />', b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>')
            text = text.replace(b'<c r="C3"><f>1/0</f><v></v>', b'<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v>')
            new.writestr(name, text)
    (tmp_path / "x.xlsx").write_bytes(changed.getvalue())
    parsed = parse_tables(open_source(tmp_path / "x.xlsx").grids)["arrivals"]
    assert parsed.frame["mass"][0] == 12.0
    (problem,) = parsed.problems
    assert (problem.row, problem.column, problem.value) == (3, "mass", "#DIV/0!")


def test_merged_headers_and_cells(tmp_path):
    rows = [["stream", "period", "mass"], ["S1", "W1", 1], ["S1", None, 2]]
    source = edited(tmp_path / "x.xlsx", lambda made: made["arrivals"].merge_cells("B1:C1"), arrivals=rows)
    found = parse_tables(source.grids)["arrivals"].problems
    assert {problem.table for problem in found} == {"arrivals"}
    assert [(problem.row, problem.column) for problem in found] == [(1, "B"), (1, "C")]
    source = edited(tmp_path / "y.xlsx", lambda made: made["arrivals"].merge_cells("A2:A3"), arrivals=rows)
    found = parse_tables(source.grids)["arrivals"].problems
    assert [(problem.row, problem.column) for problem in found] == [(2, "stream"), (3, "stream"), (3, "period")]
    assert "merged cells (A2:A3)" in found[0].rule


def test_a_shifted_header_of_a_sheet(tmp_path):
    rows = [[], ["Deliveries"], ["stream", "period", "mass"], ["S1", "W1", 1]]
    book(tmp_path / "x.xlsx", arrivals=rows)
    (problem,) = parse_tables(open_source(tmp_path / "x.xlsx").grids)["arrivals"].problems
    assert (problem.table, problem.row) == ("arrivals", 2)
    assert "named in row 3" in problem.rule


def test_numbers_shown_in_per_cent(tmp_path):
    def show_per_cent(made):
        made["composition"]["C2"].number_format = "0.0%"

    rows = [["stream", "constituent", "fraction"], ["S1", "Li", 0.25]]
    source = edited(tmp_path / "x.xlsx", show_per_cent, composition=rows)
    assert parse_tables(source.grids)["composition"].frame["fraction"][0] == 0.25
    source = edited(
        tmp_path / "z.xlsx",
        lambda made: setattr(made["composition"]["C2"], "number_format", '0.0" %"'),
        composition=[["stream", "constituent", "fraction [%]"], ["S1", "Li", 25]],
    )
    assert parse_tables(source.grids)["composition"].frame["fraction"][0] == 0.25
    rows[0][2] = "fraction [%]"
    source = edited(tmp_path / "x.xlsx", show_per_cent, composition=rows)
    assert "shows 25 % but holds 0.25" in parse_tables(source.grids)["composition"].problems[0].rule


def test_dates_of_the_1904_calendar(tmp_path):
    def use_1904(made):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    source = edited(tmp_path / "x.xlsx", use_1904, periods=[["period", "start"], ["W1", 44565]])
    assert parse_tables(source.grids)["periods"].frame["start"][0] == "2026-01-05"


def test_sheets_that_are_no_tables(tmp_path):
    book(tmp_path / "x.xlsx", streems=[["stream"], ["S1"]], lines=[])
    found = open_source(tmp_path / "x.xlsx").problems
    assert [(problem.table, problem.rule) for problem in found] == [
        ("lines", "it is empty"),
        ("streems", "there is no table 'streems'"),
    ]
    assert "did you mean 'streams'?" in found[1].remedy


def test_a_workbook_without_settings(tmp_path):
    made = openpyxl.Workbook()
    made.worksheets[0].title = "streams"
    made["streams"].append(["stream"])
    made.save(tmp_path / "x.xlsx")
    assert "sheet 'instance' is missing" in only(open_source(tmp_path / "x.xlsx")).rule


def test_settings_of_a_workbook(tmp_path):
    day = datetime.datetime(2026, 1, 5)
    rows = [
        ["setting", "value", "date", "#why"],
        ["name", 2026],
        ["currency", "EUR"],
        ["solve.gap", 0.02, None, "quick"],
        ["maturity", "pilot|industrial"],
        ["date", day],
        ["description", None],
        ["exchange_rates.USD", 0.9, day],
        ["exchange_rates.GBP.rate", "1.2", "2026-01-06"],
    ]
    book(tmp_path / "x.xlsx", instance=rows)
    source = open_source(tmp_path / "x.xlsx")
    assert source.problems == ()
    assert source.settings == {
        "name": "2026",
        "currency": "EUR",
        "solve": {"gap": 0.02},
        "maturity": ["pilot", "industrial"],
        "date": "2026-01-05",
        "description": "",
        "exchange_rates": {"USD": {"rate": 0.9, "date": "2026-01-05"}, "GBP": {"rate": 1.2, "date": "2026-01-06"}},
    }
    assert source.setting_rows["solve.gap"] == 4
    assert source.setting_rows["exchange_rates.USD.date"] == 8


@pytest.mark.parametrize(
    ("rows", "row", "column", "rule"),
    [
        ([["setting", "value"], ["name", "x"], ["name", "y"]], 3, "value", "stands in row 2 already"),
        ([["setting", "value"], [None, "y"]], 2, "value", "without the name of its setting"),
        ([["setting", "value"], ["solve.gap", None]], 2, "value", "has no value"),
        ([["setting", "value"], ["solve.gap", "=1"]], 2, "value", "a formula without"),
        ([["setting", "value"], ["solve", 1], ["solve.gap", 1]], 3, "value", "not a group"),
        ([["setting", "value"], ["solve.gap", 1], ["solve", 1]], 3, "value", "a group of settings"),
        ([["setting", "value"], ["date", "5.1.2026"]], 2, "value", "not a date"),
        ([["setting", "value", "unit"], ["name", "x"]], 1, "unit", "no column of that name"),
        ([["key", "value"], ["name", "x"]], 1, "", "needs the columns setting and value"),
    ],
)
def test_settings_of_a_workbook_that_cannot_be_read(tmp_path, rows, row, column, rule):
    book(tmp_path / "x.xlsx", instance=rows)
    problem = only(open_source(tmp_path / "x.xlsx"))
    assert (problem.file, problem.table, problem.row, problem.column) == (
        str(tmp_path / "x.xlsx"),
        "instance",
        row,
        column,
    )
    assert rule in problem.rule


def test_a_sheet_formatted_down_to_its_end(tmp_path):
    def reach_down(made):
        made["arrivals"].cell(1_048_576, 16_384).number_format = "0.0"

    rows = [["stream", "period", "mass"], ["S1", "W1", 1]]
    problem = only(edited(tmp_path / "x.xlsx", reach_down, arrivals=rows))
    assert problem.table == "arrivals"
    assert "reaches down to row 1048576" in problem.rule


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "arrivals.csv").write_text(ARRIVALS)

    def held(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", held)
    with pytest.raises(InputError) as caught:
        read_csv(tmp_path / "arrivals.csv")
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "arrivals.csv")
    assert "held open by another program" in problem.rule
    (problem,) = [problem for problem in open_source(tmp_path).problems if problem.file.endswith(".csv")]
    assert "held open" in problem.rule


def test_every_input_table_can_be_read_from_its_header_alone(tmp_path):
    for name, table in INPUT.items():
        (tmp_path / f"{name}.csv").write_text(",".join(table.names) + "\n")
    parsed = parse_tables(folder(tmp_path).grids)
    assert {name: list(table.frame) for name, table in parsed.items()} == {n: INPUT[n].names for n in sorted(INPUT)}
    assert all(not table.problems and len(table.frame) == 0 for table in parsed.values())
