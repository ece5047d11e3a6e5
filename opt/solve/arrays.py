"""A model as arrays: one sparse matrix by columns, bounds, costs, and the names of its columns and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Name = tuple[str, tuple[Any, ...]]
"""Component and index: ('treat', ('S01>crush', 'L1', 'w1')); an empty index for a scalar component."""


@dataclass(frozen=True, eq=False)
class Arrays:
    """minimise cost x + offset, row_lower <= A x <= row_upper, lower <= x <= upper, x[integer] integer.

    A (rows x columns) is held by columns: ``start`` (columns + 1), ``index`` (rows of the non-zeros), ``value``.
    ``sign`` is -1 where the model maximises (its costs are negated here), else 1. ``columns`` and ``rows`` name them.
    """

    start: Integers
    index: Integers
    value: Floats
    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: Flags
    row_lower: Floats
    row_upper: Floats
    sign: int
    columns: tuple[Name, ...] = ()
    rows: tuple[Name, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_lower), len(self.cost)

    @property
    def integers(self) -> Integers:
        """Positions of the integer columns."""
        return np.flatnonzero(self.integer).astype(np.int32)

    @property
    def constant(self) -> float:
        """What no decision changes, in the model's own sense: the offset and the cost of columns with equal bounds."""
        fixed = self.lower == self.upper
        return self.sign * (self.offset + float(self.cost[fixed] @ self.lower[fixed]))

    def activity(self, x: Floats) -> Floats:
        """A x, one number per row."""
        weights = self.value * np.repeat(x, np.diff(self.start))
        return np.bincount(self.index, weights=weights, minlength=self.shape[0]).astype(np.float64)

    def objective(self, x: Floats) -> float:
        """cost x + offset (to be minimised)."""
        return float(self.cost @ x) + self.offset

    def without_names(self) -> Arrays:
        """The numbers alone, for another process."""
        return replace(self, columns=(), rows=())
