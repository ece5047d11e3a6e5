"""Parameters of the market: grades, prices, payables, demand, specifications."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from opt.instance.instance import Instance
from opt.network.network import Network
from opt.network.prices import PriceBook
from opt.schema.words import ALL, ANY, OFFSPEC
from opt.tables.problems import Problem

EACH = "each"


@dataclass(frozen=True)
class GradeLimit:
    """A limit of a grade: ``sense`` 'max' or 'min' of the content of ``item`` (kg/kg)."""

    item: str
    sense: str
    limit: float


@dataclass(frozen=True)
class Market:
    """``grades[p]`` grades of each product that some operation makes, 'offspec' last; ``makers[p]`` its operations.

    ``price[p,g,t]`` (currency/t), ``payable[o,p,g,t]`` what the contents pay per tonne made (currency/t; only where
    something is paid). ``capacity[p,g]`` (t; only above zero), ``keep_cost[p,g]`` (currency/t/period).
    ``maximum[p,g,t]``, ``contract[p,g,t]`` (t), ``penalty[p,g,t]`` (currency/t): only where given, t may be 'all' for
    the horizon. ``limits[p,g]`` specification of a grade.
    """

    grades: Mapping[str, tuple[str, ...]]
    makers: Mapping[str, tuple[str, ...]]
    price: Mapping[tuple[str, str, str], float]
    payable: Mapping[tuple[str, str, str, str], float]
    capacity: Mapping[tuple[str, str], float]
    keep_cost: Mapping[tuple[str, str], float]
    maximum: Mapping[tuple[str, str, str], float]
    contract: Mapping[tuple[str, str, str], float]
    penalty: Mapping[tuple[str, str, str], float]
    limits: Mapping[tuple[str, str], tuple[GradeLimit, ...]]


def market_of(instance: Instance, network: Network, prices: PriceBook) -> Market:
    """Parameters of the market; missing prices are reported by the price book."""
    makers: dict[str, list[str]] = {}
    for name, operation in network.operations.items():
        for product in operation.products:
            makers.setdefault(product, []).append(name)
    rows = {(row["product"], row["grade"]): row for row in instance.records("grades")}
    grades = {p: (*(g for q, g in rows if q == p and g != OFFSPEC), OFFSPEC) for p in sorted(makers)}
    demand = _demand(instance, prices.periods)
    return Market(
        grades=grades,
        makers={p: tuple(makers[p]) for p in grades},
        price=_price(instance, network, prices, rows, grades, makers),
        payable=_payable(instance, network, prices, grades, makers),
        capacity={key: float(row["capacity"]) for key, row in rows.items() if row["capacity"] > 0 and key[0] in grades},
        keep_cost={key: float(row["keep_cost"]) for key, row in rows.items()},
        maximum={key: float(row["maximum"]) for key, row in demand.items() if not math.isnan(row["maximum"])},
        contract={key: float(row["contract"]) for key, row in demand.items() if row["contract"] > 0},
        penalty={key: float(row["penalty"]) for key, row in demand.items() if not math.isnan(row["penalty"])},
        limits=_limits(instance, grades),
    )


def _price(
    instance: Instance,
    network: Network,
    prices: PriceBook,
    rows: Mapping[tuple[str, str], Mapping[str, Any]],
    grades: Mapping[str, tuple[str, ...]],
    makers: Mapping[str, list[str]],
) -> dict[tuple[str, str, str], float]:
    """Price per tonne; that of 'offspec' is minus the cost of its cheapest outlet where the planner gives none."""
    series: dict[tuple[str, str, str], float] = {}
    for p, names in grades.items():
        for g in names:
            own = float(rows[p, g]["price"]) if (p, g) in rows else math.nan
            if math.isnan(own) and g == OFFSPEC:
                own = -_cheapest_outlet(instance, p, {network.operations[o].site for o in makers[p]})
            missing = Problem(
                table="grades",
                column="price",
                value=f"{p}/{g}",
                rule=f"grade '{g}' of product '{p}' has no price" + (" and no outlet takes it" if g == OFFSPEC else ""),
                remedy="let an outlet take 'offspec' or add a row of grade 'offspec' with a price"
                if g == OFFSPEC
                else f"fill in grades.price or add '{p}/{g}' to reference_prices",
            )
            series.update({(p, g, t): value for t, value in prices.series(f"{p}/{g}", own, missing).items()})
    return series


def _cheapest_outlet(instance: Instance, product: str, sites: set[str]) -> float:
    """Cost (currency/t) of the cheapest outlet that takes the product off-spec and serves a site that makes it; NaN
    where there is none."""
    costs = [
        float(row["cost"])
        for row in instance.records("outlets")
        if (product in row["takes"] or OFFSPEC in row["takes"]) and (row["site"] == ANY or row["site"] in sites)
    ]
    return min(costs, default=math.nan)


def _payable(
    instance: Instance,
    network: Network,
    prices: PriceBook,
    grades: Mapping[str, tuple[str, ...]],
    makers: Mapping[str, list[str]],
) -> dict[tuple[str, str, str, str], float]:
    """Sum over elements of payable share x content (t/t of product) x metal price, per tonne made."""
    value: dict[tuple[str, str, str, str], float] = {}
    for row in instance.records("payables"):
        p, g, element = row["product"], row["grade"], row["element"]
        if g not in grades.get(p, ()):
            continue
        missing = Problem(
            table="payables",
            column="metal_price",
            value=element,
            rule=f"metal '{element}' that '{p}/{g}' is paid by has no price",
            remedy=f"fill in payables.metal_price or add '{element}' to reference_prices",
        )
        metal = prices.series(element, float(row["metal_price"]), missing)
        for o in makers[p]:
            output = network.operations[o].products[p]
            content = output.elements.get(element, 0.0) / output.mass
            for t in prices.periods if content > 0 else ():
                value[o, p, g, t] = value.get((o, p, g, t), 0.0) + float(row["payable"]) * content * metal[t]
    return value


def _demand(instance: Instance, periods: tuple[str, ...]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    """Demand rows per period (a row for a period goes before the row for each), and for the horizon ('all')."""
    resolved: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for row in sorted(instance.records("demand"), key=lambda row: row["period"] != EACH):
        for t in periods if row["period"] == EACH else (row["period"],):
            resolved[row["product"], row["grade"], t] = row
    when = {t: position for position, t in enumerate((*periods, ALL))}
    return {key: resolved[key] for key in sorted(resolved, key=lambda key: (key[0], key[1], when[key[2]]))}


def _limits(instance: Instance, grades: Mapping[str, tuple[str, ...]]) -> dict[tuple[str, str], tuple[GradeLimit, ...]]:
    """Limits of the grades on offer: the instance's rows go before the library's specifications; none for off-spec."""
    resolved: dict[tuple[str, str, str, str], float] = {}
    for table in ("specifications", "grade_limits"):
        for row in instance.records(table):
            if row["grade"] in grades.get(row["product"], ()) and row["grade"] != OFFSPEC:
                resolved[row["product"], row["grade"], row["item"], row["sense"]] = float(row["limit"])
    limits: dict[tuple[str, str], list[GradeLimit]] = {}
    for (p, g, item, sense), limit in resolved.items():
        limits.setdefault((p, g), []).append(GradeLimit(item, sense, limit))
    return {key: tuple(found) for key, found in limits.items()}
