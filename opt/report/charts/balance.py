"""Where each element ended, as shares of what came in of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt import schema
from opt.report import look
from opt.report.charts.brief import mass_words, safe
from opt.report.charts.marks import filled
from opt.report.frames import NEGLIGIBLE
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import percent
from opt.report.views.balance import INCOMING, TOTAL, element_balance
from opt.tables.frames import records

LOOKS = {
    "products": ("products", look.STAGE_COLOURS["product"], ""),
    "stock": ("left in stock", look.STAGE_COLOURS["stock"], "/"),
    "disposed": ("disposed of as it is", look.STAGE_COLOURS["disposal"], "x"),
    "wastes": ("wastes", look.STAGE_COLOURS["waste"], ""),
    "loss": ("loss", look.STAGE_COLOURS["loss"], "."),
}
"""Words, colour and hatch of where an element ends, in the order of the bars."""

LEAST_WRITTEN = 0.06
"""Shares from which they are written on bars without a hatch."""

MASSES = 74
"""Room for the masses beside the bars, px."""


def draw_balance(frame: pd.DataFrame, currency: str) -> Chart:
    """A bar for each element and for all of them, from zero to all that came in."""
    rows = records(frame)
    names = [safe(row["element"]) for row in rows]
    came = [sum(row[name] for name in INCOMING) for row in rows]
    figure = look.blank(
        look.ROW * len(rows) + 96, barmode="stack", bargap=0.25, uniformtext={"minsize": 9, "mode": "hide"},
        margin={"l": 8, "r": MASSES, "t": 8, "b": 8}, legend_traceorder="normal",
    )  # fmt: skip
    for name in (name for name in LOOKS if frame[name].abs().max() > NEGLIGIBLE):
        figure.add_trace(_bars(rows, names, came, name))
    figure.add_trace(_masses(names, came))
    figure.update_xaxes(title={"text": "share of what came in"}, tickformat=".0%", range=[0, 1], dtick=0.2)
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5], tickvals=names, showgrid=False, tickfont={"size": look.SMALL},
        ticktext=[f"<b>{name}</b>" if name == TOTAL else name for name in names],
    )  # fmt: skip
    return Chart(
        figure, least_width=420, label="Share of each element that ended in products, stock, outlets and wastes"
    )


def _bars(rows: list[dict[str, Any]], names: list[str], came: list[float], name: str) -> go.Bar:
    words, colour, hatch = LOOKS[name]
    shares = [row[name] / mass for row, mass in zip(rows, came, strict=True)]
    return go.Bar(
        orientation="h", name=words, x=shares, y=names, marker=filled(colour, hatch),
        text=[percent(share) if share >= LEAST_WRITTEN else "" for share in shares] if not hatch else None,
        textposition="inside", insidetextanchor="middle", textangle=0,
        textfont={"color": look.readable_on(colour), "size": look.SMALL},
        hovertext=[f"{element}: {words}<br>{mass_words(row[name])} of {mass_words(mass)}, {percent(share)}"
                   for element, row, mass, share in zip(names, rows, came, shares, strict=True)],
        hoverinfo="text",
    )  # fmt: skip


def _masses(names: list[str], came: list[float]) -> go.Scatter:
    """What came in, beside the bars."""
    return go.Scatter(
        x=[1.0] * len(names), y=names, text=[f" {mass_words(mass)}" for mass in came], mode="text",
        textposition="middle right", textfont={"size": look.SMALL, "color": look.SOFT}, hoverinfo="skip",
        showlegend=False, cliponaxis=False,
    )  # fmt: skip


BALANCE = Builder(
    "balance",
    "Mass balance by element",
    "Where each element ended: shares of what was in stock at the start, received and added by reagents; that mass "
    "stands beside the bar. Elements of which nothing came in are left out.",
    schema.DERIVED["mass_balance"],
    element_balance,
    draw_balance,
    "Nothing was in stock, received or added.",
)
