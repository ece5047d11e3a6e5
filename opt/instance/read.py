"""Read an instance from a folder of CSV files or an .xlsx workbook."""

from __future__ import annotations

from pathlib import Path

from opt.instance.assemble import assemble
from opt.instance.instance import Instance
from opt.instance.settings_text import parse_settings
from opt.schema import INPUT
from opt.tables import InputError, Problem, Source, open_source


def read(path: str | Path) -> Instance:
    """The instance in a folder (instance.toml and CSV files) or an .xlsx workbook, completed and validated.

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
    complained = {problem.file for problem in source.problems if problem.table in ("", "instance")}
    settings, problems = parse_settings(source.settings, source.settings_file, source.setting_rows)
    if source.settings_file in complained and not source.settings:
        problems = []
    return assemble(settings, source.grids, [*source.problems, *problems], _unreadable(source), str(path))


def _unreadable(source: Source) -> list[str]:
    """Tables that are there but could not be read; the source has complained about them."""
    return [
        problem.table for problem in source.problems if problem.table in INPUT and problem.table not in source.grids
    ]
