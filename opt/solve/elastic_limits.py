"""What each limit of a planner is: its kind, where it holds, its figure and unit, and how a row counts it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from opt.instance.instance import Instance
from opt.network.parameters import Parameters
from opt.solve.binding import Limit, scales

Index = tuple[str, ...]


@dataclass(frozen=True)
class Stated:
    """A limit as the planner states it. ``place`` names where it holds, ``period`` when ('' where it is no matter of
    a period, 'all' for the horizon), ``limit`` its figure in ``unit`` (NaN where it has none), ``scale`` how many of
    that unit one unit of its row is."""

    kind: str
    place: Index
    period: str = ""
    limit: float = math.nan
    unit: str = ""
    scale: float = 1.0


KIND_OF = {
    "capacity": "hours",
    "age": "age",
    "area_capacity": "room",
    "one_class": "segregation",
    "hazard_processing": "processing",
    "hazard_stock": "stock",
    "hazard_concurrent": "concurrent",
    "conflict": "conflict",
    "minimum_lot": "lot",
    "purity_max": "purity",
    "purity_min": "purity",
    "demand": "demand",
    "contract": "contract",
    "utility_limit": "utility",
    "outlet_limit": "outlet",
    "at_most": "choice",
}
"""Constraint -> the kind of limit that its rows state. Rows of any other constraint never give way."""

OUT_OF_REACH = ("lot_out_of_reach", "peak_out_of_reach")
"""Inequalities that hold only while a limit does not give way."""


def stated_by(instance: Instance, parameters: Parameters) -> dict[str, Callable[[Index], Stated]]:
    """Constraint -> (index of a row -> the limit it states)."""
    rules = scales(instance, parameters, {})
    sites, market, lines = parameters.sites, parameters.market, parameters.lines
    specified = {
        (p, g, limit.item, limit.sense): limit.limit for (p, g), found in market.limits.items() for limit in found
    }

    def known(name: str, index: Index) -> Limit:
        found = rules[name](index)
        assert found is not None, f"{name} states a limit in every row"
        return found

    def last(name: str, figures: Callable[[Index], float]) -> Callable[[Index], Stated]:
        """Limits whose index is (where ..., period)."""

        def stated(index: Index) -> Stated:
            found = known(name, index)
            return Stated(KIND_OF[name], index[:-1], index[-1], figures(index), found.unit, found.scale)

        return stated

    def processing(index: Index) -> Stated:
        """The table states an hourly limit, the row counts the whole period."""
        found, hours = known("hazard_processing", index), parameters.hours[index[-1]]
        limit = sites.processing[index[0], index[1], index[2]] / hours
        return Stated("processing", index[:-1], index[-1], limit, f"{found.unit}/h", found.scale / hours)

    def concurrent(index: Index) -> Stated:
        found = last("hazard_concurrent", lambda i: sites.concurrent[i[0], i[1], i[2]])(index)
        return replace(found, unit=f"{found.unit}/h")

    def purity(sense: str) -> Callable[[Index], Stated]:
        """The row counts tonnes of the grade times the share of the limit by which they miss it."""

        def stated(index: Index) -> Stated:
            p, g, item, t = index
            return Stated("purity", (p, g, item, sense), t, specified[p, g, item, sense], "kg/kg")

        return stated

    return {
        "capacity": last("capacity", lambda i: lines.available[i[0], i[1]]),
        "age": last("age", lambda i: math.nan),
        "area_capacity": last("area_capacity", lambda i: sites.area_capacity[i[0]]),
        "one_class": lambda i: Stated("segregation", i[:-1], i[-1], 1.0, "classes"),
        "hazard_processing": processing,
        "hazard_stock": last("hazard_stock", lambda i: sites.stock[i[0], i[1], i[2]]),
        "hazard_concurrent": concurrent,
        "conflict": lambda i: Stated("conflict", i[:-1], i[-1], 1.0, "groups"),
        "minimum_lot": lambda i: Stated("lot", i[:-1], i[-1], lines.minimum_lot[i[0], i[1]], "t"),
        "purity_max": purity("max"),
        "purity_min": purity("min"),
        "demand": last("demand", lambda i: market.maximum[i[0], i[1], i[2]]),
        "contract": last("contract", lambda i: market.contract[i[0], i[1], i[2]]),
        "utility_limit": last("utility_limit", lambda i: sites.utility_limit[i[0]]),
        "outlet_limit": last("outlet_limit", lambda i: sites.outlet_limit[i[0]]),
        "at_most": lambda i: Stated("choice", i, "", float(parameters.routing.maximum[i[0], i[1]]), "technologies"),
    }


def zero(parameters: Parameters, name: str, index: Index) -> bool:
    """True for a row that is divided by its limit and whose limit is zero."""
    sites = parameters.sites
    placed = {
        "hazard_processing": sites.processing,
        "hazard_stock": sites.stock,
        "hazard_concurrent": sites.concurrent,
    }
    if name in placed:
        return placed[name][index[0], index[1], index[2]] == 0
    given = {"utility_limit": sites.utility_limit, "outlet_limit": sites.outlet_limit}
    return name in given and given[name][index[0]] == 0


def counted_in_units(parameters: Parameters) -> Parameters:
    """The parameters with 1 for every limit of zero whose row is divided by it: such rows then count units."""
    sites = parameters.sites
    return replace(
        parameters,
        sites=replace(
            sites,
            processing={key: limit or 1.0 for key, limit in sites.processing.items()},
            stock={key: limit or 1.0 for key, limit in sites.stock.items()},
            concurrent={key: limit or 1.0 for key, limit in sites.concurrent.items()},
            utility_limit={key: limit or 1.0 for key, limit in sites.utility_limit.items()},
            outlet_limit={key: limit or 1.0 for key, limit in sites.outlet_limit.items()},
        ),
    )


def loosened(parameters: Parameters) -> Parameters:
    """What linking and reach may count on however far the limits give way: lines manned whenever there are hours, areas
    without limit, no delivery that must be taken."""
    lines = parameters.lines
    available = {(line, t): max(hours, parameters.hours[t]) for (line, t), hours in lines.available.items()}
    acceptance = {s: "partial" if how == "mandatory" else how for s, how in parameters.streams.acceptance.items()}
    return replace(
        parameters,
        lines=replace(lines, available=available),
        sites=replace(parameters.sites, area_capacity={}),
        streams=replace(parameters.streams, acceptance=acceptance),
    )
