"""The proof of the full model, and what is said when HiGHS contradicts a plan that is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from solve_world import lot_sizing

from opt.solve import highs, merge
from opt.solve.arrays import Arrays, Floats
from opt.solve.bound import SECOND_OPINIONS, prove
from opt.solve.compile import from_model
from opt.solve.merge import Event

RUN = highs.run
DENIED = {"status": highs.INFEASIBLE, "x": None, "objective": np.inf, "bound": np.inf}
BOUNDLESS = {"bound": -np.inf}


@pytest.fixture(scope="module")
def arrays() -> Arrays:
    return from_model(lot_sizing(2, 2, 3))


@pytest.fixture(scope="module")
def best(arrays: Arrays) -> Floats:
    """A plan that keeps every row."""
    x = RUN(highs.load(arrays, highs.PROOF, highs.EXACT, {"threads": 1})).x
    assert x is not None
    return x


class Lies:
    """HiGHS, but for the first answers on a model with integers, which are changed."""

    def __init__(self, changes: dict[str, Any], times: float) -> None:
        self.changes, self.times, self.asked = changes, times, 0

    def __call__(self, model: Any, *, mip: bool = True) -> highs.Outcome:
        outcome = RUN(model, mip=mip)
        self.asked += mip
        return replace(outcome, **self.changes) if mip and self.asked <= self.times else outcome


def proof(arrays: Arrays, start: Floats | None) -> list[Event]:
    """What the proof tells, without the marks."""
    events: list[Event] = []
    prove(arrays, events.append, lambda: False, start=start)
    return [event for event in events if event.kind != merge.MARK]


@pytest.mark.parametrize("changes", [DENIED, BOUNDLESS], ids=["impossible", "no bound"])
def test_a_plan_that_highs_denies_rings(
    arrays: Arrays, best: Floats, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any]
) -> None:
    lies = Lies(changes, np.inf)
    monkeypatch.setattr(highs, "run", lies)
    events = proof(arrays, best)
    assert lies.asked == 1 + len(SECOND_OPINIONS)
    assert merge.INCUMBENT in {event.kind for event in events}
    assert events[-1].kind == merge.FAILED
    assert events[-1].text == "HiGHS denies a plan that keeps every row of the model"
    assert not {merge.INFEASIBLE, merge.CLOSED} & {event.kind for event in events}


@pytest.mark.parametrize("times", [1, 2])
def test_another_opinion_settles_it(arrays: Arrays, best: Floats, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    monkeypatch.setattr(highs, "run", Lies(DENIED, times))
    last = proof(arrays, best)[-1]
    assert last.kind == merge.CLOSED
    assert last.value == pytest.approx(float(arrays.cost @ best) + arrays.offset, rel=1e-9)


def test_without_a_plan_the_denial_stands(arrays: Arrays, monkeypatch: pytest.MonkeyPatch) -> None:
    lies = Lies(DENIED, np.inf)
    monkeypatch.setattr(highs, "run", lies)
    monkeypatch.setattr("opt.solve.bound.Polisher.polish", lambda *_: None)
    events = proof(arrays, None)
    assert [event.kind for event in events if event.kind != merge.BOUND] == [merge.INFEASIBLE]
    assert lies.asked == 2  # the exact tolerances; the presolve is only doubted where a plan is known
