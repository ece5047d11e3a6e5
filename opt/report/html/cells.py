"""Cells of the tables of a page: a number is shown as people write it and carries its full value beside."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

import pandas as pd

from opt.report.parts import is_share
from opt.report.terminal.layout import amount, content, money, percent, tonnes
from opt.schema import Column
from opt.tables.cells import is_empty

EMPTY = "<td></td>"
LONG = 30
"""Texts longer than this are folded in their cell."""


def _signed(form: Callable[[float], str]) -> Callable[[float], str]:
    """A format that is made for numbers from 0 on, for all numbers."""
    return lambda value: form(value) if value >= 0 else f"-{form(-value)}"


def hours(value: float) -> str:
    """Hours with a decimal."""
    return f"{value:,.1f}"


def gap(share: float) -> str:
    """A relative gap in per cents, two decimals."""
    return f"{share * 100:.2f} %"


FORMATS: Mapping[str, Callable[[float], str]] = {
    "currency": money,
    "t": tonnes,
    "h": hours,
    "kg/kg": _signed(content),
    "t/t": _signed(percent),
}
"""How a number is shown, by the unit of its column; any other in four digits."""


def format_of(column: Column) -> Callable[[float], str]:
    """How the numbers of a column are shown."""
    if is_share(column):
        return gap if column.name.endswith("gap") else _signed(percent)
    return FORMATS.get(column.unit, amount)


def full_number(value: float) -> str:
    """A number to its last digit; ValueError for one that is not finite."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be shown as a number")
    return repr(value) if isinstance(value, int) else repr(float(value))


def full(column: Column, value: Any) -> str:
    """The value of a number, a flag or a list as it goes to a file: a number to its last digit. ValueError for an
    infinite number, which no table may hold."""
    if column.kind == "flag":
        return "true" if value else "false"
    if column.kind == "list":
        return "|".join(value)
    return full_number(value)


def shown(column: Column, value: Any) -> str:
    """The value as a person reads it; '' where there is none."""
    if is_empty(value):
        return ""
    if column.kind == "number":
        text = "0" if value == 0 else format_of(column)(value)
        return text if text.strip("-0.") else text.lstrip("-")
    if column.kind == "flag":
        return "yes" if value else "no"
    return ", ".join(value) if column.kind == "list" else str(value)


def cell(column: Column, value: Any) -> str:
    """The cell as HTML. ``data-v`` is the full value of a number, ``data-t`` that of a flag or a list; the value of any
    other cell is its text."""
    if is_empty(value):
        return EMPTY
    text = escape(shown(column, value))
    if column.kind == "number":
        return f'<td data-v="{full(column, value)}">{text}</td>'
    if column.kind in ("flag", "list"):
        long = ' class="long"' if len(text) > LONG else ""
        return f'<td{long} data-t="{escape(full(column, value))}">{text}</td>'
    return f'<td class="long">{text}</td>' if len(text) > LONG else f"<td>{text}</td>"


def rows(columns: Iterable[Column], frame: pd.DataFrame) -> str:
    """The rows of a frame as HTML, in its order; a value that comes again is not formatted again."""
    cells = [_cells(column, frame[column.name].tolist()) for column in columns]
    return "\n".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))


def _cells(column: Column, values: list[Any]) -> list[str]:
    known: dict[Any, str] = {}
    made = []
    for value in values:
        key = repr(value) if column.kind == "number" else value
        if key not in known:
            known[key] = cell(column, value)
        made.append(known[key])
    return made
