"""The mass balance by element, the most massive first."""

from __future__ import annotations

import pandas as pd

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.views.rows import derived

TOTAL = "total"
INCOMING = ["initial", "received", "added"]
"""Columns that sum to what came in."""


def element_balance(plan: Plan) -> pd.DataFrame:
    """The derived table mass_balance: the total, then the elements, the most massive first; without those of which
    nothing came in, and without rows for a result that has no such table."""
    found = derived(plan, "mass_balance")
    came = found[INCOMING].sum(axis=1)
    first = came.where(found["element"] != TOTAL, float("inf")).sort_values(ascending=False, kind="stable").index
    return found.loc[[row for row in first if not came[row] <= NEGLIGIBLE]].reset_index(drop=True)
