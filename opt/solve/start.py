"""An earlier result as a start."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.plan.store import read_result
from opt.solve.arrays import Arrays, Floats
from opt.tables.problems import InputError, Problem


def earlier_plan(given: Plan | str | Path) -> Plan:
    """The plan to start from; InputError where there is none."""
    where = "" if isinstance(given, Plan) else str(given)
    found = given if isinstance(given, Plan) else read_result(given)
    if not found.has_plan:
        rule, remedy = "the result to start from holds no plan", "give a result that has one, or none"
        raise InputError([Problem(rule, remedy, file=where, table="--start")])
    return found


def start_from(found: Plan, arrays: Arrays, where: str = "") -> Floats:
    """A value for every column of the model, NaN where the earlier plan has none. ``where`` it came from.

    InputError where none of its decisions exists in this model.
    """
    tables = {name: _values(name, found.tables) for name in {name for name, _ in arrays.columns}}
    start = np.array([tables[name].get(index, np.nan) for name, index in arrays.columns], dtype=np.float64)
    known = np.isfinite(start)
    strange = bool(len(start)) and not known.any()
    if strange or (bool(len(arrays.integers)) and not known[arrays.integers].any()):
        rule = f"the result to start from is of another instance ('{found.instance.settings.name}'): no name matches"
        raise InputError(
            [Problem(rule, "give a result of this instance or of a variant of it", file=where, table="--start")]
        )
    return start


def _values(name: str, tables: Mapping[str, pd.DataFrame]) -> dict[tuple[str, ...], float]:
    if name not in tables or name not in schema.VARIABLES:
        return {}
    frame, key = tables[name], schema.VARIABLES[name].key
    keys = zip(*(frame[column].tolist() for column in key), strict=True)
    return dict(zip(keys, frame[name].tolist(), strict=True))
