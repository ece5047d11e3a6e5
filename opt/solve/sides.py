"""How a value follows one limit away from where it is: the slope on that side and how far it holds.

A curve says what the value is when the limit has moved by a step. With its integers fixed, a linear problem gives a
concave curve of straight pieces when a right-hand side moves, and a smooth one when coefficients do. No solver here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

NOISE = 1e-9
"""Values (relative) that differ by less are equal."""

STRAIGHT = 1e-7
"""A point lies on a line when it is off it by less than this share of what the line gained."""

BENT = 2e-3
"""A smooth curve is straight enough where chord and slope differ by less than this share."""

KEPT = 5e-3
"""The slope of a smooth curve holds as long as the chord differs from it by less than this share."""

TINY = 1e-5
"""Share of the first step below which a limit counts as not moving at all."""

TRIES = 40
GROWTH = 4.0
TIMES = 5
HALVINGS = 5


@dataclass(frozen=True)
class Point:
    """The value when the limit has moved by ``step`` (its unit, 0 or more), and its slope there per unit of the step
    (one of several at a kink)."""

    step: float
    value: float
    slope: float


@dataclass(frozen=True)
class Side:
    """What a unit of step adds to the value, for steps up to ``holds``; minus infinity where no step leaves a plan."""

    slope: float
    holds: float


NOWHERE = Side(-math.inf, 0.0)
Curve = Callable[[float], Point | None]
"""Step -> point; None where there is no plan."""


def straight_side(curve: Curve, start: Point, first: float, room: float) -> Side:
    """The first piece of a concave curve of straight pieces.

    ``start`` is the point at zero; its slope may be any between those of both sides, so it is at least the one looked
    for. ``first`` is the step to begin with, ``room`` the largest there is. The line of slope s through the start and
    the tangent of a point further out meet at the next step to look at: at the kink itself when nothing lies between.
    """
    near = _nearest(curve, first, room)
    if near is None:
        return NOWHERE
    far: Point | None = None
    slope = near.slope
    for _ in range(TRIES):
        if _on_line(near, start, start.slope):
            slope = start.slope
            break
        if _on_line(near, start, near.slope) or near.step <= TINY * min(first, room):
            slope = near.slope
            break
        far = near
        closer = curve(_meeting(start, start.slope, near))
        if closer is None or not 0.0 < closer.step < near.step * (1.0 - NOISE):
            slope = near.slope
            break
        near, slope = closer, closer.slope
    return Side(slope, _end(curve, start, slope, near.step, far, room))


def curved_side(curve: Curve, start: Point, first: float, room: float) -> Side:
    """The slope at the start of a smooth curve: chord and slope at a step differ by half of what the curve bends, so
    slope at zero = 2 chord - slope at the step, where both nearly agree."""
    near = _nearest(curve, first, room)
    if near is None:
        return NOWHERE
    for _ in range(TRIES):
        chord = _chord(start, near)
        if _alike(chord, near.slope, BENT, start, near.step) or near.step <= TINY * min(first, room):
            break
        closer = curve(near.step / GROWTH)
        if closer is None:
            return NOWHERE
        near = closer
    slope = 2.0 * _chord(start, near) - near.slope
    reached, beyond = near.step, math.inf
    for _ in range(2 * TIMES):
        step = min(2.0 * reached if math.isinf(beyond) else 0.5 * (reached + beyond), room)
        if step <= reached * 1.05:
            break
        point = curve(step)
        if point is not None and _alike(_chord(start, point), slope, KEPT, start, step):
            reached = step
        else:
            beyond = step
    return Side(slope, reached)


def _nearest(curve: Curve, first: float, room: float) -> Point | None:
    """A point that has a plan, at the first step if it has one, else nearer; None where not even a tiny step has."""
    step = min(first, room)
    if step <= 0.0:
        return None
    point = curve(step)
    if point is not None:
        return point
    point = curve(step * TINY)
    while point is not None and point.step < 0.1 * step:
        further = curve(10.0 * point.step)
        if further is None:
            break
        point = further
    return point


def _end(curve: Curve, start: Point, slope: float, reached: float, far: Point | None, room: float) -> float:
    """How far the line from the start holds, at least ``reached``: outwards until a point lies off it, then back to
    where that point's tangent meets it. A bounded number of steps; less than the whole way at worst."""
    limit = math.inf
    for _ in range(TIMES + HALVINGS):
        if far is not None:
            step = min(_meeting(start, slope, far), far.step)
        elif math.isinf(limit):
            step = min(GROWTH * reached, room)
        else:
            step = 0.5 * (reached + limit)
        if not step > reached * (1.0 + 1e-6):
            break
        point = curve(step)
        if point is None:
            limit = step
        elif _on_line(point, start, slope):
            if far is not None:
                return step
            reached = step
        else:
            far = point
    return reached


def _meeting(start: Point, slope: float, point: Point) -> float:
    """Where the line from the start meets the tangent at a point; the point's own step where they are parallel."""
    above = point.value - point.slope * point.step - start.value
    return above / (slope - point.slope) if slope > point.slope else point.step


def _on_line(point: Point, start: Point, slope: float) -> bool:
    gained = slope * point.step
    return abs(point.value - start.value - gained) <= NOISE * max(1.0, abs(start.value)) + STRAIGHT * abs(gained)


def _chord(start: Point, point: Point) -> float:
    return (point.value - start.value) / point.step


def _alike(one: float, other: float, share: float, start: Point, step: float) -> bool:
    return abs(one - other) <= share * max(abs(one), abs(other)) + NOISE * max(1.0, abs(start.value)) / step
