"""What products earn, by grade."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import brief, elided, mass_words, right_end, safe, width_of
from opt.report.charts.marks import HATCHES, filled
from opt.report.frames import NEGLIGIBLE
from opt.report.parts import Builder, Chart, Option
from opt.report.terminal.layout import money
from opt.report.views.products import PERIODS, TABLE, products, sales_periods
from opt.schema.words import OFFSPEC
from opt.tables.frames import records

NAME = 30
"""Most letters of a product's name beside its bar."""

LEAST_WIDTH, MARGINS = 560, 24
"""Width below which the chart scrolls, and what lies beside the plot and its names, px."""

ROOM = 0.22
"""Room for the written amounts beside the longest bar, share of all that is drawn."""

COLOURS = (look.EARNS, look.SERIES[4], look.SERIES[2], look.SERIES[3], look.SERIES[6])
"""Of grades, in the order of their names; off-spec goods have a colour of their own."""

Rows = list[dict[str, Any]]


def draw_products(frame: pd.DataFrame, currency: str) -> Chart:
    """A bar for each product, in parts by grade; switchable between what it earned and how much was sold."""
    rows = records(frame)
    earned = {name: sum(r["revenue"] for r in rows if r["product"] == name) for name in dict.fromkeys(frame["product"])}
    names = sorted(earned, key=lambda name: -earned[name])
    grades = sorted(set(frame["grade"]), key=lambda grade: (grade == OFFSPEC, grade))
    figure = look.blank(look.ROW * len(names) + 110, barmode="relative", bargap=0.3)
    for number, grade in enumerate(grades):
        figure.add_trace(_bars([row for row in rows if row["grade"] == grade], number, currency))
    figure.add_trace(_words(rows, names, "revenue"))
    options = (
        _option(rows, names, grades, "revenue", currency),
        _option(rows, names, grades, "sold", "t"),
    )
    figure.update_layout(options[0].layout)
    figure.update_xaxes(tickformat="~s", nticks=8)
    places = [safe(name) for name in names]
    figure.update_yaxes(
        type="category", categoryorder="array", categoryarray=places, tickvals=places,
        ticktext=[safe(elided(name, NAME)) for name in names], range=[len(names) - 0.5, -0.6], showgrid=False,
        zeroline=False, tickfont={"size": look.SMALL},
    )  # fmt: skip
    return Chart(figure, least_width=LEAST_WIDTH, label="Revenue of each product in bars by grade", options=options)


def _bars(rows: Rows, number: int, currency: str) -> go.Bar:
    grade = rows[0]["grade"]
    colour = look.STAGE_COLOURS["disposal"] if grade == OFFSPEC else COLOURS[number % len(COLOURS)]
    return go.Bar(
        orientation="h", name=safe(grade), x=[row["revenue"] for row in rows],
        y=[safe(row["product"]) for row in rows],
        marker=filled(colour, "x" if grade == OFFSPEC else HATCHES[number % len(HATCHES)]), showlegend=True,
        hovertext=[_story(row, currency) for row in rows], hoverinfo="text",
    )  # fmt: skip


def _words(rows: Rows, names: list[str], column: str) -> go.Scatter:
    """The sums right of the bars, and what contracts miss."""
    return go.Scatter(
        mode="text", x=_ends(rows, names, column), y=[safe(name) for name in names], text=_texts(rows, names, column),
        hoverinfo="skip", textposition="middle right", textfont={"size": look.SMALL, "color": look.INK},
        cliponaxis=False, showlegend=False,
    )  # fmt: skip


def _option(rows: Rows, names: list[str], grades: list[str], column: str, unit: str) -> Option:
    """What the chart shows: ``revenue`` in the currency, or what was ``sold`` in t."""
    x = [[row[column] for row in rows if row["grade"] == grade] for grade in grades]
    ends = _ends(rows, names, column)
    texts = _texts(rows, names, column)
    low = min(0.0, *(sum(min(row[column], 0.0) for row in rows if row["product"] == name) for name in names))
    span = max(0.0, *ends) - low
    plot = LEAST_WIDTH - width_of([elided(name, NAME) for name in names]) - MARGINS
    right = max(max(0.0, *ends) + ROOM * span, right_end(low, ends, texts, plot))
    layout = {
        "xaxis.range": [low - (0.02 * span if low < 0 else 0.0), right],
        "xaxis.title.text": safe(unit),
    }
    label = f"revenue, {unit}" if column == "revenue" else f"{column}, {unit}"
    return Option(column, label, {"x": [*x, ends], "text": [*([None] * len(grades)), texts]}, layout)


def _ends(rows: Rows, names: list[str], column: str) -> list[float]:
    return [sum(max(row[column], 0.0) for row in rows if row["product"] == name) for name in names]


def _texts(rows: Rows, names: list[str], column: str) -> list[str]:
    found = []
    for name in names:
        own = [row for row in rows if row["product"] == name]
        total, short = sum(row[column] for row in own), sum(row["short"] for row in own)
        missing = f", {brief(short)} t short" if short > NEGLIGIBLE else ""
        found.append(f"  {brief(total)}{' t' if column == 'sold' else ''}{missing}")
    return found


def _story(row: dict[str, Any], currency: str) -> str:
    """All that the table says of a grade."""
    lines = [f"{row['product']}, {row['grade']}", f"revenue: {money(row['revenue'])} {currency}"]
    lines += [f"{c}: {mass_words(row[c])}" for c in ("made", "sold")]
    lines += [f"{word}: {mass_words(row[c])}" for c, word in (("kept", "kept"), ("short", "short of contracts"))
              if row[c] > NEGLIGIBLE]  # fmt: skip
    if row["sold"] > NEGLIGIBLE:
        lines.append(f"mean price: {money(row['price'])} {currency}/t")
    if row["price_status"]:
        lines.append(f"status of the price: {row['price_status']}")
    return "<br>".join(map(safe, lines))


EARLIER = "Nothing is made or sold, or the result was stored by an earlier version (solve again)."

PRODUCTS = Builder(
    "products",
    "Products",
    "What was made and sold over the horizon, by product and grade, at which mean price, and how sure that price is. "
    "The revenues sum to the sales of the value; below zero: off-spec goods that cost what their outlet costs.",
    TABLE,
    products,
    draw_products,
    EARLIER,
    totals=("made", "sold", "kept", "short", "revenue"),
    open=True,
)
SALES_PERIODS = Builder(
    "sales_periods",
    "Products by period",
    "What the buyer gets in each period: rows in which something is made, sold, kept or missing from the contract of "
    "the period. What a contract over the horizon misses stands among the products of the horizon.",
    PERIODS,
    sales_periods,
    None,
    EARLIER,
    totals=("made", "sold", "short", "revenue"),
)
