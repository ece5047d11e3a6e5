"""Family age: nothing lies longer than it may (first in, first out). Rows in t."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.balance import inflow
from opt.model.data import Data
from opt.model.reach import first_allowed
from opt.model.rows import Row
from opt.model.variables import Variables


def age(data: Data, x: Variables) -> Iterator[Row]:
    """age[n,t]: what lies in stock is at most what came in during the last A periods

    sum_a stock[n,a,t] <= sum_(u in (t-A, t]) inflow[n,u] + initial stock that arrived after t-A

    A = max_age[n] in periods; period 0 is the one before the first. Left out while everything is young enough.
    """
    periods = data.parameters.periods
    for n, fraction in data.network.fractions.items():
        if fraction.max_age is None or not fraction.areas:
            continue
        for position, t in enumerate(periods, start=1):
            oldest = position - fraction.max_age
            young = sum(mass for _, arrived, mass in fraction.initial if arrived > oldest)
            if oldest < 1 and young == sum(mass for _, _, mass in fraction.initial):
                continue
            terms = [(1.0, x.stock[n, a, t]) for a in fraction.areas]
            for period in periods[first_allowed(position, fraction.max_age) - 1 : position]:
                terms += [(-factor, variable) for factor, variable in inflow(data, x, fraction, period)]
            yield (n, t), terms, None, young


ROWS = (age,)
