"""The certificate: every violation found, the worst of them, the recomputed objective."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from opt.check.case import Row
from opt.tolerances import FEASIBILITY, FEASIBILITY_FLOOR, FEASIBILITY_ZERO


@dataclass(frozen=True)
class Certificate:
    """What a second computation says of a plan.

    ``violations`` has a row (family, row, period, amount, unit) for each limit exceeded by more than the tolerance,
    the worst first; ``amount`` is in ``unit``, inf for what is missing or no number. ``worst`` is the largest
    violation of all rows relative to its limit (0 where nothing is exceeded at all). ``terms`` are the recomputed
    terms of the value (currency), ``objective`` their sum.
    """

    violations: pd.DataFrame
    worst: float
    objective: float
    terms: Mapping[str, float]

    @property
    def certified(self) -> bool:
        """True when no violation exceeds the tolerance (the stored objective is one of the rows checked)."""
        return self.violations.empty and self.worst <= FEASIBILITY

    @property
    def families(self) -> tuple[str, ...]:
        """Families that are violated, the worst first."""
        return tuple(dict.fromkeys(self.violations["family"].tolist()))


def relative(row: Row) -> float:
    """The violation of a row relative to its limit.

    The limit counts at least 1e-6 of its unit. Where it is zero, 1e-9 of the unit weighs as much as the tolerance.
    NaN counts as an endless violation.
    """
    if math.isnan(row.excess) or math.isnan(row.limit):
        return math.inf
    if row.excess <= 0.0:
        return 0.0
    if abs(row.limit) <= FEASIBILITY_ZERO:
        return row.excess / FEASIBILITY_ZERO * FEASIBILITY
    return row.excess / max(abs(row.limit), FEASIBILITY_FLOOR)


def certify(found: Iterable[tuple[str, Row]], terms: Mapping[str, float]) -> Certificate:
    """The certificate of all rows found, each with its family."""
    worst, violated = 0.0, []
    for family, row in found:
        size = relative(row)
        worst = max(worst, size)
        if size > FEASIBILITY:
            violated.append((size, family, row))
    violated.sort(key=lambda item: (-item[0], item[1], item[2].row, item[2].period))
    amounts = [math.inf if math.isnan(row.excess) else row.excess for _, _, row in violated]
    frame = pd.DataFrame(
        {
            "family": pd.Series([family for _, family, _ in violated], dtype="str"),
            "row": pd.Series([row.row for _, _, row in violated], dtype="str"),
            "period": pd.Series([row.period for _, _, row in violated], dtype="str"),
            "amount": pd.Series(amounts, dtype="float64"),
            "unit": pd.Series([row.unit for _, _, row in violated], dtype="str"),
        }
    )
    return Certificate(frame, worst, math.fsum(terms.values()), dict(terms))
