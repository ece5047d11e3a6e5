"""Streams against technologies: where the material of each stream went."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import elided, safe, width_of
from opt.report.charts.marks import square
from opt.report.charts.routes_cells import Cell, Way, cells_of, ways_of, word, written
from opt.report.charts.rows import row_height
from opt.report.parts import Builder, Chart
from opt.report.views.routes import TABLE, routes

NAME = 18
"""Most letters of a stream's name."""

NARROW, WIDE = 14, 26
"""Width of a column, px: the least, at which steep names do not touch yet, and from which numbers fit into cells."""

STRIP = 7
"""Width of the strips in the colours of classes and of stages, px."""

SLANTED, STEEP, MANY = 60, 75, 20
"""Angle of the names of technologies, degrees: of few columns, and of more than so many."""

IN_A_LINE, LINE = 4, 17
"""Stages in a line of the legend, and its height, px."""


def draw_routes(frame: pd.DataFrame, currency: str) -> Chart:
    """A row for each stream, a column for each technology; the deeper the blue, the larger the share."""
    classes = dict(zip(frame["stream"], frame["electrolyte_class"], strict=True))
    streams, kinds, ways = list(classes), list(classes.values()), ways_of(frame)
    names, words = [elided(stream, NAME) for stream in streams], [word(way) for way in ways]
    beside = width_of(names) + 14
    angle = STEEP if len(ways) > MANY else SLANTED
    legend = _stage_names(ways)
    left = beside + STRIP + width_of(sorted(set(kinds))) + 16
    top = math.sin(math.radians(angle)) * width_of(words) + STRIP + 24 + LINE * len(legend)
    right = _overhang(words, angle) + 8
    figure = look.blank(int(row_height(len(streams)) * len(streams) + top + 12))
    figure.add_trace(_grid(streams, ways, cells_of(frame)))
    figure.update_layout(
        margin={"l": left, "r": right, "t": top},
        shapes=[*_class_strips(kinds, beside), *_stage_strips(ways)],
        annotations=[*_class_names(kinds, beside + STRIP + 6), _legend(legend, left, top)],
    )
    axis = {"tickfont": {"size": look.SMALL}, "showgrid": False, "zeroline": False, "automargin": False,
            "fixedrange": True}  # fmt: skip
    figure.update_xaxes(
        side="top", tickangle=-angle, tickvals=list(range(len(ways))), ticktext=[safe(text) for text in words],
        range=[-0.5, len(ways) - 0.5], ticks="outside", ticklen=STRIP + 4, tickcolor=look.PAPER, **axis,
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(len(streams))), ticktext=[safe(name) for name in names], range=[len(streams) - 0.5, -0.5],
        **axis,
    )  # fmt: skip
    least = int(max(460, left + right + WIDE * len(ways)))
    return Chart(figure, least_width=least, label="Grid of streams and technologies, shaded by share")


def _grid(streams: list[str], ways: list[Way], cells: dict[tuple[str, Way], Cell]) -> go.Heatmap:
    table = [[cells.get((stream, way)) for way in ways] for stream in streams]
    return go.Heatmap(
        x=list(range(len(ways))), y=list(range(len(streams))),
        z=[[cell.share if cell else None for cell in row] for row in table],
        text=[[written(cell.mass) if cell else "" for cell in row] for row in table], texttemplate="%{text}",
        hovertext=[[cell.story if cell else "" for cell in row] for row in table],
        hoverinfo="text", hoverongaps=False, zmin=0, zmax=1, colorscale=[[float(at), c] for at, c in look.GROW],
        showscale=False, xgap=1, ygap=1,
    )  # fmt: skip


def _overhang(words: list[str], angle: int) -> float:
    """How far the slanted names reach beyond the last column, px."""
    last, flat = len(words) - 1, math.cos(math.radians(angle))
    return max(flat * width_of([word]) - NARROW * (last - n) for n, word in enumerate(words))


def _stage_names(ways: list[Way]) -> list[str]:
    """Lines of the legend: the stages with squares of their colours."""
    names = [
        f"{square(look.STAGE_COLOURS[stage])} {stage.replace('_', ' ')}"
        for stage in dict.fromkeys(stage for stage, _ in ways)
    ]
    return ["    ".join(names[at : at + IN_A_LINE]) for at in range(0, len(names), IN_A_LINE)]


def _legend(lines: list[str], left: float, top: float) -> dict[str, Any]:
    return {
        "text": "<br>".join(lines), "align": "left", "showarrow": False, "font": {"size": look.SMALL},
        "xref": "paper", "x": 0, "xanchor": "left", "xshift": 8 - left,
        "yref": "paper", "y": 1, "yanchor": "top", "yshift": top - 4,
    }  # fmt: skip


def _runs(kinds: list[str]) -> list[tuple[str, int, int]]:
    """Equal neighbours: what they are, the first and the last place."""
    runs, start = [], 0
    for kind, members in groupby(kinds):
        count = len(list(members))
        runs.append((kind, start, start + count - 1))
        start += count
    return runs


def _class_strips(kinds: list[str], beside: float) -> list[dict[str, Any]]:
    """Left of the names of the streams."""
    return [
        {"type": "rect", "xref": "paper", "xsizemode": "pixel", "xanchor": 0, "x0": -beside - STRIP, "x1": -beside,
         "yref": "y", "y0": first - 0.46, "y1": last + 0.46, "fillcolor": look.CLASS_COLOURS[kind],
         "line": {"width": 0}}
        for kind, first, last in _runs(kinds)
    ]  # fmt: skip


def _stage_strips(ways: list[Way]) -> list[dict[str, Any]]:
    """Between the names of the technologies and the grid."""
    return [
        {"type": "rect", "xref": "x", "x0": first - 0.46, "x1": last + 0.46, "yref": "paper", "ysizemode": "pixel",
         "yanchor": 1, "y0": 2, "y1": 2 + STRIP, "fillcolor": look.STAGE_COLOURS[stage], "line": {"width": 0}}
        for stage, first, last in _runs([stage for stage, _ in ways])
    ]  # fmt: skip


def _class_names(kinds: list[str], beside: float) -> list[dict[str, Any]]:
    """Each class at its first stream."""
    return [
        {"text": kind, "xref": "paper", "x": 0, "xshift": -beside, "xanchor": "right", "yref": "y", "y": first,
         "yanchor": "middle", "showarrow": False, "font": {"size": look.SMALL, "color": look.SOFT}}
        for kind, first, _ in _runs(kinds)
    ]  # fmt: skip


ROUTES = Builder(
    "routes",
    "Streams and routes",
    "Which way the material of each stream goes. Numbers are tonnes over the horizon, the shade is the share of the "
    "stream's material that stood at the same fork. A tonne appears once in every form it passes; within a pool, "
    "material is attributed to its streams by mass. Technologies that nothing uses are left out.",
    TABLE,
    routes,
    draw_routes,
    "No material moves: nothing came, or the result was stored by an earlier version (solve again).",
)
