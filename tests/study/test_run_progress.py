"""The numbers of a study under way."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from run_world import CHEAPER, UNKNOWN, study

from opt.commands.live_study import ROOM, StudyLine, duration, finished, words
from opt.solve import Progress
from opt.study.run import Outcome, StudyProgress
from opt.study.run.progress import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_time_left_by_hand() -> None:
    clock, told = Clock(), []
    pace = Pace(10, 2, told.append, clock)
    pace.running(["base"])
    clock.now += 50.0
    pace.finished(Outcome("base", "gap_reached"), stored=True)
    assert told[-1] == StudyProgress(10, 1, (), 9, 50.0, None, Outcome("base", "gap_reached"))
    pace.running(["a", "b"])
    clock.now += 6.0
    pace.finished(Outcome("a", "gap_reached"), stored=False)
    # mean 6 s; b has run 6 s; 7 wait: 7 * 6 / 2
    assert told[-1] == StudyProgress(10, 2, ("b",), 7, 56.0, 21.0, Outcome("a", "gap_reached"))
    pace.running(["b", "c"])
    clock.now += 4.0
    pace.finished(Outcome("b", "infeasible"), stored=False)
    # mean (6 + 10) / 2 = 8 s; c has run 4 s, 4 are left; 6 wait: (6 * 8 + 4) / 2
    assert told[-1].seconds_left == 26.0
    pace.running(["c", "d"])
    pace.finished(Outcome("d", "gap_reached"), stored=True)
    # nothing was computed: the mean stays; 5 wait
    assert told[-1].seconds_left == (5 * 8 + 4) / 2


def test_numbers_of_a_study_add_up(tmp_path: Path) -> None:
    told: list[StudyProgress] = []
    asked = [CHEAPER, UNKNOWN]
    study(tmp_path / "study", asked, progress=told.append)
    assert all(p.total == 3 == p.finished + len(p.running) + p.remaining for p in told)
    assert [p.latest.scenario for p in told if p.latest] == ["base", "cheaper", "unknown"]
    assert told[0].running == ("base",)
    assert (told[-1].finished, told[-1].running, told[-1].remaining, told[-1].seconds_left) == (3, (), 0, 0.0)


PROGRESS = StudyProgress(24, 3, ("price-high", "price-low"), 19, 60.0, 250.0)


def test_line_by_hand() -> None:
    assert words(PROGRESS, "USD", 120) == (
        "3 of 24 finished, 2 running (price-high, price-low), 19 remaining, about 4 min left"
    )
    assert words(PROGRESS, "USD", 70) == "3 of 24 finished, 2 running (price...), 19 remaining, about 4 min left"
    assert all(len(words(PROGRESS, "USD", room)) <= room for room in range(10, ROOM + 1))
    base = StudyProgress(24, 0, ("base",), 23, 2.0, None, None, Progress(1000.0, 1100.0, 0.1, 2.0))
    assert words(base, "USD", 120) == (
        "0 of 24 finished, 1 running (base: 2.0 s value 1,000 USD at most 1,100 gap 10.00 %), 23 remaining"
    )


def test_line_of_a_finished_scenario() -> None:
    solved = Outcome("low", "gap_reached", 1234.5, 1240.0, 0.004, True)
    assert finished(PROGRESS, solved, "USD") == "3 of 24: low, gap_reached, 1,234 USD, about 4 min left"
    lost = Outcome("lost", "failed", reason="its worker died 3 times")
    assert finished(PROGRESS, lost, "USD") == "3 of 24: lost, failed, its worker died 3 times, about 4 min left"


def test_durations() -> None:
    assert [duration(s) for s in (0.0, 40.0, 89.0, 91.0, 600.0, 7200.0)] == [
        "about 1 s", "about 40 s", "about 89 s", "about 2 min", "about 10 min", "about 2 h",
    ]  # fmt: skip


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_one_line_is_rewritten_on_a_terminal() -> None:
    file = Terminal()
    line = StudyLine("USD", file)
    line(PROGRESS)
    line(StudyProgress(24, 24, (), 0, 60.0, 0.0))
    line.close()
    first, second, wiped, end = file.getvalue().split("\r")[1:]
    assert first.startswith("3 of 24 finished, 2 running (")
    assert second.rstrip() == "24 of 24 finished, 0 running, 0 remaining"
    assert len(second) == len(first)
    assert wiped.strip() == end == ""


def test_a_line_a_scenario_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    line = StudyLine("USD")
    line(PROGRESS)
    line(StudyProgress(24, 3, (), 21, 60.0, None, Outcome("low", "infeasible", reason="no plan keeps all limits")))
    line.close()
    assert capsys.readouterr().err == "3 of 24: low, infeasible, no plan keeps all limits\n"
