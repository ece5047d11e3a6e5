"""The recovered value, term by term and stream by stream."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.derived.attribution import stream_shares, sum_by_first
from opt.report.derived.products import revenue
from opt.report.frames import derived_frame

TERMS = (
    "sales", "gate_fees", "end_values", "treatment", "utilities", "setups", "fixed_lines", "storage", "disposal",
    "shortfalls", "qualification", "carbon", "liability",
)  # fmt: skip
NOBODY = "*"
"""Stands for the stream where an amount belongs to none."""

Ledger = dict[tuple[str, str], float]
"""(term, fraction) -> currency; the fraction is NOBODY for what belongs to no material."""


def value(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """The terms of the objective as they enter it (costs negative); they sum to the objective."""
    totals: dict[str, float] = {}
    for (term, _), amount in ledger(plan, network, parameters).items():
        totals[term] = totals.get(term, 0.0) + amount
    return derived_frame("value", ({"term": term, "amount": totals.get(term, 0.0)} for term in TERMS))


def value_by_stream(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """The terms shared by stream: a fraction's amounts by the mass its streams have in it."""
    shares = stream_shares(network, plan)
    amounts: dict[tuple[str, str], float] = {}
    for (term, fraction), amount in ledger(plan, network, parameters).items():
        for stream, share in ({NOBODY: 1.0} if fraction == NOBODY else shares[fraction]).items():
            amounts[stream, term] = amounts.get((stream, term), 0.0) + share * amount
    order = [*plan.instance.tables["streams"]["stream"], NOBODY]
    return derived_frame(
        "value_by_stream",
        (
            {"stream": stream, "term": term, "amount": amounts[stream, term]}
            for stream in order
            for term in TERMS
            if amounts.get((stream, term), 0.0) != 0.0
        ),
    )


def ledger(plan: Plan, network: Network, parameters: Parameters) -> Ledger:
    """Every amount of the objective by term and by the fraction it belongs to."""
    book: Ledger = {}
    _treat(book, plan, network, parameters)
    _keep(book, plan, network, parameters)
    _sell(book, plan, network, parameters)
    _dispose(book, plan, network, parameters)
    _organise(book, plan, network, parameters)
    return book


def _add(book: Ledger, term: str, fraction: str, amount: float) -> None:
    if amount:
        book[term, fraction] = book.get((term, fraction), 0.0) + amount


def _spread(book: Ledger, term: str, amount: float, weights: Mapping[str, float]) -> None:
    """An amount over fractions by weight; to nobody where nothing weighs."""
    total = sum(weights.values())
    if total <= 0:
        _add(book, term, NOBODY, amount)
        return
    for fraction, weight in weights.items():
        _add(book, term, fraction, amount * weight / total)


def _treat(book: Ledger, plan: Plan, network: Network, parameters: Parameters) -> None:
    """treatment = treat x (hour cost / rate + cost of the technology); utilities = treat x uses x price;
    carbon = treat x uses x emission factor x carbon price / 1000."""
    for (name, line, period), mass in plan.values("treat").items():
        operation = network.operations[name]
        hourly = parameters.lines.hour_cost[line] / operation.lines[line].rate if line else 0.0
        _add(book, "treatment", operation.fraction, -mass * (hourly + operation.cost))
        for utility, units in operation.uses.items():
            _add(book, "utilities", operation.fraction, -mass * units * parameters.sites.utility_price[utility, period])
            carbon = units * parameters.sites.emission[utility] * parameters.carbon_price / 1000.0
            _add(book, "carbon", operation.fraction, -mass * carbon)


def _keep(book: Ledger, plan: Plan, network: Network, parameters: Parameters) -> None:
    """gate fees = receive x gate fee; storage = stock x area cost; what is left at the end x its value, or its
    liability."""
    for (stream, _), mass in plan.values("receive").items():
        _add(book, "gate_fees", stream, mass * parameters.streams.gate_fee[stream])
    last = parameters.periods[-1]
    for (name, area, period), mass in plan.values("stock").items():
        fraction = network.fractions[name]
        _add(book, "storage", name, -mass * parameters.sites.area_cost[area])
        if period == last:
            _add(book, "liability" if fraction.liability else "end_values", name, mass * fraction.end_value)


def _sell(book: Ledger, plan: Plan, network: Network, parameters: Parameters) -> None:
    """sales, the keeping of finished goods, and shortfalls; a grade's amounts go to those who made it."""
    makers: dict[tuple[str, str], dict[str, float]] = {}
    for (name, product, grade, _), mass in plan.values("make").items():
        fraction, made = network.operations[name].fraction, makers.setdefault((product, grade), {})
        made[fraction] = made.get(fraction, 0.0) + max(mass, 0.0)
    for (product, grade, _), amount in revenue(plan, parameters).items():
        _spread(book, "sales", amount, makers.get((product, grade), {}))
    for (product, grade, _), mass in plan.values("keep").items():
        cost = parameters.market.keep_cost.get((product, grade), 0.0)
        _spread(book, "storage", -mass * cost, makers.get((product, grade), {}))
    for key, mass in plan.values("short").items():
        _add(book, "shortfalls", NOBODY, -mass * parameters.market.penalty[key])


def _dispose(book: Ledger, plan: Plan, network: Network, parameters: Parameters) -> None:
    """disposal = (dispose + discard) x cost of the outlet; a waste goes to those who gave it."""
    for (name, outlet, _), mass in plan.values("dispose").items():
        _add(book, "disposal", name, -mass * network.fractions[name].outlets[outlet])
    givers: dict[tuple[str, str], dict[str, float]] = {}
    for name, mass in sum_by_first(plan.values("treat")).items():
        operation = network.operations[name]
        for waste, amount in operation.wastes.items():
            given = givers.setdefault((waste, operation.site), {})
            given[operation.fraction] = given.get(operation.fraction, 0.0) + max(mass, 0.0) * amount
    for (waste, site, outlet, _), mass in plan.values("discard").items():
        _spread(book, "disposal", -mass * parameters.sites.outlet_cost[outlet], givers.get((waste, site), {}))


def _organise(book: Ledger, plan: Plan, network: Network, parameters: Parameters) -> None:
    """set-ups by the hours of the campaign, qualification by the mass treated, fixed line costs to nobody."""
    hours: dict[tuple[str, str], dict[str, float]] = {}
    masses: dict[tuple[str, str], dict[str, float]] = {}
    for (name, line, _), mass in plan.values("treat").items():
        operation = network.operations[name]
        origin = network.fractions[operation.fraction].origin
        uses = [(masses.setdefault((origin, operation.technology), {}), mass)]
        if line:
            at = operation.lines[line]
            uses.append((hours.setdefault((line, at.campaign), {}), mass / at.rate))
        for weights, amount in uses:
            weights[operation.fraction] = weights.get(operation.fraction, 0.0) + max(amount, 0.0)
    for (line, campaign, _), number in plan.values("setup").items():
        cost = parameters.lines.setup_cost.get((line, campaign), 0.0)
        _spread(book, "setups", -number * cost, hours.get((line, campaign), {}))
    for origin_and_technology, number in plan.values("use").items():
        cost = parameters.routing.cost.get(origin_and_technology, 0.0)
        _spread(book, "qualification", -number * cost, masses.get(origin_and_technology, {}))
    _add(book, "fixed_lines", NOBODY, -sum(parameters.lines.fixed_cost.values()) * len(parameters.periods))
