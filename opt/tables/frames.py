"""Rows as dictionaries, and frames as a Table declares them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from opt.schema.declare import Column, Table

DTYPES = {"number": "float64", "flag": "bool", "list": "object"}
"""Type of a column by its kind; the others are text."""

TEXT: Any = pd.Series([], dtype="str").dtype
"""The type of text, looked up once."""


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]], *, blanks: bool = False) -> pd.DataFrame:
    """Rows as a typed frame: all columns of the table in its order, rows as given. ``blanks``: flags may be None (dtype
    object)."""
    names = table.names
    return frame_of_cells(table, ([row[name] for name in names] for row in rows), blanks=blanks)


def frame_of_cells(table: Table, rows: Iterable[Sequence[Any]], *, blanks: bool = False) -> pd.DataFrame:
    """``frame_of`` for rows that have a cell for each column of the table, in its order."""
    columns = list(zip(*rows, strict=True))
    if not columns:
        return _no_rows(table, blanks).copy()
    return frame_of_columns(table, dict(zip(table.names, columns, strict=True)), blanks=blanks)


def frame_of_columns(table: Table, columns: Mapping[str, Sequence[Any]], *, blanks: bool = False) -> pd.DataFrame:
    """``frame_of`` for cells by column, all of the same number."""
    arrays = {column.name: typed(column, columns[column.name], blanks=blanks) for column in table.columns}
    return pd.DataFrame(arrays, pd.RangeIndex(len(columns[table.columns[0].name])))


def typed(column: Column, cells: Sequence[Any], *, blanks: bool = False) -> Any:
    """The cells of a column as an array of its type. (Arrays, not series: those are aligned by their index first.)"""
    if column.kind not in DTYPES:
        return pd.array(list(cells), dtype=TEXT)
    dtype = "object" if blanks and column.kind == "flag" else DTYPES[column.kind]
    return np.fromiter(cells, dtype=object, count=len(cells)) if dtype == "object" else np.array(cells, dtype=dtype)


def empty_frame(table: Table) -> pd.DataFrame:
    """A frame of the table without rows, columns of the right type."""
    return frame_of(table, ())


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries of plain Python values."""
    names = [str(name) for name in frame.columns]
    if not len(frame):
        return []
    return [dict(zip(names, row, strict=True)) for row in zip(*(frame[name].tolist() for name in names), strict=True)]


def grouped(frame: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Rows by the values of some columns, in order of appearance."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in records(frame):
        groups.setdefault(tuple(row[column] for column in columns), []).append(row)
    return groups


@cache
def _no_rows(table: Table, blanks: bool) -> pd.DataFrame:
    return frame_of_columns(table, dict.fromkeys(table.names, ()), blanks=blanks)
