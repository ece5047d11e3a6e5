"""What was given: tables as the planner filled them in, blanks kept.

A blank is '' for keys, text and dates, NaN for numbers, None for flags and an empty tuple for lists. Defaults are
filled in later (``merge``), because a blank cell of a row that overrides the library keeps the library's value.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from opt.memory import remembered
from opt.tables import Parsed
from opt.tables.frames import frame_of, records


def blank(kind: str) -> Any:
    """What a cell of that kind holds when it holds nothing."""
    return {"number": math.nan, "flag": None, "list": ()}.get(kind, "")


def is_blank(kind: str, value: Any) -> bool:
    """True where a cell of a given frame holds nothing."""
    if kind == "number":
        return bool(math.isnan(value))
    return value is None if kind == "flag" else len(value) == 0


@remembered
def own_frame(parsed: Parsed) -> pd.DataFrame:
    """The table as given: canonical units, every column of the schema, blanks where nothing was given. Those who
    change it change a copy."""
    rows = records(parsed.frame)
    for column in parsed.table.columns:
        for row, filled in zip(rows, parsed.given[column.name], strict=True):
            if not filled:
                row[column.name] = blank(column.kind)
    return frame_of(parsed.table, rows, blanks=True)
