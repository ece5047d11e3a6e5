"""What a tonne earns or costs where it leaves the network: in products, in wastes, in outlets and in stock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from opt.report.grounds import prices
from opt.report.grounds.amounts import payables_of
from opt.report.grounds.basis import Basis


@dataclass(frozen=True)
class Earning:
    """What an operation's product earns: ``price`` a tonne of it (currency/t, grades by their shares, keeping of
    finished goods paid), ``metals`` a tonne of each element in it."""

    price: float
    metals: Mapping[str, float]


def earnings(case: Basis) -> dict[tuple[str, str], Earning]:
    """Price and metals of every product that an operation makes, its grades and periods by what was made."""
    unit, paid = _unit_prices(case), payables_of(case)
    made: dict[tuple[str, str], float] = defaultdict(float)
    earned: dict[tuple[str, str], float] = defaultdict(float)
    metals: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (operation, product, grade, period), mass in case.flows.make.items():
        key = operation, product
        made[key] += mass
        earned[key] += mass * unit.get((product, grade, ""), unit.get((product, grade, period), 0.0))
        for element, (share, own) in paid.get((product, grade), {}).items():
            metals[key][element] += mass * share * prices.price_at(case, element, period, own)
    return {
        key: Earning(earned[key] / mass, {e: amount / mass for e, amount in metals[key].items()})
        for key, mass in made.items()
    }


def _unit_prices(case: Basis) -> dict[tuple[str, str, str], float]:
    """What a tonne made of a grade earns by period; of a grade of which goods are kept the mean over the horizon (under
    the period ''), their keeping paid."""
    market, flows = case.parameters.market, case.flows
    kept = {(product, grade) for product, grade, _ in flows.keep}
    unit = {key: price for key, price in market.price.items() if key[:2] not in kept}
    made: dict[tuple[str, str], float] = defaultdict(float)
    earned: dict[tuple[str, str], float] = defaultdict(float)
    for (_, product, grade, _), mass in flows.make.items():
        made[product, grade] += mass
    for (product, grade, period), mass in flows.sell.items():
        earned[product, grade] += mass * market.price[product, grade, period]
    for (product, grade, _), mass in flows.keep.items():
        earned[product, grade] -= mass * market.keep_cost[product, grade]
    return unit | {(p, g, ""): earned[p, g] / made[p, g] for p, g in sorted(kept) if made[p, g] > 0}


def waste_cost(case: Basis) -> dict[tuple[str, str], float]:
    """Mean cost of a tonne of each waste by site; the cheapest outlet where nothing was discarded."""
    cost = case.parameters.sites.outlet_cost
    masses: dict[tuple[str, str], float] = defaultdict(float)
    amounts: dict[tuple[str, str], float] = defaultdict(float)
    for (waste, site, outlet, _), mass in case.flows.discard.items():
        masses[waste, site] += mass
        amounts[waste, site] += mass * cost[outlet]
    takers = case.parameters.sites.takers
    found = {key: min(cost[outlet] for outlet in outlets) for key, outlets in takers.items() if outlets}
    return found | {key: amounts[key] / mass for key, mass in masses.items()}


def resting(case: Basis) -> dict[str, float]:
    """What all of a fraction pays for lying and for outlets, and what it is worth at the end (currency)."""
    fractions, costs = case.network.fractions, case.parameters.sites.area_cost
    found: dict[str, float] = defaultdict(float)
    for (name, outlet, _), mass in case.flows.dispose.items():
        found[name] -= mass * fractions[name].outlets[outlet]
    for (name, area), mass in case.flows.lying.items():
        found[name] -= mass * costs[area]
    for name, mass in case.flows.left.items():
        found[name] += mass * fractions[name].end_value
    return found
