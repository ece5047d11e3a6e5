"""Names that look like markup are shown as they are: on every chart of the pages of a plan and of a study."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hostile_names import TAIL, hostile, renamed, shown, texts, wrong

from opt.plan.plan import Plan
from opt.report.charts.brief import safe
from opt.report.parts import Builder, Part, build
from opt.report.plan_page import GROUPS
from opt.schema import Table
from opt.study.compare.comparison import Comparison
from opt.study.compare.tables import TABLES
from opt.study.report import Compared, StudyReport, page_of, study_parts
from opt.study.run.common import BASE
from opt.study.run.records import Outcome
from opt.study.run.result import columns_of, frame_of_outcomes
from opt.study.scenario import Scenario
from opt.tables.frames import empty_frame, frame_of

BUILDERS = [builder for *_, builders in GROUPS for builder in builders if builder.draw]


@pytest.fixture(scope="module")
def other(plan: Plan) -> Plan:
    return renamed(plan)


def test_a_safe_text_is_shown_as_it_stands() -> None:
    assert safe(TAIL) == 'a&lt;b&gt;x&lt;/b&gt; &amp;amp; "q" &lt;script&gt;'
    assert shown(safe(TAIL)) == TAIL
    assert not wrong(f"<b>{safe(TAIL)}</b><br><span style='color:#123456'>x</span>")
    assert all(map(wrong, (TAIL, f"<b>{TAIL}</b>", safe(safe(TAIL)), safe("<br>") + safe(safe("<")), "&quot;", "<u>")))


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.name)
def test_charts_of_a_plan(other: Plan, builder: Builder) -> None:
    part = build(builder, other)
    assert [text for text in texts(part) if wrong(text)] == []
    assert any(TAIL in shown(text) for text in texts(part))
    as_they_are(part)


def as_they_are(part: Part) -> None:
    """What stands in the page itself is not escaped: the page does that."""
    assert part.chart is not None
    words = [part.chart.label, *(text for option in part.chart.options for text in (option.name, option.label))]
    assert not any("&lt;" in text or "&amp;amp;" in text for text in words)


POINTS = (
    ("gain", 1200.0, "", {}), ("loss", 700.0, "", {}), ("lost", None, "", {}),
    ("low", 900.0, "tornado", {"lever": "fee", "side": "low", "value": "one"}),
    ("high", None, "tornado", {"lever": "fee", "side": "high", "value": "two"}),
    *((f"line {n}", 1000.0 + n, "line", {"who": f"w{n}"}) for n in range(3)),
    *((f"curve {n}{m}", 1000.0 + n, "curve", {"speed": float(n), "of": f"m{m}"}) for n in range(3) for m in range(2)),
    *((f"grid {n}{m}", 1000.0 + n, "grid", {"over": f"n{n}", "down": f"m{m}"}) for n in range(8) for m in range(8)),
    *((f"rows {n}", 1000.0 + n, "rows", {"p": f"n{n}", "q": "m", "r": "o"}) for n in range(2)),
)  # fmt: skip
"""Name, value, group and coordinates of each scenario; each way to draw a sweep."""


def study() -> StudyReport:
    """Outcomes of scenarios with such names, coordinates, settings and reasons."""
    scenarios, outcomes = [BASE], {BASE.name: Outcome(BASE.name, "gap_reached", 1000.0, 1010.0, 0.01, certified=True)}
    for name, value, group, point in POINTS:
        place = {column if column in ("lever", "side", "value") else hostile(column):
                 cell if column == "side" or isinstance(cell, float) else hostile(cell)
                 for column, cell in point.items()}  # fmt: skip
        scenarios.append(Scenario(hostile(name), source=hostile("by"), group=group and hostile(group), point=place))
        outcomes[hostile(name)] = (
            Outcome(hostile(name), "infeasible", reason=hostile("why")) if value is None
            else Outcome(hostile(name), "time_limit", value, value + 5.0, 0.01, certified=True, reason=hostile("late"))
        )  # fmt: skip
    columns = columns_of(scenarios)
    frame = frame_of_outcomes(scenarios, outcomes, outcomes[BASE.name])
    table = Table("scenarios", "result", ("scenario",), columns, "outcomes")
    return StudyReport(Path("study"), "tiny", "questions", "", hostile("USD"), table, frame)


def compared() -> Compared:
    """Terms and routes of two scenarios that differ from those of the base."""
    frames: dict[str, pd.DataFrame] = {name: empty_frame(table) for name, table in TABLES.items()}
    names = [hostile(name) for name in ("gain", "loss")]
    frames["value"] = frame_of(TABLES["value"], (
        {"scenario": name, "term": hostile("term"), "base_amount": 10.0, "amount": 30.0, "difference": 20.0,
         "distinguishable": True} for name in names
    ))  # fmt: skip
    frames["routes"] = frame_of(TABLES["routes"], (
        {"scenario": name, "stream": hostile(stream), "form": hostile("cell"), "stage": "leaching",
         "technology": hostile("acid"), "base_mass": 2.0, "mass": 3.0, "difference": 1.0, "base_share": 0.2,
         "share": 0.3, "distinguishable": False, "note": hostile("note")} for name in names for stream in "AB"
    ))  # fmt: skip
    return Compared(Comparison(BASE.name, "tiny", hostile("USD"), frames))


def test_charts_of_a_study() -> None:
    drawn = {part.title: part for part in study_parts(page_of(study(), compared())) if part.chart}
    sweeps = [f"Sweep {hostile(name)}" for name in ("line", "curve", "grid", "rows")]
    assert list(drawn) == ["Scenarios", f"Tornado {hostile('tornado')}", *sweeps, "Value by term", "Routes that change"]
    for part in drawn.values():
        assert [text for text in texts(part) if wrong(text)] == [], part.title
        assert any(TAIL in shown(text) for text in texts(part)), part.title
        as_they_are(part)
