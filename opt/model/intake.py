"""What the campaigns of a line can take in: bounds on all their fractions together.

The bounds of single fractions (reach) add up too much: fractions share the areas they wait in and the lines they come
from. Here the room of the areas and the hours of the lines before are counted once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from opt.model.reach import Reach
from opt.network.network import Network
from opt.network.parameters import Parameters


@dataclass(frozen=True)
class Intake:
    """All fractions of a campaign together: ``inflow[t]`` most that can come in during t (t), ``waiting[t]`` most that
    can lie in stock before it (t). ``fractions`` are their names, ``fastest`` and ``slowest`` the rates (t/h)."""

    fractions: tuple[str, ...]
    inflow: Mapping[str, float]
    waiting: Mapping[str, float]
    fastest: float
    slowest: float


def intakes(
    network: Network, parameters: Parameters, reach: Reach, without: Collection[str] = ()
) -> dict[tuple[str, str], Intake]:
    """Intake of every campaign (line, campaign) in a model without some families."""
    found = {}
    for key, members in parameters.lines.operations.items():
        fractions = tuple(dict.fromkeys(network.operations[o].fraction for o, _ in members))
        areas = {a for n in fractions for a in network.fractions[n].areas}
        room = sum(parameters.sites.area_capacity.get(a, math.inf) for a in areas)
        if "storage" in without:
            room = math.inf
        hourly, free = _sources(network, fractions)
        inflow, waiting = {}, {}
        for position, t in enumerate(parameters.periods):
            alone = sum(reach.inflow[n, t] for n in fractions)
            together = sum(parameters.streams.arrivals.get((n, t), 0.0) for n in fractions if network.fractions[n].root)
            together += sum(share * reach.available[m, t] for m, share in free.items())
            together += sum(rate * parameters.lines.available[line, t] for line, rate in hourly.items())
            inflow[t] = alone if "capacity" in without else min(alone, together)
            kept = sum(reach.kept[n, t] for n in fractions)
            waiting[t] = min(kept, room) if position else kept
        rates = [rate for _, rate in members]
        found[key] = Intake(fractions, inflow, waiting, max(rates), min(rates))
    return found


def _sources(network: Network, fractions: Collection[str]) -> tuple[dict[str, float], dict[str, float]]:
    """What the operations before give of these fractions: per line the most per hour (t/h), and per fraction that is
    treated without a line the most per tonne of it (t/t)."""
    hourly: dict[str, float] = {}
    free: dict[str, float] = {}
    wanted = set(fractions)
    for operation in network.operations.values():
        share = sum(amount for n, amount in operation.fractions.items() if n in wanted)
        if share <= 0:
            continue
        for line, how in operation.lines.items():
            hourly[line] = max(hourly.get(line, 0.0), share * how.rate)
        if not operation.lines:
            free[operation.fraction] = max(free.get(operation.fraction, 0.0), share)
    return hourly, free
