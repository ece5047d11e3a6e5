"""Limits as the instance states them: what a row of the model comes to in the limit's own unit."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.network.market_parameters import GradeLimit
from opt.network.network import Network
from opt.network.parameters import Parameters

Index = tuple[str, ...]

MADE = 1e-6
"""Mass (t) of a grade below which nothing is made of it: a limit of its content is worth nothing then."""


@dataclass(frozen=True)
class Stated:
    """The limit behind a row: its family, its unit, what it is (``limit``; NaN where the instance states none: what may
    lie past its age), and ``row_unit``, how much of it one unit of the row's bound is. ``least`` is True for a limit
    from below, ``most`` is the largest value it can take."""

    family: str
    unit: str
    limit: float
    row_unit: float = 1.0
    least: bool = False
    most: float = math.inf


@dataclass(frozen=True)
class Content(Stated):
    """A limit of content: one kg/kg more of it takes ``1 / row_unit`` off the coefficient of each of ``makers``."""

    makers: tuple[tuple[str, Index], ...] = ()


Rule = Callable[[Index], Stated | None]
"""Index of a row -> its limit; None where the row has none that could move."""


def stated_limits(instance: Instance, network: Network, parameters: Parameters) -> dict[str, Rule]:
    """Constraint -> rule. A limit on the number of technologies has none: it counts whole ones, and they are fixed."""
    return {
        **_places(parameters),
        **_hazards(instance, network, parameters),
        **_purities(parameters),
    }


def _places(parameters: Parameters) -> dict[str, Rule]:
    """Lines, areas, market, outlets: rows in the limit's unit, outlets divided by it."""
    lines, sites, market = parameters.lines, parameters.sites, parameters.market

    def outlet(index: Index) -> Stated:
        limit = sites.outlet_limit[index[0]]
        return Stated("resources", "t", limit, limit or 1.0)

    return {
        "capacity": lambda index: Stated("capacity", "h", lines.available[index[0], index[1]]),
        "minimum_lot": lambda index: Stated("campaign", "t", lines.minimum_lot[index[0], index[1]], least=True),
        "age": lambda index: Stated("age", "t", math.nan),
        "area_capacity": lambda index: Stated("storage", "t", sites.area_capacity[index[0]]),
        "demand": lambda index: Stated("market", "t", market.maximum[index[0], index[1], index[2]]),
        "contract": lambda index: Stated("market", "t", market.contract[index[0], index[1], index[2]], least=True),
        "outlet_limit": outlet,
    }


def _hazards(instance: Instance, network: Network, parameters: Parameters) -> dict[str, Rule]:
    """Hazards and utilities: rows divided by the limit; a limit of zero by the largest factor instead."""
    sites, hours = parameters.sites, parameters.hours
    unit = dict(zip(instance.tables["hazards"]["hazard"], instance.tables["hazards"]["unit"], strict=True))
    measure = dict(zip(instance.tables["utilities"]["utility"], instance.tables["utilities"]["unit"], strict=True))
    operations, fractions = network.operations.values(), network.fractions.values()

    def processing(index: Index) -> Stated:
        h, v, t = index
        total = sites.processing[h, v, t]
        factors = (operation.hazards.get(h, 0.0) for operation in operations if operation.site == v)
        return Stated("safety", f"{unit[h]}/h", total / hours[t], (total or max(factors, default=1.0)) / hours[t])

    def stock(index: Index) -> Stated:
        h, place, t = index
        limit = sites.stock[h, place, t]
        factors = (
            fraction.stock_hazards.get(h, 0.0)
            for fraction in fractions
            if any(place in (area, sites.area_site[area]) for area in fraction.areas)
        )
        return Stated("safety", unit[h], limit, limit or max(factors, default=1.0))

    def concurrent(index: Index) -> Stated:
        h, v, t = index
        limit = sites.concurrent[h, v, t]
        return Stated("safety", f"{unit[h]}/h", limit, limit or 1.0)

    def utility(index: Index) -> Stated:
        limit = sites.utility_limit[index[0]]
        factors = (operation.uses.get(index[0], 0.0) for operation in operations)
        return Stated("resources", measure[index[0]], limit, limit or max(factors, default=1.0))

    return {
        "hazard_processing": processing,
        "hazard_stock": stock,
        "hazard_concurrent": concurrent,
        "utility_limit": utility,
    }


def _purities(parameters: Parameters) -> dict[str, Rule]:
    """Contents: sum_o (content / limit - 1) make is what the row bounds by zero; sum_o content x make where the limit
    is zero. A content of next to nothing counts as none there."""
    market = parameters.market
    limits: dict[tuple[str, str, str, str], GradeLimit] = {
        (p, g, limit.sense, limit.item): limit for (p, g), found in market.limits.items() for limit in found
    }

    def rule(sense: str) -> Rule:
        def content(index: Index) -> Content:
            p, g, item, t = index
            limit = limits[p, g, sense, item].limit
            makers = tuple(("make", (o, p, g, t)) for o in market.makers[p])
            return Content("purity", "kg/kg", limit, limit or 1.0, sense == "min", 1.0, makers)

        return content

    return {"purity_max": rule("max"), "purity_min": rule("min")}
