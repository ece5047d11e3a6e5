"""Where a price comes from: the instance's own cell, its price series, or the dated reference price list.

A finished instance has every blank price filled in from the list. A price that equals the listed one (converted to the
instance's currency) counts as the listed one, so that a stored result says the same as the run that made it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from opt.network.network import Fraction
from opt.report.grounds.basis import Basis, Figure, Rows
from opt.schema.words import ANY, OFFSPEC

SERIES = "prices"
"""The table of prices by period; a whole series of an item counts as one figure."""


def price_figure(rows: Rows, item: str, period: str, own: Figure) -> Figure:
    """The figure that a price in a period is: its series, the reference price, or ``own``."""
    if (item, period) in rows.of(SERIES):
        return SERIES, (item,), "price"
    table, key, column = own
    listed = rows.of("reference_prices").get((item,))
    if listed is not None and rows.of(table)[key][column] == _converted(rows, listed["price"], listed["currency"]):
        return "reference_prices", (item,), "price"
    return own


def _converted(rows: Rows, price: float, currency: str) -> float:
    settings = rows.instance.settings
    if currency == settings.currency:
        return price
    rate = settings.exchange_rates.get(currency)
    return price * rate.rate if rate else math.nan


def price_at(case: Basis, item: str, period: str, own: float) -> float:
    """The price of an item in a period; ``own`` where its series has none."""
    row = case.rows.of(SERIES).get((item, period))
    return own if row is None else float(row["price"])


def grade_figure(case: Basis, product: str, grade: str, period: str) -> Figure:
    """The price of a grade; off-spec without a price of its own costs what the cheapest outlet costs."""
    item, key = f"{product}/{grade}", (product, grade)
    row = case.rows.of("grades").get(key)
    if row is not None and not math.isnan(row["price"]):
        return price_figure(case.rows, item, period, ("grades", key, "price"))
    if (item, period) in case.rows.of(SERIES):
        return SERIES, (item,), "price"
    sites = {case.network.operations[o].site for o in case.parameters.market.makers[product]}
    costs = {
        outlet["outlet"]: float(outlet["cost"])
        for outlet in case.rows.of("outlets").values()
        if {product, OFFSPEC} & set(outlet["takes"]) and outlet["site"] in {ANY, *sites}
    }
    return outlet_figure(case, min(costs, key=lambda name: (costs[name], name)))


def quoted(rows: Rows, product: str, grade: str, periods: Iterable[str]) -> list[Figure]:
    """The figures that set what a grade is paid in some periods: its price, its payables and the metals' prices."""
    found: dict[Figure, None] = {}
    row, item = rows.of("grades").get((product, grade)), f"{product}/{grade}"
    paid = [key for key in rows.of("payables") if key[:2] == (product, grade)]
    for period in periods:
        if (item, period) in rows.of(SERIES):
            found[SERIES, (item,), "price"] = None
        elif row is not None and not math.isnan(row["price"]) and (row["price"] or not paid):
            found[price_figure(rows, item, period, ("grades", (product, grade), "price"))] = None
        for key in paid:
            found["payables", key, "payable"] = None
            found[price_figure(rows, key[2], period, ("payables", key, "metal_price"))] = None
    return list(found)


def outlet_figure(case: Basis, outlet: str) -> Figure:
    """The cost of an outlet, which does not change with time."""
    return price_figure(case.rows, outlet, "", ("outlets", (outlet,), "cost"))


def metal_figure(case: Basis, product: str, grade: str, element: str, period: str) -> Figure:
    """The price of a metal by which a grade is paid."""
    return price_figure(case.rows, element, period, ("payables", (product, grade, element), "metal_price"))


def utility_figure(case: Basis, utility: str, period: str) -> Figure:
    """The price of a utility."""
    return price_figure(case.rows, utility, period, ("utilities", (utility,), "price"))


def end_figure(case: Basis, fraction: Fraction) -> Figure:
    """What a tonne left at the end is worth: a row of end_values (the stream's own before that for all), or the cost of
    the cheapest outlet."""
    if fraction.liability:
        return outlet_figure(case, min(fraction.outlets, key=lambda name: (fraction.outlets[name], name)))
    own = fraction.streams[0], fraction.form
    return "end_values", own if own in case.rows.of("end_values") else (ANY, fraction.form), "value"
