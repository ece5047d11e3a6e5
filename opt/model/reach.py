"""What can have arrived: the only source of linking bounds, per fraction and period, from data.

Arrivals are followed through the network. At every step the most is taken that any way of running the lines could
give, so the numbers are upper bounds that no plan exceeds. A family that is left out of the model is left out here too:
without capacity no hours limit, without age no age, without storage no room.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from opt.network.network import Fraction, Network, Operation
from opt.network.parameters import Parameters


@dataclass(frozen=True)
class Reach:
    """Most of fraction n (t): ``inflow[n,t]`` that can come in during t, ``kept[n,t]`` that can lie in stock before
    it, ``available[n,t]`` that can be fed, disposed of and kept together in it, ``total[n,t]`` that can have come in up
    to its end, initial stock included."""

    inflow: Mapping[tuple[str, str], float]
    kept: Mapping[tuple[str, str], float]
    available: Mapping[tuple[str, str], float]
    total: Mapping[tuple[str, str], float]


def reach_of(network: Network, parameters: Parameters, without: Collection[str] = ()) -> Reach:
    """Reach of every fraction and period in a model without some families."""
    parents: dict[str, dict[str, list[Operation]]] = {n: {} for n in network.fractions}
    for operation in network.operations.values():
        for target in operation.fractions:
            parents[target].setdefault(operation.fraction, []).append(operation)
    inflows: dict[tuple[str, str], float] = {}
    stocks: dict[tuple[str, str], float] = {}
    available: dict[tuple[str, str], float] = {}
    total: dict[tuple[str, str], float] = {}
    for n in _upstream_first(parents):
        fraction = network.fractions[n]
        inflow = _inflow(fraction, parents[n], available, parameters, hours="capacity" not in without)
        came = _total(fraction, parents[n], inflow, total, parameters)
        kept = _kept(fraction, inflow, came, parameters, without)
        for i, t in enumerate(parameters.periods):
            inflows[n, t], stocks[n, t], total[n, t] = inflow[i], kept[i], came[i]
            available[n, t] = min(came[i], kept[i] + inflow[i])
    return Reach(inflows, stocks, available, total)


def _upstream_first(parents: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Fractions so that every one stands behind all it is made from (the network has no cycle: ranks rise)."""
    order: dict[str, None] = {}
    for start in parents:
        stack = [start]
        while stack:
            waiting = [m for m in parents[stack[-1]] if m not in order]
            if waiting:
                stack.extend(waiting)
            else:
                order.setdefault(stack.pop())
    return list(order)


def _inflow(
    fraction: Fraction,
    parents: Mapping[str, list[Operation]],
    available: Mapping[tuple[str, str], float],
    parameters: Parameters,
    *,
    hours: bool,
) -> list[float]:
    """Most that can come in per period: the arrival of a root; else over the parents the best yield of what is
    available there, at most what the hours of their lines allow (where ``hours`` count)."""
    if fraction.root:
        return [parameters.streams.arrivals.get((fraction.name, t), 0.0) for t in parameters.periods]
    inflow = []
    for t in parameters.periods:
        most = 0.0
        for m, operations in parents.items():
            best = max(operation.fractions[fraction.name] for operation in operations)
            treated = sum(
                operation.fractions[fraction.name] * _treatable(operation, t, parameters) for operation in operations
            )
            most += min(best * available[m, t], treated if hours else math.inf)
        inflow.append(most)
    return inflow


def _treatable(operation: Operation, t: str, parameters: Parameters) -> float:
    """Most (t) that the lines of an operation can treat in a period."""
    if not operation.lines:
        return math.inf
    return sum(how.rate * parameters.lines.available[line, t] for line, how in operation.lines.items())


def _total(
    fraction: Fraction,
    parents: Mapping[str, list[Operation]],
    inflow: list[float],
    total: Mapping[tuple[str, str], float],
    parameters: Parameters,
) -> list[float]:
    """Most that can have come in up to each period: the sum of the inflows, at most the best yield of all that can
    have come to the parents."""
    summed = sum(mass for _, _, mass in fraction.initial)
    start, came = summed, []
    best = {m: max(operation.fractions[fraction.name] for operation in found) for m, found in parents.items()}
    for t, most in zip(parameters.periods, inflow, strict=True):
        summed += most
        bound = math.inf if fraction.root else start + sum(share * total[m, t] for m, share in best.items())
        came.append(min(summed, bound))
    return came


def first_allowed(end: int, max_age: float) -> int:
    """First period (from 1) in (end - max_age, end]: what came in earlier must be gone at the end of period ``end``."""
    return max(1, math.floor(end - max_age) + 1)


def _kept(
    fraction: Fraction, inflow: list[float], came: list[float], parameters: Parameters, without: Collection[str]
) -> list[float]:
    """Most that can lie in stock at the beginning of each period: by capacity of its areas, age and what came in."""
    kept = [sum(mass for _, _, mass in fraction.initial)]
    room = sum(parameters.sites.area_capacity.get(area, math.inf) for area in fraction.areas)
    if fraction.areas and "storage" in without:
        room = math.inf
    for end in range(1, len(inflow)):
        young = math.inf
        if fraction.max_age is not None and "age" not in without:
            young = sum(inflow[first_allowed(end, fraction.max_age) - 1 : end])
            young += sum(mass for _, arrived, mass in fraction.initial if arrived > end - fraction.max_age)
        kept.append(min(came[end - 1], room, young))
    return kept
