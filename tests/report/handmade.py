"""The optimal plan of instances/tiny, filled in by hand from its README (no solver here)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from opt import schema
from opt.instance import Instance
from opt.network import Network
from opt.plan.plan import Plan

VALUES: dict[str, dict[tuple[str, ...], float]] = {
    "receive": {("SUL", "1"): 6, ("SUL", "2"): 6, ("POL", "1"): 4, ("POL", "2"): 4, ("OXI", "1"): 7},
    "stock": {
        ("POL", "yard", "1"): 4, ("POL", "yard", "2"): 6, ("POL", "yard", "3"): 0,
        ("OXI", "yard", "1"): 3, ("OXI", "yard", "2"): 0, ("OXI", "yard", "3"): 0,
    },
    "discard": {
        ("loss", "plant", "landfill", "1"): 0.3, ("loss", "plant", "landfill", "2"): 0.3,
        ("polymer_waste", "plant", "incineration", "2"): 1, ("polymer_waste", "plant", "incineration", "3"): 3,
    },
    "sell": {
        ("LCO", "standard", "1"): 3, ("LCO", "standard", "2"): 4, ("LCO", "standard", "3"): 3,
        ("Li6PS5Cl", "standard", "1"): 2.7, ("Li6PS5Cl", "standard", "2"): 2.7,
        ("mixture", "standard", "1"): 4, ("mixture", "standard", "2"): 3,
    },
    "setup": {("wash", "polymer", "2"): 1},
    "carry": {("wash", "sulfide", "1"): 1, ("wash", "sulfide", "2"): 1, ("wash", "polymer", "3"): 1},
    "single": {("wash", "1"): 1, ("wash", "2"): 0, ("wash", "3"): 1},
}  # fmt: skip


def frame(variable: str, values: Mapping[tuple[str, ...], float]) -> pd.DataFrame:
    """A variable's table."""
    table = schema.VARIABLES[variable]
    rows = [(*index, float(value)) for index, value in values.items()]
    data = {name: [row[n] for row in rows] for n, name in enumerate(table.names)}
    return pd.DataFrame(
        {name: pd.Series(data[name], dtype="float64" if name == variable else "str") for name in table.names}
    )


def cathode(network: Network, stream: str) -> str:
    """The cathode fraction behind a stream (pools may join SUL and POL)."""
    return next(f.name for f in network.fractions.values() if f.form == "cathode_powder" and stream in f.streams)


def with_treatment(network: Network) -> dict[str, dict[tuple[str, ...], float]]:
    """The values with treat and make, whose operations bear the network's names."""
    treat: dict[tuple[str, ...], float] = {
        ("SUL>ethanol_dissolution", "wash", "1"): 6, ("SUL>ethanol_dissolution", "wash", "2"): 6,
        ("POL>acetonitrile_dissolution", "wash", "2"): 2, ("POL>acetonitrile_dissolution", "wash", "3"): 6,
        ("OXI>annealing", "anneal", "1"): 4, ("OXI>annealing", "anneal", "2"): 3,
    }  # fmt: skip
    make: dict[tuple[str, ...], float] = {
        ("SUL>ethanol_dissolution", "Li6PS5Cl", "standard", "1"): 2.7,
        ("SUL>ethanol_dissolution", "Li6PS5Cl", "standard", "2"): 2.7,
        ("OXI>annealing", "mixture", "standard", "1"): 4, ("OXI>annealing", "mixture", "standard", "2"): 3,
    }  # fmt: skip
    for stream, masses in {"SUL": {"1": 3, "2": 3}, "POL": {"2": 1, "3": 3}}.items():
        operation = f"{cathode(network, stream)}>relithiation"
        for period, mass in masses.items():
            treat[operation, "relith", period] = treat.get((operation, "relith", period), 0) + mass
            key = operation, "LCO", "standard", period
            make[key] = make.get(key, 0) + mass
    run = {("wash", "sulfide", "1"): 1, ("wash", "sulfide", "2"): 1, ("wash", "polymer", "2"): 1,
           ("wash", "polymer", "3"): 1, ("anneal", "annealing", "1"): 1, ("anneal", "annealing", "2"): 1}  # fmt: skip
    return {**VALUES, "treat": treat, "make": make, "run": run}


def make_plan(instance: Instance, values: Mapping[str, Mapping[tuple[str, ...], float]], **summary: Any) -> Plan:
    """A plan with those values; tables that are not given are empty."""
    tables = {name: frame(name, values.get(name, {})) for name in schema.VARIABLES}
    run = {"instance": instance.settings.name, "scenario": "base", "status": "gap_reached", "objective": 285150.0,
           "bound": 285150.0, "gap": 0.0, "seconds": 0.5, "certified": True, "worst_violation": 0.0}  # fmt: skip
    return Plan(instance, {**run, **summary}, tables)
