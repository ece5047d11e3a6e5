"""Tables as sheets of a workbook that guides the person who fills it in: meanings, drop-downs, units."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from opt.schema import INPUT, Column, Default, Table
from opt.tables import typed_cells
from opt.tables.cells import is_empty, show
from opt.tables.problems import InputError, Problem
from opt.tables.settings_sheet import SETTINGS, SHEET, flatten
from opt.tables.typed_cells import font, put_date, put_flag, put_number, put_text
from opt.tables.units import written_header
from opt.tables.write import as_text, joined, replace_file

LONGEST_CHOICES = 255
"""Characters of a drop-down that is written out."""

SPARE_ROWS = 500
"""Rows below the last one in which the drop-downs still work."""


def write_workbook(
    path: str | Path,
    tables: Mapping[str, pd.DataFrame],
    settings: Mapping[str, Any],
    currency: str,
    *,
    schema: Mapping[str, Table] = INPUT,
) -> None:
    """Write an instance as one workbook, replacing a file that is there whole. InputError where that is not possible;
    the old file is untouched then."""
    path = Path(path)
    book = Workbook()
    book.remove(book.worksheets[0])
    try:
        add_sheets(book, tables, settings, currency, schema=schema)
    except InputError as error:
        raise InputError([dataclasses.replace(problem, file=str(path)) for problem in error.problems]) from None
    replace_file(path, book.save)


def add_sheets(
    book: Workbook,
    tables: Mapping[str, pd.DataFrame],
    settings: Mapping[str, Any],
    currency: str,
    *,
    schema: Mapping[str, Table] = INPUT,
) -> dict[str, Table]:
    """Add the sheets of an instance behind those that are there: its settings, then its tables. What they hold, by name
    and in order. InputError for a table or a text that a workbook cannot hold."""
    sizes = {name: len(tables[name]) for name in schema if name in tables}
    check_rows(sizes)
    _write_settings(book.create_sheet(SHEET), settings)
    for name, rows in sizes.items():
        sheet = book.create_sheet(name)
        _write_header(sheet, schema[name], currency)
        _write_rows(sheet, schema[name], tables[name])
        _add_drop_downs(sheet, schema[name], rows, sizes, schema)
        _fit_columns(sheet)
    return {SHEET: SETTINGS, **{name: schema[name] for name in sizes}}


def check_rows(sizes: Mapping[str, int]) -> None:
    """InputError naming every table that has more rows than a sheet holds."""
    most = typed_cells.MOST_ROWS - 1
    rule, remedy = "a sheet holds {:,} rows, this table has {:,}", "write a folder instead"
    problems = [Problem(rule.format(most, rows), remedy, table=name) for name, rows in sizes.items() if rows > most]
    if problems:
        raise InputError(problems)


def _write_settings(sheet: Worksheet, settings: Mapping[str, Any]) -> None:
    _write_header(sheet, SETTINGS, "")
    for row, (name, value) in enumerate(flatten(settings).items(), start=2):
        _put_text(sheet.cell(row, 1), SETTINGS, name)
        cell = sheet.cell(row, 2)
        if isinstance(value, datetime.date):
            put_date(cell, value.isoformat())
        elif isinstance(value, bool):
            put_flag(cell, value)
        elif isinstance(value, int | float):
            put_number(cell, value)
        else:
            listed = isinstance(value, list | tuple | set | frozenset)
            _put_text(cell, SETTINGS, joined(SETTINGS, SETTINGS.column("value"), list(value)) if listed else str(value))
    _fit_columns(sheet)


def _write_header(sheet: Worksheet, table: Table, currency: str) -> None:
    """Names with units; the meaning of each column as a comment; the header stays in view."""
    for position, column in enumerate(table.columns, start=1):
        cell = sheet.cell(1, position)
        _put_text(cell, table, written_header(column, currency))
        cell.font = font(bold=column.required)
        comment = Comment(_explanation(column), "relith")
        comment.width, comment.height = 360, 120
        cell.comment = comment
    sheet.freeze_panes = "A2"


def _explanation(column: Column) -> str:
    if column.required:
        empty = "must be filled in"
    else:
        default = show(column.default) if column.default is not Default.EMPTY else ""
        empty = f"empty: {default}" if default else "may be empty"
    choices = f"\none of: {', '.join(column.choices)}" if column.choices else ""
    return f"{column.meaning}\n{empty}{choices}"


def _write_rows(sheet: Worksheet, table: Table, frame: pd.DataFrame) -> None:
    for position, column in enumerate(table.columns, start=1):
        for row, value in enumerate(frame[column.name], start=2):
            _put(sheet.cell(row, position), table, column, value)


def _put(cell: Cell | MergedCell, table: Table, column: Column, value: Any) -> None:
    """A typed cell; an empty value leaves it empty, but formatted for what belongs there."""
    if is_empty(value):
        if column.kind in ("key", "text", "list"):
            cell.number_format = "@"
    elif column.kind == "number":
        put_number(cell, value)
    elif column.kind == "flag":
        put_flag(cell, bool(value))
    elif column.kind == "date":
        put_date(cell, str(value))
    else:
        _put_text(cell, table, as_text(table, column, value))


def _put_text(cell: Cell | MergedCell, table: Table, text: str) -> None:
    """Text that stays text; InputError where a cell cannot hold it."""
    try:
        put_text(cell, text)
    except IllegalCharacterError:
        raise InputError(
            [
                Problem(
                    "text that a workbook cannot hold",
                    "shorten it and remove unprintable characters, or keep the instance as a folder",
                    table=table.name,
                    row=int(cell.row or 0),
                    column=table.names[int(cell.column or 1) - 1],
                    value=show(text),
                )
            ]
        ) from None


def _add_drop_downs(
    sheet: Worksheet, table: Table, rows: int, sizes: Mapping[str, int], schema: Mapping[str, Table]
) -> None:
    """Lists to choose from: the choices of a column, or the keys of the sheet it refers to."""
    for position, column in enumerate(table.columns, start=1):
        source, strict = _choices(column, sizes, schema)
        if source:
            validation = DataValidation(type="list", formula1=source, allow_blank=True)
            validation.showErrorMessage = strict
            validation.error = f"{column.name}: {column.meaning}"[:LONGEST_CHOICES]
            letter = get_column_letter(position)
            validation.add(f"{letter}2:{letter}{rows + 1 + SPARE_ROWS}")
            sheet.add_data_validation(validation)


def _choices(column: Column, sizes: Mapping[str, int], schema: Mapping[str, Table]) -> tuple[str, bool]:
    """Where a drop-down takes its entries from ('' for none), and whether other entries are refused."""
    if column.kind == "flag":
        return '"TRUE,FALSE"', True
    words = ",".join(column.choices)
    if words and len(words) < LONGEST_CHOICES:
        return f'"{words}"', True
    targets = [target.split(".") for target in column.refs if target.split(".")[0] in sizes]
    if column.kind == "list" or not targets:
        return "", False
    name, key = targets[0]
    letter = get_column_letter(schema[name].names.index(key) + 1)
    strict = len(column.refs) == 1 and not column.also and schema[name].room == "instance"
    return f"'{name}'!${letter}$2:${letter}${sizes[name] + 1 + SPARE_ROWS}", strict


def _fit_columns(sheet: Worksheet) -> None:
    """Columns as wide as what they hold, within reason."""
    for position, cells in enumerate(sheet.iter_cols(values_only=True), start=1):
        widest = max(len(str(value)) for value in cells if value is not None)
        sheet.column_dimensions[get_column_letter(position)].width = min(max(widest + 2, 9), 48)
