"""Cells of a workbook that hold what they are given: numbers to the last digit, text that stays text, flags, dates."""

from __future__ import annotations

import datetime
import re
from typing import Any

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from opt.tables.write import number_text

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header among them."""

LONGEST_TEXT = 32_767
"""Characters a cell can hold."""

FIRST_DAY = datetime.date(1901, 1, 1)
"""Earlier days are written as text: spreadsheets disagree about them."""

DATE_FORMAT = "yyyy-mm-dd"
FLAG_FORMAT = '"TRUE";"TRUE";"FALSE"'
"""By this format LibreOffice knows a flag; it would show and write a number otherwise."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that the files of a workbook cannot hold."""


def font(**changes: Any) -> Font:
    """The font in which cells are written, with some changes (``bold``, ``size`` ...)."""
    return Font(**{"name": "Calibri", "size": 11, "family": 2, "scheme": "minor", **changes})


def put_number(cell: Cell | MergedCell, value: float) -> None:
    """A number to its last digit: handed over as text, since openpyxl would cut it to 16 digits."""
    cell.value = number_text(float(value))
    cell.data_type = "n"


def put_flag(cell: Cell | MergedCell, value: bool) -> None:
    """TRUE or FALSE."""
    cell.value = bool(value)
    cell.number_format = FLAG_FORMAT


def put_date(cell: Cell | MergedCell, iso: str) -> None:
    """A day ('2026-01-05') as a date."""
    day = datetime.date.fromisoformat(iso)
    if day < FIRST_DAY:
        put_text(cell, iso)
    else:
        cell.value = day
        cell.number_format = DATE_FORMAT


def put_text(cell: Cell | MergedCell, text: str) -> None:
    """Text that stays text: no formula, no number, no error value. IllegalCharacterError for what no cell can hold."""
    if len(text) > LONGEST_TEXT or _UNWRITABLE.search(text):
        raise IllegalCharacterError
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
