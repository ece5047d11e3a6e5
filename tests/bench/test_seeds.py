"""Generated instances of every size: solved to certified plans, and the largest at least handed over.

RELITH_BENCH_SEEDS (as 1-5,9) chooses seeds, so that it can be run in parts: the seconds are those of many solves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from figures import setting, table

from opt import planner
from opt.commands.validate import describe
from opt.instance.generate import generated
from opt.network import build_network
from opt.network.parameters import build_parameters
from opt.solve.run import cores

MEGABYTE = 1e6
HUGE = (200, 52)


@dataclass(frozen=True)
class Size:
    """Streams, weeks, the seeds to try, the gap to reach and the seconds it may take."""

    streams: int
    weeks: int
    seeds: str
    gap: float
    seconds: float


SIZES = {
    "small": Size(8, 8, "1-30", 0.02, 60),
    "plant": Size(24, 12, "1-10", 0.05, 180),
    "large": Size(60, 26, "1-2", 0.10, 900),
}


def seeds(given: str) -> list[int]:
    """1-3,7 -> 1, 2, 3, 7."""
    found: list[int] = []
    for part in given.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SIZES))
def test_generated_instances_end_in_certified_plans(name: str) -> None:
    size = SIZES[name]
    limit = setting("SECONDS", size.seconds)
    rows = []
    for seed in seeds(os.environ.get("RELITH_BENCH_SEEDS", size.seeds)):
        rows.append(solved(size, seed, limit))
        print("", *rows[-1])
    table(
        f"generated instances of size {name} ({size.streams} x {size.weeks}), gap {size.gap:.0%} in {limit:g} s",
        ("seed", "columns", "run binaries", "value USD", "bound USD", "gap", "seconds", "status", "certified"),
        rows,
    )
    assert [row[0] for row in rows if row[-1] is not True] == []
    assert [row[0] for row in rows if not row[5] <= size.gap] == []  # type: ignore[operator]


def solved(size: Size, seed: int, limit: float) -> tuple[object, ...]:
    """A row of the table."""
    instance = generated(size.streams, size.weeks, seed)
    network = build_network(instance)
    about = describe(instance, network, build_parameters(instance, network))
    threads = int(setting("THREADS", cores()))
    plan = planner.solve(instance, gap=size.gap, time_limit=limit, threads=threads)
    told = plan.summary
    return (
        seed, about["columns"], about["run_binaries"], f"{told['objective'] or 0:,.0f}", f"{told['bound'] or 0:,.0f}",
        float("inf") if told["gap"] is None else round(told["gap"], 5), told["seconds"], told["status"],
        told["certified"],
    )  # fmt: skip


@pytest.mark.slow
def test_huge_is_handed_over(tmp_path: Path) -> None:
    """Read, built and in HiGHS; what that takes is printed, not judged."""
    rows = []
    for seed in seeds(os.environ.get("RELITH_BENCH_SEEDS", "1")):
        command = [sys.executable, str(Path(__file__).with_name("take_over.py"))]
        command += [*(str(number) for number in (*HUGE, seed)), str(tmp_path / str(seed))]
        took = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        counts = [f"{took[key]:,}" for key in ("columns", "rows", "nonzeros", "integers")]
        steps = [float(took[key]) for key in ("generate", "read", "network", "build", "hand_over")]
        rows.append((seed, *counts, *steps, took["peak"] / MEGABYTE))
        assert took["columns"] > 100_000
    table(
        f"generated instance of size huge ({HUGE[0]} x {HUGE[1]})",
        ("seed", "columns", "rows", "non-zeros", "integers", "generate s", "read s", "network s", "build s",
         "hand over s", "peak MB"),
        rows,
    )  # fmt: skip
