"""Results on the disk: one folder a plan, replaced as a whole."""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from opt.instance import Instance, read, resolved, write_folder
from opt.plan import digests
from opt.plan.frames import SOLVE_AGAIN, read_frame, write_frame
from opt.plan.plan import Plan
from opt.plan.replace import present, replace_folder
from opt.schema import DERIVED, STRUCTURE, VARIABLES, Table
from opt.tables.problems import InputError, Problem

FORMAT = 1
"""Version of the stored form; raised whenever a reader of the old one would misread the new one."""

SUMMARY = "summary.json"
INPUT_FOLDER = "input"
RESULT_TABLES: Mapping[str, Table] = {**VARIABLES, **STRUCTURE, **DERIVED}
NEEDED = (*VARIABLES, *STRUCTURE)
REPORTS = ("report.html", "report.xlsx")
"""What is written of a plan for people, under these names beside it; it goes with the plan it tells of."""

ATTEMPTS = 5


def write_result(plan: Plan, folder: str | os.PathLike[str]) -> Path:
    """Store the plan in the folder: ``summary.json``, one CSV per table, the resolved instance under ``input/``.

    An earlier result there is replaced as a whole; other files of that folder are carried over. InputError where the
    folder holds something else, or where the disk or another program objects (then the earlier result stays).
    """
    target = Path(folder)
    check_target(target)
    try:
        replace_folder(target, lambda new: _fill(plan, new, target))
    except OSError as error:
        raise InputError([_disk_problem(error, target)]) from error
    return target


def check_target(folder: str | os.PathLike[str]) -> None:
    """InputError where a result must not be written to the folder: a file, or a folder that holds no result."""
    path = present(Path(folder))
    try:
        if not path.exists():
            return
        if not path.is_dir():
            rule, remedy = "a result is a folder, and this is a file", "give another --out folder"
        elif not any(path.iterdir()) or _is_result(path):
            return
        else:
            rule = f"the folder is not empty and holds no result (no {SUMMARY} of relith)"
            remedy = "give another --out folder; nothing was changed"
    except OSError as error:
        raise InputError([_disk_problem(error, path)]) from error
    raise InputError([Problem(rule, remedy, file=str(folder))])


def read_result(folder: str | os.PathLike[str]) -> Plan:
    """The plan stored in the folder. InputError names every file that is missing, unreadable or of another version."""
    return read_known(folder)[0]


def read_known(folder: str | os.PathLike[str]) -> tuple[Plan, bool]:
    """The plan stored in the folder, and whether it is untouched: summary and files are, byte for byte, what this very
    code wrote, so that its certificate and its derived tables still hold. InputError as above."""
    for _ in range(ATTEMPTS):
        place = present(Path(folder))
        before = _identity(place)
        try:
            found = _read(place, Path(folder))
        except (InputError, OSError) as error:
            if _identity(present(Path(folder))) != before:
                continue  # a write replaced the folder while it was read
            if isinstance(error, OSError):
                raise InputError([_disk_problem(error, place)]) from error
            raise
        if _identity(place) == before:
            return found
    rule = "the result is being replaced again and again while it is read"
    raise InputError([Problem(rule, "wait until the other run has ended", file=str(folder))])


def _fill(plan: Plan, new: Path, target: Path) -> None:
    """Write the plan into an empty folder and carry over what else lies in the folder it will replace."""
    currency = plan.instance.settings.currency
    frames = {**plan.tables, **plan.derived}
    for name, frame in frames.items():
        write_frame(frame, RESULT_TABLES[name], currency, new / f"{name}.csv")
    write_folder(resolved(plan.instance), new / INPUT_FOLDER)
    summary = _finite({**plan.summary, "format": FORMAT, "tables": sorted(frames)})
    summary[digests.KEY] = digests.recorded(summary, new)
    text = json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False)
    (new / SUMMARY).write_text(text + "\n", encoding="utf-8")
    if target.exists():
        own = {SUMMARY, INPUT_FOLDER, *REPORTS, *(f"{name}.csv" for name in RESULT_TABLES)}
        for path in target.iterdir():
            if path.name not in own:
                copy = shutil.copytree if path.is_dir() else shutil.copy2
                copy(path, new / path.name)


def _finite(value: Any) -> Any:
    """The value with infinities and NaN, which JSON does not know, as null."""
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def _read(place: Path, asked: Path) -> tuple[Plan, bool]:
    summary = _read_summary(place, asked)
    known = digests.untouched(summary, place, INPUT_FOLDER)
    summary.pop(digests.KEY, None)
    names = summary.pop("tables")
    summary.pop("format")
    missing = [name for name in names if not (place / f"{name}.csv").is_file()]
    missing += [name for name in NEEDED if names and name not in names]
    problems = [
        Problem(
            "the result is incomplete: this table is missing", SOLVE_AGAIN, file=str(place / f"{name}.csv"), table=name
        )
        for name in missing
    ]
    if not (place / INPUT_FOLDER).is_dir():
        rule = "the result is incomplete: the instance it was made from is missing"
        problems.append(Problem(rule, SOLVE_AGAIN, file=str(place / INPUT_FOLDER)))
    if problems:
        raise InputError(problems)
    instance = read(place / INPUT_FOLDER, known=known)
    tables = _read_frames([name for name in names if name in NEEDED], instance, place)
    derived = _read_frames([name for name in names if name in DERIVED], instance, place)
    return Plan(instance, summary, tables, derived), known


def _read_frames(names: list[str], instance: Instance, place: Path) -> dict[str, pd.DataFrame]:
    frames, problems = {}, []
    for name in names:
        frames[name], wrong = read_frame(RESULT_TABLES[name], instance.settings.currency, place / f"{name}.csv")
        problems += wrong
    if problems:
        raise InputError(problems)
    return frames


def _read_summary(place: Path, asked: Path) -> dict[str, Any]:
    if not place.exists():
        raise InputError([Problem("there is no such folder", "give the folder of a result", file=str(asked))])
    path = place / SUMMARY
    if not path.is_file():
        rule = f"this is not a result: it holds no {SUMMARY}"
        raise InputError([Problem(rule, "give the folder that a solve wrote", file=str(asked))])
    try:
        summary = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError([Problem(f"this is not JSON ({error})", SOLVE_AGAIN, file=str(path))]) from error
    if not isinstance(summary, dict) or "status" not in summary:
        raise InputError([Problem("this is not the summary of a result", SOLVE_AGAIN, file=str(path))])
    form = summary.get("format")
    if form != FORMAT:
        rule = f"this result has format {FORMAT if form is None else form}, not {FORMAT}"
        if form is None:
            rule = f"this result bears no format number; this version of relith reads format {FORMAT}"
        raise InputError([Problem(rule, SOLVE_AGAIN, file=str(path), column="format", value=str(form or ""))])
    names = summary.get("tables")
    if not isinstance(names, list) or not set(names) <= set(RESULT_TABLES):
        rule = "the list of stored tables is missing or names one that this version does not know"
        raise InputError([Problem(rule, SOLVE_AGAIN, file=str(path), column="tables", value=str(names))])
    return summary


def _is_result(folder: Path) -> bool:
    """True where the folder's summary was written by relith, of whatever version."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(summary, dict) and {"instance", "status"} <= summary.keys()


def _identity(folder: Path) -> tuple[int, ...] | None:
    """What tells one folder from another that was put in its place; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_ctime_ns


def _disk_problem(error: OSError, folder: Path) -> Problem:
    """The complaint of the disk, naming the file."""
    remedy = "close the program that holds it, free space or change the rights, and write again"
    return Problem(f"cannot read or write it ({error.strerror or error})", remedy, file=str(error.filename or folder))
