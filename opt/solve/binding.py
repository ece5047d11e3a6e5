"""What binds, and what one unit more of it is worth: the duals of the plan while its set-ups stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from opt import schema
from opt.instance.instance import Instance
from opt.network.market_parameters import GradeLimit
from opt.network.parameters import Parameters
from opt.solve.arrays import Arrays, Name
from opt.solve.polish import Solution

TIGHT = 1e-6
"""A limit is reached when less than this share of it is left."""

WORTH = 1e-6
"""A dual below this (currency per unit) is nothing."""

Index = tuple[str, ...]


@dataclass(frozen=True)
class Limit:
    """How a row states a limit: its family, the limit's unit, and how many of those one unit of the row is."""

    family: str
    unit: str
    scale: float = 1.0


def binding(instance: Instance, parameters: Parameters, arrays: Arrays, solution: Solution) -> pd.DataFrame:
    """The frame binding: limits that are reached, the most valuable first.

    ``value`` is what the objective gains per unit by which the limit is raised (negative where the limit is a least
    one that costs). Definitions, linking and balances are no limits and have no row.
    """
    rules = scales(instance, parameters, made(arrays, solution))
    activity = arrays.activity(solution.x)
    periods = set(parameters.periods)
    rows = []
    for number, (name, index) in enumerate(arrays.rows):
        rule = rules.get(name)
        limit = rule(index) if rule else None
        if limit is None:
            continue
        upper = np.isfinite(arrays.row_upper[number])
        bound = arrays.row_upper[number] if upper else arrays.row_lower[number]
        slack = max((bound - activity[number]) if upper else (activity[number] - bound), 0.0)
        if slack > TIGHT * max(abs(bound), 1.0):
            continue
        worth = arrays.sign * solution.row_dual[number] / limit.scale
        rows.append(
            (
                limit.family,
                *place((name, index), limit.family, periods),
                slack * limit.scale,
                limit.unit,
                worth if abs(worth) > WORTH else 0.0,
            )
        )
    rows.sort(key=lambda row: (-abs(row[5]), row[:3]))
    columns = schema.DERIVED["binding"].columns
    data = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            column.name: pd.Series(list(values), dtype="float64" if column.kind == "number" else "str")
            for column, values in zip(columns, data, strict=True)
        }
    )


def made(arrays: Arrays, solution: Solution) -> dict[Index, float]:
    """Tonnes made as a grade in a period, by (product, grade, period)."""
    total: dict[Index, float] = {}
    for (name, index), mass in zip(arrays.columns, solution.x.tolist(), strict=True):
        if name == "make":
            total[index[1:]] = total.get(index[1:], 0.0) + mass
    return total


def place(row: Name, family: str, periods: set[str]) -> tuple[str, str]:
    """Row and period: 'L1', 'w1'; the constraint's name goes first where the family has several."""
    name, index = row
    period = index[-1] if index and index[-1] in periods else ""
    rest = index[:-1] if period or (index and index[-1] == "all") else index
    return "|".join(rest if name == family else (name, *rest)), period


def scales(
    instance: Instance, parameters: Parameters, mass: Mapping[Index, float]
) -> dict[str, Callable[[Index], Limit | None]]:
    """Constraint -> (index -> its limit). Rows divided by their limit are turned back; a row of purity counts the
    limit itself: made * (1 / limit) is what one kg/kg more allows."""
    hazard = dict(zip(instance.tables["hazards"]["hazard"], instance.tables["hazards"]["unit"], strict=True))
    utility = dict(zip(instance.tables["utilities"]["utility"], instance.tables["utilities"]["unit"], strict=True))
    sites = parameters.sites
    purities = {
        (p, g, limit.sense, limit.item): limit for (p, g), found in parameters.market.limits.items() for limit in found
    }

    def divided(family: str, unit: str, limit: float | None) -> Limit:
        return Limit(family, unit, limit if limit is not None and limit > 0 else 1.0)

    def hazards(limits: Mapping[tuple[str, str, str], float]) -> Callable[[Index], Limit | None]:
        return lambda index: divided("safety", hazard.get(index[0], ""), limits.get((index[0], index[1], index[2])))

    def purity(sense: str) -> Callable[[Index], Limit | None]:
        def rule(index: Index) -> Limit | None:
            p, g, item, t = index
            limit: GradeLimit = purities[p, g, sense, item]
            tonnes = mass.get((p, g, t), 0.0)
            return Limit("purity", "kg/kg", limit.limit / tonnes) if limit.limit > 0 and tonnes > 1e-6 else None

        return rule

    return {
        "capacity": lambda index: Limit("capacity", "h"),
        "age": lambda index: Limit("age", "t"),
        "area_capacity": lambda index: Limit("storage", "t"),
        "demand": lambda index: Limit("market", "t"),
        "contract": lambda index: Limit("market", "t"),
        "at_most": lambda index: Limit("routing", ""),
        "hazard_processing": hazards(sites.processing),
        "hazard_stock": hazards(sites.stock),
        "hazard_concurrent": hazards(sites.concurrent),
        "utility_limit": lambda i: divided("resources", utility.get(i[0], ""), sites.utility_limit.get(i[0])),
        "outlet_limit": lambda i: divided("resources", "t", sites.outlet_limit.get(i[0])),
        "purity_max": purity("max"),
        "purity_min": purity("min"),
    }
