"""What arrives by period and electrolyte class, and what of it is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import safe
from opt.report.charts.marks import filled
from opt.report.charts.periods import thinned
from opt.report.frames import NEGLIGIBLE
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import tonnes
from opt.report.views.arrivals import ARRIVALS_TABLE, arrivals
from opt.schema.words import ELECTROLYTE_CLASSES
from opt.tables.frames import records

HEIGHT = 340
BAR = 0.8
"""Width of a bar, periods."""

LEAST, ROOM = 560, 490.0
"""Least width, and then the length of the axis of periods, px."""

HATCHES = ("\\", "x", "-", "", ".", "|")
"""Hatches of the accepted mass by class, each its own; what is not accepted has another."""

DECLINED = "offered, not accepted"
WORDS = {
    "mandatory": "all of it must be accepted",
    "partial": "any part may be accepted",
    "whole_lot": "all or nothing is accepted",
}

Row = dict[str, Any]


def draw_arrivals(frame: pd.DataFrame, currency: str) -> Chart:
    """A bar for each period, a piece of it for each stream: what is accepted below, hatched above it what is not."""
    rows = records(frame)
    figure = look.blank(HEIGHT, barmode="stack")
    figure.update_layout(legend={"traceorder": "normal"})
    for name, hatch in zip(ELECTROLYTE_CLASSES, HATCHES, strict=True):
        of_class = [row for row in rows if row["electrolyte_class"] == name]
        if of_class:
            figure.add_trace(_accepted(of_class, name, hatch))
    declined = [row for row in rows if not row["declined"] <= NEGLIGIBLE]
    if declined:
        figure.add_trace(_declined(declined))
    names = {int(row["number"]): row["period"] for row in rows}
    last = max(names)
    places, texts = thinned([names.get(number, "") for number in range(1, last + 1)], ROOM)
    figure.update_xaxes(
        range=[0.4, last + 0.6], tickvals=[place + 1 for place in places], ticktext=texts, tickangle=0, showgrid=False,
        zeroline=False, title={"text": "period", "font": {"size": look.NORMAL}}, tickfont={"size": look.SMALL},
        fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(rangemode="tozero", title={"text": "t", "font": {"size": look.NORMAL}}, fixedrange=True)
    return Chart(figure, LEAST)


def _accepted(rows: Sequence[Row], name: str, hatch: str) -> go.Bar:
    """The accepted mass of a class, a piece for each stream."""
    drawn = [row for row in rows if not row["accepted"] <= NEGLIGIBLE]
    marker = filled(look.CLASS_COLOURS[name], hatch)
    marker["line"] = {"color": look.PAPER, "width": 0.5}
    return _bars(drawn, "accepted", name.replace("_", " "), marker)


def _declined(rows: Sequence[Row]) -> go.Bar:
    """What is not accepted, outlined in the colours of the classes."""
    colours = [look.CLASS_COLOURS[row["electrolyte_class"]] for row in rows]
    pattern = {
        "shape": "/",
        "fillmode": "replace",
        "fgcolor": colours,
        "bgcolor": look.PAPER,
        "size": 6,
        "solidity": 0.25,
    }
    marker = {"color": colours, "pattern": pattern, "line": {"color": look.SOFT, "width": 0.75}}
    return _bars(rows, "declined", DECLINED, marker)


def _bars(rows: Sequence[Row], column: str, name: str, marker: dict[str, Any]) -> go.Bar:
    return go.Bar(
        name=name, x=[row["number"] for row in rows], y=[row[column] for row in rows], width=BAR, marker=marker,
        hovertext=[story(row) for row in rows], hoverinfo="text",
    )  # fmt: skip


def story(row: Row) -> str:
    """All of a row, for hovering."""
    return (
        f"<b>{safe(row['stream'])}</b>, period {safe(row['period'])}<br>"
        f"{tonnes(row['accepted'])} t accepted of {tonnes(row['offered'])} t offered<br>"
        f"{row['electrolyte_class'].replace('_', ' ')}, {safe(row['form'].replace('_', ' '))}; "
        f"{WORDS[row['acceptance']]}"
    )


ARRIVALS = Builder(
    "arrivals",
    "What arrives",
    "Deliveries by period and class of the solid electrolyte: full bars are accepted, hatched ones are offered and not "
    "accepted. Each piece of a bar is a stream. What lies in stock before the first period is no delivery.",
    ARRIVALS_TABLE,
    arrivals,
    draw_arrivals,
    "Nothing is offered in any period, or there is no plan.",
    totals=("offered", "accepted", "declined"),
)
