"""Campaigns and set-ups, carried over from period to period.

treat > 0 only where run = 1                                every campaign that has a run
run <= setup + carry                                        campaigns with set-up hours or cost
sum over campaigns of carry <= 1                            every line and period
carry[c,t] <= setup[c,t-1] + carry[c,t-1]                   before the first period: the initial campaign
carry[c,t] + carry[c,t+1] <= 1 + single[t]
setup[c,t] + single[t] <= 1                                 every campaign
treated >= minimum lot x run
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row, name_of

State = dict[tuple[str, str, str], float]


def check(case: Case) -> Iterator[Row]:
    """Every rule of campaigns and set-ups."""
    yield from _runs(case)
    states = set_up_campaigns(case)
    for line, campaigns in states.items():
        yield from _states(case, line, campaigns)


def treated_in(case: Case) -> State:
    """Tonnes by line, campaign and period."""
    treated: State = defaultdict(float)
    for (operation, line, period), mass in case.values["treat"].items():
        work = case.works.get(operation)
        if work and line in work.lines:
            treated[line, work.lines[line][1], period] += mass
    return treated


def campaigns_of(case: Case) -> dict[tuple[str, str], list[str]]:
    """Operations by line and campaign."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for operation, work in case.works.items():
        for line, (_, campaign) in work.lines.items():
            found[line, campaign].append(operation)
    return dict(found)


def set_up_campaigns(case: Case) -> dict[str, list[str]]:
    """Campaigns with set-up hours or cost, by line; only those that can treat something."""
    found: dict[str, list[str]] = {}
    for line, campaign in campaigns_of(case):
        row = case.facts.by_key["setups"].get((line, campaign))
        if row and (row["hours"] > 0.0 or row["cost"] > 0.0):
            found.setdefault(line, []).append(campaign)
    return found


def _runs(case: Case) -> Iterator[Row]:
    treated = treated_in(case)
    for line, campaign, period in case.values["run"]:
        mass = treated[line, campaign, period]
        row = name_of(line, campaign)
        if not case.chosen("run", line, campaign, period):
            yield Row(f"{row}|treated without run", period, mass, 0.0, "t")
            continue
        least = case.facts.by_key["setups"].get((line, campaign), {}).get("minimum_lot", 0.0)
        if least > 0.0:
            yield Row(f"{row}|minimum lot", period, least - mass, least, "t")


def _states(case: Case, line: str, campaigns: list[str]) -> Iterator[Row]:
    initial = case.facts.by_key["lines"][line]["initial_campaign"]
    state = {campaign: float(campaign == initial) for campaign in campaigns}
    later = dict(zip(case.periods, case.periods[1:], strict=False))
    for period in case.periods:
        single = case.value("single", line, period)
        carried = {campaign: case.value("carry", line, campaign, period) for campaign in campaigns}
        yield Row(f"{line}|one carry", period, sum(carried.values()) - 1.0, 1.0, "")
        for campaign in campaigns:
            row, carry = name_of(line, campaign), carried[campaign]
            setup = case.value("setup", line, campaign, period)
            yield Row(
                f"{row}|run without set-up", period, case.value("run", line, campaign, period) - setup - carry, 1.0, ""
            )
            yield Row(f"{row}|carried in without set-up", period, carry - state[campaign], 1.0, "")
            yield Row(f"{row}|set up in a single state", period, setup + single - 1.0, 1.0, "")
            if period in later:
                onward = case.value("carry", line, campaign, later[period])
                yield Row(f"{row}|carried through", period, carry + onward - 1.0 - single, 1.0, "")
            state[campaign] = setup + carry
