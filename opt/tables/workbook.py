"""Reading workbooks: every sheet of an .xlsx file as a grid."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from opt.tables.cells import EXCEL_EPOCH, Percent, Trouble, is_empty
from opt.tables.grid import OLD_OFFICE_MAGIC, Grid, make_grid
from opt.tables.problems import InputError, Problem, of_os_error

MOST_CELLS = 5_000_000
"""More than this is a sheet whose empty rows were formatted down to its end."""

_LITERAL = re.compile(r'"[^"]*"|\\.')
"""Text in a number format, which is shown as it is."""

EPOCH_1904 = datetime.date(1904, 1, 1)


def read_workbook(path: Path, known: Collection[str]) -> tuple[dict[str, Grid], list[Problem]]:
    """Grids by sheet and complaints about single sheets. Sheets of notes ('#...') and unknown empty ones are left out;
    InputError where the file is no workbook."""
    book = _load(path, values=False)
    epoch = EPOCH_1904 if book.epoch == CALENDAR_MAC_1904 else EXCEL_EPOCH
    stored: Any = None
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    for sheet in book.worksheets:
        name = sheet.title
        if name.startswith("#"):
            continue
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            problems.append(
                Problem(
                    f"the sheet reaches down to row {sheet.max_row}",
                    "delete the empty rows and columns beyond the table",
                    file=str(path),
                    table=name,
                )
            )
            continue
        if stored is None and any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row):
            stored = _load(path, values=True)
        rows = _rows(sheet, stored[sheet.title] if stored is not None else None)
        try:
            grids[name] = make_grid(str(path), name, rows, epoch=epoch)
        except InputError as error:
            problems += error.problems if name in known else ()
    return grids, problems


def _load(path: Path, values: bool) -> Any:
    """The workbook, with stored values in place of formulas where asked for."""
    try:
        content = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl names features of Excel that it does not keep
            return load_workbook(io.BytesIO(content), data_only=values)
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "read")]) from None
    except Exception:
        if not content:
            rule, remedy = "it is empty", "write a workbook with the sheets of an instance"
        elif content.startswith(OLD_OFFICE_MAGIC):
            rule, remedy = "it has a password or is in the old .xls format", "save it as .xlsx without password"
        else:
            rule, remedy = "it is not a workbook, or it is damaged", "open it in Excel and save it as .xlsx"
        raise InputError([Problem(rule, remedy, file=str(path))]) from None


def _rows(sheet: Any, stored: Any) -> list[list[object]]:
    merged = {
        place: str(area)
        for area in sheet.merged_cells.ranges
        for place in area.cells
        if not is_empty(sheet.cell(area.min_row, area.min_col).value)
    }
    return [[_cell(cell, stored, merged.get((cell.row, cell.column), "")) for cell in row] for row in sheet.iter_rows()]


def _cell(cell: Any, stored: Any, area: str) -> object:
    """What a cell holds for a reader: its value, or why it has none."""
    if area:
        return Trouble(area, f"merged cells ({area})", "unmerge them and fill in every cell")
    value = cell.value
    if cell.data_type == "f":
        kept = stored.cell(cell.row, cell.column)
        value = kept.value
        if value is None:
            return Trouble(
                str(getattr(cell.value, "text", cell.value)),
                "a formula without a stored value",
                "open the workbook, let it calculate and save it, or type the value",
            )
        cell = kept
    if cell.data_type == "e":
        return Trouble(str(value), "an error value of a spreadsheet", "mend the formula or type the value")
    is_number = isinstance(value, float | int) and not isinstance(value, bool)
    in_percent = is_number and "%" in _LITERAL.sub("", cell.number_format or "")
    return Percent(value) if in_percent else value
