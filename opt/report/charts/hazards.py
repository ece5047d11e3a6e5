"""Each hazard against its limit, period by period: a small chart for each hazard, basis and place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt import schema
from opt.report.charts.brief import elided, safe
from opt.report.charts.hazard_panels import NO_LIMIT, Panel, Row, hover, level_of, panels, told
from opt.report.charts.limits import LEVELS
from opt.report.charts.periods import thinned
from opt.report.look import GOOD, INK, LEGEND_ABOVE, NORMAL, SMALL, SOFT, blank
from opt.report.parts import Builder, Chart
from opt.report.views.hazards import hazards_by_period

COLUMNS, LEAST_WIDTH, GAP = 2, 560, 0.1
"""Panels beside each other, the width (px) they need, and the share of it between them."""

BARS, FLAT, WORDS, NAMES, LEGEND, BELOW = 84, 56, 40, 24, 30, 46
"""Heights, px: of the bars of a panel, and where there are MANY; of the words above and the periods below them; of the
legend above all panels, and of periods and title of the axis below the last ones."""

MANY = 16
"""More panels than this are flat, so that the chart can be printed on a page."""

ROOM = 200.0
"""Least length of the axis of a panel, px."""

LETTERS = 38
"""Most letters of the name of a panel."""

WIDEST = 0.12
"""Greatest width of a bar, share of the panel's."""

MARK = 0.13
"""How far above the bar or the limit a mark stands, share of the panel's scale."""


@dataclass(frozen=True)
class Grid:
    """Where panels stand: how many there are, beside each other and in all."""

    count: int

    @property
    def columns(self) -> int:
        """Panels beside each other."""
        return min(COLUMNS, self.count)

    @property
    def bars(self) -> int:
        """Height of the bars of a panel, px."""
        return FLAT if self.count > MANY else BARS

    @property
    def inside(self) -> int:
        """Height of all panels with what is between them, px."""
        return math.ceil(self.count / self.columns) * (self.bars + WORDS + NAMES) - WORDS - NAMES

    @property
    def wide(self) -> float:
        """Width of a panel, share of the chart's."""
        return (1.0 - GAP * (self.columns - 1)) / self.columns

    def across(self, number: int) -> tuple[float, float]:
        """From where to where a panel goes, shares of the width."""
        left = number % self.columns * (self.wide + GAP)
        return left, min(left + self.wide, 1.0)

    def upward(self, number: int) -> tuple[float, float]:
        """From where to where a panel goes, shares of the height."""
        top = self.inside - number // self.columns * (self.bars + WORDS + NAMES)
        return max((top - self.bars) / self.inside, 0.0), top / self.inside

    def last(self, number: int) -> bool:
        """True where no panel stands below."""
        return number + self.columns >= self.count


def draw_hazards(frame: pd.DataFrame, currency: str) -> Chart:
    """Bars of the share of the limit by period, a panel each. ``frame`` is the table hazards."""
    shown = panels(frame)
    grid = Grid(len(shown))
    layout = blank(
        LEGEND + WORDS + grid.inside + BELOW,
        barmode="overlay",
        margin={"l": 8, "r": 8, "t": LEGEND + WORDS, "b": BELOW},
    ).layout.to_plotly_json()
    layout["legend"] |= LEGEND_ABOVE
    across, upward = layout["xaxis"], layout["yaxis"]
    traces: list[dict[str, Any]] = []
    for number, panel in enumerate(shown):
        key = str(number + 1) if number else ""
        layout[f"xaxis{key}"] = across | _periods(panel, grid, number, key)
        layout[f"yaxis{key}"] = upward | _scale(panel, grid, number, key)
        traces += _traces(panel, key)
    keys = [str(number + 1) if number else "" for number in range(len(shown))]
    layout["annotations"] = [_words(panel, key) for panel, key in zip(shown, keys, strict=True)]
    layout["shapes"] = [line for panel, key in zip(shown, keys, strict=True) for line in _limit(panel, key)]
    _name_once(traces)
    return Chart(go.Figure(traces, layout), LEAST_WIDTH if grid.columns > 1 else 320)


def _name_once(traces: list[dict[str, Any]]) -> None:
    """Each level stands in the legend once."""
    named: set[str] = set()
    for trace in traces:
        trace["showlegend"] = trace["type"] == "bar" and trace["name"] not in named
        named.add(trace["name"])


def _traces(panel: Panel, key: str) -> Iterator[dict[str, Any]]:
    """Bars of each level, and the marks above them."""
    for number, look in enumerate(LEVELS):
        rows = [row for row in panel.rows if panel.height(row) > 0 and level_of(row) == number]
        if not rows:
            continue
        name, colour = (f"{look.sign}{look.words}", look.colour) if panel.limited else (NO_LIMIT, GOOD)
        place = {"x": [safe(row["period"]) for row in rows], "xaxis": f"x{key}", "yaxis": f"y{key}", "name": name}
        yield {
            "type": "bar", **place, "y": [panel.height(row) for row in rows], "marker": {"color": colour},
            "width": min(0.75, WIDEST * len(panel.rows)),
            "hovertext": [hover(panel, row) for row in rows], "hovertemplate": "%{hovertext}<extra></extra>",
            "legendgroup": name, "legendrank": number + 1,
        }  # fmt: skip
        if look.mark:
            yield {
                "type": "scatter", "mode": "markers", **place, "y": [_above(panel, row) for row in rows],
                "marker": {"symbol": look.mark, "size": 7, "color": INK}, "hoverinfo": "skip", "legendgroup": name,
            }  # fmt: skip


def _above(panel: Panel, row: Row) -> float:
    """Where the mark of a bar stands: above it, and above the limit."""
    return max(panel.height(row), 1.0 if panel.shares else 0.0) + MARK * panel.top


def _periods(panel: Panel, grid: Grid, number: int, key: str) -> dict[str, Any]:
    """The axis of periods."""
    names = [row["period"] for row in panel.rows]
    at, texts = thinned(names, ROOM)
    places = [safe(name) for name in names]
    title = {"text": "period", "font": {"size": NORMAL}, "standoff": 4} if grid.last(number) else None
    return {
        "type": "category", "categoryorder": "array", "categoryarray": places, "range": [-0.6, len(names) - 0.4],
        "tickvals": [places[n] for n in at], "ticktext": texts, "tickangle": 0, "tickfont": {"size": SMALL},
        "showgrid": False, "title": title, "domain": grid.across(number), "anchor": f"y{key}",
    }  # fmt: skip


def _scale(panel: Panel, grid: Grid, number: int, key: str) -> dict[str, Any]:
    """The axis of shares, or of amounts."""
    steps = {"tickvals": [0, 0.5, 1], "ticktext": ["0", "50", "100"]} if panel.shares else {"nticks": 3}
    unit = "% of limit" if panel.shares else panel.unit
    return {
        "range": [0, panel.top * 1.25], "title": {"text": safe(unit), "font": {"size": SMALL}, "standoff": 4},
        "tickfont": {"size": SMALL}, "domain": grid.upward(number), "anchor": f"x{key}", "fixedrange": True, **steps,
    }  # fmt: skip


def _words(panel: Panel, key: str) -> dict[str, Any]:
    """What the panel shows, and its limit, above it."""
    return {
        "text": f"<b>{safe(elided(panel.name, LETTERS))}</b><br>"
        f"<span style='font-size:{SMALL}px;color:{SOFT}'>{safe(told(panel))}</span>",
        "xref": f"x{key} domain", "yref": f"y{key} domain", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom",
        "align": "left", "showarrow": False, "yshift": 2,
    }  # fmt: skip


def _limit(panel: Panel, key: str) -> Iterator[dict[str, Any]]:
    """The line of the limit."""
    if panel.limited:
        height = 1 if panel.shares else 0
        yield {
            "type": "line", "xref": f"x{key} domain", "yref": f"y{key}", "x0": 0, "x1": 1, "y0": height, "y1": height,
            "line": {"color": INK, "width": 1.5},
        }  # fmt: skip


HAZARDS = Builder(
    "hazards",
    "Hazards against their limits",
    "Bars are shares of the limit of the period: of what is released over the period, in stock at its end, or of the "
    "highest hourly peaks that may come at once. The line across is the limit. Hazards without a limit stand in the "
    "table only, unless none has one.",
    schema.DERIVED["hazards"],
    hazards_by_period,
    draw_hazards,
    "The instance limits no hazard, and the plan releases and stores none.",
    idle=lambda frame: (
        ""
        if (frame["amount"] > 0).any()
        else "The plan releases and stores nothing of what is limited; the table holds the limits."
    ),
)
