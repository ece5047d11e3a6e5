"""Values of edits in the schema's units, and arithmetic on the decimal numbers as they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from opt.instance import Instance, Settings
from opt.instance.given import blank
from opt.schema import Column, Table
from opt.study.edits.literals import WITH_UNIT
from opt.tables import UnitContext
from opt.tables.cells import CellError, is_empty, parse_cell, parse_number
from opt.tables.units import converter

NUMBER_FIRST = "write a number, or a number with a unit as in 20 USD/kg"


def unit_context(instance: Instance, settings: Settings) -> UnitContext:
    """What the units of an edit may be converted with."""
    hazards, utilities = instance.tables["hazards"], instance.tables["utilities"]
    return UnitContext(
        settings.currency,
        {currency: given.rate for currency, given in settings.exchange_rates.items()},
        dict(zip(hazards["hazard"], hazards["unit"], strict=True)),
        dict(zip(utilities["utility"], utilities["unit"], strict=True)),
    )


def typed(table: Table, column: Column, value: object, row: Mapping[str, object], units: UnitContext) -> Any:
    """The value as a cell of the column, numbers in the schema's unit (``row`` holds the key, by which units may
    differ); blank for the empty text. CellError where it is none."""
    if is_empty(value):
        return blank(column.kind)
    if column.kind != "number":
        return parse_cell(column, str(value).lower() if isinstance(value, bool) else value)
    number, unit = _split(value)
    return converter(table, column, unit, units)(number, row)


def check_value(column: Column, value: object) -> None:
    """CellError where the value cannot be one of the column, whatever its unit."""
    if is_empty(value):
        if column.required:
            raise CellError(f"column {column.name} must not be empty", f"write a value: {column.meaning}")
    elif column.kind == "number":
        _split(value)
    else:
        parse_cell(column, str(value).lower() if isinstance(value, bool) else value)


def _split(value: object) -> tuple[float, str | None]:
    """A number and its unit (None where it has none)."""
    if isinstance(value, tuple):
        raise CellError("several values in a column of numbers", NUMBER_FIRST)
    found = WITH_UNIT.fullmatch(re.sub(r"\s+", " ", value)) if isinstance(value, str) else None
    return (parse_number(found[1]), found[2].strip()) if found else (parse_number(value), None)


def times(number: float, factor: float | Fraction) -> float:
    """number x factor of the decimal numbers as they are written, rounded once: x 0.67 and / 0.67 gives it back."""
    return _rounded(_exact(number) * _exact(factor))


def plus(number: float, other: float) -> float:
    """number + other of the decimal numbers as they are written, rounded once."""
    return _rounded(_exact(number) + _exact(other))


def _exact(number: float | Fraction) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(repr(float(number)))


def _rounded(number: Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        raise CellError("the result is no finite number", "write a smaller number") from None
