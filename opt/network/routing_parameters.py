"""Parameters of routing: what needs the binary **use**, limits per stage, and the planner's decisions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.network.network import Network
from opt.network.wishes import stranger
from opt.schema import VARIABLES
from opt.schema.words import ANY
from opt.tables.problems import Problem, suggest


@dataclass(frozen=True)
class Decision:
    """Bounds of a planner on one variable; ``row`` in the table decisions (0-based). None where free."""

    variable: str
    index: tuple[str, ...]
    lower: float | None
    upper: float | None
    row: int


@dataclass(frozen=True)
class Routing:
    """``operations[x,k]`` operations of technology k on the fractions of origin x (a stream at the root, a pool behind
    it). ``cost[x,k]`` (currency, only above zero), ``maximum[x,stage]`` technologies of a stage (only where fewer than
    there are), ``stage[k]``; ``qualified`` the (x,k) that need **use**."""

    operations: Mapping[tuple[str, str], tuple[str, ...]]
    cost: Mapping[tuple[str, str], float]
    maximum: Mapping[tuple[str, str], int]
    stage: Mapping[str, str]
    qualified: tuple[tuple[str, str], ...]
    decisions: tuple[Decision, ...]


def routing_of(instance: Instance, network: Network, problems: list[Problem]) -> Routing:
    """Parameters of routing. A row for a stream goes before the row for all; it concerns the stream's root and, as
    streams named here have a pool of their own, what is behind it."""
    operations: dict[tuple[str, str], list[str]] = {}
    for name, operation in network.operations.items():
        operations.setdefault((network.fractions[operation.fraction].origin, operation.technology), []).append(name)
    streams = {fraction.origin: fraction.streams for fraction in network.fractions.values()}
    stage = {operation.technology: operation.stage for operation in network.operations.values()}
    rules = {(row["stream"], row["technology"]): float(row["cost"]) for row in instance.records("routing")}
    limits = {(row["stream"], row["stage"]): int(row["maximum"]) for row in instance.records("routing_limits")}
    cost, maximum = {}, {}
    for x, k in operations:
        own = rules.get((_named(streams[x]), k), rules.get((ANY, k), 0.0))
        if own > 0:
            cost[x, k] = own
    for x in streams:
        for name in dict.fromkeys(stage[k] for y, k in operations if y == x):
            most = limits.get((_named(streams[x]), name), limits.get((ANY, name)))
            if most is not None and most < sum(1 for y, k in operations if y == x and stage[k] == name):
                maximum[x, name] = most
    return Routing(
        operations={key: tuple(found) for key, found in operations.items()},
        cost=cost,
        maximum=maximum,
        stage=stage,
        qualified=tuple((x, k) for x, k in operations if (x, k) in cost or (x, stage[k]) in maximum),
        decisions=_decisions(instance, network, problems),
    )


def _named(streams: tuple[str, ...]) -> str:
    """The stream that a row can name: a pool of several streams has none."""
    return streams[0] if len(streams) == 1 else ANY


def _decisions(instance: Instance, network: Network, problems: list[Problem]) -> tuple[Decision, ...]:
    """The planner's bounds; unknown variables, indices of wrong length, operations that the network has not and crossed
    bounds are reported."""
    found = []
    for number, row in enumerate(instance.records("decisions")):
        variable, index = row["variable"], tuple(row["index"].split("|"))
        lower, upper = _given(row["lower"]), _given(row["upper"])
        if variable not in VARIABLES:
            problems.append(
                _bad(number, "variable", variable, f"there is no variable '{variable}'", suggest(variable, VARIABLES))
            )
        elif len(index) != len(VARIABLES[variable].key):
            names = VARIABLES[variable].key
            problems.append(
                _bad(
                    number,
                    "index",
                    row["index"],
                    f"'{variable}' has {len(names)} index names, here are {len(index)}",
                    f"write {'|'.join(names)}",
                )
            )
        elif (unknown := stranger(instance, network, variable, index, number)) is not None:
            problems.append(unknown)
        elif lower is not None and upper is not None and lower > upper:
            problems.append(
                _bad(
                    number,
                    "lower",
                    f"{lower:g}",
                    f"the lower bound is above the upper bound {upper:g}",
                    "swap or mend them",
                )
            )
        else:
            found.append(Decision(variable, index, lower, upper, number))
    return tuple(found)


def _given(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _bad(number: int, column: str, value: str, rule: str, remedy: str) -> Problem:
    return Problem(table="decisions", row=number + 2, column=column, value=value, rule=rule, remedy=remedy)
