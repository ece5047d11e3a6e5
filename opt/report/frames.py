"""From rows to a frame as the schema declares it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from opt import schema
from opt.tables.frames import frame_of

NEGLIGIBLE = 1e-9
"""Masses (t) and hours below this are rounding of the solver and are not reported as flows of their own."""


def derived_frame(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The derived table of that name: columns and types of the schema, rows in the given order."""
    return frame_of(schema.DERIVED[name], rows)
