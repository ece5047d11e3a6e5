"""What stands in the grid of streams and technologies: its columns in order, its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from opt.report.charts.brief import elided, mass_words, safe
from opt.report.terminal.layout import percent
from opt.schema.words import STAGES
from opt.tables.frames import records

DISPOSAL, STOCK = "disposal", "stock"
COLUMNS = (*STAGES, DISPOSAL, STOCK)
"""Order of the stages."""

LONG = 26
"""Most letters of a technology's name above its column."""

Way = tuple[str, str]
"""Stage and technology."""


@dataclass(frozen=True)
class Cell:
    """What of a stream went one way: t, the share of the material that stood at the fork, and the full story."""

    mass: float
    share: float
    story: str


def ways_of(frame: pd.DataFrame) -> list[Way]:
    """Stages in order, and in each the technologies by the number of forms that a stream may have had before them."""
    found: dict[Way, int] = {}
    for _, rows in frame.groupby("stream", sort=False):
        passed = {form: number for number, form in enumerate(dict.fromkeys(rows["form"]))}
        for form, *way in zip(rows["form"], rows["stage"], rows["technology"], strict=True):
            found[way[0], way[1]] = max(found.get((way[0], way[1]), 0), passed[form])
    return sorted(found, key=lambda way: (COLUMNS.index(way[0]), found[way], way[1]))


def cells_of(frame: pd.DataFrame) -> dict[tuple[str, Way], Cell]:
    """Cells by stream and way. A technology may take several forms of a stream: its share is then that of all of them
    together, sum of mass / sum of all the material of these forms."""
    rows_of: dict[tuple[str, Way], list[dict[str, Any]]] = {}
    for row in records(frame):
        rows_of.setdefault((row["stream"], (row["stage"], row["technology"])), []).append(row)
    cells = {}
    for (stream, way), rows in rows_of.items():
        mass = sum(row["mass"] for row in rows)
        lines = [f"{stream}, {rows[0]['electrolyte_class']}", f"{way[0]}: {word(way)}"]
        lines += [f"{row['form']}: {mass_words(row['mass'])}, {percent(row['share'])} of it" for row in rows]
        share, story = mass / sum(row["mass"] / row["share"] for row in rows), "<br>".join(map(safe, lines))
        cells[stream, way] = Cell(mass, share, story)
    return cells


def written(mass: float) -> str:
    """A mass in a cell, three digits at most."""
    return f"{mass:.0f}" if mass >= 9.95 else f"{mass:.1f}" if mass >= 0.05 else "<0.1"


def word(way: Way) -> str:
    """What a column is called."""
    stage, technology = way
    return "left in stock" if stage == STOCK else elided(technology, LONG)
