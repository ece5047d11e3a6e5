"""Build and hand-over of a large model, against Pyomo's own interface to HiGHS and against ready numpy arrays."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from enlarge import enlarge
from figures import instance_path, setting, table

from opt.instance import read
from opt.model import build
from opt.solve.compile import from_model

STREAMS = 4
MEMORY = 8.0
"""Bar: peak memory, in peaks of the process that hands over ready arrays."""
GOAL = 5.0
"""Goal: time, in times of the hand-over of ready arrays."""
MEGABYTE = 1e6
HERE = Path(__file__).parent


@pytest.mark.slow
def test_build_and_hand_over(tmp_path: Path) -> None:
    columns, repetitions = setting("COLUMNS", 500_000), int(setting("REPETITIONS", 3))
    copies = (str(instance_path()), str(STREAMS), str(turns_for(columns)))
    npz = str(tmp_path / "arrays.npz")
    relith = measured(repetitions, "relith", *copies, npz)
    arrays = measured(repetitions, "arrays", npz)
    pyomo = measured(1, "pyomo", *copies)
    ways = {"relith": relith, "Pyomo's interface": pyomo, "numpy arrays": arrays}
    size = {key: relith[key] for key in ("columns", "rows", "nonzeros")}
    ratio = (relith["build"] + relith["hand_over"]) / arrays["hand_over"]
    table(
        f"build and hand-over of {Path(copies[0]).name}, streams x{copies[1]}, calendar x{copies[2]}: "
        + ", ".join(f"{number:,.0f} {what}" for what, number in size.items()),
        ("way", "build s", "hand over s", "both s", "peak MB", "peak / arrays", "MB before", "MB added"),
        [(name, way["build"], way["hand_over"], way["build"] + way["hand_over"], way["peak"] / MEGABYTE,
          way["peak"] / arrays["peak"], way["before"] / MEGABYTE, (way["peak"] - way["before"]) / MEGABYTE)
         for name, way in ways.items()],
        f"medians of {repetitions} processes each, Pyomo's interface once",
        f"goal for later: {ratio:.0f} times the time of ready arrays, {GOAL:.0f} wanted",
    )  # fmt: skip
    assert all(way[key] == size[key] for way in ways.values() for key in size)
    assert size["columns"] >= columns
    assert relith["hand_over"] <= pyomo["hand_over"]
    assert relith["build"] + relith["hand_over"] <= pyomo["build"] + pyomo["hand_over"]
    assert relith["peak"] <= MEMORY * arrays["peak"]


def turns_for(columns: float) -> int:
    """How often the calendar must be repeated for so many columns."""
    one = from_model(build(enlarge(read(instance_path()), streams=STREAMS)))
    return math.ceil(columns / one.shape[1])


def measured(repetitions: int, *arguments: str) -> dict[str, float]:
    """Medians of what ``hand_over.py`` reports, in so many processes one after another."""
    command = [sys.executable, str(HERE / "hand_over.py"), *arguments]
    found = [
        json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        for _ in range(repetitions)
    ]
    return {key: statistics.median(run[key] for run in found) for key in found[0]}
