"""relith replan: the past kept, the rest planned again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from opt.cli import app
from opt.plan.store import read_result

TINY = Path(__file__).parents[2] / "instances" / "tiny"
MORE = "insert arrivals{stream=POL, period=3, mass=2}"


def call(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replan") / "base"
    assert call("solve", TINY, "--gap", 0, "--out", folder, "--quiet")[0] == 0
    return folder


def test_weeks_before_stay_and_what_moved_is_told(base: Path, tmp_path: Path) -> None:
    target = tmp_path / "replanned"
    code, out, _ = call("replan", TINY, base, "--from", 3, "--edit", MORE, "--gap", 0, "--out", target)
    assert code == 0
    assert "compared with earlier" in out
    before, after = read_result(base), read_result(target)
    assert after.summary["certified"]
    for name in ("treat", "receive", "stock", "run", "sell"):
        kept = {index: value for index, value in before.values(name).items() if index[-1] in ("1", "2")}
        assert {index: after.values(name)[index] for index in kept} == pytest.approx(kept, abs=1e-6)
    assert sum(after.values("receive").values()) == pytest.approx(sum(before.values("receive").values()) + 2.0)


def test_staying_close_states_its_price(base: Path, tmp_path: Path) -> None:
    gone = ("--edit", "delete arrivals[stream=OXI, period=1]")
    came = ("--edit", "insert arrivals{stream=OXI, period=3, mass=5}")
    code, _, err = call("replan", TINY, base, "--from", 2, *gone, *came, "--gap", 0, "--out", tmp_path / "r")
    assert code == 1
    assert "receive[OXI, 1]" in err  # what was delivered in week 1 has been treated: the past cannot be taken back
    words = ("replan", TINY, base, "--from", 2, *came, "--gap", 0, "--out", tmp_path / "r", "--stay-close", 1e6)
    code, out, _ = call(*words)
    assert code == 0
    assert "staying close: 0 campaigns moved instead of 1; it costs" in out


def test_json_is_the_summary(base: Path, tmp_path: Path) -> None:
    code, out, _ = call("replan", TINY, base, "--from", 2, "--gap", 0, "--out", tmp_path / "r", "--json")
    assert code == 0
    told = json.loads(out)
    assert told["scenario"] == "replan-2"
    assert told["objective"] == pytest.approx(read_result(base).summary["objective"], rel=1e-6)


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("--from", 9), 1, "there is no such period"),
        (("--from", 1), 1, "nothing lies before the first period"),
        (("--from", 2, "--edit", "lines.hour *= 2"), 1, "did you mean 'hours'"),
        (("--from", 2, "--stay-close", -1), 64, "zero or more"),
        (("--from", 2, "--gap", 2), 64, "--gap"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[object, ...], code: int, text: str, base: Path, tmp_path: Path) -> None:
    found, _, err = call("replan", TINY, base, *words, "--out", tmp_path / "r")
    assert found == code
    assert text in err
    assert not (tmp_path / "r").exists()


def test_a_result_that_is_none(tmp_path: Path) -> None:
    code, _, err = call("replan", TINY, tmp_path, "--from", 2)
    assert code == 1
    assert str(tmp_path) in err
