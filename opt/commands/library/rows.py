"""Rows of the library as people read them: key, figures with units, then status and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from opt.commands.library.search import Row

if TYPE_CHECKING:
    import pandas as pd

    from opt.instance import Instance
    from opt.schema import Table

Frames = Mapping[str, "pd.DataFrame"]
Overridden = Mapping[tuple[str, str, str], str]
"""Table, key and column of a cell that an instance replaced -> what the library says."""


@dataclass(frozen=True)
class Book:
    """What is looked up: tables, the unit of each hazard and utility, and the cells that an instance replaced."""

    tables: Frames
    currency: str
    units: Mapping[str, tuple[str, Mapping[str, str]]]
    overridden: Overridden


def book_of(instance: Instance | None) -> Book:
    """The shipped library, or the one that an instance plans with."""
    from opt import schema
    from opt.library import load_library

    tables = load_library() if instance is None else {name: instance.tables[name] for name in schema.LIBRARY}
    replaced: Overridden = {}
    if instance is not None:
        rows = instance.overridden.to_dict("records")
        replaced = {(row["table"], row["key"], row["column"]): row["library"] for row in rows}
    units = {
        "hazard": ("hazard", dict(zip(tables["hazards"]["hazard"], tables["hazards"]["unit"], strict=True))),
        "item": ("utility", dict(zip(tables["utilities"]["utility"], tables["utilities"]["unit"], strict=True))),
    }
    return Book(tables, instance.settings.currency if instance else "USD", units, replaced)


def row_line(book: Book, name: str, row: Row) -> str:
    """'  key: column value unit; ...'."""
    from opt import schema

    table = schema.LIBRARY[name]
    key = ", ".join(cell(row[column]) for column in table.key)
    figures = [text for column in table.columns if (text := _figure(book, table, column.name, row))]
    return f"  {key}{': ' if figures else ''}{'; '.join(figures)}"


def origin(row: Row) -> str:
    """Status and source; what is an estimate or unchecked bears a mark."""
    return f"    {'!' if row['status'] in ('estimate', 'unchecked') else ' '} {row['status']}: {row['source']}"


def _figure(book: Book, table: Table, name: str, row: Row) -> str:
    """'column value unit' of a cell that says something beside the key; '' otherwise."""
    from opt.instance.merge import text_of

    column, value = table.column(name), row[name]
    empty = value != value or value in ("", ())
    if name in (*table.key, "source", "status") or empty:
        return ""
    unit = column.unit
    if (table.name, name) == ("reference_prices", "price"):
        unit = f"{row['currency']}/{book.units['item'][1].get(row['item'], 't')}"
    for word, (whose, known) in book.units.items():
        unit = unit.replace(word, known.get(row.get(whose, ""), word))
    key = "|".join(text_of(row[part]) for part in table.key)
    was = book.overridden.get((table.name, key, name))
    instead = f" (the library: {was})" if was else ""
    return f"{name} {cell(value)}{' ' + unit.replace('currency', book.currency) if unit else ''}{instead}"


def cell(value: Any) -> str:
    """A cell as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    return "|".join(value) if isinstance(value, tuple) else str(value)
