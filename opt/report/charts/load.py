"""How full the lines are: a grid of lines and periods."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import safe, width_of
from opt.report.charts.calendar_words import line_name
from opt.report.charts.limits import share_words
from opt.report.charts.periods import thinned
from opt.report.frames import NEGLIGIBLE
from opt.report.parts import Builder, Chart
from opt.report.terminal.layout import amount, percent
from opt.report.views.load import LOAD_TABLE, load
from opt.tables.frames import records

PRINTED = 680
"""Width on paper, px: cells say numbers where there is room for them there."""

LEAST = 480
"""Least width, px."""

NUMBER, SMALLER = 21, 26
"""Least width of a cell with a number, and of one with a number that is not written smaller, px."""

CELL = 9
"""Least width of a cell, px."""

DOWN, NEARLY, FULL = "\N{MULTIPLICATION SIGN}", "\N{BULLET}", "\N{BLACK SQUARE}"


def _paler(colour: str) -> str:
    """The colour '#rrggbb' half way to white: most lines are full most of the time, which is no alarm."""
    return "#" + "".join(f"{(int(colour[at : at + 2], 16) + 255) // 2:02x}" for at in (1, 3, 5))


BELOW, NEAR, OVER = look.GROW[1][1], _paler(look.NEAR), _paler(look.OVER)
SCALE = (
    (0.0, look.GROW[0][1]), (look.NEAR_SHARE, BELOW), (look.NEAR_SHARE, NEAR), (look.AT_SHARE, NEAR),
    (look.AT_SHARE, OVER), (1.0, OVER),
)  # fmt: skip
"""From an idle line to a full one."""

Row = dict[str, Any]


def draw_load(frame: pd.DataFrame, currency: str) -> Chart:
    """A cell for each line and period, its load in per cent where there is room."""
    rows = records(frame)
    lines, periods = (list(dict.fromkeys(row[name] for row in rows)) for name in ("line", "period"))
    names = [line_name(line) for line in lines]
    beside = width_of(names) + 30
    numbered = PRINTED - beside >= NUMBER * len(periods)
    width = max(LEAST - beside, (NUMBER if numbered else CELL) * len(periods))
    by_line = [[row for row in rows if row["line"] == line] for line in lines]
    figure = look.blank(look.ROW * len(lines) + 100)
    size = look.SMALL - (1 if width >= SMALLER * len(periods) else 2)
    figure.add_trace(_cells(by_line, numbered, size))
    if any(isnan(row["load"]) for row in rows):
        figure.add_trace(_down(by_line))
    figure.add_traces(list(_legend(rows, numbered)))
    places, texts = thinned(periods, width)
    figure.update_xaxes(
        range=[-0.5, len(periods) - 0.5], tickvals=places, ticktext=texts, showgrid=False, zeroline=False, tickangle=0,
        title={"text": "period", "font": {"size": look.NORMAL}}, tickfont={"size": look.SMALL}, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(
        range=[len(lines) - 0.5, -0.5], tickvals=list(range(len(lines))), ticktext=[safe(name) for name in names],
        showgrid=False, zeroline=False, fixedrange=True,
    )  # fmt: skip
    return Chart(figure, int(beside + width))


def _cells(by_line: Sequence[Sequence[Row]], numbered: bool, size: int) -> go.Heatmap:
    return go.Heatmap(
        z=[[row["load"] for row in rows] for rows in by_line], zmin=0.0, zmax=1.0, colorscale=SCALE, showscale=False,
        text=[[_text(row["load"], numbered) for row in rows] for rows in by_line], texttemplate="%{text}",
        textfont={"size": size}, xgap=1, ygap=1, hoverongaps=False,
        hovertext=[[story(row) for row in rows] for rows in by_line], hoverinfo="text",
    )  # fmt: skip


def _text(share: float, numbered: bool) -> str:
    """What stands in a cell: per cents, in bold from 'near' on; only a mark from there on where there is no room."""
    if isnan(share):
        return ""
    if not numbered:
        return FULL if share >= look.AT_SHARE else NEARLY if share >= look.NEAR_SHARE else ""
    text = percent(share).removesuffix(" %")
    if share >= look.NEAR_SHARE:
        return f"<b>{text}</b>"
    return f"<{text}" if share * 100 < int(text.lstrip("<")) == look.NEAR_SHARE * 100 else text


def _down(by_line: Sequence[Sequence[Row]]) -> go.Heatmap:
    """Cells of periods without hours."""
    grey = look.STAGE_COLOURS["maintenance"]
    return go.Heatmap(
        z=[[0.0 if isnan(row["load"]) else None for row in rows] for rows in by_line], zmin=0.0, zmax=1.0,
        colorscale=((0.0, grey), (1.0, grey)), showscale=False, xgap=1, ygap=1, hoverongaps=False,
        text=[[DOWN if isnan(row["load"]) else "" for row in rows] for rows in by_line], texttemplate="%{text}",
        hovertext=[[story(row) for row in rows] for rows in by_line], hoverinfo="text",
    )  # fmt: skip


def _legend(rows: Sequence[Row], numbered: bool) -> list[go.Scatter]:
    """What the colours and marks mean; lines that are down only where there are any."""
    words = [
        (f"below {look.NEAR_WORDS}", BELOW),
        (f"from {look.NEAR_WORDS} ({'bold' if numbered else NEARLY})", NEAR),
        (f"full ({'bold' if numbered else FULL})", OVER),
    ]
    if any(isnan(row["load"]) for row in rows):
        words.append((f"no hours ({DOWN})", look.STAGE_COLOURS["maintenance"]))
    return [
        go.Scatter(x=[None], y=[None], name=name, mode="markers", marker={"symbol": "square", "size": 11, "color": to})
        for name, to in words
    ]


def story(row: Row) -> str:
    """All of a row, for hovering."""
    share = share_words(row["load"])
    said = f"{share} full" if share else "down all period" if row["downtime"] > 0 else "not manned"
    lost = "" if row["downtime"] == 0 else f", {amount(row['downtime'])} h of them down"
    if row["downtime"] < 0:
        lost = f" and {amount(-row['downtime'])} h of overtime"
    free = row["free"] if row["free"] > NEGLIGIBLE else 0.0
    return (
        f"<b>{safe(row['line'])}</b>, period {safe(row['period'])}: <b>{said}</b><br>"
        f"{amount(row['treatment'])} h of treatment, {amount(row['setup'])} h of set-ups<br>"
        f"{amount(row['hours'])} h manned{lost}<br>{amount(free)} h free"
    )


LOAD = Builder(
    "load",
    "How full the lines are",
    "Hours of treatment and set-ups over the hours a line is manned less downtime, per cent.",
    LOAD_TABLE,
    load,
    draw_load,
    "There are no lines, or the result was stored by a version without their load; solve the instance again.",
    totals=("hours", "downtime", "treatment", "setup", "free"),
    open=True,
    idle=lambda frame: (
        ""
        if (frame[["treatment", "setup", "downtime"]] != 0).any(axis=None)
        else "No line treats anything or is set up in any period."
    ),
)
