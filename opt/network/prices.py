"""Prices per period: a row of table prices goes before the price of the item's own table, which a finished instance
has in its own currency."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.tables.problems import Problem


@dataclass(frozen=True)
class PriceBook:
    """``periods`` in time order; ``dated[item,t]`` prices that change with time; what is missing is added to
    ``problems``."""

    periods: tuple[str, ...]
    dated: Mapping[tuple[str, str], float]
    problems: list[Problem]

    def series(self, item: str, own: float, missing: Problem) -> dict[str, float]:
        """Price per period of an item whose own table says ``own`` (NaN: nothing); ``missing`` is the complaint where
        a period has no price."""
        prices = {t: self.dated.get((item, t), own) for t in self.periods}
        if any(math.isnan(price) for price in prices.values()):
            self.problems.append(missing)
        return prices


def price_book(instance: Instance, problems: list[Problem]) -> PriceBook:
    """The prices of an instance; complaints go to ``problems``."""
    dated = {(row["item"], row["period"]): float(row["price"]) for row in instance.records("prices")}
    return PriceBook(tuple(instance.periods), dated, problems)
