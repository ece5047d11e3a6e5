"""Implicit rows: what an absent table stands for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from opt.instance.merge import Merged, Place
from opt.schema import INPUT
from opt.schema.words import ANY, DEFAULT_AREA, DEFAULT_SITE, LOSS
from opt.tables import Problem
from opt.tables.frames import frame_of, records

IMPLICIT = Place()
WEEK = 168.0
UNCLASSIFIED = "unclassified"
DIGITS = re.compile(r"\d+")


def complete(merged: Mapping[str, Merged]) -> tuple[dict[str, Merged], list[Problem]]:
    """Tables with their implicit rows: sites, areas, periods, the waste 'loss' and, where no areas are declared, a
    storage class for every form without one."""
    tables = dict(merged)
    problems: list[Problem] = []
    if tables["sites"].frame.empty:
        tables["sites"] = _extended(tables["sites"], "sites", [{"site": DEFAULT_SITE}])
    if tables["periods"].frame.empty:
        rows, problems = implied_periods(list(tables["arrivals"].frame["period"]))
        tables["periods"] = _extended(tables["periods"], "periods", rows)
    if LOSS not in set(tables["wastes"].frame["waste"]):
        tables["wastes"] = _extended(
            tables["wastes"], "wastes", [{"waste": LOSS, "description": "what no output carries"}]
        )
    if tables["areas"].frame.empty:
        sites = list(tables["sites"].frame["site"])
        names = [DEFAULT_AREA] if len(sites) == 1 else [f"{DEFAULT_AREA} {site}" for site in sites]
        rows = [{"area": area, "site": site} for area, site in zip(names, sites, strict=True)]
        tables["areas"] = _extended(tables["areas"], "areas", rows)
        _classify_all_forms(tables)
    return tables, problems


def _classify_all_forms(tables: dict[str, Merged]) -> None:
    """Without areas every form can be stored: forms that no storage rule covers get a class of their own."""
    rules = tables["storage_rules"].frame
    covered = set(rules.loc[rules["electrolyte_class"] == ANY, "form"])
    forms = [form for form in tables["forms"].frame["form"] if form not in covered]
    if not forms:
        return
    rows = [{"form": form, "electrolyte_class": ANY, "storage_class": UNCLASSIFIED} for form in forms]
    tables["storage_rules"] = _extended(tables["storage_rules"], "storage_rules", rows)
    if UNCLASSIFIED not in set(tables["storage_classes"].frame["storage_class"]):
        row = {"storage_class": UNCLASSIFIED, "description": "forms without a storage rule where no areas are declared"}
        tables["storage_classes"] = _extended(tables["storage_classes"], "storage_classes", [row])


def _extended(merged: Merged, name: str, rows: Sequence[Mapping[str, Any]]) -> Merged:
    """The table with further rows, their other columns at their defaults."""
    table = INPUT[name]
    old = records(merged.frame)
    new = [{column.name: row.get(column.name, column.empty) for column in table.columns} for row in rows]
    frame = frame_of(table, [*old, *new])
    return Merged(frame, [*merged.places, *[IMPLICIT] * len(new)], merged.overridden, merged.problems)


def implied_periods(named: Sequence[str]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Weeks of 168 h, one for every period named, in the order of the numbers in their names (1, 2 ... 10; W01, W02;
    2026-01-05). Names whose order cannot be told are a problem."""
    names = list(dict.fromkeys(name for name in named if name))
    patterns = {DIGITS.sub("#", name) for name in names}
    if len(names) > 1 and (len(patterns) > 1 or "#" not in next(iter(patterns))):
        problem = Problem(
            f"the order of the periods {', '.join(names[:6])} cannot be told from their names",
            "add table periods with one row per period, in time order",
            "periods",
            "periods",
        )
        return [{"period": name, "hours": WEEK} for name in names], [problem]
    ordered = sorted(names, key=numbers_in)
    return [{"period": name, "hours": WEEK, "start": name if is_date(name) else ""} for name in ordered], []


def numbers_in(name: str) -> tuple[int, ...]:
    """The whole numbers in a name, in order."""
    return tuple(int(digits) for digits in DIGITS.findall(name))


def is_date(name: str) -> bool:
    """True for an ISO date."""
    try:
        return datetime.date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False
