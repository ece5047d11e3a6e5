"""Small instances for the tests of this room: tables in memory, and the shipped instance tiny as a folder to spoil."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

from opt.instance import Instance, from_tables
from opt.tables.problems import InputError, Problem

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"
SETTINGS: dict[str, Any] = {"name": "small"}
TABLES: dict[str, list[dict[str, Any]]] = {
    "streams": [
        {"stream": "A", "form": "charged_pack", "electrolyte_class": "sulfide", "cell_type": "NCM811_Li6PS5Cl_pack"},
        {"stream": "B", "form": "scrap", "electrolyte_class": "polymer", "intact": False},
    ],
    "arrivals": [{"stream": "A", "period": "1", "mass": 5.0}, {"stream": "B", "period": "2", "mass": 4.0}],
    "composition": [
        {"stream": "B", "constituent": "LFP", "fraction": 0.7},
        {"stream": "B", "constituent": "PEO", "fraction": 0.3},
    ],
    "lines": [{"line": "L", "capabilities": ("inert", "off_gas_scrubber", "dry"), "hours": 100}],
    "line_technologies": [{"line": "L", "technology": "smelting", "rate": 0.5}],
    "grades": [{"product": "alloy", "grade": "standard", "price": 1000.0}],
}


def tables(**changes: Any) -> dict[str, Any]:
    """The small instance's tables with some replaced (None: absent)."""
    merged = copy.deepcopy(TABLES) | changes
    return {name: rows for name, rows in merged.items() if rows is not None}


def small(settings: dict[str, Any] | None = None, **changes: Any) -> Instance:
    """The small instance with tables replaced or added."""
    return from_tables(SETTINGS | (settings or {}), tables(**changes))


def complaints(settings: dict[str, Any] | None = None, **changes: Any) -> list[Problem]:
    """The problems of the small instance with tables replaced or added; empty where there is none."""
    try:
        small(settings, **changes)
    except InputError as error:
        return list(error.problems)
    return []


def only(problems: list[Problem]) -> Problem:
    """The one problem there is."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def place(problem: Problem) -> tuple[str, int, str]:
    """Table, row and column of a problem."""
    return problem.table, problem.row, problem.column


def tiny_copy(folder: Path) -> Path:
    """A copy of tiny to spoil."""
    target = folder / "tiny"
    shutil.copytree(TINY, target, ignore=shutil.ignore_patterns("*.md"))
    return target
