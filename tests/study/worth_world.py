"""Variants of instances/tiny in each of which one more kind of limit binds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import opt
from opt.instance import Instance, from_tables
from opt.plan.plan import Plan
from opt.planner import search

Rows = list[dict[str, Any]]
TINY = Path(__file__).parents[2] / "instances" / "tiny"
SOURCE = {"source": "invented", "status": "estimate"}


@cache
def tiny() -> Instance:
    """instances/tiny."""
    return opt.read(TINY)


def tiny_with(**tables: Rows) -> Instance:
    """instances/tiny with some of its tables replaced."""
    return from_tables(tiny().settings, {**tiny().own, **tables})


def rows_of(table: str, key: str = "", **changes: Any) -> Rows:
    """Rows of a table of tiny, those whose first cell is ``key`` changed."""
    rows = tiny().records(table)
    return [{**row, **(changes if next(iter(row.values())) == key else {})} for row in rows]


def _demand(product: str, period: str, **cells: float) -> dict[str, Any]:
    return {"product": product, "grade": "standard", "period": period, **cells}


def _powered(limit: float) -> dict[str, Rows]:
    """Annealing takes 100 kWh a tonne."""
    return {
        "utilities": [
            {"utility": "power", "unit": "kWh", "price": 0.1, "emission_factor": 0.0, "limit": limit, **SOURCE}
        ],
        "uses": [{"technology": "annealing", "utility": "power", "constituent": "*", "amount": 100.0, **SOURCE}],
    }


def _stored(limit: float) -> dict[str, Rows]:
    """A tonne of any powder in stock counts for 1 kg H2S."""
    factor = {"hazard": "H2S", "basis": "stock", "at": "powder", "constituent": "LCO", "factor": 2.0, **SOURCE}
    bound = {"hazard": "H2S", "basis": "stock", "place": "yard", "period": "all", "limit": limit}
    return {
        "hazard_factors": [*rows_of("hazard_factors"), factor],
        "hazard_limits": [*rows_of("hazard_limits"), bound],
    }


def _blended(item: str, sense: str, limit: float) -> dict[str, Rows]:
    """A second oxide stream, richer in LCO, and a limit on what the mixture holds."""
    rich = {"stream": "RICH", "form": "powder", "electrolyte_class": "oxide_garnet", "acceptance": "partial",
            "max_age": 2.0}  # fmt: skip
    return {
        "streams": [*rows_of("streams"), rich],
        "composition": [
            *rows_of("composition"),
            {"stream": "RICH", "constituent": "LCO", "fraction": 0.8},
            {"stream": "RICH", "constituent": "LLZO", "fraction": 0.2},
        ],
        "arrivals": [*rows_of("arrivals"), {"stream": "RICH", "period": "1", "mass": 1.0}],
        "grade_limits": [{"product": "mixture", "grade": "standard", "item": item, "sense": sense, "limit": limit}],
    }


VARIANTS: dict[str, dict[str, Rows]] = {
    "demand of periods": {"demand": [_demand("LCO", "each", maximum=2.5)]},
    "demand of the horizon": {"demand": [_demand("Li6PS5Cl", "all", maximum=4.0)]},
    "contract with a penalty": {"demand": [_demand("mixture", "all", contract=8.0, penalty=1000.0)]},
    "contract without": {"demand": [_demand("Li6PS5Cl", "1", contract=2.7)]},
    "outlet": {"outlets": rows_of("outlets", "landfill", limit=0.2)},
    "outlet closed": {"outlets": [*rows_of("outlets"), {"outlet": "kiln", "takes": ("polymer_waste",), "cost": 5.0,
                                                        "limit": 0.0, **SOURCE}]},
    "utility": _powered(300.0),
    "area": {"areas": rows_of("areas", "yard", capacity=3.5)},
    "hazard in stock": _stored(3.5),
    "hazard at once": {"hazard_limits": [*rows_of("hazard_limits"), {
        "hazard": "H2S", "basis": "concurrent", "place": "plant", "period": "all", "limit": 0.1}]},
    "least content": _blended("LCO", "min", 0.55),
    "greatest content": _blended("LLZO", "max", 0.45),
}  # fmt: skip


@cache
def solved(variant: str) -> Plan:
    """The optimum of a variant ('' for tiny itself)."""
    plan = search(tiny_with(**VARIANTS.get(variant, {})), gap=0.0, threads=1)
    assert plan.summary["status"] == "gap_reached"
    return plan
