"""Units in headers: exact factors, money by the instance's rates, units by row, and what is refused."""

import subprocess
import sys

import pytest

from opt.schema import INPUT
from opt.tables.cells import CellError
from opt.tables.units import UnitContext, converter, split_header, written_header

CONTEXT = UnitContext(
    "USD", {"EUR": 1.1, "XYZ": 2.0}, {"H2S": "kg", "heat": "MJ"}, {"power": "kWh", "water": "m3", "pallet": "piece"}
)


def convert(place, unit, value=1.0, **row):
    table, _, column = place.partition(".")
    return converter(INPUT[table], INPUT[table].column(column), unit, CONTEXT)(value, row)


def refused(place, unit, **row):
    with pytest.raises(CellError) as caught:
        convert(place, unit, **row)
    return f"{caught.value.rule}; {caught.value.remedy}"


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("price", "price", None),
        ("price [USD/kg]", "price", "USD/kg"),
        (" price  [ USD/kg ] ", "price", "USD/kg"),
        ("price[USD/kg]", "price", "USD/kg"),
    ],
)
def test_a_header_is_a_name_and_a_unit(text, name, unit):
    assert split_header(text) == (name, unit)


@pytest.mark.parametrize("text", ["price [USD/kg", "price USD]", "price []", "price [t] [h]", "price [t] per"])
def test_brackets_must_match_and_hold_a_unit(text):
    with pytest.raises(CellError, match="header with"):
        split_header(text)


@pytest.mark.parametrize(
    ("place", "unit", "value", "expected"),
    [
        ("line_technologies.rate", "kg/h", 500, 0.5),
        ("line_technologies.rate", "t/day", 24, 1.0),
        ("line_technologies.rate", "kg/min", 1, 0.06),
        ("line_technologies.rate", "t h-1", 2, 2.0),
        ("line_technologies.rate", "kg per h", 500, 0.5),
        ("line_technologies.rate", "t·h^-1", 2, 2.0),
        ("arrivals.mass", "kg", 1500, 1.5),
        ("arrivals.mass", "tonne", 3, 3.0),
        ("arrivals.mass", "tonnes", 3, 3.0),
        ("arrivals.mass", "kt", 0.003, 3.0),
        ("arrivals.mass", "lb", 2000, 0.90718474),
        ("arrivals.mass", "short_ton", 1, 0.90718474),
        ("arrivals.mass", "1000 t", 2, 2000.0),
        ("lines.hours", "min", 90, 1.5),
        ("lines.hours", "week", 1, 168.0),
        ("lines.hours", "hr", 3, 3.0),
        ("lines.hours", "h/period", 160, 160.0),
        ("composition.fraction", "%", 55, 0.55),
        ("composition.fraction", "wt%", 0.3, 0.003),
        ("composition.fraction", "wt. %", 7, 0.07),
        ("composition.fraction", "ppm", 250, 0.00025),
        ("composition.fraction", "ppb", 5, 5e-9),
        ("composition.fraction", "g/kg", 123, 0.123),
        ("composition.fraction", "mg/kg", 10, 1e-5),
        ("composition.fraction", "‰", 3, 0.003),
        ("composition.fraction", "µg/g", 10, 1e-5),
        ("composition.fraction", "1", 0.5, 0.5),
        ("composition.fraction", "-", 0.5, 0.5),
        ("grades.price", "USD/kg", 8.5, 8500.0),
        ("grades.price", "kUSD/t", 8.5, 8500.0),
        ("grades.price", "EUR/t", 100, 110.0),
        ("grades.price", "EUR/kg", 1, 1100.0),
        ("grades.price", "currency/kg", 1, 1000.0),
        ("grades.price", "XYZ/t", 1, 2.0),
        ("areas.cost", "USD/t/period", 5, 5.0),
        ("lines.hour_cost", "EUR/day", 240, 11.0),
        ("lines.fixed_cost", "kEUR", 1, 1100.0),
        ("lines.fixed_cost", "USD/period", 7, 7.0),
        ("streams.max_age", "periods", 2, 2.0),
        ("elements.atomic_mass", "kg/kmol", 12, 12.0),
        ("routing_limits.maximum", "1", 2, 2.0),
    ],
)
def test_conversion(place, unit, value, expected):
    assert convert(place, unit, value) == pytest.approx(expected, rel=1e-15)


def test_conversion_is_exact():
    assert convert("arrivals.mass", "kg", 1234.5) == 1.2345
    assert convert("composition.fraction", "%", 0.7) == 0.007
    assert convert("composition.fraction", "ppm", 3) == 3e-6


@pytest.mark.parametrize(
    ("place", "unit", "value", "row", "expected"),
    [
        ("utilities.price", "USD/MWh", 50, {"utility": "power"}, 0.05),
        ("utilities.price", "EUR/MJ", 1, {"utility": "power"}, 3.96),
        ("utilities.price", "USD/L", 1, {"utility": "water"}, 1000.0),
        ("utilities.price", "USD/piece", 3, {"utility": "pallet"}, 3.0),
        ("utilities.price", "USD/item", 3, {"utility": "power"}, 3.0),
        ("utilities.price", "EUR/item", 3, {"utility": "power"}, 3.3),
        ("utilities.emission_factor", "g/kWh", 400, {"utility": "power"}, 0.4),
        ("utilities.limit", "MWh", 2, {"utility": "power"}, 2000.0),
        ("utilities.limit", "MWh/period", 2, {"utility": "power"}, 2000.0),
        ("uses.amount", "kWh/kg", 2, {"utility": "power"}, 2000.0),
        ("uses.amount", "item/kg", 2, {"utility": "water"}, 2000.0),
        ("prices.price", "USD/kg", 2, {"item": "Ni"}, 2000.0),
        ("prices.price", "USD/MWh", 50, {"item": "power"}, 0.05),
        ("hazard_limits.limit", "kg/h", 2, {"hazard": "H2S", "basis": "processing"}, 2.0),
        ("hazard_limits.limit", "g/h", 500, {"hazard": "H2S", "basis": "concurrent"}, 0.5),
        ("hazard_limits.limit", "kg/day", 24, {"hazard": "H2S", "basis": "processing"}, 1.0),
        ("hazard_limits.limit", "t", 2, {"hazard": "H2S", "basis": "stock"}, 2000.0),
        ("hazard_limits.limit", "kWh", 1, {"hazard": "heat", "basis": "stock"}, 3.6),
        ("hazard_limits.limit", "hazard", 5, {"hazard": "heat", "basis": "processing"}, 5.0),
        ("hazard_limits.limit", "kg", 5, {"hazard": "unheard of", "basis": "stock"}, 5.0),
        ("hazard_factors.factor", "g/kg", 5, {"hazard": "H2S"}, 5.0),
        ("hazard_factors.factor", "MJ/kg", 2, {"hazard": "heat"}, 2000.0),
    ],
)
def test_units_that_depend_on_the_row(place, unit, value, row, expected):
    assert convert(place, unit, value, **row) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("place", "unit", "said"),
    [
        ("arrivals.mass", "h", "[h] is no unit of t; write one of t, kg"),
        ("arrivals.mass", "t/h", "is no unit of t"),
        ("arrivals.mass", "t/period", "is no unit of t"),
        ("arrivals.mass", "foo", "[foo] is no unit; 'foo' is not defined"),
        ("arrivals.mass", "ton", "t or short_ton?"),
        ("arrivals.mass", "tons", "t or short_ton?"),
        ("arrivals.mass", "short tons", "t or short_ton?"),
        ("arrivals.mass", "mt", "t or kg?"),
        ("arrivals.mass", "kg[2]", "is no unit"),
        ("arrivals.mass", "kg/", "is no unit"),
        ("arrivals.mass", "0 kg", "is no unit"),
        ("arrivals.mass", "kg^9^9^9^9", "is no unit"),
        ("arrivals.mass", "1e999999999 kg", "is no unit"),
        ("arrivals.mass", "kg/0", "is no unit"),
        ("arrivals.mass", "-1 kg", "is no unit"),
        ("arrivals.mass", "(", "is no unit"),
        ("arrivals.mass", "t; h", "is no unit"),
        ("grades.price", "USD/ton", "t or short_ton?"),
        ("grades.price", "$/t", "write the currency's code: USD"),
        ("grades.price", "€/t", "write the currency's code: EUR"),
        ("grades.price", "mEUR/t", "write MEUR for a million"),
        ("grades.price", "usd/t", "is no unit"),
        ("grades.price", "USD", "[USD] is no unit of USD/t; write one of USD/t, USD/kg"),
        ("grades.price", "USD/EUR/t", "is no unit of USD/t"),
        ("grades.price", "GBP/t", "no exchange rate to USD; add exchange_rates.GBP"),
        ("grades.price", "GBP/h", "is no unit of USD/t"),
        ("composition.fraction", "mol/mol", "is no unit of kg/kg; write one of kg/kg, %, ppm"),
        ("composition.fraction", "m3/m3", "is no unit of kg/kg"),
        ("composition.fraction", "at%", "is no unit"),
        ("composition.fraction", "degree", "is no unit of kg/kg"),
        ("composition.fraction", "kg", "is no unit of kg/kg"),
        ("streams.max_age", "week", "is no unit of period"),
        ("streams.form", "kg", "column form takes no unit"),
        ("routing_limits.maximum", "t", "column maximum takes no unit"),
    ],
)
def test_units_that_are_refused(place, unit, said):
    assert said in refused(place, unit)


@pytest.mark.parametrize(
    ("place", "unit", "row", "said"),
    [
        ("utilities.price", "USD/kg", {"utility": "power"}, "[USD/kg] is no unit of USD/kWh"),
        ("utilities.limit", "kg", {"utility": "water"}, "[kg] is no unit of m3"),
        ("hazard_limits.limit", "kg", {"hazard": "H2S", "basis": "processing"}, "[kg] is no unit of kg/h"),
        ("hazard_limits.limit", "kg/h", {"hazard": "H2S", "basis": "stock"}, "[kg/h] is no unit of kg"),
        ("hazard_factors.factor", "kg/t", {"hazard": "heat"}, "[kg/t] is no unit of MJ/t"),
        ("prices.price", "USD/MWh", {"item": "Ni"}, "[USD/MWh] is no unit of USD/t"),
    ],
)
def test_a_row_that_counts_in_something_else(place, unit, row, said):
    assert said in refused(place, unit, **row)


def test_written_headers_carry_the_instances_currency():
    grades = INPUT["grades"]
    assert [written_header(column, "EUR") for column in grades.columns] == [
        "product",
        "grade",
        "price [EUR/t]",
        "capacity [t]",
        "keep_cost [EUR/t]",
    ]
    for table in INPUT.values():
        for column in table.columns:
            name, unit = split_header(written_header(column, "USD"))
            assert name == column.name
            assert converter(table, column, unit, CONTEXT)(3.0, {}) == 3.0


def test_pint_is_loaded_only_for_another_unit():
    program = (
        "import sys\n"
        "from opt.schema import INPUT\n"
        "from opt.tables.units import UnitContext, converter\n"
        "table = INPUT['grades']\n"
        "converter(table, table.column('price'), 'USD/t', UnitContext())(1.0, {})\n"
        "assert 'pint' not in sys.modules\n"
        "converter(table, table.column('price'), 'USD/kg', UnitContext())(1.0, {})\n"
        "assert 'pint' in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
