"""How the bars of a series are filled: a colour, and a hatch that tells series apart without colours."""

from __future__ import annotations

from typing import Any

from opt.report import look

HATCHES = ("", "/", "\\", "x", ".", "-", "|", "+")
"""Hatches of series that have none of their own; the first is none."""

SQUARE = "\N{BLACK SQUARE}"


def square(colour: str) -> str:
    """A square of that colour to stand beside a word on an axis or in a note."""
    return f'<span style="color:{colour}">{SQUARE}</span>'


def filled(colour: str, hatch: str = "") -> dict[str, Any]:
    """The marker of bars of that colour, hatched in white where a hatch is named."""
    if not hatch:
        return {"color": colour}
    pattern = {"shape": hatch, "fillmode": "overlay", "fgcolor": look.PAPER, "fgopacity": 0.75, "size": 7}
    return {"color": colour, "pattern": {**pattern, "solidity": 0.25}}


def series(number: int) -> dict[str, Any]:
    """The marker of the series of that number: colours in turn, a hatch for each round and for neighbours alike."""
    return filled(look.series_colour(number), HATCHES[number % len(HATCHES)])
