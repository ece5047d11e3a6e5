"""relith replan: the plan from a period on, with what has happened, the past kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from opt.commands.ending import NO_PLAN, OK, say
from opt.commands.solve import (
    Interrupts,
    Request,
    interrupted_by_signals,
    print_summary,
    refuse_nonsense,
    report,
    searched,
    store,
)
from opt.plan.place import default_folder

if TYPE_CHECKING:
    from opt.instance import Instance
    from opt.plan.plan import Plan


@dataclass(frozen=True)
class Replanning:
    """What was asked for besides what every solve may be asked: ``request.start`` is the plan in force, ``period`` the
    first that may change, ``edits`` what is different now."""

    request: Request
    period: str
    edits: tuple[str, ...] = ()


def replan(asked: Replanning, *, quiet: bool, json: bool) -> int:
    """Freeze what lies before the period, solve the rest, say what moved. With a price on departures the plan without
    it is made too, so that what staying close costs is known."""
    refuse_nonsense(asked.request)
    with interrupted_by_signals() as interrupts:
        try:
            plan, free = _plans(asked, interrupts, quiet=quiet)
        except KeyboardInterrupt:
            say("stopped before there was a plan; nothing was written")
            return NO_PLAN
        target = asked.request.out or default_folder(plan.instance, plan.summary["scenario"])
        stored = store(plan, target)
        if json:
            print_summary(plan)
        code = report(plan, target, interrupts, stored=stored, quiet=quiet or json)
        if code == OK and not (quiet or json):
            _tell(asked, plan, free)
        return code


def _plans(asked: Replanning, interrupts: Interrupts, *, quiet: bool) -> tuple[Plan, Plan | None]:
    """The plan asked for and, where it is to stay close, the one that need not."""
    from opt.plan.store import check_target
    from opt.solve.start import earlier_plan

    request = asked.request
    assert request.start is not None
    earlier = earlier_plan(request.start)
    instance = _instance(asked, earlier)
    scenario = request.scenario or f"replan-{asked.period}"
    check_target(request.out or default_folder(instance, scenario))
    plan = searched(instance, scenario, request, interrupts, start=earlier, quiet=quiet)
    if not request.stay_close or interrupts.stop.is_set():
        return plan, None
    apart = replace(request, stay_close=None)
    return plan, searched(instance, f"{scenario}-free", apart, interrupts, start=earlier, quiet=quiet)


def _instance(asked: Replanning, earlier: Plan) -> Instance:
    """The instance as it is now, with the decisions of the earlier plan before the period."""
    from opt import planner
    from opt.study.edits import apply, parse_edit
    from opt.study.freeze import Selection, before, frozen

    instance = planner.read(asked.request.instance, *asked.request.over)
    if asked.edits:
        instance = apply(instance, [parse_edit(text) for text in asked.edits])
    return frozen(instance, earlier, Selection(periods=before(instance, asked.period)))


def _tell(asked: Replanning, plan: Plan, free: Plan | None) -> None:
    """What moved, and what it costs to let less move."""
    from opt.report.terminal.layout import page as console_page
    from opt.solve.start import earlier_plan
    from opt.study.compare import compare, page

    assert asked.request.start is not None
    earlier = earlier_plan(asked.request.start)
    others = [plan] if free is None else [plan, free]
    console = console_page()
    comparison = compare(earlier, others, names=["earlier", *(other.summary["scenario"] for other in others)])
    console.print(page(comparison, console.width))
    if free is not None and free.has_plan:
        moved = comparison.frames["outcome"].set_index("scenario")["moved"]
        cost = free.summary["objective"] - plan.summary["objective"]
        least, most = (
            free.summary["objective"] - plan.summary["bound"],
            free.summary["bound"] - plan.summary["objective"],
        )
        print(
            f"staying close: {moved[plan.summary['scenario']]:.0f} campaigns moved instead of "
            f"{moved[free.summary['scenario']]:.0f}; it costs {cost:,.0f} {plan.instance.settings.currency} "
            f"(the gaps leave room from {least:,.0f} to {most:,.0f})"
        )
