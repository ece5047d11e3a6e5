"""Maximum ages, first in, first out.

    stock at the end of t <= what came in during (t - A, t]     every fraction with a maximum age A

Initial stock came in when its table says (0: the period before the first).
"""

from __future__ import annotations

from collections.abc import Iterator

from opt.check.balance import inflows
from opt.check.case import Case, Row


def check(case: Case) -> Iterator[Row]:
    """Every age limit of the plan, in tonnes."""
    coming = inflows(case)
    for name, material in case.materials.items():
        for age in material.limits:
            for period, now in case.facts.position.items():
                young = sum(
                    coming.get((name, then), 0.0)
                    for then, number in case.facts.position.items()
                    if now - age < number <= now
                )
                young += sum(mass for _, arrived, mass in material.initial if arrived > now - age)
                yield Row(name, period, case.lying.get((name, period), 0.0) - young, young, "t")
