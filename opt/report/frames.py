"""From rows to a frame as the schema declares it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from opt import schema

NEGLIGIBLE = 1e-9
"""Masses (t) and hours below this are rounding of the solver and are not reported as flows of their own."""


def derived_frame(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The derived table of that name: columns and types of the schema, rows in the given order."""
    given = list(rows)
    return pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in given], dtype=_dtype(column))
            for column in schema.DERIVED[name].columns
        }
    )


def _dtype(column: schema.Column) -> str:
    return {"number": "float64", "flag": "bool"}.get(column.kind, "str")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain values."""
    names = [str(name) for name in frame.columns]
    cells = [frame.iloc[:, place].tolist() for place in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)]


def grouped(frame: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Rows by the values of some columns, in order of appearance."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in records(frame):
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups
