"""Purity achieved against the specification, as a buyer reads it: a row for each limit of what is made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.grounds.basis import Rows
from opt.report.grounds.touch import specification_statuses
from opt.report.look import AT_SHARE
from opt.report.terminal.layout import content
from opt.report.views.rows import derived
from opt.schema import Column, Default, Table
from opt.tables.frames import frame_of, grouped

MOSTLY = 0.5
"""From this content on (kg/kg) a least one is judged by what else there is."""

Row = dict[str, Any]
PURITY = schema.DERIVED["purity"]
ACHIEVED = Table(
    "purity_achieved",
    "result",
    ("product", "grade", "item", "sense"),
    (
        *(PURITY.column(name) for name in ("product", "grade", "item", "sense")),
        Column("compared", "text", "achieved in the worst period, against the limit, as people write it"),
        Column("achieved", "number", "content in the worst period", unit="kg/kg", default=Default.EMPTY),
        Column("limit", "number", "limit of the specification", unit="kg/kg"),
        Column("period", "text", "worst period"),
        Column(
            "share",
            "number",
            "share of the limit used in the worst period. max: achieved / limit; min: limit / achieved, from a limit "
            f"of {MOSTLY:g} on (1 - achieved) / (1 - limit), the rest over the rest allowed; empty where the limit "
            "allows nothing",
            default=Default.EMPTY,
        ),
        Column("least_share", "number", "share of the limit used in the best period", default=Default.EMPTY),
        Column("periods", "number", "periods in which the grade is made"),
        Column("reached", "number", "periods in which the limit is reached"),
        Column("made", "number", "mass made as this grade", unit="t"),
        Column("status", "text", "how sure the limit of the specification is", default=Default.EMPTY),
    ),
    "Purity achieved against the limit, in the period in which it comes closest; what is made of the grade.",
)


def purity_by_period(plan: Plan) -> pd.DataFrame:
    """The derived table purity where something was made; no rows for a result that has no such table."""
    found = derived(plan, "purity")
    return found[~(found["made"] <= NEGLIGIBLE)].reset_index(drop=True)  # a mass that is no number stays


def purity_achieved(plan: Plan) -> pd.DataFrame:
    """A row for each limit of each grade that is made, as ACHIEVED declares it, in order of product and grade."""
    tables, rows = Rows(plan.instance), []
    for (product, grade), made in grouped(purity_by_period(plan), "product", "grade").items():
        statuses = specification_statuses(tables, product, grade)
        limits: dict[tuple[str, str], list[Row]] = {}
        for row in made:
            limits.setdefault((row["item"], row["sense"]), []).append(row)
        for (item, sense), periods in limits.items():
            key = {"product": product, "grade": grade, "item": item, "sense": sense}
            rows.append({**key, "status": statuses.get((item, sense), ""), **_summed(sense, periods)})
    return frame_of(ACHIEVED, rows)


def share_used(sense: str, achieved: float, limit: float) -> float:
    """Share of a limit of content that is used, at most 1 where it is kept; NaN where the limit allows nothing (or
    asks for nothing but the item) and where the content is not known."""
    if sense == "max":
        return achieved / limit if limit > 0 else math.nan
    if limit < MOSTLY:
        return limit / achieved if achieved > 0 else math.nan
    return (1.0 - achieved) / (1.0 - limit) if limit < 1 else math.nan


def _summed(sense: str, made: Sequence[Row]) -> Row:
    """The periods of a limit as one row."""
    shares = [share_used(sense, row["achieved"], row["limit"]) for row in made]
    closest = max(range(len(made)), key=lambda n: (_closeness(sense, made[n], shares[n]), -n))
    worst = made[closest]
    return {
        "compared": compared(sense, worst["achieved"], worst["limit"]),
        **{name: worst[name] for name in ("achieved", "limit", "period")},
        "share": shares[closest],
        "least_share": min((share for share in shares if not math.isnan(share)), default=math.nan),
        "periods": float(len(made)),
        "reached": float(sum(_reached(row, share) for row, share in zip(made, shares, strict=True))),
        "made": sum(row["made"] for row in made),
    }


def _closeness(sense: str, row: Row, share: float) -> float:
    """How close a period comes to its limit. Without a share: nothing where the limit is kept, else (also where the
    content is not known) more than any share."""
    if not math.isnan(share):
        return share
    kept = row["achieved"] <= row["limit"] if sense == "max" else row["achieved"] >= row["limit"]
    return 0.0 if kept else math.inf


def _reached(row: Row, share: float) -> bool:
    """Whether a limit is reached; one that allows nothing always is."""
    return share >= AT_SHARE if not math.isnan(share) else not math.isnan(row["achieved"])


def compared(sense: str, achieved: float, limit: float) -> str:
    """'45 ppm of 45 ppm', '99.7 %, at least 99.5 %'."""
    reached = content(achieved) or "not known"
    return f"{reached} of {content(limit)}" if sense == "max" else f"{reached}, at least {content(limit)}"
