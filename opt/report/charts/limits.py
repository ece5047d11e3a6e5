"""What charts of limits share: how near a limit is, how that looks and how it is said."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opt.report.look import AT_SHARE, GOOD, NEAR, NEAR_SHARE, NEAR_WORDS, OVER
from opt.report.terminal.layout import percent


@dataclass(frozen=True)
class Level:
    """How near a limit is: its words, its colour, the symbol of a point, and of the mark above a bar ('': none) the
    symbol and the sign."""

    words: str
    colour: str
    symbol: str
    mark: str
    sign: str


LEVELS = (
    Level(f"below {NEAR_WORDS} of the limit", GOOD, "circle", "", ""),
    Level(f"{NEAR_WORDS} of the limit or more", NEAR, "diamond", "triangle-up-open", "△ "),
    Level("limit reached", OVER, "square", "triangle-up", "▲ "),
)
"""Told apart not by colour alone: bars have the mark above them, points the symbol."""


def level(share: float) -> int:
    """Number of the level of a share of a limit; a share that is no number counts as reached."""
    if math.isnan(share) or share >= AT_SHARE:
        return 2
    return 1 if share >= NEAR_SHARE else 0


def share_words(share: float) -> str:
    """A share in per cents with a decimal, so that what is below 90 % is not said to be 90 %."""
    return f"{share * 100:.1f} %" if 0.1 <= share < 0.9949 else percent(share)
