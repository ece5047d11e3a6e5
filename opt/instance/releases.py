"""Releases measured on site, laid over the release fractions of hazard_factors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from opt.instance.merge import PLANNER, Merged, Row, text_of
from opt.schema import INPUT
from opt.schema.words import ANY, KIND
from opt.tables.frames import frame_of, records

PROCESSING = "processing"


def lay_releases(tables: dict[str, Merged]) -> None:
    """Puts each measured release in the place of the library's (or the planner's earlier) one, and reports it like an
    overridden cell. Doing it twice changes nothing. Changes ``tables``."""
    measured = records(tables["releases"].frame)
    if not measured:
        return
    merged = tables["hazard_factors"]
    groups = groups_of(records(tables["constituents"].frame))
    rows, overridden = records(merged.frame), list(merged.overridden)
    for row in rows:
        found = max((m for m in measured if _share(m)), key=lambda m: _closeness(m, row, groups), default=None)
        if found is None or not any(_closeness(found, row, groups)):
            continue
        if row["release"] != found["release"]:
            overridden.append(_report(row, found["release"]))
        row |= {"release": found["release"], "source": PLANNER, "status": PLANNER}
    tables["hazard_factors"] = replace(merged, frame=frame_of(INPUT["hazard_factors"], rows), overridden=overridden)


def touches(measured: Row, factor: Row, groups: Mapping[str, tuple[str, str]]) -> bool:
    """True where a row of releases speaks of a row of hazard_factors."""
    return any(_closeness(measured, factor, groups))


def groups_of(constituents: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """Electrolyte class and 'kind:' and kind of each constituent."""
    return {row["constituent"]: (row["electrolyte_class"], KIND + row["kind"]) for row in constituents}


def _share(measured: Row) -> bool:
    """False for a release that could not be read."""
    return 0.0 <= measured["release"] <= 1.0


def _closeness(measured: Row, factor: Row, groups: Mapping[str, tuple[str, str]]) -> tuple[int, int]:
    """How closely a row of releases names a factor: the technology before the constituent, each from '*' (1) to the
    very name; zeros where it does not."""
    if factor["basis"] != PROCESSING or factor["hazard"] != measured["hazard"]:
        return 0, 0
    at = {ANY: 1, factor["at"]: 2}.get(measured["at"], 0)
    of_class, of_kind = groups.get(factor["constituent"], ("", ""))
    levels = {ANY: 1, of_kind: 2, of_class: 3, factor["constituent"]: 4}
    named = levels.get(measured["constituent"], 0)
    return (at, named) if at and named else (0, 0)


def _report(row: Row, release: float) -> dict[str, Any]:
    """The cell that the instance replaces, as ``merge`` reports it."""
    key = "|".join(text_of(row[name]) for name in INPUT["hazard_factors"].key)
    return {
        "table": "hazard_factors",
        "key": key,
        "column": "release",
        "library": text_of(row["release"]),
        "instance": text_of(release),
    }
