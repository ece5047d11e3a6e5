"""The Python interface: read an instance, solve it, check a plan, build the model.

instance = opt.read("instances/plant")
plan = opt.solve(instance, gap=0.01)
opt.check(plan).certified
opt.build(instance)                 the Pyomo model
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from opt.check import Certificate
from opt.check import check as check_plan
from opt.instance import Instance, lay_over
from opt.instance import read as read_instance
from opt.memory import collector_paused
from opt.network import build_network
from opt.network.parameters import build_parameters
from opt.plan.plan import Plan, with_derived, with_summary
from opt.report import derive
from opt.report.grounds import in_short

if TYPE_CHECKING:
    from pyomo.environ import ConcreteModel

    from opt.solve import Progress

BASE = "base"
"""The scenario of an instance as it stands."""


def read(path: str | Path, *over: str | Path) -> Instance:
    """The instance in a folder or a workbook, with the tables of further ones laid ``over`` its own, one after another;
    InputError with everything that is wrong."""
    with collector_paused():
        instance = read_instance(path)
        for tables in over:
            instance = lay_over(instance, tables)
        return instance


def build(
    instance: Instance, *, formulation: Literal["tight", "plain"] = "tight", without: Collection[str] = ()
) -> ConcreteModel:
    """The Pyomo model of an instance. ``plain`` is the reference formulation; ``without`` leaves families out."""
    from opt.model import build as build_model

    return build_model(instance, formulation=formulation, without=without)


def check(plan: Plan) -> Certificate:
    """What a second computation, which knows neither model nor network, says of the plan."""
    return check_plan(plan)


def solve(
    instance: Instance,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    start: Plan | str | Path | None = None,
    scenario: str = BASE,
    progress: Callable[[Progress], None] | None = None,
    write_mps: str | Path | None = None,
    stop: threading.Event | None = None,
    stay_close: float | None = None,
    like: Instance | None = None,
) -> Plan:
    """The most valuable plan found, its derived tables, and whether it is certified.

    ``gap`` (relative), ``time_limit`` (seconds of solving) default to the instance's, ``threads`` to the cores there
    are; ``start`` is an earlier plan or its folder; ``progress`` is called at least twice a second; ``stop``, once set,
    ends the run with the best plan so far; ``write_mps`` names a file for the model; ``stay_close`` is what each
    campaign that departs from the start must earn at least (currency); ``like`` is an instance whose network and matrix
    are used again where this one shares them. ``plan.has_plan`` is False and ``plan.summary['status']`` says why where
    there is none.

    Raises InputError where the instance or the start is wrong.
    """
    return finish(
        search(
            instance, gap=gap, time_limit=time_limit, threads=threads, start=start, scenario=scenario,
            progress=progress, write_mps=write_mps, stop=stop, stay_close=stay_close, like=like,
        )
    )  # fmt: skip


def search(instance: Instance, **options: Any) -> Plan:
    """The solver's part of ``solve`` (same options): the plan as found, neither derived nor checked."""
    from opt.solve.run import solve as run

    return run(instance, **options)


def finish(plan: Plan) -> Plan:
    """The plan with its derived tables, checked; ``certified``, ``worst_violation`` and what it ``rests_on`` in its
    summary."""
    if not plan.has_plan:
        return with_summary(plan, certified=False, worst_violation=None)
    with collector_paused():
        plan = derived_anew(plan)
        return with_verdict(plan, check(plan))


def derived_anew(plan: Plan) -> Plan:
    """The plan with its derived tables computed from its instance and variables, whatever stood in them; ``binding``,
    which only the solver knows, is kept. What it ``rests_on`` is in its summary."""
    network = build_network(plan.instance)
    tables = derive(plan, network, build_parameters(plan.instance, network))
    kept = {name: frame for name, frame in plan.derived.items() if name not in tables}
    return with_summary(with_derived(plan, {**tables, **kept}), rests_on=in_short(tables))


def with_verdict(plan: Plan, certificate: Certificate) -> Plan:
    """The plan with what the checker said of it in its summary."""
    return with_summary(plan, certified=bool(certificate.certified), worst_violation=float(certificate.worst))
