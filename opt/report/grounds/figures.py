"""The tables ``figures`` and ``rests_on``, and what the summary says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from opt import schema
from opt.instance.merge import text_of
from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.frames import derived_frame
from opt.report.grounds import prices
from opt.report.grounds.amounts import SETTINGS, Lean, money
from opt.report.grounds.basis import Basis, Figure, basis
from opt.report.grounds.materials import material
from opt.report.grounds.touch import PLANNER, WEAK, sales_by_status
from opt.report.grounds.worth import worth
from opt.schema.words import STATUSES
from opt.tables.frames import records

PER_CENT = 0.01
SHOWN = 10
"""Figures that the summary and the page name."""

LEAST = 1e-9
"""Effects below this share of the largest are rounding."""


def rest(plan: Plan, network: Network, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """The derived tables that say what a plan rests on."""
    case = basis(plan, network, parameters)
    return {"figures": figures(case), "rests_on": rests_on(case)}


def figures(case: Basis) -> pd.DataFrame:
    """Every figure that the value depends on, those first by which 1 % changes it most."""
    found = lean(case)
    largest = max((abs(amount) for amount in found.values()), default=0.0)
    rows = [_row(case, figure, amount) for figure, amount in found.items() if abs(amount) > LEAST * largest]
    return derived_frame("figures", sorted((row for row in rows if not _certain(row)), key=_place))


def lean(case: Basis) -> Lean:
    """What every figure leans by: figure x change of the value per unit of it (currency)."""
    found = money(case)
    for figure, amount in material(case, worth(case)).items():
        found[figure] = found.get(figure, 0.0) + amount
    return found


def rests_on(case: Basis) -> pd.DataFrame:
    """Gross sales by the status of the weakest figure that they touch."""
    sales = sales_by_status(case)
    gross = sum(sales.values())
    rows = ({"status": status, "sales": sales[status], "share": sales[status] / gross if gross else 0.0}
            for status in STATUSES)  # fmt: skip
    return derived_frame("rests_on", rows)


def in_short(derived: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What a plan rests on, for its summary: sales that touch an estimate or an unchecked figure (currency, and share
    of all sales), sales by status, and the figures it leans on most."""
    frame = derived["rests_on"]
    sales = dict(zip(frame["status"].tolist(), frame["sales"].tolist(), strict=True))
    gross, weak = sum(sales.values()), sum(sales[status] for status in WEAK)
    return {
        "gross_sales": gross,
        "estimated_sales": weak,
        "share": weak / gross if gross else 0.0,
        "sales_by_status": sales,
        "figures": [{str(k): v for k, v in row.items()} for row in records(derived["figures"].head(SHOWN))],
    }


def _certain(row: Mapping[str, Any]) -> bool:
    """True for a split that states that a step moves no mass: all of it, and computed."""
    return row["table"] == "splits" and row["value"] == 1.0 and row["status"] == "computed"


def _place(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The largest effect first; equal ones, rounding apart, by name."""
    return -float(f"{abs(row['effect']):.9g}"), row["table"], row["key"], row["column"]


def _row(case: Basis, figure: Figure, amount: float) -> dict[str, Any]:
    table, key, column = figure
    row = _cells(case, figure)
    return {
        "table": table, "key": "|".join(map(text_of, key)), "column": column, "value": float(row[column]),
        "unit": _unit(case, figure), "source": row.get("source", PLANNER), "status": row.get("status", PLANNER),
        "effect": PER_CENT * amount,
    }  # fmt: skip


def _cells(case: Basis, figure: Figure) -> Mapping[str, Any]:
    """The row of a figure; of a price series its mean, of a setting the setting."""
    table, key, column = figure
    if table == SETTINGS:
        return {column: getattr(case.plan.instance.settings, column)}
    if table == prices.SERIES:
        series = [row[column] for (item, _), row in case.rows.of(table).items() if item == key[0]]
        return {column: sum(series) / len(series)}
    return case.rows.of(table)[key]


def _unit(case: Basis, figure: Figure) -> str:
    """The unit of a figure, with the instance's currency and the utility's unit in it."""
    table, key, column = figure
    currency = case.plan.instance.settings.currency
    if table == SETTINGS:
        return f"{currency}/t"
    row = _cells(case, figure)
    utility = case.rows.of("utilities").get((row.get("utility", key[0]),), {})
    counted = utility.get("unit", "t")
    if table == "reference_prices":
        return f"{row['currency']}/{counted}"
    return schema.INPUT[table].column(column).unit.replace("currency", currency).replace("item", counted)
