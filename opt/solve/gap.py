"""The goal of a run, and the two gaps: on the value, and on the value without what no decision changes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opt.solve import merge

NUMERICAL = 1e-6
"""A gap below this is zero as far as numbers go: a plan and its bound agree."""


@dataclass(frozen=True)
class Progress:
    """How far a run is: value and bound in the model's own sense (None where there is none yet), gap, seconds."""

    value: float | None
    bound: float | None
    gap: float | None
    seconds: float


@dataclass(frozen=True)
class Goal:
    """When to stop: the relative gap to reach, for a model with this sign (-1 where it maximises) and constant."""

    gap: float
    sign: int
    constant: float

    def reached(self, value: float, bound: float) -> bool:
        """True where a plan of this value (of the minimisation) is proven good enough."""
        return math.isfinite(value) and max(self.gaps(value, bound)) <= max(self.gap, NUMERICAL)

    def gaps(self, value: float, bound: float) -> tuple[float, float]:
        """Gap relative to the value, and relative to the value without constants. Infinite where unknown."""
        if not (math.isfinite(value) and math.isfinite(bound)):
            return math.inf, math.inf
        distance = max(value - bound, 0.0)
        return relative(distance, value), relative(distance, value - self.sign * self.constant)

    def progress(self, standing: merge.Standing, seconds: float) -> Progress:
        """What to show, in the model's own sense."""
        gap = max(self.gaps(standing.value, standing.bound))
        return Progress(
            value=self.sign * standing.value if math.isfinite(standing.value) else None,
            bound=self.sign * standing.bound if math.isfinite(standing.bound) else None,
            gap=gap if math.isfinite(gap) else None,
            seconds=seconds,
        )


def relative(distance: float, value: float) -> float:
    """The distance relative to the magnitude of the value; a value of nearly zero counts as that of the distance."""
    if distance <= NUMERICAL * min(1.0, abs(value)):
        return 0.0
    return distance / max(abs(value), 1e-9) if abs(value) > 1e-9 else math.inf
