"""A whole run: workers, ending, interruption."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pyomo.environ as pyo
import pytest
from solve_world import lot_sizing, place

from opt.solve import highs
from opt.solve.arrays import Arrays
from opt.solve.compile import from_model
from opt.solve.gap import Goal, Progress
from opt.solve.race import GAP_REACHED, INFEASIBLE, INTERRUPTED, NO_PLAN, TIME_LIMIT, Ending, race
from opt.solve.run import Limits, run
from opt.solve.worker import BOUND, HEURISTICS, RUN, Task


def go(arrays: Arrays, periods: int, gap: float, limit: float = 60.0, threads: int = 2, **more: object) -> Ending:
    goal = Goal(gap, arrays.sign, arrays.constant)
    return run(arrays, place(arrays, periods), goal, Limits(gap, limit, threads), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def large() -> Arrays:
    """81 integers: bound and heuristics in processes of their own."""
    return from_model(lot_sizing(3, 3, 3))


def test_a_small_model_is_solved_to_its_optimum_in_a_thread() -> None:
    arrays = from_model(lot_sizing(2, 2, 3))
    ending = go(arrays, 3, 0.0)
    exact = highs.run(highs.load(arrays, highs.PROOF, highs.EXACT, {"threads": 1})).objective
    assert ending.status == GAP_REACHED
    assert ending.standing.value == pytest.approx(exact, rel=1e-9)
    assert ending.standing.bound == pytest.approx(exact, rel=1e-9)


def test_a_linear_model_is_its_own_bound() -> None:
    model = lot_sizing(1, 2, 3)
    for variable in (model.run, model.setup, model.carry):
        variable.domain = pyo.UnitInterval
    ending = go(from_model(model), 3, 0.01)
    assert ending.status == GAP_REACHED
    assert ending.standing.bound == ending.standing.value


def test_two_processes_meet_the_gap_and_twice_alike(large: Arrays) -> None:
    endings = [go(large, 3, 0.03), go(large, 3, 0.03, threads=1)]
    for ending in endings:
        assert ending.status == GAP_REACHED
        assert ending.standing.value - ending.standing.bound <= 0.03 * abs(ending.standing.value)
    first, second = (ending.standing for ending in endings)
    assert first.solution is not None
    assert second.solution is not None
    assert first.solution.x.tobytes() == second.solution.x.tobytes()
    assert (first.bound, first.work) == (second.bound, second.work)


def test_an_impossible_model_is_infeasible() -> None:
    for lines in (1, 3):
        model = lot_sizing(lines, 3, 3)
        model.never = pyo.Constraint(expr=model.run["L0", "c0", "w1"] + model.run["L0", "c0", "w2"] >= 3)
        ending = go(from_model(model), 3, 0.01)
        assert ending.status == INFEASIBLE
        assert ending.standing.solution is None


def test_a_value_without_limit_names_what_grows() -> None:
    model = lot_sizing(1, 2, 2)
    model.gift = pyo.Var(within=pyo.NonNegativeReals)
    model.value.set_value(model.value.expr + model.gift)
    arrays = from_model(model)
    ending = go(arrays, 2, 0.01)
    grows = [arrays.columns[int(part)] for part in ending.standing.unbounded.split(",")]
    assert grows == [("gift", ())]


def test_stop_ends_a_run_with_the_best_plan_so_far(large: Arrays) -> None:
    stop = threading.Event()

    def watch(progress: Progress) -> None:
        if progress.value is not None:
            stop.set()

    ending = go(large, 3, 0.0, stop=stop, progress=watch)
    assert ending.status in (INTERRUPTED, GAP_REACHED)
    assert ending.standing.solution is not None


def test_stop_before_the_first_plan_leaves_none(large: Arrays) -> None:
    stop = threading.Event()
    stop.set()
    ending = go(large, 3, 0.0, stop=stop)
    assert ending.status == NO_PLAN
    assert ending.standing.solution is None


def test_the_time_limit_is_reported(large: Arrays) -> None:
    assert go(large, 3, 0.0, limit=1e-3).status in (NO_PLAN, TIME_LIMIT)


def test_a_worker_ends_with_its_parent() -> None:
    """Its standard input closes, as it does when the parent is killed."""
    worker = subprocess.Popen([sys.executable, "-c", RUN], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    import pickle

    arrays = from_model(lot_sizing(4, 4, 8))
    assert worker.stdin is not None
    assert worker.stdout is not None
    task = Task(BOUND, arrays.without_names(), place(arrays, 8), None, {"threads": 1})
    pickle.dump(task, worker.stdin, protocol=pickle.HIGHEST_PROTOCOL)
    worker.stdin.flush()
    pickle.load(worker.stdout)  # it is at work
    worker.stdin.close()
    assert worker.wait() == 0
    worker.stdout.close()


def test_the_run_goes_on_when_one_worker_breaks_off(large: Arrays) -> None:
    plain, where = large.without_names(), place(large, 3)
    tasks = [
        Task(BOUND, plain, where, None, {"threads": 1}),
        Task(HEURISTICS, plain, None, None, {}),  # type: ignore[arg-type]
    ]
    goal = Goal(0.05, large.sign, large.constant)
    ending = race(tasks, goal, time_limit=60.0, together=True, in_thread=False)
    assert ending.status == GAP_REACHED


def test_a_start_may_prove_the_gap_before_the_full_model_is_touched(large: Arrays) -> None:
    """The heuristics go first; where start and relaxation do, nobody else begins."""
    found = go(large, 3, 0.0).standing.solution
    assert found is not None
    ending = go(large, 3, 0.5, start=found.x)
    assert ending.status == GAP_REACHED
    assert set(ending.standing.work) == {HEURISTICS}
    assert ending.standing.bound <= ending.standing.value
    again = go(large, 3, 0.5, threads=1, start=found.x)
    assert (again.standing.value, again.standing.bound) == (ending.standing.value, ending.standing.bound)


def test_a_start_that_does_not_suffice_is_proven_by_the_full_model(large: Arrays) -> None:
    found = go(large, 3, 0.0).standing
    assert found.solution is not None
    idle = np.array([1.0 if name == "carry" and index[1] == "c0" else 0.0 for name, index in large.columns])
    for start in (found.solution.x, idle, np.full(large.shape[1], np.nan)):
        ending = go(large, 3, 0.0, start=start)
        assert ending.status == GAP_REACHED
        assert ending.standing.value == pytest.approx(found.value, rel=1e-6)
        assert ending.standing.bound == pytest.approx(found.value, rel=1e-6)


def test_a_start_for_an_impossible_model() -> None:
    model = lot_sizing(3, 3, 3)
    model.never = pyo.Constraint(expr=model.run["L0", "c0", "w1"] + model.run["L0", "c0", "w2"] >= 3)
    arrays = from_model(model)
    ending = go(arrays, 3, 0.01, start=np.zeros(arrays.shape[1]))
    assert ending.status == INFEASIBLE
