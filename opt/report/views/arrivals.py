"""What arrives, and what of it is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.views.rows import variable
from opt.schema import Column, Table
from opt.schema.stream_tables import STREAMS
from opt.schema.words import ELECTROLYTE_CLASSES
from opt.tables.frames import frame_of, records

Row = dict[str, Any]

ARRIVALS_TABLE = Table(
    "arrivals_accepted",
    "result",
    ("stream", "period"),
    (
        Column("stream", "key", "stream"),
        *(STREAMS.column(name) for name in ("electrolyte_class", "form", "acceptance")),
        Column("period", "key", "period"),
        Column("number", "number", "number of the period, the first is 1"),
        Column("offered", "number", "mass that arrives if it is accepted", unit="t"),
        Column("accepted", "number", "mass accepted", unit="t"),
        Column("declined", "number", "mass offered and not accepted", unit="t"),
    ),
    "What is offered of each stream in each period, and what of it is accepted.",
)


def arrivals(plan: Plan) -> pd.DataFrame:
    """Every delivery with what the plan accepts of it, classes and streams together, in order of time. No rows without
    a plan."""
    if not plan.has_plan:
        return frame_of(ARRIVALS_TABLE, ())
    rows: list[Row] = sorted(_rows(plan), key=_place)
    return frame_of(ARRIVALS_TABLE, rows)


def _rows(plan: Plan) -> Iterator[Row]:
    """declined = offered - accepted; a remainder that is rounding counts as none."""
    accepted = {(row["stream"], row["period"]): row["receive"] for row in records(variable(plan, "receive"))}
    streams = {row["stream"]: row for row in plan.instance.records("streams")}
    numbers = {period: float(number) for number, period in enumerate(plan.instance.periods, start=1)}
    for row in plan.instance.records("arrivals"):
        key = row["stream"], row["period"]
        offered, taken, stream = row["mass"], max(accepted.get(key, 0.0), 0.0), streams[row["stream"]]
        if offered <= NEGLIGIBLE:
            continue
        declined = offered - taken
        yield {
            "stream": row["stream"],
            **{name: stream[name] for name in ("electrolyte_class", "form", "acceptance")},
            "period": row["period"],
            "number": numbers[row["period"]],
            "offered": offered,
            "accepted": taken,
            "declined": 0.0 if declined <= NEGLIGIBLE else declined,
        }


def _place(row: Row) -> tuple[int, str, float]:
    return ELECTROLYTE_CLASSES.index(row["electrolyte_class"]), row["stream"], row["number"]
