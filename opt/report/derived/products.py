"""Products made, sold and kept, and the purity achieved against the limits."""

from __future__ import annotations

from math import nan

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE, derived_frame

Made = dict[tuple[str, str, str], dict[str, float]]
"""(product, grade, period) -> operation -> t."""


def made_by_operation(plan: Plan) -> Made:
    """What was made of each grade in each period, by operation (t)."""
    made: Made = {}
    for (operation, product, grade, period), mass in plan.values("make").items():
        made.setdefault((product, grade, period), {})[operation] = mass
    return made


def revenue(plan: Plan, parameters: Parameters) -> dict[tuple[str, str, str], float]:
    """Sales of each grade and period: sell x price + make x payable (currency)."""
    market = parameters.market
    income = {key: mass * market.price[key] for key, mass in plan.values("sell").items()}
    made = plan.values("make")
    for (operation, *key), payable in market.payable.items():
        index = (key[0], key[1], key[2])
        income[index] = income.get(index, 0.0) + payable * made.get((operation, *index), 0.0)
    return income


def achieved(network: Network, product: str, item: str, made: dict[str, float]) -> float:
    """Content of an item in all that was made of a grade: sum of make x content / sum of make; NaN for nothing."""
    total = sum(made.values())
    if total <= NEGLIGIBLE:
        return nan
    outputs = {name: network.operations[name].products[product] for name, mass in made.items() if mass > 0}
    return sum(made[name] * output.carries(item) / output.mass for name, output in outputs.items()) / total


def products(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Every product, grade and period: made, sold, kept, short (t), the assay and the revenue."""
    made, income = made_by_operation(plan), revenue(plan, parameters)
    sold, kept, short = plan.values("sell"), plan.values("keep"), plan.values("short")
    rows = []
    for product, grades in parameters.market.grades.items():
        makers = parameters.market.makers[product]
        pure = any(product in network.operations[o].products[product].content for o in makers)
        for grade in grades:
            for period in parameters.periods:
                key = product, grade, period
                amounts = made.get(key, {})
                rows.append(
                    {"product": product, "grade": grade, "period": period, "made": sum(amounts.values()),
                     "sold": sold.get(key, 0.0), "kept": kept.get(key, 0.0), "short": short.get(key, 0.0),
                     "assay": achieved(network, product, product, amounts) if pure else nan,
                     "revenue": income.get(key, 0.0)}
                )  # fmt: skip
    return derived_frame("products", rows)


def purity(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Content of every limited item in each grade and period, against the limit (kg/kg)."""
    made = made_by_operation(plan)
    rows = []
    for (product, grade), limits in parameters.market.limits.items():
        for limit in limits:
            for period in parameters.periods:
                amounts = made.get((product, grade, period), {})
                rows.append(
                    {"product": product, "grade": grade, "item": limit.item, "sense": limit.sense, "period": period,
                     "limit": limit.limit, "achieved": achieved(network, product, limit.item, amounts),
                     "made": sum(amounts.values())}
                )  # fmt: skip
    return derived_frame("purity", rows)
