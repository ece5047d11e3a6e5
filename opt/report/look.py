"""How charts look: one colour for one thing on every chart, legible, told apart by the colour-blind and on grey paper.

Hues are those of Okabe and Ito (2008), "Color Universal Design", darkened or lightened where neighbours share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

FONT = "system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', Arial, sans-serif"
INK, SOFT, FAINT, PAPER = "#1f2933", "#616e7c", "#e4e7eb", "#ffffff"
"""Text, lesser text, rules, ground."""

GOOD, NEAR, OVER = "#0072b2", "#e69f00", "#d55e00"
"""Well below a limit, within a tenth of it, at it."""

EARNS, COSTS, TOTAL = "#0072b2", "#d55e00", "#4a5561"
"""Amounts that add to the value, that take from it, and sums."""

NEAR_SHARE = 0.9
"""Share of a limit from which it is shown as near."""

NEAR_WORDS = f"{NEAR_SHARE * 100:.0f} %"
"""The same as people write it."""

AT_SHARE = 1.0 - 1e-6
"""Share of a limit from which it is shown as reached."""

CLASS_COLOURS: Mapping[str, str] = {
    "oxide_garnet": "#d55e00",
    "oxide_perovskite": "#e69f00",
    "oxide_NASICON": "#b8860b",
    "sulfide": "#f0d500",
    "halide": "#882255",
    "polymer": "#0072b2",
}
"""By class of the solid electrolyte."""

STAGE_COLOURS: Mapping[str, str] = {
    "pretreatment": "#56b4e9",
    "pyrometallurgy": "#a63603",
    "leaching": "#009e73",
    "separation": "#5e4fa2",
    "direct_regeneration": "#cc79a7",
    "sale": "#1f4e79",
    "product": "#2f6f4f",
    "waste": "#9aa5b1",
    "loss": "#7b8794",
    "disposal": "#52606d",
    "stock": "#c8b88a",
    "reagents": "#d9d9d9",
    "set-up": "#323f4b",
    "maintenance": "#bcc4cc",
}
"""By stage of a technology, and for what stands beside technologies on a chart."""

STATUS_COLOURS: Mapping[str, str] = {
    "published": "#0072b2",
    "computed": "#009e73",
    "planner": "#56b4e9",
    "unchecked": "#d55e00",
    "estimate": "#e69f00",
}
"""By what a figure is worth."""

SERIES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#5e4fa2", "#b8860b", "#4a5561", "#2f6f4f")
"""Colours of series that have none of their own."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""What else tells series apart, once the colours begin again."""

GROW = (("0", "#f7fbff"), ("0.5", "#6baed6"), ("1", "#08306b"))
"""From nothing to all of it, for grids of shares."""

SMALL, NORMAL = 11, 12
"""Sizes of text on charts, px."""

ROW = 24
"""Height of a row of a chart that has a row for each name, px."""


LEGEND_ABOVE = {"yref": "container", "y": 1, "yanchor": "top"}
"""Where a legend stands that is at the top of its chart, whatever is drawn below."""


def with_alpha(colour: str, alpha: float) -> str:
    """The colour '#rrggbb' so opaque (0 to 1), as 'rgba(...)'."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def series_colour(number: int) -> str:
    """The colour of the series of that number."""
    return SERIES[number % len(SERIES)]


def readable_on(colour: str) -> str:
    """Black or white text, whichever is read more easily on the colour '#rrggbb'."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else PAPER


def blank(height: int, **layout: Any) -> go.Figure:
    """A chart without traces, as a Plotly figure, that has the look of all charts: so many px high, as wide as its
    place. The title stands above the chart in the page and is no part of it. ``layout`` adds to the layout."""
    axis = {"automargin": True, "gridcolor": FAINT, "linecolor": FAINT, "zerolinecolor": SOFT, "ticks": ""}
    whole = {
        "template": "none",
        "height": height,
        "autosize": True,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": FONT, "size": NORMAL, "color": INK},
        "hoverlabel": {"font": {"family": FONT, "size": NORMAL}, "align": "left"},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "font": {"size": SMALL}},
        "separators": ".,",
        "xaxis": axis,
        "yaxis": axis,
    }
    figure = go.Figure(layout=whole)
    if layout:
        figure.update_layout(layout)
    return figure
