"""Own rows over the library's, and prices of the library in the instance's currency."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from instance_cases import complaints, only, place, small

from opt.instance import Instance
from opt.library import load_library

EUR = {"currency": "EUR", "exchange_rates": {"USD": {"rate": 0.5, "date": "2026-01-01"}}}


def row(instance: Instance, table: str, **key: str) -> dict[str, Any]:
    """The one row of a table with that key."""
    return next(r for r in instance.records(table) if all(r[name] == value for name, value in key.items()))


def test_an_instance_without_library_tables_has_the_library_as_it_is() -> None:
    instance = small()
    for name, frame in load_library().items():
        if name not in ("storage_rules", "storage_classes", "outlets", "utilities", "grades"):
            pd.testing.assert_frame_equal(instance.tables[name], frame)
    assert instance.overridden.empty


def test_cells_that_are_given_override_and_blanks_keep_the_library() -> None:
    instance = small(technologies=[{"technology": "smelting", "cost": 7.0}])
    before, after = row_of_library("technologies", "smelting"), row(instance, "technologies", technology="smelting")
    assert after == before | {"cost": 7.0, "source": "planner", "status": "planner"}
    assert instance.overridden.to_dict("records") == [
        {
            "table": "technologies",
            "key": "smelting",
            "column": "cost",
            "library": f"{before['cost']:g}",
            "instance": "7",
        }
    ]
    assert list(instance.tables["technologies"]["technology"]) == list(load_library()["technologies"]["technology"])


def row_of_library(table: str, name: str) -> dict[str, Any]:
    frame = load_library()[table]
    return frame[frame[frame.columns[0]] == name].to_dict("records")[0]  # type: ignore[return-value]


def test_a_source_that_is_given_stays() -> None:
    given = {"technology": "smelting", "cost": 7.0, "source": "our books", "status": "computed"}
    smelting = row(small(technologies=[given]), "technologies", technology="smelting")
    assert (smelting["source"], smelting["status"]) == ("our books", "computed")


def test_repeating_the_library_overrides_nothing() -> None:
    cost = row_of_library("technologies", "smelting")["cost"]
    assert small(technologies=[{"technology": "smelting", "cost": cost}]).overridden.empty


def test_further_rows_extend_the_library_with_defaults() -> None:
    instance = small(
        storage_classes=[{"storage_class": "drums"}],
        outlets=[{"outlet": "friend", "takes": ("loss", "slag"), "cost": 10.0}],
    )
    friend = row(instance, "outlets", outlet="friend")
    assert friend["site"] == "*"
    assert math.isnan(friend["limit"])
    assert (friend["source"], friend["status"]) == ("planner", "planner")
    assert len(instance.tables["outlets"]) == len(load_library()["outlets"]) + 1
    assert instance.overridden.empty


def test_a_flag_and_a_list_can_be_overridden() -> None:
    instance = small(
        technologies=[{"technology": "smelting", "breaks": False, "inputs": ("cell",)}],
        forms=[{"form": "cell", "storable": False}],
    )
    smelting = row(instance, "technologies", technology="smelting")
    assert smelting["breaks"] is False
    assert smelting["inputs"] == ("cell",)
    assert row(instance, "forms", form="cell")["sealed"] is True
    assert set(instance.overridden["column"]) == {"breaks", "inputs", "storable"}


def test_a_further_row_needs_its_required_cells() -> None:
    problems = complaints(constituents=[{"constituent": "NMC_new", "kind": "cathode"}])
    assert place(only(problems)) == ("constituents", 2, "formula")
    assert only(problems).rule == "the cell is empty"


def test_blank_key_cells_take_their_default_before_rows_are_matched() -> None:
    instance = small(storage_rules=[{"form": "charged_pack", "storage_class": "powder"}])
    assert row(instance, "storage_rules", form="charged_pack", electrolyte_class="*")["storage_class"] == "powder"
    assert len(instance.overridden) == 1


def test_money_of_the_library_is_converted() -> None:
    dollars, euros = small(), small(EUR)
    for table, column in (("technologies", "cost"), ("outlets", "cost"), ("utilities", "price")):
        pd.testing.assert_series_equal(euros.tables[table][column], dollars.tables[table][column] * 0.5)
    assert euros.tables["grades"]["price"].tolist() == [1000.0]


def test_a_currency_without_a_rate_is_named_once_for_the_library() -> None:
    problem = only(complaints({"currency": "EUR"}))
    assert (problem.file, problem.column, problem.value) == ("instance.toml", "exchange_rates", "USD")
    assert "add [exchange_rates.USD]" in problem.remedy


def test_blank_prices_come_from_the_price_list() -> None:
    listed = row_of_library("reference_prices", "copper_scrap/standard")["price"]
    grades = [{"product": "copper_scrap", "grade": "standard"}, {"product": "alloy", "grade": "standard", "price": 1.0}]
    payables = [{"product": "alloy", "grade": "standard", "element": "Ni", "payable": 0.6}]
    instance = small(EUR, grades=grades, payables=payables)
    assert instance.tables["grades"]["price"].tolist() == [listed * 0.5, 1.0]
    nickel = row_of_library("reference_prices", "Ni")["price"]
    assert instance.tables["payables"]["metal_price"].tolist() == [nickel * 0.5]
    assert math.isnan(instance.own["grades"]["price"][0])


def test_own_prices_in_the_list_go_before_the_library() -> None:
    own = [{"item": "copper_scrap/standard", "price": 5000.0, "currency": "CNY", "date": "2026-01"}]
    rates = {"exchange_rates": {"CNY": {"rate": 0.14, "date": "2026-01-01"}}}
    instance = small(rates, grades=[{"product": "copper_scrap", "grade": "standard"}], reference_prices=own)
    assert instance.tables["grades"]["price"].tolist() == [pytest.approx(700.0)]


def test_a_grade_without_any_price_is_named() -> None:
    problem = only(complaints(grades=[{"product": "copper_scrap", "grade": "shiny"}]))
    assert place(problem) == ("grades", 2, "price")
    assert "'copper_scrap/shiny'" in problem.rule
    assert "reference_prices" in problem.remedy


def test_a_price_for_every_period_is_price_enough() -> None:
    grades = [{"product": "copper_scrap", "grade": "shiny"}]
    prices = [{"item": "copper_scrap/shiny", "period": period, "price": 9.0} for period in ("1", "2")]
    assert small(grades=grades, prices=prices).tables["grades"]["price"].tolist() == [9.0]
    assert place(only(complaints(grades=grades, prices=prices[:1]))) == ("grades", 2, "price")


def test_a_grade_sold_by_payables_needs_no_price_and_offspec_neither() -> None:
    grades = [{"product": "alloy", "grade": "crude"}, {"product": "alloy", "grade": "offspec"}]
    payables = [{"product": "alloy", "grade": "crude", "element": "Ni", "payable": 0.6}]
    price = small(grades=grades, payables=payables).tables["grades"]["price"].tolist()
    assert price[0] == 0.0
    assert math.isnan(price[1])


def test_a_utility_in_use_needs_a_price_and_an_idle_one_does_not() -> None:
    utilities = [{"utility": "pixie_dust", "unit": "kg"}]
    assert small(utilities=utilities)
    uses = [{"technology": "smelting", "utility": "pixie_dust", "amount": 1.0}]
    assert place(only(complaints(utilities=utilities, uses=uses))) == ("utilities", 2, "price")


def test_an_outlet_needs_a_cost() -> None:
    assert place(only(complaints(outlets=[{"outlet": "friend", "takes": ("loss",)}]))) == ("outlets", 2, "cost")
