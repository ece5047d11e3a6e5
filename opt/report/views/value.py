"""The recovered value, term by term."""

from __future__ import annotations

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.views.rows import derived

TABLE = schema.DERIVED["value"]


def value(plan: Plan) -> pd.DataFrame:
    """The terms of the value that are not 0: what adds to it first, then what takes from it, each the largest first.
    They sum to the objective."""
    frame = derived(plan, "value")
    terms = frame[frame["amount"] != 0.0]
    place = pd.DataFrame({"costs": terms["amount"] < 0, "size": -terms["amount"].abs()}, index=terms.index)
    return terms.loc[place.sort_values(["costs", "size"], kind="stable").index].reset_index(drop=True)
