"""Read an instance from a folder of CSV files or an .xlsx workbook."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from opt.instance.assemble import assemble
from opt.instance.instance import Instance
from opt.instance.settings import Settings
from opt.instance.settings_text import parse_settings
from opt.schema import INPUT
from opt.tables import InputError, Problem, Source, open_source
from opt.tables.settings_sheet import SHEET


def read(path: str | Path, *, known: bool = False) -> Instance:
    """The instance in a folder (instance.toml and CSV files) or an .xlsx workbook, completed and validated. ``known``:
    these very files were found valid before; what can be read of them is taken without asking the rules again.

    Raises InputError with every problem of every file at once.
    """
    source = open_source(path)
    if not source.grids and not source.settings and not _unreadable(source):
        raise InputError(
            [
                Problem(
                    "there is no table of an instance in it",
                    "name the folder or workbook that holds one, or make one with 'relith new'",
                    str(path),
                )
            ]
        )
    settings, problems = parse_settings(source.settings, source.settings_file, source.setting_rows)
    complained = any(
        problem.file == source.settings_file and problem.table in ("", SHEET) for problem in source.problems
    )
    if not source.settings and complained:
        return _without_settings(source, settings)
    return assemble(settings, source.grids, [*source.problems, *problems], _unreadable(source), str(path), known=known)


def _without_settings(source: Source, settings: Settings) -> NoReturn:
    """Raises the complaint that there are no settings, and those about the tables that do not hang on the settings."""
    try:
        assemble(settings, source.grids, source.problems, _unreadable(source), str(source.path))
    except InputError as error:
        raise InputError([problem for problem in error.problems if "exchange rate" not in problem.rule]) from None
    raise InputError(source.problems)


def _unreadable(source: Source) -> list[str]:
    """Tables that are there but could not be read; the source has complained about them."""
    return [
        problem.table for problem in source.problems if problem.table in INPUT and problem.table not in source.grids
    ]
