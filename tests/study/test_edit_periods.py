"""Edits of single periods: rows of these periods, rows for all split by hand, prices and stops in their own tables."""

from __future__ import annotations

import math

import pytest
from edit_world import MORE, cells, complaints, shipped, tried, world

from opt.instance import fingerprint, from_tables


def test_rows_of_the_chosen_periods_change() -> None:
    after = tried("arrivals.mass *= 2 @ 2..3", "periods.hours = 50 @ 3", "downtime[line=wash].hours += 5 @ 2")
    assert cells(after, "arrivals", "mass") == {
        ("OXI", "1"): 7, ("POL", "1"): 4, ("POL", "2"): 8, ("SUL", "1"): 6, ("SUL", "2"): 12,
    }  # fmt: skip
    assert cells(after, "periods", "hours", key="period") == {"1": 100, "2": 100, "3": 50}
    assert cells(after, "downtime", "hours") == {("wash", "2"): 45, ("relith", "3"): 100}


def test_a_row_for_all_is_split() -> None:
    after = tried("hazard_limits[hazard=H2S].limit *= 0.5 @ 2", "hazard_limits.limit += 0.01 @ 2..3")
    limits = {key[3]: limit for key, limit in cells(after, "hazard_limits", "limit").items()}
    assert limits == {"all": 0.06, "2": 0.04, "3": 0.07}
    after = tried("hazard_limits.limit *= 2", instance=after)  # all of them
    limits = {key[3]: limit for key, limit in cells(after, "hazard_limits", "limit").items()}
    assert limits == {"all": 0.12, "2": 0.08, "3": 0.14}


def test_a_row_for_each_is_split_with_its_other_cells() -> None:
    text = "demand[product=LCO, period!=all].contract = 1 @ 3"
    after = tried("demand[period=each].penalty = 70", text)
    rows = {row["period"]: row for row in after.records("demand") if row["product"] == "LCO"}
    assert set(rows) == {"each", "all", "3"}
    assert (rows["3"]["maximum"], rows["3"]["contract"], rows["3"]["penalty"]) == (5, 1, 70)
    assert (rows["each"]["contract"], rows["all"]["contract"]) == (0, 0)


def test_deleting_some_periods_of_a_row_for_all_keeps_the_others() -> None:
    after = tried("delete hazard_limits @ 2", "delete demand[product=LCO, period!=all] @ 1..2")
    assert {key[3] for key in cells(after, "hazard_limits", "limit")} == {"1", "3"}
    assert {key[2] for key in cells(after, "demand", "maximum") if key[0] == "LCO"} == {"all", "3"}


def test_a_price_in_a_period_is_a_row_of_prices() -> None:
    after = tried("grades[product=LCO].price *= 0.5 @ 1..2", "grades[product=mixture].price = 6 USD/kg @ 3")
    assert cells(after, "prices", "price") == {
        ("LCO/standard", "1"): 10000, ("LCO/standard", "2"): 9000, ("mixture/standard", "3"): 6000,
    }  # fmt: skip
    assert cells(after, "grades", "price") == cells(world(), "grades", "price")


def test_a_price_without_periods_changes_in_all_of_them() -> None:
    after = tried("grades[product=LCO].price -= 1000")
    assert cells(after, "grades", "price", key="product")["LCO"] == 19000
    assert cells(after, "prices", "price") == {("LCO/standard", "2"): 17000}
    assert cells(tried("grades.price = 7"), "prices", "price") == {("LCO/standard", "2"): 7}


def test_hours_in_a_period_are_rows_of_downtime() -> None:
    """hours = manned - lost: wash 100 - 40 in period 2, relith 100 - 100 in period 3, 100 elsewhere."""
    after = tried(
        "lines.hours *= 0.5 @ 2..3", "lines[line=anneal].hours += 1 day @ 1", "lines[line=relith].hours = 0 @ 1"
    )
    assert cells(after, "downtime", "hours") == {
        ("anneal", "1"): -24, ("relith", "1"): 100,
        ("anneal", "2"): 50, ("relith", "2"): 50, ("wash", "2"): 70,
        ("anneal", "3"): 50, ("relith", "3"): 100, ("wash", "3"): 50,
    }  # fmt: skip
    assert set(cells(after, "lines", "hours", key="line").values()) == {100}


@pytest.mark.parametrize(
    ("text", "hours", "lost"),
    [
        ("lines.hours *= 0.5", 50, {("wash", "2"): 20, ("relith", "3"): 50}),  # available 30 and 0
        ("lines.hours = 30", 30, {("wash", "2"): 30, ("relith", "3"): 30}),  # no more is lost than there is
        ("lines.hours += 20", 120, {("wash", "2"): 40, ("relith", "3"): 120}),  # what stands still goes on standing
    ],
)
def test_hours_without_periods_take_the_stops_along(text: str, hours: float, lost: dict[object, float]) -> None:
    after = tried(text)
    assert set(cells(after, "lines", "hours", key="line").values()) == {hours}
    assert cells(after, "downtime", "hours") == lost


def test_single_periods_and_their_inverse_leave_nothing() -> None:
    texts = [
        "grades[product=mixture].price *= 0.7 @ 2",
        "lines[line!=wash].hours *= 0.5 @ 1",
        "hazard_limits.limit *= 3 @ 3",
        "demand[product=LCO, period=each].maximum += 2 @ 1",
    ]
    inverse = [
        "demand[product=LCO, period!=all].maximum -= 2 @ 1",
        "hazard_limits.limit /= 3 @ 3",
        "lines[line!=wash].hours *= 2 @ 1",
        "grades[product=mixture].price /= 0.7 @ 2",
    ]
    there = tried(*texts)
    assert len(there.own["demand"]) == len(world().own["demand"]) + 1
    assert fingerprint(tried(*inverse, instance=there)) == fingerprint(world())
    assert fingerprint(tried(*texts, *inverse)) == fingerprint(world())


@pytest.mark.parametrize(
    ("text", "rule", "remedy"),
    [
        ("lines.hours = 0 @ 7", "no period '7'", "known: 1, 2, 3"),
        ("lines.hours = 0 @ 3..2", "comes after", "@ 2..3"),
        ("arrivals[stream=OXI].mass *= 2 @ 2..3", "selects nothing in period 2, 3", "insert arrivals{stream=..."),
        ("downtime[line=wash].hours = 5 @ 1", "selects nothing in period 1", "insert downtime{line=..."),
        ("demand.maximum *= 2 @ 1", "over the horizon", "period!=all"),
        ("delete demand @ 1", "over the horizon", "period!=all"),
        ("delete arrivals[stream=OXI] @ 3", "selects nothing in period 3", "insert"),
        ("grades.price = '' @ 1", "cannot be emptied", "delete rows of prices"),
        ("lines.hours += -5 @ 3", "more hours are lost", "write at most 100"),
        ("insert arrivals{stream=OXI, mass=3} @ 8", "no period '8'", "known"),
    ],
)
def test_slips_with_periods(text: str, rule: str, remedy: str) -> None:
    problems = complaints(text)
    assert problems
    assert rule in problems[0].rule, problems[0]
    assert remedy in problems[0].remedy, problems[0]
    assert problems[0].value == text


def test_a_row_of_a_period_that_is_not_selected_goes_before_the_row_for_all() -> None:
    text = "hazard_limits[period=all].limit *= 0.5 @ 2..3"
    (problem,) = complaints("hazard_limits.limit *= 2 @ 2", text)
    assert "H2S/processing/plant/2 goes before the row for all" in problem.rule
    assert problem.value == text


def test_a_metal_has_one_price_in_a_period() -> None:
    """Payables of one metal in two grades: prices by period hold for both."""
    tiny = shipped("tiny")
    elements = [{"product": "mixture", "grade": grade, "element": "Co", "payable": 0.5, "metal_price": price}
                for grade, price in (("standard", 100), ("other", 200))]  # fmt: skip
    grades = [*tiny.records("grades"), {"product": "mixture", "grade": "other", "price": 5}]
    both = from_tables(tiny.settings, {**tiny.own, "payables": elements, "grades": grades})
    assert (
        "holds for mixture/other/Co too"
        in complaints("payables[grade=standard].metal_price = 3 @ 1", instance=both)[0].rule
    )
    assert "several prices" in complaints("payables.metal_price *= 2 @ 1", instance=both)[0].rule
    after = tried("payables.metal_price = 300 @ 1", "payables.metal_price *= 2", instance=both)
    assert cells(after, "prices", "price") == {("Co", "1"): 600}
    assert set(cells(after, "payables", "metal_price").values()) == {200, 400}


def test_a_blank_price_has_nothing_to_multiply_but_its_dated_ones() -> None:
    offspec = {"product": "LCO", "grade": "offspec"}
    tables = {**world().own, "grades": [*world().records("grades"), offspec],
              "prices": [*MORE["prices"], {"item": "LCO/offspec", "period": "2", "price": 10}]}  # fmt: skip
    instance = from_tables(world().settings, tables)
    assert math.isnan(cells(instance, "grades", "price")["LCO", "offspec"])
    assert "empty in LCO/offspec" in complaints("grades.price *= 2", instance=instance)[0].rule
    assert "empty in LCO/offspec" in complaints("grades.price *= 2 @ 1..2", instance=instance)[0].rule
    after = tried("grades[grade=offspec].price *= 2 @ 2", instance=instance)
    assert cells(after, "prices", "price")["LCO/offspec", "2"] == 20
