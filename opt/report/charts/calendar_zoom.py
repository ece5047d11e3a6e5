"""What of the horizon the lines' calendar shows, and the labels below it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opt.report.charts.brief import elided, safe
from opt.report.charts.periods import LETTERS, room_for

BLOCK = 4
"""Periods that are shown together."""

DAY = 24.0
RIM = 0.001
"""Share of the width that is left out at the end, where the rims of what follows stand."""

CLOCK = ("period", "period_start", "period_end", "period_date")

Row = dict[str, Any]


@dataclass(frozen=True)
class Zoom:
    """Hours of the horizon from ``low`` to ``high``: what they are called and the labels of the axis."""

    name: str
    label: str
    low: float
    high: float
    ticks: list[float]
    texts: list[str]
    title: str


def zooms(rows: Sequence[Row], width: float) -> list[Zoom]:
    """The whole horizon; then, of a longer one, its first period, and its periods a few at a time; drawn so wide
    (px)."""
    periods = sorted({row["period"]: {name: row[name] for name in CLOCK} for row in rows}.values(), key=_start)
    found = [_of_periods("horizon", "the whole horizon", periods, width)]
    if len(periods) > 1:
        found.append(_of_days(periods[0], width))
    if len(periods) > BLOCK:
        for first in range(0, len(periods), BLOCK):
            block = periods[first : first + BLOCK]
            label = f"periods {block[0]['period']} to {block[-1]['period']}"
            found.append(_of_periods(f"periods-{first + 1}", label, block, width))
    return found


def _start(row: Row) -> float:
    return float(row["period_start"])


def _of_periods(name: str, label: str, periods: Sequence[Row], width: float) -> Zoom:
    """Labelled at the start of each period, where there is room."""
    low, high = _start(periods[0]), float(periods[-1]["period_end"])
    dated = any(row["period_date"] for row in periods)
    labels = [_period_lines(row) for row in periods]
    starts = [_start(row) for row in periods]
    title = "first day of the period, and its name" if dated else "period"
    return Zoom(
        name, label, low, high - RIM * (high - low), starts, list(_spaced(starts, labels, width / (high - low))), title
    )


def _of_days(row: Row, width: float) -> Zoom:
    """One period, labelled at each day."""
    low, high = _start(row), float(row["period_end"])
    ticks = [low + day * DAY for day in range(int((high - low - 1e-9) // DAY) + 1)]
    labels = [[_day_text(row["period_date"], number)] for number in range(len(ticks))]
    title = "day" if row["period_date"] else "h since the start of the period, manned hours spread evenly"
    shown = list(_spaced(ticks, labels, width / (high - low)))
    return Zoom("first", f"period {row['period']}", low, high - RIM * (high - low), ticks, shown, title)


def _period_lines(row: Mapping[str, Any]) -> list[str]:
    """'5 Jan' and below it the name of the period, unless that is the date."""
    name, date = elided(row["period"], LETTERS), row["period_date"]
    if not date:
        return [name]
    return [_day(date)] if row["period"] == date else [_day(date), name]


def _day_text(date: str, number: int) -> str:
    if not date:
        return f"{number * DAY:g}"
    day = datetime.date.fromisoformat(date) + datetime.timedelta(days=number)
    return f"{day:%a} {_day(str(day))}"


def _day(date: str) -> str:
    """'5 Jan'."""
    day = datetime.date.fromisoformat(date)
    return f"{day.day} {day:%b}"


def _spaced(places: Sequence[float], labels: Sequence[Sequence[str]], scale: float) -> Iterator[str]:
    """The labels, given as their lines, '' for those that stand closer to the one before than the widest of them needs;
    ``scale``: px an hour."""
    free, need = float("-inf"), room_for([line for lines in labels for line in lines])
    for place, lines in zip(places, labels, strict=True):
        if place * scale < free - 1e-9:
            yield ""
            continue
        yield "<br>".join(map(safe, lines))
        free = place * scale + need
