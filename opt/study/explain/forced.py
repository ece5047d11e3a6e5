"""A stream forced onto a route, and what that changes: the instance, the limits that bear it, the value by term."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from opt.instance import Instance, from_tables
from opt.plan.plan import Plan
from opt.schema.words import ANY
from opt.tables.frames import records

FORCE = "force"
LIMIT = ("family", "row", "period")
NOTHING = 1e-6
"""A worth below this (currency per unit) is nothing."""


def forced(instance: Instance, stream: str, technologies: Sequence[str]) -> Instance:
    """The instance with the technologies forced on the stream: the others of their stages are removed for it. What it
    costs to qualify the stream stays. InputError where that is no instance (two forced where one is allowed)."""
    own = instance.own.get("routing")
    rows: list[dict[str, Any]] = [] if own is None else records(own)
    costs = {(row["stream"], row["technology"]): row["cost"] for row in instance.records("routing")}
    for technology in technologies:
        mine = next((row for row in rows if (row["stream"], row["technology"]) == (stream, technology)), None)
        if mine is None:
            cost = costs.get((stream, technology), costs.get((ANY, technology), 0.0))
            rows.append({"stream": stream, "technology": technology, "rule": FORCE, "cost": cost})
        else:
            mine["rule"] = FORCE
    return from_tables(instance.settings, {**instance.own, "routing": rows})


def limit_changes(base: Plan, other: Plan) -> pd.DataFrame:
    """Limits that weigh more in the other plan: those that bind there and not in the base, and those whose worth rose;
    what a limit as a whole weighs more (``weight``: rise x limit, currency) puts them in order.

    family, row, period, unit, limit, worth_base, worth, new (bool), weight
    """
    from opt.solve.worth import priced

    before, after = priced(base), priced(other)
    keys = zip(*(before[name].tolist() for name in LIMIT), strict=True)
    worth_of = dict(zip(keys, before["worth"].tolist(), strict=True))
    rows = []
    for row in after.to_dict("records"):
        earlier = worth_of.get((row["family"], row["row"], row["period"]), math.nan)
        new = math.isnan(earlier)
        rise = abs(row["worth"]) - (0.0 if new else abs(earlier))
        if new or rise > NOTHING:
            same = {name: row[name] for name in (*LIMIT, "unit", "limit")}
            worth = {"worth_base": 0.0 if new else earlier, "worth": row["worth"]}
            rows.append({**same, **worth, "new": new, "weight": rise * row["limit"]})
    rows.sort(key=lambda row: (-row["weight"], row["family"], row["row"], row["period"]))
    return _frame(rows, {"family": "str", "row": "str", "period": "str", "unit": "str", "limit": "float64",
                         "worth_base": "float64", "worth": "float64", "new": "bool", "weight": "float64"})  # fmt: skip


def term_changes(base: Plan, other: Plan) -> pd.DataFrame:
    """Terms of the value in both plans, the largest change first: term, base, forced, change (currency)."""
    after = dict(zip(other.derived["value"]["term"], other.derived["value"]["amount"], strict=True))
    rows = [
        {"term": term, "base": amount, "forced": after[term], "change": after[term] - amount}
        for term, amount in zip(base.derived["value"]["term"], base.derived["value"]["amount"], strict=True)
    ]
    rows.sort(key=lambda row: -abs(row["change"]))
    return _frame(rows, {"term": "str", "base": "float64", "forced": "float64", "change": "float64"})


def _frame(rows: list[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()})
