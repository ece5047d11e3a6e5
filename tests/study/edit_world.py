"""What the tests of edits share: the shipped instance tiny with stops, dated prices, demand and a second area."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from opt.instance import Instance, from_tables, read
from opt.study.edits import apply, parse_edit
from opt.tables import InputError, Problem

INSTANCES = Path(__file__).parents[2] / "instances"
MORE: dict[str, list[dict[str, Any]]] = {
    "downtime": [
        {"line": "wash", "period": "2", "hours": 40},
        {"line": "relith", "period": "3", "hours": 100},
    ],
    "prices": [{"item": "LCO/standard", "period": "2", "price": 18000}],
    "demand": [
        {"product": "LCO", "grade": "standard", "period": "each", "maximum": 5},
        {"product": "LCO", "grade": "standard", "period": "all", "maximum": 12},
        {"product": "Li6PS5Cl", "grade": "standard", "period": "2", "contract": 1, "penalty": 100},
    ],
    "areas": [{"area": "yard", "capacity": 20, "cost": 10}, {"area": "shed", "cost": 5}],
}


@cache
def shipped(name: str) -> Instance:
    return read(INSTANCES / name)


@cache
def world() -> Instance:
    tiny = shipped("tiny")
    return from_tables(tiny.settings, {**tiny.own, **MORE})


def tried(*texts: str, instance: Instance | None = None, note: str = "") -> Instance:
    """The world (or another instance) after edits."""
    return apply(instance or world(), [parse_edit(text) for text in texts], note=note)


def complaints(*texts: str, instance: Instance | None = None) -> list[Problem]:
    """The problems of edits; empty where there is none."""
    try:
        tried(*texts, instance=instance)
    except InputError as error:
        return list(error.problems)
    return []


def cells(instance: Instance, table: str, column: str, *, key: str = "") -> dict[Any, Any]:
    """A column by its key: a tuple, or the one key column that is named."""
    from opt.schema import INPUT

    rows = instance.records(table)
    return {row[key] if key else tuple(row[part] for part in INPUT[table].key): row[column] for row in rows}
