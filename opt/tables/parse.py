"""One table: from a grid of raw cells to a typed frame, with every complaint about it.

Cells are parsed one by one before any rule runs, so that one bad cell does not hide the next; then units are converted,
then the value rules (bounds, choices, unique keys) run over the frame. What looks at two tables comes later and words
its complaints by ``Parsed.problem``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from opt.memory import Lately
from opt.schema import INPUT, Column, Table
from opt.tables.cells import CellError, Percent, Reading, is_empty, parse_cell, show
from opt.tables.frames import frame_of_columns
from opt.tables.grid import Grid
from opt.tables.header import Header, Heading, complaint, read_header
from opt.tables.layout import Layout, decimal_sign, lay_out, stray_cells
from opt.tables.problems import Problem
from opt.tables.rules import broken_rules
from opt.tables.units import UnitContext, check_unit, converter

COUNTED = {"hazards": "hazards", "utilities": "items"}
"""Tables whose column ``unit`` says in what their key is counted, and where UnitContext keeps it."""

Values = dict[str, list[Any]]
Place = tuple[int, str]
Fault = tuple[int, str, str, str]
Convert = Callable[[float, Mapping[str, object]], float]


@dataclass(frozen=True, eq=False)
class Parsed:
    """A typed table and where its cells come from.

    ``frame``: all columns of the schema (RangeIndex). ``rows[i]``: row of the file as a person sees it. ``raw``: the
    cells as they stand in the file. ``labels``: the column of the file they stand in. ``bad``: cells (row of the frame,
    column) that could not be read; the frame holds an empty value there. ``given``: True where a cell was not empty.
    Those who change the frame change a copy.
    """

    table: Table
    file: str
    frame: pd.DataFrame
    rows: tuple[int, ...]
    raw: Mapping[str, Sequence[object]]
    labels: Mapping[str, Sequence[str]]
    given: Mapping[str, Sequence[bool]]
    bad: frozenset[tuple[int, str]]
    problems: tuple[Problem, ...]

    def problem(self, index: int, column: str, rule: str, remedy: str) -> Problem:
        """A complaint about a cell of the frame, worded with its place in the file. Several columns are joined by ', ';
        no column means the row, an index of -1 the table."""
        if index < 0:
            return Problem(rule, remedy, self.file, self.table.name, 0, column)
        names = column.split(", ") if column else []
        labels = [self.labels[name][index] for name in names]
        values = [self.raw[name][index] for name in names]
        values = [
            self.frame[name].iloc[index] if is_empty(raw) else raw for name, raw in zip(names, values, strict=True)
        ]
        shown = ", ".join("" if is_empty(value) else show(value) for value in values)
        return Problem(rule, remedy, self.file, self.table.name, self.rows[index], ", ".join(labels), shown)


PLAIN_UNITS = UnitContext()
"""Units where nothing is known of currency, hazards or utilities."""

_LATELY: Lately[Parsed] = Lately(500_000)
"""The latest tables typed, so many cells of them in all."""


def parse_table(
    table: Table, grid: Grid, units: UnitContext = PLAIN_UNITS, *, partial: bool = False, known: bool = False
) -> Parsed:
    """Type a table. ``partial``: empty cells stay empty and only key columns must be there. ``known``: the values are
    known to keep the rules of the table, and are not asked again.

    What was typed lately is known: of a what-if run most tables are those of the run before.
    """
    kinds = tuple(type(cell) for row in grid.rows for cell in row)  # 1, 1.0 and True are equal but not the same cell
    question = (table, grid, kinds, units.content, partial, known)
    return _LATELY.answer(question, len(kinds), lambda: _typed_table(table, grid, units, partial, known))


def _typed_table(table: Table, grid: Grid, units: UnitContext, partial: bool, known: bool) -> Parsed:
    if grid.rows == ((),):  # no records handed over from Python
        return _nothing(table, grid, [])
    header, problems = read_header(table, grid, partial)
    if header is None:
        return _nothing(table, grid, problems)
    layout = lay_out(table, grid, header)
    values, faults = _parse_cells(table, layout, Reading(decimal_sign(table, grid, layout), grid.epoch), partial)
    units = _with_own_units(table, values, units)
    converters, unit_problems = _converters(table, grid, header, units)
    faults += _check_counted(table, values)
    faults += _convert(table, layout, values, converters, {fault[:2] for fault in faults})
    bad = {fault[:2] for fault in faults} | _absent(table, layout, partial)
    parsed = Parsed(
        table,
        grid.file,
        _frame(table, values),
        tuple(layout.rows),
        layout.raw,
        _labels(layout),
        _given(layout),
        frozenset(bad),
        (),
    )
    if not known:
        faults += broken_rules(table, parsed.frame, parsed.bad, parsed.rows, partial)
    cells = [parsed.problem(*fault) for fault in sorted(faults, key=lambda fault: fault[0])]
    problems += unit_problems + stray_cells(table, grid, header)
    return replace(parsed, problems=(*problems, *cells))


def parse_tables(
    grids: Mapping[str, Grid],
    units: UnitContext = PLAIN_UNITS,
    *,
    partial: Collection[str] = (),
    tables: Mapping[str, Table] = INPUT,
    known: bool = False,
) -> dict[str, Parsed]:
    """Type several tables (``known`` as for one). Units of hazards and utilities named in their own tables go before
    those of ``units``."""
    parsed: dict[str, Parsed] = {}
    for name in sorted(grids, key=lambda name: (name not in COUNTED, name)):
        parsed[name] = parse_table(tables[name], grids[name], units, partial=name in partial, known=known)
        if name in COUNTED:
            units = _with_own_units(tables[name], _columns(parsed[name].frame), units)
    return {name: parsed[name] for name in grids}


def fill_defaults(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """A frame without its gaps: empty cells take the schema's default. Also the cells (row, column) that must not be
    empty but are."""
    columns, missing = {}, []
    for column in table.columns:
        cells = list(frame[column.name]) if column.name in frame else [None] * len(frame)
        if column.required:
            missing += [(i, column.name) for i, cell in enumerate(cells) if is_empty(cell)]
        columns[column.name] = [column.empty if is_empty(cell) else cell for cell in cells]
    return _frame(table, columns), missing


def _parse_cells(table: Table, layout: Layout, reading: Reading, partial: bool) -> tuple[Values, list[Fault]]:
    """Every cell by its column's type; an empty one takes its default."""
    values: Values = {}
    faults: list[Fault] = []
    for column in table.columns:
        keep_empty = partial and column.name not in table.key
        empty = _nothing_in(column) if keep_empty else column.empty
        cells: list[object] = []
        for i, raw in enumerate(layout.raw[column.name]):
            cells.append(empty)
            if is_empty(raw):
                if column.required and not keep_empty and layout.heading[column.name][i]:
                    faults.append((i, column.name, "the cell is empty", f"fill it in: {column.meaning}"))
                continue
            try:
                cells[-1] = parse_cell(column, raw, reading)
            except CellError as error:
                faults.append((i, column.name, error.rule, error.remedy))
        values[column.name] = cells
    return values, faults


def _absent(table: Table, layout: Layout, partial: bool) -> set[Place]:
    """Cells of columns that must be there but are not; the header's complaint covers them."""
    needed = [column.name for column in table.columns if column.required and (column.name in table.key or not partial)]
    return {(i, name) for name in needed for i, heading in enumerate(layout.heading[name]) if heading is None}


def _labels(layout: Layout) -> dict[str, list[str]]:
    """The column of the file in which each cell stands."""
    return {name: [heading.name if heading else name for heading in column] for name, column in layout.heading.items()}


def _given(layout: Layout) -> dict[str, list[bool]]:
    """True where a cell is not empty."""
    return {name: [not is_empty(cell) for cell in column] for name, column in layout.raw.items()}


def _converters(
    table: Table, grid: Grid, header: Header, units: UnitContext
) -> tuple[dict[Heading, Convert], list[Problem]]:
    """How the numbers below each header with a unit are converted, and complaints about such headers."""
    converters: dict[Heading, Convert] = {}
    problems = []
    for name, heading in [*header.columns.items(), *((table.wide, period) for period in header.periods)]:
        if heading.unit is not None:
            try:
                converters[heading] = converter(table, table.column(name), heading.unit, units)
            except CellError as error:
                problems.append(complaint(table, grid, error.rule, error.remedy, name, heading.text))
    return converters, problems


def _convert(
    table: Table, layout: Layout, values: Values, converters: Mapping[Heading, Convert], bad: Set[Place]
) -> list[Fault]:
    """Numbers into the schema's units, in place; defaults are in them already."""
    faults: list[Fault] = []
    for name in (column.name for column in table.columns if column.kind == "number"):
        for i, (heading, raw) in enumerate(zip(layout.heading[name], layout.raw[name], strict=True)):
            if heading is None or heading not in converters or is_empty(raw) or (i, name) in bad:
                continue
            if isinstance(raw, Percent) and (heading.unit or "").endswith(("%", "percent")):
                faults.append(
                    (
                        i,
                        name,
                        f"the cell shows {raw * 100:g} % but holds {float(raw):g}, and the header says "
                        f"[{heading.unit}]",
                        "format the cells as plain numbers, or leave the unit out",
                    )
                )
                continue
            try:
                value = converters[heading](values[name][i], {key: values[key][i] for key in table.key})
            except CellError as error:
                faults.append((i, name, error.rule, error.remedy))
            else:
                values[name][i] = value
    return faults


def _columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): list(frame[name]) for name in frame}


def _with_own_units(table: Table, values: Mapping[str, Sequence[object]], units: UnitContext) -> UnitContext:
    """Units of hazards and utilities named in this very table go before those known so far."""
    if table.name not in COUNTED:
        return units
    own = dict(zip(map(str, values[table.key[0]]), map(str, values["unit"]), strict=True))
    known = {**getattr(units, COUNTED[table.name]), **{name: unit for name, unit in own.items() if unit}}
    return replace(units, hazards=known) if table.name == "hazards" else replace(units, items=known)


def _check_counted(table: Table, values: Values) -> list[Fault]:
    """Units of hazards and utilities that could mean two things."""
    faults = []
    for i, unit in enumerate(values["unit"] if table.name in COUNTED else ()):
        try:
            check_unit(str(unit))
        except CellError as error:
            faults.append((i, "unit", error.rule, error.remedy))
    return faults


def _nothing_in(column: Column) -> object:
    """What an empty cell holds where no default is filled in."""
    return {"number": float("nan"), "list": (), "flag": None}.get(column.kind, "")


def _frame(table: Table, values: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """Typed columns in the schema's order; flags as objects where one is None."""
    blanks = any(cell is None for column in table.columns if column.kind == "flag" for cell in values[column.name])
    return frame_of_columns(table, values, blanks=blanks)


def _nothing(table: Table, grid: Grid, problems: Sequence[Problem]) -> Parsed:
    """No rows: the header could not be read."""
    empty: dict[str, list[object]] = {name: [] for name in table.names}
    labels: dict[str, list[str]] = {name: [] for name in table.names}
    given: dict[str, list[bool]] = {name: [] for name in table.names}
    return Parsed(table, grid.file, _frame(table, empty), (), empty, labels, given, frozenset(), tuple(problems))
