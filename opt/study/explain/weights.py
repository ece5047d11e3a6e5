"""What it costs, in money, when a limit gives way: a table of weights by kind of limit, and the planner's own over it.

price of one unit = base + multiple x the instance's own price of that thing
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from opt.instance import Instance
from opt.instance.money import rate
from opt.library.load import CURRENCY
from opt.network.parameters import Parameters
from opt.solve.elastic_limits import Stated
from opt.tables.problems import InputError, Problem, suggest

NEVER = math.inf
"""The price of what must not give way."""

ZERO = 1e-3
"""A limit of zero is priced as one of a thousandth of its unit, where the price is for a share of the limit."""


@dataclass(frozen=True)
class Weight:
    """Price of one ``unit`` by which a limit gives way: ``base`` (USD, in the instance's currency where it knows a
    rate) + ``multiple`` times ``own``, a price of the instance. ``reason`` says why so much."""

    unit: str
    base: float
    multiple: float
    own: str
    reason: str


WEIGHTS: Mapping[str, Weight] = {
    "hours": Weight("h", 50.0, 3.0, "lines.hour_cost", "overtime: a crew at night or on Sunday costs a multiple"),
    "delivery": Weight(
        "t", 1000.0, 2.0, "streams.gate_fee", "a refused delivery loses its fee, and the supplier's trust costs more"
    ),
    "age": Weight("t in a period", 200.0, 0.0, "", "watched more closely while it lies longer than agreed"),
    "room": Weight("t in a period", 50.0, 10.0, "areas.cost", "a rented place costs a multiple of one's own"),
    "segregation": Weight("class in a period", 3000.0, 0.0, "", "two classes in one area want a wall and a permit"),
    "processing": Weight(
        "the limit in a period", 20000.0, 0.0, "", "safety goes before money: a tenth more of a permit costs 2000"
    ),
    "stock": Weight("the limit in a period", 20000.0, 0.0, "", "as processing"),
    "concurrent": Weight("the limit in a period", 20000.0, 0.0, "", "as processing"),
    "conflict": Weight("group in a period", 20000.0, 0.0, "", "as a whole permit"),
    "lot": Weight("t in a period", 100.0, 0.0, "", "a small lot wastes a set-up, little else"),
    "contract": Weight("t", 500.0, 2.0, "grades.price", "the customer buys elsewhere at our cost"),
    "demand": Weight("t", 100.0, 0.5, "grades.price", "more than the market takes goes at half the price"),
    "purity": Weight(
        "t that misses its limit by the limit", 500.0, 1.0, "grades.price", "a worse specification loses the price"
    ),
    "utility": Weight("unit", 0.0, 5.0, "utilities.price", "peak supply costs a multiple"),
    "outlet": Weight("t", 200.0, 3.0, "outlets.cost", "a load at short notice costs a multiple"),
    "routing": Weight("t", 500.0, 0.0, "", "the planner's own rule, which has its reasons"),
    "choice": Weight("technology", 2000.0, 1.0, "routing.cost", "one more technology is to be qualified"),
    "decision": Weight("unit", 100.0, 0.0, "", "the planner's own wish, a tonne of it"),
    "switch": Weight("decision", 500.0, 0.0, "", "the planner's own wish, yes or no"),
}
"""Kind of limit -> what it costs when it gives way."""

Given = Mapping[str, "float | Weight"]


def with_own(given: Given | None) -> dict[str, Weight]:
    """The table with a caller's weights over it: a Weight, or a price of one unit (infinite: it must not give way)."""
    known = dict(WEIGHTS)
    problems = []
    for kind, weight in (given or {}).items():
        if kind not in known:
            problems.append(complaint(kind, "", f"there is no weight '{kind}'", suggest(kind, known)))
        elif isinstance(weight, Weight):
            known[kind] = weight
        elif not weight > 0:
            problems.append(complaint(kind, f"{weight}", "a weight is a price above zero", "give one, or 'never'"))
        else:
            known[kind] = replace(known[kind], base=float(weight), multiple=0.0, reason="as given")
    if problems:
        raise InputError(problems)
    return known


def complaint(column: str, value: str, rule: str, remedy: str, file: str = "") -> Problem:
    """What is wrong with a weight."""
    return Problem(rule, remedy, file, "weights", column=column, value=value)


def pricing(instance: Instance, parameters: Parameters, given: Given | None) -> Callable[[Stated], float]:
    """The price (currency) of one unit of a limit; infinite where it must not give way. What it is asked for raises
    InputError where a weight comes to nothing: what gives way for free would give way without need."""
    weights = with_own(given)
    overridden = set(given or {})
    factor = rate(instance.settings, CURRENCY) or 1.0

    def price(stated: Stated) -> float:
        weight = weights[stated.kind]
        own = weight.multiple * _own(parameters, stated) if weight.multiple else 0.0
        found = weight.base * (1.0 if stated.kind in overridden else factor) + own
        share = stated.limit if stated.limit > 0 else ZERO
        if stated.kind in ("processing", "stock", "concurrent") and found > 0:
            return found / share
        if stated.kind == "purity" and not stated.limit and found > 0:
            return found / ZERO
        if stated.kind == "utility" and not found:
            return factor * FREE_UTILITY / share
        if not found > 0:
            name = ", ".join(stated.place)
            rule = f"of '{name}' it comes to nothing: its base is zero, and so is {weight.own or 'all else'}"
            raise InputError([complaint(stated.kind, "", rule, "give it a base above zero")])
        return found

    return price


FREE_UTILITY = 1000.0
"""What twice the limit of a utility without a price costs (USD)."""


def _own(parameters: Parameters, stated: Stated) -> float:
    """The instance's own price of a unit of what is limited; 0 where it has none."""
    place, t = stated.place, stated.period if stated.period in parameters.periods else parameters.periods[0]
    sites, market = parameters.sites, parameters.market
    if stated.kind == "hours":
        return parameters.lines.hour_cost[place[0]]
    if stated.kind == "delivery":
        return abs(parameters.streams.gate_fee[place[0]])
    if stated.kind == "room":
        return sites.area_cost[place[0]]
    if stated.kind in ("contract", "demand", "purity"):
        return max(market.price.get((place[0], place[1], t), 0.0), 0.0)
    if stated.kind == "utility":
        return max(sites.utility_price[place[0], t], 0.0)
    if stated.kind == "outlet":
        return max(sites.outlet_cost[place[0]], 0.0)
    if stated.kind == "choice":
        routing = parameters.routing
        costs = [cost for (x, k), cost in routing.cost.items() if x == place[0] and routing.stage[k] == place[1]]
        return max(costs, default=0.0)
    return 0.0
