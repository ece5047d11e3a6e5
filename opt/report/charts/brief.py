"""Numbers and names so short that they fit on a chart; hover texts have them in full."""

from __future__ import annotations

import html
from collections.abc import Sequence

from opt.report.terminal.layout import tonnes

UNITS = ((1e9, "G"), (1e6, "M"), (1e3, "k"))
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LETTER = 6.4
"""Mean width of a letter of the size SMALL, px; generous, so that nothing is cut."""


def brief(amount: float) -> str:
    """An amount with three digits and k, M or G: '10.0 M', '-5.64 k', '43'."""
    size = abs(amount)
    factor, unit = next(((f, f" {u}") for f, u in UNITS if size >= f * 0.9995), (1.0, ""))
    return _three(amount / factor) + unit


def _three(number: float) -> str:
    """Three digits, at most two of them after the point, the whole number where it has more; never '-0'."""
    size = abs(number)
    places = 0 if size >= 99.95 or number == round(number) else 1 if size >= 9.995 else 2
    text = f"{number:.{places}f}"
    return "0" if float(text) == 0.0 else text


def mass_words(mass: float) -> str:
    """A mass with its unit: '1,234.5 t'."""
    return f"{tonnes(mass)} t"


def elided(text: str, letters: int) -> str:
    """A text of at most so many letters; of a longer one the beginning, then an ellipsis."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + ELLIPSIS


def elided_within(text: str, letters: int) -> str:
    """A text of at most so many letters; of a longer one two thirds from its beginning and one from its end, between
    them an ellipsis: names that differ at their end only still differ."""
    if len(text) <= letters:
        return text
    head = (letters - 1) * 2 // 3
    return f"{text[:head]}{ELLIPSIS}{text[len(text) - (letters - 1 - head) :]}"


def safe(text: str) -> str:
    """A text as Plotly must get it to show it as it stands: what looks like a tag or an entity is none. For texts that
    a chart shows, once, after they are measured and cut; the page escapes its own texts by itself."""
    return html.escape(text, quote=False)


def right_end(low: float, ends: Sequence[float], labels: Sequence[str], plot: float) -> float:
    """Where an axis from ``low`` on must end so that labels right of bars fit, on a plot so many px wide.

    A label of w px behind an end e fits up to r where (r - e) / (r - low) x plot >= w.
    """
    widths = [min(LETTER * (len(label) + 1), 0.6 * plot) for label in labels]
    return max((end * plot - low * width) / (plot - width) for end, width in zip(ends, widths, strict=True))


def width_of(texts: list[str]) -> float:
    """Width of the longest of some texts of the size SMALL, px."""
    return LETTER * max(map(len, texts), default=0)
