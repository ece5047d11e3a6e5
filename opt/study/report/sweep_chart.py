"""Chart of a sweep: what its points are worth and at most could be, along one coordinate; the base beside them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import elided_within, safe
from opt.report.parts import Chart
from opt.study.report.ranges import ABOVE, LEGEND
from opt.study.report.words import coordinate, told

HEIGHT = 380
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "pentagon")
BAND = 0.18
"""Opacity of the band between value and bound."""

FOOT = 0.025
"""Height of what has no value above the foot of the chart (share of its height)."""

LETTERS = 16
"""Characters of a value of a text coordinate below the chart."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """A coordinate as it is laid out: its column, its title, its values in order, and the number of each (None where
    they are texts)."""

    column: str
    title: str
    places: tuple[float | str, ...]
    numbers: Mapping[float | str, float] | None

    def at(self, row: Row) -> float:
        """Where the row stands along the axis."""
        value = row[self.column]
        return self.numbers[value] if self.numbers is not None else float(self.places.index(value))


@dataclass(frozen=True)
class Curve:
    """Points that are joined: their name, colour, dash, symbol, and their rows from left to right."""

    name: str
    colour: str
    dash: str
    symbol: str
    rows: tuple[Row, ...]


def draw_curves(base: Row, rows: Sequence[Row], x: Axis, other: Axis | None, currency: str, label: str) -> Chart:
    """Values of ``rows`` (one at least has one) along ``x``, a curve for each value of ``other``; bands up to the
    bounds; points without a plan as crosses at the foot."""
    figure = look.blank(HEIGHT, legend=LEGEND, margin={"l": 8, "r": 16, "t": ABOVE, "b": 8}, hovermode="closest")
    curves = _curves(rows, x, other)
    for curve in curves:
        for run in _runs(curve.rows):
            if x.numbers is not None and len(run) > 1:
                figure.add_trace(_band(run, x, curve))
        figure.add_trace(_line(curve, x, currency, named=len(curves) > 1))
    low, high = _span([base, *rows])
    foot = low + FOOT * (high - low)
    _add_lost(figure, [row for row in rows if math.isnan(row["value"])], x, foot, currency)
    _add_base(figure, base, currency)
    figure.update_yaxes(title={"text": safe(f"value, {currency}"), "font": {"size": look.SMALL}}, range=[low, high],
                        tickformat="~s", zeroline=False)  # fmt: skip
    figure.update_xaxes(title={"text": safe(x.title), "font": {"size": look.SMALL}, "standoff": 6}, zeroline=False,
                        **_ticks(x))  # fmt: skip
    least = 360 if x.numbers is not None else max(360, 60 * len(x.places))
    return Chart(figure, least_width=least, label=label)


def _curves(rows: Sequence[Row], x: Axis, other: Axis | None) -> list[Curve]:
    ordered = sorted(rows, key=x.at)
    if other is None:
        return [Curve("value, the band up to its bound", look.SERIES[0], "solid", SYMBOLS[0], tuple(ordered))]
    return [
        Curve(
            safe(f"{other.title} {coordinate(place)}"), look.series_colour(number),
            look.DASHES[number % len(look.DASHES)], SYMBOLS[number % len(SYMBOLS)],
            tuple(row for row in ordered if row[other.column] == place),
        )
        for number, place in enumerate(other.places)
    ]  # fmt: skip


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Neighbouring points of which value and bound are proven."""
    run: list[Row] = []
    for row in rows:
        if row["certified"] and math.isfinite(row["bound"]):
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(run: Sequence[Row], x: Axis, curve: Curve) -> go.Scatter:
    """The ground between values and bounds."""
    at = [x.at(row) for row in run]
    return go.Scatter(
        x=[*at, *reversed(at)], y=[*(row["value"] for row in run), *(row["bound"] for row in reversed(run))],
        fill="toself", fillcolor=look.with_alpha(curve.colour, BAND), line={"width": 0}, mode="lines",
        hoverinfo="skip", showlegend=False, legendgroup=curve.name,
    )  # fmt: skip


def _line(curve: Curve, x: Axis, currency: str, *, named: bool) -> go.Scatter:
    """The values, joined where the coordinate is a number; hollow where the plan is not certified; a thin line up to
    the bound."""
    symbols = [curve.symbol if row["certified"] else f"{curve.symbol}-open" for row in curve.rows]
    up = [row["bound"] - row["value"] if row["certified"] and math.isfinite(row["bound"]) else 0.0 for row in
          curve.rows]  # fmt: skip
    return go.Scatter(
        x=[x.at(row) for row in curve.rows],
        y=[row["value"] for row in curve.rows],
        mode="lines+markers" if x.numbers is not None else "markers",
        name=curve.name,
        legendgroup=curve.name,
        showlegend=True,
        line={"color": curve.colour, "width": 2, "dash": curve.dash if named else "solid"},
        marker={"symbol": symbols, "size": 9, "color": curve.colour, "line": {"width": 1.5, "color": curve.colour}},
        error_y={"type": "data", "symmetric": False, "array": up, "color": curve.colour, "thickness": 1.2, "width": 4},
        hovertext=[told(row, currency, str(row["scenario"])) for row in curve.rows],
        hoverinfo="text",
    )


def _add_base(figure: go.Figure, base: Row, currency: str) -> None:
    """The value of the base from side to side, and the band up to its bound."""
    if math.isnan(base["value"]):
        return
    if base["certified"] and math.isfinite(base["bound"]):
        figure.add_hrect(y0=base["value"], y1=base["bound"], fillcolor=look.TOTAL, opacity=0.15, line_width=0,
                         layer="below")  # fmt: skip
    figure.add_hline(y=base["value"], line={"color": look.TOTAL, "width": 1.5, "dash": "dot"}, layer="below")
    figure.add_trace(
        go.Scatter(x=[None], y=[None], mode="lines", line={"color": look.TOTAL, "width": 1.5, "dash": "dot"},
                   name=safe(f"base, {currency} {base['value']:,.0f}"))
    )  # fmt: skip


def _add_lost(figure: go.Figure, lost: Sequence[Row], x: Axis, foot: float, currency: str) -> None:
    """Crosses at the foot of the chart where there is no plan: no value is drawn."""
    if lost:
        figure.add_trace(
            go.Scatter(
                x=[x.at(row) for row in lost], y=[foot] * len(lost), mode="markers+text", name="no plan",
                text=["no plan"] * len(lost), textposition="top center",
                textfont={"size": look.SMALL, "color": look.SOFT}, cliponaxis=False,
                marker={"symbol": "x-thin", "size": 11, "line": {"color": look.OVER, "width": 2.5}},
                hovertext=[told(row, currency, str(row["scenario"])) for row in lost], hoverinfo="text",
            )
        )  # fmt: skip


def _span(rows: Sequence[Row]) -> tuple[float, float]:
    """The range of values: everything that is drawn, and room at the foot for what is not."""
    numbers = [row[name] for row in rows for name in ("value", "bound") if math.isfinite(row[name])
               and math.isfinite(row["value"])]  # fmt: skip
    low, high = min(numbers), max(numbers)
    room = (high - low) or abs(high) or 1.0
    return low - 0.12 * room, high + 0.06 * room


def _ticks(x: Axis) -> dict[str, Any]:
    """Where the axis is marked: at the points where there are few, else as Plotly likes."""
    at = [x.at({x.column: place}) for place in x.places]
    room = {"range": [min(at) - 0.5, max(at) + 0.5]} if x.numbers is None else {}
    if x.numbers is None:
        texts = [safe(elided_within(str(place), LETTERS)) for place in x.places]
    elif len(at) <= 10 and _apart(at):
        texts = [f"{number:.4g}" for number in at]
    else:
        return {}
    return {**room, "tickmode": "array", "tickvals": at, "ticktext": texts}


def _apart(at: Sequence[float]) -> bool:
    """True where marks at these places do not run into each other."""
    steps = [after - before for before, after in itertools.pairwise(at)]
    return not steps or min(steps) >= 0.06 * (at[-1] - at[0])
