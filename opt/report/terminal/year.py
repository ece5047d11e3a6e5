"""All periods on one screen: which campaigns each line runs when, and how full it is."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from math import isnan

import pandas as pd
from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.terminal.layout import WIDTH, heading, note, stack, table
from opt.tables.frames import records

NAME_WIDTH = 6
"""Longer names of periods are replaced by their number."""


def year(plan: Plan, width: int = WIDTH) -> Group:
    """Two rows a line: its campaigns in the order they run (capital: set up in that period, small: carried in or
    without set-up, '#': maintenance, '-': idle), and its load in per cent."""
    letters = _letters(plan.derived["calendar"])
    cells, loads = _campaigns(plan, letters), _loads(plan)
    periods = plan.instance.periods
    numbered = max(map(len, periods)) > NAME_WIDTH
    names = {p: str(n) if numbered else p for n, p in enumerate(periods, start=1)}
    parts: list[object] = [heading("All periods: campaigns of the lines, and their load in %")]
    room = width - 4 - max(map(len, plan.instance.tables["lines"]["line"]))
    for number, block in enumerate(_blocks(periods, room, [*names.values(), *cells.values()])):
        parts += [Text()] if number else []
        parts.append(table(("line", *(f">{names[p]}" for p in block)), _rows(plan, block, cells, loads)))
    legend = ", ".join(f"{letter} {campaign}" for campaign, letter in letters.items())
    parts.append(note(f"{legend or 'nothing runs'}; capital: set up in that period, # maintenance, - idle"))
    if numbered:
        parts.append(note(f"period 1 is {periods[0]}, {len(periods)} is {periods[-1]}"))
    return stack(*parts)


def _letters(calendar: pd.DataFrame) -> dict[str, str]:
    """A small letter for each campaign that runs; letters with numbers once they are used up."""
    campaigns = dict.fromkeys(name for name in calendar["campaign"] if name)
    alphabet = string.ascii_lowercase
    return {
        name: alphabet[number % 26] + (str(number // 26 + 1) if number >= 26 else "")
        for number, name in enumerate(campaigns)
    }


def _campaigns(plan: Plan, letters: Mapping[str, str]) -> dict[tuple[str, str], str]:
    cells: dict[tuple[str, str], str] = {}
    for row in records(plan.derived["calendar"]):
        key = row["line"], row["period"]
        letter = letters.get(row["campaign"], "#")
        cells[key] = cells.get(key, "") + (letter.upper() if row["set_up"] else letter)
    return cells


def _loads(plan: Plan) -> dict[tuple[str, str], str]:
    return {
        (row["line"], row["period"]): "" if isnan(row["load"]) else f"{row['load'] * 100:.0f}"
        for row in records(plan.derived["lines"])
    }


def _blocks(periods: Sequence[str], room: int, texts: Sequence[str]) -> Iterator[list[str]]:
    """As many periods as fit beside each other."""
    step = max(1, room // (max([3, *map(len, texts)]) + 2))
    for first in range(0, len(periods), step):
        yield list(periods[first : first + step])


def _rows(
    plan: Plan, block: Sequence[str], cells: Mapping[tuple[str, str], str], loads: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, ...]]:
    for line in plan.instance.tables["lines"]["line"]:
        yield line, *(cells.get((line, period), "-") for period in block)
        yield "", *(loads[line, period] for period in block)
