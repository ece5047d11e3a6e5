"""Why a stream does not take a route: refused, used already, or dearer, and which limits make it so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from opt import planner
from opt.instance.instance import Instance
from opt.network import build_network
from opt.network.network import Network
from opt.plan.plan import Plan
from opt.report.derived.attribution import stream_shares, sum_by_first
from opt.report.frames import NEGLIGIBLE
from opt.study.compare.outcome import effect
from opt.study.explain.answer import Alternative, Verdict
from opt.study.explain.forced import forced, limit_changes, term_changes
from opt.study.explain.refused import operations_of, refusal_reasons
from opt.tables.problems import InputError, Problem, suggest

if TYPE_CHECKING:
    from opt.solve import Progress

__all__ = ["Alternative", "why_not"]
INFEASIBLE = "infeasible"
START = "--start"
"""What a complaint about the plan to start from names as its table; any other is about the forced instance."""


def why_not(
    plan: Plan,
    stream: str,
    technology: str | Sequence[str],
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Alternative:
    """Why the stream does not go to the technology, or through all of several. The options are those of a solve, which
    starts from the plan; it is run only where the technology could take the stream and the plan does not use it.

    A stream that shares a pool behind its root leaves it where it is forced: its pool's other streams stay free.

    Raises InputError where there is no plan, for a stream or technology that does not exist, and where a plan was
    changed so that it is not the best with its own set-ups.
    """
    technologies = (technology,) if isinstance(technology, str) else tuple(technology)
    _known(plan, stream, technologies)
    instance, currency = plan.instance, plan.instance.settings.currency
    network = build_network(instance)
    refused = [name for name in technologies if not operations_of(network, stream, name)]
    if refused:
        reasons = tuple(text for name in refused for text in refusal_reasons(instance, network, stream, name))
        return Alternative(stream, technologies, "refused", currency, reasons)
    uses = _uses(plan, network, stream, technologies)
    if set(uses["technology"]) == set(technologies):
        return Alternative(stream, technologies, "used", currency, uses=uses, pooled=_pool(network, stream))
    edits = tuple(_edit(instance, stream, name) for name in technologies)
    try:
        other = planner.solve(
            forced(instance, stream, technologies), gap=gap, time_limit=time_limit, threads=threads, start=plan,
            scenario=f"{stream} by {' then '.join(technologies)}", progress=progress, stop=stop,
        )  # fmt: skip
    except InputError as error:
        if any(problem.table == START for problem in error.problems):
            raise
        reasons = tuple(str(problem) for problem in error.problems)
        return Alternative(stream, technologies, "infeasible", currency, reasons, edits=edits)
    if not other.has_plan:
        verdict: Verdict = "infeasible" if other.summary["status"] == INFEASIBLE else "unknown"
        return Alternative(stream, technologies, verdict, currency, plan=other, edits=edits)
    return Alternative(
        stream, technologies, "forced", currency, plan=other, effect=effect(plan, other), edits=edits,
        uses=_uses(other, build_network(other.instance), stream, technologies), pooled=_pool(network, stream),
        limits=limit_changes(plan, other), terms=term_changes(plan, other),
    )  # fmt: skip


def _known(plan: Plan, stream: str, technologies: Sequence[str]) -> None:
    """InputError with every name that means nothing here."""
    problems = []
    if not plan.has_plan:
        problems.append(Problem("the result holds no plan to start from", "give a result that has one"))
    if not technologies:
        problems.append(Problem("no technology is named", "name the technology that the stream does not take"))
    for table, column, names in (("streams", "stream", (stream,)), ("technologies", "technology", technologies)):
        known = [row[column] for row in plan.instance.records(table)]
        problems += [
            Problem(f"there is no {column} '{name}'", suggest(name, known), table=table, column=column, value=name)
            for name in names
            if name not in known
        ]
    if problems:
        raise InputError(problems)


def _pool(network: Network, stream: str) -> tuple[str, ...]:
    """The streams that share everything behind the root; empty where the stream is alone."""
    found = next(streams for streams in network.pools.values() if stream in streams)
    return found if len(found) > 1 else ()


def _edit(instance: Instance, stream: str, technology: str) -> str:
    """The edit that forces it, as a planner types it."""
    if any((row["stream"], row["technology"]) == (stream, technology) for row in instance.records("routing")):
        return f'routing[stream="{stream}", technology="{technology}"].rule = force'
    return f'insert routing{{stream="{stream}", technology="{technology}", rule=force}}'


def _uses(plan: Plan, network: Network, stream: str, technologies: Sequence[str]) -> pd.DataFrame:
    """What the technologies treat of the stream, by form; a pool's flows by the masses that its streams have in it."""
    treat, shares = sum_by_first(plan.values("treat")), stream_shares(network, plan)
    taken: dict[str, float] = {}
    mass: dict[tuple[str, str], float] = {}
    for operation in network.operations.values():
        fraction = network.fractions[operation.fraction]
        part = treat.get(operation.name, 0.0) * shares[fraction.name].get(stream, 0.0)
        taken[fraction.form] = taken.get(fraction.form, 0.0) + part
        if operation.technology in technologies and part > NEGLIGIBLE:
            mass[fraction.form, operation.technology] = mass.get((fraction.form, operation.technology), 0.0) + part
    rows = [(form, name, amount, amount / taken[form]) for (form, name), amount in mass.items()]
    columns = list(zip(*rows, strict=True)) if rows else [()] * 4
    kinds = {"form": "str", "technology": "str", "mass": "float64", "share": "float64"}
    return pd.DataFrame({name: pd.Series(list(cells), dtype=kinds[name])
                         for name, cells in zip(kinds, columns, strict=True)})  # fmt: skip
