"""Whatever stands in a file, reading it ends in a table or in complaints that name a place and a remedy."""

import datetime
import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opt.schema import INPUT
from opt.tables import Grid, InputError, UnitContext, parse_table, read_csv
from opt.tables.cells import CellError
from opt.tables.units import converter

UNITS = UnitContext("USD", {"EUR": 1.1}, {"H2S": "kg"}, {"power": "kWh"})
WORDS = st.sampled_from(
    [
        "S1",
        "NA",
        "007",
        "1,234",
        "1.5",
        "12,5",
        "inf",
        "#N/A",
        "TRUE",
        "2026-01-05",
        "[t]",
        "power",
        "H2S",
        "sulfide",
        "a|b",
        "all",
        "*",
        "stock",
        "-1",
        " ",
        "mass",
        "5 %",
    ]
)
CELLS = st.one_of(
    st.none(),
    st.text(max_size=4),
    WORDS,
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.just(datetime.timedelta(1)),
)
UNIT_TEXTS = st.one_of(
    st.text(max_size=8),
    st.lists(
        st.sampled_from(
            [
                "kg",
                "t",
                "h",
                "/",
                "*",
                "USD",
                "EUR",
                "GBP",
                "%",
                "kWh",
                "m3",
                "(",
                ")",
                "^",
                "2",
                " ",
                "-",
                "per",
                "period",
                "item",
                "hazard",
                "ton",
                "1e400",
                "0",
            ]
        ),
        max_size=5,
    ).map("".join),
)


@st.composite
def grids(draw):
    table = INPUT[draw(st.sampled_from(sorted(INPUT)))]
    names = draw(st.lists(st.one_of(st.sampled_from(table.names), CELLS), min_size=1, max_size=8))
    rows = draw(st.lists(st.tuples(*(CELLS for _ in names)), max_size=4))
    return table, Grid("file", (tuple(names), *rows), tuple(range(1, len(rows) + 2)), draw(st.booleans()))


@given(grids(), st.booleans())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_give_a_typed_table_and_complaints(case, partial):
    table, grid = case
    parsed = parse_table(table, grid, UNITS, partial=partial)
    assert list(parsed.frame) == table.names
    assert len(parsed.frame) == len(parsed.rows)
    for problem in parsed.problems:
        assert (problem.file, problem.table) == ("file", table.name)
        assert problem.row in grid.numbers
        assert problem.rule
        assert problem.remedy
    if not parsed.problems and not partial:
        for column in table.columns:
            for value in parsed.frame[column.name]:
                assert column.kind != "number" or not math.isinf(value)
                assert column.kind != "number" or not column.required or math.isfinite(value)
                assert column.lower is None or not value < column.lower
                assert not column.required or value != ""


@given(
    UNIT_TEXTS,
    st.sampled_from(
        [
            "grades.price",
            "arrivals.mass",
            "composition.fraction",
            "hazard_limits.limit",
            "utilities.price",
            "streams.max_age",
        ]
    ),
)
@settings(max_examples=60, deadline=None)
def test_any_unit_is_a_positive_factor_or_refused(unit, place):
    table, _, name = place.partition(".")
    row = {"hazard": "H2S", "basis": "stock", "utility": "power"}
    try:
        value = converter(INPUT[table], INPUT[table].column(name), unit, UNITS)(1.0, row)
    except CellError as error:
        complaint = error
    else:
        assert 0 < value < math.inf
        return
    assert "" not in (complaint.rule, complaint.remedy)


@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_a_grid_or_a_complaint(tmp_path, content):
    path = tmp_path / "arrivals.csv"
    path.write_bytes(content)
    try:
        grid = read_csv(path)
    except InputError as error:
        places = {(problem.file, problem.table) for problem in error.problems}
    else:
        places = {(problem.file, problem.table) for problem in parse_table(INPUT["arrivals"], grid, UNITS).problems}
    assert places <= {(str(path), "arrivals")}
