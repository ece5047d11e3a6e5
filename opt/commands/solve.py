"""relith solve: from an instance to a stored, certified plan."""

from __future__ import annotations

import json as json_text
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import typer

from opt.commands.ending import CHECK_FAILED, INFEASIBLE, NO_PLAN, OK, say
from opt.plan.place import default_folder

if TYPE_CHECKING:
    from opt.instance import Instance
    from opt.plan.plan import Plan
    from opt.solve import Progress


@dataclass(frozen=True)
class Request:
    """What was asked for; None where the instance or the machine decides."""

    instance: Path
    over: tuple[Path, ...] = ()
    scenario: str | None = None
    gap: float | None = None
    time_limit: float | None = None
    start: Path | None = None
    threads: int | None = None
    out: Path | None = None
    write_mps: Path | None = None
    stay_close: float | None = None


class Interrupts:
    """Ctrl-C and SIGTERM: before the solver takes over they end the command, after it they no longer do."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._can_leave = True

    def catch(self, number: int, frame: FrameType | None) -> None:
        """The handler of both signals (the solver has its own while it runs)."""
        self.stop.set()
        if self._can_leave:
            raise KeyboardInterrupt

    def hold(self) -> None:
        """The solver has taken over; what comes after it is short and is done whatever comes."""
        self._can_leave = False


def solve(request: Request, *, quiet: bool, json: bool) -> int:
    """Solve, certify, store, and say how it went."""
    refuse_nonsense(request)
    with interrupted_by_signals() as interrupts:
        try:
            plan = _found(request, interrupts, quiet=quiet)
        except KeyboardInterrupt:
            say("stopped before there was a plan; nothing was written")
            return NO_PLAN
        target = request.out or default_folder(plan.instance, plan.summary["scenario"])
        stored = store(plan, target)
        if json:
            print_summary(plan)
        return report(plan, target, interrupts, stored=stored, quiet=quiet or json)


def refuse_nonsense(request: Request) -> None:
    """Wrong usage for numbers that make no sense, and options that need another one."""
    refuse_numbers(gap=request.gap, time_limit=request.time_limit, stay_close=request.stay_close)
    if request.stay_close is not None and request.start is None:
        raise typer.BadParameter("needs the plan to stay close to: --start RESULT", param_hint="'--stay-close'")


def refuse_numbers(
    *, gap: float | None = None, time_limit: float | None = None, stay_close: float | None = None
) -> None:
    """Wrong usage for a gap, seconds or a weight that make no sense; None is what was not asked for."""
    if time_limit is not None and not 0 < time_limit < float("inf"):
        raise typer.BadParameter("must be more than zero seconds", param_hint="'--time-limit'")
    if gap is not None and not 0 <= gap <= 1:
        raise typer.BadParameter("must be between 0 and 1", param_hint="'--gap'")
    if stay_close is not None and not 0 <= stay_close < float("inf"):
        raise typer.BadParameter("must be zero or more", param_hint="'--stay-close'")


def _found(request: Request, interrupts: Interrupts, *, quiet: bool) -> Plan:
    """The plan, derived and checked."""
    from opt import planner
    from opt.plan.store import check_target

    instance = planner.read(request.instance, *request.over)
    scenario = request.scenario or "+".join(path.resolve().stem for path in request.over) or planner.BASE
    check_target(request.out or default_folder(instance, scenario))
    return searched(instance, scenario, request, interrupts, quiet=quiet)


def searched(
    instance: Instance,
    scenario: str,
    request: Request,
    interrupts: Interrupts,
    *,
    start: Path | Plan | None = None,
    quiet: bool,
) -> Plan:
    """The plan of an instance, derived and checked, with a live line on the way; ``start`` before the request's."""
    from opt import planner
    from opt.commands.live import LiveLine

    line = None if quiet else LiveLine(instance.settings.currency)

    def tick(progress: Progress) -> None:
        interrupts.hold()
        if line is not None:
            line(progress)

    try:
        plan = planner.search(
            instance, gap=request.gap, time_limit=request.time_limit, threads=request.threads,
            start=start or request.start, scenario=scenario, progress=tick, write_mps=request.write_mps,
            stop=interrupts.stop, stay_close=request.stay_close,
        )  # fmt: skip
        interrupts.hold()
    finally:
        if line is not None:
            line.close()
    return planner.finish(plan)


@contextmanager
def interrupted_by_signals() -> Iterator[Interrupts]:
    """Take over both signals, in the main thread, for as long as the command runs."""
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    before = {number: signal.signal(number, interrupts.catch) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupts
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def store(plan: Plan, target: Path) -> bool:
    """Write the result. What is no certified plan never replaces one that is, unless it is proven infeasible."""
    from opt.plan.store import read_result, write_result
    from opt.tables.problems import InputError

    if not plan.summary["certified"] and plan.summary["status"] != "infeasible":
        try:
            if read_result(target).summary.get("certified"):
                return False
        except InputError:
            pass  # there is no result to keep
    write_result(plan, target)
    return True


def report(plan: Plan, target: Path, interrupts: Interrupts, *, stored: bool, quiet: bool) -> int:
    """The words on the terminal, and the exit code."""
    from opt import planner
    from opt.commands.advice import infeasible, no_plan
    from opt.commands.check import complain
    from opt.report.terminal.layout import page
    from opt.report.terminal.page import head

    status = plan.summary["status"]
    for remark in plan.summary.get("notes", ()):
        say(remark)
    if not plan.has_plan:
        interrupted = interrupts.stop.is_set()
        for text in infeasible(plan.instance) if status == "infeasible" else no_plan(interrupted=interrupted):
            say(text)
        code = INFEASIBLE if status == "infeasible" else NO_PLAN
    elif not plan.summary["certified"]:
        complain(planner.check(plan))
        code = CHECK_FAILED
    else:
        code = OK
    if code == OK and not quiet:
        page().print(head(plan))
        print(f"stored in {target}; 'relith show {target}' shows the plan")
    elif code != OK:
        say(f"stored in {target}" if stored else f"{target} keeps its earlier, certified plan")
    return code


def print_summary(plan: Plan) -> None:
    """The plan's summary as JSON on standard output."""
    print(json_text.dumps(_finite(dict(plan.summary)), indent=2, ensure_ascii=False, allow_nan=False))


def _finite(value: Any) -> Any:
    """The value with what JSON does not know as null."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
