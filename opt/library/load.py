"""Reads the reference library that ships with the package."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd

from opt.schema import LIBRARY
from opt.schema.words import STATUSES
from opt.tables import Grid, InputError, Parsed, Problem, UnitContext, parse_tables, read_csv

FOLDER = Path(__file__).parent
PLANNER = "planner"
SHIPPED = tuple(status for status in STATUSES if status != PLANNER)
CURRENCY = "USD"
"""Currency of the money columns; the price list names a currency per row."""


def load_library() -> dict[str, pd.DataFrame]:
    """Every table of ``schema.LIBRARY`` as a typed frame in canonical units, all columns there; read once and shared.

    The dictionary is the caller's, the frames are shared: copy one before changing it. Raises InputError with every
    problem of every table (a missing file, an unknown column, a value out of bounds, a key that stands twice). Rules
    that span tables run where an instance is completed, over the library and the planner's rows together.
    """
    return dict(_load(FOLDER))


@cache
def _load(folder: Path) -> dict[str, pd.DataFrame]:
    grids: dict[str, Grid] = {}
    problems: list[Problem] = []
    for name in LIBRARY:
        try:
            grids[name] = read_csv(folder / f"{name}.csv")
        except InputError as error:
            problems += error.problems
    parsed = parse_tables(grids, UnitContext(CURRENCY), tables=LIBRARY)
    problems += [problem for table in parsed.values() for problem in (*table.problems, *_unsourced(table))]
    if problems:
        raise InputError(problems)
    return {name: table.frame for name, table in parsed.items()}


def _unsourced(table: Parsed) -> Iterator[Problem]:
    """Rows of the shipped library that do not say where they come from or how sure they are; 'planner', which stands
    for an empty cell of an instance, is neither."""
    for column, remedy in (("source", "name the source"), ("status", f"write one of {', '.join(SHIPPED)}")):
        for index, value in enumerate(table.frame[column].tolist()):
            if (not value.strip() or value == PLANNER) and (index, column) not in table.bad:
                yield table.problem(index, column, f"a row of the library has no {column}", remedy)
