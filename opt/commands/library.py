"""relith library: look up what the reference library says, with source and status."""

from __future__ import annotations

import difflib
import json as json_text
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from opt.commands.ending import OK

if TYPE_CHECKING:
    import pandas as pd

    from opt.schema import Table

Row = Mapping[str, Any]
Units = Mapping[str, tuple[str, Mapping[str, str]]]
Found = dict[str, list[dict[str, Any]]]
"""Table -> its rows that match."""


def library(term: str, *, json: bool) -> int:
    """Print the rows of the library that match the term; without one, an overview. InputError where nothing matches."""
    from opt.library import load_library
    from opt.report.layout import page, wrapped

    tables = load_library()
    if not term:
        lines = list(_overview(tables))
        found: Found = {}
    else:
        found = search(tables, term)
        if not any(found.values()):
            raise _nothing(tables, term)
        lines = list(_lines(found, _units(tables)))
    if json:
        print(json_text.dumps({table: [_plain(row) for row in rows] for table, rows in found.items()}, indent=2))
        return OK
    console = page()
    for line in lines:
        inner = len(line) - len(line.lstrip(" "))
        console.print(wrapped(line.strip(" "), console.width, inner) if line.strip() else line, soft_wrap=True)
    return OK


def search(tables: Mapping[str, pd.DataFrame], term: str) -> Found:
    """Rows in which a cell is the term; where there is none, rows in which a text contains it. A table's name gives the
    whole table. Case does not matter."""
    from opt.report.frames import records

    wanted = term.strip().casefold()
    for name, frame in tables.items():
        if name.casefold() == wanted:
            return {name: records(frame)}
    rows = {name: records(frame) for name, frame in tables.items()}
    found = {name: [row for row in some if wanted in _names(row)] for name, some in rows.items()}
    if not any(found.values()):
        found = {name: [row for row in some if any(wanted in t for t in _texts(row))] for name, some in rows.items()}
    return {name: some for name, some in found.items() if some}


def _texts(row: Row) -> Iterator[str]:
    for value in row.values():
        if isinstance(value, str):
            yield value.casefold()
        elif isinstance(value, tuple):
            yield from (str(item).casefold() for item in value)


def _names(row: Row) -> set[str]:
    """The cells of a row, and the parts of those that join two names ('product/grade', 'kind:cathode')."""
    cells = set(_texts({name: value for name, value in row.items() if name not in ("source", "status")}))
    return cells | {part for cell in cells for part in cell.replace(":", "/").replace("+", "/").split("/")}


def _units(tables: Mapping[str, pd.DataFrame]) -> Units:
    """The words that stand for a unit in the schema's units, the column that says whose, and the units by name."""
    return {
        "hazard": ("hazard", dict(zip(tables["hazards"]["hazard"], tables["hazards"]["unit"], strict=True))),
        "item": ("utility", dict(zip(tables["utilities"]["utility"], tables["utilities"]["unit"], strict=True))),
    }


def _lines(found: Found, units: Units) -> Iterator[str]:
    """Each row in two lines: its key and figures; its status and source."""
    from opt import schema

    for name, rows in found.items():
        table = schema.LIBRARY[name]
        yield ""
        yield f"{name}: {table.meaning}"
        for row in rows:
            key = ", ".join(_cell(row[column]) for column in table.key)
            figures = [text for column in table.columns if (text := _figure(table, column.name, row, units))]
            yield f"  {key}{': ' if figures else ''}{'; '.join(figures)}"
            yield f"      {row['status']}: {row['source']}"


def _figure(table: Table, name: str, row: Row, units: Units) -> str:
    """'column value unit' of a cell that says something beside the key; '' otherwise."""
    column, value = table.column(name), row[name]
    empty = value != value or value in ("", ())
    if name in (*table.key, "source", "status") or empty:
        return ""
    unit = column.unit
    for word, (whose, known) in units.items():
        unit = unit.replace(word, known.get(row.get(whose, ""), word))
    return f"{name} {_cell(value)}{' ' + unit if unit else ''}"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    return "|".join(value) if isinstance(value, tuple) else str(value)


def _plain(row: Row) -> dict[str, Any]:
    return {name: None if value != value else value for name, value in row.items()}


def _overview(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Technologies by stage, then the size of each table by status."""
    from opt.report.frames import grouped

    for (stage,), rows in grouped(tables["technologies"], "stage").items():
        yield ""
        yield stage
        for row in rows:
            yield f"  {row['technology']}: {row['name'] or '-'} ({row['maturity']}); takes {', '.join(row['inputs'])}"
    yield ""
    yield "rows by table and status"
    for name, frame in tables.items():
        counts = ", ".join(f"{count} {status}" for status, count in frame["status"].value_counts().items())
        yield f"  {name}: {counts or 'none'}"
    yield ""
    yield "'relith library TERM' shows the rows of a technology, constituent, product, hazard or table"


def _nothing(tables: Mapping[str, pd.DataFrame], term: str) -> Exception:
    from opt import schema
    from opt.tables.problems import InputError, Problem

    names = set(tables)
    for name, frame in tables.items():
        for column in schema.LIBRARY[name].key:
            names.update(str(value) for value in frame[column])
    near = difflib.get_close_matches(term, sorted(names), n=5, cutoff=0.5)
    remedy = f"did you mean {', '.join(near)}?" if near else "'relith library' lists what there is"
    return InputError([Problem("nothing in the library has that name or mentions it", remedy, table="library",
                               value=term)])  # fmt: skip
