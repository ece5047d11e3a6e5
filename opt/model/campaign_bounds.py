"""Hours of campaigns: the terms that count them and the most they can be."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Terms
from opt.model.variables import Variables


def most_hours(data: Data, line: str, c: str, t: str) -> float:
    """Most hours a campaign can run in a period: what is available and, in the tight formulation, what all that can
    have arrived takes."""
    hours = data.parameters.lines.available[line, t]
    if not data.tight:
        return hours
    longest: dict[str, float] = {}
    for o, rate in data.parameters.lines.operations[line, c]:
        n = data.network.operations[o].fraction
        longest[n] = max(longest.get(n, 0.0), data.reach.available[n, t] / rate)
    intake = data.intake[line, c]
    return min(hours, sum(longest.values()), (intake.waiting[t] + intake.inflow[t]) / intake.slowest)


def hours_of(data: Data, x: Variables, line: str, c: str, t: str) -> Terms:
    """Terms of the hours a campaign treats in a period."""
    return [(1.0 / rate, x.treat[o, line, t]) for o, rate in data.parameters.lines.operations[line, c]]


def steps(data: Data) -> Iterator[tuple[str, str, str, str]]:
    """Line, campaign, period, next period."""
    periods = data.parameters.periods
    for line, names in data.parameters.lines.setups.items():
        for c in names:
            for t, u in itertools.pairwise(periods):
                yield line, c, t, u
