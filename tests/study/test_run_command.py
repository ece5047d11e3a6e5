"""The command: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer
from run_world import TINY, Inline, study

from opt.commands.whatif import Request, names, whatif
from opt.report.terminal.layout import page as console
from opt.study.run import StudyResult, conduct
from opt.study.run.page import page, swing
from opt.study.scenario import scenario_of
from opt.tables.problems import InputError

STUDY = """
name = "prices"

[[scenario]]
name = "cheaper"
edits = ["grades[product=LCO].price *= 0.9"]

[[scenario]]
name = "unknown"
edits = ["lines[line=press].hours *= 0.5"]

[[tornado]]
name = "levers"

[[tornado.levers]]
name = "LCO_price"
edit = "grades[product=LCO].price *= {}"
low = 0.9
high = 1.1
"""


@pytest.fixture(autouse=True)
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conduct, "Processes", Inline)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    """The folder of one question, asked once."""
    return study(tmp_path_factory.mktemp("asked") / "s", [scenario_of([QUESTION])], name="whatif")


QUESTION = "grades[product=LCO].price *= 0.9"


def test_study_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(STUDY)
    assert whatif(Request(TINY, file, out=tmp_path / "out"), quiet=False, json=False) == 0
    said = capsys.readouterr()
    assert "tiny: the base earns 285,150 USD, at most 285,150; gap 0.00 %" in said.out
    assert "cheaper" in said.out
    assert "wrong input" in said.out
    assert "unknown: " in said.out
    assert "Tornado levers" in said.out
    assert f"stored in {tmp_path / 'out'}" in said.out.replace("\n", "")
    assert said.err.splitlines()[-1].startswith("5 of 5: levers_LCO_price_high, gap_reached, ")
    table = pd.read_csv(tmp_path / "out" / "scenarios.csv")
    assert table["scenario"].tolist()[:3] == ["base", "cheaper", "unknown"]
    assert "value [USD]" in table.columns


def test_one_question_as_json(asked: StudyResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = Path(shutil.copytree(asked.folder, tmp_path / "out"))
    assert whatif(Request(TINY, edits=(QUESTION,), out=out), quiet=False, json=True) == 0
    said = capsys.readouterr()
    assert said.err == ""
    answer = json.loads(said.out)
    assert answer["instance"] == "tiny"
    assert answer["currency"] == "USD"
    base, row = answer["scenarios"]
    assert base["scenario"] == "base"
    assert row["difference"] == row["value"] - base["value"] < 0
    assert row["distinguishable"] is True


def test_wrong_question_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        whatif(Request(TINY, edits=("lines[",), out=tmp_path / "out"), quiet=True, json=False)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "give a study"),
        ({"edits": (QUESTION,), "gap": 2.0}, "between 0 and 1"),
        ({"edits": (QUESTION,), "time_limit": 0.0}, "more than zero"),
        ({"edits": (QUESTION,), "stay_close": -1.0}, "zero or more"),
        ({"edits": (QUESTION,), "freeze": Path("x")}, "which decisions"),
    ],
)
def test_wrong_usage(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(typer.BadParameter, match=words):
        whatif(Request(TINY, **wrong), quiet=True, json=False)  # type: ignore[arg-type]


def test_start_of_another_instance_is_refused(asked: StudyResult, tmp_path: Path) -> None:
    start = asked.folder / "scenarios" / "base"
    other = asked.folder / "scenarios" / asked.scenarios["scenario"].iloc[1]
    request = Request(TINY, edits=(QUESTION,), out=tmp_path / "out", start=other)
    with pytest.raises(InputError, match="is of instance 'tiny', scenario 'grades"):
        whatif(request, quiet=True, json=False)
    spoilt = Path(shutil.copytree(start, tmp_path / "spoilt"))
    summary = json.loads((spoilt / "summary.json").read_text())
    (spoilt / "summary.json").write_text(json.dumps({**summary, "instance": "harbour"}))
    request = Request(TINY, edits=(QUESTION,), out=tmp_path / "out", freeze=spoilt, freeze_periods=("1",))
    with pytest.raises(InputError, match="is of instance 'harbour', not of 'tiny'"):
        whatif(request, quiet=True, json=False)


def test_frozen_decisions_are_kept(asked: StudyResult, tmp_path: Path) -> None:
    """The base sells everything; a price of nothing for LCO changes what is treated, but not while that is frozen."""
    start = asked.folder / "scenarios" / "base"
    request = Request(
        TINY, edits=("grades[product=LCO].price = 1",), out=tmp_path / "out", start=start, freeze_periods=("1..2,3",)
    )
    assert whatif(request, quiet=True, json=False) == 0
    result = StudyResult(tmp_path / "out", pd.read_csv(tmp_path / "out" / "scenarios.csv", keep_default_na=False))
    kept, free = result.plan(result.scenarios["scenario"].iloc[1]), result.plan("base")
    for key, mass in free.values("treat").items():
        assert kept.values("treat")[key] == pytest.approx(mass, abs=1e-5)


def test_interruption_is_3_and_says_how_to_go_on(tmp_path: Path) -> None:
    """The signal comes once the base is finished, from the process to itself."""
    program = f"""
import os, sys
from pathlib import Path
from opt.commands import live_study
from opt.commands.whatif import Request, whatif

def interrupt(self, progress):
    if progress.latest is not None:
        os.kill(os.getpid(), {int(signal.SIGTERM)})

live_study.StudyLine.__call__ = interrupt
sys.exit(whatif(Request(Path({str(TINY)!r}), edits=({QUESTION!r},), out=Path(sys.argv[1])), quiet=False, json=False))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "out"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert f"what is finished is stored in {tmp_path / 'out'}" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "out" / "records").iterdir()] == ["base.json"]


def test_names_one_by_one_or_joined() -> None:
    assert names(["a", "b, c,", "1..4"]) == ("a", "b", "c", "1..4")
    assert names([]) == ()


def frame(**columns: list[object]) -> pd.DataFrame:
    count = len(columns["scenario"])
    usual: dict[str, list[object]] = {
        "group": [""] * count, "status": ["gap_reached"] * count, "value": [100.0] * count, "bound": [101.0] * count,
        "gap": [0.01] * count, "certified": [True] * count, "difference": [0.0] * count, "least": [-1.0] * count,
        "most": [1.0] * count, "distinguishable": [False] * count, "seconds": [1.0] * count, "attempts": [1.0] * count,
        "reason": [""] * count, "source": [""] * count, "status_of_source": [""] * count,
    }  # fmt: skip
    return pd.DataFrame({**usual, **columns})


def printed(table: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> str:
    console(width=200).print(page(table, "harbour", "EUR", 200))
    return capsys.readouterr().out


def test_noise_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(
        frame(scenario=["base", "noise", "effect"], difference=[0.0, 0.6, 50.0], least=[0.0, -0.4, 49.0],
              most=[0.0, 1.6, 51.0], distinguishable=[False, False, True]), capsys)  # fmt: skip
    noise, effect = (next(line for line in out.splitlines() if name in line) for name in ("noise", "effect"))
    assert "(+1)" in noise
    assert "within the gaps" not in noise
    assert "in brackets, within the gaps" in out
    assert "+50" in effect
    assert "within" not in effect


def test_tornado_is_ranked_by_swing(capsys: pytest.CaptureFixture[str]) -> None:
    nan = float("nan")
    table = frame(
        scenario=["base", *"abcdef"], group=["", *["t"] * 6],
        lever=["", "price", "price", "hours", "hours", "fee", "fee"],
        side=["", *["low", "high"] * 3], difference=[0.0, -5.0, 5.0, -20.0, 1.0, nan, 2.0],
        value=[100.0, 95.0, 105.0, 80.0, 101.0, nan, 102.0], distinguishable=[False, *[True] * 6],
        status=["gap_reached"] * 5 + ["infeasible", "gap_reached"],
    )  # fmt: skip
    lines = printed(table, capsys).splitlines()
    start = next(number for number, line in enumerate(lines) if "Tornado t" in line)
    assert [line.split() for line in lines[start + 2 : start + 5]] == [
        ["hours", "-20", "+1", "21"], ["price", "-5", "+5", "10"], ["fee", "+2", "low:", "infeasible"],
    ]  # fmt: skip


def test_swing_by_hand() -> None:
    assert swing([{"difference": 3.0}, {"difference": 5.0}]) == 5.0
    assert swing([{"difference": -3.0}, {"difference": 5.0}]) == 8.0


def test_sweep_shows_its_coordinates(capsys: pytest.CaptureFixture[str]) -> None:
    table = frame(scenario=["base", "a", "b"], group=["", "s", "s"], price=[float("nan"), 0.5, 1.0],
                  line=["", "kiln", "mill"])  # fmt: skip
    lines = printed(table, capsys).splitlines()
    start = next(number for number, line in enumerate(lines) if "Sweep s" in line)
    assert lines[start + 1].split()[:2] == ["price", "line"]
    assert [line.split()[:2] for line in lines[start + 2 : start + 4]] == [["0.5", "kiln"], ["1", "mill"]]
