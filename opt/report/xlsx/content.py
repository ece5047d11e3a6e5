"""What stands on the sheets of a workbook, in order: the parts of the page, then every table of the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from opt.plan.plan import Plan
from opt.report import look
from opt.report.parts import Part
from opt.report.xlsx.names import sheet_name
from opt.schema import DERIVED, STRUCTURE, VARIABLES, Table

NOTE = "#"
"""What the names of sheets begin with that are no part of the instance."""

ABOUT = "about"
"""The sheet that explains the others."""

PARTS, FOLLOWS, DECIDED, NETWORK = "the plan at a glance", "what follows from it", "what was decided", "the network"
"""Kinds of sheets."""

TABS = {PARTS: look.SERIES[0], FOLLOWS: look.SERIES[4], DECIDED: look.SERIES[2], NETWORK: look.SERIES[7]}
"""Colours of the tabs by kind."""


@dataclass(frozen=True, eq=False)
class Content:
    """A sheet: its name, what kind of table it holds, what must be said of it, the columns whose sums are told."""

    name: str
    kind: str
    about: str
    table: Table
    frame: pd.DataFrame
    totals: tuple[str, ...] = ()


def contents_of(plan: Plan, parts: Sequence[Part]) -> list[Content]:
    """The parts, then the tables of the plan that are not a part already. Of the decisions, which are many, only those
    that are not zero."""
    found = contents_of_parts(parts, NOTE)
    for kind, name, table, frame, about in _tables(plan):
        if any(part.table.names == table.names and _same(part.frame, frame) for part in parts):
            continue
        taken = [NOTE + ABOUT, *(content.name for content in found)]
        wanted = NOTE + name
        if wanted.casefold() in (other.casefold() for other in taken):
            wanted += " (decided)" if kind == DECIDED else " (table)"
        found.append(Content(sheet_name(wanted, taken), kind, about, table, frame))
    return found


def contents_of_parts(parts: Sequence[Part], prefix: str = "") -> list[Content]:
    """A sheet for each part; one without rows says why."""
    found: list[Content] = []
    for part in parts:
        name = sheet_name(prefix + part.name, [prefix + ABOUT, *(content.name for content in found)])
        about = f"{part.title}: {part.about}" + (f" {part.empty}" if part.empty else "")
        found.append(Content(name, PARTS, about, part.table, part.frame, part.totals))
    return found


def all_zero(plan: Plan) -> list[str]:
    """Variables that have no sheet: none of their values differs from zero."""
    return [name for name in VARIABLES if name in plan.tables and not (plan.tables[name][name] != 0).any()]


def _tables(plan: Plan) -> Iterator[tuple[str, str, Table, pd.DataFrame, str]]:
    for name, table in DERIVED.items():
        if name in plan.derived:
            yield FOLLOWS, name, table, plan.derived[name], table.meaning
    for name, table in VARIABLES.items():
        if name not in plan.tables or name in all_zero(plan):
            continue
        frame = plan.tables[name]
        kept = frame[frame[name] != 0]
        left_out = f"; {len(frame) - len(kept):,} rows of 0 are left out" if len(kept) < len(frame) else ""
        yield DECIDED, name, table, kept, f"{table.meaning}{left_out}"
    for name, table in STRUCTURE.items():
        if name in plan.tables:
            yield NETWORK, name, table, plan.tables[name], table.meaning


def _same(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    return left.reset_index(drop=True).equals(right.reset_index(drop=True))
