"""A study from its first scenario to its last."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from opt import planner
from opt.instance import Instance, fingerprint
from opt.plan.plan import Plan, with_summary
from opt.plan.store import read_result
from opt.study.run.common import BASE, Common, shared
from opt.study.run.folder import claimed
from opt.study.run.pool import ExecutorFactory, Processes, Shift
from opt.study.run.progress import Pace, StudyProgress
from opt.study.run.records import FAILED, WRONG_INPUT, Outcome, digest, find, forget, key_of, plan_folder, store
from opt.study.run.result import StudyResult, columns_of, frame_of_outcomes, store_table
from opt.study.run.tasks import Answer, Task, beside, give_up, outcome_of, run_scenario, run_task
from opt.study.scenario import Scenario
from opt.tables.problems import InputError, Problem

if TYPE_CHECKING:
    from opt.study.study import Options


def run_study(
    instance: Instance,
    scenarios: Sequence[Scenario],
    *,
    folder: Path,
    base: Plan | None = None,
    options: Options,
    workers: int | None = None,
    executor: ExecutorFactory | None = None,
    progress: Callable[[StudyProgress], None] | None = None,
    name: str = "study",
    about: str = "",
    kept: Plan | None = None,
) -> StudyResult:
    """Solve the base, then every scenario from it, ``workers`` (default: the cores there are) at a time.

    ``base`` is a plan of the instance to start from instead of solving one; ``kept`` the plan that frozen decisions are
    taken from (default: the base). ``folder`` keeps each scenario as soon as it is finished: its plan, its record, the
    table scenarios.csv. What it holds of an earlier run is not done again where instance, edits, options and base are
    the same. ``executor`` makes what the scenarios run on (default: ``Processes``, for which a script must guard what
    it does by ``if __name__ == "__main__"``); its workers must see the folder. ``progress`` is called at least twice a
    second, while the base is solved from another thread than this one.

    Scenarios that fail, are infeasible or wrong are rows with a reason. Raises InputError where the scenarios cannot be
    told apart, the base is another instance's, the folder belongs to another study or is in use, or the disk objects;
    then, and after Ctrl-C, what is finished stays.
    """
    _refuse(scenarios)
    if base is not None:
        refuse_base(base, instance)
    if kept is not None:
        refuse_kept(kept, instance)
    staff = _cores() if workers is None else workers
    if staff < 1:
        raise ValueError(f"at least one worker is needed, not {staff}")
    pace = Pace(len(scenarios) + 1, staff, progress)
    with claimed(folder, instance.settings.name, name, about, len(scenarios)):
        common = Common(folder, instance, options, kept=kept)
        outcome, plan = _solved(common, pace) if base is None else _given(common, base)
        book = Book(replace(common, base=plan), (BASE, *scenarios), outcome, pace)
        book.run(staff, executor or Processes)
        return StudyResult(folder, book.frame())


def _cores() -> int:
    from opt.solve.run import cores  # brings the solver along, which a study that is finished does not need

    return cores()


class Book:
    """The outcomes of a study as they come in, and the table that is kept of them. The first scenario is the base,
    which is finished."""

    def __init__(self, common: Common, scenarios: Sequence[Scenario], base: Outcome, pace: Pace) -> None:
        self._common, self._scenarios, self._base, self._pace = common, scenarios, base, pace
        self._outcomes: dict[str, Outcome] = {}

    def run(self, workers: int, factory: ExecutorFactory) -> None:
        """Run every scenario but the base."""
        self._take(self._base, stored=True)  # solved from nothing on all cores, its time says little of the others'
        scenarios = self._scenarios[1:]
        with shared(self._common) as (path, sha256):
            shift: Shift[Task, Answer] = Shift(
                run_task, workers=min(workers, max(len(scenarios), 1)), factory=factory, done=self._done,
                tick=lambda running: self._pace.running([task.scenario.name for task in running]),
            )  # fmt: skip
            shift.run([Task(scenario, path, sha256) for scenario in scenarios])

    def frame(self) -> pd.DataFrame:
        """The table of what is finished."""
        return frame_of_outcomes(self._scenarios, self._outcomes, self._base)

    def _done(self, task: Task, answer: Answer | None, attempts: int) -> None:
        found = answer or give_up(self._common, task.scenario, attempts)
        if found.outcome is None:
            raise InputError(found.problems)
        self._take(found.outcome, stored=found.stored)

    def _take(self, outcome: Outcome, *, stored: bool) -> None:
        self._outcomes[outcome.scenario] = outcome
        currency = self._common.instance.settings.currency
        store_table(self.frame(), columns_of(self._scenarios), currency, self._common.folder)
        self._pace.finished(outcome, stored=stored)


def _solved(common: Common, pace: Pace) -> tuple[Outcome, Plan | None]:
    """The base, solved on all cores or found stored, and its plan (None where it has none)."""
    made: list[Plan] = []

    def solve(instance: Instance, stop: threading.Event) -> Plan:
        options = common.options
        plan = planner.solve(
            instance, gap=options.gap, time_limit=options.time_limit, scenario=BASE.name, stop=stop,
            progress=lambda search: pace.running([BASE.name], search),
        )  # fmt: skip
        made.append(plan)
        return plan

    def run() -> tuple[Outcome, Plan | None]:
        outcome = beside(lambda stop: run_scenario(common, BASE, 1, stop, solve)).outcome
        assert outcome is not None
        if outcome.status in (WRONG_INPUT, FAILED):
            return outcome, None
        plan = made[-1] if made else read_result(plan_folder(common.folder, BASE.name))
        return outcome, plan if plan.has_plan else None

    pace.running([BASE.name])
    try:
        return run()
    except InputError:
        forget(common.folder, BASE.name)  # what is stored was spoilt since
        return run()


def _given(common: Common, base: Plan) -> tuple[Outcome, Plan]:
    """The base as it was given, checked if it is not yet, and stored."""
    key = key_of(fingerprint(common.instance), {"given": digest(base)})
    known = find(common.folder, BASE.name, key)
    plan = with_summary(base if "certified" in base.summary else planner.finish(base), scenario=BASE.name)
    if known is not None:
        return known, plan
    outcome = outcome_of(plan, BASE.name)
    store(common.folder, key, outcome, plan)
    return outcome, plan


def refuse_base(base: Plan, instance: Instance, file: str = "") -> None:
    """InputError where a plan to start from is no plan, or one of another instance; ``file`` is where it was stored."""
    theirs = base.summary
    if not base.has_plan:
        rule, remedy = f"the result to start from holds no plan (status {theirs['status']})", "give one that has one"
    elif theirs["input_sha256"] != fingerprint(instance):
        rule = (
            f"the result to start from is of instance '{theirs['instance']}', scenario '{theirs['scenario']}', and "
            f"'{instance.settings.name}' is not, or no longer, what that was made from"
        )
        remedy = "give a result of this instance as it stands, or none"
    else:
        return
    raise InputError([Problem(rule, remedy, file=file, table="--start")])


def refuse_kept(plan: Plan, instance: Instance, file: str = "") -> None:
    """InputError where a result whose decisions are to be kept holds no plan, or is of an instance of another name."""
    theirs, ours = plan.summary["instance"], instance.settings.name
    if not plan.has_plan:
        rule, remedy = "the result holds no plan whose decisions could be kept", "give one that has one"
    elif theirs != ours:
        rule, remedy = f"the result is of instance '{theirs}', not of '{ours}'", "give a result of this instance"
    else:
        return
    raise InputError([Problem(rule, remedy, file=file, table="--freeze")])


def _refuse(scenarios: Sequence[Scenario]) -> None:
    """InputError for names that are empty, taken, or told apart by capitals alone (not every disk can)."""
    problems = []
    taken = {BASE.name.casefold(): BASE.name}
    for name in (scenario.name for scenario in scenarios):
        other = taken.get(name.casefold())
        if not name:
            problems.append(Problem("a scenario has no name", "give it one", table="scenarios"))
        elif other is not None:
            rule = "two scenarios have this name" if other == name else f"only capitals tell it from '{other}'"
            rule = f"'{BASE.name}' is the name of the instance as it stands" if name == BASE.name else rule
            problems.append(Problem(rule, "rename one of them", table="scenarios", value=name))
        taken.setdefault(name.casefold(), name)
    if problems:
        raise InputError(problems)
