"""The live line of work that counts."""

from __future__ import annotations

import threading
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from opt.commands import live_count
from opt.commands.live_count import APART, REWRITTEN, CountLine


class Screen(StringIO):
    """Counts what is written, and says when it was ``enough`` times."""

    def __init__(self, *, terminal: bool, enough: int) -> None:
        super().__init__()
        self.terminal, self.left, self.enough = terminal, enough, threading.Event()

    def isatty(self) -> bool:
        return self.terminal

    def flush(self) -> None:
        self.left -= 1
        if self.left <= 0:
            self.enough.set()


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred times as fast."""
    for name in ("SILENT", "REWRITTEN", "APART"):
        monkeypatch.setattr(live_count, name, getattr(live_count, name) / 100)


def test_at_least_twice_a_second_on_a_terminal_and_seldom_elsewhere() -> None:
    assert REWRITTEN <= 0.5
    assert APART >= 5


@pytest.mark.usefixtures("fast")
def test_it_moves_on_a_terminal_while_nothing_is_counted_and_leaves_nothing() -> None:
    file = Screen(terminal=True, enough=3)
    line = CountLine("reading", "limits", file)
    assert file.enough.wait(10)
    line(1200, 1234)
    file.left, file.enough = 2, threading.Event()
    assert file.enough.wait(10)
    line.close()
    text = file.getvalue()
    assert "\n" not in text
    written = text.split("\r")
    assert written[1].endswith(" s  reading")
    assert written[-3].rstrip().endswith("1200 of 1234 limits")
    assert written[-2].strip() == written[-1] == ""
    assert len(written[-2]) >= len(written[-3].rstrip())


@pytest.mark.usefixtures("fast")
def test_plain_lines_elsewhere_and_none_after_the_end() -> None:
    file = Screen(terminal=False, enough=2)
    line = CountLine("reading", "limits", file)
    line(3, 40)
    assert file.enough.wait(10)
    line.close()
    lines = file.getvalue().splitlines()
    assert all(text.endswith(" s  3 of 40 limits") for text in lines)
    assert "\r" not in file.getvalue()
    assert not any(thread is line._ticking for thread in threading.enumerate())


def test_silent_where_it_is_short() -> None:
    file = Screen(terminal=True, enough=1)
    line = CountLine("reading", "limits", file)
    line(1, 2)
    line.close()
    assert file.getvalue() == ""


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("quiet", [False, True])
def test_explain_of_a_result_shows_it(relith: Any, result: Path, monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    monkeypatch.setattr(live_count, "APART", 0.01)
    outcome = relith("explain", result, *(["--quiet"] if quiet else []))
    assert outcome.exit_code == 0
    assert ("limits looked into" in outcome.stderr or "reading the plan" in outcome.stderr) != quiet
