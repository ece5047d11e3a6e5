"""Every rule of data.md "Cells" for one cell: the value it takes, or the rule it breaks and the remedy."""

import datetime

import pytest

from opt.schema import Column
from opt.tables.cells import CellError, Percent, Reading, Trouble, is_empty, parse_cell, show

COMMA = Reading(decimal=",")


def parse(kind, raw, reading=None):
    column = Column("x", kind, "a cell")
    return parse_cell(column, raw, reading) if reading else parse_cell(column, raw)


def refused(kind, raw, reading=None):
    with pytest.raises(CellError) as caught:
        parse(kind, raw, reading)
    return caught.value.rule, caught.value.remedy


@pytest.mark.parametrize("raw", [None, "", "  ", "\u00a0", float("nan"), (), []])
def test_nothing_is_empty(raw):
    assert is_empty(raw)


@pytest.mark.parametrize("raw", [0, 0.0, False, "NA", "-", "0", Trouble("=A1", "", "")])
def test_something_is_not_empty(raw):
    assert not is_empty(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (12, 12.0),
        (1.5, 1.5),
        ("12", 12.0),
        (" 1.50 ", 1.5),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("+2E+2", 200.0),
        ("\u22123", -3.0),
        ("1234", 1234.0),
        ("1234.5678", 1234.5678),
        (Percent(0.05), 0.05),
        ("0.10000000000000001", 0.1),
    ],
)
def test_numbers(raw, value):
    assert parse("number", raw) == value


@pytest.mark.parametrize("raw", [True, False, "TRUE", "false", "yes"])
def test_a_flag_is_no_number(raw):
    assert "TRUE or FALSE" in refused("number", raw)[0]


@pytest.mark.parametrize("raw", ["inf", "-Infinity", "nan", "NaN", float("inf"), "1e999", 10**400])
def test_a_number_is_finite(raw):
    rule, remedy = refused("number", raw)
    assert rule in ("not a finite number", "not a number")
    assert "number" in remedy


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ("1,234", "write 1234 or 1.234"),
        ("-12,345", "write -12345 or -12.345"),
        ("1,234,567", "write 1234567"),
    ],
)
def test_an_ambiguous_comma_is_refused(raw, remedy):
    rule, said = refused("number", raw)
    assert "ambiguous" in rule
    assert said == remedy


@pytest.mark.parametrize(
    ("raw", "rule", "remedy"),
    [
        ("1,5", "decimal comma", "write 1.5"),
        ("0,125", "decimal comma", "write 0.125"),
        ("1 234", "digits in groups", "write 1234"),
        ("1\u202f234.5", "digits in groups", "write 1234.5"),
        ("1_000", "digits in groups", "write 1000"),
        ("5 %", "a unit", "put the unit into the header: [%]"),
        ("12kg", "a unit", "put the unit into the header: [kg]"),
        ("three", "text in a column of numbers", "write a number"),
        ("NA", "text in a column of numbers", "leave the cell empty"),
        ("=A1*2", "formula", "type the value"),
        ("0x10", "number", "write"),
        ("\u0661\u0662x", "text", "write a number"),
    ],
)
def test_text_is_no_number(raw, rule, remedy):
    said = refused("number", raw)
    assert rule in said[0]
    assert remedy in said[1]


@pytest.mark.parametrize("raw", [datetime.date(2026, 1, 5), datetime.time(8), datetime.timedelta(hours=8)])
def test_a_date_is_no_number(raw):
    assert "date or time" in refused("number", raw)[0]


@pytest.mark.parametrize(
    ("raw", "value"), [("1,5", 1.5), ("0,125", 0.125), ("1,234", 1.234), ("12", 12.0), ("0.5", 0.5), ("2,5e-3", 0.0025)]
)
def test_decimal_comma_where_the_file_is_separated_by_semicolons(raw, value):
    assert parse("number", raw, COMMA) == value


@pytest.mark.parametrize("raw", ["1.234", "1.234.567"])
def test_a_thousands_point_beside_decimal_commas_is_refused(raw):
    rule, remedy = refused("number", raw, COMMA)
    assert "ambiguous" in rule
    assert raw.replace(".", "") in remedy


@pytest.mark.parametrize("kind", ["number", "key", "text", "flag", "date", "list"])
@pytest.mark.parametrize("raw", ["#N/A", "#REF!", "#div/0!", Trouble("#N/A", "an error value", "mend the formula")])
def test_error_values_are_refused_everywhere(kind, raw):
    rule, remedy = refused(kind, raw)
    assert "error value" in rule
    assert "mend the formula" in remedy


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("007", "007"),
        ("NA", "NA"),
        ("nan", "nan"),
        (101, "101"),
        (101.0, "101"),
        ("101", "101"),
        ("101.0", "101"),
        ("1.5", "1.5"),
        (1.5, "1.5"),
        (" A 1 ", "A 1"),
        ("A\u00a0", "A"),
        ("007.0", "007.0"),
        ("-3.00", "-3"),
        ("=1+1", "=1+1"),
        (datetime.datetime(2026, 1, 5), "2026-01-05"),
        (datetime.date(2026, 1, 5), "2026-01-05"),
        (True, "TRUE"),
        ("u\u0308", "\u00fc"),
        ("1e3", "1e3"),
        (10**16, "10000000000000000"),
    ],
)
@pytest.mark.parametrize("kind", ["key", "text"])
def test_names(kind, raw, name):
    assert parse(kind, raw) == name


@pytest.mark.parametrize("raw", ["two\nlines", "bell\x07", "tab\there"])
def test_a_name_is_one_line(raw):
    assert "unprintable" in refused("key", raw)[0]


def test_text_may_take_several_lines():
    assert parse("text", "two\r\nlines\tand a tab") == "two\nlines\tand a tab"
    assert "unprintable" in refused("text", "bell\x07")[0]


@pytest.mark.parametrize("raw", [datetime.time(8), datetime.datetime(2026, 1, 5, 8)])
def test_a_time_is_no_name(raw):
    assert "time of day" in refused("key", raw)[0]


@pytest.mark.parametrize(
    ("raw", "value"),
    [(True, True), (False, False), ("true", True), ("No", False), (1, True), (0.0, False), ("YES", True)],
)
def test_flags(raw, value):
    assert parse("flag", raw) is value


@pytest.mark.parametrize("raw", ["maybe", 2, "x", 0.5])
def test_what_is_no_flag(raw):
    assert refused("flag", raw) == ("neither true nor false", "write true or false")


@pytest.mark.parametrize(
    "raw",
    [
        datetime.date(2026, 1, 5),
        datetime.datetime(2026, 1, 5),
        "2026-01-05",
        "2026-01-05 00:00:00",
        "2026-01-05T00:00",
        46027,
        46027.0,
        "46027",
    ],
)
def test_dates_and_serial_numbers_become_iso(raw):
    assert parse("date", raw) == "2026-01-05"


def test_serial_numbers_of_the_1904_calendar():
    assert parse("date", 44565, Reading(epoch=datetime.date(1904, 1, 1))) == "2026-01-05"


@pytest.mark.parametrize(
    "raw", ["05.01.2026", "1/5/2026", "2026-02-30", 20260105, "20260105", 3, 46027.5, True, "soon"]
)
def test_what_is_no_date(raw):
    assert refused("date", raw)[1] == "write the date as YYYY-MM-DD"


def test_a_date_has_no_time_of_day():
    assert "time of day" in refused("date", datetime.datetime(2026, 1, 5, 8))[0]


@pytest.mark.parametrize(
    ("raw", "items"),
    [("inert", ("inert",)), (" inert | dry ", ("inert", "dry")), (7, ("7",)), (("a", "b"), ("a", "b"))],
)
def test_lists_are_joined_by_a_bar(raw, items):
    assert parse("list", raw) == items


@pytest.mark.parametrize("raw", ["a||b", "a|", "|a", ("a|b",)])
def test_a_list_has_no_empty_name(raw):
    assert "empty name" in refused("list", raw)[0]


def test_a_list_names_nothing_twice():
    assert refused("list", "a|b|a") == ("a name stands twice in the list", "write it once")


def test_a_value_is_shown_as_a_person_would_recognise_it():
    assert [show(raw) for raw in (None, 12.0, 1.5, True, ("a", "b"))] == ["", "12", "1.5", "True", "a|b"]
    assert show("x" * 100) == "x" * 57 + "..."
