"""A comparison as a workbook: a sheet that explains the others, then one a table, ready to be sorted and filtered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from opt.plan.frames import header
from opt.schema import Column, Table
from opt.study.compare.comparison import Comparison
from opt.study.compare.explanation import HEADINGS, about, columns, key_figures
from opt.study.compare.tables import TABLES
from opt.tables.problems import InputError, Problem
from opt.tables.write import number_text, replace_file

FIRST = "about"
"""The sheet that explains the others."""

MOST_ROWS = 1_048_576
"""Rows of a sheet."""

LONGEST_TEXT = 32_767
"""Characters of a cell."""

FORMATS = {
    "currency": "#,##0", "currency/t": "#,##0.00", "currency/item": "#,##0.00", "t": "#,##0.000", "h": "#,##0.00",
    "t/t": "0.00%", "kg/kg": "0.00%", "h/h": "0.00%", "share of limit": "0.00%", "count": "0",
}  # fmt: skip
"""How numbers of a unit are shown; what is stored has all digits."""

NARROW, WIDE, MEANING = 9, 44, 110
"""Widths of columns, in characters."""


def write_workbook(comparison: Comparison, path: Path) -> None:
    """Write the workbook, replacing a file that is there whole. InputError where that is not possible; the old file is
    untouched then."""
    book = Workbook()
    book.remove(book.worksheets[0])
    try:
        _explain(book.create_sheet(FIRST), comparison)
    except IllegalCharacterError:
        rule = "a name that a workbook cannot hold"
        raise InputError(
            [Problem(rule, "write a folder instead", file=str(path), value=repr(comparison.base))]
        ) from None
    for name, frame in comparison.frames.items():
        if len(frame) >= MOST_ROWS:
            rule = f"a sheet holds {MOST_ROWS - 1:,} rows, this table has {len(frame):,}"
            raise InputError([Problem(rule, "write a folder instead", file=str(path), table=name)])
        _fill(book.create_sheet(name), TABLES[name], frame, comparison.currency, path)
    book.active = 0
    replace_file(path, book.save)


def _explain(sheet: Worksheet, comparison: Comparison) -> None:
    """What is compared, then every table, its columns and the key figures."""
    currency = comparison.currency
    blocks: list[Iterable[Sequence[str]]] = [
        [("comparison", "", "plans beside a base; this sheet explains the others")], about(comparison), [("", "", "")],
        [HEADINGS], columns(currency), [("", "", "")], [("table", "kpi [unit]", "meaning")], key_figures(currency),
    ]  # fmt: skip
    rows = [row for block in blocks for row in block]
    for number, row in enumerate(rows, start=1):
        bold = Font(bold=row[0] in ("comparison", "table") or (bool(row[0]) and not row[1]))
        for position, text in enumerate(row, start=1):
            cell = sheet.cell(number, position)
            _put_text(cell, text)
            cell.alignment = Alignment(wrap_text=position == len(row), vertical="top")
            cell.font = bold
    for letter, width in zip("ABC", (14, 32, MEANING), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill(sheet: Worksheet, table: Table, frame: pd.DataFrame, currency: str, path: Path) -> None:
    """Header in view, a filter over all columns, numbers in the format of their unit."""
    units = frame["unit"].tolist() if "unit" in frame else None
    for position, column in enumerate(table.columns, start=1):
        head = sheet.cell(1, position)
        _put_text(head, header(column, currency))
        head.font = Font(bold=True)
        widest = len(str(head.value))
        for row, value in enumerate(frame[column.name].tolist(), start=2):
            cell = sheet.cell(row, position)
            unit = column.unit or (units[row - 2].replace(currency, "currency") if units is not None else "")
            try:
                _put(cell, column, value, unit)
            except IllegalCharacterError:
                rule, remedy = "text that a workbook cannot hold", "write a folder instead"
                problem = Problem(rule, remedy, str(path), table.name, row, column.name, repr(value)[:60])
                raise InputError([problem]) from None
            widest = max(widest, len(str(value)) if column.kind != "number" else 0)
        sheet.column_dimensions[get_column_letter(position)].width = min(max(widest + 3, NARROW), WIDE)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(frame) + 1}"


def _put(cell: Cell | MergedCell, column: Column, value: Any, unit: str) -> None:
    """A typed cell; what is not there leaves it empty."""
    if column.kind == "number":
        cell.number_format = FORMATS.get(unit, "General")
        if not math.isnan(value):
            cell.value = number_text(value)  # as text: openpyxl would keep 16 digits of a number
            cell.data_type = "n"
    elif column.kind == "flag":
        cell.value = bool(value)
    elif value:
        _put_text(cell, value)


def _put_text(cell: Cell | MergedCell, text: str) -> None:
    """Text that stays text, whatever it begins with."""
    if len(text) > LONGEST_TEXT:
        raise IllegalCharacterError
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
