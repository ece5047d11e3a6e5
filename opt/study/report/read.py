"""A stored study read back: its table of outcomes with types, its sweeps and tornados. Nothing is solved again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from opt.plan.frames import header, read_frame
from opt.plan.store import SUMMARY
from opt.schema import Column, Default, Table
from opt.study.mark import RUN_AGAIN, read_mark
from opt.study.report.check import problems_of
from opt.study.report.words import is_number
from opt.study.run.folder import LOCK
from opt.study.run.page import LEVER, SIDE
from opt.study.run.records import FAILED, PLANS, WRONG_INPUT, file_name, plan_folder
from opt.study.run.result import HEAD, RESULTS, TABLE
from opt.tables.frames import records
from opt.tables.problems import InputError, Problem, of_os_error

VALUE = "value"
MEANING = "What each scenario is worth beside the base, and what of its effect the two gaps leave standing."

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Points:
    """A sweep or a tornado: its name, the columns of its coordinates, its rows in the order of the study."""

    name: str
    coordinates: tuple[Column, ...]
    frame: pd.DataFrame

    @property
    def is_tornado(self) -> bool:
        """True where every point is a side of a lever."""
        return {LEVER, SIDE} <= {column.name for column in self.coordinates}


@dataclass(frozen=True, eq=False)
class StudyReport:
    """A stored study, ready to be shown.

    ``scenarios`` is the table of outcomes as ``table`` declares it, amounts in ``currency``, the base first. ``stored``
    names the scenarios whose plans lie in the folder, in order; ``lacking`` those whose plans should and do not.
    ``unfinished`` says why the study may hold more scenarios than the table; '' where nothing hints at that.
    """

    folder: Path
    instance: str
    study: str
    about: str
    currency: str
    table: Table
    scenarios: pd.DataFrame
    stored: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    unfinished: str = ""

    @property
    def base(self) -> Row:
        """The row of the base."""
        return records(self.scenarios.head(1))[0]

    @property
    def points(self) -> tuple[Column, ...]:
        """The columns of the coordinates of sweeps and tornados."""
        return self.table.columns[len(HEAD) : -len(RESULTS)]

    @property
    def groups(self) -> tuple[Points, ...]:
        """Sweeps and tornados in the order of the study."""
        frame = self.scenarios
        names = list(dict.fromkeys(name for name in frame["group"].tolist() if name))
        return tuple(self._points(name, frame[frame["group"] == name]) for name in names)

    def _points(self, name: str, rows: pd.DataFrame) -> Points:
        used = tuple(c for c in self.points if any(is_given(value) for value in rows[c.name].tolist()))
        return Points(name, used, rows.reset_index(drop=True))


def is_given(value: Any) -> bool:
    """True for a coordinate that a scenario has."""
    return value != "" and value == value


def read_study_result(folder: str | Path) -> StudyReport:
    """The study stored in the folder.

    InputError where the folder is no study or one of another format, where its table is missing, spoilt or contradicts
    itself, or where its base is not in it.
    """
    place = Path(folder)
    mark = read_mark(place)
    path = place / f"{TABLE}.csv"
    if not path.is_file():
        rule = f"the study has no table of outcomes ({TABLE}.csv): it was broken off before its base was finished"
        raise InputError([Problem(rule, RUN_AGAIN, file=str(place))])
    table, currency = _declared(_rows(path), path)
    frame, problems = read_frame(table, currency, path)
    problems = problems or problems_of(records(frame), path)
    if problems:
        raise InputError([replace(problem, remedy=RUN_AGAIN) for problem in problems])
    stored, lacking = _plans(place, records(frame))
    return StudyReport(
        place, mark.instance, mark.study, mark.about, currency, table, frame, stored, lacking,
        _unfinished(place, frame, mark.scenarios),
    )  # fmt: skip


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, strict=True))
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "read")]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(f"this is not a CSV file in UTF-8 ({error})", RUN_AGAIN, file=str(path))]) from error


def _declared(rows: Sequence[Sequence[str]], path: Path) -> tuple[Table, str]:
    """The table that a file of outcomes holds, its coordinates told from their cells, and its currency."""
    head = list(rows[0]) if rows else []
    at = len(head) - len(RESULTS) + [column.name for column in RESULTS].index(VALUE)
    currency = head[at].removeprefix(f"{VALUE} [").removesuffix("]") if len(head) > at >= len(HEAD) else ""
    expected = [header(column, currency) for column in (*HEAD, *RESULTS)]
    if not currency or head[: len(HEAD)] + head[-len(RESULTS) :] != expected:
        rule = f"the header of a table of outcomes is '{','.join(expected)}', with coordinates behind group"
        raise InputError([Problem(rule, RUN_AGAIN, str(path), TABLE, 1, value=",".join(head))])
    names = head[len(HEAD) : -len(RESULTS)]
    cells = {name: [row[at] for row in rows[1:] if at < len(row)] for at, name in enumerate(names, start=len(HEAD))}
    points = tuple(_coordinate(name, texts) for name, texts in cells.items())
    return Table(TABLE, "result", ("scenario",), (*HEAD, *points, *RESULTS), MEANING), currency


def _coordinate(name: str, texts: Sequence[str]) -> Column:
    """The column of a coordinate: of numbers where every cell is written as numbers are stored."""
    numbers = all(is_number(text) for text in texts if text)
    meaning = f"coordinate {name.removeprefix('point ')}; empty for scenarios that have none"
    return Column(name, "number" if numbers else "text", meaning, default=Default.EMPTY)


def _plans(folder: Path, rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Scenarios whose plans are stored, and those whose plans are not there though they were solved."""
    solved = [row["scenario"] for row in rows if row["status"] not in (WRONG_INPUT, FAILED)]
    there = {name: plan_folder(folder, name).is_dir() for name in solved}
    spoilt = [plan_folder(folder, name) for name in solved if there[name] and _headless(plan_folder(folder, name))]
    if spoilt:
        rule, remedy = f"half a result: it holds no {SUMMARY}", f"delete this folder, then {RUN_AGAIN}"
        raise InputError([Problem(rule, remedy, file=str(path)) for path in spoilt])
    return tuple(name for name in solved if there[name]), tuple(name for name in solved if not there[name])


def _headless(place: Path) -> bool:
    return not (place / SUMMARY).is_file()


def _unfinished(folder: Path, frame: pd.DataFrame, asked: int | None) -> str:
    """What hints at scenarios that the table does not list yet."""
    lock, plans = folder / LOCK, folder / PLANS
    listed = {file_name(name) for name in frame["scenario"].tolist()}
    try:
        held = lock.read_text(encoding="ascii", errors="replace").strip() if lock.is_file() else ""
        more = [path.name for path in plans.iterdir() if path.is_dir() and not path.name.startswith(".")] \
            if plans.is_dir() else []  # fmt: skip
    except OSError as error:
        raise InputError([of_os_error(error, str(folder), "read")]) from error
    if held:
        return f"the study is still running (process {held}), or was broken off"
    if asked is not None and len(frame) - 1 < asked:
        return f"{len(frame) - 1} of {asked} scenarios are done"
    strange = sorted(set(more) - listed)
    if not strange:
        return ""
    named = ", ".join(strange[:5]) + (" ..." if len(strange) > 5 else "")
    return f"plans are stored that the table does not list ({named}): the study was changed, or was broken off"
