"""What is said of a stream and its value beside its bars and over them."""

from __future__ import annotations

from math import isnan
from typing import Any

from opt.report import look
from opt.report.charts.brief import elided, mass_words, safe
from opt.report.charts.marks import square
from opt.report.derived.value import NOBODY
from opt.report.frames import NEGLIGIBLE
from opt.report.terminal.layout import money
from opt.report.views.stream_value import GROUPS

WORDS = {
    "sales": "sales",
    "gate_fees": "gate fees",
    "treatment": "treatment, utilities, carbon",
    "lines": "set-ups, lines, qualification",
    "leaving": "storage, disposal, what is left",
    "shortfalls": "contract shortfalls",
}
NAME = 20
"""Most letters of a stream's name beside its bar."""

NOWHERE = "belongs to no stream"


def label(row: dict[str, Any]) -> str:
    """A stream's name, its class in words and as a square of its colour."""
    if row["stream"] == NOBODY:
        return f"<i>{NOWHERE}</i>"
    kind, name = row["electrolyte_class"], safe(elided(row["stream"], NAME))
    return f'{name} <span style="color:{look.SOFT}">{kind}</span> {square(look.CLASS_COLOURS[kind])}'


def told(row: dict[str, Any]) -> str:
    """Which stream it is, and its class."""
    if row["stream"] == NOBODY:
        return f"{NOWHERE}: fixed costs, shortfalls, idle set-ups"
    return f"{row['stream']}, {row['electrolyte_class']}"


def story(row: dict[str, Any], currency: str) -> str:
    """All amounts of a stream."""
    lines = [told(row)]
    if row["received"] > NEGLIGIBLE:
        lines.append(f"received: {mass_words(row['received'])}")
    lines += [f"{WORDS[group]}: {money(row[group])} {currency}" for group in GROUPS if row[group] != 0.0]
    lines.append(f"value: {money(row['value'])} {currency}")
    if not isnan(row["per_tonne"]):
        lines.append(f"value by the tonne: {money(row['per_tonne'])} {currency}/t")
    return "<br>".join(map(safe, lines))
