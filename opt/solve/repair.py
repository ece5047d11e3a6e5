"""A plan near a start that is none: as few integers as possible are changed."""

from __future__ import annotations

import numpy as np

from opt.solve.arrays import Floats
from opt.solve.neighbourhood import Limits, Restricted, Workbench

LIMITS = Limits(gap=0.2, nodes=200, looks=200)


def repair(bench: Workbench, start: Floats) -> Restricted:
    """Minimise the number of integers that leave their value in ``start`` (unknown ones are NaN and free).

    sum of x over binaries that are 0 in the start + sum of 1 - x over those that are 1
    """
    arrays, integers = bench.arrays, bench.arrays.integers
    known = np.isfinite(start)
    wanted: Floats = np.clip(np.rint(np.where(known, start, 0.0)), arrays.lower, arrays.upper)
    distance = np.zeros(len(arrays.cost))
    low, high = arrays.lower[integers], arrays.upper[integers]
    distance[integers] = np.where(wanted[integers] <= low, 1.0, np.where(wanted[integers] >= high, -1.0, 0.0))
    distance[~known] = 0.0
    nothing = np.zeros(arrays.shape[1], dtype=np.bool_)
    bench.set_cost(distance)
    try:
        return bench.solve(frozen=nothing, at=wanted, decide=arrays.integer, limits=LIMITS)
    finally:
        bench.set_cost(arrays.cost)
