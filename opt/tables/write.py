"""Tables as CSV files. What is written is read back equal: units in the headers, numbers to the last digit."""

from __future__ import annotations

import contextlib
import csv
import io
import math
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from opt.schema import INPUT, Column, Table
from opt.tables.cells import is_empty
from opt.tables.problems import InputError, Problem, of_os_error
from opt.tables.settings_sheet import toml_text
from opt.tables.units import written_header


def write_csv(path: str | Path, table: Table, frame: pd.DataFrame, currency: str) -> None:
    """Write one table, replacing the file whole; InputError where that is not possible."""
    _write_text(Path(path), csv_text(table, frame, currency))


def csv_text(table: Table, frame: pd.DataFrame, currency: str) -> str:
    """A table as the text of a CSV file, columns in the schema's order."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([written_header(column, currency) for column in table.columns])
    cells = [[as_text(table, column, value) for value in frame[column.name]] for column in table.columns]
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue()


def write_folder(
    path: str | Path,
    tables: Mapping[str, pd.DataFrame],
    settings: Mapping[str, Any],
    currency: str,
    *,
    replace: bool = False,
    schema: Mapping[str, Table] = INPUT,
) -> None:
    """Write an instance as a folder. An instance that is there already is an InputError, or, with ``replace``, is
    replaced: its tables that are not in ``tables`` are removed."""
    folder = Path(path)
    there = [
        folder / name for name in ("instance.toml", *(f"{table}.csv" for table in schema)) if (folder / name).exists()
    ]
    if there and not replace:
        raise InputError([Problem("there is an instance already", "name another folder", file=str(folder))])
    texts = {folder / f"{name}.csv": csv_text(schema[name], tables[name], currency) for name in tables}
    texts[folder / "instance.toml"] = toml_text(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([of_os_error(error, str(folder), "made")]) from None
    for file, text in texts.items():
        _write_text(file, text)
    for file in set(there) - set(texts):
        _remove(file)


def _write_text(file: Path, text: str) -> None:
    replace_file(file, lambda target: target.write_text(text, encoding="utf-8", newline=""))


def _remove(file: Path) -> None:
    try:
        file.unlink()
    except OSError as error:
        raise InputError([of_os_error(error, str(file), "removed")]) from None


def replace_file(path: Path, save: Callable[[Path], object]) -> None:
    """Write beside the file, then put the new one in its place: whoever reads finds the old or the new one whole.
    InputError where the file is held open, protected, or the disk is full; the old one is untouched then."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        save(beside)
        os.replace(beside, path)
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "written")]) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def as_text(table: Table, column: Column, value: object) -> str:
    """A value as it stands in a CSV file."""
    if is_empty(value):
        return ""
    if column.kind == "number":
        return number_text(float(value))  # type: ignore[arg-type]
    if column.kind == "flag":
        return "true" if value else "false"
    if column.kind == "list":
        return joined(table, column, value)  # type: ignore[arg-type]
    return str(value)


def joined(table: Table, column: Column, names: Sequence[str]) -> str:
    """A list in one cell; InputError for a name that holds the separator."""
    if any("|" in name for name in names):
        raise InputError(
            [
                Problem(
                    "a name in a list holds the separator '|'",
                    "rename it",
                    table=table.name,
                    column=column.name,
                    value=str(names),
                )
            ]
        )
    return "|".join(names)


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number; ValueError for infinity, which no table may hold."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written to a table")
    text = repr(float(value))
    return text.removesuffix(".0")
