"""Plans from the disk: results, and studies that stand for their base and every scenario."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opt.plan.place import STUDY_MARK
from opt.plan.plan import Plan
from opt.plan.replace import present
from opt.plan.store import SUMMARY, read_result
from opt.study.mark import read_mark
from opt.tables.problems import InputError, Problem, of_os_error

PLANS, RECORDS, TABLE = "scenarios", "records", "scenarios.csv"
"""What makes a folder that of a study: plans and records, or the table of outcomes."""

BASE = "base"


@dataclass(frozen=True)
class Stored:
    """A plan, the folder it was read from (as the user would write it) and the name it bears in a comparison."""

    folder: Path
    plan: Plan
    name: str


def read_plans(folders: Sequence[str | Path]) -> tuple[list[Stored], list[str]]:
    """The plans of results and studies, in order, the base first, each with a name of its own; and remarks about
    scenarios of a study that have no plan.

    InputError names every folder that is no result and no study, incomplete, of another version, or given twice; and
    where there are fewer than two plans.
    """
    problems: list[Problem] = []
    found: list[tuple[Path, Plan]] = []
    remarks: list[str] = []
    for folder in map(Path, folders):
        try:
            plans, told = _study(folder) if is_study(folder) else ([(folder, read_result(folder))], [])
        except InputError as error:
            problems += error.problems
            continue
        found += plans
        remarks += told
    problems += _twice([folder for folder, _ in found])
    if not problems and len(found) < 2:
        rule = "there is one plan only, and nothing to compare it with"
        problems.append(Problem(rule, "give two results at least, or the folder of a study", file=str(folders[0])))
    if problems:
        raise InputError(problems)
    return _named(found), remarks


def is_study(folder: Path) -> bool:
    """True for the folder of a study, be it finished or not."""
    if (present(folder) / SUMMARY).is_file():
        return False
    return (folder / TABLE).is_file() or ((folder / PLANS).is_dir() and (folder / RECORDS).is_dir())


def _study(folder: Path) -> tuple[list[tuple[Path, Plan]], list[str]]:
    """The base of a study, then its scenarios in the study's order; remarks about those without a result. InputError
    where it is stored in a form that this version does not read."""
    if (folder / STUDY_MARK).is_file():
        read_mark(folder)
    listed = _listed(folder / TABLE)
    place = folder / PLANS
    try:
        names = sorted(path.name for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as error:
        raise InputError([of_os_error(error, str(place), "read")]) from error
    if BASE not in names:
        rule = f"the study has no result of its base ({PLANS}/{BASE})"
        raise InputError([Problem(rule, "run the study again; it goes on where it stopped", file=str(folder))])
    problems: list[Problem] = []
    plans: list[tuple[Path, Plan]] = []
    for name in [BASE, *(name for name in names if name != BASE)]:
        try:
            plans.append((place / name, read_result(place / name)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return _in_order(folder, plans, listed)


def _in_order(
    folder: Path, plans: list[tuple[Path, Plan]], listed: Mapping[str, str]
) -> tuple[list[tuple[Path, Plan]], list[str]]:
    """The base, then the scenarios as the table lists them. One that it does not list belongs to an earlier form of the
    study, and is left out; without a table all of them count."""
    first, *others = plans
    by_name = {str(plan.summary["scenario"]): (place, plan) for place, plan in others}
    strange = [name for name in by_name if listed and name not in listed]
    told = [f"{folder}: scenario {name} has no plan ({why})" for name, why in listed.items()
            if name not in by_name and name != first[1].summary["scenario"]]  # fmt: skip
    told += [f"{folder}: {by_name[name][0].name} is left out, the study does not list it" for name in strange]
    return [first, *(by_name[name] for name in (listed or by_name) if name in by_name)], told


def _listed(path: Path) -> dict[str, str]:
    """Scenarios of a study in order, with status and reason; none where the table is not there yet."""
    if not path.is_file():
        return {}
    remedy = "run the study again; it writes the table anew"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "read")]) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError([Problem(f"this is not a CSV file in UTF-8 ({error})", remedy, file=str(path))]) from error
    if rows and not {"scenario", "status"} <= rows[0].keys():
        rule = "the table of a study has the columns scenario and status"
        raise InputError([Problem(rule, remedy, file=str(path), row=1, value=",".join(map(str, rows[0])))])
    return {row["scenario"]: ": ".join(part for part in (row["status"], row.get("reason")) if part) for row in rows}


def _twice(folders: Sequence[Path]) -> list[Problem]:
    """Complaints about results that are given twice."""
    places = [folder.resolve() for folder in folders]
    again = dict.fromkeys(folder for number, folder in enumerate(folders) if places[number] in places[:number])
    return [Problem("this result is given twice", "give it once", file=str(folder)) for folder in again]


def _named(found: Sequence[tuple[Path, Plan]]) -> list[Stored]:
    """Plans under their scenarios' names; those of one name under their folders'."""
    names = [str(plan.summary["scenario"]) for _, plan in found]
    return [Stored(folder, plan, name if names.count(name) == 1 else str(folder)) for (folder, plan), name in
            zip(found, names, strict=True)]  # fmt: skip
