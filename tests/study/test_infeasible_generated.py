"""Generated plants squeezed in several places at once: whatever gives way, granting it leaves a plan."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from opt import planner
from opt.instance import Instance
from opt.instance.generate import generated
from opt.study.edits import apply, parse_edit
from opt.study.explain.infeasibility import FEASIBLE, INFEASIBLE
from opt.study.explain.infeasible import relaxed, why_infeasible

WEEKS = 3


def squeezed(seed: int) -> Instance:
    """A small plant with less of everything; now and then with a rule of routing."""
    instance, draw = generated(2 + seed % 3, WEEKS, seed), random.Random(seed)
    return apply(instance, [parse_edit(text) for text in _squeezes(instance, draw)])


def _squeezes(instance: Instance, draw: random.Random) -> Iterator[str]:
    yield f"outlets.limit = {draw.choice((0.05, 0.3))}"
    yield f"lines.hours *= {draw.choice((0.1, 0.3, 1))}"
    if draw.random() < 0.5:
        yield "streams.max_age = 1"
    if len(instance.tables["areas"]) and draw.random() < 0.7:
        yield f"areas.capacity *= {draw.choice((0.6, 0.9))}"
    if len(instance.tables["hazard_limits"]) and draw.random() < 0.7:
        yield f"hazard_limits.limit *= {draw.choice((0, 0.1, 0.5))}"
    if (instance.tables["demand"]["contract"] > 0).any() and draw.random() < 0.7:
        yield 'demand.penalty = ""'
        yield "demand.contract *= 3"
    if draw.random() < 0.5:
        technology = draw.choice(sorted(set(instance.tables["line_technologies"]["technology"])))
        yield f'insert routing{{stream="*", technology="{technology}", rule={draw.choice(("forbid", "force"))}}}'


@pytest.mark.slow
@pytest.mark.parametrize("seed", [17, 18, 23, 25, 31, 42])
def test_granting_what_gives_way_leaves_a_plan(seed: int) -> None:
    instance = squeezed(seed)
    found = why_infeasible(instance, time_limit=20.0, threads=1)
    assert found.status == INFEASIBLE
    assert found.cost > 0
    assert found.conflict
    granted = relaxed(instance, found)
    again = why_infeasible(granted, time_limit=20.0, threads=1)
    assert (again.status, again.cost) == (FEASIBLE, 0.0)
    plan = planner.solve(granted, gap=0.1, time_limit=20.0, threads=1)
    assert plan.summary["certified"] is True
