"""Grids of amounts: one field a pair of names, coloured by gain or loss, the amount written into it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import safe
from opt.report.parts import Chart
from opt.study.report.ranges import LETTER
from opt.study.report.sweep_chart import Axis
from opt.study.report.words import compact, coordinate, distinct, told

DIVERGING = ((0.0, look.COSTS), (0.5, look.PAPER), (1.0, look.EARNS))
"""From loss to gain, nothing in the middle; told apart by the colour-blind."""

FIELD, NARROW = 44, 28
"""Width of a field, and what it is at least on paper, px."""

MANY = 8
"""Columns from which the amounts are written smaller."""

LEVEL = 6
"""Characters of names above the columns that are written level."""

SLANT = 50
"""Slant of longer ones, degrees."""

RISE, RUN = math.sin(math.radians(SLANT)), math.cos(math.radians(SLANT))

Row = Mapping[str, Any]


def draw_grid(rows: Sequence[Row], x: Axis, y: Axis, currency: str, label: str) -> Chart:
    """The differences of a sweep of two coordinates; brackets around what may be noise, 'no plan' where there is
    none, an empty field for a combination that is not in the study."""
    fields: dict[tuple[int, int], tuple[float, str, str]] = {}
    for row in rows:
        place = y.places.index(row[y.column]), x.places.index(row[x.column])
        fields[place] = row["difference"], _written(row), told(row, currency, str(row["scenario"]))
    down, across = ([coordinate(place) for place in axis.places] for axis in (y, x))
    return grid(fields, down, across, label, titles=(y.title, x.title), ground=look.FAINT)


def _written(row: Row) -> str:
    if not math.isfinite(row["difference"]):
        return "no plan"
    text = compact(row["difference"]) or "0"
    return text if row["distinguishable"] else f"({text})"


def grid(
    fields: Mapping[tuple[int, int], tuple[float, str, str]],
    down: Sequence[str],
    across: Sequence[str],
    label: str,
    titles: tuple[str, str] = ("", ""),
    ground: str = look.PAPER,
) -> Chart:
    """A grid of ``fields``: (row, column) -> amount, what is written, hover text; where there is none, ``ground``
    shows. The colour grows with the root of the amount, so that small ones can be seen beside large ones."""
    rows, columns = distinct(down, 32), distinct(across, 24)
    tall, wide = range(len(rows)), range(len(columns))
    known = [abs(amount) for amount, *_ in fields.values() if math.isfinite(amount)]
    most = math.sqrt(max(known, default=0.0)) or 1.0
    nothing = (math.nan, "", "")
    found = [[fields.get((row, column), nothing) for column in wide] for row in tall]
    z = [[_root(amount) for amount, *_ in row] for row in found]
    texts = [[text if math.isfinite(amount) else "" for amount, text, _ in row] for row in found]
    hovers = [[told for *_, told in row] for row in found]
    gutter = max(map(len, rows)) * LETTER + 30
    slanted = max(map(len, columns)) > LEVEL
    top = max(map(len, columns)) * LETTER * RISE if slanted else 8
    ends = [len(name) * LETTER * RUN - at * NARROW for at, name in enumerate(reversed(columns))]
    over = max(ends) if slanted else 16
    figure = look.blank(round(top + 48 + max(look.ROW * len(rows), 96)), plot_bgcolor=ground,
                        margin={"l": 8, "r": round(8 + over), "t": 8, "b": 8})  # fmt: skip
    figure.add_trace(
        go.Heatmap(
            z=z, x=list(wide), y=list(tall), text=texts, texttemplate="%{text}",
            textfont={"size": 9 if len(columns) > MANY else 10},
            hovertext=hovers, hoverinfo="text", colorscale=[list(stop) for stop in DIVERGING], zmin=-most, zmax=most,
            showscale=False, xgap=1, ygap=1, hoverongaps=False,
        )
    )  # fmt: skip
    _add_lost(figure, fields)
    tick = {"tickmode": "array", "showgrid": False, "zeroline": False}
    figure.update_xaxes(**tick, tickvals=list(wide), ticktext=[safe(name) for name in columns], side="top",
                        title={"text": safe(titles[1]), "font": {"size": look.SMALL}},
                        tickangle=-SLANT if slanted else 0, tickfont={"size": look.SMALL})  # fmt: skip
    figure.update_yaxes(**tick, tickvals=list(tall), ticktext=[safe(name) for name in rows], autorange="reversed",
                        title={"text": safe(titles[0]), "font": {"size": look.SMALL}})  # fmt: skip
    return Chart(figure, least_width=round(gutter + FIELD * len(columns) + over), label=label)


def _root(amount: float) -> float | None:
    return math.copysign(math.sqrt(abs(amount)), amount) if math.isfinite(amount) else None


def _add_lost(figure: go.Figure, fields: Mapping[tuple[int, int], tuple[float, str, str]]) -> None:
    """Words on fields without an amount, which a heatmap leaves blank."""
    lost = [(place, text, told) for place, (amount, text, told) in fields.items() if not math.isfinite(amount)]
    if lost:
        figure.add_trace(
            go.Scatter(
                x=[column for (_, column), *_ in lost], y=[row for (row, _), *_ in lost], mode="text",
                text=[text for _, text, _ in lost], textfont={"size": 10, "color": look.SOFT},
                hovertext=[told for *_, told in lost], hoverinfo="text", showlegend=False,
            )
        )  # fmt: skip
