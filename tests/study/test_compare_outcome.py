"""What two gaps leave of an effect: no noise is read as one."""

from __future__ import annotations

import math

import pytest
from compare_world import base, worth
from hypothesis import given
from hypothesis import strategies as st

from opt.plan.plan import with_summary
from opt.study.compare import compare
from opt.study.compare.outcome import NOT_CERTIFIED, WITHIN, Proven, effect, proven
from opt.tolerances import OBJECTIVE

MONEY = st.floats(-1e7, 1e7, allow_nan=False)
ROOM = st.floats(0, 1e6, allow_nan=False)
SHARE = st.floats(0, 1, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "bound", "least", "most", "apart"),
    [
        (105.0, 108.0, -5.0, 8.0, False),  # the bounds overlap the values
        (111.0, 118.0, 1.0, 18.0, True),  # worth more than the base can be
        (90.0, 99.0, -20.0, -1.0, True),  # can never be worth what the base is
        (90.0, 100.0, -20.0, 0.0, False),  # touches
        (110.0, 118.0, 0.0, 18.0, False),
        (110.00005, 118.0, 0.00005, 18.0, False),  # by less than values are known
        (100.0, 110.0, -10.0, 10.0, False),  # the same plan
    ],
)
def test_effect_by_hand(value: float, bound: float, least: float, most: float, apart: bool) -> None:
    """The base is worth 100, and 110 at most."""
    found = effect(worth(100.0, 110.0), worth(value, bound))
    assert (found.difference, found.least, found.most) == pytest.approx((value - 100, least, most))
    assert found.distinguishable is apart
    assert found.note == ("" if apart else WITHIN)


@given(value=MONEY, room=ROOM, share=SHARE, other=MONEY, other_room=ROOM, other_share=SHARE)
def test_the_true_effect_lies_between_least_and_most(
    value: float, room: float, share: float, other: float, other_room: float, other_share: float
) -> None:
    """Wherever the two optima lie between value and bound; what is said to be distinguishable has that sign."""
    found = effect(worth(value, value + room), worth(other, other + other_room))
    true = (other + other_share * other_room) - (value + share * room)
    slack = 1e-9 * (abs(value) + abs(other) + room + other_room)
    assert found.least - slack <= found.difference <= found.most + slack
    assert found.least - slack <= true <= found.most + slack
    if found.distinguishable:
        assert true * found.difference > 0


@given(value=MONEY, room=ROOM, other=MONEY, other_room=ROOM)
def test_the_other_way_round(value: float, room: float, other: float, other_room: float) -> None:
    one, two = worth(value, value + room), worth(other, other + other_room)
    there, back = effect(one, two), effect(two, one)
    assert (there.difference, there.least, there.most) == (-back.difference, -back.most, -back.least)
    assert there.distinguishable == back.distinguishable


@pytest.mark.parametrize(("scenario", "note"), [
    ({"certified": False}, f"{NOT_CERTIFIED}: the plan breaks a limit or was not checked; not distinguishable"),
    ({"certified": None}, f"{NOT_CERTIFIED}: the plan breaks a limit or was not checked; not distinguishable"),
    ({"bound": None}, "no bound is proven; not distinguishable"),
    ({"bound": math.nan}, "no bound is proven; not distinguishable"),
    ({"bound": 400.0}, "its bound lies below its value; not distinguishable"),
    ({"objective": None}, "its value is not known; not distinguishable"),
])  # fmt: skip
def test_what_is_not_proven_is_never_distinguishable(scenario: dict[str, object], note: str) -> None:
    doubtful = with_summary(worth(500.0, 510.0), **scenario)
    found = effect(worth(1000.0, 1010.0), doubtful)
    assert not found.distinguishable
    assert found.note == note
    turned = effect(doubtful, worth(1000.0, 1010.0))
    assert turned.note == f"the base: {note}"
    assert not turned.distinguishable


def test_a_value_above_every_bound_of_the_base_needs_no_bound_of_its_own() -> None:
    found = effect(worth(100.0, 110.0), worth(200.0, None))
    assert found.distinguishable
    assert found.least == 90.0
    assert math.isnan(found.most)
    assert found.note == "no bound is proven"


def test_a_bound_within_rounding_of_its_value_holds() -> None:
    assert proven(worth(1e6, 1e6 * (1 - OBJECTIVE / 2))) == Proven(1e6, 1e6 * (1 - OBJECTIVE / 2))


def test_rows_of_a_plan_that_is_not_distinguishable_say_so() -> None:
    frames = compare(worth(100.0, 110.0, "base"), [worth(105.0, 108.0, "noise"), worth(200.0, 201.0, "more")]).frames
    for name in ("outcome", "value", "kpis", "grades"):
        marks = frames[name].groupby("scenario")["distinguishable"].agg(["min", "max"]).to_dict("index")
        assert marks["noise"] == {"min": False, "max": False}, name
        assert marks["more"] == {"min": True, "max": True}, name


def test_uncertified_plans_are_warned_of() -> None:
    found = compare(base(), [worth(300000.0, 300000.0, "broken", certified=False)])
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith("broken: NOT CERTIFIED")
    assert not found.frames["outcome"]["certified"].iloc[1]


def test_plans_that_stay_close_are_said_to() -> None:
    found = effect(worth(100.0, 110.0), worth(200.0, 201.0, stay_close={"weight": 1.0, "departures": 2}))
    assert found.note == "value and bound of plans that stay close to an earlier one"
