"""Rules on the values of one table (bounds, choices, unique keys), derived from the schema and run by pandera."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import pandas as pd

from opt.schema import Column, Table
from opt.tables.problems import suggest

UNIQUE = "multiple_fields_uniqueness"
"""Pandera's name of the rule that no key stands twice."""

Fault = tuple[int, str, str, str]


def broken_rules(
    table: Table, frame: pd.DataFrame, bad: Collection[tuple[int, str]], rows: Sequence[int], partial: bool
) -> list[Fault]:
    """(row of the frame, column, rule, remedy) of every value that breaks a rule; cells in ``bad`` are passed over."""
    from pandera.errors import SchemaErrors

    try:
        _schema(table, partial).validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return []
    faults: list[Fault] = []
    twice: set[int] = set()
    for name, rule, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
        if rule == UNIQUE:
            twice.add(int(index))
        elif (int(index), name) not in bad:
            column = table.column(name)
            faults.append((int(index), name, rule, _remedy(column, frame[name].iloc[int(index)])))
    known = {i for i in twice if not any((i, name) in bad for name in table.key)}
    return faults + _duplicates(table, frame, sorted(known), rows)


def _duplicates(table: Table, frame: pd.DataFrame, twice: Sequence[int], rows: Sequence[int]) -> list[Fault]:
    """Each repeated key, with the row that has it first."""
    if not twice:
        return []
    keys = list(zip(*(frame[name] for name in table.key), strict=True))
    first: dict[object, int] = {}
    for i, key in enumerate(keys):
        first.setdefault(key, i)
    return [
        (
            i,
            ", ".join(table.key),
            f"this {' and '.join(table.key)} is in row {rows[first[keys[i]]]} already",
            "keep one of the rows",
        )
        for i in twice
    ]


@cache
def _schema(table: Table, partial: bool) -> Any:
    """The pandera schema of a table. Types are settled already; empty optional cells pass, NaN never does elsewhere.
    Columns without a rule are left out: looking at them costs as much as a rule."""
    import pandera.pandas as pa

    columns = {}
    for column in table.columns:
        checks, nullable = _checks(column, partial), partial or not column.required
        if checks or (column.kind == "number" and not nullable):
            columns[column.name] = pa.Column(None, checks, nullable=nullable)
    return pa.DataFrameSchema(columns, unique=list(table.key), report_duplicates="exclude_first")


def _checks(column: Column, partial: bool) -> list[Any]:
    import pandera.pandas as pa

    checks = []
    if column.lower is not None:
        checks.append(pa.Check.ge(column.lower, error=f"must be at least {_bound(column, column.lower)}"))
    if column.upper is not None:
        checks.append(pa.Check.le(column.upper, error=f"must be at most {_bound(column, column.upper)}"))
    if column.above is not None:
        checks.append(pa.Check.gt(column.above, error=f"must be more than {_bound(column, column.above)}"))
    if column.choices:
        allowed = [*column.choices, *([""] if partial or not column.required else [])]
        checks.append(pa.Check.isin(allowed, error=f"must be one of {', '.join(column.choices)}"))
    return checks


def _bound(column: Column, bound: float) -> str:
    """A bound with its unit; zero needs none."""
    return f"{bound:g} {column.unit}".strip() if bound else "0"


def _remedy(column: Column, value: object) -> str:
    if column.choices:
        return suggest(str(value), column.choices)
    ends = [(column.above, "above"), (column.lower, "from"), (column.upper, "up to")]
    span = " ".join(f"{word} {end:g}" for end, word in ends if end is not None)
    return f"write a number {span}: {column.meaning}" if span else "write a number"
