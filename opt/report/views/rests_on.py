"""What the value rests on: sales by the weakest figure they touch, and the figures that the value leans on."""

from __future__ import annotations

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.grounds.touch import STRENGTH
from opt.report.views.rows import derived

RESTS_ON = schema.DERIVED["rests_on"]
FIGURES = schema.DERIVED["figures"]


def rests_on(plan: Plan) -> pd.DataFrame:
    """Gross sales by their weakest figure, from strong to weak; statuses without sales are left out."""
    frame = derived(plan, "rests_on")
    found = frame[~(frame["sales"] <= 0.0)]
    return found.loc[found["status"].map(STRENGTH.index).sort_values().index].reset_index(drop=True)


def figures(plan: Plan) -> pd.DataFrame:
    """Every figure with its effect, the largest first."""
    return derived(plan, "figures")
