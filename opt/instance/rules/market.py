"""Rules of the market: grades, demand, payables, limits, prices."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from opt.instance.money import CURRENCY
from opt.instance.view import View
from opt.schema.words import ALL, OFFSPEC
from opt.tables import Problem


def _grades(view: View) -> dict[str, set[str]]:
    grades: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("grades"):
        grades[row["product"]].add(row["grade"])
    return grades


def grades(view: View) -> Iterator[Problem]:
    """Demand, payables and limits name grades that exist."""
    declared = _grades(view)
    products = view.values("products", "product")
    for table, implicit in (("demand", {OFFSPEC}), ("payables", set()), ("grade_limits", set())):
        for position, row in view.numbered(table):
            known = declared[row["product"]] | implicit
            if row["product"] in products and row["grade"] and row["grade"] not in known:
                yield view.unknown(
                    table, position, "grade", f"grade of product {row['product']} in table grades", known
                )
    for position, row in view.numbered("grade_limits"):
        if row["grade"] == OFFSPEC:
            yield view.problem(
                "grade_limits",
                position,
                "grade",
                f"the grade '{OFFSPEC}' has no limits",
                "remove the row or name another grade",
            )


def payables(view: View) -> Iterator[Problem]:
    """A grade sold by payables cannot be kept."""
    paid = {(row["product"], row["grade"]) for row in view.rows("payables")}
    for position, row in view.numbered("grades"):
        if (row["product"], row["grade"]) in paid and row["capacity"] > 0:
            yield view.problem(
                "grades",
                position,
                "capacity",
                "a grade sold by payables is sold in the period it is made and cannot be kept",
                "write 0",
            )


def demand(view: View) -> Iterator[Problem]:
    """No contract asks for more than can be sold, in a period or over the horizon."""
    periods = list(view.tables["periods"]["period"])
    by_period: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for position, row in view.numbered("demand"):
        if row["contract"] > row["maximum"]:
            yield view.problem(
                "demand",
                position,
                "contract",
                f"the contract is above the maximum ({row['maximum']:g} t)",
                "correct the one or the other",
            )
        if row["period"] != ALL and math.isnan(row["penalty"]):
            by_period[row["product"], row["grade"]][row["period"]] = row["contract"]
    for position, row in view.numbered("demand"):
        pair = (row["product"], row["grade"])
        if row["period"] != ALL or pair not in by_period:
            continue
        due = by_period[pair]
        total = math.fsum(due.get(period, due.get("each", 0.0)) for period in periods)
        if total > row["maximum"] * (1 + 1e-9):
            yield view.problem(
                "demand",
                position,
                "maximum",
                f"the contracts of the periods add up to {total:g} t, more than may be sold over the horizon",
                "correct the one or the others",
            )


def content_items(view: View) -> Iterator[Problem]:
    """Limits name constituents, elements, sums of elements or the product itself."""
    contents = view.values("constituents", "constituent") | view.values("elements", "element")
    for table in ("grade_limits", "specifications"):
        for position, row in view.numbered(table):
            known = contents | {row["product"]}
            for part in row["item"].split("+"):
                if row["item"] and part not in known:
                    yield view.unknown(table, position, "item", "constituent, element or product", known, part)


def prices(view: View) -> Iterator[Problem]:
    """Priced items exist: a grade of a product, a utility, a metal; the reference list knows outlets too."""
    sold = {f"{row['product']}/{row['grade']}" for row in view.rows("grades")}
    sold |= {f"{product}/{OFFSPEC}" for product in view.values("products", "product")}
    known = sold | view.values("utilities", "utility") | view.values("elements", "element")
    for position, row in view.numbered("prices"):
        if row["item"] and row["item"] not in known:
            yield view.unknown("prices", position, "item", "grade ('product/grade'), utility or metal", known)
    listed = known | view.values("outlets", "outlet")
    products = view.values("products", "product")
    for position, row in view.numbered("reference_prices"):
        of_product = row["item"].split("/")[0] in products
        if (
            view.from_planner("reference_prices", position)
            and row["item"]
            and row["item"] not in listed
            and not of_product
        ):
            yield view.unknown("reference_prices", position, "item", "grade, utility, outlet or metal", listed)
        currency = row["currency"]
        if currency and not CURRENCY.fullmatch(currency):
            yield view.problem(
                "reference_prices", position, "currency", "is no currency", "write three capital letters, as EUR"
            )
