"""Keys of rows, and how tables hang together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opt.instance.given import is_blank
from opt.schema import Table

Row = dict[str, Any]
Key = tuple[Any, ...]
PRICED = ("reference_prices", "prices", "periods")
DERIVED = {
    "grades": PRICED,
    "payables": PRICED,
    "utilities": PRICED,
    "outlets": PRICED,
    "hazard_factors": ("releases", "constituents"),
}
"""Tables whose empty cells are filled in from others."""
IMPLIED = {"areas": ("storage_rules", "storage_classes"), "arrivals": ("periods",)}
"""Tables that imply rows of others: these are written down before it changes."""
ORIGIN = ("source", "status")


def key_of(table: Table, row: Row) -> Key:
    """The row's key, an empty part by its default."""
    columns = [table.column(name) for name in table.key]
    return tuple(c.empty if is_blank(c.kind, row[c.name]) and not c.required else row[c.name] for c in columns)


def shown(keys: Sequence[Key]) -> str:
    """Some keys, for a message."""
    some = ["/".join(f"{part:g}" if isinstance(part, float) else str(part) for part in key) for key in keys[:6]]
    return ", ".join(some) + (f" and {len(keys) - 6} more" if len(keys) > 6 else "")
