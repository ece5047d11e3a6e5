"""Every stored table is whole: each index that exists has one row with a number in it that is not below zero.

Binaries are 0 or 1. What is missing, double, unknown or no number is a violation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from opt.check.case import Case, Row, name_of
from opt.check.expected import Index, expected_rows
from opt.schema import STRUCTURE, VARIABLES, Table
from opt.tolerances import FEASIBILITY_ZERO

BINARIES = ("accept", "run", "setup", "carry", "single", "hold", "use", "active")


def check(case: Case) -> Iterator[Row]:
    """Every row of every variable and structure table."""
    for variable, expected in expected_rows(case).items():
        stored, table = case.values[variable], VARIABLES[variable]
        for index in expected - stored.keys():
            yield _row(table, index, "missing", math.inf)
        for index in stored.keys() - expected:
            yield _row(table, index, "unknown", math.inf)
        for index, number in stored.items():
            if not math.isfinite(number):
                yield _row(table, index, "not a number", math.inf)
            elif number < -FEASIBILITY_ZERO:
                yield _row(table, index, "below zero", -number)
            elif variable in BINARIES:
                yield _row(table, index, "neither 0 nor 1", min(abs(number), abs(number - 1.0)), 1.0)
    for name, table in {**VARIABLES, **STRUCTURE}.items():
        frame = case.plan.tables[name]
        keys = zip(*(frame[column].tolist() for column in table.key), strict=True)
        for index, count in Counter(keys).items():
            if count > 1:
                yield _row(table, index, "double", math.inf)


def _row(table: Table, index: Index, what: str, excess: float, limit: float = 0.0) -> Row:
    period = index[-1] if table.key[-1] == "period" else ""
    names = index[:-1] if table.key[-1] == "period" else index
    return Row(name_of(table.name, *names, what), period, excess, limit, table.columns[-1].unit)
