"""Chart of a tornado: a row a lever, a bar for each of its sides, the proven range of the effect as a thin line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import safe
from opt.report.parts import Chart
from opt.report.terminal.layout import money
from opt.study.report.ranges import ABOVE, BELOW, LEGEND, LETTER, bar_marker
from opt.study.report.words import SHORT, WITHIN, distinct, told
from opt.tables.frames import grouped, records

ROW = 34
"""Height of a lever, px: two bars can lie above each other in it."""

THICK, THIN = 0.66, 0.36
"""Thickness of a bar that has the row to itself on its side of zero, and of one that shares it (share of a row)."""

SIDE_COLOURS = (look.SERIES[0], look.SERIES[1], *look.SERIES[2:])
"""By number of the side: low, high."""

PLOT = 260
"""Least width of the plot itself, px."""

Row = Mapping[str, Any]


def draw_tornado(frame: pd.DataFrame, currency: str, name: str) -> Chart:
    """The chart of a frame of ``tornado_frame`` with one difference at least."""
    levers = [rows for _, rows in grouped(frame, "lever").items()]
    shown = distinct([rows[0]["lever"] for rows in levers], 34)
    figure = look.blank(
        ABOVE + BELOW + ROW * len(levers), barmode="overlay", legend=LEGEND, margin={"l": 8, "r": 8, "t": ABOVE, "b": 8}
    )
    for number, side in enumerate(dict.fromkeys(frame["side"].tolist())):
        placed = [_placed(at, rows, side) for at, rows in enumerate(levers)]
        known = [(row, y, thick) for row, y, thick in placed if math.isfinite(row["difference"])]
        if known:
            _add_side(figure, known, side, SIDE_COLOURS[number % len(SIDE_COLOURS)], currency)
        _add_missing(figure, [(row, y) for row, y, _ in placed if not math.isfinite(row["difference"])], side, currency)
    if (frame["difference"].notna() & ~frame["distinguishable"]).any():
        figure.add_trace(go.Bar(x=[None], y=[None], orientation="h", name=WITHIN,
                                marker=bar_marker(look.TOTAL, hatched=True)))  # fmt: skip
    title = f"difference from the base, {currency}"
    letters = max(len(text) for text in frame["setting"].tolist())
    letters = max([letters, *(len(_remark(row)) for row in records(frame) if math.isnan(row["difference"]))])
    figure.update_xaxes(title={"text": safe(title), "font": {"size": look.SMALL}, "standoff": 6}, zeroline=True,
                        zerolinewidth=2, nticks=7, tickformat="~s", range=_span(frame, letters))  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(levers))), ticktext=[safe(text) for text in shown],
        range=[len(levers) - 0.5, -0.5], showgrid=False, zeroline=False,
    )  # fmt: skip
    least = round(max(map(len, shown)) * LETTER + PLOT + 2 * letters * LETTER)
    return Chart(figure, least_width=least, label=f"Tornado {name}: difference from the base by lever and side")


def _placed(at: int, rows: Sequence[Row], side: str) -> tuple[Row, float, float]:
    """The row of a side, where it stands and how thick: sides on the same side of zero share the height."""
    (row,) = (row for row in rows if row["side"] == side)
    if not _shared(rows):
        return row, float(at), THICK
    number = [other["side"] for other in rows].index(side)
    step = 2 * THIN / len(rows)
    return row, at + step * (number - (len(rows) - 1) / 2), step * 0.95


def _shared(rows: Sequence[Row]) -> bool:
    """True where bars of one lever would hide each other, or a side has none."""
    signs = [math.copysign(1, row["difference"]) for row in rows if abs(row["difference"]) > 0]
    return len(rows) > 2 or len(set(signs)) < len(signs) or any(math.isnan(row["difference"]) for row in rows)


def _add_side(
    figure: go.Figure, placed: Sequence[tuple[Row, float, float]], side: str, colour: str, currency: str
) -> None:
    """The bars of a side, those that may be noise hatched; behind each its setting."""
    for noise in (False, True):
        chosen = [(row, y, thick) for row, y, thick in placed if row["distinguishable"] is not noise]
        figure.add_trace(
            go.Bar(
                orientation="h",
                name=safe(side),
                legendgroup=safe(side),
                showlegend=noise is not any(row["distinguishable"] for row, *_ in placed),
                y=[y for _, y, _ in chosen],
                x=[row["difference"] for row, *_ in chosen],
                width=[thick for *_, thick in chosen],
                marker=bar_marker(colour, hatched=noise),
                error_x={
                    "type": "data", "symmetric": False, "color": look.INK, "thickness": 1.2, "width": 3,
                    "array": [_up(row["most"] - row["difference"]) for row, *_ in chosen],
                    "arrayminus": [_up(row["difference"] - row["least"]) for row, *_ in chosen],
                },
                hovertext=[_told(row, currency) for row, *_ in chosen],
                hoverinfo="text",
            )
        )  # fmt: skip
    figure.add_trace(_settings(placed, first=side == "low"))


def _settings(placed: Sequence[tuple[Row, float, float]], *, first: bool) -> go.Scatter:
    """The setting behind the outer end of each bar; of a bar without length on the left for the first side."""
    ends = [_end(row, left=row["difference"] < 0 or (row["difference"] == 0 and first)) for row, *_ in placed]
    return go.Scatter(
        x=[x for x, _ in ends],
        y=[y for _, y, _ in placed],
        mode="text",
        text=[f" {safe(row['setting'])} " for row, *_ in placed],
        textposition=["middle left" if left else "middle right" for _, left in ends],
        textfont={"size": look.SMALL, "color": look.SOFT},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _end(row: Row, *, left: bool) -> tuple[float, bool]:
    numbers = [number for number in (0.0, row["difference"], row["least"], row["most"]) if math.isfinite(number)]
    return (min(numbers) if left else max(numbers)), left


def _add_missing(figure: go.Figure, placed: Sequence[tuple[Row, float]], side: str, currency: str) -> None:
    """What is said at zero of sides without a plan."""
    if placed:
        figure.add_trace(
            go.Scatter(
                x=[0.0] * len(placed), y=[y for _, y in placed], mode="markers+text",
                text=[f"  {safe(_remark(row))}" for row, _ in placed],
                textposition="middle right", textfont={"size": look.SMALL, "color": look.SOFT},
                marker={"symbol": "x-thin", "size": 9, "line": {"color": look.SOFT, "width": 2}},
                hovertext=[_told(row, currency) for row, _ in placed], hoverinfo="text", showlegend=False,
            )
        )  # fmt: skip


def _remark(row: Row) -> str:
    """What is said of a side without a plan."""
    return f"{row['side']}: {SHORT.get(row['status'], row['status'])}"


def _told(row: Row, currency: str) -> str:
    swing = f"swing of the lever {money(row['swing'])} {currency}" if math.isfinite(row["swing"]) else ""
    setting = f" at {row['setting']}" if row["setting"] else ""
    text = told({**row, "bound": math.nan, "gap": math.nan}, currency, f"{row['lever']} {row['side']}{setting}")
    return f"{text.replace(', no bound is proven', '')}{'<br>' + safe(swing) if swing else ''}"


def _up(length: float) -> float:
    """A length of a thin line; none where nothing is proven."""
    return max(length, 0.0) if math.isfinite(length) else 0.0


def _span(frame: pd.DataFrame, letters: int) -> list[float]:
    """The range of the axis: everything that is drawn, zero, and room for the settings at both ends."""
    numbers = [x for name in ("difference", "least", "most") for x in frame[name].tolist() if math.isfinite(x)]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    room = ((letters + 2) * LETTER / (PLOT + letters * LETTER)) * (high - low) or 1.0
    return [low - room, high + room]
