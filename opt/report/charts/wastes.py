"""What leaves as waste, by the outlet that takes it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import brief, elided, mass_words, safe
from opt.report.charts.marks import filled, series
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import money
from opt.report.views.wastes import MATERIAL, TABLE, wastes
from opt.tables.frames import records

SHOWN = 8
"""Wastes with a colour of their own; the rest is 'others'."""

OTHERS = "others"
NAME = 24
"""Most letters of an outlet's name beside its bar."""

ROOM = 0.3
"""Room for the written amounts beside the longest bar, share of its length."""

Rows = list[dict[str, Any]]


def draw_wastes(frame: pd.DataFrame, currency: str) -> Chart:
    """A bar for each outlet, in parts by waste; materials given away as they stand are in italics."""
    rows = records(frame)
    outlets, items = _sums(rows, "outlet"), _sums(rows, "kind", "item")
    first, others = list(items)[:SHOWN], list(items)[SHOWN:]
    figure = look.blank(
        (look.ROW + 8) * len(outlets) + 130, barmode="stack", bargap=0.3, legend={"traceorder": "normal"}
    )
    for number, (kind, item) in enumerate(first):
        own = [row for row in rows if (row["kind"], row["item"]) == (kind, item)]
        figure.add_trace(_bars(_name(kind, item), own, series(number), currency))
    if others:
        own = [row for row in rows if (row["kind"], row["item"]) in others]
        figure.add_trace(_bars(OTHERS, own, filled(look.FAINT), currency))
    costs = {name: sum(row["cost"] for row in rows if row["outlet"] == name) for (name,) in outlets}
    names, ends = [name for (name,) in outlets], list(outlets.values())
    places = [safe(name) for name in names]
    figure.add_trace(
        go.Scatter(
            mode="text", x=ends, y=places, hoverinfo="skip", textposition="middle right", cliponaxis=False,
            text=[f"  {brief(outlets[(name,)])} t, {brief(costs[name])} {safe(currency)}" for name in names],
            textfont={"size": look.SMALL, "color": look.INK}, showlegend=False,
        )
    )  # fmt: skip
    figure.update_xaxes(title={"text": "t over the horizon"}, range=[0, (1 + ROOM) * max(ends)], nticks=8)
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=places, tickvals=places,
        ticktext=[safe(elided(name, NAME)) for name in names], range=[len(names) - 0.5, -0.6], showgrid=False,
        zeroline=False,
    )  # fmt: skip
    return Chart(figure, least_width=560, label="What each outlet takes in bars by waste")


def _sums(rows: Rows, *columns: str) -> dict[tuple[str, ...], float]:
    """Masses by some columns, the largest first."""
    masses: dict[tuple[str, ...], float] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        masses[key] = masses.get(key, 0.0) + row["mass"]
    return dict(sorted(masses.items(), key=lambda pair: -pair[1]))


def _name(kind: str, item: str) -> str:
    return f"<i>{safe(item)}</i>" if kind == MATERIAL else safe(item)


def _bars(name: str, rows: Rows, marker: dict[str, Any], currency: str) -> go.Bar:
    """One bar for each outlet: several rows of one outlet (of several sites, or 'others') are told one by one."""
    by_outlet: dict[str, Rows] = {}
    for row in rows:
        by_outlet.setdefault(row["outlet"], []).append(row)
    return go.Bar(
        orientation="h", name=name, y=[safe(outlet) for outlet in by_outlet],
        x=[sum(r["mass"] for r in own) for own in by_outlet.values()],
        marker={**marker, "line": {"color": look.SOFT, "width": 0.5}}, showlegend=True, hoverinfo="text",
        hovertext=["<br>".join(map(safe, [f"to {outlet}", *(_told(row, currency) for row in own)]))
                   for outlet, own in by_outlet.items()],
    )  # fmt: skip


def _told(row: dict[str, Any], currency: str) -> str:
    kind = "given away as it stands" if row["kind"] == MATERIAL else row["kind"]
    return f"{row['item']} ({kind}) of {row['site']}: {mass_words(row['mass'])}, {money(row['cost'])} {currency}"


WASTES = Builder(
    "wastes",
    "Wastes and their outlets",
    "What leaves the plant as waste, and who takes it at which cost: wastes of technologies, and, in italics, material "
    "that is given away as it stands. The costs sum to the disposal costs of the value; 'loss' is what no output "
    f"carries. Off-spec goods stand under products, whoever takes them. The chart shows the {SHOWN} largest by name.",
    TABLE,
    wastes,
    draw_wastes,
    "Nothing is given to an outlet.",
    totals=("mass", "cost"),
)
