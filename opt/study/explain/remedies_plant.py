"""Edits that let limits of lines, areas, safety and deliveries give way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from opt.study.explain.ages import age_needed
from opt.study.explain.amounts import Amount, insertion, least, name, number, up, where
from opt.study.explain.case import Case, Edits, most_of

RUNS = 0.5
"""A campaign runs where its binary is above this."""


def hours(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """Hours more than manned are hours less lost: overtime is a negative downtime."""
    edits: list[Edits] = []
    for amount in found:
        line, t = amount.place[0], amount.stated.period
        manned = float((case.row("lines", line=line) or {})["hours"])
        lost = manned - up(amount.stated.limit + amount.amount)
        if case.row("downtime", line=line, period=t):
            edits.append((f"{where('downtime', line=line, period=t)}.hours = {number(lost)}",))
        else:
            edits.append((insertion("downtime", line=name(line), period=name(t), hours=number(lost)),))
    return edits


def delivery(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """Less arrives; a stream of which nothing is taken need not be taken at all."""
    refused: dict[str, float] = {}
    for amount in found:
        refused[amount.place[0]] = refused.get(amount.place[0], 0.0) + amount.amount
    arriving: dict[str, float] = {}
    for (s, _), mass in case.model.parameters.streams.arrivals.items():
        arriving[s] = arriving.get(s, 0.0) + mass
    edits: list[Edits] = []
    for amount in found:
        s, t = amount.place[0], amount.stated.period
        if refused[s] >= arriving[s] * (1 - 1e-9):
            edits.append((f"{where('streams', stream=s)}.acceptance = partial",))
        else:
            left = least(amount.stated.limit - amount.amount)
            edits.append((f"{where('arrivals', stream=s, period=t)}.mass = {number(left)}",))
    return edits


def age(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """The age that the oldest material reaches, for the stream, its form, or both."""
    edits: list[Edits] = []
    for amount in found:
        fraction = case.model.network.fractions[amount.place[0]]
        needed = age_needed(fraction, case.model, case.values)
        limits = [("forms", "form", fraction.form)]
        if fraction.root:
            limits.append(("streams", "stream", fraction.name))
        edits.append(
            tuple(
                f"{where(table, **{key: value})}.max_age = {number(needed)}"
                for table, key, value in limits
                if float((case.row(table, **{key: value}) or {})["max_age"]) < needed
            )
        )
    return edits


def of_all_periods(table: str, column: str, *keys: str) -> Callable[[Case, Sequence[Amount]], list[Edits]]:
    """A figure that stands for all periods is raised by the most that any needs."""

    def raised(case: Case, found: Sequence[Amount]) -> list[Edits]:
        most = most_of(found)
        return [
            (
                f"{where(table, **dict(zip(keys, amount.place, strict=True)))}.{column} = "
                f"{number(up(amount.stated.limit + most[amount.place]))}",
            )
            for amount in found
        ]

    return raised


def lot(case: Case, found: Sequence[Amount]) -> list[Edits]:
    most = most_of(found)
    return [
        (
            f"{where('setups', line=amount.place[0], campaign=amount.place[1])}.minimum_lot = "
            f"{number(least(amount.stated.limit - most[amount.place]))}",
        )
        for amount in found
    ]


def segregation(case: Case, found: Sequence[Amount]) -> list[Edits]:
    return [(f"{where('areas', area=amount.place[0])}.segregated = false",) for amount in found]


def hazard(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """The limit of that period, which goes before the one for all."""
    edits: list[Edits] = []
    for amount in found:
        h, place = amount.place
        keys = {"hazard": h, "basis": amount.stated.kind, "place": place, "period": amount.stated.period}
        limit = number(up(amount.stated.limit + amount.amount))
        if case.row("hazard_limits", **keys):
            edits.append((f"{where('hazard_limits', **keys)}.limit = {limit}",))
        else:
            cells = {column: name(value) for column, value in keys.items()}
            edits.append((insertion("hazard_limits", **cells, limit=limit),))
    return edits


def conflict(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """Campaigns that run beside another group leave the conflict: in each period all but those of one group."""
    gone: set[tuple[str, str, str]] = set()
    for amount in found:
        running = {g: names - gone for g, names in _running(case, amount).items() if names - gone}
        stays = max(running, key=lambda g: (len(running[g]), g), default="")
        gone.update(row for g, names in running.items() if g != stays for row in names)
    return [
        tuple(
            f"delete {where('conflicts', zone=z, group=g, campaign=c)}"
            for z, g, c in sorted(gone & set().union(*_running(case, amount).values()))
        )
        for amount in found
    ]


def _running(case: Case, amount: Amount) -> dict[str, set[tuple[str, str, str]]]:
    """Campaigns that run in a zone and period, as (zone, group, campaign) by group."""
    zone, t = amount.place[0], amount.stated.period
    running: dict[str, set[tuple[str, str, str]]] = {}
    for (z, g), members in case.model.parameters.lines.groups.items():
        names = {(z, g, c) for line, c in members if case.values.get(("run", (line, c, t)), 0.0) > RUNS}
        if z == zone and names:
            running[g] = names
    return running
