"""Reads the reference library that ships with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from opt.schema import LIBRARY
from opt.tables import Grid, InputError, Problem, UnitContext, parse_tables, read_csv

FOLDER = Path(__file__).parent
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
    problems += [problem for table in parsed.values() for problem in table.problems]
    if problems:
        raise InputError(problems)
    return {name: table.frame for name, table in parsed.items()}
