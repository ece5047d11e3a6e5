"""Slopes at one side of a curve: found and bounded exactly, whatever kinks the curve has."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opt.solve.sides import NOWHERE, Curve, Point, Side, curved_side, straight_side

LEVEL = 1000.0


def broken_line(slopes: Sequence[float], kinks: Sequence[float], end: float = math.inf) -> Curve:
    """A concave curve through (0, LEVEL): ``slopes`` fall and are one more than ``kinks``; no plan beyond ``end``. At a
    kink the slope is that of the piece behind it."""

    def curve(step: float) -> Point | None:
        if step > end:
            return None
        value, begin = LEVEL, 0.0
        for slope, kink in zip(slopes, [*kinks, math.inf], strict=True):
            if step < kink:
                return Point(step, value + slope * (step - begin), slope)
            value, begin = value + slope * (kink - begin), kink
        raise AssertionError("the last piece has no end")

    return curve


def start(slope: float) -> Point:
    return Point(0.0, LEVEL, slope)


pieces = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-60, 60), min_size=n + 1, max_size=n + 1, unique=True),
        st.lists(st.floats(0.01, 30.0), min_size=n, max_size=n, unique_by=lambda kink: round(kink, 2)),
        st.floats(0.0, 50.0),
        st.floats(0.05, 20.0),
    )
)


@given(pieces)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_first_piece_is_found_to_its_end(case: tuple[list[int], list[float], float, float]) -> None:
    """Whatever dual the start has (at least the slope), and whatever step comes first."""
    slopes, kinks, above, first = sorted(case[0], reverse=True), sorted(case[1]), case[2], case[3]
    side = straight_side(broken_line(slopes, kinks), start(slopes[0] + above), first, math.inf)
    assert side.slope == pytest.approx(slopes[0], abs=1e-6)
    assert side.holds == pytest.approx(kinks[0], rel=1e-3)


@given(st.floats(0.5, 20.0), st.floats(0.05, 40.0), st.floats(-5.0, 5.0))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_no_step_beyond_the_last_plan_is_promised(end: float, first: float, slope: float) -> None:
    side = straight_side(broken_line([slope], [], end), start(slope), first, math.inf)
    assert side.slope == pytest.approx(slope)
    assert 0.0 < side.holds <= end


def test_room_ends_the_interval() -> None:
    assert straight_side(broken_line([2.0], []), start(2.0), 1.0, 3.0) == Side(2.0, 3.0)
    assert straight_side(broken_line([2.0], []), start(2.0), 1.0, 0.5) == Side(2.0, 0.5)


def test_a_side_without_a_plan() -> None:
    def nothing(step: float) -> Point | None:
        return None

    for side in (straight_side, curved_side):
        assert side(nothing, start(1.0), 1.0, math.inf) == NOWHERE
        assert side(broken_line([1.0], []), start(1.0), 1.0, 0.0) == NOWHERE


def test_only_a_small_step_has_a_plan() -> None:
    side = straight_side(broken_line([-3.0], [], end=0.003), start(-3.0), 1.0, math.inf)
    assert side.slope == pytest.approx(-3.0)
    assert 0.0005 <= side.holds <= 0.003


@pytest.mark.parametrize("first", [0.001, 0.1, 1.0])
@pytest.mark.parametrize(
    ("value", "slope", "rate"),
    [
        (lambda h: LEVEL + 50 * h / (1 + h), lambda h: 50 / (1 + h) ** 2, 50.0),
        (lambda h: LEVEL - 20 * h - 8 * h * h, lambda h: -20 - 16 * h, -20.0),
        (lambda h: LEVEL + 3 * h, lambda h: 3.0, 3.0),
        (lambda h: LEVEL, lambda h: 0.0, 0.0),
    ],
)
def test_the_slope_of_a_smooth_curve(
    value: Callable[[float], float], slope: Callable[[float], float], rate: float, first: float
) -> None:
    """The mean slope over the interval stays within half a per cent."""
    side = curved_side(lambda h: Point(h, value(h), slope(h)), start(rate), first, 2.0)
    assert side.slope == pytest.approx(rate, rel=1e-4, abs=1e-9)
    assert 0.0 < side.holds <= 2.0
    assert (value(side.holds) - LEVEL) / side.holds == pytest.approx(rate, rel=0.006, abs=1e-9)


def test_a_smooth_curve_with_a_kink_ahead() -> None:
    """50 h up to 0.4, then flat: the interval ends near the kink, the slope is that before it."""
    side = curved_side(
        lambda h: Point(h, LEVEL + 50 * min(h, 0.4), 50.0 if h < 0.4 else 0.0), start(50.0), 0.3, math.inf
    )
    assert side.slope == pytest.approx(50.0)
    assert 0.3 <= side.holds <= 0.41
