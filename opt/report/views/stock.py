"""What lies in each storage area, against its capacity."""

from __future__ import annotations

from math import isnan, nan

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.views.rows import derived
from opt.schema import Column, Default, Table
from opt.tables.frames import frame_of, grouped, records

STORAGE = schema.DERIVED["storage"]
STOCK_TABLE = Table(
    "stock_by_area",
    "result",
    STORAGE.key,
    (
        *(STORAGE.column(name) for name in ("area", "storage_class", "period", "mass")),
        Column("filled", "number", "mass of all classes in the area at the end of the period", unit="t"),
        STORAGE.column("capacity"),
        Column("share", "number", "filled over capacity; empty without a capacity", default=Default.EMPTY),
        Column("segregated", "flag", "the area holds one storage class at a time"),
        STORAGE.column("held"),
    ),
    "What lies where at the end of a period, and how full that makes the area.",
)


def stock(plan: Plan) -> pd.DataFrame:
    """The derived storage with what fills each area. Areas in which nothing ever lies are left out."""
    frame = derived(plan, "storage")
    segregated = {row["area"]: row["segregated"] for row in plan.instance.records("areas")}
    filled: dict[tuple[str, ...], float] = {
        key: sum(row["mass"] for row in rows) for key, rows in grouped(frame, "area", "period").items()
    }
    used = {area for (area, _), mass in filled.items() if not mass <= NEGLIGIBLE}  # a mass that is no number is shown
    return frame_of(
        STOCK_TABLE,
        (
            {
                **row,
                "filled": filled[row["area"], row["period"]],
                "share": _share(filled[row["area"], row["period"]], row["capacity"]),
                "segregated": segregated.get(row["area"], False),
            }
            for row in records(frame)
            if row["area"] in used
        ),
    )


def _share(filled: float, capacity: float) -> float:
    return filled / capacity if not isnan(capacity) and capacity > 0 else nan
