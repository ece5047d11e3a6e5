"""Whether a stored table of outcomes agrees with itself."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from opt.study.run.common import BASE
from opt.study.run.records import STATUSES
from opt.study.run.result import TABLE, distinguishable
from opt.tables.problems import Problem
from opt.tolerances import OBJECTIVE

Row = Mapping[str, Any]


def problems_of(rows: Sequence[Row], path: Path) -> list[Problem]:
    """What is wrong with rows that were read with the right types; the remedy is left to the caller."""
    if not rows or rows[0]["scenario"] != BASE.name:
        return [Problem(f"the first row is that of '{BASE.name}'", "", str(path), TABLE, 2)]
    found: list[Problem] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        name = row["scenario"]
        if name in seen:
            found.append(Problem("two rows of one scenario", "", str(path), TABLE, number, "scenario", name))
        seen.add(name)
        if row["status"] not in STATUSES:
            rule = f"a status is one of {', '.join(STATUSES)}"
            found.append(Problem(rule, "", str(path), TABLE, number, "status", row["status"]))
        found += (Problem(rule, "", str(path), TABLE, number, column, _text(row[column])) for column, rule in
                  _contradictions(row, rows[0]))  # fmt: skip
    return found


def _contradictions(row: Row, base: Row) -> Iterator[tuple[str, str]]:
    """Columns that do not follow from others of the row and of the base, as

    difference = value - base value,  least = value - base bound,  most = bound - base value

    where least and most hold for certified plans alone."""
    if row["certified"] and not math.isfinite(row["value"]):
        yield "value", "a certified plan has a value"
    sure = row["certified"] and base["certified"]
    expected = {
        "difference": row["value"] - base["value"],
        "least": row["value"] - base["bound"] if sure else math.nan,
        "most": row["bound"] - base["value"] if sure else math.nan,
    }
    size = max([1.0, *(abs(number) for number in (row["value"], base["value"]) if math.isfinite(number))])
    for column, number in expected.items():
        if not _same(row[column], number, OBJECTIVE * size):
            yield column, f"the other figures of the row and the base's say {_text(number) or 'that there is none'}"
    apart = row["scenario"] != base["scenario"] and distinguishable(
        expected["least"], expected["most"], row["value"], base["value"]
    )
    if row["distinguishable"] != apart:
        yield "distinguishable", f"least and most say {apart}"


def _same(found: float, expected: float, tolerance: float) -> bool:
    if math.isnan(expected) or math.isnan(found):
        return math.isnan(expected) and math.isnan(found)
    return found == expected or abs(found - expected) <= tolerance


def _text(value: Any) -> str:
    return "" if value != value else str(value)
