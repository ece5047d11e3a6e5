"""What views are made from: tables of a plan, without rows where it has none."""

from __future__ import annotations

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.frames import derived_frame
from opt.tables.frames import frame_of


def derived(plan: Plan, name: str) -> pd.DataFrame:
    """A derived table of the plan; without rows where the result has none (stored by an earlier version)."""
    return plan.derived[name] if name in plan.derived else derived_frame(name, ())


def variable(plan: Plan, name: str) -> pd.DataFrame:
    """A variable of the plan, or a table of its structure; without rows where there is no plan."""
    declared = schema.VARIABLES.get(name) or schema.STRUCTURE[name]
    return plan.tables[name] if name in plan.tables else frame_of(declared, ())
