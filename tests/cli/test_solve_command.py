"""relith solve: what it writes, says and counts."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from opt.commands.live import LiveLine, words
from opt.commands.solve import default_folder
from opt.instance import read
from opt.solve import Progress

KEYS = {"instance", "scenario", "status", "objective", "bound", "gap", "seconds", "certified", "worst_violation",
        "input_sha256", "versions"}  # fmt: skip


def test_solve_stores_under_results(
    relith: Any, instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = relith("solve", instance)
    assert outcome.exit_code == 0, outcome.stderr
    assert "285,150 USD" in outcome.stdout
    assert "relith show results/tiny/base" in outcome.stdout
    summary = json.loads((tmp_path / "results" / "tiny" / "base" / "summary.json").read_text(encoding="utf-8"))
    assert summary.keys() >= KEYS
    assert summary["objective"] == pytest.approx(285_150, rel=1e-6)
    assert summary["certified"] is True
    assert summary["status"] == "gap_reached"


def test_json_is_the_summary_and_nothing_else(relith: Any, instance: Path, tmp_path: Path) -> None:
    outcome = relith("solve", instance, "--out", tmp_path / "out", "--json")
    assert outcome.exit_code == 0
    told = json.loads(outcome.stdout)
    stored = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert {key: stored[key] for key in told} == told
    assert told.keys() >= KEYS


def test_quiet_says_nothing(relith: Any, instance: Path, tmp_path: Path) -> None:
    outcome = relith("solve", instance, "--out", tmp_path / "out", "--quiet")
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, "", "")


def test_derived_tables_are_stored(solved: Path) -> None:
    names = {"calendar", "feeds", "lines", "routes", "products", "purity", "hazards", "storage", "value",
             "value_by_stream", "mass_balance", "binding"}  # fmt: skip
    assert names <= {path.stem for path in solved.glob("*.csv")}


def test_start_and_write_mps(relith: Any, instance: Path, solved: Path, tmp_path: Path) -> None:
    outcome = relith(
        "solve", instance, "--out", tmp_path / "out", "--start", solved, "--write-mps", tmp_path / "model.mps",
        "--threads", "1", "--gap", "0.01", "--time-limit", "30",
    )  # fmt: skip
    assert outcome.exit_code == 0, outcome.stderr
    assert "ENDATA" in (tmp_path / "model.mps").read_text(encoding="utf-8")


def test_start_that_is_no_result_is_wrong_input(relith: Any, instance: Path, tmp_path: Path) -> None:
    outcome = relith("solve", instance, "--out", tmp_path / "out", "--start", tmp_path)
    assert outcome.exit_code == 1
    assert "Traceback" not in outcome.stderr


def test_names_with_blanks_and_slashes_make_one_folder(instance: Path) -> None:
    tiny = read(instance)
    odd = type(tiny)(tiny.settings.model_copy(update={"name": "../a b/ü"}), tiny.tables, tiny.own, tiny.overridden)
    folder = default_folder(odd, "base")
    assert folder.parts == ("results", "_a_b_ü", "base")


class Terminal:
    """A file that says whether it is a terminal, and keeps what is written."""

    def __init__(self, *, terminal: bool) -> None:
        self.terminal, self.text = terminal, ""

    def isatty(self) -> bool:
        return self.terminal

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


def ticks(line: LiveLine, until: float) -> None:
    """Ticks as the solver gives them, five times a second."""
    for tick in range(int(until * 5) + 1):
        line(Progress(1_000.0 if tick > 12 else None, 1_100.0, 0.1 if tick > 12 else None, tick / 5))


def test_live_line_without_a_terminal_is_plain_and_twice_a_second() -> None:
    file = Terminal(terminal=False)
    ticks(LiveLine("USD", file), 10.0)  # type: ignore[arg-type]
    lines = file.text.splitlines()
    times = [float(line.split(" s ")[0]) for line in lines]
    assert times[0] >= 2.0
    assert max(b - a for a, b in pairwise(times)) <= 0.5
    assert "no plan yet" in lines[0]
    assert "value 1,000 USD  at most 1,100  gap 10.00 %" in lines[-1]
    assert "\r" not in file.text


def test_live_line_on_a_terminal_overwrites_itself_and_leaves_nothing() -> None:
    file = Terminal(terminal=True)
    line = LiveLine("USD", file)  # type: ignore[arg-type]
    ticks(line, 4.0)
    line.close()
    assert "\n" not in file.text
    assert file.text.count("\r") == 11 + 2
    assert file.text.endswith("\r")


def test_live_line_is_silent_in_short_runs() -> None:
    file = Terminal(terminal=False)
    ticks(LiveLine("USD", file), 1.8)  # type: ignore[arg-type]
    assert file.text == ""


def test_words_fit_a_terminal() -> None:
    assert len(words(Progress(-123_456_789.0, 234_567_890.0, 12.3456, 1234.5), "USD")) <= 80
