"""relith compare: results and studies from the disk, the page, JSON, and what can be wrong with them."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from compare_world import base, cheap, derived, infeasible, without_oxi, worth
from openpyxl import load_workbook

from opt.commands.compare import compare as run
from opt.plan.plan import with_summary, with_tables
from opt.plan.store import write_result
from opt.report.terminal.layout import page as console_page
from opt.study.compare import Comparison, compare, page
from opt.study.compare.read import read_plans
from opt.study.compare.text import DETAILED
from opt.tables.problems import InputError


def shown(comparison: Comparison, width: int = 80) -> str:
    file = io.StringIO()
    console_page(file, width).print(page(comparison, width))
    return file.getvalue()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results and with a study of three scenarios, one of which came to nothing; not to be changed."""
    folder = tmp_path_factory.mktemp("stored")
    study = folder / "study"
    write_result(base(), folder / "one")
    write_result(cheap(), folder / "two")
    plans = {"base": base(), "b": infeasible(), "a": cheap()}
    for name, plan in plans.items():
        write_result(with_summary(plan, scenario=name), study / "scenarios" / name)
    (study / "records").mkdir()
    lines = ["scenario,status,reason", "base,gap_reached,", "b,infeasible,", "wrong,wrong_input,no such table",
             "a,gap_reached,"]  # fmt: skip
    (study / "scenarios.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_page(capsys: pytest.CaptureFixture[str], stored: Path) -> None:
    assert run([stored / "one", stored / "two"], out=None, json=False) == 0
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert lines[0] == "tiny: compared with base"
    assert lines[1] == "base       285,150 USD, at most 285,150; gap 0.00 %"
    assert "cheap mixture: -33,570 USD (-11.77 %)" in lines
    assert "  effect     the true effect is -33,570 USD" in lines
    assert "  value      sales -35,000; treatment +1,400; storage +30" in lines
    assert "  routes     OXI as powder: annealing 7.0 -> 0.0 t" in lines
    assert "  campaigns  2 moved; anneal annealing dropped in 1, 2 (140.0 h)" in lines
    assert "  sold       mixture standard 7.0 -> 0.0 t" in lines
    assert max(map(len, lines)) <= 80
    assert "not distinguishable" not in text


def test_noise_is_said_to_be_noise() -> None:
    text = " ".join(shown(compare(worth(100.0, 110.0, "base"), [worth(105.0, 108.0, "noise")])).split())
    assert text.count("within the two gaps: not distinguishable") == 2
    assert "noise: +5 USD (+5.00 %), not distinguishable" in text
    assert "may be noise" in text
    assert "the two plans do the same" in shown(compare(base(), [worth(285150.0, 285150.0)]))


def test_plans_that_are_not_certified_are_warned_of_on_the_page() -> None:
    text = " ".join(shown(compare(base(), [worth(3e5, 3e5, "broken", certified=False), infeasible()])).split())
    assert "warning broken: NOT CERTIFIED" in text
    assert "broken: +14,850 USD (+5.21 %), NOT CERTIFIED" in text
    assert "no plan keeps all limits" in text


def test_a_base_without_a_plan_on_the_page() -> None:
    text = " ".join(shown(compare(infeasible("base"), [cheap()])).split())
    assert "the base 'base' has no plan" in text


def test_every_width_holds() -> None:
    comparison = compare(base(), [cheap(), without_oxi(), infeasible()])
    for width in (60, 80, 120):
        assert max(map(len, shown(comparison, width).splitlines())) <= width


def test_limits_and_campaigns_of_many_periods_are_named_together() -> None:
    hours = [(period, value) for period, value in (("1", 5.0), ("2", 70.0), ("3", 0.1))]
    bound = pd.DataFrame([{"family": "capacity", "row": "relith", "period": period, "slack": 0.0, "unit": "h",
                           "value": value} for period, value in hours])  # fmt: skip
    run = base().tables["run"].assign(run=1.0)
    text = shown(compare(base(), [derived(with_tables(worth(1, 1), run=run), binding=bound)]))
    assert "  now binds  one more hour on line relith in 2 (70) and 1 more" in text.splitlines()
    assert "  campaigns  3 moved; " in text
    assert "wash polymer added in 1 (0.0 h)" in text


def test_many_scenarios_are_shown_by_the_largest_difference() -> None:
    many = [worth(1000.0 * number, 1000.0 * number, f"s{number}") for number in range(1, DETAILED + 4)]
    text = shown(compare(base(), many))
    assert f"the {DETAILED} largest differences of {len(many)}" in text
    assert "s1: " in text
    assert f"s{len(many)}: " not in text
    assert text.index("s1: ") < text.index("s2: ")  # 285 150 is farther from 1 000 than from 2 000


def test_json_and_workbook(capsys: pytest.CaptureFixture[str], stored: Path, tmp_path: Path) -> None:
    assert run([stored / "one", stored / "two"], out=tmp_path / "book.xlsx", json=True) == 0
    told = capsys.readouterr()
    assert f"written to {tmp_path / 'book.xlsx'}" in told.err
    assert load_workbook(tmp_path / "book.xlsx")["outcome"]["A3"].value == "cheap mixture"
    report = json.loads(told.out)
    assert (report["base"], report["scenarios"], report["currency"]) == ("base", ["cheap mixture"], "USD")
    assert report["tables"]["outcome"][1]["difference"] == pytest.approx(-33570)
    mixture = next(row for row in report["tables"]["grades"] if row["product"] == "mixture")
    assert mixture["price"] is None


def test_a_wrong_target_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is neither"):
        run([tmp_path / "nowhere", tmp_path / "nowhere"], out=tmp_path / "table.csv", json=False)


def test_a_study_stands_for_its_base_and_all_scenarios(capsys: pytest.CaptureFixture[str], stored: Path) -> None:
    assert run([stored / "study"], out=None, json=True) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["base"] == "base"
    assert json.loads(told.out)["scenarios"] == ["b", "a"]  # the order of the study
    assert "scenario wrong has no plan (wrong_input: no such table)" in told.err


def test_a_study_that_is_not_finished(stored: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(stored / "study", tmp_path / "study"))
    (study / "scenarios.csv").unlink()
    (study / "scenarios" / ".a.1.new").mkdir()
    plans, remarks = read_plans([study])
    assert [plan.name for plan in plans] == ["base", "a", "b"]
    assert remarks == []


def test_a_plan_that_the_study_no_longer_lists_is_left_out(stored: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(stored / "study", tmp_path / "study"))
    text = (study / "scenarios.csv").read_text(encoding="utf-8")
    (study / "scenarios.csv").write_text(text.replace("b,infeasible,\n", ""), encoding="utf-8")
    plans, remarks = read_plans([study])
    assert [plan.name for plan in plans] == ["base", "a"]
    assert [remark.removeprefix(f"{study}: ") for remark in remarks] == [
        "scenario wrong has no plan (wrong_input: no such table)",
        "b is left out, the study does not list it",
    ]


def test_results_of_one_name_are_told_apart_by_their_folders(stored: Path) -> None:
    places = [stored / "one", stored / "study" / "scenarios" / "base", stored / "two"]
    plans, _ = read_plans(places)
    assert [plan.name for plan in plans] == [str(places[0]), str(places[1]), "cheap mixture"]


def wrong(*folders: Path) -> list[str]:
    with pytest.raises(InputError) as found:
        read_plans(folders)
    return [str(problem) for problem in found.value.problems]


def test_one_plan_is_too_few(stored: Path) -> None:
    (told,) = wrong(stored / "one")
    assert "there is one plan only" in told
    assert "give two results at least, or the folder of a study" in told


def test_a_result_given_twice(stored: Path) -> None:
    (told,) = wrong(stored / "one", stored / "study" / ".." / "one")
    assert "this result is given twice" in told


def test_everything_that_is_wrong_is_told_at_once(stored: Path, tmp_path: Path) -> None:
    half = Path(shutil.copytree(stored / "one", tmp_path / "half"))
    (half / "value.csv").unlink()
    old = Path(shutil.copytree(stored / "two", tmp_path / "old"))
    summary = json.loads((old / "summary.json").read_text(encoding="utf-8"))
    (old / "summary.json").write_text(json.dumps({**summary, "format": 99}), encoding="utf-8")
    (tmp_path / "empty").mkdir()
    told = wrong(half, old, tmp_path / "empty", tmp_path / "nowhere")
    assert len(told) == 4
    for words, message in zip(("this table is missing", "has format 99", "this is not a result", "no such folder"),
                              told, strict=True):  # fmt: skip
        assert words in message


def test_half_a_study(stored: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(stored / "study", tmp_path / "study"))
    (study / "scenarios" / "a" / "treat.csv").unlink()
    (study / "scenarios" / "b" / "summary.json").unlink()
    told = wrong(study)
    assert [message.split(":")[0] for message in told] == [
        str(study / "scenarios" / "a" / "treat.csv"), str(study / "scenarios" / "b")]  # fmt: skip
    shutil.rmtree(study / "scenarios" / "base")
    (told_base,) = wrong(study)
    assert "the study has no result of its base" in told_base
    shutil.rmtree(study / "scenarios")
    (told_all,) = wrong(study)
    assert str(study / "scenarios") in told_all


def test_a_table_of_a_study_that_is_none(stored: Path, tmp_path: Path) -> None:
    study = Path(shutil.copytree(stored / "study", tmp_path / "study"))
    for content, words in ((b"name,value\na,1\n", "columns scenario and status"), (b"\xff\xfe", "not a CSV file")):
        (study / "scenarios.csv").write_bytes(content)
        (told,) = wrong(study)
        assert words in told
