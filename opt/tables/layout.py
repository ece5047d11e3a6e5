"""From a grid to columns of raw cells in long form, one list a column of the schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from opt.schema import Table
from opt.tables.cells import is_empty, show
from opt.tables.grid import Grid
from opt.tables.header import Header, Heading, letter
from opt.tables.problems import Problem

_POINT = re.compile(r"\s*[+-]?\d*\.\d+\s*")
_THOUSANDS = re.compile(r"\s*[+-]?[1-9]\d{0,2}(\.\d{3})+\s*")


@dataclass
class Layout:
    """Raw cells in long form: ``rows`` are source rows, ``raw[column][i]`` a cell, ``heading[column][i]`` the column of
    the file it stands in (None where the file has none)."""

    rows: list[int] = field(default_factory=list)
    raw: dict[str, list[object]] = field(default_factory=dict)
    heading: dict[str, list[Heading | None]] = field(default_factory=dict)


def lay_out(table: Table, grid: Grid, header: Header) -> Layout:
    """One entry a row, or, in a wide table, one a row and period that is not empty."""
    layout = Layout([], {name: [] for name in table.names}, {name: [] for name in table.names})
    for number, row in zip(grid.numbers[1:], grid.rows[1:], strict=True):
        if all(is_empty(_at(row, heading.position)) for heading in (*header.columns.values(), *header.periods)):
            continue
        for period in header.periods or (None,):
            if period is not None and is_empty(_at(row, period.position)):
                continue
            layout.rows.append(number)
            for name in table.names:
                heading = header.columns.get(name)
                raw: object = _at(row, heading.position) if heading else None
                if period is not None and name == "period":
                    heading, raw = period, period.name
                if period is not None and name == table.wide:
                    heading, raw = period, _at(row, period.position)
                layout.raw[name].append(raw)
                layout.heading[name].append(heading)
    return layout


def _at(row: Sequence[object], position: int) -> object:
    return row[position] if position < len(row) else None


def stray_cells(table: Table, grid: Grid, header: Header) -> list[Problem]:
    """Cells outside the table: beside the last header, or below an empty one."""
    problems = []
    for number, row in zip(grid.numbers[1:], grid.rows[1:], strict=True):
        stray = next((i for i in header.unnamed if not is_empty(_at(row, i))), None)
        if stray is not None:
            beyond = stray >= len(grid.rows[0])
            remedy = (
                "check the row for an unquoted ',' or ';'"
                if beyond
                else "name the column in row 1 (a note starts with '#'), or clear the cell"
            )
            problems.append(
                Problem(
                    "a cell outside the table: its column has no header",
                    remedy,
                    grid.file,
                    table.name,
                    number,
                    letter(stray),
                    show(row[stray]),
                )
            )
    return problems


def decimal_sign(table: Table, grid: Grid, layout: Layout) -> str:
    """',' in a file separated by ';', unless its numbers plainly have a decimal point."""
    if not grid.semicolons:
        return "."
    numbers = [cell for column in table.columns if column.kind == "number" for cell in layout.raw[column.name]]
    pointed = any(
        isinstance(cell, str) and _POINT.fullmatch(cell) and not _THOUSANDS.fullmatch(cell) for cell in numbers
    )
    comma = any(isinstance(cell, str) and "," in cell for cell in numbers)
    return "." if pointed and not comma else ","
