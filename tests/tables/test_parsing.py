"""Whole tables: defaults, wide form, every bad header and every broken value rule, each named by table, row, column."""

import datetime
import math

import pandas as pd
import pytest

from opt.schema import INPUT
from opt.tables import Grid, UnitContext, fill_defaults, grid_of, parse_table, parse_tables
from opt.tables.cells import Percent, Trouble

UNITS = UnitContext("USD", {"EUR": 1.1}, {"H2S": "kg"}, {"power": "kWh"})
HEADER = ("stream", "period", "mass")
MERGED = Trouble("A1:B1", "merged cells (A1:B1)", "unmerge them and fill in every cell")


def table(name, *rows, partial=False, semicolons=False, numbers=None):
    grid = Grid(f"{name}.csv", rows, tuple(numbers or range(1, len(rows) + 1)), semicolons)
    return parse_table(INPUT[name], grid, UNITS, partial=partial)


def places(parsed):
    """(row, column, value) of each problem; all must name the table and the file and offer a remedy."""
    for problem in parsed.problems:
        assert problem.table == parsed.table.name
        assert problem.file == f"{parsed.table.name}.csv"
        assert problem.remedy
    return [(problem.row, problem.column, problem.value) for problem in parsed.problems]


def only(parsed):
    assert len(parsed.problems) == 1, [str(problem) for problem in parsed.problems]
    places(parsed)
    return parsed.problems[0]


def test_a_table_has_every_column_of_the_schema_typed_and_defaults_filled_in():
    parsed = table(
        "streams",
        ("stream", "form", "electrolyte_class", "gate_fee [EUR/kg]", "max_age"),
        ("S1", "pack", "sulfide", "0.5", ""),
        (102.0, "cell", "polymer", None, "3"),
    )
    assert parsed.problems == ()
    assert list(parsed.frame) == INPUT["streams"].names
    assert parsed.rows == (2, 3)
    assert list(parsed.frame["stream"]) == ["S1", "102"]
    assert list(parsed.frame["site"]) == ["plant", "plant"]
    assert list(parsed.frame["gate_fee"]) == [550.0, 0.0]
    assert math.isnan(parsed.frame["max_age"][0])
    assert parsed.frame["max_age"][1] == 3.0
    assert list(parsed.frame["intact"]) == [True, True]
    assert parsed.frame.dtypes[["gate_fee", "max_age", "intact"]].astype(str).tolist() == ["float64", "float64", "bool"]
    assert [parsed.given[name] for name in ("gate_fee", "site")] == [[True, False], [False, False]]


def test_lists_and_dates():
    lines = table("lines", ("line", "capabilities", "hours"), ("L1", "inert|dry", "160"), ("L2", "", "8"))
    assert list(lines.frame["capabilities"]) == [("inert", "dry"), ()]
    periods = table("periods", ("period", "start"), ("W1", 46027), ("W2", datetime.datetime(2026, 1, 12)), ("W3", None))
    assert list(periods.frame["start"]) == ["2026-01-05", "2026-01-12", ""]
    assert list(periods.frame["hours"]) == [168.0] * 3


def test_a_bad_cell_does_not_hide_the_next():
    parsed = table(
        "streams",
        ("stream", "form", "electrolyte_class", "gate_fee", "max_age", "intact"),
        ("S1", "", "sulfid", "1,234", "0", "perhaps"),
        ("S1", "pack", "sulfide", Trouble("=A1", "a formula without a stored value", "type it"), "x", "yes"),
    )
    assert places(parsed) == [
        (2, "form", ""),
        (2, "intact", "perhaps"),
        (2, "gate_fee", "1,234"),
        (2, "electrolyte_class", "sulfid"),
        (2, "max_age", "0"),
        (3, "gate_fee", "=A1"),
        (3, "max_age", "x"),
        (3, "stream", "S1"),
    ]
    assert "did you mean 'sulfide'?" in str(parsed.problems[3])
    assert "in row 2 already" in parsed.problems[-1].rule
    assert (0, "form") in parsed.bad
    assert (1, "max_age") in parsed.bad
    assert (0, "max_age") not in parsed.bad


@pytest.mark.parametrize(
    ("name", "header", "row", "column", "rule"),
    [
        ("arrivals", ("stream", "period", "mass"), ("S1", "W1", "-1"), "mass", "must be at least 0"),
        ("arrivals", ("stream", "period", "mass [kg]"), ("S1", "W1", "-1"), "mass", "must be at least 0"),
        ("composition", ("stream", "constituent", "fraction [%]"), ("S1", "Li", "102"), "fraction", "at most 1 kg/kg"),
        ("line_technologies", ("line", "technology", "rate"), ("L", "T", "0"), "rate", "must be more than 0"),
        (
            "streams",
            ("stream", "form", "electrolyte_class"),
            ("S", "pack", "sulphide"),
            "electrolyte_class",
            "must be one",
        ),
        ("composition", ("stream", "constituent", "fraction"), ("S1", "Li", "NaN"), "fraction", "not a finite number"),
        ("composition", ("stream", "constituent", "fraction"), ("S1", "Li", "half"), "fraction", "text in a column"),
        ("composition", ("stream", "constituent", "fraction"), ("", "Li", "0.5"), "stream", "the cell is empty"),
    ],
)
def test_value_rules(name, header, row, column, rule):
    problem = only(table(name, header, row))
    assert (problem.table, problem.row, problem.column) == (name, 2, column)
    assert problem.value == row[header.index(next(cell for cell in header if cell.startswith(column)))]
    assert rule in problem.rule


def test_duplicate_keys_name_the_first_row():
    parsed = table(
        "arrivals",
        ("stream", "period", "mass"),
        ("1", "W1", "3"),
        (1.0, "W1", "4"),
        ("1.0", "W1", "5"),
        ("1", "W2", "5"),
    )
    assert places(parsed) == [(3, "stream, period", "1, W1"), (4, "stream, period", "1.0, W1")]
    assert all("in row 2 already" in problem.rule for problem in parsed.problems)


def test_rows_are_numbered_as_a_person_sees_them():
    parsed = table("arrivals", ("stream", "period", "mass"), ("S1", "W1", "x"), ("S1", "W2", "y"), numbers=(1, 4, 9))
    assert places(parsed) == [(4, "mass", "x"), (9, "mass", "y")]


def test_a_wide_table_has_one_column_per_period():
    parsed = table(
        "arrivals",
        ("stream", "W1 [kg]", 2, datetime.datetime(2026, 1, 5), "#note"),
        ("S1", "1500", 3, None, "first"),
        ("S2", None, "", 0.5, None),
    )
    assert parsed.problems == ()
    assert parsed.frame.to_numpy().tolist() == [["S1", "W1", 1.5], ["S1", "2", 3.0], ["S2", "2026-01-05", 0.5]]
    assert parsed.rows == (2, 2, 3)


def test_problems_of_a_wide_table_name_the_period_as_column():
    parsed = table("arrivals", ("stream", "W1", "W2 [h]"), ("S1", "-2", "1"), ("S1", "two", None))
    assert places(parsed) == [(1, "mass", "W2 [h]"), (2, "W1", "-2"), (3, "W1", "two"), (3, "stream, W1", "S1, W1")]


def test_a_wide_table_of_prices_converts_by_item():
    parsed = table("prices", ("item", "W1 [EUR/MWh]"), ("power", 100), ("Ni", 5))
    assert parsed.frame["price"][0] == 0.11
    assert places(parsed) == [(3, "W1", "5")]
    assert "[EUR/MWh] is no unit of USD/t" in parsed.problems[0].rule


@pytest.mark.parametrize(
    ("header", "column", "rule", "remedy"),
    [
        (("stream", "period", "mas"), "mas", "no column of that name", "did you mean 'mass'?"),
        (("stream", "period", "Mass"), "Mass", "no column of that name", "did you mean 'mass'?"),
        (("stream", "period", "mass (kg)"), "mass (kg)", "no column of that name", "mass [kg]"),
    ],
)
def test_unknown_columns_name_the_nearest(header, column, rule, remedy):
    unknown = [problem for problem in table("arrivals", header, ("S1", "W1", "1")).problems if rule in problem.rule]
    assert [(problem.table, problem.row, problem.column) for problem in unknown] == [("arrivals", 1, column)]
    assert remedy in unknown[0].remedy


def test_a_missing_column_is_named_once_and_its_cells_are_not():
    problem = only(table("arrivals", ("stream", "mass"), ("S1", "1"), ("S2", "2")))
    assert (problem.row, problem.column, problem.rule) == (1, "period", "the column is missing")


def test_a_column_that_stands_twice():
    problem = only(table("arrivals", ("stream", "period", "mass [t]", "mass [kg]"), ("S1", "W1", "1", "1000")))
    assert (problem.row, problem.column, problem.value) == (1, "mass", "mass [kg]")
    assert "stands twice, in C and D" in problem.rule


def test_columns_of_notes_are_passed_over():
    parsed = table("arrivals", ("#by", "stream", "period", "mass", "# remark"), ("me", "S1", "W1", "1", "#N/A"))
    assert parsed.problems == ()


def test_cells_without_a_header_are_named():
    parsed = table("arrivals", ("stream", "period", "mass", ""), ("S1", "W1", "12", "5"), ("S1", "W2", "12", "", "7"))
    assert places(parsed) == [(2, "D", "5"), (3, "E", "7")]
    assert "unquoted ','" in parsed.problems[1].remedy


def test_an_empty_column_without_a_header_is_nothing():
    assert table("arrivals", ("stream", "", "period", "mass", None), ("S1", "", "W1", "12")).problems == ()


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("h", "[h] is no unit of t"),
        ("tones", "[tones] is no unit"),
        ("ton", "ambiguous"),
        ("GBP", "is no unit of t"),
    ],
)
def test_wrong_units_are_named_once_at_the_header(unit, said):
    problem = only(table("arrivals", ("stream", "period", f"mass [{unit}]"), ("S1", "W1", "1"), ("S1", "W2", "2")))
    assert (problem.row, problem.column, problem.value) == (1, "mass", f"mass [{unit}]")
    assert said in problem.rule


def test_a_currency_without_a_rate():
    problem = only(table("grades", ("product", "grade", "price [GBP/t]"), ("p", "g", "1")))
    assert (problem.row, problem.column, problem.value) == (1, "price", "price [GBP/t]")
    assert "exchange_rates.GBP" in problem.remedy


def test_a_unit_that_does_not_fit_one_row():
    header = ("hazard", "basis", "limit [kg/h]")
    problem = only(table("hazard_limits", header, ("H2S", "processing", 3), ("H2S", "stock", 3)))
    assert (problem.row, problem.column, problem.value) == (3, "limit", "3")
    assert "[kg/h] is no unit of kg" in problem.rule


def test_a_cell_in_per_cent_below_a_header_in_per_cent():
    header = ("stream", "constituent", "fraction [%]")
    problem = only(table("composition", header, ("S1", "Li", Percent(0.05)), ("S1", "Cu", 95)))
    assert (problem.row, problem.column) == (2, "fraction")
    assert "shows 5 % but holds 0.05" in problem.rule
    plain = table("composition", ("stream", "constituent", "fraction"), ("S1", "Li", Percent(0.05)))
    assert plain.frame["fraction"][0] == 0.05


def test_a_merged_header():
    parsed = table("arrivals", (MERGED, MERGED, "mass"), ("S1", "W1", "1"))
    assert places(parsed) == [(1, "A", "A1:B1"), (1, "B", "A1:B1")]
    assert all("merged" in problem.rule for problem in parsed.problems)


@pytest.mark.parametrize(
    ("rows", "numbers", "row", "rule"),
    [
        ((("stream", "period", "mass"), ("S1", "W1", "1")), (3, 4), 3, "the header stands in row 3"),
        (
            (("Deliveries of spring", "", ""), ("stream", "period", "mass"), ("S1", "W1", "1")),
            (1, 3, 4),
            1,
            "the columns are named in row 3",
        ),
        (
            (("", "", "2026"), ("stream", "period", "mass"), ("S1", "W1", "1")),
            (1, 2, 3),
            1,
            "the columns are named in row 2",
        ),
        (
            (("stream", "", ""), ("stream", "period", "mass"), ("S1", "W1", "1")),
            (1, 2, 3),
            1,
            "the columns are named in row 2",
        ),
        ((("stream", "period", "mass"), ("", "", "t"), ("S1", "W1", "1")), (1, 2, 3), 1, "two lines: row 2"),
        ((("stream", "period", "mass"), ("-", "-", "[kg]"), ("S1", "W1", "1")), (1, 2, 3), 1, "two lines: row 2"),
    ],
)
def test_a_shifted_header_or_one_in_two_lines(rows, numbers, row, rule):
    problem = only(table("arrivals", *rows, numbers=numbers))
    assert problem.row == row
    assert rule in problem.rule
    assert "row 1" in problem.remedy


def test_decimal_commas_in_a_file_separated_by_semicolons():
    parsed = table("arrivals", HEADER, ("S1", "W1", "12,5"), ("S1", "W2", "1,234"), ("S1", "W3", "7"), semicolons=True)
    assert parsed.problems == ()
    assert list(parsed.frame["mass"]) == [12.5, 1.234, 7.0]


def test_decimal_points_in_a_file_separated_by_semicolons():
    parsed = table("arrivals", HEADER, ("S1", "W1", "12.5"), ("S1", "W2", "1.234"), semicolons=True)
    assert list(parsed.frame["mass"]) == [12.5, 1.234]


def test_a_thousands_point_among_decimal_commas():
    parsed = table("arrivals", HEADER, ("S1", "W1", "12,5"), ("S1", "W2", "1.234"), semicolons=True)
    assert places(parsed) == [(3, "mass", "1.234")]
    assert "write 1234 or 1,234" in parsed.problems[0].remedy


def test_partial_rows_keep_their_gaps():
    parsed = table(
        "technologies", ("technology", "cost [EUR/t]", "breaks"), ("T1", "100", ""), ("T2", "", "yes"), partial=True
    )
    assert parsed.problems == ()
    frame = parsed.frame
    assert frame["cost"][0] == pytest.approx(110.0, rel=1e-15)
    assert math.isnan(frame["cost"][1])
    assert list(frame["breaks"]) == [None, True]
    assert list(frame["stage"]) == ["", ""]
    assert list(frame["inputs"]) == [(), ()]
    filled, missing = fill_defaults(INPUT["technologies"], frame)
    assert list(filled["breaks"]) == [False, True]
    assert list(filled["cost"])[1] == 0.0
    assert list(filled["status"]) == ["planner", "planner"]
    assert missing == [(i, name) for name in ("stage", "inputs", "maturity") for i in (0, 1)]


def test_partial_rows_obey_bounds_and_need_their_keys():
    parsed = table("splits", ("technology", "constituent", "fraction"), ("T1", "", "1.5"), partial=True)
    assert places(parsed) == [(1, "output", ""), (2, "constituent", ""), (2, "fraction", "1.5")]


def test_units_of_an_instances_own_utilities_count_for_its_other_tables():
    grids = {
        "prices": grid_of([{"item": "steam", "W1 [EUR/GJ]": 10}], "prices"),
        "utilities": grid_of([{"utility": "steam", "unit": "MJ", "price [EUR/GJ]": 20}], "utilities"),
    }
    parsed = parse_tables(grids, UNITS, partial=("utilities",))
    assert list(parsed) == ["prices", "utilities"]
    assert [problem for table in parsed.values() for problem in table.problems] == []
    assert parsed["prices"].frame["price"][0] == 0.011
    assert parsed["utilities"].frame["price"][0] == 0.022


@pytest.mark.parametrize("name", ["utilities", "hazards"])
def test_an_ambiguous_unit_of_a_utility_or_hazard(name):
    problem = only(table(name, (INPUT[name].key[0], "unit"), ("x", "ton")))
    assert (problem.row, problem.column, problem.value, problem.remedy) == (2, "unit", "ton", "t or short_ton?")


def test_python_data_is_read_by_the_same_rules():
    frame = pd.DataFrame(
        {"line": ["L1", 2], "capabilities": [["inert"], []], "hours": [1.5, 2], "fixed_cost": [pd.NA, 5]}
    )
    parsed = parse_table(INPUT["lines"], grid_of(frame, "lines"), UNITS)
    assert parsed.problems == ()
    assert list(parsed.frame["line"]) == ["L1", "2"]
    assert list(parsed.frame["capabilities"]) == [("inert",), ()]
    assert list(parsed.frame["fixed_cost"]) == [0.0, 5.0]
    problem = parse_table(INPUT["lines"], grid_of([{"line": "L1", "hours": float("nan")}], "lines")).problems[0]
    assert (problem.row, problem.column, problem.rule) == (2, "hours", "the cell is empty")
    assert len(parse_table(INPUT["lines"], grid_of([], "lines")).frame) == 0


def test_a_later_rule_words_its_complaint_at_the_cell():
    parsed = table("arrivals", ("stream", "W1", "W2"), ("S1", "3", "4"))
    at_cell = parsed.problem(1, "period", "no such period", "add it")
    assert (at_cell.file, at_cell.table, at_cell.row, at_cell.column, at_cell.value) == (
        "arrivals.csv",
        "arrivals",
        2,
        "W2",
        "W2",
    )
    assert str(at_cell) == "arrivals.csv, row 2, column W2, value 'W2': no such period; add it"
    assert str(parsed.problem(0, "", "odd", "mend it")) == "arrivals.csv, row 2: odd; mend it"
    assert str(parsed.problem(-1, "", "odd", "mend it")) == "arrivals.csv: odd; mend it"
