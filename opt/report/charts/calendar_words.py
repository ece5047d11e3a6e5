"""What the bars of the lines' calendar say: the short name inside, the whole story for hovering."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from opt.report.charts.brief import ELLIPSIS, safe
from opt.report.frames import NEGLIGIBLE
from opt.report.terminal.layout import amount, tonnes
from opt.report.views.calendar import MAINTENANCE

NAME_LETTERS = 22
"""Longer names of lines lose their middle."""

LEAST_LETTERS = 3
"""Letters of a name in a narrow bar."""

FOLD, FOLDS = 64, 7
"""Letters of a line, and lines, that a hover text has for what is fed."""

Row = dict[str, Any]


def line_name(line: str) -> str:
    """The name of a line beside its row; names that differ at their end only still differ."""
    if len(line) <= NAME_LETTERS:
        return line
    tail = NAME_LETTERS // 2
    return f"{line[: NAME_LETTERS - tail - 1]}{ELLIPSIS}{line[-tail:]}"


def short_names(rows: Sequence[Row]) -> dict[tuple[str, str], tuple[str, str]]:
    """What stands in the bars of each campaign: its name without the words at its beginning that all campaigns of the
    line share; in narrow bars the first letters, where the line has other campaigns."""
    by_line: dict[str, dict[str, None]] = {}
    for row in rows:
        if row["campaign"]:
            by_line.setdefault(row["line"], {})[row["campaign"]] = None
    found = {}
    for line, names in by_line.items():
        words = {name: name.split("_") for name in names}
        cut = _shared(list(words.values())) if len(names) > 1 else 0
        for name in names:
            short = "_".join(words[name][cut:])
            found[line, name] = short, short[:LEAST_LETTERS] if len(names) > 1 else ""
    return found


def _shared(names: Sequence[Sequence[str]]) -> int:
    """With how many equal words all names begin; each keeps one that is its own."""
    most = min(map(len, names)) - 1
    return next((n for n in range(most) if len({name[n] for name in names}) > 1), most)


def story(row: Row) -> str:
    """All of a row, for hovering."""
    days = row["start_date"]
    if row["end_date"] != row["start_date"]:
        days += f" to {row['end_date']}"
    name = row["campaign"] or row["kind"]
    lines = [f"<b>{safe(row['line'])}</b>, period {safe(row['period'])}: <b>{safe(name)}</b>"]
    lines.append(f"{amount(row['start'])} to {amount(row['end'])} h of the period{f' ({safe(days)})' if days else ''}")
    if row["kind"] == MAINTENANCE:
        lines.append(f"{amount(row['hours'])} h down")
    else:
        lines.append(f"{amount(row['hours'])} h of treatment, {tonnes(row['treated'])} t")
        lines.append(_changes(row))
    return "<br>".join([*(line for line in lines if line), *_fed(row["feeds"])])


def _changes(row: Row) -> str:
    """What is done about the set-up before and after."""
    words = []
    if row["set_up"]:
        words.append(f"set-up of {amount(row['setup'])} h" if row["setup"] > NEGLIGIBLE else "set-up without hours")
    if row["carried_in"]:
        words.append("carried in from the period before")
    if row["carried_out"]:
        words.append("carried into the period after")
    return ", ".join(words)


def _fed(feeds: str) -> list[str]:
    """What is fed, folded, the end left out where it is long."""
    folded = textwrap.wrap(feeds, FOLD, max_lines=FOLDS, placeholder=f" {ELLIPSIS}", break_long_words=False)
    return [safe(line) for line in folded]
