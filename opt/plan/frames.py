"""One result table as a CSV file: header with units, floats by ``repr``, lists joined by '|'."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from opt.schema import Column, Table
from opt.tables.frames import DTYPES, empty_frame
from opt.tables.problems import Problem

SOLVE_AGAIN = "solve the instance again"
FLAGS = {"True": True, "False": False}


def header(column: Column, currency: str) -> str:
    """The column's heading: its name, and its unit in brackets where it has one."""
    return f"{column.name} [{column.unit.replace('currency', currency)}]" if column.unit else column.name


def write_frame(frame: pd.DataFrame, table: Table, currency: str, path: Path) -> None:
    """Write the frame of a result table; OSError when the disk or another program objects."""
    cells = [_texts(frame[column.name].tolist(), column) for column in table.columns]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([header(column, currency) for column in table.columns])
        writer.writerows(zip(*cells, strict=True))


def read_frame(table: Table, currency: str, path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """The frame of a stored result table and what is wrong with its file."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return empty_frame(table), [Problem(f"this is not a CSV file in UTF-8 ({error})", SOLVE_AGAIN, file=str(path))]
    expected = [header(column, currency) for column in table.columns]
    if not rows or rows[0] != expected:
        found = ",".join(rows[0]) if rows else ""
        rule = f"the header of a stored table must be '{','.join(expected)}'"
        remedy = f"{SOLVE_AGAIN}; the file was changed or comes from another version"
        return empty_frame(table), [Problem(rule, remedy, file=str(path), table=table.name, row=1, value=found)]
    problems = [
        Problem(
            f"a row of this table has {len(expected)} cells, this one {len(row)}",
            SOLVE_AGAIN,
            file=str(path),
            table=table.name,
            row=number,
        )
        for number, row in enumerate(rows[1:], start=2)
        if len(row) != len(expected)
    ]
    if problems:
        return empty_frame(table), problems
    columns = list(zip(*rows[1:], strict=True)) or [()] * len(expected)
    data = {}
    for column, texts in zip(table.columns, columns, strict=True):
        data[column.name], wrong = _values(texts, column, table, path)
        problems += wrong
    return pd.DataFrame(data), problems


def _texts(values: list[object], column: Column) -> list[str]:
    if column.kind == "number":
        return ["" if math.isnan(value) else repr(float(value)) for value in values]  # type: ignore[arg-type]
    if column.kind == "list":
        return ["|".join(value) for value in values]  # type: ignore[arg-type]
    return [str(value) for value in values]


def _values(texts: tuple[str, ...], column: Column, table: Table, path: Path) -> tuple[pd.Series, list[Problem]]:
    parse = _parser(column)
    values: list[object] = []
    problems = []
    for number, text in enumerate(texts, start=2):
        try:
            values.append(parse(text))
        except (ValueError, KeyError):
            values.append(column.empty)
            problems.append(
                Problem(
                    f"this is not a {column.kind}",
                    f"{SOLVE_AGAIN}, or put back the stored value",
                    str(path),
                    table.name,
                    number,
                    column.name,
                    text,
                )
            )
    return _series(values, column), problems


def _parser(column: Column) -> Callable[[str], object]:
    if column.kind == "number":
        return lambda text: float(text) if text else math.nan
    if column.kind == "flag":
        return FLAGS.__getitem__
    if column.kind == "list":
        return lambda text: tuple(text.split("|")) if text else ()
    return str


def _series(values: list[object], column: Column) -> pd.Series:
    return pd.Series(values, dtype=DTYPES.get(column.kind, "str"))
