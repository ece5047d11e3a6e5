"""One way of getting a model into HiGHS, in a process of its own, so that its peak memory is its own.

python hand_over.py relith|pyomo <instance> <streams> <periods> <npz>     builds the model and hands it over
python hand_over.py arrays <npz>                                          hands over the arrays that relith left in npz

Prints one line of JSON: seconds and peak memory (bytes), and what HiGHS holds at the end.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import highspy
import numpy as np

FIELDS = (
    "start", "index", "value", "cost", "offset", "lower", "upper", "integer", "row_lower", "row_upper",
)  # fmt: skip


def built(path: str, streams: str, periods: str) -> tuple[Any, dict[str, float]]:
    """The Pyomo model of the enlarged instance, and the seconds it took."""
    from enlarge import enlarge

    from opt.instance import read
    from opt.model import build

    instance = enlarge(read(path), streams=int(streams), periods=int(periods))
    before, begun = peak(), time.perf_counter()
    model = build(instance)
    return model, {"build": time.perf_counter() - begun, "before": before}


def by_relith(path: str, streams: str, periods: str, npz: str) -> tuple[highspy.Highs, dict[str, float]]:
    """The model by arrays; they are kept in ``npz`` where that does not exist yet."""
    from opt.solve.compile import from_model
    from opt.solve.highs import load

    model, found = built(path, streams, periods)
    begun = time.perf_counter()
    arrays = from_model(model)
    highs = load(arrays)
    found["hand_over"] = time.perf_counter() - begun
    found["peak"] = peak()
    if not Path(npz).exists():
        np.savez(npz, **{name: getattr(arrays, name) for name in FIELDS})
    return highs, found


def by_pyomo(path: str, streams: str, periods: str) -> tuple[highspy.Highs, dict[str, float]]:
    """The model by Pyomo's own interface to HiGHS, its checks for later changes switched off."""
    from pyomo.contrib.appsi.solvers import Highs

    from opt.memory import collector_paused

    model, found = built(path, streams, periods)
    solver = Highs()
    begun = time.perf_counter()
    with collector_paused():
        solver.set_instance(model)
    found["hand_over"] = time.perf_counter() - begun
    found["peak"] = peak()
    return solver._solver_model, found


def by_arrays(npz: str) -> tuple[highspy.Highs, dict[str, float]]:
    """Ready numpy arrays by passModel."""
    with np.load(npz) as kept:
        given = {name: kept[name] for name in FIELDS}
    before, begun = peak(), time.perf_counter()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(
        len(given["cost"]), len(given["row_lower"]), len(given["value"]), int(highspy.MatrixFormat.kColwise),
        int(highspy.ObjSense.kMinimize), float(given["offset"]), given["cost"], given["lower"], given["upper"],
        given["row_lower"], given["row_upper"], given["start"], given["index"], given["value"],
        given["integer"].astype(np.int32),
    )  # fmt: skip
    return highs, {"hand_over": time.perf_counter() - begun, "before": before, "build": 0.0, "peak": peak()}


def peak() -> float:
    """Most memory (bytes) that this process has held so far. Linux counts what the process that started it held into
    ru_maxrss, hence its own account there."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(float(line.split()[1]) * 1024.0 for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1.0 if sys.platform == "darwin" else 1024.0)


if __name__ == "__main__":
    way, *arguments = sys.argv[1:]
    held, measured = {"relith": by_relith, "pyomo": by_pyomo, "arrays": by_arrays}[way](*arguments)
    size = {"columns": held.getNumCol(), "rows": held.getNumRow(), "nonzeros": held.getNumNz()}
    print(json.dumps({**measured, **size}))
