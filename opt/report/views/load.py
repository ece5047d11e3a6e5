"""How full the lines are."""

from __future__ import annotations

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.views.rows import derived

LOAD_TABLE = schema.DERIVED["lines"]


def load(plan: Plan) -> pd.DataFrame:
    """The derived table lines: every line and period, idle ones too, since idle hours are what is asked for."""
    return derived(plan, "lines")
