"""Edits that let the planner's own rules and wishes give way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from opt.schema.words import ANY
from opt.study.explain.amounts import Amount, least, number, up, where
from opt.study.explain.case import Case, Edits


def choice(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """The row that limits the stream, its own or the one for all, allows as many more as any needs."""
    network = case.model.network
    streams = {fraction.origin: fraction.streams for fraction in network.fractions.values()}
    needed: dict[tuple[str, str], float] = {}
    rows = []
    for amount in found:
        x, stage = amount.place
        own = streams[x][0] if len(streams[x]) == 1 else ANY
        stream = own if case.row("routing_limits", stream=own, stage=stage) else ANY
        rows.append((stream, stage))
        most = amount.stated.limit + math.ceil(amount.amount - 1e-6)
        needed[stream, stage] = max(needed.get((stream, stage), 0.0), most)
    return [
        (f"{where('routing_limits', stream=stream, stage=stage)}.maximum = {number(needed[stream, stage])}",)
        for stream, stage in rows
    ]


def routing(case: Case, found: Sequence[Amount]) -> list[Edits]:
    rules = {rule.place: rule for rule in case.model.rules}
    return [
        tuple(f'{where("routing", stream=stream, technology=k)}.rule = ""' for stream, k in rules[amount.place].rows)
        for amount in found
    ]


def decision(case: Case, found: Sequence[Amount]) -> list[Edits]:
    edits: list[Edits] = []
    for amount in found:
        variable, *index, side = amount.place
        bound = amount.stated.limit
        value = least(bound - amount.amount) if side == "lower" else up(bound + amount.amount)
        edits.append((f"{where('decisions', variable=variable, index='|'.join(index))}.{side} = {number(value)}",))
    return edits
