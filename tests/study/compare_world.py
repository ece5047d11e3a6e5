"""Plans of instances/tiny to be compared: as it stands, with the mixture nearly worthless, and without OXI."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from opt import planner
from opt.instance import Instance, from_tables, read
from opt.plan.plan import Plan, with_derived, with_summary

TINY = Path(__file__).parents[2] / "instances" / "tiny"


@cache
def tiny() -> Instance:
    return read(TINY)


def edited(**changes: Any) -> Instance:
    """Tiny with other rows: table -> a function of its records."""
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny().own.items()}
    for name, change in changes.items():
        own[name] = change(own.get(name, []))
    return from_tables(tiny().settings, own)


@cache
def base() -> Plan:
    """The optimum of tiny: 285 150 USD."""
    return planner.solve(tiny(), threads=1)


@cache
def cheap() -> Plan:
    """The mixture at 100 USD/t: OXI is not accepted, and nothing else changes."""

    def lower(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{**row, "price": 100.0} if row["product"] == "mixture" else row for row in rows]

    return planner.solve(edited(grades=lower), threads=1, scenario="cheap mixture")


@cache
def without_oxi() -> Plan:
    """Tiny without the stream OXI, the line anneal and the product that they make."""

    def without(column: str, name: str) -> Any:
        return lambda rows: [row for row in rows if row[column] != name]

    smaller = edited(
        streams=without("stream", "OXI"), arrivals=without("stream", "OXI"), composition=without("stream", "OXI"),
        lines=without("line", "anneal"), line_technologies=without("line", "anneal"),
        setups=without("line", "anneal"), grades=without("product", "mixture"),
    )  # fmt: skip
    return planner.solve(smaller, threads=1, scenario="without OXI")


def infeasible(scenario: str = "infeasible") -> Plan:
    """A run that found that no plan keeps all limits."""
    summary = {**base().summary, "scenario": scenario, "status": "infeasible", "objective": None, "bound": None,
               "gap": None, "certified": False, "worst_violation": None}  # fmt: skip
    return Plan(tiny(), summary, {})


def worth(value: float, bound: float | None, scenario: str = "other", **summary: Any) -> Plan:
    """The plan of tiny as if it were worth so much, proven to that bound."""
    return with_summary(base(), objective=value, bound=bound, scenario=scenario, **summary)


def derived(plan: Plan, **frames: pd.DataFrame) -> Plan:
    """The plan with some derived tables replaced."""
    return with_derived(plan, {**plan.derived, **frames})


def row(frame: pd.DataFrame, **key: str) -> dict[str, Any]:
    """The one row of that key."""
    found = frame
    for column, value in key.items():
        found = found[found[column] == value]
    assert len(found) == 1, found
    return dict(found.iloc[0])
