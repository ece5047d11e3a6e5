"""Deliveries that must be taken, and the planner's bounds on single variables, as rows that give way."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo

from opt.model.data import Data
from opt.model.rows import Row
from opt.model.variables import BINARY, Variables
from opt.network.parameters import Parameters
from opt.solve.elastic_limits import Stated
from opt.solve.elastic_rows import Found, add_giving
from opt.solve.limits import Index
from opt.tables.problems import Problem, suggest


def add_wishes(model: pyo.ConcreteModel, parameters: Parameters, data: Data, x: Variables) -> Found:
    """Deliveries that must be taken, and the planner's bounds on single variables, as rows that give way."""
    streams = parameters.streams
    found: Found = {}
    must = {key: mass for key, mass in streams.arrivals.items() if streams.acceptance[key[0]] == "mandatory"}
    rows: dict[Index, Row] = {key: (key, [(1.0, x.receive[key])], mass, None) for key, mass in must.items()}
    limits: dict[Index, Stated] = {(s, t): Stated("delivery", (s,), t, mass, "t") for (s, t), mass in must.items()}
    found.update(add_giving(model, "delivery", rows, limits, dict(must.items()), data, x))
    for side in ("lower", "upper"):
        rows, limits = {}, {}
        for decision in parameters.routing.decisions:
            bound = decision.lower if side == "lower" else decision.upper
            variable = getattr(x, decision.variable).get(decision.index)
            if variable is None:
                data.problems.append(_no_such(decision.row, decision.variable, decision.index, x))
            elif bound is not None and not (side == "lower" and bound <= 0):
                index = (str(decision.row),)
                terms = [(1.0, variable)]
                rows[index] = (index, terms, bound, None) if side == "lower" else (index, terms, None, bound)
                kind = "switch" if decision.variable in BINARY else "decision"
                limits[index] = Stated(kind, (decision.variable, *decision.index, side), "", bound)
        most = dict.fromkeys(rows, np.inf)
        found.update(add_giving(model, f"decision_{side}", rows, limits, most, data, x))
    return found


def _no_such(row: int, variable: str, index: tuple[str, ...], x: Variables) -> Problem:
    known = ["|".join(found) for found in getattr(x, variable)]
    name = "|".join(index)
    return Problem(
        table="decisions",
        row=row + 2,
        column="index",
        value=name,
        rule=f"there is no {variable}[{', '.join(index)}]",
        remedy=suggest(name, known),
    )
