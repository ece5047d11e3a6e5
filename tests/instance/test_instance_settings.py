"""instance.toml: units as text, every complaint with its key and a remedy."""

from __future__ import annotations

import datetime
import tomllib
from typing import Any

import pytest
from instance_cases import SETTINGS, tiny_copy

from opt.instance import Settings, read
from opt.instance.settings_text import parse_settings, plain
from opt.tables.problems import InputError


def parsed(**data: Any) -> Settings:
    settings, problems = parse_settings(SETTINGS | data)
    assert problems == []
    return settings


def complaint(**data: Any) -> tuple[str, str, str, str]:
    """Column, value, rule and remedy of the one complaint."""
    _, problems = parse_settings(SETTINGS | data)
    assert len(problems) == 1, problems
    assert problems[0].file == "instance.toml"
    return problems[0].column, problems[0].value, problems[0].rule, problems[0].remedy


def test_a_name_is_enough() -> None:
    settings = parsed()
    assert (settings.currency, settings.library, settings.carbon_price) == ("USD", "reference", 0.0)
    assert settings.maturity == ("pilot", "industrial")
    assert settings.solve.gap == 0.01


@pytest.mark.parametrize(
    ("text", "value"),
    [("70 USD/t", 70.0), ("0.07 USD/kg", 70.0), ("70 USD/t CO2", 70.0), ("100 EUR/t", 110.0), ("70", 70.0), (70, 70.0)],
)
def test_carbon_price_may_carry_a_unit(text: Any, value: float) -> None:
    rates = {"EUR": {"rate": 1.1, "date": datetime.date(2026, 1, 1)}}
    assert parsed(carbon_price=text, exchange_rates=rates).carbon_price == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("text", "value"), [("1 wt%", 0.01), ("500 ppm", 0.0005), ("0.02 kg/kg", 0.02), (0.03, 0.03)])
def test_trace_threshold_may_carry_a_unit(text: Any, value: float) -> None:
    assert parsed(trace_threshold=text).trace_threshold == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("data", "column", "says", "remedy"),
    [
        ({"carbon_price": "70 EUR/t"}, "carbon_price", "no exchange rate", "add exchange_rates.EUR"),
        ({"carbon_price": "70 h"}, "carbon_price", "no unit of", "USD/t"),
        ({"carbon_price": "a lot"}, "carbon_price", "valid number", "mend carbon_price"),
        ({"carbon_price": -1}, "carbon_price", "greater than or equal to 0", "mend"),
        ({"carbon_price": float("nan")}, "carbon_price", "finite", "mend"),
        ({"carbon_price": True}, "carbon_price", "true or false", "as a number"),
        ({"trace_threshold": 2}, "trace_threshold", "less than or equal to 1", "mend"),
        ({"libary": "none"}, "libary", "no setting 'libary'", "did you mean 'library'?"),
        ({"library": "refrence"}, "library", "no value of library", "did you mean 'reference'?"),
        ({"maturity": ["pilote"]}, "maturity", "no value of maturity", "did you mean 'pilot'?"),
        ({"currency": "euro"}, "currency", "no currency code", "EUR"),
        ({"solve": {"gab": 0.1}}, "solve.gab", "no setting 'solve.gab'", "did you mean 'gap'?"),
        ({"solve": {"time_limit": 0}}, "solve.time_limit", "greater than 0", "seconds"),
        ({"exchange_rates": {"EUR": {"rate": 1.1}}}, "exchange_rates.EUR.date", "is missing", "add date"),
        (
            {"exchange_rates": {"EUR": {"rate": 0, "date": "2026-01-01"}}},
            "exchange_rates.EUR.rate",
            "greater than 0",
            "",
        ),
        (
            {"exchange_rates": {"euro": {"rate": 1, "date": "2026-01-01"}}},
            "exchange_rates.euro",
            "no currency code",
            "EUR",
        ),
        ({"name": ""}, "name", "at least 1", "mend name"),
        ({"date": "yesterday"}, "date", "date", "mend date"),
    ],
)
def test_every_complaint_names_its_key(data: dict[str, Any], column: str, says: str, remedy: str) -> None:
    named, _, rule, mend = complaint(**data)
    assert named == column
    assert says in rule
    assert remedy in mend


def test_complaints_come_together_and_beside_those_of_tables(tmp_path: Any) -> None:
    folder = tiny_copy(tmp_path)
    toml = (folder / "instance.toml").read_text().replace("gap = 0.0", 'gap = "x"').replace('"USD"', '"US"')
    (folder / "instance.toml").write_text(toml)
    (folder / "arrivals.csv").write_text("stream,period,mass\nOXI,1,-7\nPOL,1,4\nSUL,1,6\n")
    with pytest.raises(InputError) as caught:
        read(folder)
    assert {problem.column for problem in caught.value.problems} == {"currency", "solve.gap", "mass"}


def test_wrong_settings_do_not_spoil_the_right_ones(tmp_path: Any) -> None:
    folder = tiny_copy(tmp_path)
    toml = (folder / "instance.toml").read_text().replace("gap = 0.0", "gap = 7").replace('"USD"', '"EUR"')
    (folder / "instance.toml").write_text(toml)
    for table in ("areas", "setups", "lines", "outlets", "streams", "grades"):
        file = folder / f"{table}.csv"
        file.write_text(file.read_text().replace("USD", "EUR"))
    with pytest.raises(InputError) as caught:
        read(folder)
    assert [problem.column for problem in caught.value.problems] == ["solve.gap"]


def test_unreadable_settings_do_not_bury_the_tables(tmp_path: Any) -> None:
    folder = tiny_copy(tmp_path)
    (folder / "instance.toml").write_text("name = ")
    (folder / "arrivals.csv").write_text("stream,period,mass\nOXI,1,-7\nPOL,1,4\nSUL,1,6\n")
    (folder / "grades.csv").write_text("product,grade,price [EUR/t]\nLCO,standard,1\n")
    with pytest.raises(InputError) as caught:
        read(folder)
    assert [(problem.table, problem.column) for problem in caught.value.problems] == [("", ""), ("arrivals", "mass")]


def test_settings_written_are_settings_read() -> None:
    from opt.tables.settings_sheet import toml_text

    rates = {"EUR": {"rate": 1.1, "date": "2026-01-01"}}
    settings = parsed(description='a "b"\n\\c', maturity=["industrial"], exchange_rates=rates, solve={"gap": 1e-7})
    assert parse_settings(tomllib.loads(toml_text(plain(settings)))) == (settings, [])
    assert parse_settings(tomllib.loads(toml_text(plain(parsed())))) == (parsed(), [])
