"""The first sheet of a workbook, which explains the others: lines of three cells, in blocks under headings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.worksheet import Worksheet

from opt.report.xlsx import styles
from opt.report.xlsx.sheet import lines_of, link, set_height, set_print
from opt.tables.problems import InputError, Problem
from opt.tables.typed_cells import DATE_FORMAT, put_flag, put_number, put_text

Value = str | float | bool | datetime.date | None

WIDTHS = (24, 34, 100)
"""Widths of the three columns, in characters."""


class _Unwritable(Exception):
    def __init__(self, text: str) -> None:
        self.text = text


@dataclass(frozen=True)
class Line:
    """A name, what it is, and what must be said of it. ``form`` is the format of a number, ``to`` the sheet that the
    name leads to, ``ground`` what the first cell is filled with."""

    name: str
    value: Value = None
    remark: str = ""
    form: str = "General"
    to: str = ""
    ground: PatternFill | None = None


@dataclass(frozen=True)
class Block:
    """Lines under a heading of up to three words."""

    heading: Sequence[str]
    lines: Iterable[Line]


def explain(
    sheet: Worksheet, title: str, blocks: Iterable[Block], *, remedy: str, widths: Sequence[float] = WIDTHS
) -> None:
    """Write the first sheet. InputError for text that no cell can hold; ``remedy`` says what to do then."""
    try:
        _explain(sheet, title, blocks, widths)
    except _Unwritable as error:
        rule = "a name that a workbook cannot hold"
        raise InputError([Problem(rule, remedy, table=sheet.title, value=repr(error.text)[:60])]) from None


def _explain(sheet: Worksheet, title: str, blocks: Iterable[Block], widths: Sequence[float]) -> None:
    _text(sheet.cell(1, 1), title)
    sheet["A1"].font = styles.TITLE
    row = 2
    for block in blocks:
        row += 1
        for position, word in enumerate(block.heading, start=1):
            _text(sheet.cell(row, position), word)
        for position in (1, 2, 3):
            sheet.cell(row, position).font = styles.BOLD
            sheet.cell(row, position).fill = styles.HEADING
        for line in block.lines:
            row += 1
            _write(sheet, row, line, widths)
        row += 1
    for letter, width in zip("ABC", widths, strict=True):
        sheet.column_dimensions[letter].width = width
    set_print(sheet, landscape=False)


def _write(sheet: Worksheet, row: int, line: Line, widths: Sequence[float]) -> None:
    name, value, remark = (sheet.cell(row, position) for position in (1, 2, 3))
    _text(name, line.name)
    name.alignment = styles.TOP
    if line.to:
        link(name, line.to, f"to the sheet {line.to}")
        name.font = styles.LINK
    if line.ground:
        name.fill = line.ground
    _put(value, line)
    if line.remark:
        _text(remark, line.remark)
        remark.alignment = styles.WRAPPED
    value_text = line.value if isinstance(line.value, str) else ""
    set_height(sheet, row, max(lines_of(line.remark, widths[2]), lines_of(value_text, widths[1])))


def _put(cell: Cell | MergedCell, line: Line) -> None:
    if isinstance(line.value, str):
        if line.value:
            _text(cell, line.value)
        cell.alignment = styles.WRAPPED
        return
    cell.alignment = styles.LEFT
    if isinstance(line.value, bool):
        put_flag(cell, line.value)
    elif isinstance(line.value, datetime.date):
        cell.value = line.value
        cell.number_format = DATE_FORMAT
    elif line.value is not None:
        put_number(cell, line.value)
        cell.number_format = line.form


def _text(cell: Cell | MergedCell, text: str) -> None:
    try:
        put_text(cell, text)
    except IllegalCharacterError:
        raise _Unwritable(text) from None
