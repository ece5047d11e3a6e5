"""Limits of zero: what the table binding says of them is what their marginal values say."""

from __future__ import annotations

import math

import pytest
from worth_world import SOURCE, VARIANTS, Rows, rows_of, tiny_with

from opt.plan.plan import Plan
from opt.planner import search
from opt.solve.worth import worth

HOURS = 100.0
"""Hours of a period of tiny: a release counts by the hour in the marginal values, over the period in the table."""


def _clean(electrolyte_class: str, constituent: str) -> dict[str, Rows]:
    """A stream of one constituent beside those of tiny."""
    clean = {"stream": "CLEAN", "form": "powder", "electrolyte_class": electrolyte_class, "acceptance": "partial",
             "max_age": 2.0}  # fmt: skip
    return {
        "streams": [*rows_of("streams"), clean],
        "composition": [*rows_of("composition"), {"stream": "CLEAN", "constituent": constituent, "fraction": 1.0}],
        "arrivals": [*rows_of("arrivals"), {"stream": "CLEAN", "period": "1", "mass": 4.0}],
    }


STOCK = {"hazard": "H2S", "basis": "stock", "at": "powder", "constituent": "LLZO", "factor": 2.0, **SOURCE}
YARD = {"hazard": "H2S", "basis": "stock", "place": "yard", "period": "all", "limit": 0.0}
POWER = {"utility": "power", "unit": "kWh", "price": 0.1, "emission_factor": 0.0, "limit": 0.0, **SOURCE}
POWERED = {
    "technology": "ethanol_dissolution",
    "utility": "power",
    "constituent": "Li6PS5Cl",
    "amount": 100.0,
    **SOURCE,
}
NO_LCO = {"product": "mixture", "grade": "standard", "item": "LCO", "sense": "max", "limit": 0.0}

NOTHING: dict[str, tuple[dict[str, Rows], str, str]] = {
    # 4 t CLEAN and none of SUL go through ethanol: a tonne of SUL is 1 kg, worth 14,440 as for tiny by hand
    "released": ({**_clean("sulfide", "LCO"), "hazard_limits": rows_of("hazard_limits", "H2S", limit=0.0)},
                 "hazard_processing|H2S|plant", "1"),
    # 5 t of OXI fill anneal in period 1, and 4 t more come in period 2: a tonne that waits for the hours left is 1 kg
    "in stock": ({"arrivals": [*rows_of("arrivals"), {"stream": "OXI", "period": "2", "mass": 4.0}],
                  "hazard_factors": [*rows_of("hazard_factors"), STOCK],
                  "hazard_limits": [*rows_of("hazard_limits"), YARD]}, "hazard_stock|H2S|yard", "1"),
    "utility": ({**_clean("sulfide", "LCO"), "utilities": [POWER], "uses": [POWERED]}, "utility_limit|power", "1"),
    "outlet": (VARIANTS["outlet closed"], "outlet_limit|kiln", "2"),
    "content": ({**_clean("oxide_garnet", "LLZO"), "grade_limits": [NO_LCO]}, "purity_max|mixture|standard|LCO", "1"),
}  # fmt: skip
"""What is limited to zero: tables of tiny, the row that is worth something, and its period."""

MIXTURE = 5_000 - 20 * 10
"""What a tonne of mixture earns (currency), after 20 h of anneal."""

BY_HAND = {"released": 14_440.0, "in stock": MIXTURE - 10, "outlet": 95.0}
"""Worth of a unit where the plan has one answer: per kg, per kg, per t."""

CONTENT = 4.0 / 0.5 * MIXTURE
"""What a kg/kg is worth: 4 t CLEAN take 8 t of OXI (0.5 LCO) for each."""


def found(name: str) -> Plan:
    """The optimum of the variant."""
    plan = search(tiny_with(**NOTHING[name][0]), gap=0.0, threads=1)
    assert plan.summary["status"] == "gap_reached"
    return plan


@pytest.mark.parametrize("name", NOTHING)
def test_a_limit_of_zero_in_the_table(name: str) -> None:
    """One value lies between the two sides, and where there is one answer it is that; every limit has its row."""
    plan, (_, limit, period) = found(name), NOTHING[name]
    values = {(row["row"], row["period"]): row for row in plan.derived["binding"].to_dict("records")}
    sides = {(row["row"], row["period"]): row for row in worth(plan).to_dict("records")}
    assert values.keys() == {key for key, row in sides.items() if row["family"] != "campaign"}
    assert sides[limit, period]["limit"] == 0.0
    assert sides[limit, period]["worth_up"] >= 1.0
    for key, row in values.items():
        hourly = sides[key]["unit"].endswith("/h")
        assert row["unit"] == sides[key]["unit"].removesuffix("/h")
        each = row["value"] * (HOURS if hourly and key[0].startswith("hazard_processing") else 1.0)
        assert sides[key]["worth_up"] - 1e-6 <= each * (1 + 1e-4), key
        assert each <= sides[key]["worth_down"] * (1 + 1e-4) + 1e-6, key
    if name in BY_HAND:
        assert values[limit, period]["value"] == pytest.approx(BY_HAND[name])


def test_a_content_of_zero_that_binds_has_a_row() -> None:
    plan = found("content")
    (row,) = [row for row in plan.derived["binding"].to_dict("records") if row["family"] == "purity"]
    assert (row["row"], row["period"], row["unit"]) == ("purity_max|mixture|standard|LCO", "1", "kg/kg")
    assert row["slack"] == 0.0
    assert math.isfinite(row["value"])
    (side,) = [side for side in worth(plan).to_dict("records") if side["family"] == "purity"]
    assert side["worth_up"] == pytest.approx(CONTENT, rel=5e-3)
    assert row["value"] >= side["worth_up"]
