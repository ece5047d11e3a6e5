"""A model that the solver's presolve calls impossible at its usual tolerances, and that has a plan."""

from __future__ import annotations

import opt
from opt.instance.generate import generated
from opt.model import build
from opt.solve import highs
from opt.solve.compile import from_model


def test_a_plan_is_found_where_the_presolve_denies_one() -> None:
    instance = generated(4, 3, 14)
    exact = highs.run(highs.load(from_model(build(instance)), highs.PROOF, highs.EXACT, {"threads": 1}))
    plan = opt.solve(instance, gap=0.001)
    assert plan.summary["status"] == "gap_reached"
    assert plan.summary["certified"]
    assert plan.summary["objective"] <= -exact.objective * (1 + 1e-6)
    assert plan.summary["bound"] >= -exact.objective * (1 - 1e-6)
