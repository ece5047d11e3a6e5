"""Marginal values against the definition: both sides, every kind of limit, and figures worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import pytest
from worth_truth import arrays_of, fixed_value, slope
from worth_world import VARIANTS, solved

import opt
from opt.instance.generate import generated
from opt.plan.plan import Plan
from opt.solve.worth import worth
from opt.study.explain.worth import sentence

KINDS = {
    "demand of periods": ("demand|LCO|standard", 3),
    "demand of the horizon": ("demand|Li6PS5Cl|standard", 1),
    "contract with a penalty": ("contract|mixture|standard", 1),
    "contract without": ("contract|Li6PS5Cl|standard", 1),
    "outlet": ("outlet_limit|landfill", 3),
    "outlet closed": ("outlet_limit|kiln", 3),
    "utility": ("utility_limit|power", 2),
    "area": ("area_capacity|yard", 1),
    "hazard in stock": ("hazard_stock|H2S|yard", 1),
    "hazard at once": ("hazard_concurrent|H2S|plant", 2),
    "least content": ("purity_min|mixture|standard|LCO", 2),
    "greatest content": ("purity_max|mixture|standard|LLZO", 2),
}
"""Variant -> the limit that it is there for, and in how many periods it binds."""

WORDS = {
    "contract without": "one more tonne of contract for Li6PS5Cl standard in period 1 leaves no plan; "
    "one tonne less costs nothing",
    "contract with a penalty": "one more tonne of contract for mixture standard over the horizon costs 1,000 USD",
    "demand of the horizon": "one more tonne of demand for Li6PS5Cl standard over the horizon is worth 10,200 USD, "
    "for up to 1.4 t more; one tonne less costs 10,200 USD, for up to 4 t less",
    "area": "one more tonne of room in yard in period 2 is worth 9,880 USD, for up to 0.5 t more",
    "utility": "one more kWh of power in period 1 is worth 47.9 USD",
    "outlet": "one more tonne taken by landfill in period 2 is worth nothing",
    "outlet closed": "one more tonne taken by kiln in period 2 is worth 95 USD",
    "least content": "one more per cent of LCO required of mixture standard in period 1 costs 3,120 USD",
    "greatest content": "one per cent of LLZO less costs 3,120 USD",
    "hazard in stock": "one more kg of H2S allowed in stock at yard in period 2",
    "hazard at once": "one more kg an hour of H2S allowed at once at plant in period 1 is worth nothing; "
    "one kg an hour less leaves no plan; the limit is one for all periods",
}


def found(plan: Plan) -> dict[tuple[str, str], dict[Hashable, Any]]:
    """Rows of the frame by limit and period."""
    return {(row["row"], row["period"]): row for row in worth(plan).to_dict("records")}


def agree(plan: Plan, rows: list[dict[Hashable, Any]]) -> int:
    """Asserts that both sides of each limit are what the definition gives within the interval; counts the sides."""
    base, sides = arrays_of(plan.instance), 0
    assert fixed_value(base, plan) == pytest.approx(plan.summary["objective"], rel=1e-6)
    for row in rows:
        for sign, slope_of, holds_of in ((1.0, "worth_up", "holds_up_to"), (-1.0, "worth_down", "holds_down_to")):
            step = _step(row, row[holds_of])
            if step == 0.0:
                continue  # a limit of zero has nothing below it
            truth = slope(plan, base, row, sign * step)
            where = (row["row"], row["period"], slope_of, step)
            if math.isinf(row[slope_of]):
                assert row[holds_of] == 0.0
                assert math.isnan(truth), where
            else:
                noise = 1e-9 * abs(plan.summary["objective"]) / step
                assert row[slope_of] == pytest.approx(truth, rel=0.01, abs=noise), where
            sides += 1
    return sides


def _step(row: Mapping[Hashable, Any], holds: float) -> float:
    """A step inside the interval; a small one where there is none."""
    return float(1e-3 * row["limit"] if holds == 0 else min(0.5 * holds, 0.1 * max(row["limit"], 1e-2)))


def test_tiny_by_hand() -> None:
    rows = found(solved(""))
    # a tonne less of SUL in period 1: burnt for 100, and 0.5 t LCO, 0.45 t Li6PS5Cl less; saved are 10 h of wash, 5 h
    # of relith and 0.05 t of loss at 200. A tonne is 0.01 kg/h.
    one = 100 + 0.5 * 20_000 + 0.45 * 10_000 - 100 - 50 - 0.05 * 200
    release = rows["hazard_processing|H2S|plant", "1"]
    assert (release["unit"], release["limit"], release["used"]) == ("kg/h", pytest.approx(0.06), pytest.approx(0.06))
    assert (release["worth_up"], release["holds_up_to"]) == (0.0, math.inf)
    assert (release["worth_down"], release["holds_down_to"]) == pytest.approx((one / 0.01, 0.06))
    assert release["sides_differ"]
    # an hour of wash takes 0.1 t of POL from stock a period earlier: all 6 t that wait, or back what period 2 treats
    wash = rows["wash", "2"]
    assert [wash[name] for name in ("worth_up", "worth_down")] == pytest.approx([1.0, 1.0])
    assert (wash["holds_up_to"], wash["holds_down_to"]) == pytest.approx((60.0, 20.0))
    assert not wash["sides_differ"]
    # a larger lot of the second campaign waits a period longer: 10 USD/t, until the first is down to its own lot
    lot = rows["minimum_lot|anneal|annealing", "2"]
    assert [lot[name] for name in ("worth_up", "worth_down")] == pytest.approx([-10.0, -10.0])
    assert 0.9 <= lot["holds_up_to"] <= 1.0 + 1e-6
    age = rows["OXI", "3"]
    assert (age["worth_up"], age["worth_down"], age["holds_down_to"]) == (0.0, math.inf, 0.0)


def test_every_limit_of_tiny() -> None:
    plan = solved("")
    rows = list(found(plan).values())
    assert agree(plan, rows) == 2 * len(rows) - 1  # what may lie past its age is zero


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_kind(variant: str) -> None:
    plan, (name, periods) = solved(variant), KINDS[variant]
    rows = [row for (limit, _), row in found(plan).items() if limit == name]
    assert len(rows) == periods
    assert agree(plan, rows) == (periods if variant == "outlet closed" else 2 * periods)
    assert any(WORDS.get(variant, "one more") in sentence(row, plan.instance) for row in rows)


def test_every_kind_is_tried() -> None:
    assert KINDS.keys() == VARIANTS.keys()


def test_sides_that_do_not_exist() -> None:
    contract = found(solved("contract without"))["contract|Li6PS5Cl|standard", "1"]
    assert (contract["worth_up"], contract["holds_up_to"], contract["worth_down"]) == (-math.inf, 0.0, 0.0)
    peak = found(solved("hazard at once"))["hazard_concurrent|H2S|plant", "1"]
    assert (peak["worth_up"], peak["worth_down"], peak["holds_down_to"]) == (0.0, math.inf, 0.0)


def test_a_limit_of_zero() -> None:
    """A tonne of polymer waste to an outlet for 5 instead of 100."""
    kiln = found(solved("outlet closed"))["outlet_limit|kiln", "2"]
    assert (kiln["limit"], kiln["worth_up"], kiln["holds_up_to"]) == pytest.approx((0.0, 95.0, 1.0))


def test_a_penalty_is_what_a_contract_costs() -> None:
    contract = found(solved("contract with a penalty"))["contract|mixture|standard", ""]
    assert (contract["worth_up"], contract["worth_down"], contract["holds_down_to"]) == pytest.approx((-1e3, -1e3, 1.0))
    assert contract["used"] == pytest.approx(8.0)


def test_contents_by_hand() -> None:
    """1 t RICH (0.8 LCO) and OXI (0.5) to 0.55: x t of OXI with (0.8 + 0.5 x) / (1 + x) = limit in all, 6 t of mixture.
    A little more asked for in one period of 3 t takes 3 x that share of a tonne at 0.05 below the limit off OXI."""
    row = found(solved("least content"))["purity_min|mixture|standard|LCO", "1"]
    assert row["unit"] == "kg/kg"
    assert (row["limit"], row["used"]) == pytest.approx((0.55, 0.55))
    tonne = 5_000 - 20 * 10  # what a tonne of mixture earns after 20 h of anneal
    assert -row["worth_down"] == pytest.approx(3 / 0.05 * tonne, rel=1e-3)


@pytest.mark.slow
def test_every_limit_of_a_generated_instance() -> None:
    plan = opt.solve(generated(8, 8, 1), gap=0.1, threads=1, time_limit=60)
    frame = worth(plan)
    kinds = set(frame["family"])
    assert kinds >= {"purity", "market", "safety", "capacity", "storage"}
    assert agree(plan, frame.to_dict("records")) > 80


def test_the_frame_is_in_order() -> None:
    """By what a hundredth of the limit is worth, so that tonnes, hours and contents stand in one order."""
    frame = worth(solved("demand of periods"))
    sides = frame[["worth_up", "worth_down"]].abs().replace(math.inf, 0.0).max(axis=1)
    assert (sides * frame["limit"].where(frame["limit"] > 0, 1.0)).is_monotonic_decreasing
    assert isinstance(frame, pd.DataFrame)
