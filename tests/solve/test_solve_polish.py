"""Polishing: integers become integers, rows are kept, duals say what a limit is worth."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from solve_world import lot_sizing

from opt.solve import highs
from opt.solve.compile import from_model
from opt.solve.polish import Polisher, residual


def small() -> pyo.ConcreteModel:
    """maximise 3x + y - 2k, x + y <= 4, x <= 3k: with k = 1 x=3, y=1; the fourth tonne is worth 1, x's limit 2."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(within=pyo.NonNegativeReals)
    model.y = pyo.Var(within=pyo.NonNegativeReals)
    model.k = pyo.Var(within=pyo.Binary)
    model.room = pyo.Constraint(expr=model.x + model.y <= 4)
    model.link = pyo.Constraint(expr=model.x <= 3 * model.k)
    model.o = pyo.Objective(expr=3 * model.x + model.y - 2 * model.k, sense=pyo.maximize)
    return model


def test_values_duals_and_reduced_costs_by_hand() -> None:
    arrays = from_model(small())
    at = {name: number for number, (name, _) in enumerate(arrays.columns)}
    rough = np.zeros(3)
    rough[at["k"]] = 1 - 3e-6
    solution = Polisher(arrays).polish(rough)
    assert solution is not None
    assert solution.x[[at["x"], at["y"], at["k"]]].tolist() == [3.0, 1.0, 1.0]
    assert arrays.sign * solution.objective == pytest.approx(8.0)
    worth = {name: -dual for (name, _), dual in zip(arrays.rows, solution.row_dual, strict=True)}
    assert worth == pytest.approx({"room": 1.0, "link": 2.0})
    assert -solution.column_dual[at["k"]] == pytest.approx(-2 + 3 * 2.0)
    assert solution.residual == 0.0


def test_a_fraction_and_an_impossible_pattern_are_no_plan() -> None:
    model = small()
    model.least = pyo.Constraint(expr=model.x >= 1)
    arrays = from_model(model)
    at = {name: number for number, (name, _) in enumerate(arrays.columns)}
    polisher = Polisher(arrays)
    point = np.zeros(3)
    assert polisher.polish(point) is None  # k = 0 leaves x = 0 < 1
    point[at["k"]] = 0.5
    assert polisher.polish(point) is None
    point[at["k"]] = 1.0
    assert polisher.polish(point) is not None


def test_polished_plans_keep_every_row() -> None:
    arrays = from_model(lot_sizing(2, 3, 4))
    outcome = highs.run(highs.load(arrays, {"threads": 1, "mip_rel_gap": 0.05}))
    assert outcome.x is not None
    solution = Polisher(arrays).polish(outcome.x)
    assert solution is not None
    assert solution.objective <= outcome.objective + 1e-6
    assert residual(arrays, solution.x) == solution.residual <= 1e-9
    integers = solution.x[arrays.integers]
    assert (integers == np.round(integers)).all()


def test_residual_sees_rows_and_bounds() -> None:
    arrays = from_model(small())
    at = {name: number for number, (name, _) in enumerate(arrays.columns)}
    point = np.zeros(3)
    point[at["x"]] = 4.5
    assert residual(arrays, point) == pytest.approx(4.5 / 4.5)  # link: 4.5 <= 0, throughput 4.5
    point[at["x"]], point[at["y"]], point[at["k"]] = 3.0, 2.0, 1.0
    assert residual(arrays, point) == pytest.approx(1 / 5)  # room: 5 <= 4, throughput 5
    point[at["y"]] = -0.5
    assert residual(arrays, point) == pytest.approx(0.5)
