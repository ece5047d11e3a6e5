"""The written model is the model: another solver reads it and finds the same optimum."""

from __future__ import annotations

from pathlib import Path

import pyomo.environ as pyo
import pyscipopt
import pytest
from solve_world import lot_sizing

from opt.solve import highs
from opt.solve.compile import from_model


def scip(path: Path) -> tuple[float, dict[str, float]]:
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(path))
    model.optimize()
    return model.getObjVal(), {variable.name: model.getVal(variable) for variable in model.getVars()}


def test_scip_finds_the_same_optimum(tmp_path: Path) -> None:
    arrays = from_model(lot_sizing(2, 2, 3))
    highs.write_mps(arrays, tmp_path / "model.mps")
    ours = highs.run(highs.load(arrays, highs.PROOF, highs.EXACT, {"threads": 1}))
    assert scip(tmp_path / "model.mps")[0] == pytest.approx(arrays.sign * ours.objective, rel=1e-6)


@pytest.mark.parametrize(("sense", "optimum"), [(pyo.maximize, 7 + 4 - 5), (pyo.minimize, 7 - 3 - 5)])
def test_names_sense_constant_and_bounds_survive(tmp_path: Path, sense: int, optimum: float) -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(["two words", "two_words"], bounds=(-3, 4))
    model.pick = pyo.Var(within=pyo.Binary)
    model.tie = pyo.Constraint(expr=model.x["two words"] == model.x["two_words"] + model.pick - model.pick)
    model.same = pyo.Constraint(expr=(-10, model.x["two words"] + model.pick, 10))
    model.o = pyo.Objective(expr=model.x["two words"] + 7 - 5 + 0 * model.pick, sense=sense)
    path = tmp_path / "names"
    highs.write_mps(from_model(model), path)
    value, found = scip_named(path, tmp_path)
    assert value == pytest.approx(optimum)
    assert {"x[two_words]", "x[two_words]~2"} <= set(found)


def scip_named(path: Path, folder: Path) -> tuple[float, dict[str, float]]:
    """SCIP goes by the ending; ours is whatever the planner asked for."""
    return scip(path.rename(folder / "renamed.mps"))


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        highs.write_mps(from_model(lot_sizing(1, 1, 1)), tmp_path / "missing" / "model.mps")
