"""The page of a study of tiny that was run: a sweep, a tornado, an infeasible and a wrong scenario among them."""

from __future__ import annotations

import json
import math
import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from run_world import STOPPED, UNKNOWN, study

from opt.plan.plan import Plan, with_summary
from opt.plan.store import read_result
from opt.report.html.page import Page
from opt.report.html.write import render
from opt.report.parts import Part
from opt.study.compare import compare
from opt.study.compare.comparison import Beside
from opt.study.expand import expand
from opt.study.report import Compared, compare_plans, page_of, read_study_result, study_page, study_parts
from opt.study.report.differences import DIFFERENCES, difference_parts
from opt.study.report.routes_chart import MOST
from opt.study.run.records import plan_folder
from opt.study.study import Study
from opt.tables.problems import InputError

VARIED = Study.model_validate(
    {
        "name": "questions",
        "sweep": [{"name": "hours", "edit": "lines[line=anneal].hours *= {}", "values": [0.5, 0.75]}],
        "tornado": [{"name": "market", "levers": [
            {"name": "LCO", "edit": "grades[product=LCO].price *= {}", "low": 0.1},
        ]}],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study, run once; not to be changed."""
    place = tmp_path_factory.mktemp("report") / "study"
    return study(place, (STOPPED, UNKNOWN, *expand(VARIED))).folder


TOLD: list[tuple[int, int]] = []


@pytest.fixture(scope="module")
def compared(folder: Path) -> Compared:
    return compare_plans(read_study_result(folder), lambda done, total: TOLD.append((done, total)))


@pytest.fixture(scope="module")
def page(folder: Path, compared: Compared) -> Page:
    return page_of(read_study_result(folder), compared)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


@cache
def plan_of(folder: Path, name: str) -> Plan:
    return read_result(plan_folder(folder, name))


def part(page: Page, name: str) -> Part:
    (found,) = (part for part in study_parts(page) if part.name == name)
    return found


def test_page_has_every_part_and_nothing_is_an_empty_picture(page: Page) -> None:
    assert [part.name for part in study_parts(page)] == [
        "scenarios", "tornado_market", "sweep_hours", "plan_value", "plan_routes", "plan_kpis", "plan_campaigns",
        "plan_grades", "plan_limits",
    ]  # fmt: skip
    for one in study_parts(page):
        assert one.frame.columns.tolist() == one.table.names
        assert len(one.frame) or one.empty
        assert one.chart is None or one.chart.figure.data
    assert page.title == "tiny: study study"
    assert page.currency == "USD"
    told = " ".join(notice.text for notice in page.notices)
    assert "No plan keeps all limits: stopped" in told
    assert "unknown (" in told


def test_page_can_be_written(page: Page) -> None:
    text = render(page)
    assert all(one.title in text for one in study_parts(page))


def test_table_is_the_stored_one(page: Page, folder: Path) -> None:
    stored = pd.read_csv(folder / "scenarios.csv")
    shown = part(page, "scenarios").frame
    assert shown["scenario"].tolist() == stored["scenario"].tolist()
    for column in ("value", "bound", "gap", "difference", "least", "most"):
        written = stored[next(name for name in stored if name.split(" [")[0] == column)]
        assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(shown[column], written, strict=True))


def test_differences_are_those_of_the_stored_plans(page: Page, folder: Path) -> None:
    base = plan_of(folder, "base").derived["value"].set_index("term")["amount"]
    rows = part(page, "plan_value").frame
    for name, found in rows.groupby("scenario"):
        terms = plan_of(folder, str(name)).derived["value"].set_index("term")["amount"]
        by_term = found.set_index("term")
        for term in by_term.index:
            assert by_term.loc[term, "amount"] == terms[term]
            assert by_term.loc[term, "difference"] == terms[term] - base[term]
    shown = part(page, "scenarios").frame.set_index("scenario")["difference"]
    for name, found in rows.groupby("scenario"):
        assert found["difference"].sum() == pytest.approx(shown[name], abs=1e-6)
    assert "stopped" not in set(rows["scenario"])


def test_fields_of_the_grid_are_roots_of_the_table(page: Page) -> None:
    one = part(page, "plan_value")
    assert one.chart is not None
    (field,) = (trace for trace in one.chart.figure.data if trace.type == "heatmap")
    names = [name.strip("()") for name in one.chart.figure.layout.yaxis.ticktext]
    terms = one.frame["term"].unique().tolist()
    amounts = one.frame.set_index(["scenario", "term"])["difference"]
    drawn = sum(z * abs(z) for row in field.z for z in row if z is not None and not math.isnan(z))
    shown = sum(amounts.get((name, term), 0.0) for name in names for term in terms)
    assert names == one.frame["scenario"].unique().tolist()
    assert drawn == pytest.approx(shown, abs=1.0)


def test_plans_are_told_one_by_one_and_equal_a_comparison_at_once(folder: Path, compared: Compared) -> None:
    names = ["base", *(scenario.name for scenario in expand(VARIED))]
    assert [(number, len(names)) for number in range(1, len(names) + 1)] == TOLD
    plans = [plan_of(folder, name) for name in names]
    at_once = compare(plans[0], plans[1:])
    assert compared.comparison is not None
    for name, frame in at_once.frames.items():
        pd.testing.assert_frame_equal(compared.comparison.frames[name], frame)


def test_routes_switch_between_scenarios(page: Page) -> None:
    one = part(page, "plan_routes")
    assert one.chart is not None
    rows = one.frame
    for option in one.chart.options:
        found = rows[rows["scenario"] == option.label].head(MOST)
        _, before, after = option.data["x"]
        assert before == found["base_mass"].tolist()
        assert after == found["mass"].tolist()
    if len(rows):
        labels = [option.label for option in one.chart.options] or [rows["scenario"][0]]
        assert labels == rows["scenario"].unique().tolist()


def test_long_tables_keep_the_largest_of_each_scenario(folder: Path, compared: Compared) -> None:
    report = read_study_result(folder)
    whole = {part.name: part for part in difference_parts(report, compared)}
    for short in difference_parts(report, compared, most=1):
        full = whole[short.name]
        if short.name == "plan_value" or len(short.frame) == len(full.frame):
            continue
        assert short.frame.groupby("scenario").size().max() <= 5
        assert f"{len(full.frame) - len(short.frame)} rows of smaller differences" in short.about
        if short.name == "plan_routes":
            for name, rows in short.frame.groupby("scenario"):
                left = full.frame[full.frame["scenario"] == name]["difference"].abs().sort_values(ascending=False)
                assert rows["difference"].abs().min() >= left.iloc[len(rows) - 1]
    assert {difference.table for difference in DIFFERENCES} == {name.removeprefix("plan_") for name in whole}


def without_table(folder: Path, name: str, table: str) -> None:
    """Make the stored plan one of a version that did not derive the table."""
    place = plan_folder(folder, name)
    summary = json.loads((place / "summary.json").read_text())
    summary["tables"].remove(table)
    (place / "summary.json").write_text(json.dumps(summary))
    (place / f"{table}.csv").unlink()


def test_spoilt_plans_and_plans_of_another_run_name_what_to_delete(copy: Path) -> None:
    (plan_folder(copy, "market_LCO_low") / "treat.csv").unlink()
    path = plan_folder(copy, "hours_0.5") / "summary.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps({**summary, "objective": summary["objective"] + 100.0, "certified": False}))
    with pytest.raises(InputError) as caught:
        study_page(copy)
    told = str(caught.value)
    assert "treat.csv" in told
    assert f"delete {plan_folder(copy, 'market_LCO_low')}, then run" in told
    assert "by the table of outcomes" in told
    assert "not certified, unlike" in told


def test_plans_that_are_not_there_or_cannot_be_compared_are_notices(copy: Path) -> None:
    shutil.rmtree(plan_folder(copy, "market_LCO_low"))
    without_table(copy, "hours_0.5", "binding")
    page = study_page(copy)
    told = [notice.text for notice in page.notices]
    assert any("plans are not in the folder" in text and "market_LCO_low" in text for text in told)
    assert any("hours_0.5 (the plan lacks this table: binding)" in text for text in told)
    assert {"market_LCO_low", "hours_0.5"}.isdisjoint(part(page, "plan_value").frame["scenario"])


def test_without_the_plan_of_the_base_the_rest_still_stands(copy: Path) -> None:
    without_table(copy, "base", "binding")
    assert "cannot be compared" in study_page(copy).groups[-1].parts[0].empty
    shutil.rmtree(copy / "scenarios")
    bare = study_page(copy)
    assert [one.name for one in bare.groups[-1].parts] == ["plan_value"]
    assert "not stored in this folder" in bare.groups[-1].parts[0].empty
    assert part(bare, "tornado_market").chart is not None


def test_plans_that_earn_the_same_are_a_sentence_not_an_empty_grid(folder: Path) -> None:
    report = read_study_result(folder)
    beside = Beside("base", plan_of(folder, "base"))
    beside.add("hours_0.5", with_summary(plan_of(folder, "base"), scenario="hours_0.5"))
    value, routes, *_ = difference_parts(report, Compared(beside.comparison()))
    assert value.chart is None
    assert value.empty == "The plans earn and spend the same."
    assert routes.empty == "Every stream goes the same way in every plan."
