"""What binds, and what one unit more of it is worth: the duals of the plan while its set-ups stay as they are."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from opt import schema
from opt.instance.instance import Instance
from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.solve.arrays import Arrays, Name
from opt.solve.limits import MADE, Content, Index, Stated, stated_limits
from opt.solve.polish import Solution
from opt.tables.frames import frame_of_cells

TIGHT = 1e-6
"""A limit is reached when less than this share of it is left."""

WORTH = 1e-6
"""A dual below this (currency per unit) is nothing."""

CHOICE = Stated("routing", "", math.nan)
"""A limit on the number of technologies."""


def binding(
    instance: Instance, network: Network, parameters: Parameters, arrays: Arrays, solution: Solution
) -> pd.DataFrame:
    """The frame binding: limits that are reached, the most valuable first.

    ``value`` is what the objective gains per unit by which the limit is raised (negative where the limit is a least
    one that costs). Definitions, linking and balances are no limits and have no row.
    """
    rules = stated_limits(instance, network, parameters)
    mass = made(arrays, solution)
    activity = arrays.activity(solution.x)
    periods = set(parameters.periods)
    rows = []
    for number, (name, index) in enumerate(arrays.rows):
        stated = rules[name](index) if name in rules else CHOICE if name == "at_most" else None
        counted = _counted(name, index, stated, parameters, mass) if stated else None
        if stated is None or counted is None:
            continue
        upper = np.isfinite(arrays.row_upper[number])
        bound = arrays.row_upper[number] if upper else arrays.row_lower[number]
        slack = max((bound - activity[number]) if upper else (activity[number] - bound), 0.0)
        if slack > TIGHT * max(abs(bound), 1.0):
            continue
        unit, scale = counted
        worth = arrays.sign * solution.row_dual[number] / scale
        rows.append(
            (
                stated.family,
                *place((name, index), stated.family, periods),
                slack * scale,
                unit,
                worth if abs(worth) > WORTH else 0.0,
            )
        )
    rows.sort(key=lambda row: (-abs(row[5]), row[:3]))
    return frame_of_cells(schema.DERIVED["binding"], rows)


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


def _counted(
    name: str, index: Index, stated: Stated, parameters: Parameters, mass: Mapping[Index, float]
) -> tuple[str, float] | None:
    """The unit in which the table counts a limit, and how many of it one unit of the row is; None where it has no row.

    A processing hazard counts over the period, a peak per hour as the hazard's own unit. One kg/kg more of a content
    allows as much of it as is made of the grade. Least lots are no limits here: they are part of the campaigns.
    """
    if isinstance(stated, Content):
        p, g, _, t = index
        tonnes = mass.get((p, g, t), 0.0)
        return (stated.unit, stated.row_unit / tonnes) if tonnes > MADE else None
    if name == "minimum_lot":
        return None
    if name.startswith("hazard_"):
        hours = parameters.hours[index[-1]] if name == "hazard_processing" else 1.0
        return stated.unit.removesuffix("/h"), stated.row_unit * hours
    return stated.unit, stated.row_unit
