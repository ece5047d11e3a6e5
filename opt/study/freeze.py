"""Keeping decisions of an earlier plan: rows of table decisions, so that a frozen instance is an instance like any.

What a planner decides is kept: what is accepted, treated, stored where, disposed of, made, sold, and what the lines are
set up for. What follows from it (finished goods, peaks, shortfalls) follows again; so does what lies of a stream of
which other deliveries came than the plan had, because that is where they show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from opt.instance import Instance, from_tables
from opt.network import build_network
from opt.network.parameters import build_parameters
from opt.plan.plan import Plan
from opt.schema import VARIABLES
from opt.study.existing import Existing
from opt.tables import InputError, Problem, suggest
from opt.tolerances import FROZEN

BINARIES = ("accept", "run", "setup", "carry", "single", "hold", "active")
MASSES = ("receive", "treat", "stock", "dispose", "discard", "make", "sell")
TABLE = "decisions"

Index = tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """What is kept: decisions in one of the ``periods``, on one of the ``lines`` and of material of one of the
    ``streams``; an empty selector keeps all."""

    periods: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()


def frozen(instance: Instance, plan: Plan, kept: Selection) -> Instance:
    """The instance with the selected decisions of a plan fixed.

    A planner's own row for the same variable stays. A delivery that must be accepted is not fixed: it is what arrives.
    InputError where the selection names what the plan does not know, or where the plan decides on something that the
    instance no longer has.
    """
    _refuse_unknown(plan, kept)
    network = build_network(instance)
    there = Existing(network, build_parameters(instance, network))
    other = _otherwise_delivered(there.parameters.streams.arrivals, plan)
    rows, gone = [], []
    for variable, index, value in _chosen(plan, kept):
        if variable == "stock" and (index[0], index[-1]) in other:
            continue
        if there.decides(variable, index):
            rows.append(_row(variable, index, value))
        elif value > FROZEN and not there.given(variable, index):
            gone.append(_gone(variable, index, value))
    if gone:
        raise InputError(gone)
    return _with_decisions(instance, rows)


def before(instance: Instance, period: str) -> tuple[str, ...]:
    """The periods before one, in order; InputError where there is no such period or none before it."""
    periods = instance.periods
    if period not in periods[1:]:
        rule = "nothing lies before the first period" if period in periods else "there is no such period"
        remedy = "name a later one" if period in periods else suggest(period, periods)
        raise InputError([Problem(rule, remedy, table="periods", value=period)])
    return tuple(periods[: periods.index(period)])


def _chosen(plan: Plan, kept: Selection) -> Iterator[tuple[str, Index, float]]:
    """Variable, index and value of every decision that is kept."""
    belongs = _streams_of(plan)
    for variable in (*BINARIES, *MASSES):
        key = VARIABLES[variable].key
        for name, value in plan.values(variable).items():
            index = name if isinstance(name, tuple) else (name,)
            named = dict(zip(key, index, strict=True))
            if kept.periods and named["period"] not in kept.periods:
                continue
            if kept.lines and named.get("line", "") not in kept.lines:
                continue
            if kept.streams and not belongs(named) & set(kept.streams):
                continue
            yield variable, index, float(round(value)) if variable in BINARIES else max(value, 0.0)


def _otherwise_delivered(arrivals: Mapping[tuple[str, str], float], plan: Plan) -> set[tuple[str, str]]:
    """Stream and period up to which other deliveries came than the plan had."""
    planned = {(row["stream"], row["period"]): row["mass"] for row in plan.instance.records("arrivals") if row["mass"]}
    changed = {key for key in {*arrivals, *planned} if arrivals.get(key) != planned.get(key)}
    periods = plan.instance.periods
    return {
        (stream, later) for stream, period in changed if period in periods for later in periods[periods.index(period) :]
    }


def _streams_of(plan: Plan) -> Callable[[Mapping[str, str]], set[str]]:
    """A function from a named index to the streams whose material it decides on."""
    fractions: list[Any] = plan.tables["fractions"].to_dict("records")
    operations: list[Any] = plan.tables["operations"].to_dict("records")
    of_fraction = {row["fraction"]: set(row["streams"]) for row in fractions}
    of_operation = {row["operation"]: of_fraction[row["fraction"]] for row in operations}

    def belongs(named: Mapping[str, str]) -> set[str]:
        if "stream" in named:
            return {named["stream"]}
        return of_fraction.get(named.get("fraction", ""), set()) | of_operation.get(named.get("operation", ""), set())

    return belongs


def _row(variable: str, index: Index, value: float) -> dict[str, Any]:
    """The decision, exactly: narrow room around it would be taken for none by a solver's presolve, at one end of it."""
    return {"variable": variable, "index": "|".join(index), "lower": value, "upper": value}


def _with_decisions(instance: Instance, rows: Sequence[dict[str, Any]]) -> Instance:
    own = instance.own.get(TABLE)
    theirs: list[Any] = [] if own is None else own.to_dict("records")
    taken = {(row["variable"], row["index"]) for row in theirs}
    added = [row for row in rows if (row["variable"], row["index"]) not in taken]
    return from_tables(instance.settings, {**instance.own, TABLE: pd.DataFrame([*theirs, *added])})


def _gone(variable: str, index: Index, value: float) -> Problem:
    return Problem(
        f"the plan to keep decides {variable}[{', '.join(index)}] = {value:g}, which this instance no longer has",
        "keep fewer periods, lines or streams, or leave the edit out that takes it away",
        table=TABLE,
    )


def _refuse_unknown(plan: Plan, kept: Selection) -> None:
    tables = plan.instance.tables
    known: dict[str, Collection[str]] = {
        "periods": plan.instance.periods,
        "lines": list(tables["lines"]["line"]),
        "streams": list(tables["streams"]["stream"]),
    }
    problems = [
        Problem(f"the plan to keep has no {what[:-1]} '{name}'", suggest(name, known[what]), column=what, value=name)
        for what in known
        for name in getattr(kept, what)
        if name not in known[what]
    ]
    if problems:
        raise InputError(problems)
