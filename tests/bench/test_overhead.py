"""What a run costs besides HiGHS (reading to writing), against the solving of the same run."""

from __future__ import annotations

import pickle
from pathlib import Path

import hypothesis  # noqa: F401  reading imports these three when it needs them, and imports are not measured
import pandera.pandas  # noqa: F401
import pint  # noqa: F401
import pytest
from figures import instance_path, setting, table, timed

from opt.instance import Instance
from opt.model import build
from opt.plan.store import write_result
from opt.planner import finish, read, search
from opt.solve import highs
from opt.solve.compile import from_model
from opt.solve.layout import layout, schema_indices
from opt.solve.run import cores
from opt.solve.worker import BOUND, HEURISTICS, Task

GAP = 0.01
SHARE = 0.10
AT_LEAST = 3.0
"""Seconds that are no matter whatever the share."""


@pytest.mark.slow
def test_overhead(tmp_path: Path) -> None:
    threads = int(setting("THREADS", cores()))
    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    with timed(seconds, processor, "read"):
        instance = read(instance_path())
    with timed(seconds, processor, "search"):
        plan = search(instance, gap=GAP, time_limit=setting("SECONDS", 180.0), threads=threads)
    assert plan.has_plan, f"no plan in {plan.summary['seconds']:.0f} s: nothing to extract, check and write"
    handing = hand_over_seconds(instance)
    with timed(seconds, processor, "derive and check"):
        plan = finish(plan)
    with timed(seconds, processor, "write"):
        write_result(plan, tmp_path / "result")
    searched = seconds.pop("search")
    solving = plan.summary["seconds"]
    seconds["build"] = plan.summary["seconds_build"]
    seconds["extract"] = searched - solving - plan.summary["seconds_build"]
    seconds["hand over"] = handing
    solving -= handing
    total, bar = sum(seconds.values()), max(SHARE * solving, AT_LEAST)
    stages = ("read", "build", "hand over", "extract", "derive and check", "write")
    table(
        f"overhead of {plan.summary['instance']}, {threads} threads, gap {plan.summary['gap']:.2%} of {GAP:.0%} asked",
        ("stage", "seconds", "share of HiGHS"),
        [*((stage, seconds[stage], seconds[stage] / solving) for stage in stages),
         ("all of it", total, total / solving), ("HiGHS", solving, 1.0)],
        f"bar: {bar:.1f} s ({SHARE:.0%} of HiGHS, at least {AT_LEAST:.0f} s)",
        f"processor seconds of this process, without handing over: {sum(processor.values()):.1f}",
    )  # fmt: skip
    assert plan.summary["certified"]
    assert total <= bar


def hand_over_seconds(instance: Instance) -> float:
    """Seconds that handing the model to both workers takes: it goes there pickled and is loaded by passModel."""
    arrays = from_model(build(instance))
    where = layout(arrays, instance.periods, schema_indices())
    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    for role in (BOUND, HEURISTICS):
        with timed(seconds, processor, "hand over"):
            task = pickle.loads(pickle.dumps(Task(role, arrays.without_names(), where, None, {}), protocol=5))
            highs.load(task.arrays)
    return seconds["hand over"]
