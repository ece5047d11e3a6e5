"""Whose material is it? Streams share pools; what flows through a pool is attributed to its streams by mass."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from opt.network.network import Network
from opt.plan.plan import Plan

Shares = Mapping[str, Mapping[str, float]]
"""Fraction -> stream -> share of the fraction's material (sums to 1)."""


def sum_by_first(values: Mapping[tuple[str, ...], float]) -> dict[str, float]:
    """Sum over everything but the first index."""
    totals: dict[str, float] = {}
    for index, value in values.items():
        totals[index[0]] = totals.get(index[0], 0.0) + value
    return totals


def stream_shares(network: Network, plan: Plan) -> Shares:
    """Share of each stream in every fraction, over the horizon.

    share[s, n] = (sum over operations o that give n of yield[o, n] x treat[o] x share[s, feed of o]
                   + initial stock of n x share of s in it) / inflow of n

    A root fraction is its stream's alone; a fraction without inflow is shared evenly by the streams that could feed it.
    """
    treat = sum_by_first(plan.values("treat"))
    parents: dict[str, list[tuple[str, float]]] = {name: [] for name in network.fractions}
    for operation in network.operations.values():
        for target, amount in operation.fractions.items():
            parents[target].append((operation.fraction, amount * max(treat.get(operation.name, 0.0), 0.0)))
    order = TopologicalSorter({name: [feed for feed, _ in feeds] for name, feeds in parents.items()})
    shares: dict[str, dict[str, float]] = {}
    for name in order.static_order():
        fraction = network.fractions[name]
        even = {stream: 1.0 / len(fraction.streams) for stream in fraction.streams}
        if fraction.root:
            shares[name] = even
            continue
        flows = [(shares[feed], mass) for feed, mass in parents[name]]
        flows += [(even, mass) for _, _, mass in fraction.initial]
        shares[name] = _mix(flows) or even
    return shares


def _mix(flows: list[tuple[dict[str, float], float]]) -> dict[str, float]:
    """Shares after mixing flows of given shares and masses; empty where nothing flows."""
    total = sum(mass for _, mass in flows)
    if total <= 1e-9:
        return {}
    mixed: dict[str, float] = {}
    for shares, mass in flows:
        for stream, share in shares.items():
            mixed[stream] = mixed.get(stream, 0.0) + share * mass / total
    return mixed
