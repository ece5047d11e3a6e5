"""What a small chart of a storage area shows: bars by class, its capacity, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

from opt.report import look
from opt.report.charts.brief import elided, safe
from opt.report.charts.limits import share_words
from opt.report.charts.marks import series
from opt.report.terminal.layout import amount, tonnes

LETTERS = 24
"""Longer names of areas are elided."""

OFF_SCALE = 4.0
"""A capacity so many times as large as what ever lies in the area is written above the panel and not drawn."""

HEADROOM = 1.08
"""Length of the axis over the highest bar or the capacity."""

BAR = 0.8
"""Width of a bar, periods."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """A storage area: its rows by class, each class with a row for each period."""

    area: str
    rows: Mapping[str, Sequence[Row]]

    @property
    def first(self) -> Row:
        """The row of the first class and period."""
        return next(iter(self.rows.values()))[0]

    @property
    def capacity(self) -> float:
        """Capacity of the area, t; NaN without one."""
        return float(self.first["capacity"])

    @property
    def fullest(self) -> float:
        """The most that lies there at the end of a period, t."""
        return max(float(row["filled"]) for row in next(iter(self.rows.values())))

    @property
    def drawn(self) -> bool:
        """Whether the capacity is on the scale."""
        return not isnan(self.capacity) and self.capacity <= OFF_SCALE * self.fullest

    @property
    def top(self) -> float:
        """Where the axis ends, t."""
        return HEADROOM * (max(self.capacity, self.fullest) if self.drawn else self.fullest)

    @property
    def words(self) -> str:
        """What stands above the panel: its name, its capacity, and whether it holds one class at a time."""
        limit = "no limit" if isnan(self.capacity) else f"capacity {amount(self.capacity)} t"
        if not isnan(self.capacity) and not self.drawn:
            limit += ", far above"
        single = "; segregated" if self.first["segregated"] else ""
        name = safe(elided(self.area, LETTERS))
        return f"<b>{name}</b><br><span style='font-size:{look.SMALL}px;color:{look.SOFT}'>{limit}{single}</span>"


def bars(panel: Panel | None, name: str, number: int) -> dict[str, Any]:
    """The bars of a class, that of the number, in a panel; none where the panel has none of it."""
    rows = panel.rows.get(name, ()) if panel else ()
    return {
        "type": "bar", "name": safe(name), "legendgroup": safe(name), "marker": series(number), "width": BAR,
        "x": list(range(len(rows))), "y": [row["mass"] for row in rows],
        "hovertext": [story(row) for row in rows], "hoverinfo": "text",
    }  # fmt: skip


def limit(panel: Panel | None) -> dict[str, Any]:
    """The line of the capacity; none where there is no capacity or it is off the scale."""
    drawn = panel is not None and panel.drawn
    count = len(next(iter(panel.rows.values()))) if panel and drawn else 0
    return {
        "type": "scatter", "mode": "lines", "name": "capacity", "legendgroup": "capacity",
        "x": [-0.5, count - 0.5] if drawn else [], "y": [panel.capacity] * 2 if panel and drawn else [],
        "hoverinfo": "skip", "hovertext": [], "line": {"color": look.INK, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def story(row: Row) -> str:
    """All of a row, for hovering."""
    lines = [
        f"<b>{safe(row['area'])}</b>, end of period {safe(row['period'])}",
        f"{safe(row['storage_class'] or 'no class')}: <b>{tonnes(row['mass'])} t</b>",
    ]
    if isnan(row["capacity"]):
        lines.append(f"all classes {tonnes(row['filled'])} t, no limit")
    else:
        share = "" if isnan(row["share"]) else f" ({share_words(row['share'])})"
        lines.append(f"all classes {tonnes(row['filled'])} t of {tonnes(row['capacity'])} t{share}")
    if row["segregated"]:
        given = f": in this period {safe(row['storage_class'])}" if row["held"] else ""
        lines.append(f"segregated, one class at a time{given}")
    return "<br>".join(lines)
