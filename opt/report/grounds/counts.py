"""Rows of the library that a plan's operations use, counted by status."""

from __future__ import annotations

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.grounds.basis import Figure, Rows
from opt.report.grounds.prices import price_figure
from opt.schema.words import ANY, STATUSES


def grounds(plan: Plan) -> pd.DataFrame:
    """One row a library table with the number of rows used, by status; tables without any are left out."""
    counts = []
    for name, rows in _touched(plan).items():
        by_status = rows["status"].value_counts()
        if len(rows):
            counts.append({"table": name, **{status: int(by_status.get(status, 0)) for status in STATUSES}})
    return pd.DataFrame(counts, columns=["table", *STATUSES])


def _touched(plan: Plan) -> dict[str, pd.DataFrame]:
    """The rows of each library table that used operations, received streams, products made or outlets rest on."""
    tables = plan.instance.tables
    technologies = set(plan.derived["feeds"]["technology"])
    products = _used(plan.derived["products"], "product", "made")
    received = _used(plan.tables["receive"], "stream", "receive")
    streams = tables["streams"][tables["streams"]["stream"].isin(received)]
    forms = set(plan.derived["routes"]["form"])
    outlets = _used(plan.tables["dispose"], "outlet", "dispose") | _used(plan.tables["discard"], "outlet", "discard")
    uses = tables["uses"][tables["uses"]["technology"].isin(technologies)]
    keep = {
        "technology": technologies,
        "electrolyte_class": set(streams["electrolyte_class"]) | {ANY},
        "constituent": _constituents(plan, received),
        "cell_type": set(streams["cell_type"]) - {""},
        "at": technologies | forms | {ANY},
        "product": products,
        "utility": set(uses["utility"]),
        "outlet": outlets,
        "item": _listed(plan, products, set(uses["utility"]), outlets),
    }
    choice = {
        "technologies": ("technology",), "outputs": ("technology",), "splits": ("technology",),
        "conversions": ("technology",), "uses": ("technology",), "intake_limits": ("technology",),
        "verdicts": ("technology", "electrolyte_class"), "verdict_conditions": ("technology", "electrolyte_class"),
        "constituents": ("constituent",), "cell_types": ("cell_type",), "hazard_factors": ("at",),
        "specifications": ("product",), "utilities": ("utility",), "outlets": ("outlet",),
        "reference_prices": ("item",),
    }  # fmt: skip
    touched = {}
    for name in (name for name in schema.LIBRARY if name in choice):
        rows = tables[name]
        for column in choice[name]:
            rows = rows[rows[column].isin(keep[column])]
        touched[name] = rows
    return touched


def _used(frame: pd.DataFrame, name: str, mass: str) -> set[str]:
    return set(frame.loc[frame[mass] > NEGLIGIBLE, name])


def _constituents(plan: Plan, received: set[str]) -> set[str]:
    composition = plan.instance.tables["composition"]
    return set(composition.loc[composition["stream"].isin(received), "constituent"])


def _listed(plan: Plan, products: set[str], utilities: set[str], outlets: set[str]) -> set[str]:
    """Items whose price the plan takes from the reference prices."""
    rows = Rows(plan.instance)
    own: list[tuple[str, Figure]] = [(outlet, ("outlets", (outlet,), "cost")) for outlet in outlets]
    own += [(utility, ("utilities", (utility,), "price")) for utility in utilities]
    own += [("/".join(key), ("grades", key, "price")) for key in rows.of("grades") if key[0] in products]
    own += [(key[2], ("payables", key, "metal_price")) for key in rows.of("payables") if key[0] in products]
    return {item for item, figure in own if price_figure(rows, item, "", figure)[0] == "reference_prices"}
