"""Chart of the routes that change: of one scenario at a time, the mass that goes each way before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import elided_within, safe
from opt.report.parts import Chart, Option
from opt.report.terminal.layout import tonnes
from opt.study.report.ranges import ABOVE, BELOW, LEGEND, LETTER
from opt.study.report.words import WITHIN, hover
from opt.tables.frames import grouped

MOST = 14
"""Ways that are drawn of a scenario, those whose mass changes most; the table has all."""

NAME = 46
"""Characters of a way beside the chart."""

Row = Mapping[str, Any]


def draw_routes(frame: pd.DataFrame, scenarios: Sequence[str]) -> Chart:
    """Ways of ``frame`` (columns of the comparison's routes), switchable between ``scenarios``, the first one shown."""
    by_name = {name: rows[:MOST] for (name,), rows in grouped(frame, "scenario").items()}
    states = {name: _state(by_name[name]) for name in scenarios}
    first = states[scenarios[0]]
    height = max(len(rows) for rows in by_name.values())
    figure = look.blank(
        ABOVE + BELOW + look.ROW * height, legend=LEGEND, margin={"l": 8, "r": 20, "t": ABOVE, "b": 8}
    )  # fmt: skip
    line, before, after = (
        {"x": first["x"][trace], "y": first["y"][trace], "hovertext": first["hovertext"][trace]} for trace in range(3)
    )
    figure.add_trace(go.Scatter(**line, mode="lines", line={"color": look.SOFT, "width": 2}, hoverinfo="skip",
                                showlegend=False))  # fmt: skip
    ring = {"symbol": "circle-open", "size": 10, "color": look.TOTAL, "line": {"width": 2, "color": look.TOTAL}}
    figure.add_trace(go.Scatter(**before, mode="markers", name="base", marker=ring, hoverinfo="text", cliponaxis=False))
    diamond = {"symbol": "diamond", "size": 10, "color": look.SERIES[0]}
    figure.add_trace(
        go.Scatter(**after, mode="markers", name="scenario", marker=diamond, hoverinfo="text", cliponaxis=False)
    )
    figure.update_xaxes(title={"text": "mass that goes this way, t", "font": {"size": look.SMALL}, "standoff": 6},
                        range=first["layout"]["xaxis.range"], zeroline=True, nticks=7)  # fmt: skip
    layout = first["layout"]
    figure.update_yaxes(tickmode="array", tickvals=layout["yaxis.tickvals"], ticktext=layout["yaxis.ticktext"],
                        range=layout["yaxis.range"], showgrid=False, zeroline=False)  # fmt: skip
    options = tuple(
        Option(str(number), name, {key: state[key] for key in ("x", "y", "hovertext")}, state["layout"])
        for number, (name, state) in enumerate(states.items())
    )
    longest = max(len(_way(row)) for rows in by_name.values() for row in rows)
    least = round(min(longest, NAME) * LETTER + 280)
    return Chart(figure, least_width=least, label="Routes that change", options=options if len(options) > 1 else ())


def _state(rows: Sequence[Row]) -> dict[str, Any]:
    """What the three traces (line, base, scenario) hold for a scenario, and how the axis is labelled."""
    places = list(range(len(rows)))
    most = max(max(row["base_mass"], row["mass"]) for row in rows)
    ends = [(row["base_mass"], row["mass"]) for row in rows]
    texts = [_told(row) for row in rows]
    return {
        "x": [[x for before, after in ends for x in (before, after, None)], [x for x, _ in ends], [x for _, x in ends]],
        "y": [[y for place in places for y in (place, place, None)], places, places],
        "hovertext": [[""] * 3 * len(rows), texts, texts],
        "layout": {
            "yaxis.tickvals": places,
            "yaxis.ticktext": [safe(elided_within(_way(row), NAME)) for row in rows],
            "yaxis.range": [len(rows) - 0.5, -0.5],
            "xaxis.range": [-0.03 * most, 1.04 * most],
        },
    }


def _way(row: Row) -> str:
    where = {"disposal": f"to {row['technology']}", "stock": "left in stock"}.get(row["stage"], row["technology"])
    return f"{row['stream']} as {row['form']}: {where}"


def _told(row: Row) -> str:
    return hover(
        _way(row),
        f"base {tonnes(row['base_mass'])} t, scenario {tonnes(row['mass'])} t",
        f"difference {'+' if row['difference'] > 0 else ''}{tonnes(row['difference'])} t",
        str(row["note"]),
        "" if row["distinguishable"] else f"{WITHIN}: may be noise",
    )
