"""The recovered value by stream: what each brings in and costs, in a few groups of terms, and what a tonne is worth."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from typing import Any

import pandas as pd

from opt.plan.plan import Plan
from opt.report.derived.value import NOBODY
from opt.report.frames import NEGLIGIBLE
from opt.report.views.rows import derived, variable
from opt.schema import Column, Default, Table
from opt.tables.frames import frame_of, grouped

GROUPS = {
    "sales": ("sales",),
    "gate_fees": ("gate_fees",),
    "treatment": ("treatment", "utilities", "carbon"),
    "lines": ("setups", "fixed_lines", "qualification"),
    "leaving": ("storage", "disposal", "end_values", "liability"),
    "shortfalls": ("shortfalls",),
}
"""Groups of terms; each term stands in one."""


def _amount(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit="currency")


TABLE = Table(
    "stream_value",
    "result",
    ("stream",),
    (
        Column("stream", "key", "stream; '*' for what belongs to no stream (fixed costs, shortfalls, idle set-ups)"),
        Column("electrolyte_class", "text", "class of its solid electrolyte", default=Default.EMPTY),
        Column("received", "number", "mass received over the horizon", unit="t"),
        _amount("sales", "sales"),
        _amount("gate_fees", "gate fees"),
        _amount("treatment", "treatment, utilities and reagents, carbon price"),
        _amount("lines", "set-ups, fixed line costs, qualification"),
        _amount("leaving", "storage, disposal, and what the material left at the end is worth or costs"),
        _amount("shortfalls", "contract shortfalls"),
        _amount("value", "sum of these: what the stream adds to the value"),
        Column(
            "per_tonne",
            "number",
            "value over the mass received; empty where nothing was received",
            unit="currency/t",
            default=Default.EMPTY,
        ),
    ),
    "The recovered value by stream, the largest first. Within a pool it is shared by mass, on a line by hours, not by "
    "who caused it. The values sum to the objective.",
)


def stream_value(plan: Plan) -> pd.DataFrame:
    """Streams by their value, the largest first, then what belongs to none. Streams that neither came nor have any
    amount are left out; no rows for a result that does not share its value by stream."""
    return frame_of(TABLE, sorted(_rows(plan), key=lambda row: (row["stream"] == NOBODY, -row["value"])))


def _rows(plan: Plan) -> Iterator[dict[str, Any]]:
    terms = grouped(derived(plan, "value_by_stream"), "stream")
    if not terms:
        return
    received = variable(plan, "receive").groupby("stream")["receive"].sum().to_dict()
    classes = {row["stream"]: row["electrolyte_class"] for row in plan.instance.records("streams")}
    for stream in (*classes, NOBODY):
        amounts = {row["term"]: row["amount"] for row in terms.get((stream,), ())}
        mass = max(received.get(stream, 0.0), 0.0)
        if not amounts and mass <= NEGLIGIBLE:
            continue
        total = sum(amounts.values())
        yield {
            "stream": stream,
            "electrolyte_class": classes.get(stream, ""),
            "received": mass,
            **{group: sum(amounts.get(term, 0.0) for term in members) for group, members in GROUPS.items()},
            "value": total,
            "per_tonne": total / mass if mass > NEGLIGIBLE else nan,
        }
