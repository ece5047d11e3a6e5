"""What the rules look at: finished tables, and where each of their rows stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from opt.instance.merge import Place, Row
from opt.instance.settings import Settings
from opt.tables import Problem, suggest
from opt.tables.frames import records


def problem_at(place: Place, table: str, column: str, rule: str, remedy: str) -> Problem:
    """A complaint about a cell of a row that stands at ``place``."""
    if place.parsed is not None:
        return place.parsed.problem(place.index, column, rule, remedy)
    return Problem(rule, remedy, place.file or f"implicit {table}", table, place.row, column)


@dataclass(frozen=True)
class View:
    """Settings, finished tables, and for each table the place of every row. ``broken`` names tables that are missing or
    could not be read: nothing can be looked up in them."""

    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    places: Mapping[str, list[Place]]
    broken: frozenset[str] = frozenset()

    @cached_property
    def _records(self) -> dict[str, list[Row]]:
        return {}

    def rows(self, table: str) -> list[Row]:
        """Rows of a table as dictionaries (do not change them)."""
        if table not in self._records:
            self._records[table] = records(self.tables[table])
        return self._records[table]

    def numbered(self, table: str) -> Iterator[tuple[int, Row]]:
        """Rows with their position."""
        return enumerate(self.rows(table))

    def values(self, table: str, column: str) -> set[Any]:
        """The distinct values of a column."""
        return set(self.tables[table][column])

    def from_planner(self, table: str, position: int) -> bool:
        """True for a row that the planner gave or changed (not the shipped library's, not implicit)."""
        return self.places[table][position].parsed is not None

    def implicit(self, table: str) -> bool:
        """True where nobody gave any row of the table."""
        return all(place == Place() for place in self.places[table])

    def problem(self, table: str, position: int, column: str, rule: str, remedy: str) -> Problem:
        """A complaint about one cell."""
        return problem_at(self.places[table][position], table, column, rule, remedy)

    def unknown(
        self, table: str, position: int, column: str, what: str, known: Iterable[str], name: str = ""
    ) -> Problem:
        """The complaint that a cell (or ``name``, one item in it) names nothing that exists."""
        value = name or str(self.tables[table][column].iloc[position])
        remedy = suggest(value, sorted({str(other) for other in known} - {""}))
        return replace(self.problem(table, position, column, f"there is no {what} '{value}'", remedy), value=value)
