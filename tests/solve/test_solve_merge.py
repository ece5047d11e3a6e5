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


def test_every_order_of_arrival_ends_alike() -> None:
    endings = set()
    total = len(BOUNDS) + len(PLANS)
    for turns in itertools.combinations(range(total), len(BOUNDS)):
        streams = [Stream("bound"), Stream("heuristics")]
        left = [iter(BOUNDS), iter(PLANS)]
        ending = None
        for position in range(total):
            number = 0 if position in turns else 1
            streams[number].add(next(left[number]))
            ending = ending or crossing(streams, GOAL.reached)
        assert ending is not None
        endings.add((ending.value, ending.bound, str(ending.work)))
    assert endings == {(99.0, 97.0, "{'bound': {'looks': 7}, 'heuristics': {'solves': 6}}")}


def test_nothing_is_certain_before_both_have_passed() -> None:
    streams = [Stream("bound"), Stream("heuristics")]
    streams[0].add(bound(7, 97.0))
    streams[1].add(plan(3, 99.0))
    assert crossing(streams, GOAL.reached) is None  # a better plan with stamp 5 may still come
    assert standing(streams).value == 99.0
    streams[1].add(Event(7.5, merge.MARK))
    assert crossing(streams, GOAL.reached) is None  # another event with stamp 7 may still come
    streams[0].add(Event(8.0, merge.MARK))
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
