"""Parameters of sites: storage areas, hazard limits, utilities, outlets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.network.network import Network
from opt.network.prices import PriceBook
from opt.schema.words import ALL, ANY
from opt.tables.problems import Problem


@dataclass(frozen=True)
class Sites:
    """``area_site[a]``, ``area_capacity[a]`` (t, only where limited), ``area_cost[a]`` (currency/t/period),
    ``segregated`` areas.

    ``processing[h,v,t]`` hazard units a site may release in a period, ``stock[h,place,t]`` hazard units that may lie at
    its end (place: site or area), ``concurrent[h,v,t]`` hazard units per hour.
    ``utility_price[u,t]`` (currency/unit), ``emission[u]`` (kg CO2/unit), ``utility_limit[u]`` (units per period, only
    where limited); utilities are those the network uses.
    ``outlet_cost[w]`` (currency/t), ``outlet_limit[w]`` (t per period, only where limited), ``takers[x,v]`` outlets
    that take waste x at site v.
    """

    area_site: Mapping[str, str]
    area_capacity: Mapping[str, float]
    area_cost: Mapping[str, float]
    segregated: frozenset[str]
    processing: Mapping[tuple[str, str, str], float]
    stock: Mapping[tuple[str, str, str], float]
    concurrent: Mapping[tuple[str, str, str], float]
    utility_price: Mapping[tuple[str, str], float]
    emission: Mapping[str, float]
    utility_limit: Mapping[str, float]
    outlet_cost: Mapping[str, float]
    outlet_limit: Mapping[str, float]
    takers: Mapping[tuple[str, str], tuple[str, ...]]


def sites_of(instance: Instance, network: Network, hours: Mapping[str, float], prices: PriceBook) -> Sites:
    """Parameters of the sites; missing prices are reported by the price book."""
    areas = instance.records("areas")
    limits = _hazard_limits(instance, tuple(hours))
    utility_price, emission, utility_limit = _utilities(instance, network, prices)
    outlets = instance.records("outlets")
    return Sites(
        area_site={row["area"]: row["site"] for row in areas},
        area_capacity={row["area"]: float(row["capacity"]) for row in areas if not math.isnan(row["capacity"])},
        area_cost={row["area"]: float(row["cost"]) for row in areas},
        segregated=frozenset(row["area"] for row in areas if row["segregated"]),
        processing={key: limit * hours[key[2]] for key, limit in limits["processing"].items()},
        stock=limits["stock"],
        concurrent=limits["concurrent"],
        utility_price=utility_price,
        emission=emission,
        utility_limit=utility_limit,
        outlet_cost={row["outlet"]: float(row["cost"]) for row in outlets},
        outlet_limit={row["outlet"]: float(row["limit"]) for row in outlets if not math.isnan(row["limit"])},
        takers=_takers(instance, network),
    )


def _hazard_limits(instance: Instance, periods: tuple[str, ...]) -> dict[str, dict[tuple[str, str, str], float]]:
    """Limits by basis, resolved per period: a row for a period goes before the row for all."""
    resolved: dict[str, dict[tuple[str, str, str], float]] = {"processing": {}, "stock": {}, "concurrent": {}}
    rows = instance.records("hazard_limits")
    for row in sorted(rows, key=lambda row: row["period"] != ALL):
        for t in periods if row["period"] == ALL else (row["period"],):
            resolved[row["basis"]][row["hazard"], row["place"], t] = float(row["limit"])
    return resolved


def _utilities(
    instance: Instance, network: Network, prices: PriceBook
) -> tuple[dict[tuple[str, str], float], dict[str, float], dict[str, float]]:
    """Price per period, emission factor and limit of the utilities that some operation uses."""
    used = {utility for operation in network.operations.values() for utility in operation.uses}
    price: dict[tuple[str, str], float] = {}
    emission, limit = {}, {}
    for row in instance.records("utilities"):
        utility = row["utility"]
        if utility not in used:
            continue
        missing = Problem(
            table="utilities",
            column="price",
            value=utility,
            rule=f"utility '{utility}' has no price in every period",
            remedy="fill in utilities.price or add the item to reference_prices",
        )
        for t, value in prices.series(utility, float(row["price"]), missing).items():
            price[utility, t] = value
        emission[utility] = float(row["emission_factor"])
        if not math.isnan(row["limit"]):
            limit[utility] = float(row["limit"])
    return price, emission, limit


def _takers(instance: Instance, network: Network) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which outlets take which waste of the network at which site."""
    wastes = {(waste, operation.site) for operation in network.operations.values() for waste in operation.wastes}
    outlets = instance.records("outlets")
    return {
        (x, v): tuple(row["outlet"] for row in outlets if x in row["takes"] and row["site"] in (ANY, v))
        for x, v in sorted(wastes)
    }
