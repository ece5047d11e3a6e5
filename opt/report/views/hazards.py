"""Hazards against their limits, as the safety officer reads them."""

from __future__ import annotations

import pandas as pd

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.views.rows import derived


def hazards_by_period(plan: Plan) -> pd.DataFrame:
    """The derived table hazards without what has neither a limit nor an amount in any period; no rows for a result
    that has no such table."""
    found = derived(plan, "hazards")
    matters = found["limit"].notna() | ~(found["amount"].abs() <= NEGLIGIBLE)  # an amount that is no number matters
    kept = matters.groupby([found["hazard"], found["basis"], found["place"]]).transform("any")
    return found[kept].reset_index(drop=True)
