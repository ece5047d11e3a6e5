"""Where the tables of an instance stand: a folder of CSV files with instance.toml, or one workbook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opt.schema import INPUT, Table
from opt.tables.grid import Grid, read_csv
from opt.tables.problems import InputError, Problem, of_os_error, suggest
from opt.tables.settings_sheet import SHEET, settings_of_grid
from opt.tables.workbook import read_workbook

SETTINGS_FILE = "instance.toml"
OTHER_FORMATS = (".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".json")


@dataclass(frozen=True, eq=False)
class Source:
    """What was found: ``settings`` as written (nested), the file and, in a workbook, the row of each dotted setting;
    one grid a table; complaints."""

    path: Path
    settings: dict[str, Any]
    settings_file: str
    setting_rows: Mapping[str, int]
    grids: Mapping[str, Grid]
    problems: tuple[Problem, ...]


def open_source(path: str | Path, tables: Mapping[str, Table] = INPUT) -> Source:
    """Read the cells of a folder or workbook. What is wrong with single files is in ``problems``; InputError where
    there is nothing to read at all."""
    path = Path(path)
    if path.is_dir():
        return _open_folder(path, tables)
    if not path.exists():
        kind = "workbook" if path.suffix.lower() == ".xlsx" else "folder"
        raise InputError(
            [
                Problem(
                    f"there is no such {kind}",
                    "name a folder with instance.toml and CSV files, or an .xlsx workbook",
                    file=str(path),
                )
            ]
        )
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise InputError(
            [
                Problem(
                    "it is neither a folder nor an .xlsx workbook",
                    "name the folder that holds instance.toml, or save the workbook as .xlsx",
                    file=str(path),
                )
            ]
        )
    return _open_workbook(path, tables)


def _open_folder(path: Path, tables: Mapping[str, Table]) -> Source:
    problems: list[Problem] = []
    grids: dict[str, Grid] = {}
    for file in _files(path):
        if file.name.startswith(("#", ".", "~$")) or not file.is_file():
            continue
        suffix = file.suffix.lower()
        if suffix in OTHER_FORMATS and file.stem in tables:
            problems.append(
                Problem(
                    "a table of a folder must be a CSV file",
                    f"save it as {file.stem}.csv",
                    file=str(file),
                    table=file.stem,
                )
            )
        if suffix != ".csv":
            continue
        if file.stem not in tables:
            problems.append(_unknown_table(file.stem, str(file), tables, "file"))
            continue
        try:
            grids[file.stem] = read_csv(file)
        except InputError as error:
            problems += error.problems
    settings, settings_problems = _read_toml(path / SETTINGS_FILE)
    return Source(path, settings, str(path / SETTINGS_FILE), {}, grids, (*settings_problems, *problems))


def _files(path: Path) -> list[Path]:
    try:
        return sorted(path.iterdir())
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "read")]) from None


def _open_workbook(path: Path, tables: Mapping[str, Table]) -> Source:
    grids, problems = read_workbook(path, {*tables, SHEET})
    unknown = [name for name in grids if name not in tables and name != SHEET]
    problems += [_unknown_table(name, str(path), tables, "sheet") for name in unknown]
    known = {name: grid for name, grid in grids.items() if name in tables}
    if SHEET not in grids:
        if not any(problem.table == SHEET for problem in problems):
            problems.insert(
                0,
                Problem(
                    f"the sheet '{SHEET}' is missing",
                    f"add a sheet '{SHEET}' with the columns setting and value, and at least the setting name",
                    file=str(path),
                ),
            )
        return Source(path, {}, str(path), {}, known, tuple(problems))
    settings, rows, settings_problems = settings_of_grid(grids[SHEET])
    return Source(path, settings, str(path), rows, known, (*settings_problems, *problems))


def _unknown_table(name: str, file: str, tables: Mapping[str, Table], kind: str) -> Problem:
    return Problem(
        f"there is no table '{name}'",
        f"{suggest(name, tables)}; a {kind} of notes starts with '#'",
        file=file,
        table=name,
    )


def _read_toml(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig")), []
    except FileNotFoundError:
        return {}, [Problem("it is missing", 'add it with at least: name = "..."', file=str(path))]
    except OSError as error:
        return {}, [of_os_error(error, str(path), "read")]
    except UnicodeDecodeError:
        return {}, [Problem("its letters are not encoded as UTF-8", "save it as UTF-8", file=str(path))]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        return {}, [
            Problem(
                f"it is not valid TOML ({error})",
                'write settings as in: name = "my plant"',
                file=str(path),
                row=int(line[1]) if line else 0,
            )
        ]
