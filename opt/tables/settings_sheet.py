"""Settings in a workbook: the sheet 'instance' with the columns setting, value and date; and as TOML text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from opt.schema import Column, Default, Table
from opt.tables.cells import CellError, is_empty, parse_cell, show
from opt.tables.grid import Grid
from opt.tables.problems import Problem

SHEET = "instance"
SETTINGS = Table(
    SHEET,
    "instance",
    ("setting",),
    (
        Column("setting", "key", "name of the setting; parts joined by '.', as in solve.gap"),
        Column("value", "text", "its value; several joined by '|'"),
        Column("date", "date", "date of an exchange rate", default=Default.EMPTY),
    ),
    "Settings of the instance.",
)
KINDS = {
    "name": "text",
    "description": "text",
    "currency": "text",
    "library": "text",
    "maturity": "list",
    "date": "date",
}
"""Settings that are no numbers, by the last part of their name."""


def settings_of_grid(grid: Grid) -> tuple[dict[str, Any], dict[str, int], list[Problem]]:
    """Nested settings, the row of each dotted name, complaints."""
    header = [str(cell).strip() if not is_empty(cell) else "" for cell in grid.rows[0]]
    if "setting" not in header or "value" not in header:
        return (
            {},
            {},
            [
                Problem(
                    "the sheet needs the columns setting and value",
                    "write them into row 1",
                    grid.file,
                    SHEET,
                    grid.numbers[0],
                )
            ],
        )
    problems = [
        Problem(
            "the sheet has no column of that name",
            "known: setting, value, date",
            grid.file,
            SHEET,
            grid.numbers[0],
            name,
        )
        for name in header
        if name and name not in SETTINGS.names and not name.startswith("#")
    ]
    settings: dict[str, Any] = {}
    rows: dict[str, int] = {}
    for number, row in zip(grid.numbers[1:], grid.rows[1:], strict=True):
        cells = dict(zip(header, row, strict=False))
        for dotted, raw, column in _entries(cells):
            try:
                if dotted in rows:
                    raise CellError(f"the setting {dotted} stands in row {rows[dotted]} already", "keep one of them")
                rows[dotted] = number
                _put(settings, dotted, _value(dotted, raw, grid))
            except CellError as error:
                problems.append(Problem(error.rule, error.remedy, grid.file, SHEET, number, column, show(raw)))
    return settings, rows, problems


def _entries(cells: Mapping[str, object]) -> list[tuple[str, object, str]]:
    """(dotted name, raw value, column) of a row; a date beside an exchange rate is a setting of its own."""
    name = show(cells.get("setting")).strip()
    parts = name.split(".")
    is_rate = parts[0] == "exchange_rates" and (len(parts) == 2 or parts[2:] == ["rate"])
    entries = [(f"{name}.rate" if is_rate and len(parts) == 2 else name, cells.get("value"), "value")]
    if not is_empty(cells.get("date")):
        entries.append((".".join([*parts[:2], "date"]) if is_rate else f"{name}.date", cells["date"], "date"))
    return entries


def _value(dotted: str, raw: object, grid: Grid) -> object:
    """A setting by its kind; one that is not known stays as it is and is complained about later."""
    if not dotted:
        raise CellError("a value without the name of its setting", "write the name into the column setting")
    kind = KINDS.get(dotted.rpartition(".")[2], "number")
    if is_empty(raw) and kind in ("text", "list"):
        return [] if kind == "list" else ""
    if is_empty(raw):
        raise CellError("the setting has no value", "write the value, or remove the row")
    if kind == "text" and isinstance(raw, str):
        return raw
    if kind == "number" and isinstance(raw, str):
        return _number_or_text(raw)
    value = parse_cell(Column(dotted, kind, ""), raw)  # type: ignore[arg-type]
    return list(value) if isinstance(value, tuple) else value


def _number_or_text(raw: str) -> object:
    try:
        return parse_cell(Column("", "number", ""), raw)
    except CellError:
        return raw.strip()


def _put(settings: dict[str, Any], dotted: str, value: object) -> None:
    *outer, last = dotted.split(".")
    for part in outer:
        settings = settings.setdefault(part, {})
        if not isinstance(settings, dict):
            raise CellError(f"{part} is a setting with a value, not a group", "remove one of the two")
    if last in settings:
        raise CellError(f"{dotted} is a group of settings, not a setting", "remove one of the two")
    settings[last] = value


def flatten(settings: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by dotted name; what is None is left out."""
    flat: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        elif value is not None:
            flat[f"{prefix}{name}"] = value
    return flat


def toml_text(settings: Mapping[str, Any]) -> str:
    """Settings as TOML: plain values first, then a table for each group."""
    return "\n".join(_toml_lines(settings, "")).strip() + "\n"


def _toml_lines(settings: Mapping[str, Any], prefix: str) -> list[str]:
    plain = {name: value for name, value in settings.items() if not isinstance(value, Mapping) and value is not None}
    lines = [f"{_toml_key(name)} = {_toml_value(value)}" for name, value in plain.items()]
    if prefix and (plain or not settings):
        lines = ["", f"[{prefix}]", *lines]
    for name, value in settings.items():
        if isinstance(value, Mapping) and value:
            lines += _toml_lines(value, f"{prefix}.{_toml_key(name)}" if prefix else _toml_key(name))
    return lines


def _toml_key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _toml_value(name)


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(_toml_value, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
