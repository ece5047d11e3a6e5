"""A table as it stands in a file: rows of raw cells, each with the row number that a person sees."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from opt.tables.cells import EXCEL_EPOCH, is_empty
from opt.tables.problems import InputError, Problem, of_os_error

WORKBOOK_MAGIC = b"PK\x03\x04"
OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Grid:
    """Raw cells. ``rows[0]`` is the header; rows that are blank throughout are left out. ``numbers`` are the rows as a
    person sees them. ``semicolons``: the file is separated by ';', so that its numbers may have a decimal comma.
    ``epoch`` is day 0 of date serial numbers."""

    file: str
    rows: tuple[tuple[object, ...], ...]
    numbers: tuple[int, ...]
    semicolons: bool = False
    epoch: datetime.date = EXCEL_EPOCH


def make_grid(
    file: str,
    table: str,
    rows: Iterable[Sequence[object]],
    *,
    semicolons: bool = False,
    epoch: datetime.date = EXCEL_EPOCH,
) -> Grid:
    """Number the rows and drop the blank ones; InputError when nothing is left."""
    kept = [(number, tuple(row)) for number, row in enumerate(rows, start=1) if not all(map(is_empty, row))]
    if not kept:
        raise InputError([Problem("it is empty", "write a header and rows, or remove it", file=file, table=table)])
    return Grid(file, tuple(row for _, row in kept), tuple(number for number, _ in kept), semicolons, epoch)


def grid_of(data: pd.DataFrame | Iterable[Mapping[str, Any]], file: str) -> Grid:
    """A grid of Python data; its first record is row 2, as below a header."""
    if isinstance(data, pd.DataFrame):
        names = [str(name) for name in data.columns]
        rows = [tuple(map(_plain, row)) for row in data.itertuples(index=False, name=None)]
    else:
        records = [dict(record) for record in data]
        names = list(dict.fromkeys(name for record in records for name in record))
        rows = [tuple(_plain(record.get(name)) for name in names) for record in records]
    return Grid(file, (tuple(names), *rows), tuple(range(1, len(rows) + 2)))


def _plain(value: object) -> object:
    """Numpy scalars and pandas' markers of nothing as plain Python values."""
    if isinstance(value, list | tuple):
        return tuple(value)
    if value is pd.NA or value is pd.NaT:
        return None
    return value.item() if hasattr(value, "item") else value


def read_csv(path: Path, file: str = "", table: str = "") -> Grid:
    """One CSV file: UTF-8 (with or without its mark), separated by ',', ';' or a tab."""
    file, table = file or str(path), table or path.stem
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError([of_os_error(error, file, "read")]) from None
    text = _decode(content, file, table)
    text, separator = _separator(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise InputError(
            [Problem(f"it cannot be split into cells ({error})", "check its quotation marks", file=file, table=table)]
        ) from None
    return make_grid(file, table, rows, semicolons=separator == ";")


def _decode(content: bytes, file: str, table: str) -> str:
    if content.startswith((WORKBOOK_MAGIC, OLD_OFFICE_MAGIC)):
        raise InputError(
            [Problem("it is a workbook, not a CSV file", "save the sheet as 'CSV UTF-8'", file=file, table=table)]
        )
    try:
        utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            [Problem("its letters are not encoded as UTF-8", "save it as 'CSV UTF-8'", file=file, table=table, row=row)]
        ) from None
    if "\x00" in text:
        raise InputError([Problem("it is not a text file", "save the table as 'CSV UTF-8'", file=file, table=table)])
    return text


def _separator(text: str) -> tuple[str, str]:
    """The text without a 'sep=;' line, and what separates its cells: what stands most often in the header."""
    first, _, rest = text.partition("\n")
    if first.strip("\r\n").lower() in ("sep=;", "sep=,", "sep=\t"):
        return rest, first.strip("\r\n")[-1]
    lines = (line for line in text.splitlines() if line.strip(" ,;\t"))
    header = next((line for line in lines if any(sign in line for sign in ",;\t")), "")
    return text, max(",;\t", key=header.count)
