"""Limits that are nearly used up: what a plant manager looks at first."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.look import NEAR_SHARE, NEAR_WORDS
from opt.report.views.rows import derived
from opt.report.views.rows import variable as masses
from opt.schema import Column, Default, Table
from opt.tables.frames import frame_of, grouped, records

Use = tuple[str, str, str, float, float, str]
"""Kind of the limit, what it limits, period, how much is used, the limit, their unit."""

NEAR = Table(
    "limits_near",
    "result",
    ("kind", "limit_of", "period"),
    (
        Column("kind", "key", "kind of the limit: hazard, storage, line, outlet or utility"),
        Column("limit_of", "key", "what it limits"),
        Column("period", "key", "period"),
        Column("position", "number", "place of the period in the horizon: 1, 2, ..."),
        Column("share", "number", "used over limit; empty where nothing is allowed", default=Default.EMPTY),
        Column("used", "number", "amount released, mass stored, hours of treatment and set-up, ... in the period"),
        Column("limit", "number", "limit of the period; of a line the hours left by its downtime"),
        Column("unit", "text", "unit of used and limit", default=Default.EMPTY),
    ),
    f"Limits of hazards, storage areas, lines and outlets of which {NEAR_WORDS} or more are used, and limits of "
    "utilities that are reached; the largest share first.",
)

HOW = {"processing": "released at", "stock": "in stock at", "concurrent": "an hour at once at"}
"""By basis of a hazard: what happens to it."""


def near_limits(plan: Plan) -> pd.DataFrame:
    """Limits by period of which NEAR_SHARE or more is used, as NEAR declares them; more than nothing where nothing is
    allowed comes first. Tables that a result does not have contribute nothing."""
    uses = [use for source in (_hazards, _storage, _lines, _outlets, _utilities) for use in source(plan)]
    periods = {period: number for number, period in enumerate(plan.instance.periods, start=1)}
    kinds = list(dict.fromkeys(use[0] for use in uses))
    near = [(use, share) for use in uses if (share := share_if_near(use[3], use[4])) is not None]
    near.sort(key=lambda one: (_order(one[1]), kinds.index(one[0][0]), one[0][1], periods[one[0][2]]))
    names = ("kind", "limit_of", "period", "used", "limit", "unit")
    rows = [{**dict(zip(names, use, strict=True)), "position": float(periods[use[2]]), "share": share}
            for use, share in near]  # fmt: skip
    return frame_of(NEAR, rows)


def share_if_near(used: float, limit: float) -> float | None:
    """Share of the limit where it is near or reached, NaN where nothing is allowed or the amount is no number; None
    where enough is left, and where there is no limit."""
    if math.isnan(limit):
        return None
    if limit <= 0:
        return None if abs(used) <= NEGLIGIBLE else math.nan
    return None if used / limit < NEAR_SHARE else used / limit


def _order(share: float) -> float:
    """The largest first; limits used up to rounding stand together."""
    return -math.inf if math.isnan(share) else -round(share, 6)


def _hazards(plan: Plan) -> Iterator[Use]:
    for row in records(derived(plan, "hazards")):
        what = f"{row['hazard']} {HOW[row['basis']]} {row['place']}"
        yield "hazard", what, row["period"], row["amount"], row["limit"], row["unit"]


def _storage(plan: Plan) -> Iterator[Use]:
    """All classes of an area together."""
    for (area, period), rows in grouped(derived(plan, "storage"), "area", "period").items():
        yield "storage", f"room in {area}", period, sum(row["mass"] for row in rows), rows[0]["capacity"], "t"


def _lines(plan: Plan) -> Iterator[Use]:
    for row in records(derived(plan, "lines")):
        used = row["treatment"] + row["setup"]
        yield "line", f"hours of {row['line']}", row["period"], used, row["hours"] - row["downtime"], "h"


def _outlets(plan: Plan) -> Iterator[Use]:
    """Fractions and wastes together, of all sites."""
    found = ((row["outlet"], float(row["limit"])) for row in plan.instance.records("outlets"))
    limits = {outlet: limit for outlet, limit in found if not math.isnan(limit)}
    taken: dict[tuple[str, str], float] = defaultdict(float)
    for variable in ("dispose", "discard"):
        given = masses(plan, variable)
        for row in records(given[given["outlet"].isin(list(limits))]):
            taken[row["outlet"], row["period"]] += row[variable]
    for (outlet, period), mass in taken.items():
        yield "outlet", f"taken by {outlet}", period, mass, limits[outlet], "t"


def _utilities(plan: Plan) -> Iterator[Use]:
    """Where the limit is reached: how much of a utility is used is in no table of a result."""
    limits = {row["utility"]: row["limit"] for row in plan.instance.records("utilities")}
    for row in records(derived(plan, "binding")):
        name, _, utility = row["row"].partition("|")
        if name == "utility_limit":
            limit = limits[utility]
            yield "utility", f"use of {utility}", row["period"], limit - row["slack"], limit, row["unit"]
