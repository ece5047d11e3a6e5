"""Stored studies by hand: outcomes with round numbers, written as a study writes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from opt.plan.place import STUDY_MARK
from opt.study.report import StudyReport, read_study_result
from opt.study.run.common import BASE
from opt.study.run.records import Outcome
from opt.study.run.result import columns_of, frame_of_outcomes, store_table
from opt.study.scenario import Scenario

Given = tuple[Scenario, Outcome]
BASE_OUTCOME = Outcome("base", "gap_reached", 1000.0, 1010.0, 0.01, certified=True)


def solved(name: str, value: float, bound: float, group: str = "", /, **point: float | str) -> Given:
    """A certified scenario."""
    outcome = Outcome(name, "gap_reached", value, bound, (bound - value) / abs(value), certified=True, seconds=2.0)
    return Scenario(name, source="a guess", status="estimate", group=group, point=point), outcome


def lost(name: str, status: str, reason: str, group: str = "", /, **point: float | str) -> Given:
    """A scenario without a plan."""
    return Scenario(name, group=group, point=point), Outcome(name, status, reason=reason)


def doubtful(name: str, value: float) -> Given:
    """A plan that is not certified."""
    return Scenario(name), Outcome(name, "time_limit", value, value + 5, 0.1, reason="not certified: it leaks")


def stored(folder: Path, given: Sequence[Given], base: Outcome = BASE_OUTCOME, **mark: object) -> Path:
    """The folder of a study with these outcomes."""
    folder.mkdir(parents=True)
    scenarios = [BASE, *(scenario for scenario, _ in given)]
    outcomes = {"base": base, **{outcome.scenario: outcome for _, outcome in given}}
    store_table(frame_of_outcomes(scenarios, outcomes, base), columns_of(scenarios), "USD", folder)
    text = json.dumps({"format": 1, "instance": "tiny", "study": "questions", **mark})
    (folder / STUDY_MARK).write_text(text, encoding="utf-8")
    return folder


def report(folder: Path, *given: Given, base: Outcome = BASE_OUTCOME) -> StudyReport:
    """A study with these outcomes, read back."""
    return read_study_result(stored(folder / "study", given, base))


TORNADO = (
    solved("t_speed_low", 900.0, 905.0, "t", lever="speed", side="low", value=0.5),
    solved("t_speed_high", 1100.0, 1104.0, "t", lever="speed", side="high", value=2.0),
    solved("t_fee_low", 996.0, 1008.0, "t", lever="fee", side="low", value=0.5),
    solved("t_fee_high", 1006.0, 1016.0, "t", lever="fee", side="high", value=2.0),
    solved("t_tax_low", 950.0, 955.0, "t", lever="tax", side="low", value=0.5),
    solved("t_tax_high", 600.0, 610.0, "t", lever="tax", side="high", value=2.0),
    solved("t_door_low", 990.0, 999.0, "t", lever="door", side="low", value=0.5),
    lost("t_door_high", "infeasible", "no plan keeps all limits", "t", lever="door", side="high", value=2.0),
)
"""Swings by hand: speed 200, fee 10, tax 400 (both sides lose), door unknown."""
