"""Which limits are near or reached, and when: a row for each limit, a mark in each period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report.charts.brief import elided, safe
from opt.report.charts.limits import LEVELS, level, share_words
from opt.report.charts.periods import thinned
from opt.report.look import LEGEND_ABOVE, NEAR_WORDS, ROW, SMALL, blank
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import amount
from opt.report.views.near_limits import NEAR, near_limits
from opt.tables.frames import grouped, records

LEAST_WIDTH, LABEL, LETTERS = 560, 260, 36
"""Least width of the chart and room for its labels, px; most letters of a label."""

LEGEND, AXIS = 36, 48
"""Heights, px: of the legend above, of the axis below."""

Row = Mapping[str, Any]


def draw_near_limits(frame: pd.DataFrame, currency: str) -> Chart:
    """A mark for each row of the frame, which is as NEAR declares it: limits by kind, the most often near on top."""
    found = grouped(frame, "kind", "limit_of")
    kinds = list(dict.fromkeys(kind for kind, _ in found))
    order = sorted(found, key=lambda key: (kinds.index(key[0]), -len(found[key])))
    place = {key: number for number, key in enumerate(order)}
    rows, last = records(frame), int(frame["position"].max())
    traces = []
    for number, look in enumerate(LEVELS):
        own = [row for row in rows if level(row["share"]) == number]
        if own:
            traces.append(
                {
                    "type": "scatter", "mode": "markers", "name": look.words, "x": [row["position"] for row in own],
                    "y": [place[row["kind"], row["limit_of"]] for row in own],
                    "marker": {"symbol": look.symbol, "color": look.colour, "size": 10},
                    "hovertext": [_hover(row) for row in own], "hovertemplate": "%{hovertext}<extra></extra>",
                }
            )  # fmt: skip
    periods = {row["position"]: row["period"] for row in rows}
    names = [periods.get(float(position), "") for position in range(1, last + 1)]
    at, texts = thinned(names, LEAST_WIDTH - LABEL)
    layout = blank(
        LEGEND + max(len(order), 2) * ROW + AXIS,
        margin={"l": 8, "r": 8, "t": LEGEND, "b": AXIS},
        xaxis={"range": [0.4, last + 0.6], "tickvals": [number + 1 for number in at], "ticktext": texts,
               "title": {"text": "period", "standoff": 6}, "showgrid": False, "zeroline": False, "tickangle": 0},
        yaxis={"range": [len(order) - 0.5, -0.5], "tickvals": list(range(len(order))), "tickfont": {"size": SMALL},
               "ticktext": [safe(elided(name, LETTERS)) for _, name in order], "zeroline": False},
        showlegend=True,
    ).layout.to_plotly_json()  # fmt: skip
    layout["legend"] |= LEGEND_ABOVE
    return Chart(go.Figure(traces, layout), LEAST_WIDTH)


def _hover(row: Row) -> str:
    share = f"{share_words(row['share'])} of the limit"
    if row["share"] != row["share"]:
        share = "nothing is allowed" if row["limit"] <= 0 else "the amount is not known"
    unit = row["unit"]
    used = f"period {row['period']}: {amount(row['used'])} {unit} of {amount(row['limit'])} {unit}; {share}"
    return f"<b>{safe(row['limit_of'])}</b><br>{safe(used)}"


NEAR_LIMITS = Builder(
    "limits_near",
    "Limits that are nearly used up",
    f"Limits of hazards, storage areas, lines and outlets in the periods in which {NEAR_WORDS} or more of them are "
    "used, and limits of utilities where they are reached. Limits of content are under purity.",
    NEAR,
    near_limits,
    draw_near_limits,
    f"No limit of hazards, storage areas, lines and outlets is used to {NEAR_WORDS} in any period, and no limit of "
    "utilities is reached.",
)
