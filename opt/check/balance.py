"""Nothing appears and nothing vanishes: receipts, fractions, products and wastes.

    receive[s,t] = arrival (mandatory), <= arrival (partial), = arrival x accept[s,t] (whole lot)
    stock before + inflow = treated + disposed + stock after            every fraction and period
    sum over grades of make[o,p,g,t] = yield x treated                  every product of an operation
    keep before + made = sold + keep after                              every grade
    sum over outlets of discard[x,site,w,t] = sum of yield x treated    every waste of a site

The limit of a row is its throughput: what lay there and what came in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row, name_of


def check(case: Case) -> Iterator[Row]:
    """Every balance of the plan, in tonnes."""
    yield from _receipts(case)
    yield from _fractions(case)
    yield from _made(case)
    yield from _goods(case)
    yield from _wastes(case)


def _receipts(case: Case) -> Iterator[Row]:
    arrivals = {(row["stream"], row["period"]): row["mass"] for row in case.facts.rows["arrivals"]}
    for (stream, period), mass in case.values["receive"].items():
        arrived = arrivals.get((stream, period), 0.0)
        acceptance = case.facts.by_key["streams"].get(stream, {}).get("acceptance", "mandatory")
        if acceptance == "whole_lot":
            arrived *= case.value("accept", stream, period)
        excess = mass - arrived if acceptance == "partial" else abs(mass - arrived)
        yield Row(name_of("receive", stream), period, excess, arrived, "t")
    for (stream, period), mass in arrivals.items():
        acceptance = case.facts.by_key["streams"][stream]["acceptance"]
        if (stream, period) not in case.values["receive"] and acceptance == "mandatory":
            yield Row(name_of("receive", stream), period, mass, mass, "t")


def _fractions(case: Case) -> Iterator[Row]:
    leaving: dict[tuple[str, str], float] = defaultdict(float)
    for (fraction, _, period), mass in case.values["dispose"].items():
        leaving[fraction, period] += mass
    for operation, work in case.works.items():
        for period in case.periods:
            leaving[work.fraction, period] += case.treated.get((operation, period), 0.0)
    coming = inflows(case)
    for name, material in case.materials.items():
        before = sum(mass for _, _, mass in material.initial)
        for period in case.periods:
            into = before + coming.get((name, period), 0.0)
            after = case.lying.get((name, period), 0.0)
            yield Row(name, period, abs(into - leaving[name, period] - after), into, "t")
            before = after


def inflows(case: Case) -> dict[tuple[str, str], float]:
    """Tonnes that come into each fraction in each period: received at a root, else what its operations yield."""
    coming: dict[tuple[str, str], float] = defaultdict(float)
    for (stream, period), mass in case.values["receive"].items():
        coming[stream, period] += mass
    for operation, work in case.works.items():
        for fraction, share in work.fractions.items():
            for period in case.periods:
                coming[fraction, period] += share * case.treated.get((operation, period), 0.0)
    return coming


def _made(case: Case) -> Iterator[Row]:
    assigned: dict[tuple[str, str, str], float] = defaultdict(float)
    for (operation, product, _, period), mass in case.values["make"].items():
        assigned[operation, product, period] += mass
    for operation, work in case.works.items():
        for product, item in work.goods.items():
            for period in case.periods:
                due = item.mass * case.treated.get((operation, period), 0.0)
                excess = abs(due - assigned.pop((operation, product, period), 0.0))
                yield Row(name_of(operation, product), period, excess, due, "t")
    for (operation, product, period), mass in assigned.items():
        yield Row(name_of(operation, product), period, abs(mass), 0.0, "t")


def _goods(case: Case) -> Iterator[Row]:
    made: dict[tuple[str, str, str], float] = defaultdict(float)
    for (_, product, grade, period), mass in case.values["make"].items():
        made[product, grade, period] += mass
    grades = {key[:2]: None for variable in ("sell", "keep") for key in case.values[variable]}
    grades |= {(product, grade): None for product, grade, _ in made}
    for product, grade in grades:
        before = 0.0
        for period in case.periods:
            there = before + made[product, grade, period]
            after = case.value("keep", product, grade, period)
            excess = abs(there - case.value("sell", product, grade, period) - after)
            yield Row(name_of(product, grade), period, excess, there, "t")
            before = after


def _wastes(case: Case) -> Iterator[Row]:
    given: dict[tuple[str, str, str], float] = defaultdict(float)
    arising: dict[tuple[str, str, str], float] = defaultdict(float)
    for (waste, site, _, period), mass in case.values["discard"].items():
        given[waste, site, period] += mass
    for operation, work in case.works.items():
        for waste, elements in work.wastes.items():
            share = sum(elements.values())
            for period in case.periods:
                arising[waste, work.site, period] += share * case.treated.get((operation, period), 0.0)
    for key in {**arising, **given}:
        yield Row(name_of("waste", *key[:2]), key[2], abs(arising[key] - given[key]), arising[key], "t")
