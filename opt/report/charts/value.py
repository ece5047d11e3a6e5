"""The waterfall from sales to the recovered value."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import brief, right_end, safe, width_of
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import money
from opt.report.terminal.overview import TERM_WORDS
from opt.report.views.value import TABLE, value

STEP = 30
"""Height of a bar with its gap, px."""

LEAST_WIDTH, MARGINS = 460, 24
"""Width below which the chart scrolls, and what lies beside the plot and its names, px."""

ROOM = 0.16
"""Room for the written amounts beside the longest bar, share of its length."""


def draw_value(frame: pd.DataFrame, currency: str) -> Chart:
    """Each term begins where the one above it ends; the last bar, from zero, is the value."""
    amounts = frame["amount"].tolist()
    names = [*(safe(TERM_WORDS.get(term, term)) for term in frame["term"]), "<b>value</b>"]
    ends = frame["amount"].cumsum().tolist()
    total = ends[-1]
    figure = look.blank(STEP * len(names) + 60, showlegend=False, bargap=0.35)
    figure.add_trace(
        go.Waterfall(
            orientation="h", x=[*amounts, total], y=list(range(len(names))),
            measure=["relative"] * len(amounts) + ["total"],
            increasing={"marker": {"color": look.EARNS}}, decreasing={"marker": {"color": look.COSTS}},
            totals={"marker": {"color": look.TOTAL}},
            connector={"mode": "between", "line": {"color": look.SOFT, "width": 1, "dash": "dot"}},
            hovertext=_hover([*amounts, total], [*ends, total], names, safe(currency)), hoverinfo="text",
        )
    )  # fmt: skip
    figure.add_trace(_labels([0.0, *ends], [*amounts, total]))
    span = max(0.0, *ends) - min(0.0, *ends)
    left, labels = min(0.0, *ends), figure.data[-1]
    plot = LEAST_WIDTH - width_of(names) - MARGINS
    right = max(max(0.0, *ends) + ROOM * span, right_end(left, labels.x, labels.text, plot))
    figure.update_xaxes(range=[left - 0.02 * span, right], title={"text": safe(currency)}, tickformat="~s", nticks=6)
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5], tickvals=list(range(len(names))), ticktext=names, showgrid=False, zeroline=False
    )
    return Chart(figure, least_width=LEAST_WIDTH, label="Waterfall from sales to the value")


def _labels(starts: list[float], amounts: list[float]) -> go.Scatter:
    """The amounts, right of their bars; bars of costs end where they start, the value where the last term does."""
    last = len(amounts) - 1
    ends = [0.0 if n == last else start for n, start in enumerate(starts)]
    at = [max(end, end + amount) for end, amount in zip(ends, amounts, strict=True)]
    texts = [brief(amount) if n == last else _signed(amount) for n, amount in enumerate(amounts)]
    return go.Scatter(
        x=at, y=list(range(len(amounts))), text=[f" {text}" for text in texts], mode="text", hoverinfo="skip",
        textposition="middle right", textfont={"size": look.NORMAL, "color": look.INK}, cliponaxis=False,
    )  # fmt: skip


def _signed(amount: float) -> str:
    return f"+{brief(amount)}" if amount > 0 else brief(amount)


def _hover(amounts: list[float], ends: list[float], names: list[str], currency: str) -> list[str]:
    return [
        f"{name}<br>{money(amount)} {currency}<br>value so far {money(end)} {currency}"
        if n < len(names) - 1
        else f"{name}<br>{money(amount)} {currency}"
        for n, (name, amount, end) in enumerate(zip(names, amounts, ends, strict=True))
    ]


VALUE = Builder(
    "value",
    "Value by term",
    "How the recovered value comes about: what adds to it, then what takes from it. Terms of zero are left out; the "
    "amounts sum to the value.",
    TABLE,
    value,
    draw_value,
    "No term of the value differs from zero: nothing is treated or sold, or the result was stored by an earlier "
    "version (solve again).",
    totals=("amount",),
    open=True,
)
