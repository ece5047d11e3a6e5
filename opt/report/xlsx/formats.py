"""How numbers are shown on a sheet; what is stored has all digits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from opt.report.parts import is_share
from opt.schema import Column

FORMATS: Mapping[str, str] = {
    "currency": "#,##0", "currency/t": "#,##0.00", "currency/item": "#,##0.00", "t": "#,##0.000", "h": "#,##0.00",
    "t/t": "0.00%", "kg/kg": "0.00%", "h/h": "0.00%", "share of limit": "0.00%", "count": "0", "hazard": "#,##0.00",
    "hazard/h": "#,##0.00",
}  # fmt: skip
"""By unit; the others as the program likes."""

SHARE = "0.00%"

COUNTS = ("position", "number", "periods", "others", "reached")
"""Columns without a unit that count something, whatever the unit of their row."""

FINER: Mapping[str, str] = {"0.00%": "0.0000%", "#,##0.00": "0.00E+00"}
"""Formats for what would be shown as nothing."""

SMALL: Mapping[str, float] = {"0.00%": 1e-2, "#,##0.00": 1e-2}
"""Sizes below which the finer format is taken; 0 stays 0."""

GENERAL = "General"
_SHOWN: Mapping[str, str] = {
    "#,##0": ",.0f", "#,##0.00": ",.2f", "#,##0.000": ",.3f", "0.00%": ".2%", "0.0000%": ".4%", "0.00E+00": ".2E",
    "0": ".0f", GENERAL: ".10g",
}  # fmt: skip
"""The same in Python's words, to measure how wide a number is."""


def units_of_rows(column: Column, rows: Sequence[str] | None, currency: str, count: int) -> list[str]:
    """The unit of each of so many numbers of a column: the column's own, or, where it has none, that of the row
    (``rows``: the table's column 'unit')."""
    if column.unit or rows is None or is_share(column) or column.name in COUNTS:
        return [column.unit] * count
    return [unit.replace(currency, "currency") for unit in rows]


def format_of(column: Column, unit: str, value: float) -> str:
    """The format of a number of a column."""
    usual = SHARE if is_share(column) else FORMATS.get(unit, GENERAL)
    small = usual in FINER and 0 < abs(value) < SMALL[usual]
    return FINER[usual] if small else usual


def width_of(value: float, shown: str) -> int:
    """Characters that a number takes in a format; none where it is missing."""
    return 0 if math.isnan(value) else len(format(value, _SHOWN[shown]))
