"""A comparison on the disk: a workbook, or a folder of CSV files; replaced as a whole."""

from __future__ import annotations

import json
import os
from pathlib import Path

from opt.plan.frames import write_frame
from opt.plan.replace import present, replace_folder
from opt.study.compare.comparison import Comparison
from opt.study.compare.explanation import readme
from opt.study.compare.tables import TABLES
from opt.tables.problems import InputError, Problem, of_os_error

ABOUT, README = "comparison.json", "README.md"
FORMAT = 1
"""Version of the stored form."""

WORKBOOK = ".xlsx"
FILES = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt", ".json", ".html", ".pdf")
"""Endings of files that a comparison is not written to."""

OWN = frozenset({ABOUT, README, *(f"{name}.csv" for name in TABLES)})
"""What a folder of a comparison holds."""


def write(comparison: Comparison, path: str | os.PathLike[str]) -> Path:
    """Write a workbook where the path ends in .xlsx, else a folder: one CSV file a table, units in the headers, numbers
    to the last digit, and what the tables mean.

    What stands there is replaced as a whole. InputError where it is something else than a comparison, is held open by
    another program, or the disk objects; then it stays as it was.
    """
    target = Path(path)
    check_target(target)
    if target.suffix.lower() == WORKBOOK:
        from opt.study.compare.workbook import write_workbook

        write_workbook(comparison, target)
        return target
    try:
        replace_folder(target, lambda new: _fill(comparison, new))
    except OSError as error:
        raise InputError([of_os_error(error, str(error.filename or target), "written")]) from error
    return target


def check_target(path: str | os.PathLike[str]) -> None:
    """InputError where a comparison must not be written to the path."""
    target = Path(path)
    ending = target.suffix.lower()
    if ending == WORKBOOK:
        if target.is_dir():
            raise InputError([Problem("this is a folder", "give the name of a workbook", file=str(path))])
        if not target.parent.is_dir():
            raise InputError([Problem("there is no such folder to write into", "make it, or give another path",
                                      file=str(target.parent))])  # fmt: skip
        return
    place = present(target)
    if place.is_file() or (ending in FILES and not place.is_dir()):
        rule = f"a comparison is written to a workbook ({WORKBOOK}) or a folder, and this is neither"
        raise InputError([Problem(rule, f"end the name in {WORKBOOK}, or name a folder", file=str(path))])
    if place.is_dir():
        _check_folder(place, path)


def _check_folder(place: Path, asked: str | os.PathLike[str]) -> None:
    try:
        there = {entry.name for entry in place.iterdir()}
    except OSError as error:
        raise InputError([of_os_error(error, str(place), "read")]) from error
    strange = sorted(there - OWN)
    if there and (ABOUT not in there or strange):
        rule = f"the folder holds something else than a comparison ({', '.join(strange[:5] or sorted(there)[:5])})"
        raise InputError([Problem(rule, "give another folder; nothing was changed", file=str(asked))])


def _fill(comparison: Comparison, new: Path) -> None:
    for name, frame in comparison.frames.items():
        write_frame(frame, TABLES[name], comparison.currency, new / f"{name}.csv")
    about = {"format": FORMAT, "instance": comparison.instance, "base": comparison.base,
             "scenarios": comparison.scenarios, "currency": comparison.currency,
             "warnings": list(comparison.warnings), "tables": list(comparison.frames)}  # fmt: skip
    text = json.dumps(about, indent=2, ensure_ascii=False, allow_nan=False)
    (new / ABOUT).write_text(text + "\n", encoding="utf-8")
    (new / README).write_text(readme(comparison), encoding="utf-8")
