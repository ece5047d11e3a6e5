"""What views are made from and made as: tables of a plan, and frames as their Table declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.frames import derived_frame
from opt.schema import Column, Table

DTYPES = {"number": "float64", "flag": "bool"}
"""By kind of a column; the others are text."""


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as the table declares them: its columns and their types, in the given order."""
    given = list(rows)
    return pd.DataFrame({c.name: pd.Series([row[c.name] for row in given], dtype=_dtype(c)) for c in table.columns})


def derived(plan: Plan, name: str) -> pd.DataFrame:
    """A derived table of the plan; without rows where the result has none (stored by an earlier version)."""
    return plan.derived[name] if name in plan.derived else derived_frame(name, ())


def variable(plan: Plan, name: str) -> pd.DataFrame:
    """A variable of the plan, or a table of its structure; without rows where there is no plan."""
    declared = schema.VARIABLES.get(name) or schema.STRUCTURE[name]
    return plan.tables[name] if name in plan.tables else frame_of(declared, ())


def _dtype(column: Column) -> str:
    return DTYPES.get(column.kind, "str")
