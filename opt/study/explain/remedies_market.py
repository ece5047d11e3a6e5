"""Edits that let contracts, demand and specifications give way."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from opt.solve.arrays import Name
from opt.study.explain.amounts import Amount, insertion, least, name, number, up, where
from opt.study.explain.case import Case, Edits

DEMAND = ("maximum", "contract", "penalty")


def market(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """Contracts and demand of a grade; a period without a row of its own gets one beside the row for each."""
    changed: dict[tuple[str, str, str], dict[str, float]] = {}
    for amount in found:
        key = (*amount.place[:2], amount.stated.period)
        lower = amount.stated.kind == "contract"
        value = amount.stated.limit + (-amount.amount if lower else amount.amount)
        changed.setdefault((key[0], key[1], key[2]), {})["contract" if lower else "maximum"] = (
            least(value) if lower else up(value)
        )
    edits: list[Edits] = []
    for amount in found:
        p, g = amount.place[:2]
        t = amount.stated.period
        cells = changed[p, g, t]
        if case.row("demand", product=p, grade=g, period=t):
            place = where("demand", product=p, grade=g, period=t)
            edits.append(tuple(f"{place}.{column} = {number(value)}" for column, value in cells.items()))
            continue
        each = case.row("demand", product=p, grade=g, period="each") or {}
        kept = {column: each[column] for column in DEMAND if not math.isnan(each[column])}
        full = {column: number(value) for column, value in {**kept, **cells}.items()}
        edits.append((insertion("demand", product=name(p), grade=name(g), period=name(t), **full),))
    return edits


def purity(case: Case, found: Sequence[Amount]) -> list[Edits]:
    """The content that what is made reaches, the worst period's."""
    reached: dict[tuple[str, ...], float] = {}
    for amount in found:
        content = content_reached(case.values, amount)
        before = reached.get(amount.place, content)
        reached[amount.place] = max(before, content) if amount.place[3] == "max" else min(before, content)
    edits: list[Edits] = []
    for amount in found:
        p, g, item, sense = amount.place
        keys = {"product": p, "grade": g, "item": item, "sense": sense}
        content = reached[amount.place]
        limit = number(min(up(content), 1.0) if sense == "max" else least(content))
        if case.row("grade_limits", **keys):
            edits.append((f"{where('grade_limits', **keys)}.limit = {limit}",))
        else:
            cells = {column: name(value) for column, value in keys.items()}
            edits.append((insertion("grade_limits", **cells, limit=limit),))
    return edits


def content_reached(values: Mapping[Name, float], amount: Amount) -> float:
    """Content (kg/kg) of the item in what is made as the grade in the period: the limit and what it is missed by."""
    p, g, _, sense = amount.place
    made = sum(
        mass for (variable, index), mass in values.items()
        if variable == "make" and index[1:] == (p, g, amount.stated.period)
    )  # fmt: skip
    limit, sign = amount.stated.limit, 1.0 if sense == "max" else -1.0
    missed = amount.amount / made
    return limit * (1.0 + sign * missed) if limit > 0 else missed
