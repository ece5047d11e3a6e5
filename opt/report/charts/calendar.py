"""The lines' calendar: a row for each line, a bar for each campaign, set-up and stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from opt.report import look
from opt.report.charts.brief import safe, width_of
from opt.report.charts.calendar_bars import Bar, Layer, instants, layers, trace
from opt.report.charts.calendar_words import line_name, short_names
from opt.report.charts.calendar_zoom import Zoom, zooms
from opt.report.parts import Builder, Chart, Option
from opt.report.views.calendar import CALENDAR_TABLE, WEEK_TABLE, calendar, first_period
from opt.tables.frames import records

STEP = 26
"""Height of a row, px."""

WIDTH = 900
"""Least width at which the whole horizon can be read, px; what stands in bars is chosen for it."""

PRINTED = 680
"""Width on paper, px; what stands below is chosen for it, names that do not fit into their bars there are not drawn."""

INSET = 5
"""Room left and right of a name in its bar, px."""


Names = Mapping[tuple[str, str], Sequence[str]]
"""By line and campaign: what may stand in a bar, the best first."""


def draw_calendar(frame: pd.DataFrame, currency: str) -> Chart:
    """Bars lie on the clock of the horizon; hours without a bar are idle."""
    rows = records(frame)
    lines = list(dict.fromkeys(row["line"] for row in rows))
    place = {line: number for number, line in enumerate(lines)}
    names = [line_name(line) for line in lines]
    beside = width_of(names) + 30
    drawn, shown = layers(rows), zooms(rows, PRINTED - beside)
    texts = [_texts(drawn, short_names(rows), (WIDTH - beside) / (zoom.high - zoom.low)) for zoom in shown]
    figure = look.blank(
        STEP * len(lines) + 120, barmode="overlay", uniformtext={"mode": "hide", "minsize": look.SMALL - 1}
    )
    figure.add_traces([trace(layer, place, text) for layer, text in zip(drawn, texts[0], strict=True)])
    figure.add_traces(list(instants(rows, place)))
    figure.update_yaxes(
        range=[len(lines) - 0.5, -0.5], tickvals=list(place.values()), ticktext=[safe(name) for name in names],
        zeroline=False, fixedrange=True,
    )  # fmt: skip
    figure.update_xaxes(
        range=[shown[0].low, shown[0].high], tickvals=shown[0].ticks, ticktext=shown[0].texts, tickangle=0,
        ticks="outside", ticklen=6, tickcolor=look.SOFT, ticklabelposition="outside right", zeroline=False,
        title={"text": shown[0].title, "font": {"size": look.NORMAL}}, tickfont={"size": look.SMALL}, fixedrange=True,
    )  # fmt: skip
    return Chart(figure, WIDTH, "", _options(shown, texts, len(figure.data)))


def _options(shown: Sequence[Zoom], texts: Sequence[list[list[str]]], traces: int) -> tuple[Option, ...]:
    """What the calendar can be switched to; traces without texts get none."""
    if len(shown) == 1:
        return ()
    return tuple(
        Option(
            zoom.name,
            zoom.label,
            {"text": [*text, *([[]] * (traces - len(text)))]},
            {
                "xaxis.range": [zoom.low, zoom.high],
                "xaxis.tickvals": zoom.ticks,
                "xaxis.ticktext": zoom.texts,
                "xaxis.title.text": zoom.title,
            },
        )
        for zoom, text in zip(shown, texts, strict=True)
    )


def _texts(drawn: Sequence[Layer], names: Names, scale: float) -> list[list[str]]:
    """What stands in each bar of each layer; ``scale``: px an hour."""
    return [
        [
            safe(_fitting(names.get((bar.row["line"], bar.row["campaign"]), (layer.name, "")), bar, scale))
            for bar in layer.bars
        ]
        if layer.ink
        else [""] * len(layer.bars)
        for layer in drawn
    ]


def _fitting(texts: Sequence[str], bar: Bar, scale: float) -> str:
    """The first of the texts that fits into the bar; nothing where none does."""
    room = (bar.end - bar.start) * scale - 2 * INSET
    return next((text for text in texts if width_of([text]) <= room), "")


CALENDAR = Builder(
    "calendar",
    "What runs when",
    "Campaigns of every line over the horizon, coloured by the stage of their technologies; the campaigns of one line "
    "differ in shade. Bars leave out the words with which the names of all campaigns of a line begin, and narrow ones "
    "say the first letters or nothing. The hours a line is manned are spread evenly over the period. The order within "
    "a period can be kept; when in a period maintenance lies is not planned, it stands first. Hours without a bar are "
    "idle.",
    CALENDAR_TABLE,
    calendar,
    draw_calendar,
    "There are no lines, or the result was stored by a version without a calendar; solve the instance again.",
    open=True,
    idle=lambda frame: "" if (frame["kind"] != "idle").any() else "No line does anything in any period.",
)
WEEK = Builder(
    "first_period",
    "The first period",
    "What each line does in the first period, in this order, and what is fed to it. Start and end are manned hours of "
    "the line since the period began, set-ups included.",
    WEEK_TABLE,
    first_period,
    None,
    "There are no lines, or the result was stored by a version without a calendar; solve the instance again.",
    open=True,
)
