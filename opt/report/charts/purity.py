"""Purity achieved against the specification: a row for each limit, a point at the share of it that is used."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt import schema
from opt.report.charts.brief import elided, safe
from opt.report.charts.limits import LEVELS, level, share_words
from opt.report.look import FAINT, INK, LEGEND_ABOVE, ROW, SMALL, SOFT, blank
from opt.report.parts import Builder, Chart, Option
from opt.report.terminal.layout import tonnes
from opt.report.views.purity import ACHIEVED, purity_achieved, purity_by_period
from opt.tables.frames import records

TIGHTEST = 25
"""Rows of the first choice."""

LEAST_WIDTH = 640

LETTERS, PART = 38, 14
"""Most letters of a label, and of the grade and the item in it."""

LEGEND, AXIS = 48, 48
"""Heights, px: of the legend and the word 'limit' above, of the axis below."""

BESIDE, WORDS = 0.04, 0.72
"""How far beyond the limit the words begin, and the room they need; shares of a limit."""

ASSAY = "assay"

Row = Mapping[str, Any]


def draw_purity(frame: pd.DataFrame, currency: str) -> Chart:
    """The tightest limits, or those of one product by grade. ``frame`` as ACHIEVED declares it."""
    rows = records(frame)
    beside = max([1.0, *map(used, rows)]) + BESIDE
    options = tuple(_option(*choice, beside) for choice in _choices(rows))
    first = options[0]
    layout = blank(
        first.layout["height"],
        margin={"l": 8, "r": 8, "t": LEGEND, "b": AXIS},
        xaxis={"range": [-0.03, beside + WORDS], "tickvals": [0, 0.25, 0.5, 0.75, 1], "showgrid": False,
               "ticktext": ["0", "25", "50", "75", "100"], "zeroline": False,
               "title": {"text": "% of the limit used", "standoff": 6}},
        yaxis={"tickfont": {"size": SMALL}, "zeroline": False, "showgrid": False},
        shapes=[{"type": "line", "layer": "below", "yref": "paper", "x0": 1, "x1": 1, "y0": 0, "y1": 1,
                 "line": {"color": INK, "width": 1.5}}],
        annotations=[{"text": "limit", "x": 1, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
                      "font": {"size": SMALL}}],
    ).layout.to_plotly_json()  # fmt: skip
    layout["legend"] |= LEGEND_ABOVE
    layout["yaxis"] |= {name.removeprefix("yaxis."): value for name, value in first.layout.items() if name != "height"}
    return Chart(go.Figure(list(_traces(first)), layout), LEAST_WIDTH, "", options if len(options) > 1 else ())


def used(row: Row) -> float:
    """Where the point of a limit stands: the share used; at the limit where it allows nothing or the content is not
    known."""
    return 1.0 if math.isnan(row["share"]) else float(row["share"])


def _choices(rows: Sequence[Row]) -> Iterator[tuple[str, str, list[Row], bool]]:
    """Name, words and rows of each choice, and whether labels name the product; a single one where that shows all."""
    tight = sorted(rows, key=lambda row: -round(used(row), 6))
    fits = len(rows) <= TIGHTEST
    yield "tightest", "all products" if fits else f"all products, the {TIGHTEST} tightest", tight[:TIGHTEST], True
    products = list(dict.fromkeys(row["product"] for row in rows))
    if len(products) > 1 or not fits:
        for product in products:
            grades = list(dict.fromkeys(row["grade"] for row in rows if row["product"] == product))
            own = [row for grade in grades for row in tight if (row["product"], row["grade"]) == (product, grade)]
            yield product, product, own, False


def _option(name: str, words: str, rows: Sequence[Row], named: bool, beside: float) -> Option:
    """What the chart shows for some rows, from top to bottom: a trace for the words, and one for each level."""
    every = range(len(rows))
    levels = [[(at, row) for at, row in enumerate(rows) if level(used(row)) == n] for n in range(len(LEVELS))]
    data = {
        "x": [[beside] * len(rows), *([used(row) for _, row in own] for own in levels)],
        "y": [list(every), *([at for at, _ in own] for own in levels)],
        "error_x.arrayminus": [[beside] * len(rows), *([_spread(row) for _, row in own] for own in levels)],
        "error_x.array": [[0.0] * len(rows), *([0.0] * len(own) for own in levels)],
        "text": [[safe(row["compared"]) for row in rows], *(None for _ in levels)],
        "hovertext": [None, *([_hover(row) for _, row in own] for own in levels)],
    }
    layout = {
        "height": LEGEND + max(len(rows), 2) * ROW + AXIS,
        "yaxis.range": [len(rows) - 0.5, -0.5],
        "yaxis.tickvals": list(every),
        "yaxis.ticktext": [label(row, named) for row in rows],
    }
    return Option(name, words, data, layout)


def _traces(shown: Option) -> Iterator[dict[str, Any]]:
    """The traces as the option shows them: the words, each with a rule to the names on the left, and the points of each
    level with the range of all periods."""
    x, y, back, text, hover = (shown.data[name] for name in ("x", "y", "error_x.arrayminus", "text", "hovertext"))
    yield {
        "type": "scatter", "mode": "text", "x": x[0], "y": y[0], "text": text[0], "textposition": "middle right",
        "textfont": {"size": SMALL}, "hoverinfo": "skip", "showlegend": False, "error_x": _bars(back[0], 1, FAINT),
    }  # fmt: skip
    for number, look in enumerate(LEVELS, start=1):
        yield {
            "type": "scatter", "mode": "markers", "name": look.words, "x": x[number], "y": y[number],
            "error_x": _bars(back[number], 4, SOFT), "showlegend": True,
            "marker": {"symbol": look.symbol, "color": look.colour, "size": 10},
            "hovertext": hover[number], "hovertemplate": "%{hovertext}<extra></extra>",
        }  # fmt: skip


def _bars(back: Sequence[float], thickness: int, colour: str) -> dict[str, Any]:
    """Bars from the points to the left."""
    return {
        "type": "data", "symmetric": False, "array": [0.0] * len(back), "arrayminus": back, "width": 0,
        "thickness": thickness, "color": colour,
    }  # fmt: skip


def _spread(row: Row) -> float:
    """From the best period to the worst, shares of the limit."""
    return 0.0 if math.isnan(row["least_share"]) else used(row) - float(row["least_share"])


def label(row: Row, named: bool) -> str:
    """'Li2CO3 battery: Cl'; without the product where it is chosen. Of a long one grade and item are kept."""
    grade, item = elided(row["grade"], PART), elided(_item(row), PART)
    product = f"{elided(row['product'], LETTERS - len(grade) - len(item) - 3)} " if named else ""
    return safe(f"{product}{grade}: {item}")


def _item(row: Row) -> str:
    return ASSAY if row["item"] == row["product"] else str(row["item"])


def _hover(row: Row) -> str:
    periods = int(row["periods"])
    share = "" if math.isnan(row["share"]) else f" ({share_words(row['share'])} of the limit used)"
    least = "" if math.isnan(row["least_share"]) else f"; in the best period {share_words(row['least_share'])}"
    title, *lines = [
        f"{row['product']} {row['grade']}: {_item(row)}",
        f"{row['compared']}{share} in period {row['period']}{least}",
        f"{tonnes(row['made'])} t made in {periods} period{'s' if periods > 1 else ''}, "
        f"the limit reached in {int(row['reached'])}",
        *([f"the limit is {row['status']}"] if row["status"] else []),
    ]
    return "<br>".join([f"<b>{safe(title)}</b>", *map(safe, lines)])


PURITY = Builder(
    "purity",
    "Purity achieved against the specification",
    "Each point is the period in which a grade comes closest to a limit, the bar behind it reaches back to the best "
    "period. A greatest content counts by achieved over limit, an assay or another least content of a half or more by "
    "the rest over the rest allowed, any other least content by limit over achieved. Only what is made.",
    ACHIEVED,
    purity_achieved,
    draw_purity,
    "Nothing is made of a grade whose specification limits a content.",
)
PURITY_PERIODS = Builder(
    "purity_periods",
    "Purity by period",
    "Content of what is made of each grade in each period, against the limit; periods without any are left out.",
    schema.DERIVED["purity"],
    purity_by_period,
    None,
    "Nothing is made of a grade whose specification limits a content.",
)
