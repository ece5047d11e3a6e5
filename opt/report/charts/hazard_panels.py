"""What a small chart of a hazard shows: its bars, its limit and its words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from opt.report.charts.brief import elided, safe
from opt.report.charts.limits import LEVELS, level, share_words
from opt.report.charts.periods import LETTERS
from opt.report.frames import NEGLIGIBLE
from opt.report.terminal.layout import amount
from opt.report.views.near_limits import HOW
from opt.tables.frames import grouped

NO_LIMIT = "no limit"

Row = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """A hazard on a basis at a place: its rows by period, and whether bars are shares of the limit or amounts (where
    nothing is allowed in any period, or nothing is limited)."""

    name: str
    rows: list[Row]
    shares: bool

    @property
    def unit(self) -> str:
        """Unit of amount and limit."""
        return str(self.rows[0]["unit"])

    @property
    def limited(self) -> bool:
        """True with a limit in one period at least."""
        return any(not math.isnan(row["limit"]) for row in self.rows)

    @property
    def nothing(self) -> bool:
        """True where there is no amount in any period."""
        return all(abs(row["amount"]) <= NEGLIGIBLE for row in self.rows)

    @property
    def worst(self) -> Row:
        """The period that comes closest to its limit, or in which there is most."""
        return max(self.rows, key=lambda row: (closeness(row), row["amount"]))

    @property
    def top(self) -> float:
        """Where the highest bar ends: a share of the limit, at least all of it, or an amount."""
        if self.shares:
            return max(1.0, *(row["share"] for row in self.rows if not math.isnan(row["share"])))
        return max(row["amount"] for row in self.rows) or 1.0

    def height(self, row: Row) -> float:
        """Height of a bar; over a limit of nothing it is as high as the panel."""
        if not self.shares:
            return float(row["amount"])
        return self.top if math.isinf(closeness(row)) else max(closeness(row), 0.0)


def closeness(row: Row) -> float:
    """Share of the limit; without end where something is where nothing is allowed, or the amount is no number; below 0
    without a limit."""
    if math.isnan(row["limit"]):
        return -1.0
    if math.isnan(row["share"]):
        return 0.0 if abs(row["amount"]) <= NEGLIGIBLE else math.inf
    return float(row["share"])


def level_of(row: Row) -> int:
    """Number of the level of a bar; without a limit it is the first."""
    near = closeness(row)
    return 0 if near <= 0 else level(near)


def panels(frame: pd.DataFrame) -> list[Panel]:
    """What has a limit, the closest to it first; where nothing is limited, every hazard as an amount."""
    found = [
        Panel(f"{hazard} {HOW[basis]} {place}", rows, any(row["limit"] > 0 for row in rows))
        for (hazard, basis, place), rows in grouped(frame, "hazard", "basis", "place").items()
    ]
    limited = [panel for panel in found if panel.limited]
    return sorted(limited or found, key=_place)


def _place(panel: Panel) -> tuple[float, int]:
    """The highest share first, rounding apart; among equals what is reached most often."""
    return -round(min(closeness(panel.worst), 1e6), 6), -sum(level_of(row) == len(LEVELS) - 1 for row in panel.rows)


def told(panel: Panel) -> str:
    """The limit and the worst period: 'limit 120 kg; highest 89.7 % (period 3)'."""
    if panel.nothing:
        return f"{limit_words(panel)}; none in any period"
    worst = panel.worst
    most = f"{amount(worst['amount'])} {panel.unit}" if math.isnan(worst["share"]) else share_words(worst["share"])
    return f"{limit_words(panel)}; highest {most} (period {elided(worst['period'], LETTERS)})"


def limit_words(panel: Panel) -> str:
    """'limit 120 kg', 'limit 100-120 kg' where it changes; 'no limit'."""
    limits = [row["limit"] for row in panel.rows if not math.isnan(row["limit"])]
    if not limits:
        return NO_LIMIT
    least, most = amount(min(limits)), amount(max(limits))
    return f"limit {least if least == most else f'{least}-{most}'} {panel.unit}".rstrip()


def hover(panel: Panel, row: Row) -> str:
    """All about a bar."""
    limit = NO_LIMIT if math.isnan(row["limit"]) else f"limit {amount(row['limit'])} {panel.unit}"
    share = "" if math.isnan(row["share"]) else f" ({share_words(row['share'])} of the limit)"
    used = f"period {row['period']}: {amount(row['amount'])} {panel.unit}{share}"
    return f"<b>{safe(panel.name)}</b><br>{safe(used)}<br>{safe(limit)}"
