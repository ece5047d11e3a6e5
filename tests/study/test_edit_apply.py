"""Edits on tables: which rows they select, what becomes of values, and that each slip is told with its remedy."""

from __future__ import annotations

import math

import pytest
from edit_world import cells, complaints, shipped, tried, world

from opt.instance import fingerprint, from_tables
from opt.study.edits import Condition, Edit, apply, parse_edit, touched


def test_rows_that_meet_the_conditions_change_and_the_rest_stays() -> None:
    after = tried(
        "grades[product=LCO|mix*].price *= 0.5",  # 20000 and 5000 of three
        "lines[line!=wash].hour_cost += 2.5",
        "lines[capabilities=inert].fixed_cost -= 20",  # wash alone has it
        "streams[max_age=''].max_age = 3",  # POL alone has none
        "streams[acceptance=mandatory, stream!=POL].gate_fee = 90",
        "splits[constituent='*'].fraction *= 0.9",  # the sign, not every constituent
        "areas[capacity!=''].capacity = 25000 kg",
        "hazard_limits[hazard=H2S].limit = 50 g/h",  # by the unit of the row's hazard
    )
    assert cells(after, "grades", "price", key="product") == {"LCO": 10000, "Li6PS5Cl": 10000, "mixture": 2500}
    assert cells(after, "lines", "hour_cost", key="line") == {"anneal": 12.5, "relith": 12.5, "wash": 10}
    assert cells(after, "lines", "fixed_cost", key="line") == {"anneal": 0, "relith": 0, "wash": 80}
    assert cells(after, "streams", "max_age", key="stream") == {"OXI": 2, "POL": 3, "SUL": 2}
    assert cells(after, "streams", "gate_fee", key="stream") == {"OXI": 0, "POL": 50, "SUL": 90}
    before, split = cells(world(), "splits", "fraction"), cells(after, "splits", "fraction")
    assert {key for key in split if split[key] != before[key]} == {key for key in split if key[1] == "*"}
    areas = cells(after, "areas", "capacity", key="area")
    assert areas["yard"] == 25.0
    assert math.isnan(areas["shed"])
    assert after.tables["hazard_limits"]["limit"].tolist() == [0.05]
    assert after.tables["arrivals"].equals(world().tables["arrivals"])
    assert world().own["grades"]["price"].tolist() == [20000, 10000, 5000]  # pure


def test_lists_flags_texts_and_blanks() -> None:
    after = tried(
        "lines[line=wash].capabilities += dry",
        "lines[line=relith].capabilities = dry|cooling",
        "lines[line=relith].capabilities -= dry",
        "areas[area=shed].segregated = yes",
        "areas[area=yard].capacity = ''",
        "streams[stream=SUL].acceptance = whole_lot",
        "periods[period=1].start = 2026-01-05",
    )
    offered = cells(after, "lines", "capabilities", key="line")
    assert offered == {"anneal": (), "relith": ("cooling",), "wash": ("inert", "dry")}
    assert cells(after, "areas", "segregated", key="area") == {"yard": False, "shed": True}
    assert math.isnan(cells(after, "areas", "capacity", key="area")["yard"])
    assert cells(after, "streams", "acceptance", key="stream")["SUL"] == "whole_lot"
    assert cells(after, "periods", "start", key="period")["1"] == "2026-01-05"


def test_rows_are_inserted_with_defaults_and_units_and_deleted() -> None:
    after = tried(
        "insert lines{line=wash_2, capabilities=inert|dry, hours=3 day}",
        "insert line_technologies{line=wash_2, technology=ethanol_dissolution, rate=2400 kg/day}",
        "insert arrivals{stream=OXI, mass=500 kg} @ 2..3",
        "delete setups[line=wash]",
        "delete arrivals[stream=POL, period=2]",
    )
    row = next(row for row in after.records("lines") if row["line"] == "wash_2")
    assert (row["hours"], row["hour_cost"], row["site"]) == (72, 0, "plant")
    assert cells(after, "line_technologies", "rate")["wash_2", "ethanol_dissolution", "*", "*"] == pytest.approx(0.1)
    assert cells(after, "arrivals", "mass") == {
        ("OXI", "1"): 7, ("OXI", "2"): 0.5, ("OXI", "3"): 0.5, ("POL", "1"): 4, ("SUL", "1"): 6, ("SUL", "2"): 6,
    }  # fmt: skip
    assert set(cells(after, "setups", "hours")) == {("anneal", "annealing")}


def test_each_edit_sees_those_before_it_and_rules_are_looked_at_in_the_end() -> None:
    after = tried(
        "composition[stream=OXI, constituent=LCO].fraction = 0.6",  # sums to 1.1
        "composition[stream=OXI, constituent=LLZO].fraction = 40 %",  # and to 1 again
        "composition[stream=POL, constituent=LCO].fraction *= 2",  # 1.0 beside 0.5
        "normalise composition[stream=POL]",
        "insert setups{line=relith, campaign=relithiation, hours=4}",
        "setups[campaign=relithiation].hours *= 2",
    )
    shares = cells(after, "composition", "fraction")
    assert (shares["OXI", "LCO"], shares["OXI", "LLZO"]) == (0.6, 0.4)
    assert shares["POL", "LCO"] == pytest.approx(2 / 3)
    assert shares["POL", "PEO"] == pytest.approx(1 / 3)
    assert cells(after, "setups", "hours")["relith", "relithiation"] == 8
    (problem,) = complaints("composition[stream=OXI, constituent=LCO].fraction = 0.6")
    assert "sum to 1.1" in problem.rule
    assert problem.value.startswith("composition[stream=OXI")


def test_a_normalised_share_may_leave_others_as_they_are() -> None:
    after = tried(
        "composition[stream=OXI, constituent=LCO].fraction = 0.8", "normalise composition[stream=OXI, constituent!=LCO]"
    )
    shares = cells(after, "composition", "fraction")
    assert (shares["OXI", "LCO"], shares["OXI", "LLZO"]) == pytest.approx((0.8, 0.2))
    problem = complaints("composition[stream=OXI].fraction = 0", "normalise composition[stream=OXI]")[0]
    assert "cannot be scaled to 1" in problem.rule


def test_settings() -> None:
    after = tried(
        "settings.carbon_price = 70 USD/t", "settings.carbon_price *= 2", "settings.carbon_price += 5",
        "settings.trace_threshold = 2 %", "settings.maturity += laboratory", "settings.maturity -= pilot",
        "settings.solve.gap = 0.005", "settings.date = 2026-01-05", "settings.description = 'a try'",
    ).settings  # fmt: skip
    assert (after.carbon_price, after.trace_threshold, after.solve.gap) == (145, 0.02, 0.005)
    assert after.maturity == ("industrial", "laboratory")
    assert (str(after.date), after.description) == ("2026-01-05", "a try")
    assert "greater than or equal" in complaints("settings.carbon_price = -5")[0].rule
    assert "is not in the list" in complaints("settings.maturity -= laboratory")[0].rule
    assert "no unit of" in complaints("settings.carbon_price = 5 kg")[0].rule


@pytest.mark.parametrize(
    ("text", "rule", "remedy"),
    [
        ("lines[line=wasch].hours = 5", "selects nothing", "'wash'"),
        ("lines[line=wash, site=plant, hours=7].hours = 5", "selects nothing", "hours"),
        ("lines[line=wash, capabilities=''].hours = 5", "selects nothing", "meets all of them"),
        ("splits[constituent='L*'].fraction = 1", "selects nothing", "a sign like any other"),
        ("routing.cost = 5", "selects nothing", "insert routing"),
        ("delete setups[line=relith]", "selects nothing", "line"),
        ("areas.capacity *= 2", "empty in shed", "capacity!=''"),
        ("streams.max_age += 1", "empty in POL", "max_age!=''"),
        ("lines.hours = 5 kg", "no unit of h", "day"),
        ("grades.price = 20 EUR/kg", "no exchange rate", "exchange_rates.EUR"),
        ("lines.hours = -5", "at least 0", "from 0"),
        ("streams[stream=SUL].state_of_charge = 3", "at most 1", "up to 1"),
        ("streams[stream=SUL].max_age *= 0.75", "whole number", "correct"),
        ("streams[stream=SUL].form = powdr", "there is no form 'powdr'", "'powder'"),
        ("streams.acceptance = sometimes", "must be one of", "mandatory"),
        ("grades.price *= 1e308", "no finite number", "smaller"),
        ("insert lines{line=wash, hours=5}", "is there already", "lines[line=wash].site = ..."),
        ("insert arrivals{stream=OXI, mass=3} @ 1..2", "is there already", "change it"),
        ("insert arrivals{stream=OXY, period=2, mass=3}", "there is no stream 'OXY'", "'OXI'"),
        ("lines[line=wash].capabilities += inert", "has 'inert'", "check"),
        ("lines.capabilities -= dry", "has 'dry'", "check"),
        ("delete wastes[waste=loss]", "is there all the same", "always there"),
        ("delete sites", "always there", "condition"),
        ("reference_prices.price *= 2", "selects nothing", "insert"),
    ],
)
def test_slips_are_told_with_their_edit_and_a_remedy(text: str, rule: str, remedy: str) -> None:
    problems = complaints(text)
    assert problems
    assert rule in problems[0].rule, problems[0]
    assert remedy in problems[0].remedy, problems[0]
    assert problems[0].value == text
    assert problems[0].file == "edit"


def test_all_slips_are_told_at_once() -> None:
    assert len(complaints("linse.hours = 5", "lines.huors = 5", "lines.line = a")) == 3
    assert len(complaints("lines[line=a].hours = 5", "lines[line=b].hours = 5", "areas.capacity *= 2")) == 3
    told = complaints("lines.hours = -5", "streams[stream=SUL].max_age = 0.5")
    assert {problem.value for problem in told} == {"lines.hours = -5", "streams[stream=SUL].max_age = 0.5"}
    first = next(problem for problem in told if problem.table == "lines")
    assert "anneal, relith, wash" in first.rule


def test_nothing_to_do_is_the_instance_itself() -> None:
    assert apply(world(), []) is world()


def test_touched_names_tables_and_those_that_hold_single_periods() -> None:
    edits = [parse_edit("grades.price *= 2"), parse_edit("lines.hour_cost = 1"), parse_edit("settings.solve.gap = 0")]
    assert touched(edits) == {"grades", "prices", "lines", "settings"}
    assert touched([parse_edit("lines.hours *= 2")]) == {"lines", "downtime"}
    assert touched([parse_edit("delete arrivals[stream=a]")]) == {"arrivals"}


def test_edits_made_in_python_bear_their_text() -> None:
    edit = Edit("multiply", "lines", (Condition("line", ("wash",)),), "hours", 0.5)
    assert edit.text == "lines[line=wash].hours *= 0.5"
    assert cells(apply(world(), [edit]), "lines", "hours", key="line")["wash"] == 50


def test_a_stream_of_a_cell_type_has_no_composition_to_edit() -> None:
    plant = shipped("plant")
    (problem,) = complaints("composition[stream=S01].fraction *= 2", instance=plant)
    assert "selects nothing" in problem.rule
    assert "cell_types[cell_type=NCM811_Li6PS5Cl_pack]" in problem.remedy
    assert "streams[stream=S01].cell_type" in problem.remedy


def test_what_an_absent_table_stands_for_becomes_rows_when_it_is_edited() -> None:
    """Without table areas every form may be stored; a limit for the one yard leaves it so."""
    tables = {
        name: rows for name, rows in world().own.items() if name not in ("areas", "area_classes", "storage_rules")
    }
    bare = from_tables(world().settings, tables)
    after = tried("areas[area=yard].capacity = 30", instance=bare)
    assert cells(after, "areas", "capacity", key="area") == {"yard": 30}
    assert after.tables["storage_rules"].equals(bare.tables["storage_rules"])
    assert set(after.own) - set(bare.own) == {"areas", "storage_rules"}


def test_inverse_edits_give_the_instance_back() -> None:
    for name in ("tiny", "plant"):
        before = shipped(name)
        there = tried("grades.price *= 0.67", "lines.hours *= 0.35", "arrivals.mass += 1.7", instance=before)
        assert fingerprint(there) != fingerprint(before)
        back = tried("arrivals.mass -= 1.7", "lines.hours /= 0.35", "grades.price /= 0.67", instance=there)
        assert fingerprint(back) == fingerprint(before)


def test_a_calendar_read_off_the_arrivals_stays_as_it_was() -> None:
    """Without table periods the weeks are those that arrivals name; an edit of arrivals must not change them."""
    tiny = shipped("tiny")
    arrivals = [*tiny.records("arrivals"), {"stream": "OXI", "period": "3", "mass": 1.0}]
    tables = {name: rows for name, rows in tiny.own.items() if name != "periods"}
    bare = from_tables(tiny.settings, {**tables, "arrivals": arrivals})
    after = tried("delete arrivals[stream=OXI, period=3]", instance=bare)
    assert after.periods == bare.periods == ["1", "2", "3"]
    assert "no period '4'" in complaints("insert arrivals{stream=OXI, mass=1} @ 4", instance=bare)[0].rule
    assert complaints("insert arrivals{stream=OXI, mass=1, period=4}", instance=bare)
