"""Own rows over the library's: override by key, extend, fill blanks with defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from opt.instance.given import is_blank
from opt.schema.declare import Column, Table
from opt.tables import Parsed, Problem
from opt.tables.frames import empty_frame, frame_of, records

PLANNER = "planner"
ORIGIN = ("source", "status")
Row = dict[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Place:
    """Where a row stands: row ``index`` of a table that the planner gave, or a row of the shipped library (``file`` and
    ``row``), or nowhere (an implicit row)."""

    parsed: Parsed | None = None
    index: int = 0
    file: str = ""
    row: int = 0


@dataclass(frozen=True)
class Merged:
    """A finished table with the place of each of its rows, the library cells that the instance replaced (records of
    table, key, column, library, instance) and the cells that must not be blank but are."""

    frame: pd.DataFrame
    places: list[Place]
    overridden: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def merge(table: Table, library: pd.DataFrame | None, parsed: Parsed | None, own: pd.DataFrame | None) -> Merged:
    """Library rows, each with the planner's own cells over it, then the planner's further rows.

    ``own`` is the planner's table with blanks kept (``given.own_frame``). Blank cells of an overriding row keep the
    library's value, except ``source`` and ``status``, which become 'planner'; blank cells of any other row take the
    column's default, and a required one is a problem.
    """
    places = list(_library_places(table.name, 0 if library is None else len(library)))
    if own is None:
        return Merged(empty_frame(table) if library is None else library[table.names].copy(), places)
    rows: list[Row] = [] if library is None else records(library[table.names])
    position = {_key(table, row): number for number, row in enumerate(rows)}
    overridden: list[Row] = []
    problems: list[Problem] = []
    for index, row in enumerate(_own_rows(table, own)):
        key = _key(table, row)
        if key in position:
            overridden += _override(table, rows[position[key]], row, key)
            places[position[key]] = Place(parsed, index)
        else:
            if parsed is not None:
                problems += _required(table, parsed, row, index)
            rows.append(_with_defaults(table, row))
            places.append(Place(parsed, index))
    return Merged(frame_of(table, rows), places, overridden, problems)


@cache
def _library_places(name: str, rows: int) -> tuple[Place, ...]:
    """The places of the library's rows of a table."""
    return tuple(Place(file=f"library/{name}.csv", row=number) for number in range(2, rows + 2))


def _own_rows(table: Table, own: pd.DataFrame) -> Sequence[Row]:
    """The planner's rows, with blank keys filled by their defaults."""
    rows: list[Row] = records(own)
    for row in rows:
        for column in map(table.column, table.key):
            if is_blank(column.kind, row[column.name]) and not column.required:
                row[column.name] = column.empty
    return rows


def _key(table: Table, row: Row) -> Key:
    return tuple(row[name] for name in table.key)


def _override(table: Table, row: Row, own: Row, key: Key) -> list[Row]:
    """Writes the planner's cells into the library's row and reports those that differ."""
    replaced = []
    for column in table.columns:
        name, value = column.name, own[column.name]
        if name in ORIGIN:
            row[name] = value or PLANNER
        elif name not in table.key and not is_blank(column.kind, value):
            if row[name] != value:
                replaced.append(
                    {
                        "table": table.name,
                        "key": "|".join(map(text_of, key)),
                        "column": name,
                        "library": text_of(row[name]),
                        "instance": text_of(value),
                    }
                )
            row[name] = value
    return replaced


def text_of(value: Any) -> str:
    """A cell as text: lists joined by '|', numbers without a needless '.0', nothing for NaN."""
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.12g}"
    return str(value)


def _required(table: Table, parsed: Parsed, row: Row, index: int) -> list[Problem]:
    """Cells that are blank, have no default, and have not been complained about as unreadable or absent."""
    return [
        parsed.problem(index, column.name, "the cell is empty", f"fill it in: {column.meaning}")
        for column in table.columns
        if column.required and is_blank(column.kind, row[column.name]) and (index, column.name) not in parsed.bad
    ]


def _with_defaults(table: Table, row: Row) -> Row:
    return {column.name: _with_default(column, row[column.name]) for column in table.columns}


def _with_default(column: Column, value: Any) -> Any:
    return column.empty if is_blank(column.kind, value) else value
