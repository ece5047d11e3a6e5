"""How long the oldest material of a fraction lies in a plan, first in, first out."""

from __future__ import annotations

import math
from collections.abc import Mapping

from opt.network.network import Fraction
from opt.solve.arrays import Name
from opt.solve.elastic import Elastic

TOLERANCE = 1e-7
"""What lies beyond an age (t) up to this is rounding."""


def age_needed(fraction: Fraction, model: Elastic, values: Mapping[Name, float]) -> float:
    """The smallest whole maximum age (periods) under which the stock of the plan is young enough.

    stock[t] <= what came in during (t - A, t] + initial stock that arrived after t - A, for every t
    """
    periods = model.parameters.periods
    stock = [sum(values.get(("stock", (fraction.name, a, t)), 0.0) for a in fraction.areas) for t in periods]
    inflow = [_inflow(fraction, model, values, t) for t in periods]
    oldest = min((arrived for _, arrived, _ in fraction.initial), default=0.0)
    longest = len(periods) + math.ceil(-oldest)
    for age in range(1, longest + 1):
        if all(_young(fraction, inflow, end, age) >= lies - TOLERANCE for end, lies in enumerate(stock, start=1)):
            return float(age)
    return float(longest + 1)


def _inflow(fraction: Fraction, model: Elastic, values: Mapping[Name, float], t: str) -> float:
    if fraction.root:
        return values.get(("receive", (fraction.name, t)), 0.0)
    return sum(
        operation.fractions[fraction.name] * values.get(("treat", (o, line, t)), 0.0)
        for o, operation in model.network.operations.items()
        if fraction.name in operation.fractions
        for line in operation.lines or ("",)
    )


def _young(fraction: Fraction, inflow: list[float], end: int, age: int) -> float:
    """Most that may lie there at the end of a period (numbered from 1)."""
    came = sum(inflow[max(0, end - age) : end])
    return came + sum(mass for _, arrived, mass in fraction.initial if arrived > end - age)
