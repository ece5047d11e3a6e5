"""What every benchmark needs: the instance, the head of a table, rows of a table, timing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from opt.solve.highs import QUIET
from opt.solve.run import cores, versions

ROOT = Path(__file__).parents[2]


def setting(name: str, default: float) -> float:
    """A number from the environment variable RELITH_BENCH_<name>, else the default."""
    return float(os.environ.get(f"RELITH_BENCH_{name}", default))


def instance_path() -> Path:
    """The folder of the instance to measure: plant, or what RELITH_BENCH_INSTANCE names."""
    return ROOT / "instances" / os.environ.get("RELITH_BENCH_INSTANCE", "plant")


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]], *notes: str) -> None:
    """Print a table under its title, with versions, cores, load and seed; floats with four figures."""
    cells = [list(header), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    made = ", ".join(f"{name} {number}" for name, number in versions().items())
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"\n{title}\n{made}; {cores()} cores, {load}, seed {QUIET['random_seed']}")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for note in notes:
        print(f"  {note}")


def _text(cell: object) -> str:
    return f"{cell:,.4g}" if isinstance(cell, float) else str(cell)


@contextmanager
def timed(seconds: dict[str, float], processor: dict[str, float], name: str) -> Iterator[None]:
    """Add the seconds spent inside to ``seconds[name]``, and those this process computed to ``processor[name]``."""
    begun, worked = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - begun
        processor[name] = processor.get(name, 0.0) + time.process_time() - worked
