"""A certified plan of tiny, one number changed by hand: the family that objects, and by how much."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from check_world import edited, families_named, frame_of, solved_plan, tiny_rows, tiny_with

from opt.check import check
from opt.plan import Plan, with_tables
from opt.schema import STRUCTURE, VARIABLES
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def plan() -> Plan:
    """tiny with a capacity, a contract and limits that its optimum does not reach."""
    return solved_plan(
        tiny_with(
            hazard_limits=[
                *tiny_rows("hazard_limits"),
                {"hazard": "H2S", "basis": "concurrent", "place": "plant", "period": "all", "limit": 0.5},
            ],
            outlets=tiny_rows("outlets", incineration={"limit": 3.5}),
            routing=[{"stream": "*", "technology": "annealing", "cost": 1.0}],
            demand=[
                {
                    "product": "LCO",
                    "grade": "standard",
                    "period": "all",
                    "maximum": 10.0,
                    "contract": 5.0,
                    "penalty": 1.0,
                }
            ],
        )
    )


def operation(plan: Plan, technology: str, stream: str) -> str:
    """The operation of a technology on a stream's material."""
    fractions = plan.tables["fractions"].set_index("fraction")["streams"]
    rows = plan.tables["operations"].itertuples()
    return next(row.operation for row in rows if row.technology == technology and stream in fractions[row.fraction])


def amounts(plan: Plan, family: str) -> dict[tuple[str, str], float]:
    """What a family objects to: (row, period) -> amount."""
    found = check(plan).violations
    found = found[found["family"] == family]
    return dict(zip(zip(found["row"], found["period"], strict=True), found["amount"], strict=True))


def test_the_plan_itself_is_certified(plan: Plan) -> None:
    found = check(plan)
    assert found.certified, found.violations.to_string()
    assert found.worst < 1e-9


def test_a_mandatory_arrival_left_out(plan: Plan) -> None:
    false = edited(plan, "receive", 5.0, stream="SUL", period="1")
    assert amounts(false, "balance")["receive|SUL", "1"] == pytest.approx(1.0)
    assert amounts(false, "balance")["SUL", "1"] == pytest.approx(1.0)


def test_more_received_than_arrives(plan: Plan) -> None:
    assert amounts(edited(plan, "receive", 9.0, stream="OXI", period="1"), "balance")["receive|OXI", "1"] == 2.0


def test_stock_out_of_nothing(plan: Plan) -> None:
    false = edited(plan, "stock", 50.0, fraction="SUL", area="yard", period="3")
    assert amounts(false, "balance")["SUL", "3"] == pytest.approx(50.0)
    assert amounts(false, "storage")["yard", "3"] == pytest.approx(30.0)
    assert amounts(false, "age")["SUL", "3"] == pytest.approx(44.0)


def test_hours_beyond_the_line(plan: Plan) -> None:
    """10 t more at 0.1 t/h take 100 h more than the line has left."""
    name = operation(plan, "acetonitrile_dissolution", "POL")
    before = plan.values("treat")[name, "wash", "2"]
    used = sum(mass for (_, line, t), mass in plan.values("treat").items() if (line, t) == ("wash", "2")) / 0.1
    used += 20 * sum(on for (line, _, t), on in plan.values("setup").items() if (line, t) == ("wash", "2"))
    false = edited(plan, "treat", before + 10.0, operation=name, line="wash", period="2")
    assert amounts(false, "capacity")["wash", "2"] == pytest.approx(used + 100.0 - 100.0)
    assert {"balance", "capacity", "mass"} <= families_named(false)


def test_a_run_denied(plan: Plan) -> None:
    false = edited(plan, "run", 0.0, line="wash", campaign="sulfide", period="1")
    assert ("wash|sulfide|treated without run", "1") in amounts(false, "campaign")
    assert families_named(false) == {"campaign"}


def test_a_setup_denied(plan: Plan) -> None:
    setups = [key for key, on in plan.values("setup").items() if on == 1.0]
    line, campaign, period = setups[0]
    false = edited(plan, "setup", 0.0, line=line, campaign=campaign, period=period)
    assert amounts(false, "campaign")[f"{line}|{campaign}|run without set-up", period] == 1.0
    assert {"campaign", "value"} <= families_named(false)


def test_two_carries_into_a_period(plan: Plan) -> None:
    false = edited(
        edited(plan, "carry", 1.0, line="wash", campaign="sulfide", period="1"),
        "carry",
        1.0,
        line="wash",
        campaign="polymer",
        period="1",
    )
    assert amounts(false, "campaign")["wash|one carry", "1"] == 1.0
    assert amounts(false, "campaign")["wash|polymer|carried in without set-up", "1"] == 1.0


def test_a_lot_below_its_minimum(plan: Plan) -> None:
    name = operation(plan, "annealing", "OXI")
    frame = plan.tables["treat"]
    mass = frame[(frame["operation"] == name) & (frame["treat"] > 0)].iloc[0]
    false = edited(plan, "treat", 2.5, operation=name, line="anneal", period=mass["period"])
    assert amounts(false, "campaign")["anneal|annealing|minimum lot", mass["period"]] == pytest.approx(0.5)


def test_too_much_hydrogen_sulfide(plan: Plan) -> None:
    name = operation(plan, "ethanol_dissolution", "SUL")
    false = edited(plan, "treat", 7.5, operation=name, line="wash", period="1")
    assert amounts(false, "safety")["H2S|processing|plant", "1"] == pytest.approx(1.5)


def test_a_peak_that_is_too_low(plan: Plan) -> None:
    """0.1 t/h of SUL release 2 kg/t x 50 %."""
    false = edited(plan, "peak", 0.0, line="wash", hazard="H2S", period="1")
    assert amounts(false, "safety") == {("peak|wash|H2S", "1"): pytest.approx(0.1)}


def test_sold_beyond_the_market(plan: Plan) -> None:
    before = plan.values("sell")["LCO", "standard", "3"]
    sold = sum(mass for (p, g, _), mass in plan.values("sell").items() if (p, g) == ("LCO", "standard"))
    false = edited(plan, "sell", before + 4.0, product="LCO", grade="standard", period="3")
    assert amounts(false, "market")["LCO|standard|maximum", "all"] == pytest.approx(sold - 6.0)
    assert amounts(false, "balance")["LCO|standard", "3"] == pytest.approx(4.0)


def test_a_contract_missed(plan: Plan) -> None:
    frame = plan.tables["sell"].assign(sell=0.0)
    assert amounts(with_tables(plan, sell=frame), "market")["LCO|standard|contract", "all"] == pytest.approx(5.0)
    short = with_tables(plan, sell=frame, short=plan.tables["short"].assign(short=5.0))
    assert amounts(short, "market") == {}


def test_more_waste_than_the_outlet_takes(plan: Plan) -> None:
    false = edited(plan, "discard", 5.0, waste="polymer_waste", site="plant", outlet="incineration", period="1")
    assert amounts(false, "resources")["incineration", "1"] == pytest.approx(1.5)


def test_used_without_qualification(plan: Plan) -> None:
    false = edited(plan, "use", 0.0, origin="OXI", technology="annealing")
    assert families_named(false) == {"routing", "value"}


def test_made_as_another_grade_than_it_is_sold(plan: Plan) -> None:
    frame = plan.tables["make"].copy()
    frame["grade"] = frame["grade"].map({"standard": "offspec", "offspec": "standard"})
    assert "balance" in families_named(with_tables(plan, make=frame))


def test_a_binary_between_zero_and_one(plan: Plan) -> None:
    false = edited(plan, "single", 0.5, line="wash", period="1")
    assert amounts(false, "rows")["single|wash|neither 0 nor 1", "1"] == 0.5
    assert check(edited(plan, "single", 5e-7, line="wash", period="2")).worst <= 1e-6


@pytest.mark.parametrize("variable", ["receive", "treat", "stock", "discard", "make", "sell", "run", "carry", "peak"])
def test_a_row_missing_double_unknown_or_no_number(plan: Plan, variable: str) -> None:
    frame, table = plan.tables[variable], VARIABLES[variable]
    first = frame.iloc[[0]]
    index = "|".join(str(first[name].iloc[0]) for name in table.key if name != "period")
    false = {
        "missing": frame.iloc[1:],
        "double": pd.concat([frame, first], ignore_index=True),
        "unknown": pd.concat([frame, first.assign(**{table.key[0]: "nobody"})], ignore_index=True),
        "not a number": pd.concat([first.assign(**{variable: float("nan")}), frame.iloc[1:]], ignore_index=True),
    }
    for word, rows in false.items():
        found = amounts(with_tables(plan, **{variable: rows}), "rows")
        named = index.replace(index.split("|")[0], "nobody", 1) if word == "unknown" else index
        assert found == {(f"{variable}|{named}|{word}", first["period"].iloc[0]): math.inf}
        assert check(with_tables(plan, **{variable: rows})).worst == math.inf


def test_a_number_below_zero(plan: Plan) -> None:
    false = edited(plan, "stock", -1e-6, fraction="OXI", area="yard", period="3")
    assert amounts(false, "rows") == {("stock|OXI|yard|below zero", "3"): pytest.approx(1e-6)}


def test_an_operation_named_twice(plan: Plan) -> None:
    frame = plan.tables["operations"]
    false = with_tables(plan, operations=pd.concat([frame, frame.iloc[[0]]], ignore_index=True))
    assert list(amounts(false, "rows").values()) == [math.inf]


def test_a_plan_without_a_table_or_column_is_an_error(plan: Plan) -> None:
    tables = {name: frame for name, frame in plan.tables.items() if name != "treat"}
    tables["stock"] = tables["stock"].drop(columns="area")
    with pytest.raises(InputError) as caught:
        check(Plan(plan.instance, plan.summary, tables))
    assert [problem.table for problem in caught.value.problems] == ["treat", "stock"]
    with pytest.raises(InputError, match="no plan to check"):
        check(Plan(plan.instance, {"status": "infeasible"}, {}))


def test_an_empty_structure_is_no_plan(plan: Plan) -> None:
    false = with_tables(plan, **{name: frame_of(table, []) for name, table in STRUCTURE.items()})
    assert {"structure", "rows"} <= families_named(false)
