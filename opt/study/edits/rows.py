"""An edit made on a draft: rows selected, cells changed, rows added and taken out."""

from __future__ import annotations

import math
from typing import Any

from opt.schema import INPUT, Column
from opt.study.edits import over_time
from opt.study.edits.check import COMPANIONS, SHARES
from opt.study.edits.companions import ITEM, change_hours, change_prices
from opt.study.edits.draft import Draft
from opt.study.edits.edit import Edit
from opt.study.edits.keys import Key, Row, key_of, shown
from opt.study.edits.normalise import normalise
from opt.study.edits.select import meets, why_nothing
from opt.study.edits.values import plus, times, typed


def change_rows(draft: Draft, edit: Edit, periods: list[str] | None) -> None:
    """An edit of rows that are there."""
    table, rows = INPUT[edit.table], draft.rows(edit.table)
    fits = meets(table, edit.where)
    keys = [key for key, row in rows.items() if fits(row)]
    if not keys:
        remedy = why_nothing(table, edit.where, list(rows.values()), draft.rows("streams").values())
        draft.complain(edit, "the edit selects nothing", remedy, edit.column)
    elif edit.kind == "delete":
        _delete(draft, edit, keys, periods)
    elif edit.kind == "normalise":
        for rule, remedy in normalise(draft, edit, keys, SHARES[edit.table]):
            draft.complain(edit, rule, remedy)
    else:
        _change_cells(draft, edit, keys, periods)


def _change_cells(draft: Draft, edit: Edit, keys: list[Key], periods: list[str] | None) -> None:
    """New values of a column, in chosen periods where the table or its companion tells them apart."""
    column = INPUT[edit.table].column(edit.column)
    companion = COMPANIONS.get((edit.table, edit.column))
    if periods is not None and companion is None:
        keys = _of_periods(draft, edit, keys, periods)
    if not keys or not _filled(draft, edit, column, keys, periods):
        return

    def operation(row: Row, value: Any) -> Any:
        return _new_value(draft, edit, column, row, value)

    if _empties(edit, column):
        if companion is not None and periods is not None:
            draft.complain(edit, "a single period cannot be emptied", f"write a value, or delete rows of {companion}")
            return
        for key in keys:
            draft.empty(edit, edit.table, key, column.name)
    elif companion == "prices":
        change_prices(draft, edit, keys, periods, operation)
    elif companion == "downtime":
        change_hours(draft, edit, keys, periods, operation)
    else:
        rows = draft.rows(edit.table)
        new = {key: operation(rows[key], rows[key][column.name]) for key in keys}
        if edit.kind in ("add", "remove") and column.kind == "list" and not _moves(draft, edit, column, new):
            return
        for key, value in new.items():
            draft.put(edit, edit.table, key, column.name, value)
        if periods is not None:
            over_time.spare_rows(draft, edit, keys)


def _of_periods(draft: Draft, edit: Edit, keys: list[Key], periods: list[str]) -> list[Key]:
    """Rows of the chosen periods; complains where there are none."""
    if over_time.horizon_rows(draft, edit, keys) or over_time.hidden_rows(draft, edit, keys, periods):
        return []
    found = over_time.rows_of_periods(draft, edit, keys, periods)
    if not found:
        _nothing_then(draft, edit, periods)
    return found


def _nothing_then(draft: Draft, edit: Edit, periods: list[str]) -> None:
    cells = ", ".join(f"{part}=..." for part in INPUT[edit.table].key if part != "period")
    remedy = f"no such row stands there; add one: insert {edit.table}{{{cells}, ...}} @ {','.join(periods)}"
    draft.complain(edit, f"the edit selects nothing in period {', '.join(periods)}", remedy, "period")


def _filled(draft: Draft, edit: Edit, column: Column, keys: list[Key], periods: list[str] | None) -> bool:
    """What is multiplied or added to must be there."""
    if edit.kind not in ("multiply", "add") or column.kind != "number":
        return True
    rows = draft.rows(edit.table)
    blank = [key for key in keys if math.isnan(rows[key][column.name])]
    if COMPANIONS.get((edit.table, column.name)) == "prices" and periods is not None:
        prices = draft.rows("prices")
        item = ITEM[edit.table]
        blank = [key for key in blank if any((item(rows[key]), t) not in prices for t in periods)]
    if blank:
        draft.complain(edit, f"column {column.name} is empty in {shown(blank)}",
                       f"leave these rows out by the condition {column.name}!='', or set a value first",
                       column.name)  # fmt: skip
    return not blank


def _empties(edit: Edit, column: Column) -> bool:
    return edit.kind == "set" and (edit.value == "" or edit.value == ())


def _new_value(draft: Draft, edit: Edit, column: Column, row: Row, value: Any) -> Any:
    """What a cell becomes."""
    if edit.kind == "multiply":
        return times(value, edit.value)  # type: ignore[arg-type]
    given = typed(INPUT[edit.table], column, edit.value, row, draft.units)
    if edit.kind == "set":
        return given
    if column.kind == "number":
        return plus(value, given)
    if edit.kind == "add":
        return (*value, *(name for name in given if name not in value))
    return tuple(name for name in value if name not in given)


def _moves(draft: Draft, edit: Edit, column: Column, new: dict[Key, Any]) -> bool:
    """A name that every list has already, or none has, is a slip."""
    rows = draft.rows(edit.table)
    if any(rows[key][column.name] != value for key, value in new.items()):
        return True
    names = "|".join(typed(INPUT[edit.table], column, edit.value, {}, draft.units))
    rule = "every selected row has" if edit.kind == "add" else "no selected row has"
    draft.complain(edit, f"{rule} '{names}' in {column.name}", "check the name and the rows", column.name)
    return False


def _delete(draft: Draft, edit: Edit, keys: list[Key], periods: list[str] | None) -> None:
    table = edit.table
    implicit = [key for key in keys if key in draft.implicit(table)]
    if implicit:
        draft.complain(edit, f"{shown(implicit)} stands for a table that is absent, or is always there",
                       "leave it out by a condition")  # fmt: skip
        return
    if periods is None:
        for key in keys:
            draft.drop(edit, table, key)
    elif not over_time.horizon_rows(draft, edit, keys) and not over_time.drop_periods(draft, edit, keys, periods):
        _nothing_then(draft, edit, periods)


def insert_rows(draft: Draft, edit: Edit, periods: list[str] | None) -> None:
    """A new row, one for each chosen period."""
    table = INPUT[edit.table]
    for period in periods or [""]:
        cells = {**edit.row, **({"period": period} if period else {})}
        keys = {name: typed(table, table.column(name), cells.get(name, ""), {}, draft.units) for name in table.key}
        own = {}
        for column in table.columns:
            value = cells.get(column.name, "")
            own[column.name] = keys[column.name] if column.name in keys else (
                typed(table, column, value, keys, draft.units)
            )  # fmt: skip
        key = key_of(table, own)
        if key in draft.rows(table.name):
            first = next((c.name for c in table.columns if c.name not in table.key), "...")
            where = ", ".join(f"{name}={part}" for name, part in zip(table.key, key, strict=True))
            draft.complain(edit, f"the row {shown([key])} is there already",
                           f"change it: {table.name}[{where}].{first} = ..., or delete it first")  # fmt: skip
        else:
            draft.insert(edit, table.name, own)
