"""Streams of events merge by work: the ending does not depend on when events came."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from opt.solve import merge
from opt.solve.gap import Goal
from opt.solve.merge import Event, Stream, crossing, standing
from opt.solve.polish import Solution

GOAL = Goal(gap=0.05, sign=1, constant=0.0)


def plan(stamp: float, value: float) -> Event:
    nothing = np.zeros(0)
    return Event(
        stamp,
        merge.INCUMBENT,
        value,
        Solution(np.array([value]), value, nothing, nothing, 0.0),
        work={"solves": int(stamp)},
    )


def bound(stamp: float, value: float) -> Event:
    return Event(stamp, merge.BOUND, value, work={"looks": int(stamp)})


BOUNDS = [bound(1, 80.0), bound(4, 90.0), bound(7, 97.0), Event(12.0, merge.MARK)]
PLANS = [plan(2, 120.0), plan(5, 100.0), plan(6, 99.0), plan(9, 98.0), Event(12.0, merge.MARK)]


@pytest.mark.parametrize("prover_plans", [True, False])
def test_every_order_of_arrival_ends_alike(prover_plans: bool) -> None:
    assert endings(BOUNDS, PLANS, prover_plans) == {
        (99.0, 97.0, "{'bound': {'looks': 7}, 'heuristics': {'solves': 6}}")
    }


def endings(bounds: list[Event], plans: list[Event], prover_plans: bool) -> set[tuple[float, float, str]]:
    """How the run ends, in every order in which the events may come."""
    found = set()
    total = len(bounds) + len(plans)
    for turns in itertools.combinations(range(total), len(bounds)):
        streams = [Stream("bound", plans=prover_plans), Stream("heuristics")]
        left = [iter(bounds), iter(plans)]
        ending = None
        for position in range(total):
            number = 0 if position in turns else 1
            streams[number].add(next(left[number]))
            ending = ending or crossing(streams, GOAL.reached)
        assert ending is not None
        found.add((ending.value, ending.bound, str(dict(sorted(ending.work.items())))))
    return found


def test_a_plan_that_no_earlier_one_can_rival_ends_the_run_at_once() -> None:
    plans = [plan(2, 500.0), plan(9, 100.0), Event(30.0, merge.MARK)]
    bounds = [bound(1, 80.0), bound(4, 96.0), bound(5, 99.0), bound(7, 99.5), Event(21.0, merge.MARK)]
    assert endings(bounds, plans, False) == {(100.0, 99.0, "{'bound': {'looks': 5}, 'heuristics': {'solves': 9}}")}
    streams = [Stream("bound", plans=False), Stream("heuristics")]
    for event in bounds[:4]:
        streams[0].add(event)
    for event in plans[:2]:
        streams[1].add(event)
    assert crossing(streams, GOAL.reached) is not None  # two thirds of the stamp are passed, and 500 is far from 100


def test_a_plan_with_a_rival_waits_for_the_bound() -> None:
    streams = [Stream("bound", plans=False), Stream("heuristics")]
    for event in (bound(4, 96.0), bound(5, 96.1)):
        streams[0].add(event)
    for event in (plan(2, 102.0), plan(9, 100.0)):
        streams[1].add(event)
    assert crossing(streams, GOAL.reached) is None  # a bound of 97.5 with stamp 6 would prove 102
    streams[0].add(bound(6, 97.5))
    streams[1].add(Event(9.5, merge.MARK))
    ending = crossing(streams, GOAL.reached)
    assert ending is not None
    assert (ending.value, ending.bound) == (102.0, 97.5)


def test_an_exhausted_search_ends_a_run_whose_heuristics_lag() -> None:
    bounds = [bound(1, 80.0), plan(6, 99.0), Event(6.0, merge.CLOSED, 99.0, work={"looks": 6}), Event(0.0, merge.END)]
    early = [plan(2, 120.0), plan(8, 99.5), Event(14.0, merge.MARK)]
    assert endings(bounds, early, False) == {(99.5, 99.0, "{'bound': {'looks': 6}, 'heuristics': {'solves': 8}}")}
    late = [plan(2, 120.0), plan(10, 99.5), Event(14.0, merge.MARK)]
    assert endings(bounds, late, False) == {(99.0, 99.0, "{'bound': {'solves': 6}}")}


def test_what_is_certain_when() -> None:
    streams = [Stream("bound"), Stream("heuristics")]
    streams[0].add(bound(7, 97.0))
    streams[1].add(plan(3, 99.0))
    assert crossing(streams, GOAL.reached) is None  # a better plan with stamp 5 may still come
    assert standing(streams).value == 99.0
    streams[1].add(Event(7.5, merge.MARK))
    ending = crossing(streams, GOAL.reached)
    assert ending is not None
    assert (ending.value, ending.bound) == (99.0, 97.0)


def test_an_ended_worker_holds_nobody_up() -> None:
    streams = [Stream("bound"), Stream("heuristics")]
    streams[0].add(bound(7, 97.0))
    streams[0].add(plan(7, 99.0))
    streams[0].add(Event(7.0, merge.CLOSED, 98.0))
    streams[0].add(Event(0.0, merge.END))
    streams[1].add(Event(0.0, merge.FAILED, text="broke off"))
    ending = crossing(streams, Goal(0.0, 1, 0.0).reached)
    assert ending is not None
    assert ending.closed
    assert (ending.value, ending.bound) == (99.0, 98.0)


def test_infeasible_and_unbounded_end_a_run() -> None:
    for kind, text in ((merge.INFEASIBLE, ""), (merge.UNBOUNDED, "3,4")):
        stream = Stream("bound")
        stream.add(Event(2.0, kind, text=text))
        stream.add(Event(0.0, merge.END))
        ending = crossing([stream], GOAL.reached)
        assert ending is not None
        assert ending.infeasible == (kind == merge.INFEASIBLE)
        assert ending.unbounded == text


def test_both_gaps_count_and_the_larger_one_decides() -> None:
    goal = Goal(gap=0.05, sign=-1, constant=600.0)  # value 1000 of which 600 are no decision
    assert goal.gaps(-1000.0, -1030.0) == pytest.approx((0.03, 0.075))
    assert not goal.reached(-1000.0, -1030.0)
    assert goal.reached(-1000.0, -1019.0)
    assert not goal.reached(math.inf, -1019.0)
    shown = goal.progress(standing([]), 1.5)
    assert (shown.value, shown.bound, shown.gap, shown.seconds) == (None, None, None, 1.5)


def test_a_value_of_zero_has_no_relative_gap() -> None:
    assert Goal(0.1, 1, 0.0).gaps(0.0, -3.0) == (math.inf, math.inf)
    assert Goal(0.1, 1, 0.0).gaps(0.0, 0.0) == (0.0, 0.0)
