"""Settings: from plain data (instance.toml, or the sheet 'instance') to a Settings, with complaints, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from opt.instance.money import CURRENCY, SETTINGS_FILE
from opt.instance.settings import ExchangeRate, Settings, SolveDefaults
from opt.schema import INPUT
from opt.tables import Problem, UnitContext, suggest
from opt.tables.cells import CellError
from opt.tables.units import converter

UNNAMED = "unnamed"
NUMBER_AND_UNIT = re.compile(r"\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)\s*([^\d\s.].*)")
LIKE = {"carbon_price": ("streams", "gate_fee"), "trace_threshold": ("composition", "fraction")}
"""Settings that may be written with a unit, and a column of the same dimension."""


def parse_settings(
    data: Mapping[str, Any], file: str = SETTINGS_FILE, rows: Mapping[str, int] | None = None
) -> tuple[Settings, list[Problem]]:
    """Settings from nested plain data and what is wrong with it; the keys that are right count all the same, so that
    the tables can be looked at by them. ``rows`` names the row of a dotted key in a sheet."""
    problems = [*_true_or_false(data, file), *_currencies(data, file)]
    data, complaints = _without_units(data, file)
    problems += complaints
    known = {problem.column for problem in problems}
    problems += [problem for problem in (_problem(e, file) for e in _errors(data)) if problem.column not in known]
    placed = [_placed(problem, rows or {}) for problem in problems]
    settings = _salvaged(data) if problems else Settings.model_validate(data)
    return settings, list(dict.fromkeys(placed))


def _errors(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What pydantic says."""
    try:
        Settings.model_validate(data)
    except ValidationError as error:
        return [dict(item) for item in error.errors()]
    return []


def _salvaged(data: Mapping[str, Any]) -> Settings:
    """Settings of the keys that are right by themselves."""
    right = {key: value for key, value in data.items() if not _errors({"name": UNNAMED, key: value})}
    return Settings.model_validate({"name": UNNAMED, **right})


def _placed(problem: Problem, rows: Mapping[str, int]) -> Problem:
    row = rows.get(problem.column, 0)
    return Problem(
        problem.rule, problem.remedy, problem.file, "instance" if rows else "", row, problem.column, problem.value
    )


def _nested(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _leaves(data: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Dotted keys and their values."""
    return [
        leaf
        for key, value in data.items()
        for leaf in (_leaves(value, f"{before}{key}.") if isinstance(value, Mapping) else [(f"{before}{key}", value)])
    ]


def _true_or_false(data: Mapping[str, Any], file: str) -> list[Problem]:
    """No setting is true or false, and a number that is would pass for 1 or 0."""
    return [
        Problem(
            "true or false where a number or a text is needed",
            f"write {key} as a number or a text",
            file,
            column=key,
            value=str(value).lower(),
        )
        for key, value in _leaves(data)
        if isinstance(value, bool)
    ]


def _currencies(data: Mapping[str, Any], file: str) -> list[Problem]:
    return [
        Problem(
            f"'{code}' is no currency code",
            "write three capital letters, as EUR",
            file,
            column=f"exchange_rates.{code}",
            value=str(code),
        )
        for code in _nested(data.get("exchange_rates"))
        if not CURRENCY.fullmatch(str(code))
    ]


def _without_units(data: Mapping[str, Any], file: str) -> tuple[dict[str, Any], list[Problem]]:
    """'70 EUR/t' and '1 wt%' as numbers in the instance's units."""
    plain, problems = dict(data), []
    for key in LIKE:
        match = NUMBER_AND_UNIT.fullmatch(plain[key]) if isinstance(plain.get(key), str) else None
        if match is None:
            continue
        try:
            plain[key] = _converted(key, float(match[1]), match[2].strip(), data)
        except (CellError, ValueError) as error:
            rule = error.rule if isinstance(error, CellError) else "not a number"
            remedy = error.remedy if isinstance(error, CellError) else "write a number and a unit"
            problems.append(Problem(rule, remedy, file, column=key, value=str(plain[key])))
            plain.pop(key)
    return plain, problems


def _converted(key: str, value: float, unit: str, data: Mapping[str, Any]) -> float:
    """The value in the setting's unit, by the rates of the same settings."""
    table, column = INPUT[LIKE[key][0]], INPUT[LIKE[key][0]].column(LIKE[key][1])
    rates = {
        code: given.get("rate")
        for code, given in _nested(data.get("exchange_rates")).items()
        if isinstance(given, Mapping)
    }
    usable = {
        code: rate
        for code, rate in rates.items()
        if isinstance(rate, (int, float)) and not isinstance(rate, bool) and rate > 0 and math.isfinite(rate)
    }
    context = UnitContext(str(data.get("currency", "USD")), usable)
    return converter(table, column, re.sub(r"\s*(?:of\s+)?CO2e?$", "", unit), context)(value, {})


def _problem(error: Mapping[str, Any], file: str) -> Problem:
    """One error of pydantic as a complaint about a key of the file."""
    path = [str(part) for part in error["loc"] if not isinstance(part, int)]
    key, value = ".".join(path), error["input"]
    shown = "" if isinstance(value, Mapping) else str(value)
    if error["type"] == "extra_forbidden":
        return Problem(
            f"there is no setting '{key}'", suggest(path[-1], _fields(path[:-1])), file, column=key, value=shown
        )
    if error["type"] == "missing":
        return Problem(f"the setting '{key}' is missing", f"add {path[-1]} = ...", file, column=key)
    if error["type"] == "literal_error":
        known = re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", "")))
        return Problem(f"'{shown}' is no value of {path[0]}", suggest(shown, known), file, column=key, value=shown)
    if error["type"] == "string_pattern_mismatch":
        return Problem("no currency code", "write three capital letters, as EUR", file, column=key, value=shown)
    rule = str(error["msg"])[:1].lower() + str(error["msg"])[1:]
    return Problem(
        rule, f"mend {key}: {_meaning(path)}" if _meaning(path) else f"mend {key}", file, column=key, value=shown
    )


def _model(path: list[str]) -> type[BaseModel]:
    models: dict[str, type[BaseModel]] = {"solve": SolveDefaults, "exchange_rates": ExchangeRate}
    return models.get(path[0] if path else "", Settings)


def _fields(path: list[str]) -> list[str]:
    """Names of the settings under a path."""
    return list(_model(path).model_fields)


def _meaning(path: list[str]) -> str:
    field = _model(path[:-1]).model_fields.get(path[-1])
    return (field.description or "") if field else ""


def plain(settings: Settings) -> dict[str, Any]:
    """Settings as nested plain data, without what stands at its default; name and currency always stand."""
    given = settings.model_dump(exclude_defaults=True)
    data = {"name": settings.name, "description": settings.description, "currency": settings.currency, **given}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items() if value != ""}
