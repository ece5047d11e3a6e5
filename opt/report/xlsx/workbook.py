"""The workbook of a plan: what it is, the plan, and the instance it was made from, which can be solved again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from opt.instance.settings_text import plain
from opt.memory import collector_paused
from opt.plan.plan import Plan
from opt.report.parts import Part
from opt.report.xlsx import styles
from opt.report.xlsx.about import blocks_of_contents, blocks_of_plan, columns, title
from opt.report.xlsx.content import ABOUT, NOTE, TABS, Content, contents_of, contents_of_parts
from opt.report.xlsx.first import Block, Line, Value, explain
from opt.report.xlsx.sheet import AUTHOR, fill, link
from opt.tables.problems import InputError, Problem
from opt.tables.sheets import add_sheets, check_rows
from opt.tables.write import replace_file

ENDING = ".xlsx"
RENAME, OTHER_FORM = "rename it in the instance and solve again", "write it in another form"


def write_report(plan: Plan, parts: Sequence[Part], path: Path) -> Path:
    """Write the workbook of a plan: '#about', the parts of its page, its tables, the sheets of its instance. A file
    that is there is replaced whole.

    ValueError for a run without a plan. InputError for a table or text that a workbook cannot hold, or where the file
    is held open or the disk objects; the old file is untouched then.
    """
    if not plan.has_plan:
        raise ValueError("a run without a plan has no workbook")
    instance, currency = plan.instance, plan.instance.settings.currency
    contents = contents_of(plan, parts)
    with collector_paused():
        book, first = new_book(title(plan), NOTE + ABOUT)
        try:
            _add(book, contents, currency, first, RENAME)
            tables = add_sheets(book, instance.own, plain(instance.settings), currency)
            sheets = {name: (table, book[name].max_row - 1) for name, table in tables.items()}
            explain(first, title(plan), blocks_of_plan(plan, contents, sheets), remedy=RENAME)
        except InputError as error:
            raise in_file(error, path) from None
        return save(book, path)


def write_parts(title_rows: Sequence[Sequence[Value]], parts: Sequence[Part], path: Path, currency: str) -> Path:
    """Write parts as a workbook: a sheet that explains the others, then one a part. ``title_rows`` tell of the whole
    (name, value, remark; later ones may be left out): the name of the first is the title. InputError as above."""
    (whole, *_), *lines = title_rows
    contents = contents_of_parts(parts)
    with collector_paused():
        book, first = new_book(str(whole), ABOUT)
        try:
            _add(book, contents, currency, first, OTHER_FORM)
            tables = {content.name: content.table for content in contents}
            about = Block(("about", "", ""), [Line(*row) for row in lines])  # type: ignore[arg-type]
            blocks = [about, *blocks_of_contents(contents, currency), columns(tables, currency)]
            explain(first, str(whole), blocks, remedy=OTHER_FORM)
        except InputError as error:
            raise in_file(error, path) from None
        return save(book, path)


def new_book(title: str, first: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet, the first."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = first
    book.properties.creator = AUTHOR
    book.properties.title = "".join(letter for letter in title if letter.isprintable())
    return book, sheet


def save(book: Workbook, path: Path) -> Path:
    """Put the workbook in the place of the file. InputError where the path is no place for one, or the disk objects."""
    if path.is_dir() or path.suffix.lower() != ENDING:
        raise InputError([Problem(f"a workbook is a file that ends in {ENDING}", "name one", str(path))])
    replace_file(path, book.save)
    return path


def in_file(error: InputError, path: Path) -> InputError:
    """The same complaints, naming the file."""
    return InputError([dataclasses.replace(problem, file=str(path)) for problem in error.problems])


def _add(book: Workbook, contents: Sequence[Content], currency: str, first: Worksheet, remedy: str) -> None:
    """A sheet for each table; its first cell leads back to the first sheet."""
    check_rows({content.name: len(content.frame) for content in contents})
    problems = []
    for content in contents:
        sheet = book.create_sheet(content.name)
        problems += fill(sheet, content.table, content.frame, currency, remedy=remedy)
        sheet.sheet_properties.tabColor = TABS[content.kind][1:]
        link(sheet["A1"], first.title, f"back to {first.title}")
        sheet["A1"].font = styles.HEADING_LINK
    if problems:
        raise InputError(problems)
