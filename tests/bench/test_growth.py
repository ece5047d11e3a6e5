"""Twice the streams or twice the periods: how much longer build and check take."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from enlarge import enlarge
from figures import instance_path, setting, table

from opt.check import check
from opt.instance import Instance
from opt.memory import collector_paused
from opt.model import build
from opt.planner import read, search
from opt.solve import highs
from opt.solve.arrays import Arrays
from opt.solve.compile import from_model

BAR = 2.2
COARSE = 10.0
"""Gap at which the first plan is good enough to be checked."""
ONCE = (1, 1)
SMALL = (ONCE, (2, 1), (1, 2))
LARGE = ((2, 2), (4, 2), (2, 4))
"""Streams and periods as multiples of the instance: a size, and the two ways of doubling it."""

Size = tuple[int, int]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [SMALL, LARGE], ids=["small", "large"])
def test_growth_of_build(sizes: tuple[Size, Size, Size]) -> None:
    instances = {size: enlarge(read(instance_path()), streams=size[0], periods=size[1]) for size in sizes}
    columns = {size: made(instance).shape[1] for size, instance in instances.items()}
    seconds = fastest({size: lambda i=instance: made(i) for size, instance in instances.items()})
    show("build", seconds, columns)
    assert ratios(seconds)[0] <= BAR


@pytest.mark.slow
def test_growth_of_check() -> None:
    """The plans are the first that a run with a coarse gap finds; each is certified, so that every row is evaluated."""
    plans = {}
    for size in SMALL:
        instance = enlarge(read(instance_path()), streams=size[0], periods=size[1])
        plans[size] = search(instance, gap=COARSE, time_limit=setting("SECONDS", 600.0))
        assert plans[size].has_plan, f"no plan for {size} in {plans[size].summary['seconds']:.0f} s"
        assert check(plans[size]).certified
    columns = {size: plan.summary["size"]["columns"] for size, plan in plans.items()}
    seconds = fastest({size: lambda p=plan: check(p) for size, plan in plans.items()})
    show("check", seconds, columns)
    assert ratios(seconds)[0] <= BAR


def made(instance: Instance) -> Arrays:
    """Network, model, arrays, and HiGHS loaded with them, as a solve makes them."""
    with collector_paused():
        arrays = from_model(build(replace(instance)))  # a new object: nothing is remembered of it
    highs.load(arrays)
    return arrays


def fastest(works: Mapping[Size, Callable[[], object]]) -> dict[Size, float]:
    """Processor seconds of the fastest repetition of each work: the work is the same every time, so that whatever is
    slower was held up by something else. They take turns."""
    found: dict[Size, list[float]] = {size: [] for size in works}
    for _ in range(int(setting("REPETITIONS", 5))):
        for size, work in works.items():
            gc.collect()
            begun = time.process_time()
            work()
            found[size].append(time.process_time() - begun)
    return {size: min(times) for size, times in found.items()}


def ratios(seconds: Mapping[Size, float]) -> tuple[float, list[float]]:
    """The worse ratio to the first size, and all of them."""
    first = next(iter(seconds.values()))
    found = [value / first for value in seconds.values()]
    return max(found), found


def show(what: str, seconds: Mapping[Size, float], columns: Mapping[Size, int]) -> None:
    table(
        f"growth of {what} of {instance_path().name}",
        ("streams", "periods", "columns", "processor s", "ratio"),
        [(f"x{size[0]}", f"x{size[1]}", f"{columns[size]:,}", seconds[size], ratio)
         for size, ratio in zip(seconds, ratios(seconds)[1], strict=True)],
        f"bar: {BAR} for twice the streams and for twice the periods",
    )  # fmt: skip
