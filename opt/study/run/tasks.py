"""One scenario: its edits applied, solved from the base's plan, certified, stored."""

from __future__ import annotations

import functools
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from opt import planner
from opt.instance import Instance, fingerprint
from opt.plan.plan import Plan
from opt.study.run.common import Common, edited, gap_asked, in_words, read_common
from opt.study.run.records import FAILED, INFEASIBLE, WRONG_INPUT, Outcome, find, key_of, store
from opt.study.scenario import Scenario
from opt.tables.problems import InputError, Problem, of_os_error

if TYPE_CHECKING:
    from opt.study.study import Options

Found = TypeVar("Found")


@dataclass(frozen=True)
class Task:
    """A scenario, and the file that holds what it shares with the others (its sha256 beside it)."""

    scenario: Scenario
    common: Path
    sha256: str


@dataclass(frozen=True)
class Answer:
    """The outcome of a task, and whether it was ``stored`` already; or the problems of the disk that kept it from being
    stored."""

    outcome: Outcome | None
    stored: bool = False
    problems: tuple[Problem, ...] = ()


def solve_scenario(
    instance: Instance, scenario: Scenario, base: Plan | None, options: Options, stop: threading.Event | None = None
) -> Plan:
    """The certified plan of an edited instance, begun from the base's, on one thread, to the base's gap.

    Raises InputError where the instance cannot be solved, SolveError where the solver breaks off.
    """
    return planner.solve(
        instance,
        gap=gap_asked(base, options),
        time_limit=options.time_limit,
        threads=1,
        start=base,
        scenario=scenario.name,
        stop=stop,
        stay_close=None if base is None else options.stay_close,
        like=None if base is None else base.instance,
    )


def run_task(task: Task, attempt: int) -> Answer:
    """What a worker does: the outcome of the task's scenario, stored."""
    try:
        common = read_common(task.common, task.sha256)
    except OSError as error:
        return Answer(None, problems=(of_os_error(error, str(task.common), "read"),))
    try:
        return beside(lambda stop: run_scenario(common, task.scenario, attempt, stop))
    except InputError as error:
        return Answer(None, problems=error.problems)


def beside(work: Callable[[threading.Event], Found]) -> Found:
    """Do the work in a thread of its own. The main thread keeps its signals (a solve takes them over where it runs in
    the main thread): SIGTERM ends a worker at once; Ctrl-C sets the event, waits for the work to end, and is raised."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(work, stop)
        try:
            return future.result()
        except BaseException:
            stop.set()
            raise


def run_scenario(
    common: Common,
    scenario: Scenario,
    attempt: int,
    stop: threading.Event,
    solve: Callable[[Instance, threading.Event], Plan] | None = None,
) -> Answer:
    """Edit, solve (as ``solve_scenario`` does unless told otherwise), certify, store; or find it stored. Whatever goes
    wrong is an outcome, but for the InputError that is the disk's."""
    begun = time.monotonic()
    plan: Plan | None = None
    instance, outcome = _edited(common, scenario)
    key = _key(common, scenario, instance, outcome)
    known = find(common.folder, scenario.name, key)
    if known is not None:
        return Answer(known, stored=True)
    if instance is not None:
        as_usual = functools.partial(_as_usual, common, scenario)
        outcome, plan = _solved(scenario, functools.partial(solve or as_usual, instance, stop))
    if stop.is_set():
        raise KeyboardInterrupt
    outcome = replace(outcome, attempts=attempt, seconds=round(time.monotonic() - begun, 3))
    store(common.folder, key, outcome, plan)
    return Answer(outcome)


def give_up(common: Common, scenario: Scenario, attempts: int) -> Answer:
    """What is left of a scenario whose worker died with every attempt; stored like any other."""
    outcome = Outcome(scenario.name, FAILED, attempts=attempts, reason=f"its worker died {attempts} times")
    store(common.folder, _key(common, scenario, *_edited(common, scenario)), outcome, None)
    return Answer(outcome)


def _as_usual(common: Common, scenario: Scenario, instance: Instance, stop: threading.Event) -> Plan:
    return solve_scenario(instance, scenario, common.base, common.options, stop)


def _edited(common: Common, scenario: Scenario) -> tuple[Instance | None, Outcome]:
    """The instance of the scenario; or None, and the outcome that this is."""
    try:
        return edited(common, scenario), Outcome(scenario.name, FAILED)
    except Exception as error:
        return None, _broken(scenario, error)


def _key(common: Common, scenario: Scenario, instance: Instance | None, outcome: Outcome) -> str:
    """What the outcome hangs on; where there is no edited instance, the instance, the edits and what is wrong."""
    if instance is not None:
        return key_of(fingerprint(instance), common.settings)
    texts = [*map(str, scenario.over), *(edit.text for edit in scenario.edits)]
    return key_of([fingerprint(common.instance), texts, outcome.reason], common.settings)


def _solved(scenario: Scenario, solve: Callable[[], Plan]) -> tuple[Outcome, Plan | None]:
    """The outcome of a solve, whatever it is, and its plan."""
    try:
        plan = solve()
    except Exception as error:
        return _broken(scenario, error), None
    return outcome_of(plan, scenario.name), plan


def _broken(scenario: Scenario, error: Exception) -> Outcome:
    """The outcome of a scenario that raised an error: the planner's input is wrong, or the computation failed."""
    if isinstance(error, InputError):
        return Outcome(scenario.name, WRONG_INPUT, reason=in_words(error))
    said = str(error).strip().splitlines()
    return Outcome(scenario.name, FAILED, reason=": ".join([type(error).__name__, *said[-1:]]))


def outcome_of(plan: Plan, scenario: str) -> Outcome:
    """What there is to say of a plan that was checked."""
    summary = plan.summary
    status, value, bound, gap = summary["status"], *(_number(summary[name]) for name in ("objective", "bound", "gap"))
    if not plan.has_plan:
        return Outcome(scenario, status, bound=bound if status != INFEASIBLE else math.nan, reason=_why(plan))
    certified = bool(summary["certified"])
    return Outcome(scenario, status, value, bound, gap, certified, reason="" if certified else _why(plan))


def _why(plan: Plan) -> str:
    """Why there is no certified plan."""
    summary = plan.summary
    if plan.has_plan:
        return f"not certified: the worst violation is {_number(summary['worst_violation']):.1e} of its limit"
    if summary["status"] == INFEASIBLE:
        return "no plan keeps all limits"
    return f"no plan was found within {summary['time_limit']:g} s"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
