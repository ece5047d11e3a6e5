"""What can be said of an edit without an instance: tables, columns, kinds of values, what may change by period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from opt.schema import INPUT, Table
from opt.study.edits.edit import CHANGES, SETTINGS, Condition, Edit
from opt.study.edits.setting import setting_problems
from opt.study.edits.values import check_value
from opt.tables import Problem, suggest
from opt.tables.cells import CellError, show

COMPANIONS = {
    ("grades", "price"): "prices",
    ("utilities", "price"): "prices",
    ("payables", "metal_price"): "prices",
    ("lines", "hours"): "downtime",
}
"""Columns that hold for all periods, and the table whose rows change them in single ones."""
SHARES = {"composition": ("fraction",), "cell_types": ("fraction_new", "fraction_spent")}
"""Tables whose shares sum to 1 over the last part of their key."""


def told(edit: Edit, rule: str, remedy: str, column: str = "") -> Problem:
    """A complaint about an edit."""
    return Problem(rule, remedy, "edit", edit.table, 0, column, edit.text)


def edit_problems(edit: Edit) -> list[Problem]:
    """Everything that is wrong with an edit whatever the instance."""
    if edit.table == SETTINGS:
        return [told(edit, rule, remedy, edit.column) for rule, remedy in setting_problems(edit)]
    if edit.table not in INPUT:
        known = [*INPUT, SETTINGS]
        return [replace(told(edit, f"there is no table '{edit.table}'", suggest(edit.table, known)), table="")]
    table = INPUT[edit.table]
    checks = {"insert": _insert, "normalise": _normalise, "delete": _delete}
    return [
        *(problem for condition in edit.where for problem in _condition(edit, table, condition)),
        *checks.get(edit.kind, _change)(edit, table),
    ]


def _unknown(edit: Edit, table: Table, column: str) -> Problem:
    return told(edit, f"table {table.name} has no column '{column}'", suggest(column, table.names), column)


def _condition(edit: Edit, table: Table, condition: Condition) -> Iterator[Problem]:
    if condition.column not in table.names:
        yield _unknown(edit, table, condition.column)
        return
    column = table.column(condition.column)
    for pattern in condition.values:
        if pattern and not pattern.strip("*"):
            yield told(edit, "a pattern that every row meets", "leave the condition out, or quote the sign: '*'",
                       column.name)  # fmt: skip
        elif pattern and column.kind in ("number", "flag"):
            try:
                check_value(column, pattern.replace("\\", ""))
            except CellError as error:
                yield told(edit, f"{error.rule} (in a condition)", f"compare with a {column.kind}", column.name)


def _change(edit: Edit, table: Table) -> Iterator[Problem]:
    """A change of cells: the column is there, no key, and takes such a change; periods are allowed."""
    if edit.column not in table.names:
        yield _unknown(edit, table, edit.column)
        return
    column = table.column(edit.column)
    if column.name in table.key:
        yield told(edit, f"column {column.name} is part of the key of {table.name}",
                   f"delete the row and insert another: delete {table.name}[...], insert {table.name}{{...}}",
                   column.name)  # fmt: skip
        return
    yield from _periods(edit, table, column.name)
    allowed = {"number": ("set", "multiply", "add"), "list": ("set", "add", "remove")}.get(column.kind, ("set",))
    if edit.kind not in allowed:
        signs = {"number": "=, *=, /=, += and -= with a number", "list": "=, += and -= with names"}
        remedy = f"column {column.name} holds a {column.kind} and takes {signs.get(column.kind, 'only =')}"
        yield told(edit, f"column {column.name} cannot be changed so", remedy, column.name)
        return
    if edit.kind != "multiply":
        try:
            if edit.kind != "set" and edit.value == "":
                raise CellError("the value is missing", "write a value")
            check_value(column, edit.value)
        except CellError as error:
            yield told(edit, error.rule, error.remedy, column.name)


def _periods(edit: Edit, table: Table, column: str) -> Iterator[Problem]:
    """Only tables with a row for each period, and the columns that one of them changes, may be edited by period."""
    if not edit.periods or "period" in table.key or (edit.kind in CHANGES and (table.name, column) in COMPANIONS):
        return
    what = f"{table.name}.{column}" if column else f"table {table.name}"
    others = [name for name, other in INPUT.items() if "period" in other.key]
    columns = [f"{name}.{column}" for name, column in COMPANIONS]
    remedy = f"leave out '@ ...'; by period: tables {', '.join(others)}; columns {', '.join(columns)}"
    yield told(edit, f"{what} is the same in all periods", remedy, column)


def _insert(edit: Edit, table: Table) -> Iterator[Problem]:
    yield from _periods(edit, table, "")
    for name, value in edit.row.items():
        if name not in table.names:
            yield _unknown(edit, table, name)
            continue
        try:
            check_value(table.column(name), value)
        except CellError as error:
            yield told(edit, f"{error.rule}: '{show(value)}'", error.remedy, name)
    if edit.periods and "period" in edit.row:
        yield told(edit, "the periods are named twice", "name them in the row or behind '@'", "period")
    given = {*edit.row, *(["period"] if edit.periods else [])}
    for column in table.columns:
        if column.required and column.name not in given:
            yield told(edit, f"the column {column.name} is missing", f"give it: {column.meaning}", column.name)


def _delete(edit: Edit, table: Table) -> Iterator[Problem]:
    yield from _periods(edit, table, "")


def _normalise(edit: Edit, table: Table) -> Iterator[Problem]:
    if table.name not in SHARES:
        remedy = f"normalise one of: {', '.join(SHARES)}"
        yield told(edit, f"the shares of table {table.name} need not sum to 1", remedy)
    elif edit.periods:
        yield from _periods(edit, table, "")
