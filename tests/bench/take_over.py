"""A generated instance read, built and handed over to HiGHS, in a process of its own.

python take_over.py <streams> <weeks> <seed> <folder>

Prints one line of JSON: seconds of each step, peak memory (bytes), and what HiGHS holds at the end.
"""

from __future__ import annotations

import json
import sys

from figures import timed
from hand_over import peak

from opt.instance import read, write_folder
from opt.instance.generate import generated
from opt.model import build
from opt.network import build_network
from opt.solve.compile import from_model
from opt.solve.highs import load


def take_over(streams: int, weeks: int, seed: int, folder: str) -> dict[str, float]:
    """Seconds, bytes and counts."""
    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    with timed(seconds, processor, "generate"):
        write_folder(generated(streams, weeks, seed), folder)
    with timed(seconds, processor, "read"):
        instance = read(folder)
    with timed(seconds, processor, "network"):
        network = build_network(instance)
    with timed(seconds, processor, "build"):
        arrays = from_model(build(instance, network))
    with timed(seconds, processor, "hand_over"):
        highs = load(arrays)
    size = {"columns": highs.getNumCol(), "rows": highs.getNumRow(), "nonzeros": highs.getNumNz()}
    return {**seconds, **size, "integers": len(arrays.integers), "peak": peak()}


if __name__ == "__main__":
    print(json.dumps(take_over(*(int(number) for number in sys.argv[1:4]), sys.argv[4])))
