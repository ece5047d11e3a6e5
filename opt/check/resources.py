"""Outlets and utilities.

disposed + discarded <= what the outlet takes in a period;  uses x treat <= what there is of a utility in a period
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row
from opt.check.facts import given


def check(case: Case) -> Iterator[Row]:
    """Every outlet in tonnes, every utility in its unit; and that outlets only get what they take."""
    taken: dict[tuple[str, str], float] = defaultdict(float)
    for (fraction, outlet, period), mass in case.values["dispose"].items():
        taken[outlet, period] += mass
        if fraction not in case.materials or outlet not in case.materials[fraction].outlets:
            yield Row(f"{outlet}|does not take {fraction}", period, mass, 0.0, "t")
    for (waste, site, outlet, period), mass in case.values["discard"].items():
        taken[outlet, period] += mass
        row = case.facts.by_key["outlets"].get(outlet)
        if row is None or waste not in row["takes"] or row["site"] not in ("*", site):
            yield Row(f"{outlet}|does not take {waste} of {site}", period, mass, 0.0, "t")
    for outlet, row in case.facts.by_key["outlets"].items():
        for period in case.periods if given(row["limit"]) else ():
            yield Row(outlet, period, taken[outlet, period] - row["limit"], row["limit"], "t")
    used = utilities_used(case)
    for utility, row in case.facts.by_key["utilities"].items():
        for period in case.periods if given(row["limit"]) else ():
            yield Row(utility, period, used[utility, period] - row["limit"], row["limit"], row["unit"])


def utilities_used(case: Case) -> dict[tuple[str, str], float]:
    """Units of each utility and reagent by period."""
    used: dict[tuple[str, str], float] = defaultdict(float)
    for operation, work in case.works.items():
        for utility, amount in work.uses.items():
            for period in case.periods:
                used[utility, period] += amount * case.treated.get((operation, period), 0.0)
    return used
