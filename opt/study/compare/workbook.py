"""A comparison as a workbook: a sheet that explains the others, then one a table, ready to be sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from opt.report.xlsx.first import Block, Line, explain
from opt.report.xlsx.sheet import fill
from opt.report.xlsx.workbook import in_file, new_book, save
from opt.study.compare.comparison import Comparison
from opt.study.compare.explanation import HEADINGS, about, columns, key_figures
from opt.study.compare.tables import TABLES
from opt.tables.problems import InputError
from opt.tables.sheets import check_rows

FIRST = "about"
"""The sheet that explains the others."""

REMEDY = "write a folder instead"


def write_workbook(comparison: Comparison, path: Path) -> None:
    """Write the workbook, replacing a file that is there whole. InputError where that is not possible; the old file is
    untouched then."""
    book, first = new_book(f"comparison with {comparison.base}", FIRST)
    try:
        check_rows({name: len(frame) for name, frame in comparison.frames.items()})
        explain(first, "comparison: plans beside a base", _blocks(comparison), remedy=REMEDY)
        problems = []
        for name, frame in comparison.frames.items():
            sheet = book.create_sheet(name)
            problems += fill(sheet, TABLES[name], frame, comparison.currency, frozen=1, remedy=REMEDY)
        if problems:
            raise InputError(problems)
    except InputError as error:
        raise in_file(error, path) from None
    save(book, path)


def _blocks(comparison: Comparison) -> Iterable[Block]:
    """What is compared, then every table, its columns and the key figures."""
    currency = comparison.currency
    yield Block(("comparison", "", "this sheet explains the others"), [Line(*row) for row in about(comparison)])
    yield Block(HEADINGS, [Line(*row) for row in columns(currency)])
    yield Block(("table", "kpi [unit]", "meaning"), [Line(*row) for row in key_figures(currency)])
