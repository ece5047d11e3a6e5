"""What the tests of the workbook write: the hand-made plan with dates, parts of all kinds, frames of any table."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from opt import schema
from opt.plan.plan import Plan, with_derived
from opt.report.parts import Part
from opt.schema import Column, Table
from opt.tables.frames import empty_frame

DATED = {"calendar": {"start_date": "2026-01-05", "end_date": "2026-01-09"}}
NEAR_TABLE = Table(
    "near",
    "result",
    ("what",),
    (
        Column("what", "key", "what is limited"),
        Column("used", "number", "used", default=schema.Default.EMPTY),
        Column("limit", "number", "limit", default=schema.Default.EMPTY),
        Column("unit", "text", "unit of both"),
        Column("share", "number", "used over limit", default=schema.Default.EMPTY),
    ),
    "What is near its limit.",
)


def part(name: str, table: Table, frame: pd.DataFrame, **more: Any) -> Part:
    return Part(name, f"Title of {name}", "what it is about", table, frame, **more)


def frame_of(table: Table, *rows: Mapping[str, Any]) -> pd.DataFrame:
    """Rows of a table; what is not given is empty."""
    empty = empty_frame(table)
    data = {c.name: [row.get(c.name, c.empty if c.kind != "flag" else False) for row in rows] for c in table.columns}
    return pd.DataFrame({name: pd.Series(values, dtype=empty[name].dtype) for name, values in data.items()})


def cell_value(column: Column, value: Any) -> Any:
    """What a cell must hold for a value of a frame."""
    if column.kind == "number":
        return None if math.isnan(value) else value
    if column.kind == "flag":
        return bool(value)
    if column.kind == "date":
        return datetime.datetime.fromisoformat(value) if value else None
    return ("|".join(value) if column.kind == "list" else value) or None


def dated_plan(plan: Plan) -> Plan:
    """The hand-made plan, its campaigns dated, one number with many digits."""
    derived = {name: frame.copy() for name, frame in plan.derived.items()}
    for name, values in DATED.items():
        for column, value in values.items():
            derived[name][column] = pd.Series([value] * len(derived[name]), dtype="str")
    derived["lines"].loc[0, "free"] = 0.1 + 0.2
    derived["binding"] = frame_of(schema.DERIVED["binding"], {"family": "lines", "row": "hours|wash", "period": "2",
                                                              "slack": 0.0, "unit": "h", "value": 1 / 3})  # fmt: skip
    return with_derived(plan, derived)


def report_parts(dated: Plan) -> list[Part]:
    """Parts that are a table, rows of a table, and nothing."""
    value = dated.derived["value"]
    return [
        part("value", schema.DERIVED["value"], value[value["amount"] != 0].reset_index(drop=True), totals=("amount",)),
        part("load", schema.DERIVED["lines"], dated.derived["lines"]),
        part("near", NEAR_TABLE, frame_of(NEAR_TABLE), empty="Nothing is near its limit."),
    ]
