"""Relax-and-fix finds plans, fix-and-optimise never worsens them, a start is taken, mended or refused."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pyomo.environ as pyo
import pytest
from solve_world import lot_sizing, place

from opt.solve import highs, merge
from opt.solve.arrays import Arrays
from opt.solve.compile import from_model
from opt.solve.heuristics import pursue
from opt.solve.improve import improve
from opt.solve.layout import Layout, layout
from opt.solve.merge import Event
from opt.solve.neighbourhood import Limits, Workbench
from opt.solve.polish import Polisher, residual
from opt.solve.relax_fix import Step, relax_and_fix, relaxation
from opt.solve.repair import repair


def never() -> bool:
    return False


@pytest.fixture(scope="module")
def world() -> Arrays:
    return from_model(lot_sizing(3, 3, 4))


def optimum(arrays: Arrays) -> float:
    return highs.run(highs.load(arrays, highs.PROOF, {"threads": 1})).objective


def windows(bench: Workbench, where: Layout) -> list[Step]:
    """All steps of relax-and-fix."""
    return list(relax_and_fix(bench, where, relaxation(bench).outcome.x))


def test_relax_and_fix_then_fix_and_optimise(world: Arrays) -> None:
    where, bench = place(world, 4), Workbench(world, never)
    last = windows(bench, where)[-1]
    assert last.last
    assert last.x is not None
    first = Polisher(world).polish(last.x)
    assert first is not None
    best = first.objective
    for step in itertools.islice(improve(bench, where, first.x, patience=6), 12):
        if step.x is not None:
            assert residual(world, step.x) <= 1e-6
            assert world.objective(step.x) < best
            best = world.objective(step.x)
    exact = optimum(world)
    assert exact - 1e-6 * abs(exact) <= best <= first.objective
    assert (best - exact) / abs(exact) <= 0.02


def test_a_window_that_becomes_infeasible_is_opened_again() -> None:
    """What is decided early (cheap: none) makes the last period impossible unless it is decided anew."""
    model = pyo.ConcreteModel()
    times = [f"w{t}" for t in range(1, 9)]
    model.run = pyo.Var(["L"], times, within=pyo.Binary)
    model.treat = pyo.Var(["L"], times, bounds=(0, 1))
    model.link = pyo.Constraint(times, rule=lambda m, t: m.treat["L", t] <= m.run["L", t])
    model.odd = pyo.Constraint(expr=2 * sum(model.run["L", t] for t in times[:7]) - 3 * model.run["L", "w8"] == 3)
    model.o = pyo.Objective(expr=sum(model.run["L", t] for t in times))
    arrays = from_model(model)
    where = layout(arrays, times, {"run": ("line", "period"), "treat": ("line", "period")})
    last = windows(Workbench(arrays, never), where)[-1]
    assert last.x is not None
    solution = Polisher(arrays).polish(last.x)
    assert solution is not None
    assert solution.objective == pytest.approx(4.0)  # three early runs and the last


def test_an_impossible_model_ends_without_a_plan() -> None:
    model = lot_sizing(1, 2, 3)
    model.never = pyo.Constraint(expr=model.run["L0", "c0", "w1"] + model.run["L0", "c0", "w2"] >= 3)
    arrays = from_model(model)
    bench = Workbench(arrays, never)
    assert relaxation(bench).outcome.status == highs.INFEASIBLE
    assert windows(bench, place(arrays, 3)) == []


def test_restricted_solves_keep_what_is_frozen(world: Arrays) -> None:
    where, bench = place(world, 4), Workbench(world, never)
    start = Polisher(world).polish(np.zeros(world.shape[1]) + idle(world))
    assert start is not None
    decide = world.integer & where.window(1, 2)
    frozen = ~(decide | (~world.integer & where.window(0, 3)))
    solved = bench.solve(frozen=frozen, at=start.x, decide=decide, limits=Limits(), start=start.x)
    assert solved.outcome.x is not None
    assert solved.outcome.x[frozen] == pytest.approx(start.x[frozen])
    assert solved.outcome.objective <= start.objective + 1e-9


def idle(arrays: Arrays) -> np.ndarray:
    """The first campaign of each line carries its state all along."""
    return np.array([1.0 if name == "carry" and index[1] == "c0" else 0.0 for name, index in arrays.columns])


def events_of(run: Callable[[Callable[[Event], None]], None]) -> list[Event]:
    events: list[Event] = []
    run(events.append)
    return events


@pytest.mark.parametrize(
    ("change", "said"),
    [(lambda x, a: x, "start: accepted"), (lambda x, a: np.where(a.integer, 1.0, x), "start: repaired")],
)
def test_a_start_is_taken_or_mended(world: Arrays, change: Callable[..., np.ndarray], said: str) -> None:
    looks = 0

    def soon() -> bool:
        nonlocal looks
        looks += 1
        return looks > 400

    start = change(idle(world), world)
    events = events_of(lambda emit: pursue(world, place(world, 4), emit, soon, start))
    assert [event.text for event in events if event.kind == merge.NOTE] == [said]
    values = [event.value for event in events if event.kind == merge.INCUMBENT]
    assert values == sorted(values, reverse=True)
    assert values


def test_repair_changes_as_few_integers_as_possible(world: Arrays) -> None:
    start = idle(world)
    wrong = world.columns.index(("run", ("L1", "c1", "w2")))
    start[wrong] = 1.0  # runs without being set up
    solved = repair(Workbench(world, never), start)
    assert solved.outcome.x is not None
    changed = np.abs(np.round(solved.outcome.x) - start)[world.integers] > 0.5
    assert changed.sum() == 1


def test_unknown_values_of_a_start_are_free(world: Arrays) -> None:
    start = idle(world)
    start[world.integers[:5]] = np.nan
    solved = repair(Workbench(world, never), start)
    assert solved.outcome.x is not None
    assert Polisher(world).polish(solved.outcome.x) is not None
