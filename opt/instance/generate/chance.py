"""Seeded draws that are the same on every machine and Python version.

Only ``random.Random.random`` is used: it is the one draw whose sequence the standard library promises to keep.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws for one topic. Topics draw independently, so that more draws for one leave the others as they are."""

    def __init__(self, seed: int, topic: str) -> None:
        self._draw: Callable[[], float] = Random(f"{seed} {topic}").random

    def between(self, low: float, high: float) -> float:
        """Uniform between two numbers."""
        return low + (high - low) * self._draw()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + min(int(self._draw() * (high - low + 1)), high - low)

    def happens(self, probability: float) -> bool:
        """True with that probability."""
        return self._draw() < probability

    def pick(self, items: Sequence[T]) -> T:
        """One of them, each alike."""
        return items[self.whole(0, len(items) - 1)]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, by weight; the order of the keys counts."""
        point = self._draw() * sum(weights.values())
        for item, weight in weights.items():
            point -= weight
            if point < 0:
                return item
        return list(weights)[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of them in random order."""
        left = list(items)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in items]


def rounded(value: float, digits: int = 2) -> float:
    """To so many significant digits, as a planner writes a number."""
    return float(f"{value:.{digits}g}")


def upward(value: float, digits: int = 2) -> float:
    """Rounded up to so many significant digits."""
    near = rounded(value, digits)
    return near if near >= value else rounded(near + 10.0 ** (math.floor(math.log10(near)) - digits + 1), digits)
