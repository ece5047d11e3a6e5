"""The table of a part as it stands on the page: headers with units, rows, sums."""

from __future__ import annotations

import math
from dataclasses import dataclass

from markupsafe import Markup, escape

from opt.report.html.cells import EMPTY, cell, rows
from opt.report.parts import Part
from opt.schema import Column
from opt.tables.units import written_header

FILTERED = 15
"""Tables with more rows than this have a filter box."""

LONG = 100
"""Tables with more rows than this are opened by the reader only: an open table is printed."""

BROAD = 9
"""Tables with more columns than this are printed on paper laid across."""


@dataclass(frozen=True)
class Head:
    """The header of a column; ``unit`` in brackets, '' where it takes none; ``folding`` is the name as HTML that may be
    folded behind each of its words."""

    name: str
    folding: Markup
    unit: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """A table, ready to be written: ``body`` and ``foot`` are rows as HTML ('' without sums)."""

    caption: str
    heads: tuple[Head, ...]
    body: Markup
    foot: Markup
    rows: int
    summary: str
    open: bool
    filtered: bool
    broad: bool
    file: str


def sheet(part: Part, page_name: str, currency: str) -> Sheet | None:
    """The table of a part; None where it has no rows."""
    count = len(part.frame)
    if not count:
        return None
    columns = part.table.columns
    return Sheet(
        caption=part.table.meaning,
        heads=tuple(_head(column, currency) for column in columns),
        body=Markup(rows(columns, part.frame)),
        foot=Markup(_foot(part)),
        rows=count,
        summary=f"Table: {count:,} {'row' if count == 1 else 'rows'}",
        open=(part.open or part.chart is None) and count <= LONG,
        filtered=count > FILTERED,
        broad=len(columns) > BROAD,
        file=f"{file_name(page_name)}-{file_name(part.name)}.csv",
    )


def file_name(text: str) -> str:
    """A text as part of the name of a file that every system takes."""
    return "".join(sign if sign.isalnum() or sign in "._-" else "_" for sign in text)


def _head(column: Column, currency: str) -> Head:
    unit = written_header(column, currency).removeprefix(column.name).strip()
    return Head(column.name, escape(column.name).replace("_", Markup("_<wbr>")), unit, column.kind, column.meaning)


def _foot(part: Part) -> str:
    """The row of sums: of every column of ``totals`` the exact sum of its numbers, rounded once."""
    unknown = set(part.totals) - {column.name for column in part.table.columns[1:] if column.kind == "number"}
    if unknown:
        raise ValueError(f"part {part.name}: no numbers to sum in {', '.join(sorted(unknown))}")
    if not part.totals:
        return ""
    label = '<th scope="row" class="sum">sum</th>'
    return f"<tr>{label}{''.join(_sum(part, column) for column in part.table.columns[1:])}</tr>"


def _sum(part: Part, column: Column) -> str:
    if column.name not in part.totals:
        return EMPTY
    return cell(column, math.fsum(part.frame[column.name].dropna().tolist()))
