"""The value of each stream, in stacked bars by group of terms, or by the tonne."""

from __future__ import annotations

from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import brief, safe
from opt.report.charts.marks import filled
from opt.report.charts.rows import row_height
from opt.report.charts.stream_words import WORDS, label, story, told
from opt.report.parts import Builder, Chart, Option
from opt.report.terminal.layout import money
from opt.report.views.stream_value import GROUPS, TABLE, stream_value
from opt.tables.frames import records

LOOKS = {
    "sales": (look.EARNS, ""),
    "gate_fees": (look.SERIES[4], "/"),
    "treatment": (look.COSTS, ""),
    "lines": (look.SERIES[1], "\\"),
    "leaving": (look.STAGE_COLOURS["disposal"], "x"),
    "shortfalls": (look.SERIES[3], "."),
}
"""Colour and hatch of each group."""

ROOM = 0.14
"""Room for the written amounts beside the longest bar, share of all that is drawn."""

SQUARE = "\N{BLACK SQUARE}"


def draw_stream_value(frame: pd.DataFrame, currency: str) -> Chart:
    """What each stream brings in right of zero, what it costs left of it, its value as a diamond and in words."""
    rows = records(frame)
    figure = look.blank(row_height(len(rows)) * len(rows) + 130, barmode="relative", bargap=0.3)
    groups = [group for group in GROUPS if any(row[group] != 0.0 for row in rows)]
    for group in groups:
        figure.add_trace(_bars(rows, group, currency))
    for trace in (_values(rows, currency), _amounts(rows), _by_tonne(rows, currency)):
        figure.add_trace(trace)
    figure.update_xaxes(tickformat="~s", nticks=8)
    figure.update_yaxes(
        type="category", categoryorder="array", tickvals=_places(rows),
        ticktext=[label(row) for row in rows], showgrid=False, zeroline=False, tickfont={"size": look.SMALL},
    )  # fmt: skip
    options = _options(rows, len(groups), currency)
    figure.update_layout(options[0].layout)
    return Chart(figure, least_width=620, label="Value of each stream in bars", options=options)


def _bars(rows: list[dict[str, Any]], group: str, currency: str) -> go.Bar:
    return go.Bar(
        orientation="h", name=WORDS[group], x=[row[group] for row in rows], y=_places(rows),
        marker=filled(*LOOKS[group]),
        hovertext=[f"{safe(told(row))}<br>{WORDS[group]}: {money(row[group])} {safe(currency)}" for row in rows],
        hoverinfo="text",
    )  # fmt: skip


def _values(rows: list[dict[str, Any]], currency: str) -> go.Scatter:
    return go.Scatter(
        name="value", mode="markers", x=[row["value"] for row in rows], y=_places(rows),
        marker={"symbol": "diamond", "size": 8, "color": look.PAPER, "line": {"color": look.INK, "width": 1.5}},
        hovertext=[story(row, currency) for row in rows], hoverinfo="text",
    )  # fmt: skip


def _amounts(rows: list[dict[str, Any]]) -> go.Scatter:
    """The values in words, right of all that is drawn of their rows."""
    return go.Scatter(
        mode="text", x=[max(_reach(row)) for row in rows], y=_places(rows),
        text=[f"  {brief(row['value'])}" for row in rows], textposition="middle right", cliponaxis=False,
        textfont={"size": look.SMALL, "color": look.INK}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _by_tonne(rows: list[dict[str, Any]], currency: str) -> go.Bar:
    """Value by the tonne, in the colour of the class."""
    came = _came(rows)
    colours = [look.CLASS_COLOURS[row["electrolyte_class"]] for row in came]
    return go.Bar(
        orientation="h", visible=False, showlegend=False, x=[row["per_tonne"] for row in came],
        y=_places(came), marker={"color": colours, "line": {"color": look.SOFT, "width": 0.5}},
        text=[brief(row["per_tonne"]) for row in came], textposition="outside", cliponaxis=False,
        textfont={"size": look.SMALL, "color": look.INK}, hovertext=[story(row, currency) for row in came],
        hoverinfo="text",
    )  # fmt: skip


def _options(rows: list[dict[str, Any]], groups: int, currency: str) -> tuple[Option, ...]:
    """The amounts, or the value by the tonne; each with its own scale and order of rows."""
    all_ends = [end for row in rows for end in _reach(row)]
    tonnes = [row["per_tonne"] for row in _came(rows)]
    by_tonne = sorted(_came(rows), key=lambda row: -row["per_tonne"])
    others = [row for row in rows if row not in by_tonne]
    amounts = Option(
        "amounts", f"{currency} over the horizon", {"visible": [True] * (groups + 2) + [False]},
        _scene(rows, len(rows), all_ends, currency),
    )  # fmt: skip
    if not tonnes:
        return (amounts,)
    hidden = {"visible": [False] * (groups + 2) + [True]}
    scene = _scene([*by_tonne, *others], len(by_tonne), tonnes, f"{currency}/t received")
    return amounts, Option("per_tonne", f"{currency} per tonne received", hidden, scene)


def _scene(rows: list[dict[str, Any]], shown: int, ends: list[float], unit: str) -> dict[str, Any]:
    """Scales that hold all ends, and the order of the rows, of which the first ones are shown."""
    left, right = min(0.0, *ends), max(0.0, *ends)
    room = ROOM * (right - left)
    return {
        "xaxis.range": [left - (room if left < 0 else 0.0), right + room],
        "xaxis.title.text": safe(unit),
        "yaxis.categoryarray": _places(rows),
        "yaxis.range": [shown - 0.5, -0.6],
    }


def _places(rows: list[dict[str, Any]]) -> list[str]:
    """Where the rows stand: the categories of the axis."""
    return [safe(row["stream"]) for row in rows]


def _came(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if not isnan(row["per_tonne"])]


def _reach(row: dict[str, Any]) -> tuple[float, float]:
    """Where the stacked bars of a row end, left and right of zero."""
    amounts = [row[group] for group in GROUPS]
    return sum(a for a in amounts if a < 0), sum(a for a in amounts if a > 0)


STREAM_VALUE = Builder(
    "stream_value",
    "Value by stream",
    "What each stream brings in and what it costs; what belongs to no stream stands last. Streams that neither came "
    "nor cost anything are left out.",
    TABLE,
    stream_value,
    draw_stream_value,
    "The result says nothing about the value of its streams: nothing came, or it was stored by an earlier version "
    "(solve again).",
    totals=("received", *GROUPS, "value"),
)
