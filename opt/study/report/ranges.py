"""Chart of effects: a row a scenario, its difference from the base and the range in which the true effect lies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import safe
from opt.report.parts import Chart
from opt.study.report.words import NOT_PROVEN, SHORT, WITHIN, distinct, signed, told

PALE = 0.3
"""Opacity of what may be noise."""

ABOVE, BELOW, REMARK = 44, 48, 150
"""Room for the legend, for the axis, and for what stands behind a row, px."""

LEGEND = {
    "orientation": "h", "font": {"size": look.SMALL},
    "xref": "container", "x": 0.005, "xanchor": "left", **look.LEGEND_ABOVE,
}  # fmt: skip
"""A legend as wide as the chart, at its top."""

LETTER = 6.6
"""Width of a letter beside a chart, px."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """Rows that are drawn alike: how they are called, in what colour, hatched where they may be noise."""

    name: str
    colour: str
    hatched: bool = False


GAINS, LOSES = Kind("gain proven", look.EARNS), Kind("loss proven", look.COSTS)
NOISE = Kind(WITHIN, look.TOTAL, hatched=True)


def draw_ranges(rows: Sequence[Row], names: Sequence[str], currency: str, label: str) -> Chart:
    """A row for each of ``rows`` (at least one) under its name: ``difference`` as a stroke, ``least`` to ``most`` as a
    bar around it, the difference once more as a number; what has no plan has a cross and says so."""
    shown = distinct(names)
    left = max(map(len, shown)) * LETTER
    figure = look.blank(
        ABOVE + BELOW + look.ROW * len(rows),
        barmode="overlay",
        bargap=0.3,
        margin={"l": 8, "r": REMARK, "t": ABOVE, "b": 8},
        legend=LEGEND,
        annotations=[_remark(at, row) for at, row in enumerate(rows)],
    )
    texts = [told(row, currency, name) for row, name in zip(rows, names, strict=True)]
    figure.add_trace(_stems(rows))
    for kind in (GAINS, LOSES, NOISE):
        chosen = [at for at, row in enumerate(rows) if _kind(row) is kind]
        if chosen:
            figure.add_trace(_bars(rows, chosen, kind, texts))
    _add_marks(figure, rows, texts)
    title = f"difference from the base (stroke) and proven range of the effect (bar), {currency}"
    figure.update_xaxes(title={"text": safe(title), "font": {"size": look.SMALL}, "standoff": 6}, zeroline=True,
                        zerolinewidth=2, nticks=7, tickformat="~s", range=_span(rows))  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(rows))), ticktext=[safe(name) for name in shown],
        range=[len(rows) - 0.5, -0.5], showgrid=False, zeroline=False,
    )  # fmt: skip
    return Chart(figure, least_width=round(left + REMARK + 300), label=label)


def _kind(row: Row) -> Kind | None:
    """How a row is drawn; None where no range is proven."""
    if not (math.isfinite(row["least"]) and math.isfinite(row["most"])):
        return None
    return NOISE if not row["distinguishable"] else GAINS if row["least"] > 0 else LOSES


def _stems(rows: Sequence[Row]) -> go.Scatter:
    """A thin line from zero to each difference."""
    x: list[float | None] = []
    y: list[float | None] = []
    for at, row in enumerate(rows):
        if math.isfinite(row["difference"]):
            x += [0.0, row["difference"], None]
            y += [at, at, None]
    return go.Scatter(x=x, y=y, mode="lines", line={"color": look.SOFT, "width": 1}, hoverinfo="skip",
                      showlegend=False)  # fmt: skip


def _bars(rows: Sequence[Row], chosen: Sequence[int], kind: Kind, texts: Sequence[str]) -> go.Bar:
    """The proven ranges of the rows at ``chosen``."""
    return go.Bar(
        orientation="h",
        name=kind.name,
        y=list(chosen),
        base=[rows[at]["least"] for at in chosen],
        x=[rows[at]["most"] - rows[at]["least"] for at in chosen],
        width=0.62,
        marker=bar_marker(kind.colour, hatched=kind.hatched),
        hovertext=[texts[at] for at in chosen],
        hoverinfo="text",
    )


def bar_marker(colour: str, *, hatched: bool) -> dict[str, Any]:
    """How a bar is filled: in full colour, or pale and hatched where it may be noise."""
    if not hatched:
        return {"color": colour, "line": {"width": 0}}
    pattern = {"shape": "/", "fgcolor": colour, "bgcolor": look.with_alpha(colour, 0.08), "size": 6, "solidity": 0.25}
    return {"color": look.with_alpha(colour, PALE), "pattern": pattern, "line": {"color": colour, "width": 1}}


def _add_marks(figure: go.Figure, rows: Sequence[Row], texts: Sequence[str]) -> None:
    """A stroke at each difference, a ring where nothing is proven of it, a cross where there is no plan."""
    ringed = {at for at, row in enumerate(rows) if math.isfinite(row["difference"]) and _kind(row) is None}
    lost = {at for at, row in enumerate(rows) if not math.isfinite(row["difference"])}
    marks = (
        ("line-ns", set(range(len(rows))) - ringed - lost, look.INK),
        ("circle-open", ringed, look.INK),
        ("x-thin", lost, look.SOFT),
    )
    for symbol, chosen, colour in marks:
        if chosen:
            figure.add_trace(
                go.Scatter(
                    x=[0.0 if at in lost else rows[at]["difference"] for at in sorted(chosen)], y=sorted(chosen),
                    mode="markers", showlegend=False, hoverinfo="text",
                    hovertext=[texts[at] for at in sorted(chosen)],
                    marker={"symbol": symbol, "size": 13, "color": colour, "line": {"color": colour, "width": 2}},
                )
            )  # fmt: skip


def _remark(at: int, row: Row) -> dict[str, Any]:
    """What stands at the right end of a row."""
    if math.isfinite(row["difference"]):
        noise = "" if row["distinguishable"] else f" {WITHIN}" if _kind(row) else f" {NOT_PROVEN}"
        text = f"{signed(row['difference'])}<i>{noise}</i>"
    else:
        text = f"<i>{safe(SHORT.get(row['status'], str(row['status'])))}</i>"
    font = {"size": look.SMALL, "color": look.INK if row["distinguishable"] else look.SOFT}
    return {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 6, "yref": "y", "y": at, "showarrow": False,
            "text": text, "font": font}  # fmt: skip


def _span(rows: Sequence[Row]) -> list[float]:
    """The range of the axis: everything that is drawn, and zero."""
    numbers = [row[name] for row in rows for name in ("difference", "least", "most") if math.isfinite(row[name])]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    room = 0.03 * (high - low) or 1.0
    return [low - room, high + room]
