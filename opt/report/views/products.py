"""What was made and sold, by product and grade: over the horizon, and by period."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from typing import Any

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.grounds.basis import Rows
from opt.report.grounds.prices import quoted
from opt.report.grounds.touch import status_of, weakest
from opt.report.views.rows import derived, variable
from opt.schema import Column, Default, Table
from opt.schema.words import STATUSES
from opt.tables.frames import frame_of, grouped

TABLE = Table(
    "products_sold",
    "result",
    ("product", "grade"),
    (
        Column("product", "key", "product"),
        Column("grade", "key", "grade"),
        Column("made", "number", "mass made as this grade", unit="t"),
        Column("sold", "number", "mass sold", unit="t"),
        Column("kept", "number", "finished goods at the end of the last period", unit="t"),
        Column(
            "short",
            "number",
            "mass missing from contracts, those of single periods and that of the horizon added",
            unit="t",
        ),
        Column("revenue", "number", "sales, payables included", unit="currency"),
        Column(
            "price",
            "number",
            "revenue over the mass sold; empty where nothing was sold",
            unit="currency/t",
            default=Default.EMPTY,
        ),
        Column(
            "price_status",
            "text",
            "weakest status of what sets its price: the price, or its payables and the metals' prices; empty where "
            "nothing does (off-spec goods cost what their outlet costs)",
            default=Default.EMPTY,
            choices=STATUSES,
        ),
    ),
    "What was made and sold over the horizon.",
)
PERIODS = schema.DERIVED["products"]


def products(plan: Plan) -> pd.DataFrame:
    """Products and grades that were made or sold, or that a contract misses; the revenues sum to the sales."""
    return frame_of(TABLE, _rows(plan))


def _rows(plan: Plan) -> Iterator[dict[str, Any]]:
    tables = Rows(plan.instance)
    missing = variable(plan, "short").groupby(["product", "grade"])["short"].sum().to_dict()
    for (product, grade), rows in grouped(derived(plan, "products"), "product", "grade").items():
        made, sold, earned = (sum(row[column] for row in rows) for column in ("made", "sold", "revenue"))
        short = max(missing.get((product, grade), 0.0), 0.0)
        if max(made, sold, short) <= NEGLIGIBLE:
            continue
        busy = [row["period"] for row in rows if max(row["made"], row["sold"]) > NEGLIGIBLE]
        figures = quoted(tables, product, grade, busy)
        yield {
            "product": product,
            "grade": grade,
            "made": made,
            "sold": sold,
            "kept": rows[-1]["kept"],
            "short": short,
            "revenue": earned,
            "price": earned / sold if sold > NEGLIGIBLE else nan,
            "price_status": weakest(status_of(tables, figure) for figure in figures) if figures else "",
        }


def sales_periods(plan: Plan) -> pd.DataFrame:
    """The rows of the derived products in which anything is made, sold, kept or missing."""
    frame = derived(plan, "products")
    nothing = (frame[["made", "sold", "kept", "short"]] <= NEGLIGIBLE).all(axis=1)
    return frame[~nothing].reset_index(drop=True)
