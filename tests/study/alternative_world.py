"""instances/tiny with a second way for SUL: acetonitrile takes it too and loses its electrolyte."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
from worth_world import SOURCE, Rows, rows_of, tiny_with

from opt.instance import Instance
from opt.plan.plan import Plan
from opt.planner import solve

WAY = "acetonitrile_dissolution"


def two_ways(cathode: float = 1.0, **tables: Rows) -> Instance:
    """``cathode`` is the share of the LCO that acetonitrile keeps; the rest of the LCO and all Li6PS5Cl are lost."""
    verdicts = [
        {**row, "verdict": "feasible"} if (row["technology"], row["electrolyte_class"]) == (WAY, "sulfide") else row
        for row in rows_of("verdicts")
    ]
    splits = [
        {**row, "fraction": cathode} if (row["technology"], row["constituent"]) == (WAY, "LCO") else row
        for row in rows_of("splits")
    ]
    return tiny_with(**{"verdicts": verdicts, "splits": splits, **tables})


@cache
def base() -> Plan:
    """The optimum, which is that of tiny: the other way never pays."""
    return optimum(two_ways())


def optimum(instance: Instance) -> Plan:
    """The certified optimum."""
    plan = solve(instance, gap=0.0, threads=1)
    assert plan.summary["certified"] is True
    return plan


def unsolved(instance: Instance) -> Plan:
    """A plan of which nothing but its instance is looked at."""
    return Plan(instance, {"status": "gap_reached"}, {"run": pd.DataFrame()})


def routing(technology: str, rule: str = "", cost: float = 0.0, stream: str = "SUL") -> dict[str, Any]:
    """A row of table routing."""
    return {"stream": stream, "technology": technology, "rule": rule, "cost": cost}


def sourced(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a library table."""
    return {**row, **SOURCE}
