"""Solve an instance: model to arrays, the race of bound and heuristics, and the plan with an honest summary."""

from __future__ import annotations

import math
import os
import platform
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from opt.instance import fingerprint
from opt.instance.instance import Instance
from opt.memory import collector_paused
from opt.plan.plan import Plan
from opt.solve import extract, highs
from opt.solve.arrays import Arrays, Floats
from opt.solve.binding import binding
from opt.solve.bound import SMALL
from opt.solve.gap import Goal, Progress
from opt.solve.layout import Layout, layout, schema_indices
from opt.solve.near import Near, near
from opt.solve.prepare import Prepared, prepare
from opt.solve.race import Ending, race
from opt.solve.start import earlier_plan, start_from
from opt.solve.worker import BOUND, HEURISTICS, Task
from opt.tables.problems import InputError, Problem

IN_THREAD = 20_000
"""Columns up to which a model without many integers is solved in a thread of this process."""

BESIDE: highs.Options = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""HiGHS on the full model looks for the bound alone where the heuristics look for plans beside it."""


@dataclass(frozen=True)
class Limits:
    """When a run ends and what it may use: relative gap, seconds of solving, threads."""

    gap: float
    time_limit: float
    threads: int


def solve(
    instance: Instance,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    start: Plan | str | Path | None = None,
    scenario: str = "base",
    progress: Callable[[Progress], None] | None = None,
    write_mps: str | Path | None = None,
    stop: threading.Event | None = None,
    stay_close: float | None = None,
    like: Instance | None = None,
) -> Plan:
    """The most valuable plan found, with the bound that proves how good it is.

    ``gap`` (relative) and ``time_limit`` (seconds of solving) default to the instance's; ``threads`` to the cores there
    are. ``start`` is an earlier plan or its folder. ``progress`` is called at least twice a second from the calling
    thread; ``stop`` (and Ctrl-C, SIGTERM in the main thread) ends the run with the best plan so far. ``write_mps``
    names a file for the model. ``stay_close`` is what each campaign that departs from the start must earn at least
    (currency; see ``near``): value and bound are then those of plans that depart no more than the one found. ``like``
    is an instance that may share network and matrix with this one, as the base of a what-if does. The plan is not
    checked here. Without a plan the status is infeasible or no_plan and the tables are empty.

    Raises InputError (what is asked for cannot be, the value is unbounded, a start of another instance), OSError (the
    model file cannot be written), SolveError (the solver broke off).
    """
    limits = _limits(instance, gap, time_limit, threads)
    if stay_close is not None and not 0 <= stay_close < math.inf:
        raise ValueError(f"what a departure must earn is zero or more, not {stay_close}")
    begun = time.monotonic()
    with collector_paused():
        ready = prepare(instance, like)
    arrays = ready.arrays
    if write_mps is not None:
        highs.write_mps(arrays, write_mps)
    earlier = None if start is None else earlier_plan(start)
    where_from = "" if isinstance(start, Plan) else str(start or "")
    point = None if earlier is None else start_from(earlier, arrays, where_from)
    close = near(earlier, stay_close, arrays) if earlier is not None and stay_close else None
    built = time.monotonic() - begun
    where = layout(arrays, instance.periods, schema_indices())
    goal = Goal(limits.gap, arrays.sign, arrays.constant)
    ending = run(close.on(arrays) if close else arrays, where, goal, limits, start=point, progress=progress, stop=stop)
    _refuse_unbounded(ending, arrays)
    ending = _without_penalty(ending, close, arrays) if close else ending
    summary = _summary(instance, scenario, limits, goal, ending, arrays, started=start is not None)
    summary["seconds_build"] = round(built, 3)
    if close is not None and ending.standing.solution is not None:
        summary["stay_close"] = {"weight": close.weight, "departures": close.departures(ending.standing.solution.x)}
    return _plan(ready, ending, summary)


def _without_penalty(ending: Ending, close: Near, arrays: Arrays) -> Ending:
    """The ending in terms of the value itself. A bound of value - penalty, with the plan's own penalty added, bounds
    the value of every plan that departs no more."""
    standing = ending.standing
    if standing.solution is None:
        return ending
    x = standing.solution.x
    solution = replace(standing.solution, objective=arrays.objective(x))
    return replace(ending, standing=replace(standing, solution=solution, bound=standing.bound - close.penalty(x)))


def run(
    arrays: Arrays,
    where: Layout,
    goal: Goal,
    limits: Limits,
    *,
    start: Floats | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Ending:
    """Run the workers that fit the model: one for a small or linear one, bound and heuristics else. With a start the
    heuristics go first: often the start and the linear relaxation prove the gap by themselves."""
    plain, integers = arrays.without_names(), len(arrays.integers)
    alone = integers <= SMALL
    in_thread = alone and arrays.shape[1] <= IN_THREAD
    spare = max(limits.threads if alone else limits.threads - 1, 1)
    first = highs.first_linear_of_mip(arrays.shape[1])
    options: highs.Options = {**({} if alone else BESIDE), **first, "threads": 1 if in_thread else spare}
    tasks, later = [Task(BOUND, plain, where, start if alone else None, options)], list[Task]()
    if not alone:
        heuristics = Task(HEURISTICS, plain, where, start, {}, spare=limits.threads > 1)
        tasks, later = ([*tasks, heuristics], []) if start is None else ([heuristics], tasks)
    return race(
        tasks,
        goal,
        time_limit=limits.time_limit,
        together=limits.threads > 1 or alone,
        in_thread=in_thread,
        later=later,
        progress=progress,
        stop=stop,
    )


def _limits(instance: Instance, gap: float | None, time_limit: float | None, threads: int | None) -> Limits:
    """What was asked for, else the instance's; ValueError where it makes no sense."""
    found = Limits(
        gap=instance.settings.solve.gap if gap is None else gap,
        time_limit=instance.settings.solve.time_limit if time_limit is None else time_limit,
        threads=cores() if threads is None else threads,
    )
    if not 0 <= found.gap < math.inf:
        raise ValueError(f"the gap must be zero or more, not {found.gap}")
    if not found.time_limit > 0:
        raise ValueError(f"the time limit must be more than zero seconds, not {found.time_limit}")
    if found.threads < 1:
        raise ValueError(f"at least one thread is needed, not {found.threads}")
    return found


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _refuse_unbounded(ending: Ending, arrays: Arrays) -> None:
    if not ending.standing.unbounded:
        return
    positions = [int(part) for part in ending.standing.unbounded.split(",") if part.isdigit()]
    names = [f"{name}[{', '.join(index)}]" for name, index in (arrays.columns[position] for position in positions)]
    rule = f"the value can be raised without limit by {', '.join(names) or 'some variable'}"
    raise InputError([Problem(rule, "limit what arrives, what is sold or what an outlet takes, or mend a price")])


def _summary(
    instance: Instance, scenario: str, limits: Limits, goal: Goal, ending: Ending, arrays: Arrays, *, started: bool
) -> dict[str, Any]:
    """What there is to say about the run, in plain JSON values; None where nothing is known."""
    standing = ending.standing
    value, bound = standing.value, max(standing.bound, -math.inf)
    if standing.solution is not None and bound > value:
        bound = value  # within numerical tolerance of each other
    gaps = goal.gaps(value, bound)
    rows, columns = arrays.shape
    return {
        "instance": instance.settings.name,
        "scenario": scenario,
        "status": ending.status,
        "objective": _finite(arrays.sign * value),
        "bound": _finite(arrays.sign * bound),
        "gap": _finite(max(gaps)),
        "gap_of_value": _finite(gaps[0]),
        "gap_without_constants": _finite(gaps[1]),
        "constant": arrays.constant,
        "seconds": round(ending.seconds, 3),
        "gap_asked": limits.gap,
        "time_limit": limits.time_limit,
        "threads": limits.threads,
        "currency": instance.settings.currency,
        "input_sha256": fingerprint(instance),
        "versions": versions(),
        "size": {"rows": rows, "columns": columns, "nonzeros": len(arrays.value), "integers": len(arrays.integers)},
        "work": {name: dict(counts) for name, counts in standing.work.items()},
        "notes": list(standing.notes),
        "start": ("given" if started else "none"),
    }


def _plan(ready: Prepared, ending: Ending, summary: dict[str, Any]) -> Plan:
    solution = ending.standing.solution
    if solution is None:
        return Plan(ready.instance, summary, {})
    frames = extract.tables(ready.model, ready.arrays, solution.x, ready.network)
    found = binding(ready.instance, ready.network, ready.parameters, ready.arrays, solution)
    return Plan(ready.instance, {**summary, "residual": solution.residual}, frames, {"binding": found})


def versions() -> dict[str, str]:
    """Versions of what computed the plan."""
    names = ("relith", "highspy", "pyomo", "numpy", "pandas")
    return {**{name: version(name) for name in names}, "python": platform.python_version()}


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
