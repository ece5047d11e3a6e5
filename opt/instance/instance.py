"""The Instance: settings and tables, read, completed and validated; frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from opt.instance.settings import Settings
from opt.tables.frames import records


@dataclass(frozen=True, eq=False)
class Instance:
    """A planner's instance, ready to be planned.

    ``tables`` holds every table of ``schema.INPUT`` (an absent one is empty), in canonical units, defaults filled in
    and the library merged under the planner's rows; ``own`` only what the planner gave, as given but in canonical
    units. Text columns are ``str`` ('' where empty), numbers ``float`` (NaN where empty), flags ``bool``, lists tuples.
    ``overridden`` lists the library cells that the instance replaced (table, key, column, library, instance).
    ``notes`` are remarks for the planner that are no errors.
    """

    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    own: Mapping[str, pd.DataFrame]
    overridden: pd.DataFrame
    notes: tuple[str, ...] = field(default=())

    def records(self, table: str) -> list[dict[str, Any]]:
        """Rows of a table as dictionaries."""
        return records(self.tables[table])

    @property
    def periods(self) -> list[str]:
        """Period names in time order."""
        return list(self.tables["periods"]["period"])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Instance):
            return NotImplemented
        return (
            self.settings == other.settings
            and self.tables.keys() == other.tables.keys()
            and self.own.keys() == other.own.keys()
            and all(self.tables[name].equals(other.tables[name]) for name in self.tables)
            and all(self.own[name].equals(other.own[name]) for name in self.own)
        )
