"""The page of a study, on outcomes by hand: what is read back, what is refused, what is drawn."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from report_world import BASE_OUTCOME, TORNADO, doubtful, lost, report, solved, stored

from opt.report import look
from opt.report.charts.brief import elided_within
from opt.report.parts import Part
from opt.schema import Column
from opt.study.compare.read import read_plans
from opt.study.report import StudyReport, compare_plans, page_of, read_study_result
from opt.study.report.head import facts
from opt.study.report.scenarios import MOST, scenarios_part
from opt.study.report.sweep import axis_of, sweep_part
from opt.study.report.tornado import tornado_part
from opt.study.report.words import compact, coordinate, distinct, hover
from opt.study.run.common import BASE
from opt.study.run.records import Outcome, plan_folder
from opt.study.scenario import Scenario
from opt.tables.problems import InputError

LINE = tuple(solved(f"s_{x:g}", value, value + 10, "s", speed=x) for x, value in
             ((0.5, 800.0), (1.0, 1000.0), (2.0, 1300.0)))  # fmt: skip


def complaints(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_study_result(folder)
    return str(caught.value)


def traces(part: Part, kind: str) -> list[Any]:
    assert part.chart is not None
    return [trace for trace in part.chart.figure.data if trace.type == kind]


def sweep(found: StudyReport, number: int = 0) -> Part:
    return sweep_part(found, found.groups[number], "sweep")


# ---------------------------------------------------------------- read back


def test_table_is_read_back_with_types_coordinates_and_names(tmp_path: Path) -> None:
    grid = solved("g", 1000.0, 1001.0, "g", speed="fast", hours=3.0)
    found = report(tmp_path, *TORNADO, *LINE, grid)
    assert (found.instance, found.study, found.currency, found.about) == ("tiny", "questions", "USD", "")
    assert [(c.name, c.kind) for c in found.points] == [
        ("lever", "text"), ("side", "text"), ("point value", "number"), ("speed", "text"), ("hours", "number"),
    ]  # fmt: skip
    assert [(g.name, g.is_tornado, [c.name for c in g.coordinates]) for g in found.groups] == [
        ("t", True, ["lever", "side", "point value"]), ("s", False, ["speed"]), ("g", False, ["speed", "hours"]),
    ]  # fmt: skip
    row = found.scenarios.set_index("scenario").loc["t_speed_low"]
    assert (row["value"], row["difference"], row["least"], row["most"]) == (900.0, -100.0, -110.0, -95.0)
    assert row["distinguishable"]
    assert row["certified"]
    assert row["point value"] == 0.5
    assert found.base["scenario"] == "base"
    assert math.isnan(found.base["hours"])


def test_about_is_read_where_the_study_says_it(tmp_path: Path) -> None:
    assert read_study_result(stored(tmp_path / "a", LINE, about="three speeds")).about == "three speeds"


@pytest.mark.parametrize("number", [2, None, True, "1"])
def test_another_format_is_refused_here_and_by_compare(tmp_path: Path, number: object) -> None:
    folder = stored(tmp_path / "a", LINE, format=number)
    assert "format" in complaints(folder)
    assert "into another folder" in complaints(folder)
    (folder / "scenarios").mkdir()
    with pytest.raises(InputError, match="format"):
        read_plans([folder])


def test_what_is_no_study_is_refused(tmp_path: Path) -> None:
    assert "no such folder" in complaints(tmp_path / "nowhere")
    assert "neither a result nor a study" in complaints(tmp_path)
    (tmp_path / "summary.json").write_text("{}")
    assert "a result, not a study" in complaints(tmp_path)
    (tmp_path / "study.json").write_text("{")
    assert "not JSON" in complaints(tmp_path)
    (tmp_path / "study.json").write_text("[1]")
    assert "not the mark of a study" in complaints(tmp_path)


def test_study_without_a_table_is_to_be_run_again(tmp_path: Path) -> None:
    folder = stored(tmp_path / "a", LINE)
    (folder / "scenarios.csv").unlink()
    assert "no table of outcomes" in complaints(folder)
    assert "run the study again" in complaints(folder)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("s_2,", "s_1,", "two rows of one scenario"),
        ("s_0.5,s,0.5,gap_reached", "s_0.5,s,0.5,solved", "a status is one of"),
        ("base,,,", "best,,,", "the first row is that of 'base'"),
        (",-200.0,", ",-201.0,", "the other figures of the row and the base's say -200.0"),
        (",-210.0,", ",,", "column least"),
        (",300.0,290.0,310.0,True", ",300.0,290.0,310.0,False", "least and most say True"),
        ("gap_reached,800.0,", "gap_reached,many,", "this is not a number"),
        ("scenario,group", "scenario,crowd", "the header of a table of outcomes"),
        ("gap_reached,1300.0,1310.0", "gap_reached,,1310.0", "a certified plan has a value"),
    ],
)  # fmt: skip
def test_tables_that_contradict_themselves_are_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = stored(tmp_path / "a", LINE)
    path = folder / "scenarios.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert told in complaints(folder)
    assert "run the study again" in complaints(folder)


def test_half_a_scenario_is_refused_with_the_folder_to_delete(tmp_path: Path) -> None:
    folder = stored(tmp_path / "a", LINE)
    plan_folder(folder, "s_1").mkdir(parents=True)
    assert "delete this folder, then run" in complaints(folder)
    assert "half a result" in complaints(folder)


def test_study_that_may_not_be_finished_says_so(tmp_path: Path) -> None:
    folder = stored(tmp_path / "a", LINE)
    (folder / ".lock").write_text("4711")
    assert "still running (process 4711)" in read_study_result(folder).unfinished
    (folder / ".lock").write_text("")
    assert read_study_result(folder).unfinished == ""
    (folder / "scenarios" / "s_3").mkdir(parents=True)
    assert "(s_3)" in read_study_result(folder).unfinished


def test_plans_that_are_not_stored_are_known(tmp_path: Path) -> None:
    found = report(tmp_path, *LINE, lost("bad", "wrong_input", "no line X"))
    assert found.stored == ()
    assert found.lacking == ("base", "s_0.5", "s_1", "s_2")
    compared = compare_plans(found)
    assert compared.comparison is None
    assert "not stored" in compared.empty


# ---------------------------------------------------------------- all scenarios


def test_ranges_stand_where_the_numbers_are(tmp_path: Path) -> None:
    given = (
        solved("gain", 1200.0, 1250.0), solved("loss", 700.0, 720.0), solved("noise", 1005.0, 1012.0),
        lost("none", "infeasible", "no plan keeps <all> limits"), doubtful("leaky", 1100.0),
    )  # fmt: skip
    part = scenarios_part(report(tmp_path, *given))
    bars = {bar.name: (list(bar.y), list(bar.base), list(bar.x)) for bar in traces(part, "bar")}
    assert bars == {  # least = value - 1010, most = bound - 1000
        "gain proven": ([0], [190.0], [60.0]),
        "loss proven": ([1], [-310.0], [30.0]),
        "within the gaps": ([2], [-5.0], [17.0]),
    }
    colours = {bar.name: bar.marker.color for bar in traces(part, "bar")}
    assert colours["gain proven"] == look.EARNS
    assert colours["loss proven"] == look.COSTS
    hatched = [bar.name for bar in traces(part, "bar") if bar.marker.pattern.shape]
    assert hatched == ["within the gaps"]
    marks = {trace.marker.symbol: (list(trace.y), list(trace.x)) for trace in traces(part, "scatter")[1:]}
    assert marks == {
        "line-ns": ([0, 1, 2], [200.0, -300.0, 5.0]), "circle-open": ([4], [100.0]), "x-thin": ([3], [0.0]),
    }  # fmt: skip
    assert part.chart is not None
    remarks = [remark.text for remark in part.chart.figure.layout.annotations]
    assert remarks[0].startswith("+200")
    assert "within the gaps" in remarks[2]
    assert "no plan" in remarks[3]
    assert "nothing is proven" in remarks[4]
    crossed = next(trace for trace in traces(part, "scatter") if trace.marker.symbol == "x-thin")
    assert "&lt;all&gt;" in crossed.hovertext[0]
    assert len(part.frame) == 6


def test_scenarios_outside_groups_come_first_and_alone_where_there_are_many(tmp_path: Path) -> None:
    few = report(tmp_path / "few", *LINE, solved("own", 1200.0, 1210.0))
    part = scenarios_part(few)
    assert part.chart is not None
    assert part.chart.figure.layout.yaxis.ticktext == ("own", "s_0.5", "s_1", "s_2")
    points = [solved(f"p{n}", 1000.0 + n, 1100.0, "p", x=float(n)) for n in range(MOST)]
    many = scenarios_part(report(tmp_path / "many", solved("own", 1200.0, 1210.0), *points))
    assert many.chart is not None
    assert many.chart.figure.layout.yaxis.ticktext == ("own",)
    assert f"({MOST}) are drawn with their sweep" in many.about
    alone = scenarios_part(report(tmp_path / "alone", *points, solved("q", 5000.0, 5100.0, "p", x=99.0)))
    assert alone.chart is not None
    assert alone.chart.figure.layout.yaxis.ticktext[0] == "q"
    assert len(alone.chart.figure.layout.yaxis.ticktext) == MOST


def test_nothing_to_compare_is_a_sentence(tmp_path: Path) -> None:
    only = scenarios_part(report(tmp_path / "only"))
    assert only.chart is None
    assert "no scenario besides" in only.empty
    no_base = Outcome("base", "infeasible", reason="no plan keeps all limits")
    part = scenarios_part(report(tmp_path / "none", *LINE, base=no_base))
    assert part.chart is None
    assert "no plan keeps all limits" in part.empty
    assert len(part.frame) == 4


# ---------------------------------------------------------------- tornados


def tornado(found: StudyReport) -> Part:
    return tornado_part(found, found.groups[0], "tornado")


def test_levers_stand_by_swing_and_unknown_ones_last(tmp_path: Path) -> None:
    part = tornado(report(tmp_path, *TORNADO))
    rows = part.frame
    assert rows["lever"].tolist() == ["tax", "tax", "speed", "speed", "fee", "fee", "door", "door"]
    assert rows["side"].tolist() == ["low", "high"] * 4
    assert rows["swing"].tolist()[:6] == [400.0, 400.0, 200.0, 200.0, 10.0, 10.0]
    assert rows["swing"].isna().sum() == 2
    assert rows["setting"].tolist()[:2] == ["0.5", "2"]
    assert rows["reason"].tolist()[-1] == "no plan keeps all limits"


def test_bars_of_one_side_of_zero_share_the_row(tmp_path: Path) -> None:
    part = tornado(report(tmp_path, *TORNADO))
    drawn = {
        (bar.name, y): (x, width, minus, plus)
        for bar in traces(part, "bar") if bar.x[0] is not None
        for x, y, width, minus, plus in zip(bar.x, bar.y, bar.width, bar.error_x.arrayminus, bar.error_x.array,
                                            strict=True)
    }  # fmt: skip
    assert drawn["low", 1.0] == (-100.0, 0.66, 10.0, 5.0)
    assert drawn["high", 1.0] == (100.0, 0.66, 10.0, 4.0)
    both = sorted(y for _, y in drawn if abs(y) < 0.5)
    assert both == [-0.18, 0.18]  # tax: both sides lose, above each other
    noise = [bar for bar in traces(part, "bar") if bar.marker.pattern.shape and bar.x[0] is not None]
    assert sorted(x for bar in noise for x in bar.x) == [-4.0, 6.0]  # fee, both ways
    crosses = [trace for trace in traces(part, "scatter") if trace.marker.symbol == "x-thin"]
    assert len(crosses) == 1
    assert "high: no plan: infeasible" in crosses[0].text[0]


def test_missing_side_is_said(tmp_path: Path) -> None:
    part = tornado(report(tmp_path, *TORNADO[:3]))
    last = part.frame.iloc[-1]
    assert (last["lever"], last["side"], last["status"], last["scenario"]) == ("fee", "high", "not run", "")
    assert "no scenario of side high" in last["reason"]
    assert math.isnan(last["swing"])


def test_tornado_without_any_plan_is_a_sentence(tmp_path: Path) -> None:
    bad = [replace(outcome, status="failed", value=math.nan, bound=math.nan, certified=False, reason="out of memory")
           for _, outcome in TORNADO]  # fmt: skip
    part = tornado(report(tmp_path, *((scenario, one) for (scenario, _), one in zip(TORNADO, bad, strict=True))))
    assert part.chart is None
    assert part.empty == "No side of a lever has a plan: out of memory."
    assert len(part.frame) == 8


# ---------------------------------------------------------------- sweeps


def test_curve_band_and_base(tmp_path: Path) -> None:
    part = sweep(report(tmp_path, *reversed(LINE)))
    band, curve, *_ = traces(part, "scatter")
    assert list(curve.x) == [0.5, 1.0, 2.0]
    assert list(curve.y) == [800.0, 1000.0, 1300.0]
    assert list(curve.error_y.array) == [10.0] * 3
    assert curve.mode == "lines+markers"
    assert list(band.x) == [0.5, 1.0, 2.0, 2.0, 1.0, 0.5]
    assert list(band.y) == [800, 1000, 1300, 1310, 1010, 810]
    assert part.chart is not None
    line, rectangle = sorted(part.chart.figure.layout.shapes, key=lambda shape: shape.type)
    assert line.y0 == 1000.0
    assert (rectangle.y0, rectangle.y1) == (1000.0, 1010.0)
    assert part.frame["scenario"].tolist() == ["base", "s_2", "s_1", "s_0.5"]
    assert math.isnan(part.frame["speed"][0])


def test_point_without_a_plan_is_a_cross_at_the_foot_and_parts_the_curve(tmp_path: Path) -> None:
    more = solved("s_4", 1400.0, 1420.0, "s", speed=4.0)
    failed = lost("s_3", "failed", "out of memory", "s", speed=3.0)
    part = sweep(report(tmp_path, *LINE, failed, more))
    bands = [trace for trace in traces(part, "scatter") if trace.fill == "toself"]
    assert [max(band.x) for band in bands] == [2.0]  # the point behind the gap has its thin line alone
    cross = next(trace for trace in traces(part, "scatter") if trace.name == "no plan")
    assert part.chart is not None
    assert list(cross.x) == [3.0]
    assert 0 < part.chart.figure.layout.yaxis.range[0] < cross.y[0] < 800.0
    assert "out of memory" in cross.hovertext[0]


def test_texts_are_told_apart_and_not_joined(tmp_path: Path) -> None:
    points = [solved(f"s_{name}", 1000.0, 1001.0, "s", who=name) for name in ("north", "south")]
    curve = traces(sweep(report(tmp_path, *points)), "scatter")[0]
    assert list(curve.x) == [0.0, 1.0]
    assert curve.mode == "markers"


def test_quantities_of_one_unit_are_numbers() -> None:
    column = Column("hours", "text", "")
    axis = axis_of(column, ["120 h", "90 h", "100.5 h"])
    assert axis.title == "hours, h"
    assert axis.places == ("90 h", "100.5 h", "120 h")
    assert [axis.at({"hours": place}) for place in axis.places] == [90.0, 100.5, 120.0]
    for values in (["90 h", "2 d"], ["90 h", "all"], ["1e400", "3"]):
        mixed = axis_of(column, values)
        assert mixed.numbers is None
        assert mixed.places == tuple(values)
    assert axis_of(column, ["2.0", "1.0"]).places == ("1.0", "2.0")


def grid_points(wide: int, tall: int) -> list[tuple[Scenario, Outcome]]:
    return [solved(f"g_{x}_{y}", 1000.0 + 100 * x - y, 1003.0 + 100 * x, "g", x=float(x), y=float(y))
            for x in range(wide) for y in range(tall)]  # fmt: skip


def test_two_coordinates_are_curves_or_a_grid(tmp_path: Path) -> None:
    curves = [trace for trace in traces(sweep(report(tmp_path / "few", *grid_points(3, 2))), "scatter")
              if trace.mode == "lines+markers"]  # fmt: skip
    assert [trace.name for trace in curves] == ["y 0", "y 1"]
    assert [list(trace.y) for trace in curves] == [[1000.0, 1100.0, 1200.0], [999.0, 1099.0, 1199.0]]
    gone = lost("g_9_9", "infeasible", "no plan keeps all limits", "g", x=9.0, y=9.0)
    part = sweep(report(tmp_path / "many", *grid_points(8, 7), gone))
    (field,) = traces(part, "heatmap")
    assert field.z[0][0] == 0.0
    assert field.z[0][4] == pytest.approx(20.0)
    assert field.z[1][0] == pytest.approx(-1.0)
    assert (field.text[0][0], field.text[0][4], field.zmax) == ("(0)", "+400", pytest.approx(math.sqrt(700)))
    assert field.z[7][8] is None or math.isnan(field.z[7][8])
    (word,) = traces(part, "scatter")
    assert (list(word.x), list(word.y), list(word.text)) == ([8], [7], ["no plan"])


def test_three_coordinates_are_rows(tmp_path: Path) -> None:
    points = [solved(f"g_{x}", 1000.0 + 100 * x, 1100.0 + 100 * x, "g", x=float(x), y="a", z="b") for x in (1, 2)]
    part = sweep(report(tmp_path, *points))
    assert part.chart is not None
    assert part.chart.figure.layout.yaxis.ticktext == ("x 1, y a, z b", "x 2, y a, z b")


def test_sweep_without_a_plan_is_a_sentence_and_without_a_base_still_a_curve(tmp_path: Path) -> None:
    nothing = [lost(f"s_{n}", "wrong_input", f"no line {n}", "s", speed=float(n)) for n in range(5)]
    part = sweep(report(tmp_path / "a", *nothing))
    assert part.chart is None
    assert part.empty == "No point of the sweep has a plan: no line 0; no line 1; no line 2 ...."
    no_base = Outcome("base", "infeasible", reason="no plan keeps all limits")
    curve = sweep(report(tmp_path / "b", *LINE, base=no_base))
    assert curve.chart is not None
    assert not curve.chart.figure.layout.shapes


# ---------------------------------------------------------------- the head


def test_facts_count_what_the_table_says(tmp_path: Path) -> None:
    given = (solved("gain", 1200.0, 1250.0), solved("loss", 700.0, 720.0), solved("noise", 1005.0, 1012.0),
             lost("none", "infeasible", "no plan keeps all limits"), doubtful("leaky", 1100.0))  # fmt: skip
    found = {fact.label: fact for fact in facts(report(tmp_path, *given))}
    counts = {label: found[label].value for label in
              ("Scenarios", "Certified", "Effect proven", "Within the gaps", "Without a plan")}  # fmt: skip
    assert counts == {
        "Scenarios": 5, "Certified": 3, "Effect proven": 2, "Within the gaps": 1, "Without a plan": 1,
    }  # fmt: skip
    assert (found["Value of the base"].text, found["Value of the base"].value) == ("1,000 USD", 1000.0)
    assert (found["Largest gain"].text, found["Largest gain"].note) == ("+200 USD", "gain")
    assert (found["Largest loss"].value, found["Largest loss"].note) == (-300.0, "loss")


def test_notices_name_what_is_not_as_it_should_be(tmp_path: Path) -> None:
    given = (
        solved("fine", 1200.0, 1250.0), lost("none", "infeasible", "no plan keeps all limits"),
        lost("typo", "wrong_input", "no line X"), lost("crash", "failed", "its worker died 3 times"),
        lost("slow", "no_plan", "no plan was found within 5 s"), doubtful("leaky", 1100.0),
    )  # fmt: skip
    found = report(tmp_path, *given)
    told = {(notice.kind, notice.text) for notice in page_of(found, compare_plans(found)).notices}
    for kind, part in (
        ("error", "leaky (not certified: it leaks)"), ("warning", "crash (its worker died 3 times)"),
        ("warning", "typo (no line X)"), ("note", "No plan keeps all limits: none."),
        ("note", "slow (no plan was found within 5 s)"), ("note", "leaky (10.00 %)"),
        ("warning", "fine; none; slow; leaky"),
    ):  # fmt: skip
        assert any(kind == of and part in text for of, text in told), (kind, part, told)


@pytest.mark.parametrize(
    ("base", "told"),
    [
        (Outcome("base", "no_plan", reason="no plan was found within 5 s"), "The base has no plan (no plan was found"),
        (replace(BASE_OUTCOME, certified=False, reason="it leaks"), "The plan of the base is not certified"),
        (replace(BASE_OUTCOME, bound=math.inf, gap=math.inf), "Nothing is proven of how good the base is"),
    ],
)
def test_base_that_proves_nothing_is_the_first_notice(tmp_path: Path, base: Outcome, told: str) -> None:
    found = report(tmp_path, *LINE, base=base)
    page = page_of(found, compare_plans(found))
    assert page.notices[0].text.startswith(told)
    assert all(part.chart is not None or part.empty for group in page.groups for part in group.parts)


# ---------------------------------------------------------------- words


def test_words() -> None:
    assert [compact(number) for number in (416_218, -1_475_622, 8_113, 340.4, -0.2, 9_996_000, 999_600, math.nan)] == [
        "+416k", "-1.5M", "+8.1k", "+340", "", "+10M", "+1.0M", "",
    ]  # fmt: skip
    assert coordinate(0.25) == "0.25"
    assert coordinate("3.0") == "3"
    assert coordinate("60 EUR/t") == "60 EUR/t"
    long = [f"{'a' * 30}{n}{'b' * 30}" for n in range(3)]
    assert distinct(long) == long
    assert distinct(["a" * 60]) == [elided_within("a" * 60, 40)]
    assert hover("a <b>", "", "c & d") == "<b>a &lt;b&gt;</b><br>c &amp; d"


def test_made_up_folder_is_what_a_study_writes(tmp_path: Path) -> None:
    mark = json.loads((stored(tmp_path / "a", LINE) / "study.json").read_text())
    assert mark == {"format": 1, "instance": "tiny", "study": "questions"}
    assert BASE.name == "base"


def test_a_study_that_was_stopped_tells_how_much_is_missing(tmp_path: Path) -> None:
    given = [solved("one", 900.0, 905.0)]
    whole = read_study_result(stored(tmp_path / "whole", given, scenarios=1, about="what if"))
    assert (whole.unfinished, whole.about) == ("", "what if")
    assert read_study_result(stored(tmp_path / "part", given, scenarios=3)).unfinished == "1 of 3 scenarios are done"
