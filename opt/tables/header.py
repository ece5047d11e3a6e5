"""The header of a table: which column of the file is which column of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opt.schema import Column, Table
from opt.tables.cells import CellError, Trouble, is_empty, parse_key, show
from opt.tables.grid import Grid
from opt.tables.problems import Problem, suggest
from opt.tables.units import split_header

LOOK_AHEAD = 10
"""Rows in which a shifted header is looked for."""


@dataclass(frozen=True)
class Heading:
    """A column of the file: its position, what its header says, the name in it and the unit in its brackets."""

    position: int
    text: str
    name: str
    unit: str | None


@dataclass(frozen=True)
class Header:
    """Headings by column of the schema. ``periods`` are the value columns of a wide table. ``unnamed`` are positions
    without a header, which must hold nothing."""

    columns: dict[str, Heading]
    periods: tuple[Heading, ...]
    unnamed: tuple[int, ...]


def letter(position: int) -> str:
    """Column 0 is A, 26 is AA."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def read_header(table: Table, grid: Grid, partial: bool) -> tuple[Header | None, list[Problem]]:
    """Match the header to the schema. None where no row can be read (the header is merged, shifted or in two lines)."""
    broken = _merged(table, grid) or _shifted(table, grid) or _two_lines(table, grid)
    if broken:
        return None, broken
    headings, problems = _headings(table, grid)
    named = [heading for heading in headings if heading.name in table.names]
    names = {heading.name for heading in named}
    others = [heading for heading in headings if heading.name not in table.names]
    wide = bool(table.wide and others and "period" not in names and table.wide not in names)
    problems += _repeated(table, grid, headings)
    problems += _missing(table, grid, names | ({"period", table.wide} if wide else set()), partial)
    if not wide:
        problems += [_unknown(table, grid, heading, names) for heading in others]
    width = max(map(len, grid.rows))
    known = {heading.position for heading in headings} | set(_notes(grid.rows[0]))
    unnamed = tuple(position for position in range(width) if position not in known)
    first = {heading.name: heading for heading in reversed(named)}
    return Header(first, tuple(others) if wide else (), unnamed), problems


def complaint(table: Table, grid: Grid, rule: str, remedy: str, column: str = "", value: object = "") -> Problem:
    """A problem of the header itself."""
    return Problem(rule, remedy, grid.file, table.name, grid.numbers[0], column, show(value))


def _notes(header: Sequence[object]) -> list[int]:
    """Positions of notes: columns whose header starts with '#'."""
    return [i for i, cell in enumerate(header) if isinstance(cell, str) and cell.strip().startswith("#")]


def _headings(table: Table, grid: Grid) -> tuple[list[Heading], list[Problem]]:
    headings, problems = [], []
    notes = _notes(grid.rows[0])
    for position, cell in enumerate(grid.rows[0]):
        if is_empty(cell) or position in notes:
            continue
        try:
            text = parse_key(cell.replace("\n", " ") if isinstance(cell, str) else cell)
            name, unit = split_header(text)
        except CellError as error:
            problems.append(complaint(table, grid, error.rule, error.remedy, f"{letter(position)}", cell))
            continue
        headings.append(Heading(position, text, parse_key(name), unit))
    return headings, problems


def _merged(table: Table, grid: Grid) -> list[Problem]:
    cells = enumerate(grid.rows[0])
    return [
        complaint(table, grid, f"the header holds no name: {cell.rule}", cell.remedy, letter(i), cell.shown)
        for i, cell in cells
        if isinstance(cell, Trouble)
    ]


def _matches(table: Table, row: Sequence[object]) -> int:
    """How many cells of a row name a column of the table."""
    names = {cell.partition("[")[0].strip() for cell in row if isinstance(cell, str)}
    return len(names & set(table.names))


def _shifted(table: Table, grid: Grid) -> list[Problem]:
    """The header must be row 1, and no later row may look more like it."""
    found = [_matches(table, row) for row in grid.rows[:LOOK_AHEAD]]
    best = max(range(len(found)), key=lambda i: (found[i], -i))
    remedy = "delete what stands above the header, so that row 1 names the columns in single, unmerged cells"
    if found[best] > max(found[0], 1) or (found[best] == 1 and found[0] == 0 and len(table.key) == 1):
        rule = f"row {grid.numbers[0]} is not the header: the columns are named in row {grid.numbers[best]}"
        return [complaint(table, grid, rule, remedy)]
    if grid.numbers[0] != 1:
        return [complaint(table, grid, f"the header stands in row {grid.numbers[0]}, not in row 1", remedy)]
    return []


def _two_lines(table: Table, grid: Grid) -> list[Problem]:
    """A second line of the header: units (or remarks) below the names, where keys and numbers should be."""
    if len(grid.rows) < 2:
        return []
    below = {}
    for heading in _headings(table, grid)[0]:
        if heading.name in table.names and heading.position < len(grid.rows[1]):
            below[heading.name] = grid.rows[1][heading.position]
    numbers = {name: cell for name, cell in below.items() if table.column(name).kind == "number" and not is_empty(cell)}
    if not numbers or not all(_is_remark(table.column(name), cell) for name, cell in numbers.items()):
        return []
    keys = [below[name] for name in table.key if name in below and name not in numbers]
    if not all(is_empty(cell) or _is_bracketed(cell) or str(cell).strip() in ("-", "\u2013") for cell in keys):
        return []
    rule = f"the header takes two lines: row {grid.numbers[1]} holds units or remarks, not data"
    return [
        complaint(
            table,
            grid,
            rule,
            f"write the units behind the names in row 1, as in price [USD/t], and delete row {grid.numbers[1]}",
        )
    ]


def _is_bracketed(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip()[:1] in ("[", "(")


def _is_remark(column: Column, cell: object) -> bool:
    return isinstance(cell, str) and not any(sign.isdigit() for sign in cell.replace("m3", "").replace("CO2", ""))


def _repeated(table: Table, grid: Grid, headings: Sequence[Heading]) -> list[Problem]:
    seen: dict[str, Heading] = {}
    problems = []
    for heading in headings:
        if heading.name in seen:
            problems.append(
                complaint(
                    table,
                    grid,
                    f"the column stands twice, in {letter(seen[heading.name].position)} and {letter(heading.position)}",
                    "delete one, or start its name with '#'",
                    heading.name,
                    heading.text,
                )
            )
        seen.setdefault(heading.name, heading)
    return problems


def _missing(table: Table, grid: Grid, names: set[str], partial: bool) -> list[Problem]:
    needed = [
        column
        for column in table.columns
        if column.required and column.name not in names and not (partial and column.name not in table.key)
    ]
    return [
        complaint(table, grid, "the column is missing", f"add it: {column.meaning}", column.name) for column in needed
    ]


def _unknown(table: Table, grid: Grid, heading: Heading, names: set[str]) -> Problem:
    bare = heading.name.partition("(")[0].strip()
    if bare != heading.name and bare in table.names:
        remedy = f"units stand in square brackets: {bare} [{heading.name.partition('(')[2].rstrip(') ')}]"
    else:
        remedy = suggest(heading.name, [name for name in table.names if name not in names])
        remedy += "; a column of notes starts with '#'"
    return complaint(table, grid, f"table {table.name} has no column of that name", remedy, heading.name, heading.text)
