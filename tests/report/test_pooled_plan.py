"""Derived tables where streams share a pool, material is left, given away or short, and lines stand still.

The plan is made up; it need not be optimal or even feasible to be reported.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from handmade import cathode, make_plan

from opt.instance import Instance, from_tables
from opt.network import Network, build_network
from opt.network.parameters import build_parameters
from opt.plan.plan import Plan, with_derived
from opt.report import derive
from opt.report.derived.attribution import stream_shares
from opt.report.derived.calendar import Shift, order_of_campaigns
from opt.report.frames import derived_frame
from opt.tables.frames import records

OWN = {"source": "invented", "status": "estimate"}


@pytest.fixture(scope="module")
def pooled(tiny: Instance) -> Instance:
    """Tiny with a second sulfide stream of the same material, electricity, a carbon price and more limits."""
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny.own.items()}
    own["streams"].append({**own["streams"][2], "stream": "SUL2", "gate_fee": 0.0})
    own["arrivals"].append({"stream": "SUL2", "period": "1", "mass": 4.0})
    own["composition"] += [{"stream": "SUL2", "constituent": name, "fraction": 0.5} for name in ("LCO", "Li6PS5Cl")]
    own["periods"] = [{"period": str(n), "hours": 168.0, "start": f"2026-01-{5 + 7 * (n - 1):02d}"} for n in (1, 2, 3)]
    own["lines"] = [{**row, "hours": 84.0} for row in own["lines"]]
    own["downtime"] = [{"line": "wash", "period": "2", "hours": 30.0}]
    own["utilities"] = [{"utility": "electricity", "unit": "kWh", "price": 0.1, "emission_factor": 0.5, **OWN}]
    own["uses"] = [{"technology": "relithiation", "utility": "electricity", "amount": 1000.0, **OWN}]
    own["hazard_factors"].append(
        {"hazard": "H2S", "basis": "stock", "at": "powder", "constituent": "Li6PS5Cl", "factor": 1.0, **OWN}
    )
    own["hazard_limits"] += [
        {"hazard": "H2S", "basis": "stock", "place": "yard", "limit": 4.0},
        {"hazard": "H2S", "basis": "concurrent", "place": "plant", "limit": 0.2},
    ]
    own["demand"] = [{"product": "LCO", "grade": "standard", "period": "2", "contract": 5.0, "penalty": 50.0}]
    own["grade_limits"] = [{"product": "LCO", "grade": "standard", "item": "Co", "sense": "min", "limit": 0.5}]
    own["grades"] = [{**r, "capacity": 10.0, "keep_cost": 2.0} if r["product"] == "LCO" else r for r in own["grades"]]
    return from_tables(tiny.settings.model_copy(update={"carbon_price": 100.0}), own)


@pytest.fixture(scope="module")
def made_of(pooled: Instance) -> Network:
    return build_network(pooled)


@pytest.fixture(scope="module")
def made(pooled: Instance, made_of: Network) -> Plan:
    """6 t of SUL and 3 t of SUL2 dissolved in week 1, their 4.5 t of cathode relithiated in week 2."""
    relithiate = f"{cathode(made_of, 'SUL')}>relithiation"
    values: dict[str, dict[tuple[str, ...], float]] = {
        "receive": {("SUL", "1"): 8, ("SUL2", "1"): 4},
        "treat": {
            ("SUL>ethanol_dissolution", "wash", "1"): 6, ("SUL2>ethanol_dissolution", "wash", "1"): 3,
            (relithiate, "relith", "2"): 4.5,
        },
        "make": {
            ("SUL>ethanol_dissolution", "Li6PS5Cl", "standard", "1"): 2.7,
            ("SUL2>ethanol_dissolution", "Li6PS5Cl", "standard", "1"): 1.35,
            (relithiate, "LCO", "standard", "2"): 4.5,
        },
        "sell": {("LCO", "standard", "2"): 4, ("LCO", "standard", "3"): 0.5, ("Li6PS5Cl", "standard", "1"): 4.05},
        "keep": {("LCO", "standard", "2"): 0.5},
        "short": {("LCO", "standard", "2"): 1},
        "stock": {("SUL", "yard", "1"): 2, ("SUL", "yard", "2"): 2, ("SUL", "yard", "3"): 2},
        "dispose": {("SUL2", "incineration", "1"): 1},
        "discard": {("loss", "plant", "landfill", "1"): 0.45},
        "setup": {("wash", "polymer", "2"): 1},
        "carry": {("wash", "sulfide", "1"): 1, ("wash", "sulfide", "2"): 1, ("wash", "polymer", "3"): 1},
    }  # fmt: skip
    plan = make_plan(pooled, values)
    tables = derive(plan, made_of, build_parameters(pooled, made_of))
    return with_derived(plan, {**tables, "binding": derived_frame("binding", [])})


def amounts(frame: pd.DataFrame, key: list[str], name: str) -> dict[tuple[str, ...], float]:
    return {tuple(row[part] for part in key): row[name] for row in records(frame)}


def test_streams_share_the_pool_by_mass(made: Plan, made_of: Network) -> None:
    shares = stream_shares(made_of, made)
    assert shares["SUL"] == {"SUL": 1.0}
    assert shares[cathode(made_of, "SUL")] == pytest.approx({"SUL": 2 / 3, "SUL2": 1 / 3})


def test_routes_end_in_outlets_and_stock(made: Plan) -> None:
    masses = amounts(made.derived["routes"], ["stream", "form", "technology"], "mass")
    assert masses == pytest.approx({
        ("SUL", "powder", "ethanol_dissolution"): 6, ("SUL", "powder", "left"): 2,
        ("SUL", "cathode_powder", "relithiation"): 3,
        ("SUL2", "powder", "ethanol_dissolution"): 3, ("SUL2", "powder", "incineration"): 1,
        ("SUL2", "cathode_powder", "relithiation"): 1.5,
    })  # fmt: skip
    shares = amounts(made.derived["routes"], ["stream", "form", "technology"], "share")
    assert shares["SUL", "powder", "left"] == pytest.approx(0.25)
    assert shares["SUL2", "powder", "incineration"] == pytest.approx(0.25)


def test_value_of_what_is_left_given_away_and_short(made: Plan) -> None:
    terms = amounts(made.derived["value"], ["term"], "amount")
    expected = {
        "sales": 4.5 * 20_000 + 4.05 * 10_000, "gate_fees": 8 * 100, "treatment": -(90 + 45) * 10,
        "utilities": -4.5 * 1000 * 0.1, "carbon": -4.5 * 1000 * 0.5 * 100 / 1000, "setups": -100,
        "fixed_lines": -300, "storage": -3 * 2 * 10 - 0.5 * 2, "disposal": -100 - 0.45 * 200, "shortfalls": -50,
        "liability": -2 * 100,
    }  # fmt: skip
    assert {term: terms[term,] for term in expected} == pytest.approx(expected)


def test_value_by_stream_sums_to_the_value(made: Plan) -> None:
    by_stream = amounts(made.derived["value_by_stream"], ["stream", "term"], "amount")
    assert by_stream["SUL", "sales"] == pytest.approx(3 * 20_000 + 2.7 * 10_000)
    assert by_stream["SUL2", "sales"] == pytest.approx(1.5 * 20_000 + 1.35 * 10_000)
    assert by_stream["SUL", "liability"] == pytest.approx(-200)
    assert by_stream["SUL2", "disposal"] == pytest.approx(-100 - 0.15 * 200)
    assert by_stream["*", "setups"] == pytest.approx(-100)
    assert by_stream["*", "shortfalls"] == pytest.approx(-50)
    total = made.derived["value"]["amount"].sum()
    assert sum(by_stream.values()) == pytest.approx(total)


def test_maintenance_and_days(made: Plan) -> None:
    frame = made.derived["calendar"]
    wash = records(frame[(frame["line"] == "wash") & (frame["period"] == "2")])
    assert [(row["kind"], row["campaign"], row["start"], row["end"]) for row in wash] == [
        ("maintenance", "", 0, 30),
        ("campaign", "polymer", 30, 50),
    ]
    # 84 manned hours spread over a week of 168 h: hour 30 is 60 h after Monday, hour 50 is 100 h
    assert [(row["start_date"], row["end_date"]) for row in wash] == [
        ("2026-01-12", "2026-01-14"),
        ("2026-01-14", "2026-01-16"),
    ]
    load = {(row["line"], row["period"]): row for row in records(made.derived["lines"])}
    assert load["wash", "2"]["downtime"] == 30
    assert load["wash", "2"]["load"] == pytest.approx(20 / 54)


def test_all_kinds_of_hazards(made: Plan) -> None:
    frame = made.derived["hazards"]
    found = {(r["basis"], r["place"], r["period"]): (r["amount"], r["limit"], r["unit"]) for r in records(frame)}
    assert found["processing", "plant", "1"] == pytest.approx((9, 0.06 * 168, "kg"))
    assert found["stock", "yard", "3"] == pytest.approx((1, 4, "kg"))
    assert found["stock", "plant", "3"][0] == pytest.approx(1)
    assert found["stock", "plant", "3"][1] != found["stock", "plant", "3"][1]
    assert found["concurrent", "plant", "1"] == pytest.approx((0.1, 0.2, "kg/h"))
    assert found["concurrent", "plant", "2"][0] == 0


def test_products_kept_short_and_pure(made: Plan) -> None:
    rows = {(r["product"], r["grade"], r["period"]): r for r in records(made.derived["products"])}
    lco = rows["LCO", "standard", "2"]
    assert (lco["made"], lco["sold"], lco["kept"], lco["short"]) == (4.5, 4, 0.5, 1)
    assert lco["revenue"] == pytest.approx(80_000)
    purity = {(r["item"], r["period"]): r for r in records(made.derived["purity"])}
    assert purity["Co", "2"]["achieved"] == pytest.approx(58.933 / 97.871)
    assert purity["Co", "2"]["limit"] == 0.5
    assert purity["Co", "1"]["achieved"] != purity["Co", "1"]["achieved"]


def test_mass_balance_with_stock_and_disposal(made: Plan) -> None:
    total = {row["element"]: row for row in records(made.derived["mass_balance"])}["total"]
    assert {name: total[name] for name in ("received", "products", "loss", "disposed", "stock")} == pytest.approx(
        {"received": 12, "products": 8.55, "loss": 0.45, "disposed": 1, "stock": 2}
    )
    assert all(abs(row["residual"]) < 1e-11 for row in records(made.derived["mass_balance"]))


def shift(**changes: Any) -> Shift:
    return Shift(**{"line": "L", "period": "1", "hours": 100.0, "downtime": 0.0, "treatment": {}, "set_up": {},
                    "carried_in": "", "carried_out": "", **changes})  # fmt: skip


def test_order_of_campaigns() -> None:
    hours = (1.0, 1.0)
    full = shift(
        treatment=dict.fromkeys(("a", "free", "m", "z"), hours), set_up={"a": 1.0, "z": 1.0},
        carried_in="m", carried_out="a",
    )  # fmt: skip
    assert order_of_campaigns(full) == ["m", "free", "z", "a"]


def test_a_campaign_that_stays_stands_once() -> None:
    assert order_of_campaigns(shift(treatment={"m": (1.0, 1.0)}, carried_in="m", carried_out="m")) == ["m"]
    assert order_of_campaigns(shift(carried_in="m", carried_out="m")) == []


def test_a_set_up_for_the_next_period_is_listed() -> None:
    ready = shift(treatment={"m": (1.0, 1.0)}, set_up={"n": 2.0}, carried_in="m", carried_out="n")
    assert order_of_campaigns(ready) == ["m", "n"]
