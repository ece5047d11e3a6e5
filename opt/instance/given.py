"""What was given: tables as the planner filled them in, blanks kept.

A blank is '' for keys, text and dates, NaN for numbers, None for flags and an empty tuple for lists. Defaults are
filled in later (``merge``), because a blank cell of a row that overrides the library keeps the library's value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from opt.schema.declare import Column, Table
from opt.tables import Parsed


def blank(kind: str) -> Any:
    """What a cell of that kind holds when it holds nothing."""
    return {"number": math.nan, "flag": None, "list": ()}.get(kind, "")


def is_blank(kind: str, value: Any) -> bool:
    """True where a cell of a given frame holds nothing."""
    if kind == "number":
        return bool(math.isnan(value))
    return value is None if kind == "flag" else len(value) == 0


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain Python values."""
    names = list(frame.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name].tolist() for name in names), strict=True)]


def frame_of(table: Table, rows: Sequence[Mapping[str, Any]], *, blanks: bool = False) -> pd.DataFrame:
    """Rows as a typed frame of all columns of the table. ``blanks``: flags may be None (dtype object)."""
    if not rows:
        return _no_rows(table, blanks).copy()
    series = {c.name: pd.Series([row[c.name] for row in rows], dtype=_dtype(c, blanks)) for c in table.columns}
    return pd.DataFrame(series)


@cache
def _no_rows(table: Table, blanks: bool) -> pd.DataFrame:
    return pd.DataFrame({c.name: pd.Series([], dtype=_dtype(c, blanks)) for c in table.columns}, pd.RangeIndex(0))


def _dtype(column: Column, blanks: bool) -> str:
    kinds = {"number": "float64", "list": "object", "flag": "object" if blanks else "bool"}
    return kinds.get(column.kind, "str")


def own_frame(parsed: Parsed) -> pd.DataFrame:
    """The table as given: canonical units, every column of the schema, blanks where nothing was given."""
    rows = records(parsed.frame)
    given = parsed.given.to_dict("list")
    for column in parsed.table.columns:
        for row, filled in zip(rows, given[column.name], strict=True):
            if not filled:
                row[column.name] = blank(column.kind)
    return frame_of(parsed.table, rows, blanks=True)
