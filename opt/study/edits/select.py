"""Which rows of a table an edit means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from opt.schema import INPUT, Column, Table
from opt.study.edits.edit import Condition
from opt.tables import suggest
from opt.tables.cells import CellError, is_empty, parse_cell

Row = Mapping[str, Any]
_SIGNS = re.compile(r"\\(.)|(\*)|(\?)|(.)", re.DOTALL)
SHOWN = 6


def meets(table: Table, conditions: Sequence[Condition]) -> Callable[[Row], bool]:
    """A function that says whether a row meets all conditions."""
    tests = [_test(table.column(condition.column), condition) for condition in conditions]
    return lambda row: all(test(row) for test in tests)


def _test(column: Column, condition: Condition) -> Callable[[Row], bool]:
    matchers = [_matcher(column, pattern) for pattern in condition.values]

    def test(row: Row) -> bool:
        value = row[column.name]
        return any(matcher(value) for matcher in matchers) != condition.negated

    return test


def _matcher(column: Column, pattern: str) -> Callable[[Any], bool]:
    """A function that says whether a cell meets a pattern; the empty pattern stands for an empty cell."""
    if not pattern:
        return is_empty
    if column.kind in ("number", "flag"):
        wanted = parse_cell(column, pattern.replace("\\", ""))
        return lambda value: bool(value == wanted)
    fits = _expression(pattern).fullmatch
    if column.kind == "list":
        return lambda value: any(fits(name) for name in value)
    return lambda value: fits(value) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression; a plain name is read as a cell is, so that 101.0 is the name 101."""
    parts, plain = [], []
    for escaped, run, one, sign in _SIGNS.findall(pattern):
        parts.append(".*" if run else "." if one else re.escape(escaped or sign))
        plain.append("" if run or one else escaped or sign)
    if all(plain):
        try:
            return re.compile(re.escape(str(parse_cell(Column("", "text", ""), "".join(plain)))))
        except CellError:
            return re.compile(re.escape("".join(plain)))
    return re.compile("".join(parts), re.DOTALL)


def why_nothing(table: Table, conditions: Sequence[Condition], rows: Sequence[Row], streams: Iterable[Row]) -> str:
    """The remedy where no row meets the conditions: the nearest name, a cell type that stands for rows, what to do."""
    typed = _cell_type(table, conditions, streams)
    if typed:
        return typed
    if not rows:
        return f"table {table.name} has no rows: insert {table.name}{{{', '.join(f'{key}=...' for key in table.key)}}}"
    for condition in conditions:
        column = table.column(condition.column)
        if not any(_test(column, condition)(row) for row in rows):
            cells = [row[column.name] for row in rows]
            names = {name for cell in cells for name in (cell if isinstance(cell, tuple) else (cell,))}
            known = sorted(str(name) for name in names if not is_empty(name))
            name = condition.values[0].replace("\\", "")
            quoted = "; a quoted '*' or '?' is a sign like any other" if "\\" in condition.values[0] else ""
            return f"{column.name} {suggest(name, known)}{quoted}"
    return "each condition holds for some row, but no row meets all of them"


def _cell_type(table: Table, conditions: Sequence[Condition], streams: Iterable[Row]) -> str:
    """What to do where streams meant by their name have a cell type in place of rows of composition."""
    wanted = [condition for condition in conditions if condition.column == "stream" and not condition.negated]
    if table.name != "composition" or not wanted:
        return ""
    fits = meets(INPUT["composition"], wanted)
    named = [(row["stream"], row["cell_type"]) for row in streams if row["cell_type"] and fits(row)]
    if not named:
        return ""
    some = ", ".join(f"{stream} ({cell_type})" for stream, cell_type in named[:SHOWN])
    return (
        f"its composition is that of a cell type: {some}; edit cell_types[cell_type={named[0][1]}], or name another "
        f"by streams[stream={named[0][0]}].cell_type"
    )
