"""Two other solvers on the plain reference model: none finds a plan better than our bound, or a bound below our plan.

The reference is the plain formulation (aggregate linking, no extra inequalities), written as .mps; SCIP and HiGHS read
that file and run with their defaults, one after the other.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import highspy
import pyscipopt
import pytest
from figures import instance_path, setting, table

from opt.model import build
from opt.planner import finish, read, search
from opt.solve.compile import from_model
from opt.solve.highs import write_mps
from opt.solve.run import cores

AGREEMENT = 1e-6
"""Relative difference that the tolerances of two solvers may make."""

Found = tuple[float, float, float]
"""Value and bound of the maximisation, seconds."""


@pytest.mark.slow
def test_reference(tmp_path: Path) -> None:
    instance = read(instance_path())
    plan = finish(search(instance, time_limit=setting("OUR_SECONDS", instance.settings.solve.time_limit)))
    assert plan.summary["certified"], f"no certified plan: {plan.summary['status']}"
    ours: Found = plan.summary["objective"], plan.summary["bound"], plan.summary["seconds"]
    mps = Path(os.environ.get("RELITH_BENCH_MPS", tmp_path)) / f"{instance.settings.name}_plain.mps"
    arrays = from_model(build(instance, formulation="plain"))
    write_mps(arrays, mps)
    seconds = setting("SECONDS", 600.0)
    others = {
        f"SCIP {scip_version()}": by_scip(mps, seconds),
        f"HiGHS {highspy.Highs().version()}": by_highs(mps, seconds),
    }
    table(
        f"{instance.settings.name}: plain reference, {arrays.shape[1]:,} columns, {len(arrays.integers):,} of them "
        f"binary, {seconds:.0f} s each; values in {instance.settings.currency}",
        ("solver", "best plan", "bound", "gap", "seconds"),
        [(name, f"{value:,.0f}", f"{bound:,.0f}", f"{(bound - value) / max(abs(value), 1e-9):.2%}", spent)
         for name, (value, bound, spent) in {f"relith, {cores()} threads": ours, **others}.items()],
    )  # fmt: skip
    slack = AGREEMENT * max(1.0, abs(ours[0]))
    for name, (value, bound, _) in others.items():
        assert value <= ours[1] + slack, f"{name} finds a plan better than our bound"
        assert bound >= ours[0] - slack, f"{name} proves a bound below our plan"


def by_scip(mps: Path, seconds: float) -> Found:
    """SCIP with its defaults; its value is -inf where it found no plan."""
    model = pyscipopt.Model()
    model.hideOutput()
    model.readProblem(str(mps))
    model.setParam("limits/time", seconds)
    begun = time.perf_counter()
    model.optimize()
    sign = 1.0 if model.getObjectiveSense() == "maximize" else -1.0
    value = sign * model.getPrimalbound() if model.getNSols() else -float("inf")
    return value, sign * model.getDualbound(), time.perf_counter() - begun


def by_highs(mps: Path, seconds: float) -> Found:
    """HiGHS with its defaults; its value is -inf where it found no plan."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(mps)) == highspy.HighsStatus.kOk
    highs.setOptionValue("time_limit", seconds)
    begun = time.perf_counter()
    highs.run()
    sign = 1.0 if highs.getLp().sense_ == highspy.ObjSense.kMaximize else -1.0
    info = highs.getInfo()
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    value = sign * info.objective_function_value if feasible else -float("inf")
    return value, sign * info.mip_dual_bound, time.perf_counter() - begun


def scip_version() -> str:
    return str(pyscipopt.Model().version())
