"""How the terminal page looks: headings, tables, numbers. Nothing here knows what a plan is."""

from __future__ import annotations

import math
import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDTH = 80
"""Columns where the width of the terminal is not known (a pipe, a file)."""

KEPT = "\N{NO-BREAK SPACE}"
"""A blank at which a line is not folded."""


class Page(Console):
    """A console that ends quietly when its reader has gone (``relith show RESULT | head``)."""

    def on_broken_pipe(self) -> None:
        """Leave the error to the command, which knows how to end."""
        raise BrokenPipeError


def page(file: TextIO | None = None, width: int | None = None) -> Page:
    """A console for people: no markup in names, no colours and 80 columns when piped."""
    stream = file or sys.stdout
    known = width or (None if stream.isatty() or "COLUMNS" in os.environ else WIDTH)
    return Page(file=stream, width=known, markup=False, highlight=False, emoji=False, soft_wrap=False)


def heading(text: str) -> Text:
    """A heading of a part of the page."""
    return Text(f"\n{text}", style="bold")


def note(text: str) -> Padding:
    """A remark under a table."""
    return Padding(Text(text, style="dim"), (0, 0, 0, 2), expand=False)


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> Padding | Text:
    """A plain table. A column whose heading starts with '>' is aligned to the right; the last one may be folded.

    Without rows: the word 'none'.
    """
    cells = list(rows)
    if not cells:
        return Text("  none", style="dim")
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style="dim")
    for name in columns:
        right = name.startswith(">")
        grid.add_column(name.removeprefix(">"), justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in cells:
        grid.add_row(*row)
    return Padding(grid, (0, 0, 0, 2), expand=False)


STATUS_STYLES = {"estimate": "yellow", "unchecked": "red"}
"""Statuses that are shown as such; the colour only in a terminal."""


def doubt(status: str) -> Text:
    """The word of a status that is an estimate or unchecked, in its colour; nothing for the others."""
    return Text(status, style=STATUS_STYLES[status]) if status in STATUS_STYLES else Text("")


def stack(*parts: object) -> Group:
    """Parts of the page below each other."""
    return Group(*parts)  # type: ignore[arg-type]


def wrapped(text: str, width: int, indent: int) -> str:
    """A long line folded at the width, every line after the first further in by four; KEPT becomes a blank."""
    folded = textwrap.fill(
        text, width, initial_indent=" " * indent, subsequent_indent=" " * (indent + 4), break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
    return folded.replace(KEPT, " ")


def money(amount: float) -> str:
    """An amount in whole units, thousands apart: '-1,234'."""
    return unsigned(f"{amount:,.0f}")


def tonnes(mass: float) -> str:
    """A mass in t with a decimal; three where it is small."""
    return unsigned(f"{mass:,.1f}" if abs(mass) >= 0.995 or abs(mass) < 5e-7 else f"{mass:,.3f}")


def content(share: float) -> str:
    """A content (kg/kg) as people write it: per cents, ppm below 0.1 %. Nothing but 0 is called 0."""
    if math.isnan(share):
        return ""
    if share == 0:
        return "0"
    if abs(share) >= 1e-3:
        return f"{share * 100:.4g} %"
    parts = share * 1e6
    if abs(parts) < 0.01:
        return "<0.01 ppm" if parts > 0 else ">-0.01 ppm"
    return f"{parts:.3g} ppm" if abs(parts) < 10 else f"{parts:,.0f} ppm"


def percent(share: float) -> str:
    """A share in whole per cents; '' where there is none. Nothing but 0 and 1 is called 0 % and 100 %."""
    if math.isnan(share):
        return ""
    if 1e-9 < abs(share) < 0.005:
        return "<1 %" if share > 0 else ">-1 %"
    return ">99 %" if 0.995 <= share < 1 - 1e-6 else unsigned(f"{share * 100:.0f} %")


def amount(value: float) -> str:
    """Any other number, four digits."""
    if math.isnan(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else unsigned(f"{value:.4g}")


def unsigned(text: str) -> str:
    """A number that was rounded to zero without its minus."""
    return text.removeprefix("-") if not any("1" <= letter <= "9" for letter in text) else text
