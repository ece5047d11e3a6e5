"""Staying close to an earlier plan: what it costs to depart from it.

departures = sum over l,c,t of |run[l,c,t] - run of the earlier plan[l,c,t]|
what is maximised: value - weight * departures

A campaign that the earlier plan does not know (a new line) is free to run. Departures are counted on ``run`` alone:
what moves with it (set-ups, carried set-ups, masses) follows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from opt.plan.plan import Plan
from opt.solve.arrays import Arrays, Floats

COUNTED = "run"
"""The variable whose departures count."""


@dataclass(frozen=True, eq=False)
class Near:
    """A penalty per departure: ``cost`` (currency, one number per column) and ``constant`` (currency), so that
    weight * departures = cost x + constant."""

    cost: Floats
    constant: float
    weight: float

    def penalty(self, x: Floats) -> float:
        """weight * departures of a point (currency)."""
        return float(self.cost @ x) + self.constant

    def departures(self, x: Floats) -> int:
        """How many campaigns run in a period where they did not, or no longer run."""
        return round(self.penalty(x) / self.weight) if self.weight else 0

    def on(self, arrays: Arrays) -> Arrays:
        """The model with the penalty in its objective (arrays are minimised whatever the model's sense)."""
        return replace(arrays, cost=arrays.cost + self.cost, offset=arrays.offset + self.constant)


def near(plan: Plan, weight: float, arrays: Arrays) -> Near:
    """The penalty for leaving a plan, for a model whose columns bear names."""
    before = plan.values(COUNTED)
    cost, constant = np.zeros(arrays.shape[1]), 0.0
    for number, (name, index) in enumerate(arrays.columns):
        if name == COUNTED and index in before:
            ran = before[index] > 0.5
            cost[number] = -weight if ran else weight
            constant += weight if ran else 0.0
    return Near(cost, constant, weight)
