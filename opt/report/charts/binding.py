"""What binds: a bar for each limit, as long as what it adds to the value to loosen it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report.binding import LEAST_WORTH
from opt.report.charts.brief import elided, safe
from opt.report.look import LEGEND_ABOVE, SERIES, SMALL, blank
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import amount, money
from opt.report.views.binding import RANKED, ranked_limits
from opt.tables.frames import records

SHOWN, LEAST_WIDTH = 20, 640

LETTERS, MOST, LINES = 32, 37, 2
"""Letters at which a line of a label is broken, most letters of a line, and lines of a label."""

BAR, LEGEND, AXIS = 34, 44, 44
"""Heights, px: of a bar with its gap, of the legend above and the axis below."""

ROOM = 1.36
"""Length of the axis, of the longest bar: the amount written beside it needs room."""

FAMILIES: Mapping[str, str] = {
    "capacity": SERIES[0],
    "storage": SERIES[1],
    "market": SERIES[2],
    "purity": SERIES[3],
    "age": SERIES[4],
    "safety": SERIES[5],
    "resources": SERIES[6],
    "routing": SERIES[8],
}
"""By constraint family; others have the colour OTHER."""

OTHER = SERIES[9]


def draw_binding(frame: pd.DataFrame, currency: str) -> Chart:
    """The limits worth most, the best on top. ``frame`` as RANKED declares it, in its order."""
    rows = records(frame[frame["gain"] >= LEAST_WORTH].head(SHOWN)) or records(frame.head(SHOWN))
    place = {id(row): number for number, row in enumerate(rows)}
    traces = []
    for family in dict.fromkeys(row["family"] for row in rows):
        own = [row for row in rows if row["family"] == family]
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": safe(family),
                "x": [_length(row) for row in own], "y": [place[id(row)] for row in own], "width": 0.66,
                "text": [safe(_written(row, currency)) for row in own], "textposition": "outside", "cliponaxis": False,
                "textfont": {"size": SMALL}, "marker": {"color": FAMILIES.get(family, OTHER)},
                "hovertext": [_hover(row, currency) for row in own], "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )  # fmt: skip
    longest = max(map(_length, rows)) or 1.0
    layout = blank(
        LEGEND + len(rows) * BAR + AXIS,
        barmode="overlay",
        margin={"l": 8, "r": 8, "t": LEGEND, "b": AXIS},
        xaxis={"range": [0, longest * ROOM], "title": {"text": safe(f"{currency} gained"), "standoff": 6}, "nticks": 6,
               "tickformat": ",.0f" if longest >= 5 else "", "zeroline": False},
        yaxis={"range": [len(rows) - 0.5, -0.5], "tickvals": list(range(len(rows))), "showgrid": False,
               "ticktext": [label(row["loosened"]) for row in rows], "tickfont": {"size": SMALL}, "zeroline": False},
    ).layout.to_plotly_json()  # fmt: skip
    layout["legend"] |= {**LEGEND_ABOVE, "traceorder": "normal"}
    layout["showlegend"] = True
    return Chart(go.Figure(traces, layout), LEAST_WIDTH)


def _length(row: Mapping[str, Any]) -> float:
    """Length of a bar; what is not known has none."""
    return 0.0 if math.isnan(row["gain"]) else float(row["gain"])


def _written(row: Mapping[str, Any], currency: str) -> str:
    """What stands at a bar: '14,440 USD'."""
    if math.isnan(row["gain"]):
        return "not known"
    return f"{money(row['gain'])} {currency}" if row["gain"] >= LEAST_WORTH else f"less than {LEAST_WORTH:g} {currency}"


def label(text: str) -> str:
    """A text on a line or two, elided where that is not enough."""
    lines = textwrap.wrap(text, LETTERS, break_on_hyphens=False, break_long_words=False)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
    return "<br>".join(safe(elided(line, MOST)) for line in lines)


def _hover(row: Mapping[str, Any], currency: str) -> str:
    others = int(row["others"])
    periods = f"in period {row['period']}" if row["period"] else "over the horizon"
    further = f", and something in {others} further period{'s' if others > 1 else ''}" if others else ""
    value = f"{amount(row['value'])} {currency} per {row['unit'] or 'unit'} of limit"
    first = f"<b>{safe(_written(row, currency))}</b> for {safe(row['loosened'])}"
    return "<br>".join([first, safe(f"{periods}{further}"), safe(f"family {row['family']}; {value}")])


BINDING = Builder(
    "binding",
    "What binds, and what it is worth to loosen it",
    "What it adds to the value to loosen a limit that is reached: by a unit, of a content by a tenth (a greatest one), "
    "a hundredth (a least one) or, where nothing is allowed, a ppm. Each by itself, in the period in which it adds "
    "most, while campaigns and set-ups stay as they are; a second unit may add less. The chart shows the first "
    f"{SHOWN} that add something, the table all.",
    RANKED,
    ranked_limits,
    draw_binding,
    "No limit is reached, or the result was stored by a version that did not look; solve the instance again.",
)
