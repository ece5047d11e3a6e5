"""A comparison on the terminal: what each scenario earns, then what its plan does differently, the largest first."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rich.console import Group
from rich.text import Text

from opt.report.terminal.layout import KEPT, WIDTH, heading, money, note, stack, table
from opt.report.terminal.page import gap_words
from opt.study.compare.comparison import Comparison
from opt.study.compare.outcome import NOT_CERTIFIED, WITHIN
from opt.study.compare.words import KINDS, LEAST_MONEY, Rows, money_or_none, signed
from opt.tables.frames import grouped, records

DETAILED = 12
"""Scenarios of which more is said than their outcome; the tables hold all."""

SHOWN = 5
"""Differences of a kind that are named."""

ROOM = 11
"""Columns of the words in front of a line."""


def page(comparison: Comparison, width: int = WIDTH) -> Group:
    """The page of a comparison, so many columns wide."""
    outcome = records(comparison.frames["outcome"])
    compared = [row for row in outcome[1:] if not math.isnan(row["difference"])]
    largest = sorted(compared, key=lambda row: -abs(row["difference"]))
    parts: list[object] = [Text(line) for line in _head(comparison, outcome[0])]
    parts += [Text(_folded("warning", [warning], width, " ")) for warning in comparison.warnings]
    parts.append(_outcome(comparison.currency, outcome))
    by_scenario = {name: grouped(frame, "scenario") for name, frame in comparison.frames.items()}
    for row in largest[:DETAILED]:
        tables = {name: groups.get((row["scenario"],), []) for name, groups in by_scenario.items()}
        parts.append(_scenario(comparison.currency, row, tables, width))
    if len(largest) > DETAILED:
        parts.append(note(f"the {DETAILED} largest differences of {len(largest)}; the tables hold all"))
    return stack(*parts)


def _head(comparison: Comparison, base: dict[str, Any]) -> Iterator[str]:
    yield f"{comparison.instance}: compared with {comparison.base}"
    if not math.isnan(base["value"]):
        proven = "nothing is proven" if math.isnan(base["bound"]) else f"at most {money(base['bound'])}"
        yield f"base       {money(base['value'])} {comparison.currency}, {proven}; gap {gap_words(base['gap'])}"


def _outcome(currency: str, rows: Rows) -> Group:
    cells = [
        (row["scenario"], money_or_none(row["value"]), gap_words(row["gap"]) if row["value"] == row["value"] else "",
         signed(row["difference"]) if number else "", _count(row["moved"]) if number else "", row["note"])
        for number, row in enumerate(rows)
    ]  # fmt: skip
    return stack(
        heading("What the scenarios earn"),
        table(("scenario", f">{currency}", ">gap", ">difference", ">moved", "note"), cells),
        note("moved: campaigns that run in a period in one plan and not in the other"),
    )


def _scenario(currency: str, row: dict[str, Any], tables: dict[str, Rows], width: int) -> Group:
    """One scenario: its effect, then a line for each kind of difference."""
    base = row["value"] - row["difference"]
    relative = f" ({row['difference'] / abs(base) * 100:+.2f} %)" if abs(base) > LEAST_MONEY else ""
    lines = [("effect", [_effect(row, currency)])]
    lines += [(word, _named(tables[name], say)) for word, name, say in KINDS]
    texts = [Text(_folded(word, items, width)) for word, items in lines if items]
    if len(texts) == 1:
        texts.append(Text("  the two plans do the same"))
    title = f"{row['scenario']}: {signed(row['difference'])} {currency}{relative}"
    if not row["certified"]:
        title += f", {NOT_CERTIFIED}"
    elif not row["distinguishable"]:
        title += ", not distinguishable"
    return stack(heading(title), *texts)


def _effect(row: dict[str, Any], currency: str) -> str:
    """What is known of the true effect, and whether what follows may be noise."""
    least, most = signed(row["least"]), signed(row["most"])
    known = [f"at least {least}"] if least and least != most else []
    known += [most if least == most else f"at most {most}"] if most else []
    proven = f"the true effect is {' and '.join(known)} {currency}" if known else "nothing is proven of the true effect"
    if row["distinguishable"]:
        return proven
    doubt = WITHIN if least and most else "not distinguishable"
    return f"{proven}; {doubt}. What follows tells these two plans apart and may be noise"


def _named(rows: Rows, say: Callable[[Rows], Iterator[str]]) -> list[str]:
    """The first few differences in words, and how many more there are."""
    items = list(say(rows))
    return items[:SHOWN] + ([f"and {len(items) - SHOWN} more"] if len(items) > SHOWN else [])


def _folded(word: str, items: Sequence[str], width: int, kept: str = KEPT) -> str:
    """'  word       item; item', folded between items where that is possible."""
    text = "; ".join(item if len(item) > width - ROOM - 3 else item.replace(" ", kept) for item in items)
    indent = " " * (ROOM + 2)
    folded = textwrap.fill(text, width, initial_indent=f"  {word:<{ROOM}}", subsequent_indent=indent,
                           break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return folded.replace(KEPT, " ")


def _count(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.0f}"
