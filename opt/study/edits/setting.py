"""Edits of the settings: settings.carbon_price = 100 EUR/t, settings.maturity += laboratory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opt.instance import Settings, SolveDefaults
from opt.instance.settings_text import LIKE, parse_settings, plain
from opt.schema import INPUT, Column
from opt.study.edits.edit import CHANGES, Edit
from opt.study.edits.values import check_value, plus, times, typed
from opt.tables import UnitContext, suggest
from opt.tables.cells import CellError

COLUMNS: Mapping[str, Column] = {
    "description": Column("description", "text", "what it is about", default=""),
    "date": Column("date", "date", "date of the data", default=""),
    "carbon_price": Column("carbon_price", "number", "currency per tonne of CO2"),
    "trace_threshold": Column("trace_threshold", "number", "content above which a class counts as present"),
    "maturity": Column("maturity", "list", "maturities the planner opts in to", default=()),
    "solve.gap": Column("solve.gap", "number", "relative gap to stop at"),
    "solve.time_limit": Column("solve.time_limit", "number", "seconds"),
}
"""The settings that may be edited."""
FIXED = {
    "name": "the name of an instance is no part of a question",
    "currency": "the amounts of the instance were converted to its currency when it was read",
    "exchange_rates": "amounts in other currencies were converted when the instance was read",
    "library": "what stands behind the instance cannot be exchanged by an edit",
}
REMEDIES = {
    "name": "give the scenario a name",
    "currency": "change it in instance.toml",
    "exchange_rates": "edit the prices, as in grades.price *= 1.1, or change the rate in instance.toml",
    "library": "edit or delete rows of the library's tables",
}


def setting_problems(edit: Edit) -> Iterator[tuple[str, str]]:
    """Rule and remedy of everything that is wrong with an edit of the settings, whatever the instance."""
    group = edit.column.partition(".")[0]
    if edit.kind not in CHANGES:
        yield "settings are not rows", "change one: settings.carbon_price = 100"
    elif group in FIXED:
        yield FIXED[group], REMEDIES[group]
    elif edit.column not in COLUMNS:
        yield f"there is no setting '{edit.column}' to edit", suggest(edit.column, COLUMNS)
    elif edit.where or edit.periods:
        yield "a setting has neither rows nor periods", f"write settings.{edit.column} = value"
    else:
        yield from _values(edit, COLUMNS[edit.column])


def _values(edit: Edit, column: Column) -> Iterator[tuple[str, str]]:
    allowed = {"number": ("set", "multiply", "add"), "list": ("set", "add", "remove")}.get(column.kind, ("set",))
    if edit.kind not in allowed:
        yield f"the setting {column.name} cannot be changed so", f"it is a {column.kind}: {column.meaning}"
    elif edit.kind != "multiply":
        try:
            check_value(column, edit.value)
        except CellError as error:
            yield error.rule, error.remedy


def changed_settings(settings: Settings, edit: Edit, units: UnitContext) -> tuple[Settings, list[tuple[str, str]]]:
    """The settings with one of them changed, and rule and remedy of what is wrong with it (the settings are as they
    were then)."""
    column = COLUMNS[edit.column]
    try:
        value = _changed(column, _current(settings, edit.column), edit, units)
    except CellError as error:
        return settings, [(error.rule, error.remedy)]
    data = plain(settings)
    *outer, last = edit.column.split(".")
    place: dict[str, Any] = data.setdefault(outer[0], {}) if outer else data
    place[last] = list(value) if isinstance(value, tuple) else value
    if value == "":
        del place[last]
    after, problems = parse_settings(data)
    return (settings if problems else after), [(problem.rule, problem.remedy) for problem in problems]


def _current(settings: Settings, name: str) -> Any:
    group, _, last = name.rpartition(".")
    holder: Settings | SolveDefaults = settings.solve if group == "solve" else settings
    return getattr(holder, last)


def _changed(column: Column, current: Any, edit: Edit, units: UnitContext) -> Any:
    if edit.kind == "multiply":
        return times(current, edit.value)  # type: ignore[arg-type]
    value = _typed(column, edit.value, units)
    if edit.kind == "set":
        return value
    if column.kind == "number":
        return plus(current, value)
    if edit.kind == "add":
        return (*current, *(name for name in value if name not in current))
    missing = [name for name in value if name not in current]
    if missing:
        raise CellError(f"'{missing[0]}' is not in the list", suggest(missing[0], current))
    return tuple(name for name in current if name not in value)


def _typed(column: Column, value: object, units: UnitContext) -> Any:
    """The value in the setting's unit."""
    if column.name in LIKE:
        table, name = LIKE[column.name]
        return typed(INPUT[table], INPUT[table].column(name), value, {}, units)
    return typed(INPUT["streams"], column, value, {}, units)
