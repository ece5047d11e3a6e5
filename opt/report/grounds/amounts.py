"""Figures that an amount of the value is proportional to: prices, costs, rates, amounts of utilities.

A figure leans by (figure x change of the value per unit of the figure), in currency: where an amount is the product of
several figures, it is added to each of them.
"""

from __future__ import annotations

from collections import defaultdict

from opt.network.content import contents
from opt.network.network import Operation
from opt.report.grounds import prices
from opt.report.grounds.basis import Basis, Figure
from opt.schema.words import ANY

Lean = dict[Figure, float]
SETTINGS = "instance"
"""Stands for instance.toml where a figure is one of the settings."""


def money(case: Basis) -> Lean:
    """What every figure of money, rate and use leans by (currency): 1 % of it changes the value by a hundredth."""
    lean: Lean = defaultdict(float)
    _sales(case, lean)
    _payables(case, lean)
    _lines(case, lean)
    _utilities(case, lean)
    _storage(case, lean)
    _disposal(case, lean)
    _decided(case, lean)
    return lean


def _sales(case: Basis, lean: Lean) -> None:
    """sell x price."""
    for (product, grade, period), mass in case.flows.sell.items():
        price = case.parameters.market.price[product, grade, period]
        if price:
            lean[prices.grade_figure(case, product, grade, period)] += mass * price


def _payables(case: Basis, lean: Lean) -> None:
    """make x content x payable x price of the metal."""
    paid = payables_of(case)
    for (operation, product, grade, period), mass in case.flows.make.items():
        output = case.network.operations[operation].products[product]
        for element, (share, own) in paid.get((product, grade), {}).items():
            metal = prices.price_at(case, element, period, own)
            amount = mass * output.elements.get(element, 0.0) / output.mass * share * metal
            if amount:
                lean["payables", (product, grade, element), "payable"] += amount
                lean[prices.metal_figure(case, product, grade, element, period)] += amount


def payables_of(case: Basis) -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
    """Grades sold by contents: element -> share that is paid, and the metal's own price (currency/t)."""
    found: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
    for (product, grade, element), row in case.rows.of("payables").items():
        found.setdefault((product, grade), {})[element] = float(row["payable"]), float(row["metal_price"])
    return found


def _lines(case: Basis, lean: Lean) -> None:
    """treat x (hour cost / rate + cost of the technology): a faster line costs less."""
    for (name, line, _), mass in case.flows.treat.items():
        operation = case.network.operations[name]
        lean["technologies", (operation.technology,), "cost"] -= mass * operation.cost
        if line:
            amount = mass / operation.lines[line].rate * case.parameters.lines.hour_cost[line]
            lean["lines", (line,), "hour_cost"] -= amount
            lean[_rate_figure(case, operation, line)] += amount


def _rate_figure(case: Basis, operation: Operation, line: str) -> Figure:
    """The most specific row of line_technologies for the class and form; class goes before form."""
    fraction = case.network.fractions[operation.fraction]
    known = case.rows.of("line_technologies")
    for name in (fraction.electrolyte_class, ANY):
        for form in (fraction.form, ANY):
            key = line, operation.technology, name, form
            if key in known:
                return "line_technologies", key, "rate"
    raise KeyError(f"no row of line_technologies for {operation.name} on {line}")


def _utilities(case: Basis, lean: Lean) -> None:
    """treat x amount x content x (price + carbon price / 1000 x emission factor)."""
    sites, carbon = case.parameters.sites, case.parameters.carbon_price / 1000.0
    for name, mass in case.flows.feed.items():
        operation = case.network.operations[name]
        found = contents(case.catalog, case.network.fractions[operation.fraction].composition)
        for row in case.catalog.uses.get(operation.technology, ()):
            utility = row["utility"]
            units = row["amount"] * found.get(row["constituent"], 0.0)
            if not units:
                continue
            emitted = mass * units * sites.emission[utility] * carbon
            lean["utilities", (utility,), "emission_factor"] -= emitted
            lean[SETTINGS, (), "carbon_price"] -= emitted
            paid = 0.0
            for period in case.parameters.periods:
                amount = case.flows.fed.get((name, period), 0.0) * units * sites.utility_price[utility, period]
                if amount:
                    lean[prices.utility_figure(case, utility, period)] -= amount
                    paid += amount
            lean["uses", (operation.technology, utility, row["constituent"]), "amount"] -= paid + emitted


def _storage(case: Basis, lean: Lean) -> None:
    """stock x cost of the area; finished goods x their keeping; what is left x its value."""
    for (_, area), mass in case.flows.lying.items():
        lean["areas", (area,), "cost"] -= mass * case.parameters.sites.area_cost[area]
    for (product, grade, _), mass in case.flows.keep.items():
        lean["grades", (product, grade), "keep_cost"] -= mass * case.parameters.market.keep_cost[product, grade]
    for name, mass in case.flows.left.items():
        fraction = case.network.fractions[name]
        if fraction.end_value:
            lean[prices.end_figure(case, fraction)] += mass * fraction.end_value


def _disposal(case: Basis, lean: Lean) -> None:
    """(dispose + discard) x cost of the outlet."""
    given = [(outlet, mass) for (_, outlet, _), mass in case.flows.dispose.items()]
    given += [(outlet, mass) for (_, _, outlet, _), mass in case.flows.discard.items()]
    for outlet, mass in given:
        cost = case.parameters.sites.outlet_cost[outlet]
        if cost:
            lean[prices.outlet_figure(case, outlet)] -= mass * cost


def _decided(case: Basis, lean: Lean) -> None:
    """Amounts that hang on decisions alone: gate fees, set-ups, fixed costs, shortfalls, qualification."""
    parameters, plan = case.parameters, case.plan
    for stream, mass in case.flows.received.items():
        lean["streams", (stream,), "gate_fee"] += mass * parameters.streams.gate_fee[stream]
    for (line, campaign, _), number in plan.values("setup").items():
        lean["setups", (line, campaign), "cost"] -= number * parameters.lines.setup_cost.get((line, campaign), 0.0)
    for line, cost in parameters.lines.fixed_cost.items():
        lean["lines", (line,), "fixed_cost"] -= cost * len(parameters.periods)
    for key, mass in plan.values("short").items():
        if mass:
            lean[_demand_figure(case, *key)] -= mass * parameters.market.penalty[key]
    for (origin, technology), number in plan.values("use").items():
        cost = parameters.routing.cost.get((origin, technology), 0.0)
        if number and cost:
            lean[_routing_figure(case, origin, technology)] -= number * cost


def _demand_figure(case: Basis, product: str, grade: str, period: str) -> Figure:
    """The row of demand for the period, else the one for each."""
    own = product, grade, period
    return "demand", own if own in case.rows.of("demand") else (product, grade, "each"), "penalty"


def _routing_figure(case: Basis, origin: str, technology: str) -> Figure:
    """The row of routing for the one stream of the origin, else the one for all."""
    streams = next(f.streams for f in case.network.fractions.values() if f.origin == origin)
    own = streams[0], technology
    found = own if len(streams) == 1 and own in case.rows.of("routing") else (ANY, technology)
    return "routing", found, "cost"
