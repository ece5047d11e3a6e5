"""What each limit of a planner is: its kind, where it holds, its figure and unit, and how a row counts it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from opt.instance.instance import Instance
from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.solve import limits
from opt.solve.limits import Index, Rule, stated_limits


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


def stated_by(instance: Instance, network: Network, parameters: Parameters) -> dict[str, Callable[[Index], Stated]]:
    """Constraint -> (index of a row -> the limit it states). A row counts as ``counted_in_units`` makes it."""
    rules = stated_limits(instance, network, parameters)
    units = stated_limits(instance, network, counted_in_units(parameters))

    def known(rules: Mapping[str, Rule], name: str, index: Index) -> limits.Stated:
        found = rules[name](index)
        assert found is not None, f"{name} states a limit in every row"
        return found

    def placed(name: str) -> Callable[[Index], Stated]:
        """Limits whose index is (where ..., period)."""

        def stated(index: Index) -> Stated:
            found, scale = known(rules, name, index), known(units, name, index).row_unit
            return Stated(KIND_OF[name], index[:-1], index[-1], found.limit, found.unit, scale)

        return stated

    def purity(name: str) -> Callable[[Index], Stated]:
        """The row counts tonnes of the grade times the share of the limit by which they miss it."""

        def stated(index: Index) -> Stated:
            found, (p, g, item, t) = known(rules, name, index), index
            return Stated("purity", (p, g, item, name.removeprefix("purity_")), t, found.limit, found.unit)

        return stated

    return {
        **{name: purity(name) if name.startswith("purity_") else placed(name) for name in rules},
        "one_class": lambda i: Stated("segregation", i[:-1], i[-1], 1.0, "classes"),
        "conflict": lambda i: Stated("conflict", i[:-1], i[-1], 1.0, "groups"),
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
