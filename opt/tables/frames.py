"""Rows as dictionaries, and frames as a Table declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from opt.schema.declare import Column, Table

DTYPES = {"number": "float64", "flag": "bool", "list": "object"}
"""Type of a column by its kind; the others are text."""


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]], *, blanks: bool = False) -> pd.DataFrame:
    """Rows as a typed frame: all columns of the table in its order, rows as given. ``blanks``: flags may be None (dtype
    object)."""
    names = table.names
    return frame_of_cells(table, ([row[name] for name in names] for row in rows), blanks=blanks)


def frame_of_cells(table: Table, rows: Iterable[Sequence[Any]], *, blanks: bool = False) -> pd.DataFrame:
    """``frame_of`` for rows that have a cell for each column of the table, in its order."""
    cells = list(zip(*rows, strict=True))
    if not cells:
        return _no_rows(table, blanks).copy()
    columns = zip(table.columns, cells, strict=True)
    return pd.DataFrame({c.name: pd.Series(list(values), dtype=_dtype(c, blanks)) for c, values in columns})


def empty_frame(table: Table) -> pd.DataFrame:
    """A frame of the table without rows, columns of the right type."""
    return frame_of(table, ())


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain Python values."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name].tolist() for name in names), strict=True)]


def grouped(frame: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Rows by the values of some columns, in order of appearance."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in records(frame):
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


@cache
def _no_rows(table: Table, blanks: bool) -> pd.DataFrame:
    return pd.DataFrame({c.name: pd.Series([], dtype=_dtype(c, blanks)) for c in table.columns}, pd.RangeIndex(0))


def _dtype(column: Column, blanks: bool) -> str:
    return "object" if blanks and column.kind == "flag" else DTYPES.get(column.kind, "str")
