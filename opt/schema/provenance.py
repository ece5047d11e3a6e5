"""What every row of the library says besides its figures: where they come from and how sure they are."""

from __future__ import annotations

from opt.schema.declare import Column, Table
from opt.schema.words import STATUSES

SOURCE = Column("source", "text", "where the figure comes from", default="planner")
STATUS = Column(
    "status",
    "text",
    "published, computed, estimate, unchecked; planner: from the instance",
    default="planner",
    choices=STATUSES,
)


def library_table(name: str, key: tuple[str, ...], columns: tuple[Column, ...], meaning: str) -> Table:
    """A table of the library: its columns, then source and status."""
    return Table(name, "library", key, (*columns, SOURCE, STATUS), meaning)
