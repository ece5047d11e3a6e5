"""The recovered value, recomputed term by term from the stored variables, and compared with what the result says.

Terms are signed as they enter the value. The stored table ``value`` must hold exactly these terms with these amounts,
and the summary's objective must be their sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from opt.check.campaign import set_up_campaigns
from opt.check.capacity import hours_used
from opt.check.case import Case, Row
from opt.check.facts import given, group, serving
from opt.check.market import demands
from opt.check.materials import Material
from opt.check.resources import utilities_used
from opt.check.routing import chosen_row, streams_of
from opt.schema.words import ANY, OFFSPEC

KG_PER_TONNE = 1000.0
FROM_SOLVER = {"binding"}
"""Derived tables that a plan has before its value table is made."""


def sales(case: Case) -> float:
    """Tonnes sold x price, and tonnes made x what their contents pay."""
    paid = 0.0
    sites = _makers(case)
    for (product, grade, period), mass in case.values["sell"].items():
        paid += mass * _price(case, product, grade, period, sites.get(product, set())) if mass else 0.0
    payables = group(case.facts.rows["payables"], "product", "grade")
    for (operation, product, grade, period), mass in case.values["make"].items():
        good = case.works[operation].goods.get(product) if operation in case.works else None
        if good is None:
            continue
        for row in payables.get((product, grade), ()):
            metal = case.facts.price(row["element"], period, row["metal_price"])
            paid += mass * row["payable"] * metal * good.elements.get(row["element"], 0.0) / good.mass
    return paid


def gate_fees(case: Case) -> float:
    """Tonnes received x gate fee."""
    fees = {name: row["gate_fee"] for name, row in case.facts.by_key["streams"].items()}
    return math.fsum(mass * fees.get(stream, 0.0) for (stream, _), mass in case.values["receive"].items())


def end_values(case: Case) -> float:
    """Tonnes left at the end x their value, where a row gives one."""
    return math.fsum(mass * value for mass, value, _ in _left(case) if value is not None)


def liability(case: Case) -> float:
    """Tonnes left at the end x the cost of the cheapest outlet, where no row gives a value."""
    return -math.fsum(
        mass * min(material.outlets.values(), default=math.nan)
        for mass, value, material in _left(case)
        if value is None and mass
    )


def treatment(case: Case) -> float:
    """Hours of treatment x cost of an hour, and tonnes x the technology's own cost."""
    hourly = {name: row["hour_cost"] for name, row in case.facts.by_key["lines"].items()}
    hours = math.fsum(hourly[line] * time for (line, _), time in hours_used(case).items())
    own = math.fsum(case.works[o].cost * mass for (o, _), mass in case.treated.items() if o in case.works)
    return -hours - own


def utilities(case: Case) -> float:
    """Units used x price."""
    rows = case.facts.by_key["utilities"]
    return -math.fsum(
        units * case.facts.price(name, period, rows[name]["price"])
        for (name, period), units in utilities_used(case).items()
        if units
    )


def setups(case: Case) -> float:
    """Set-ups x their cost."""
    rows = case.facts.by_key["setups"]
    cost = {(line, name): rows[line, name]["cost"] for line, names in set_up_campaigns(case).items() for name in names}
    return -math.fsum(
        chosen * cost.get((line, campaign), 0.0) for (line, campaign, _), chosen in case.values["setup"].items()
    )


def fixed_lines(case: Case) -> float:
    """Fixed cost of every line, every period."""
    return -math.fsum(row["fixed_cost"] for row in case.facts.rows["lines"]) * len(case.periods)


def storage(case: Case) -> float:
    """Tonnes at the end of each period x cost of the area; finished goods x their keeping."""
    areas, grades = case.facts.by_key["areas"], case.facts.by_key["grades"]
    stock = math.fsum(
        areas[area]["cost"] * mass for (_, area, _), mass in case.values["stock"].items() if area in areas
    )
    keep = math.fsum(
        grades[product, grade]["keep_cost"] * mass
        for (product, grade, _), mass in case.values["keep"].items()
        if (product, grade) in grades
    )
    return -stock - keep


def disposal(case: Case) -> float:
    """Fractions and wastes given to outlets x the outlet's cost."""
    cost = {name: row["cost"] for name, row in case.facts.by_key["outlets"].items()}
    given_away = [(outlet, mass) for (_, outlet, _), mass in case.values["dispose"].items()]
    given_away += [(outlet, mass) for (_, _, outlet, _), mass in case.values["discard"].items()]
    return -math.fsum(cost.get(outlet, math.nan) * mass for outlet, mass in given_away if mass)


def shortfalls(case: Case) -> float:
    """Tonnes short of a contract x its penalty."""
    rows = demands(case)
    return -math.fsum(mass * rows[key]["penalty"] for key, mass in case.values["short"].items() if mass and key in rows)


def qualification(case: Case) -> float:
    """Streams (pools) qualified for technologies x the cost of it."""
    costs = {(row["stream"], row["technology"]): row["cost"] for row in case.facts.rows["routing"]}
    streams = streams_of(case)
    return -math.fsum(
        chosen * (chosen_row(costs, streams.get(origin, ()), technology) or 0.0)
        for (origin, technology), chosen in case.values["use"].items()
    )


def carbon(case: Case) -> float:
    """Units used x emission factor (kg CO2) x carbon price (per t)."""
    rows, price = case.facts.by_key["utilities"], case.facts.settings.carbon_price / KG_PER_TONNE
    return -price * math.fsum(
        units * rows[name]["emission_factor"] for (name, _), units in utilities_used(case).items()
    )


TERMS: dict[str, Callable[[Case], float]] = {
    term.__name__: term
    for term in (
        sales,
        gate_fees,
        end_values,
        treatment,
        utilities,
        setups,
        fixed_lines,
        storage,
        disposal,
        shortfalls,
        qualification,
        carbon,
        liability,
    )
}


def terms_of(case: Case) -> dict[str, float]:
    """Every term of the objective, recomputed (currency)."""
    return {name: term(case) for name, term in TERMS.items()}


def check(case: Case) -> Iterator[Row]:
    """The stored objective and the stored terms against the recomputed ones."""
    terms = terms_of(case)
    currency = case.facts.settings.currency
    whole = math.fsum(terms.values())
    stored = case.plan.summary.get("objective")
    yield Row("objective", "", math.inf if stored is None else abs(stored - whole), abs(whole), currency)
    if set(case.plan.derived) <= FROM_SOLVER:
        return
    frame = case.plan.derived.get("value")
    amounts = {} if frame is None else dict(zip(frame["term"].tolist(), frame["amount"].tolist(), strict=True))
    for name, amount in terms.items():
        excess = abs(amounts.pop(name) - amount) if name in amounts else math.inf
        yield Row(name, "", excess, abs(amount), currency)
    for name in amounts:
        yield Row(f"{name}|no such term", "", math.inf, 0.0, currency)


def _price(case: Case, product: str, grade: str, period: str, sites: set[str]) -> float:
    """Price of a grade; off-spec without one: minus the cheapest outlet that takes it at a site that makes it."""
    row = case.facts.by_key["grades"].get((product, grade))
    base = row["price"] if row else math.nan
    if not given(base) and grade == OFFSPEC:
        costs = [
            cost
            for site in sites
            for item in (product, OFFSPEC)
            for cost in serving(case.facts.rows["outlets"], item, site).values()
        ]
        base = -min(costs, default=math.nan)
    return case.facts.price(f"{product}/{grade}", period, base)


def _makers(case: Case) -> dict[str, set[str]]:
    """Sites that can make each product."""
    sites: dict[str, set[str]] = {}
    for work in case.works.values():
        for product in work.goods:
            sites.setdefault(product, set()).add(work.site)
    return sites


def _left(case: Case) -> Iterator[tuple[float, float | None, Material]]:
    """What is left at the end: tonnes, value of a tonne where a row gives one (the stream's own before that for all),
    and the material."""
    rows = {key: row["value"] for key, row in case.facts.by_key["end_values"].items()}
    for name, material in case.materials.items():
        mass = case.lying.get((name, case.periods[-1]), 0.0)
        value = rows.get((material.streams[0], material.form), rows.get((ANY, material.form)))
        yield mass, value, material
