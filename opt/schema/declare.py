"""The words in which tables are declared: one column, one table.

Everything that knows a column's type, unit, bound, default or reference reads it from here: validation, templates,
workbook sheets, the reference page and the error messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

Kind = Literal["key", "text", "number", "flag", "date", "list"]


class Default(Enum):
    """What an empty cell means when the column has no plain default value."""

    REQUIRED = "an empty cell is an error"
    EMPTY = "an empty cell stays empty (NaN for numbers, '' for text)"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``unit`` is the canonical unit; the word ``currency`` in it stands for the instance's currency and an empty unit
    means that the column takes none. ``choices`` closes the set of values. ``refs`` names ``table.column`` pairs: the
    value (every item of a list) must be found in one of them or be one of ``also`` (``*``, ``all``). ``lower`` and
    ``upper`` are inclusive; ``above`` is a strict lower bound.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    default: object = Default.REQUIRED
    lower: float | None = None
    upper: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """True when an empty cell is an error."""
        return self.default is Default.REQUIRED

    @property
    def empty(self) -> object:
        """The value an empty cell takes (NaN for an empty number, '' for empty text, an empty tuple for a list)."""
        if isinstance(self.default, Default):
            return {"number": float("nan"), "list": (), "flag": False}.get(self.kind, "")
        return self.default


@dataclass(frozen=True)
class Table:
    """One table: its key columns, its columns in order, what it is for.

    ``room`` says where it is found: ``instance`` (the planner's folder), ``library`` (ships with the package; an
    instance may hold a table of the same name that overrides or extends it by key) or ``result`` (written by a solve).
    ``required`` tables must be in every instance. ``wide`` names the value column of a table keyed by (..., period)
    that may also be written with one column per period.
    """

    name: str
    room: Literal["instance", "library", "result"]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    meaning: str
    required: bool = False
    wide: str = ""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]


def index_by_name(tables: tuple[Table, ...]) -> Mapping[str, Table]:
    """Tables by name; a name declared twice is a programming error."""
    by_name = {table.name: table for table in tables}
    if len(by_name) != len(tables):
        raise ValueError("a table is declared twice")
    return by_name
