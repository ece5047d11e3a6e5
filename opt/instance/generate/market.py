"""Grades, payables, demand, contracts and prices, sized by what the nominal plan makes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from opt.instance.generate.chance import Chance, rounded
from opt.instance.generate.facts import Facts

Row = dict[str, Any]

PAYABLE: Mapping[str, Mapping[str, float]] = {
    "mixed_hydroxide": {"Ni": 0.75, "Co": 0.75, "Mn": 0.3},
    "la_zr_concentrate": {"La": 0.3, "Zr": 0.3, "Ta": 0.4},
    "alloy": {"Ni": 0.45, "Co": 0.45, "Cu": 0.55},
    "black_mass_NCM": {"Ni": 0.5, "Co": 0.5, "Li": 0.3},
    "black_mass_LFP": {"Li": 0.4},
    "black_mass_other": {"Ni": 0.4, "Mn": 0.2, "Li": 0.3},
}
"""Share of a metal's price that is paid for what a product contains."""
SCRAP, BLACK_MASS = "_scrap", "black_mass"
USUAL = ("standard", "battery", "technical")
CONTRACTS = 3
SPOT_SHARE = 0.02
"""Sales below this (t a week) are no market of their own."""


def sold(facts: Facts, products: Mapping[str, float]) -> list[tuple[str, str]]:
    """(product, grade) of what the plant can make: the usual grades with a reference price, two a product at most."""
    grades: dict[str, list[str]] = defaultdict(list)
    for item in sorted(facts.prices):
        product, _, grade = item.partition("/")
        if products.get(product, 0.0) > 0 and grade not in ("", "offspec"):
            grades[product].append(grade)
    rank = {grade: place for place, grade in enumerate(USUAL)}
    return [
        (product, grade)
        for product, names in sorted(grades.items())
        for grade in sorted(sorted(names, key=lambda name: rank.get(name, len(USUAL)))[:2])
    ]


def market_rows(facts: Facts, products: Mapping[str, float], weeks: int, chance: Chance) -> dict[str, list[Row]]:
    """Tables grades, payables, demand and grade_limits."""
    pairs = sold(facts, products)
    paid = [(p, g) for p, g in pairs if p in PAYABLE]
    tables: dict[str, list[Row]] = {"grades": [], "payables": [], "demand": [], "grade_limits": []}
    for product, grade in pairs:
        kept = 0.0 if (product, grade) in paid else rounded(products[product] * chance.between(0.5, 1.5))
        price = facts.prices[f"{product}/{grade}"]
        cost = rounded(min(60.0, max(2.0, 0.0015 * price)), 1)
        tables["grades"].append({"product": product, "grade": grade, "capacity": kept, "keep_cost": cost})
    for product, grade in paid:
        tables["payables"] += [
            {"product": product, "grade": grade, "element": element, "payable": share}
            for element, share in PAYABLE[product].items()
            if element in facts.prices
        ]
    tables["demand"] = _demand(facts, pairs, products, weeks, chance)
    tables["grade_limits"] = _stricter(pairs, chance)
    return tables


def _demand(
    facts: Facts, pairs: Sequence[tuple[str, str]], products: Mapping[str, float], weeks: int, chance: Chance
) -> list[Row]:
    """Most that the best grade of a product can be sold a week, a little below or above what is made; a few contracts
    over the horizon or for single weeks, each with a price on what is missing, so that none is ever impossible."""
    best = dict(sorted(pairs, key=lambda pair: facts.prices["/".join(pair)]))
    rows: list[Row] = []
    open_to_contracts = []
    for product, grade in sorted(best.items()):
        weekly = products[product]
        if product.endswith(SCRAP) or weekly < SPOT_SHARE:
            continue
        if product.startswith(BLACK_MASS):
            most = rounded(weekly * chance.between(0.8, 1.6))
            rows += [_each(name, grade, most) for name, grade in pairs if name == product]
        elif product not in PAYABLE or chance.happens(0.5):
            rows.append(_each(product, grade, rounded(weekly * chance.between(0.75, 1.2))))
        if product not in PAYABLE:
            open_to_contracts.append((product, "technical" if (product, "technical") in pairs else grade))
    for product, grade in chance.shuffled(open_to_contracts)[: min(CONTRACTS, 1 + len(best) // 6)]:
        price = facts.prices[f"{product}/{grade}"]
        rows.append({
            "product": product, "grade": grade, "period": "all",
            "contract": rounded(0.25 * products[product] * weeks),
            "penalty": rounded(0.4 * price),
        })  # fmt: skip
    if products.get("mixed_hydroxide", 0.0) >= SPOT_SHARE and weeks >= 4 and "mixed_hydroxide" in best:
        due = rounded(0.6 * products["mixed_hydroxide"])
        grade = best["mixed_hydroxide"]
        rows = [row for row in rows if row["product"] != "mixed_hydroxide"]
        rows += [
            {"product": "mixed_hydroxide", "grade": grade, "period": str(week), "contract": due, "penalty": 4000.0}
            for week in range(4, weeks + 1, 4)
        ]
    return [row for row in rows if math.isfinite(row.get("maximum", 0.0))]


def _each(product: str, grade: str, most: float) -> Row:
    return {"product": product, "grade": grade, "period": "each", "maximum": most}


def _stricter(pairs: Sequence[tuple[str, str]], chance: Chance) -> list[Row]:
    """One buyer of a regenerated cathode asks for less copper than the library's specification."""
    names = [p for p, g in pairs if g == "battery" and p.startswith("regenerated_NCM")]
    if not names:
        return []
    return [{"product": chance.pick(names), "grade": "battery", "item": "Cu", "sense": "max", "limit": 4.5e-5}]


def price_rows(facts: Facts, weeks: int, chance: Chance) -> list[Row]:
    """Electricity: dear in winter, cheap in summer, a little noise."""
    base = facts.prices["electricity"]
    return [
        {
            "item": "electricity", "period": str(week),
            "price": rounded(base * (1.2 + 0.35 * math.cos(2 * math.pi * (week - 2) / 52) + chance.between(-0.1, 0.1))),
        }
        for week in range(1, weeks + 1)
    ]  # fmt: skip
