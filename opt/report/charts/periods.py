"""Names of periods below a chart: as many as can be read."""

from __future__ import annotations

from collections.abc import Sequence

from opt.report.charts.brief import LETTER, elided, safe

LETTERS = 12
"""Longer names of periods are elided below a chart."""

GAP = 4
"""Least room between two labels, px."""


def room_for(texts: Sequence[str]) -> float:
    """The room that the widest of some labels takes, px."""
    return LETTER * max(map(len, texts), default=0) + GAP


def thinned(periods: Sequence[str], width: float) -> tuple[list[int], list[str]]:
    """Places and texts of the labels of an axis that has room of so many px for all periods: every one, or every so
    many, the first always. The texts are safe."""
    texts = [elided(name, LETTERS) for name in periods]
    each = width / max(1, len(texts))
    step = next((n for n in (1, 2, 3, 4, 5, 6, 8, 10, 13, 15, 20, 26) if n * each >= room_for(texts)), 52)
    return list(range(0, len(texts), step)), [safe(text) for text in texts[::step]]
