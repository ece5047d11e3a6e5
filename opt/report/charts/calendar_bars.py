"""The bars of the lines' calendar: where they lie, how they look, what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.calendar_words import story
from opt.report.frames import NEGLIGIBLE
from opt.report.views.calendar import CAMPAIGN, MAINTENANCE
from opt.schema.words import STAGES

TINTS = (1.0, 0.58, 0.32, 0.78, 0.2)
"""How much of the stage's colour the campaigns of a line have, in the order in which they first run."""

THICK = 0.78
"""Height of a bar, share of its row."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Bar:
    """A row of the calendar between two hours of the horizon."""

    row: Row
    start: float
    end: float


@dataclass(frozen=True)
class Layer:
    """Bars of one kind: a trace of the chart. ``ink``: colour of what stands in them; '' where nothing does."""

    name: str
    bars: Sequence[Bar]
    marker: Mapping[str, Any]
    ink: str | list[str]


def layers(rows: Sequence[Row]) -> list[Layer]:
    """The bars by stage, then set-ups and maintenance; kinds without bars are left out."""
    tint, found = tints(rows), []
    for stage in STAGES:
        bars = [Bar(row, middle(row), row["clock_end"]) for row in rows if row["stage"] == stage and treats(row)]
        colours = [tint[bar.row["line"], bar.row["campaign"]] for bar in bars]
        rim = {"color": look.STAGE_COLOURS[stage], "width": 1}
        marker = {"color": colours, "line": rim}
        found.append(Layer(stage.replace("_", " "), bars, marker, [look.readable_on(colour) for colour in colours]))
    set_up = [Bar(row, row["clock_start"], middle(row)) for row in rows if row["setup"] > NEGLIGIBLE]
    down = [Bar(row, row["clock_start"], row["clock_end"]) for row in rows if row["kind"] == MAINTENANCE]
    found.append(Layer("set-up", set_up, _hatched("set-up", look.PAPER), ""))
    found.append(Layer(MAINTENANCE, down, _hatched(MAINTENANCE, look.SOFT), look.INK))
    return [layer for layer in found if layer.bars]


def treats(row: Row) -> bool:
    """Whether a row has hours of treatment."""
    return row["kind"] == CAMPAIGN and row["hours"] > NEGLIGIBLE


def middle(row: Row) -> float:
    """Where the set-up of a row ends and its treatment begins, on the clock of the horizon."""
    whole = row["end"] - row["start"]
    share = row["setup"] / whole if whole > 0 else 0.0
    return row["clock_start"] + share * (row["clock_end"] - row["clock_start"])


def tints(rows: Sequence[Row]) -> dict[tuple[str, str], str]:
    """A colour for each campaign that a line runs: those of one line and stage differ in how much colour they have."""
    found: dict[tuple[str, str], str] = {}
    used: dict[tuple[str, str], int] = {}
    for row in rows:
        key, kind = (row["line"], row["campaign"]), (row["line"], row["stage"])
        if treats(row) and key not in found:
            number = used.get(kind, 0)
            used[kind] = number + 1
            found[key] = mixed(look.STAGE_COLOURS[row["stage"]], TINTS[number % len(TINTS)])
    return found


def mixed(colour: str, share: float) -> str:
    """The colour '#rrggbb' mixed with the ground, so much of it (0 to 1)."""
    pairs = ((int(colour[at : at + 2], 16), int(look.PAPER[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(share * own + (1 - share) * ground):02x}" for own, ground in pairs)


def trace(layer: Layer, place: Mapping[str, int], texts: Sequence[str]) -> go.Bar:
    """The bars of a layer in the rows of their lines, and what stands in them."""
    return go.Bar(
        name=layer.name,
        orientation="h",
        base=[bar.start for bar in layer.bars],
        x=[bar.end - bar.start for bar in layer.bars],
        y=[place[bar.row["line"]] for bar in layer.bars],
        marker=layer.marker,
        width=THICK,
        hovertext=[story(bar.row) for bar in layer.bars],
        hoverinfo="text",
        text=texts,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="inside",
        insidetextfont={"color": layer.ink or look.INK, "size": look.SMALL},
    )


def instants(rows: Sequence[Row], place: Mapping[str, int]) -> Iterator[go.Scatter]:
    """A mark for every set-up that takes no time; no trace where there is none."""
    bars = [row for row in rows if row["set_up"] and row["setup"] <= NEGLIGIBLE]
    if bars:
        yield go.Scatter(
            name="set-up without hours", mode="markers",
            x=[row["clock_start"] for row in bars], y=[place[row["line"]] for row in bars],
            marker={"symbol": "line-ns", "size": 19, "line": {"width": 2.5, "color": look.STAGE_COLOURS["set-up"]}},
            hovertext=[story(row) for row in bars], hoverinfo="text",
        )  # fmt: skip


def _hatched(kind: str, ink: str) -> dict[str, Any]:
    """A marker of the kind's colour with strokes across."""
    colour = look.STAGE_COLOURS[kind]
    pattern = {"shape": "/", "size": 5, "solidity": 0.3, "fgcolor": ink, "bgcolor": colour, "fillmode": "replace"}
    return {"color": colour, "pattern": pattern, "line": {"color": look.SOFT, "width": 1}}
