"""The stored plans of a study beside its base: read one by one, none kept longer than its rows are made."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from opt.memory import collector_paused
from opt.plan.plan import Plan
from opt.plan.store import read_result
from opt.study.compare.comparison import Beside, Comparison
from opt.study.mark import RUN_AGAIN
from opt.study.report.read import StudyReport
from opt.study.run.common import BASE
from opt.study.run.records import plan_folder
from opt.tables.frames import records
from opt.tables.problems import InputError, Problem
from opt.tolerances import OBJECTIVE

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Compared:
    """What the plans of a study do differently; None where there is nothing to compare, which ``empty`` explains.
    ``left_out`` names scenarios whose plans cannot stand beside the base's, each with the reason."""

    comparison: Comparison | None
    empty: str = ""
    left_out: tuple[tuple[str, str], ...] = ()


def compare_plans(report: StudyReport, progress: Progress | None = None) -> Compared:
    """Compare every plan that is stored with that of the base. ``progress(done, total)`` is called after each plan.

    InputError where a stored plan is spoilt, or is not the one the table of outcomes tells of.
    """
    rows = {row["scenario"]: row for row in records(report.scenarios)}
    names = [name for name in report.stored if name != BASE.name and not math.isnan(rows[name]["value"])]
    if math.isnan(report.base["value"]):
        return Compared(None, f"The base has no plan ({report.base['reason']}): there is nothing to compare with.")
    if BASE.name not in report.stored:
        return Compared(None, f"The plan of the base is not stored in this folder: {RUN_AGAIN}.")
    if not names:
        return Compared(None, "No plan of a scenario is stored beside that of the base.")
    tell = progress or (lambda done, total: None)
    total = len(names) + 1
    reading = _Reading(report, rows)
    base = reading.plan(BASE.name)
    tell(1, total)
    try:
        beside = Beside(BASE.name, base) if base is not None else None
    except InputError as error:
        rules = "; ".join(f"{problem.rule}: {problem.table}" for problem in error.problems)
        return Compared(None, f"The plan of the base cannot be compared ({rules}): run the study into another folder.")
    left_out = []
    for done, name in enumerate(names, start=2):
        plan = reading.plan(name)
        if plan is not None and beside is not None:
            left_out += _added(beside, name, plan)
        del plan
        tell(done, total)
    if reading.problems:
        raise InputError(reading.problems)
    assert beside is not None  # else there is a problem
    return Compared(beside.comparison(), left_out=tuple(left_out))


def _added(beside: Beside, name: str, plan: Plan) -> list[tuple[str, str]]:
    """Add a plan; its name and the reason where it cannot be compared."""
    try:
        beside.add(name, plan)
    except InputError as error:
        return [(name, "; ".join(": ".join(filter(None, (problem.rule, problem.table))) for problem in error.problems))]
    return []


class _Reading:
    """Reads plans and collects what is wrong with them."""

    def __init__(self, report: StudyReport, rows: dict[str, dict[str, Any]]) -> None:
        self._report, self._rows = report, rows
        self.problems: list[Problem] = []

    def plan(self, name: str) -> Plan | None:
        """The stored plan of a scenario; None where it is spoilt."""
        place = plan_folder(self._report.folder, name)
        remedy = f"delete {place}, then {RUN_AGAIN}"
        try:
            with collector_paused():  # which would look for circles among millions of cells that have none
                plan = read_result(place)
        except InputError as error:
            self.problems += [replace(problem, remedy=remedy) for problem in error.problems]
            return None
        rules = self._contradictions(name, plan)
        self.problems += [Problem(rule, remedy, file=str(place)) for rule in rules]
        return None if rules else plan

    def _contradictions(self, name: str, plan: Plan) -> list[str]:
        """What tells the plan from the one that the table of outcomes tells of."""
        row, summary, found = self._rows[name], plan.summary, []
        value, certified = summary.get("objective"), summary.get("certified") is True
        size = max(1.0, abs(row["value"]))
        if not isinstance(value, int | float) or not abs(value - row["value"]) <= OBJECTIVE * size:
            found.append(f"the plan is worth {value}, and {row['value']} by the table of outcomes")
        if certified != row["certified"]:
            found.append(f"the plan is {'' if certified else 'not '}certified, unlike the table of outcomes says")
        if plan.instance.settings.currency != self._report.currency and name == BASE.name:
            found.append(f"the plan counts in {plan.instance.settings.currency}, the table of outcomes in "
                         f"{self._report.currency}")  # fmt: skip
        return found
