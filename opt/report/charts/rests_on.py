"""What the value rests on: sales by the weakest figure they touch, and the figures that the value leans on."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import brief, elided, safe
from opt.report.charts.marks import filled
from opt.report.grounds.touch import STRENGTH
from opt.report.grounds.words import figure_words
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import amount, money, percent
from opt.report.views.rests_on import FIGURES as FIGURES_TABLE
from opt.report.views.rests_on import RESTS_ON as RESTS_ON_TABLE
from opt.report.views.rests_on import figures, rests_on
from opt.tables.frames import records

MEANINGS = {
    "computed": "follows from formulas or from published figures",
    "published": "stands in a published source that was read",
    "planner": "the planner's own",
    "unchecked": "the source is known, its text was not read",
    "estimate": "a guess that a planner should replace",
}
"""What each status says."""

HATCHES = {"computed": ".", "published": "", "planner": "-", "unchecked": "x", "estimate": "/"}

SHOWN = 20
"""Figures on the chart."""

NAME, STEP = 74, 40
"""Most letters of a figure's name above its bar, and the height of both, px."""

WRITTEN = 0.09
"""Share of the sales from which it is written into its part of the bar."""

SOURCE = 70
"""Letters of a line of a hover text that names a source."""

ROOM = 0.16
"""Room for the written amounts beside the bars, share of the longest."""


def draw_rests_on(frame: pd.DataFrame, currency: str) -> Chart:
    """One bar of all gross sales, in parts by the status of the weakest figure they touch, the strongest first."""
    rows = records(frame)
    figure = look.blank(124 + 19 * len(rows), barmode="stack", bargap=0.2, legend={"orientation": "v"})
    done = 0.0
    for row in rows:
        figure.add_trace(_part(row, currency))
        if row["share"] >= WRITTEN:
            figure.add_annotation(
                x=done + row["sales"] / 2, y=0, text=f"{row['status']} {percent(row['share'])}", showarrow=False,
                bgcolor=look.PAPER, borderpad=2, font={"size": look.SMALL},
            )  # fmt: skip
        done += row["sales"]
    figure.update_xaxes(title={"text": safe(f"gross sales, {currency}")}, tickformat="~s", nticks=6)
    figure.update_yaxes(type="category", showticklabels=False, showgrid=False)
    return Chart(figure, least_width=440, label="Gross sales in one bar by status")


def _part(row: dict[str, Any], currency: str) -> go.Bar:
    status, share = row["status"], percent(row["share"])
    sold = f"{money(row['sales'])} {currency}, {share} of the gross sales"
    return go.Bar(
        orientation="h", x=[row["sales"]], y=[""], name=f"{status}, {share}: {MEANINGS[status]}", showlegend=True,
        marker=filled(look.STATUS_COLOURS[status], HATCHES[status]), hoverinfo="text",
        hovertext=f"{status}: {MEANINGS[status]}<br>{safe(sold)}",
    )  # fmt: skip


def draw_figures(frame: pd.DataFrame, currency: str) -> Chart:
    """The figures with the largest effects, coloured by their status, each below its name."""
    rows = records(frame.head(SHOWN))
    figure = look.blank(STEP * len(rows) + 96, barmode="overlay")
    for status in (name for name in STRENGTH if any(row["status"] == name for row in rows)):
        figure.add_trace(_bars(status, [(n, row) for n, row in enumerate(rows) if row["status"] == status], currency))
    figure.update_layout(annotations=[_name(number, row) for number, row in enumerate(rows)])
    effects = [row["effect"] for row in rows]
    low, high = min(0.0, *effects), max(0.0, *effects)
    room = ROOM * (high - low)
    figure.update_xaxes(
        title={"text": safe(f"{currency} for 1 % more of the figure")}, tickformat="~s", nticks=6,
        range=[low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)],
    )  # fmt: skip
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[len(rows) - 0.45, -0.55], zeroline=False)
    return Chart(figure, least_width=480, label="Effects of 1 % more in bars")


def _name(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": safe(elided(_what(row), NAME)), "xref": "paper", "x": 0, "xanchor": "left", "y": number,
        "yanchor": "bottom", "showarrow": False, "font": {"size": look.SMALL}, "bgcolor": look.PAPER, "borderpad": 0,
    }  # fmt: skip


def _bars(status: str, rows: list[tuple[int, dict[str, Any]]], currency: str) -> go.Bar:
    return go.Bar(
        orientation="h", name=status, x=[row["effect"] for _, row in rows], y=[n for n, _ in rows], offset=0.02,
        width=0.38, marker=filled(look.STATUS_COLOURS[status], HATCHES[status]), showlegend=True,
        text=[_signed(row["effect"]) for _, row in rows], textposition="outside", cliponaxis=False,
        textfont={"size": look.SMALL, "color": look.INK}, hoverinfo="text",
        hovertext=[_story(row, currency) for _, row in rows],
    )  # fmt: skip


def _what(row: dict[str, Any]) -> str:
    return figure_words(row["table"], row["key"], row["column"])


def _signed(effect: float) -> str:
    return f"+{brief(effect)}" if effect > 0 else brief(effect)


def _story(row: dict[str, Any], currency: str) -> str:
    """All that the table says of a figure, long sources in lines."""
    lines = [_what(row), f"value: {amount(row['value'])} {row['unit']}".rstrip()]
    lines.append(f"1 % more of it: {_whole(row['effect'])} {currency}")
    lines.append(f"status: {row['status']} ({MEANINGS[row['status']]})")
    if row["source"]:
        lines += textwrap.wrap(f"source: {row['source']}", SOURCE)
    return "<br>".join(map(safe, lines))


def _whole(effect: float) -> str:
    return f"+{money(effect)}" if effect > 0 else money(effect)


EARLIER = "the result was stored by an earlier version that did not say what it rests on: solve again."

RESTS_ON = Builder(
    "rests_on",
    "What the value rests on",
    "How sure the figures are behind what is sold: gross sales by the status of the weakest figure they touch.",
    RESTS_ON_TABLE,
    rests_on,
    draw_rests_on,
    f"Nothing is sold, or {EARLIER}",
    totals=("sales", "share"),
)
FIGURES = Builder(
    "figures",
    "What the value leans on",
    "By which figures 1 % changes the recovered value most, the plan as it is. The chart shows the first "
    f"{SHOWN}, the table all, with their sources.",
    FIGURES_TABLE,
    figures,
    draw_figures,
    f"No figure changes the value, or {EARLIER}",
)
