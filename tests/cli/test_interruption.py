"""Ctrl-C and SIGTERM, sent to a real process once it says where it is; nothing here waits for a clock."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opt.instance import from_tables, read, write_folder
from opt.plan.store import read_result

TINY = Path(__file__).parents[2] / "instances" / "tiny"
BEFORE = """
import sys, threading
from opt import planner

def search(instance, **options):
    print("searching", file=sys.stderr, flush=True)
    threading.Event().wait()

planner.search = search
from opt.cli import main
main()
"""
AFTER = """
import sys
from opt.plan import store

write = store.write_result

def held(plan, folder):
    print("writing", file=sys.stderr, flush=True)
    sys.stdin.readline()
    return write(plan, folder)

store.write_result = held
from opt.cli import main
main()
"""
PERIODS = 40


@pytest.fixture(scope="module")
def long_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny's plant over 40 periods with set-ups everywhere: a first plan comes soon, the proof of the best does not."""
    tiny = read(TINY)
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny.own.items()}
    periods = [str(number) for number in range(1, PERIODS + 1)]
    own["periods"] = [{"period": period, "hours": 100.0} for period in periods]
    own["arrivals"] = [
        {"stream": stream, "period": period, "mass": mass * (4 + (7 * n + 5 * k) % 4) / 4}
        for n, period in enumerate(periods)
        for k, (stream, mass) in enumerate([("SUL", 2.0), ("POL", 1.5), ("OXI", 1.5)])
    ]
    own["streams"] = [{**row, "max_age": 6.0} for row in own["streams"]]
    own["line_technologies"].append({"line": "wash", "technology": "annealing", "rate": 0.06, "campaign": "oxide"})
    own["setups"] = [
        {"line": "wash", "campaign": "sulfide", "hours": 17.0, "cost": 900.0},
        {"line": "wash", "campaign": "polymer", "hours": 13.0, "cost": 700.0},
        {"line": "wash", "campaign": "oxide", "hours": 11.0, "cost": 800.0},
        {"line": "anneal", "campaign": "annealing", "hours": 9.0, "cost": 650.0, "minimum_lot": 2.0},
    ]
    folder = tmp_path_factory.mktemp("long") / "long"
    write_folder(from_tables(tiny.settings.model_copy(update={"name": "long"}), own), folder)
    return folder


def started(program: list[str], *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, *program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.PIPE, text=True)


def read_until(process: subprocess.Popen[str], word: str) -> None:
    """Read stderr up to the line that holds the word."""
    assert process.stderr is not None
    seen = ""
    for line in process.stderr:
        seen += line
        if word in line:
            return
    raise AssertionError(f"'{word}' was never said:\n{seen}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_interruption_keeps_the_best_plan(long_instance: Path, tmp_path: Path, number: signal.Signals) -> None:
    process = started(["-m", "opt"], "solve", long_instance, "--gap", "0", "--time-limit", "600", "--out",
                      tmp_path / "out", "--json")  # fmt: skip
    read_until(process, "value")
    process.send_signal(number)
    out, error = process.communicate()
    assert process.returncode == 0, error
    summary = json.loads(out)
    assert summary["status"] == "interrupted"
    assert summary["certified"] is True
    stored = read_result(tmp_path / "out")
    assert stored.summary["objective"] == summary["objective"]
    assert "Traceback" not in error


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_interruption_before_a_plan_is_3(result: Path, number: signal.Signals) -> None:
    before = (result / "summary.json").read_bytes()
    process = started(["-c", BEFORE], "solve", TINY, "--out", result)
    read_until(process, "searching")
    process.send_signal(number)
    out, error = process.communicate()
    assert process.returncode == 3
    assert out == ""
    assert "stopped before there was a plan" in error
    assert "Traceback" not in error
    assert (result / "summary.json").read_bytes() == before


def test_interruption_while_writing_lets_it_finish(tmp_path: Path) -> None:
    process = started(["-c", AFTER], "solve", TINY, "--out", tmp_path / "out")
    read_until(process, "writing")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    _, error = process.communicate("go on\n")
    assert process.returncode == 0, error
    assert read_result(tmp_path / "out").summary["certified"] is True
