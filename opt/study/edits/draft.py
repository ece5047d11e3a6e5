"""Tables under change: the planner's own rows, and beside them the finished rows that the next edit looks at."""

from __future__ import annotations

from typing import Any

import pandas as pd

from opt.instance import Instance, Settings
from opt.instance.complete import complete
from opt.instance.given import blank, is_blank
from opt.instance.merge import Merged, merge
from opt.instance.money import fill_prices, in_currency
from opt.instance.releases import lay_releases
from opt.library import load_library
from opt.schema import INPUT, LIBRARY
from opt.study.edits.check import told
from opt.study.edits.edit import Edit
from opt.study.edits.keys import DERIVED, IMPLIED, ORIGIN, Key, Row, key_of
from opt.study.edits.values import unit_context
from opt.tables import Problem
from opt.tables.frames import frame_of, records


class Draft:
    """An instance while edits are made. ``settings`` and ``problems`` are open; rows are read by ``rows`` and changed
    by ``put``, ``insert``, ``drop`` and ``empty``, which keep finished and own rows in step."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.settings: Settings = instance.settings
        self.units = unit_context(instance, instance.settings)
        self.problems: list[Problem] = []
        self.own: dict[str, dict[Key, Row]] = {}
        self.deleted: dict[str, set[Key]] = {}
        self.history: dict[tuple[str, Key], list[Edit]] = {}
        self.written: dict[tuple[str, Key, str], object] = {}
        self._rows: dict[str, dict[Key, Row]] = {}
        self._stale: set[str] = set()
        self._library: dict[str, pd.DataFrame] | None = None
        self._by_key: dict[str, dict[Key, Row]] = {}

    @property
    def library(self) -> dict[str, pd.DataFrame]:
        """What stands behind the planner's rows, in the instance's currency; nothing behind a resolved instance."""
        if self._library is None:
            shipped = self.instance.settings.library == "reference"
            self._library = in_currency(self.settings, load_library())[0] if shipped else {}
        return self._library

    def complain(self, edit: Edit, rule: str, remedy: str, column: str = "") -> None:
        """Notes what is wrong with an edit."""
        self.problems.append(told(edit, rule, remedy, column))

    def rows(self, name: str) -> dict[Key, Row]:
        """Finished rows of a table by key (change them by the methods below only)."""
        if name in self._stale:
            self._stale.discard(name)
            self._rows[name] = self.finished(name)
        if name not in self._rows:
            self._rows[name] = {key_of(INPUT[name], row): row for row in self.instance.records(name)}
        return self._rows[name]

    def put(self, edit: Edit, name: str, key: Key, column: str, value: Any) -> None:
        """Writes one cell of a row that is there."""
        self._own_row(name, key)[column] = value
        self.rows(name)[key][column] = value
        self.written[name, key, column] = value
        self._note(edit, name, key)

    def insert(self, edit: Edit, name: str, row: Row) -> None:
        """Adds a row (blanks where nothing is given) whose key is not there."""
        table = INPUT[name]
        key, own = key_of(table, row), self._own_rows(name)
        for part, value in zip(table.key, key, strict=True):
            row[part] = value
        finished = {c.name: c.empty if is_blank(c.kind, row[c.name]) else row[c.name] for c in table.columns}
        self.rows(name)[key] = finished
        own[key] = row
        self._note(edit, name, key)

    def drop(self, edit: Edit, name: str, key: Key) -> None:
        """Takes a row out; one of the library is left out when the instance is put together."""
        if self.library_row(name, key) is not None:
            self.deleted.setdefault(name, set()).add(key)
        self._own_rows(name).pop(key, None)
        del self.rows(name)[key]
        for cell in [cell for cell in self.written if cell[:2] == (name, key)]:
            del self.written[cell]
        self._note(edit, name, key)

    def empty(self, edit: Edit, name: str, key: Key, column: str) -> None:
        """Empties a cell. Where the library has a value there, the row is the planner's own from now on."""
        spec = INPUT[name].column(column)
        library = self.library_row(name, key)
        row = self._own_row(name, key)
        if library is not None and not is_blank(spec.kind, library[column]):
            row |= {part: value for part, value in self.rows(name)[key].items() if part not in ORIGIN}
            self.deleted.setdefault(name, set()).add(key)
        row[column] = blank(spec.kind)
        self.rows(name)[key][column] = spec.empty
        self.written.pop((name, key, column), None)
        self._stale |= {name} & DERIVED.keys()
        self._note(edit, name, key)

    def given_rows(self, name: str) -> dict[Key, Row]:
        """The rows that the planner had given before the edits, blanks kept."""
        frame = self.instance.own.get(name)
        return {} if frame is None else {key_of(INPUT[name], row): row for row in records(frame)}

    def is_blank(self, name: str, key: Key, column: str) -> bool:
        """True for a cell that neither the planner nor the library fills in."""
        own, library = self._own_rows(name).get(key), self.library_row(name, key)
        kind = INPUT[name].column(column).kind
        return all(row is None or is_blank(kind, row[column]) for row in (own, library))

    def implicit(self, name: str) -> set[Key]:
        """Keys of rows that nobody gave: they stand for an absent table, or are always there."""
        given = self.given_rows(name)
        return {
            key
            for key in self.rows(name)
            if key not in given and self.library_row(name, key) is None and (name, key) not in self.history
        }

    def touched(self) -> list[str]:
        """Tables whose own rows may have changed."""
        return [*dict.fromkeys([*self.own, *self.deleted])]

    def own_frames(self) -> dict[str, pd.DataFrame]:
        """The planner's own tables as they are now, blanks kept."""
        changed = {name: frame_of(INPUT[name], list(rows.values()), blanks=True) for name, rows in self.own.items()}
        return {name: frame for name, frame in {**self.instance.own, **changed}.items() if len(frame)}

    def merged(self) -> dict[str, Merged]:
        """All tables with the library under them, less its deleted rows, neither completed nor priced."""
        own = self.own_frames()
        return {name: merge(table, self._remaining(name), None, own.get(name)) for name, table in INPUT.items()}

    def _remaining(self, name: str) -> pd.DataFrame | None:
        """The library's table less the rows that were deleted."""
        frame = self.library.get(name)
        if frame is None or not self.deleted.get(name):
            return frame
        keys = zip(*(frame[part] for part in INPUT[name].key), strict=True)
        return frame[[key not in self.deleted[name] for key in keys]].reset_index(drop=True)

    def finished(self, name: str) -> dict[Key, Row]:
        """Rows of a table filled in anew from the tables they rest on."""
        tables, _ = complete(self.merged())
        lay_releases(tables)
        fill_prices(self.settings, tables)
        return {key_of(INPUT[name], row): row for row in records(tables[name].frame)}

    def _note(self, edit: Edit, name: str, key: Key) -> None:
        """Remembers who changed a row, and which tables rest on it."""
        edits = self.history.setdefault((name, key), [])
        if not edits or edits[-1] is not edit:
            edits.append(edit)
        self._stale |= {table for table, sources in DERIVED.items() if name in sources}

    def library_row(self, name: str, key: Key) -> Row | None:
        """The library's row of that key, unless it was deleted."""
        if name not in self._by_key:
            rows = records(self.library[name]) if name in self.library else []
            self._by_key[name] = {key_of(INPUT[name], row): row for row in rows}
        return None if key in self.deleted.get(name, ()) else self._by_key[name].get(key)

    def _own_row(self, name: str, key: Key) -> Row:
        """The planner's row of that key, a new one over the library's."""
        own = self._own_rows(name)
        if key not in own:
            table = INPUT[name]
            row = {column.name: blank(column.kind) for column in table.columns}
            if self.library_row(name, key) is None:
                row = dict(self.rows(name)[key])
            own[key] = {**row, **dict(zip(table.key, key, strict=True))}
        return own[key]

    def _own_rows(self, name: str) -> dict[Key, Row]:
        """The planner's own rows of a table by key; what an absent table stands for is written down."""
        if name not in self.own:
            table, given = INPUT[name], self.instance.own.get(name)
            rows = [] if given is None else records(given)
            absent = given is None and not (name in LIBRARY and self.library)
            self.own[name] = {key_of(table, row): row for row in (self.instance.records(name) if absent else rows)}
            for row_key, row in self.own[name].items():
                row.update(zip(table.key, row_key, strict=True))
            for other in IMPLIED.get(name, ()):
                self._write_down(other)
        return self.own[name]

    def _write_down(self, name: str) -> None:
        """Makes the implicit rows of a table the planner's own."""
        for key in self.implicit(name):
            self._own_row(name, key)
