"""Which cells of a table are coloured where a limit is near or reached: rules, so that they follow what is edited.

used >= NEAR_SHARE * allowed: near;  used >= AT_SHARE * allowed: reached

A table is known by its columns:

  share or load (of a limit)        used = the cell,                                       allowed = 1
  amount or used, limit             used = the cell,                                       allowed = limit
  mass, capacity, area, period      used = mass of all rows of the area and the period,    allowed = capacity
  achieved, limit, sense max        used = achieved,                                       allowed = limit
  achieved, limit, sense min        used = limit,                                          allowed = achieved;
                                    from a limit of MOSTLY on used = 1 - achieved,         allowed = 1 - limit
"""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from opt.report import look
from opt.report.frames import NEGLIGIBLE
from opt.report.views.purity import MOSTLY
from opt.report.xlsx import styles
from opt.schema import Table

LEVELS = ((look.AT_SHARE, styles.OVER, styles.MADE_BOLD), (look.NEAR_SHARE, styles.NEAR, None))
"""Shares of a limit from which a cell is coloured, and how; the first that holds counts."""


def add_rules(sheet: Worksheet, table: Table, rows: int) -> None:
    """Colour the cells of a sheet that holds so many rows of the table below its header."""
    for column, formula in limited(table, rows):
        letter = get_column_letter(table.names.index(column) + 1)
        for share, fill, font in LEVELS:
            rule = FormulaRule([formula.format(share=repr(share))], font=font, fill=fill, stopIfTrue=True)
            sheet.conditional_formatting.add(f"{letter}2:{letter}{rows + 1}", rule)


def limited(table: Table, rows: int) -> Iterator[tuple[str, str]]:
    """The columns that are coloured, each with the formula, for row 2, that says where; '{share}' in it is the share of
    the limit."""
    letters = {name: get_column_letter(position) for position, name in enumerate(table.names, start=1)}
    cell = {name: f"${letter}2" for name, letter in letters.items()}
    every = {name: f"${letter}$2:${letter}${rows + 1}" for name, letter in letters.items()}
    if not rows:
        return
    if "load" in cell:
        yield "load", _share(cell["load"])
    if "share" in cell and ("limit" in cell or "capacity" in cell):
        yield "share", _share(cell["share"])
    for name in ("amount", "used"):
        if {name, "limit"} <= cell.keys():
            yield name, _above(cell[name], cell[name], cell["limit"])
    if {"mass", "capacity", "area", "period"} <= cell.keys():
        same = "*".join(f"EXACT({every[name]},{cell[name]})" for name in ("area", "period"))
        yield "mass", _above(cell["mass"], f"SUMPRODUCT({same},{every['mass']})", cell["capacity"])
    if {"achieved", "limit", "sense"} <= cell.keys():
        yield "achieved", _purity(cell["achieved"], cell["limit"], cell["sense"])


def _share(cell: str) -> str:
    return f"AND(ISNUMBER({cell}),{cell}>={{share}})"


def _above(cell: str, used: str, allowed: str) -> str:
    """Something is used, and there is a limit; it may be 0."""
    return f"AND(ISNUMBER({cell}),ISNUMBER({allowed}),{cell}>{NEGLIGIBLE:.9f},{used}>={{share}}*{allowed})"


def _purity(achieved: str, limit: str, sense: str) -> str:
    most = f"{achieved}>={{share}}*{limit}"
    least = f"IF({limit}<{MOSTLY},{limit}>={{share}}*{achieved},1-{achieved}>={{share}}*(1-{limit}))"
    return f'AND(ISNUMBER({achieved}),ISNUMBER({limit}),IF({sense}="max",{most},{least}))'
