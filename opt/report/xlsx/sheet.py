"""A table as a sheet: typed cells, units in the header, which stays in view; ready to be sorted, filtered, printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from opt.plan.frames import header
from opt.report.xlsx import styles
from opt.report.xlsx.formats import format_of, units_of_rows, width_of
from opt.report.xlsx.limits import add_rules
from opt.schema import Column, Table
from opt.tables.problems import Problem
from opt.tables.typed_cells import put_date, put_flag, put_number, put_text

NARROW, WIDE = 9, 44
"""Widths of columns, in characters."""

FOLDED_ROWS = 60
"""Rows up to which long texts are folded: such a table is read. A longer one is sorted, and heights would stay."""

DENSITY = 1.1
"""Letters of running text on the width of a digit, in which columns are measured."""

LINE_HEIGHT = 15.0
"""Height of a line of text, pt."""

MOST_FROZEN = 60
"""Width of the columns that stay in view, in characters; the first one always does."""

MOST_PRINTED = 240
"""Width of the columns that are printed on one page, in characters; more would not be legible."""

AUTHOR = "relith"
A4 = "9"


def fill(
    sheet: Worksheet, table: Table, frame: pd.DataFrame, currency: str, *, frozen: int = 0, remedy: str
) -> list[Problem]:
    """Write a table. What a sheet cannot hold is told, one problem a column, and left out; ``remedy`` says what then.
    ``frozen``: columns that stay in view; 0: those of the key, as far as there is room."""
    units = frame["unit"].tolist() if "unit" in frame else None
    widths, problems = [], []
    for position, column in enumerate(table.columns, start=1):
        heading = header(column, currency)
        head = sheet.cell(1, position)
        put_text(head, heading)
        head.font, head.fill = styles.BOLD, styles.HEADING
        head.alignment = styles.TOP if column.kind in ("key", "text", "list") else styles.CENTRED
        head.comment = _comment(column)
        values = frame[column.name].tolist()
        wrote = (
            _numbers(sheet, position, column, values, units_of_rows(column, units, currency, len(values)))
            if column.kind == "number"
            else _others(sheet, position, column, values)
        )
        widest = len(heading) + 1
        for row, width in enumerate(wrote, start=2):
            if width < 0:
                rule, value = "text that a workbook cannot hold", repr(values[row - 2])[:60]
                problems.append(Problem(rule, remedy, "", table.name, row, column.name, value))
                break
            widest = max(widest, width)
        widths.append(min(max(widest + 2, NARROW), WIDE))
        sheet.column_dimensions[get_column_letter(position)].width = widths[-1]
    if len(frame) <= FOLDED_ROWS:
        _fold(sheet, table, widths)
    kept = frozen or _kept_in_view(table, widths)
    sheet.freeze_panes = f"{get_column_letter(1 + kept)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(frame) + 1}"
    add_rules(sheet, table, len(frame))
    pages = 1 + sum(widths) // MOST_PRINTED
    set_print(sheet, landscape=True, pages=pages)
    sheet.print_title_rows = "1:1"
    if pages > 1:  # elsewhere they say nothing, and LibreOffice takes half a second over those of a sheet
        sheet.print_title_cols = f"A:{get_column_letter(kept)}"
    return problems


def _numbers(
    sheet: Worksheet, position: int, column: Column, values: Sequence[float], units: Sequence[str]
) -> Iterator[int]:
    """Write the numbers of a column; their widths. What is not there leaves the cell empty, but formatted."""
    for row, (value, unit) in enumerate(zip(values, units, strict=True), start=2):
        cell = sheet.cell(row, position)
        shown = format_of(column, unit, value)
        cell.number_format = shown
        if value == value:
            put_number(cell, value)
        yield width_of(value, shown)


def _others(sheet: Worksheet, position: int, column: Column, values: Sequence[Any]) -> Iterator[int]:
    """Write texts, flags or dates; their widths, -1 for a text that no cell can hold."""
    for row, value in enumerate(values, start=2):
        try:
            yield _put(sheet.cell(row, position), column, value)
        except IllegalCharacterError:
            yield -1


def _put(cell: Cell | MergedCell, column: Column, value: Any) -> int:
    """A typed cell and its width; what is not there leaves it empty."""
    if column.kind == "flag":
        put_flag(cell, bool(value))
        return len("FALSE")
    if not value:
        return 0
    if column.kind == "date":
        put_date(cell, value)
        return len(value)
    text = "|".join(value) if column.kind == "list" else value
    put_text(cell, text)
    return len(text)


def _comment(column: Column) -> Comment:
    """What a column means, shown where the pointer rests on its head."""
    comment = Comment(column.meaning, AUTHOR)
    comment.width, comment.height = 320, 40 + 20 * (len(column.meaning) // 45)
    return comment


def _kept_in_view(table: Table, widths: Sequence[int]) -> int:
    """How many columns stay in view: the leading ones of the key, no wider than there is room, at least one."""
    count, width = 1, widths[0]
    while count < len(widths) - 1 and table.names[count] in table.key and width + widths[count] <= MOST_FROZEN:
        width += widths[count]
        count += 1
    return count


def _fold(sheet: Worksheet, table: Table, widths: Sequence[int]) -> None:
    """Fold texts that are longer than their columns are wide; rows as high as their longest text needs."""
    places = [
        position for position, width in enumerate(widths) if width == WIDE and table.columns[position].kind != "number"
    ]
    for number, row in enumerate(sheet.iter_rows(min_row=2) if places else (), start=2):
        lines = [lines_of(str(row[position].value or ""), WIDE) for position in places]
        if max(lines) > 1:
            set_height(sheet, number, max(lines))
            for position, cell in enumerate(row):
                cell.alignment = styles.WRAPPED if position in places else styles.TOP


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes, folded in a column so many characters wide."""
    return 1 + int(len(text) / (width * DENSITY))


def set_height(sheet: Worksheet, row: int, lines: int) -> None:
    """Make a row so many lines high."""
    if lines > 1:
        sheet.row_dimensions[row].height = LINE_HEIGHT * lines


def link(cell: Cell | MergedCell, sheet: str, tip: str) -> None:
    """Make the cell lead to a sheet of the same workbook."""
    quoted = sheet.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", tooltip=tip)


def set_print(sheet: Worksheet, *, landscape: bool, pages: int = 1) -> None:
    """On A4, so many pages wide, name and number at the foot of each."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.gridLines = landscape
    foot = HeaderFooterItem()
    foot.left.text, foot.right.text = "&A", "&P / &N"
    sheet.HeaderFooter.oddFooter = foot
