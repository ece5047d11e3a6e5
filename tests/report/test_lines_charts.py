"""The shift leader's parts: what runs when, the first period, how full lines and areas are, what arrives."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from handmade import make_plan, with_treatment

from opt import schema
from opt.instance import Instance, from_tables
from opt.network import build_network
from opt.network.parameters import build_parameters
from opt.plan.plan import Plan, with_derived
from opt.report import derive, look
from opt.report.charts.arrivals import ARRIVALS, draw_arrivals
from opt.report.charts.calendar import CALENDAR, WEEK, draw_calendar
from opt.report.charts.calendar_words import short_names
from opt.report.charts.load import DOWN, FULL, LOAD, NEARLY, draw_load
from opt.report.charts.periods import room_for, thinned
from opt.report.charts.stock import AT_ONCE, STOCK, draw_stock
from opt.report.parts import Chart, build
from opt.report.views.arrivals import ARRIVALS_TABLE
from opt.report.views.calendar import CALENDAR_TABLE, Span, calendar, spans
from opt.report.views.campaigns import campaign_stages, feed_words
from opt.report.views.stock import STOCK_TABLE
from opt.tables.frames import frame_of, records

BUILDERS = (CALENDAR, WEEK, LOAD, STOCK, ARRIVALS)
Row = dict[str, Any]


def edited(tiny: Instance, **tables: list[Row]) -> Plan:
    """The hand-made plan on tiny with some tables replaced, with its derived tables."""
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny.own.items()}
    instance = from_tables(tiny.settings, {**own, **tables})
    network = build_network(instance)
    plan = make_plan(instance, with_treatment(network))
    tables_of_it = derive(plan, network, build_parameters(instance, network))
    return with_derived(plan, dict(tables_of_it))


@pytest.fixture(scope="module")
def dated(tiny: Instance) -> Plan:
    """Periods of 200 h from 5 January on, a gap of 40 h before the last one; relith is down for 25 h in it and anneal
    all of it."""
    starts = ("2026-01-05", "2026-01-13", "2026-01-23")
    return edited(
        tiny,
        periods=[
            {"period": str(n), "hours": 192.0 if n < 3 else 200.0, "start": day} for n, day in enumerate(starts, 1)
        ],
        downtime=[
            {"line": "relith", "period": "3", "hours": 25.0},
            {"line": "anneal", "period": "3", "hours": 100.0},
        ],
    )


def bars(chart: Chart) -> list[tuple[str, int, float, float]]:
    """Layer, row, start and end of every bar."""
    return [
        (trace.name, row, start, start + length)
        for trace in chart.figure.data
        if trace.type == "bar"
        for row, start, length in zip(trace.y, trace.base, trace.x, strict=True)
    ]


# ---------------------------------------------------------------- frames


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.name)
def test_frames_are_as_declared(plan: Plan, dated: Plan, builder: Any) -> None:
    for shown in (plan, dated):
        frame = builder.view(shown)
        assert list(frame.columns) == builder.table.names
        assert not frame.duplicated(list(builder.table.key)).any()
        assert set(builder.totals) <= set(frame.columns)
        for column in builder.table.columns:
            kind = {"number": "float64", "flag": "bool"}.get(column.kind, "str")
            assert str(frame[column.name].dtype) == kind, column.name
            if column.choices and len(frame):
                assert set(frame[column.name]) <= {*column.choices, ""}, column.name


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.name)
def test_a_result_without_the_table_says_so(plan: Plan, builder: Any) -> None:
    """A result of an earlier version has no such derived tables; one without a plan has no tables at all."""
    none = replace(plan, tables={}, derived={})
    part = build(builder, none)
    assert part.chart is None
    assert len(part.frame) == 0
    assert list(part.frame.columns) == builder.table.names
    assert part.empty == builder.empty
    assert len(build(builder, plan).empty) == 0


def test_calendar_by_hand(plan: Plan) -> None:
    rows = {(row["line"], row["period"], row["position"]): row for row in records(calendar(plan))}
    assert [key for key in rows if key[0] == "wash"] == [("wash", "1", 1), ("wash", "2", 1), ("wash", "2", 2),
                                                         ("wash", "3", 1)]  # fmt: skip
    polymer = rows["wash", "2", 2]
    assert polymer["stage"] == "pretreatment"
    assert polymer["feeds"] == "acetonitrile_dissolution: 2.0 t POL"
    assert (polymer["clock_start"], polymer["clock_end"]) == (160, 200)
    assert (polymer["period_start"], polymer["period_end"], polymer["period_date"]) == (100, 200, "")
    assert rows["relith", "2", 1]["feeds"].startswith("relithiation: 3.0 t SUL")
    idle = rows["anneal", "3", 1]
    assert (idle["kind"], idle["campaign"], idle["stage"], idle["feeds"]) == ("idle", "", "", "")
    assert (idle["clock_start"], idle["clock_end"], idle["hours"]) == (200, 300, 100)


def test_calendar_has_every_line_and_period(dated: Plan) -> None:
    frame = calendar(dated)
    assert set(zip(frame["line"], frame["period"], strict=True)) == {
        (line, period) for line in ("anneal", "relith", "wash") for period in ("1", "2", "3")
    }
    pd.testing.assert_frame_equal(
        frame.loc[frame["kind"] != "idle", ["line", "period", "start", "end", "treated"]].reset_index(drop=True),
        dated.derived["calendar"][["line", "period", "start", "end", "treated"]],
    )


def test_hours_are_spread_evenly_over_the_period(dated: Plan) -> None:
    """100 manned hours in 192 or 200; with downtime it is the manned hours that are spread, not what is left."""
    rows = {(row["line"], row["period"], row["position"]): row for row in records(calendar(dated))}
    assert rows["wash", "2", 2]["clock_start"] == pytest.approx(192 + 60 * 1.92)
    assert rows["relith", "3", 1]["kind"] == "maintenance"
    assert rows["relith", "3", 1]["clock_start"] == pytest.approx(18 * 24)
    assert rows["relith", "3", 2]["clock_start"] == pytest.approx(18 * 24 + 25 * 2)
    assert rows["wash", "3", 1]["start_date"] == "2026-01-23"
    assert rows["anneal", "3", 1]["kind"] == "maintenance"


def test_an_idle_line_has_the_days_of_its_period(tiny: Instance) -> None:
    starts = ("2026-01-05", "2026-01-12", "2026-01-19")
    days = [{"period": str(n), "hours": 168.0, "start": day} for n, day in enumerate(starts, 1)]
    idle = [row for row in records(calendar(edited(tiny, periods=days))) if row["kind"] == "idle"]
    assert [(row["line"], row["start_date"], row["end_date"]) for row in idle] == [
        ("anneal", "2026-01-19", "2026-01-25")
    ]


def test_periods_on_the_clock() -> None:
    """One begins when the one before ends; on its date where that is later; dates that are too early do not count."""
    rows = [{"period": name, "hours": 48.0, "start": day} for name, day in
            (("a", "2026-01-05"), ("b", ""), ("c", "2026-01-12"), ("d", "2026-01-13"))]  # fmt: skip
    assert spans(rows) == {
        "a": Span(0.0, 48.0, "2026-01-05"),
        "b": Span(48.0, 96.0, ""),
        "c": Span(168.0, 216.0, "2026-01-12"),
        "d": Span(216.0, 264.0, "2026-01-13"),
    }
    assert spans([{**row, "start": ""} for row in rows])["c"] == Span(96.0, 144.0, "")


def test_stages_of_campaigns(plan: Plan) -> None:
    assert campaign_stages(plan) == {
        ("anneal", "annealing"): "direct_regeneration",
        ("relith", "relithiation"): "direct_regeneration",
        ("wash", "sulfide"): "pretreatment",
        ("wash", "polymer"): "pretreatment",
    }
    feeds = plan.derived["feeds"]
    more = feeds[feeds["line"] == "wash"].assign(technology="relithiation", hours=1000.0)
    mixed = with_derived(plan, {**plan.derived, "feeds": pd.concat([feeds, more], ignore_index=True)})
    assert campaign_stages(mixed)["wash", "polymer"] == "direct_regeneration"


def test_feed_words() -> None:
    feeds = [{"technology": "a", "treated": 1.0, "fraction": "X"}, {"technology": "b", "treated": 2.0, "fraction": "X"},
             {"technology": "a", "treated": 1.5, "fraction": "Y"}]  # fmt: skip
    assert feed_words(feeds) == "a: 1.5 t Y, 1.0 t X; b: 2.0 t X"
    assert feed_words([]) == ""


def test_first_period(plan: Plan) -> None:
    part = build(WEEK, plan)
    assert part.chart is None
    rows = records(part.frame)
    assert [(row["line"], row["task"], row["start"], row["end"], row["treated"]) for row in rows] == [
        ("anneal", "annealing", 0, 80, 4),
        ("relith", "relithiation", 0, 30, 3),
        ("wash", "sulfide", 0, 60, 6),
    ]
    assert rows[2]["feeds"] == "ethanol_dissolution: 6.0 t SUL"
    assert {row["days"] for row in rows} == {""}


def test_days_of_the_first_period(dated: Plan, tiny: Instance) -> None:
    """A line is manned for 100 h of the 192 from 5 January on: 80 h end in the 154th (11 January), 30 h in the 58th,
    60 h in the 116th."""
    days = {row["line"]: row["days"] for row in records(build(WEEK, dated).frame)}
    assert days == {"anneal": "5-11 Jan", "relith": "5-7 Jan", "wash": "5-9 Jan"}
    late = [{"period": str(n), "hours": 168.0, "start": f"2026-{day}"} for n, day in
            enumerate(("01-29", "02-05", "02-12"), 1)]  # fmt: skip
    assert records(build(WEEK, edited(tiny, periods=late)).frame)[0]["days"] == "29 Jan - 3 Feb"


# ---------------------------------------------------------------- calendar


def lines_of(size: tuple[int, int], seed: int, days: bool = True) -> pd.DataFrame:
    """A made-up calendar of so many lines and periods of a week, 100 hours manned."""
    rng = np.random.default_rng(seed)
    rows = []
    for line in range(size[0]):
        for number in range(size[1]):
            cuts = np.sort(rng.uniform(0, 100, 2 * rng.integers(0, 4)))
            day = str(pd.Timestamp("2026-01-05") + pd.Timedelta(days=7 * number))[:10] if days else ""
            base = {"line": f"a_rather_long_name_of_line_{line}", "period": f"{number + 1}", "stage": "", "feeds": "",
                    "campaign": "", "set_up": False, "carried_in": False, "carried_out": False, "start_date": day,
                    "end_date": day, "period_date": day, "period_start": 168.0 * number,
                    "period_end": 168.0 * (number + 1), "treated": 0.0, "setup": 0.0}  # fmt: skip
            entries = list(zip(cuts[::2], cuts[1::2], strict=True)) or [(0.0, 100.0)]
            for position, (start, end) in enumerate(entries, start=1):
                busy = len(cuts) > 0
                maintenance = busy and position == 1 and rng.random() < 0.2
                setup = 0.0 if maintenance or not busy or rng.random() < 0.5 else 0.3 * (end - start)
                name = "" if maintenance or not busy else f"campaign_{rng.integers(4)}"
                stages = schema.words.STAGES
                rows.append(base | {
                    "position": float(position), "start": start, "end": end, "setup": setup, "campaign": name,
                    "hours": end - start - setup, "stage": stages[int(name[-1])] if name else "",
                    "kind": "maintenance" if maintenance else "campaign" if busy else "idle",
                    "set_up": bool(name) and (setup > 0 or rng.random() < 0.3),
                    "treated": 1.0 if name else 0.0, "feeds": "smelting: 1.0 t <b>X</b>" if name else "",
                    "clock_start": 168.0 * number + 1.68 * start, "clock_end": 168.0 * number + 1.68 * end,
                })  # fmt: skip
    return frame_of(CALENDAR_TABLE, rows)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 26), (30, 40)], ids=str)
def test_bars_never_overlap_and_sum_to_the_table(size: tuple[int, int]) -> None:
    frame = lines_of(size, seed=sum(size))
    chart = draw_calendar(frame, "USD")
    by_row: dict[int, list[tuple[float, float]]] = {}
    hours = {"set-up": 0.0, "maintenance": 0.0, "treatment": 0.0}
    for layer, row, start, end in bars(chart):
        by_row.setdefault(row, []).append((start, end))
        hours[layer if layer in hours else "treatment"] += (end - start) / 1.68
    for found in by_row.values():
        ordered = sorted(found)
        assert all(first[1] <= second[0] + 1e-6 for first, second in pairwise(ordered))
    campaigns = frame[frame["kind"] == "campaign"]
    assert hours["treatment"] == pytest.approx(campaigns["hours"].sum())
    assert hours["set-up"] == pytest.approx(frame["setup"].sum())
    assert hours["maintenance"] == pytest.approx(frame.loc[frame["kind"] == "maintenance", "hours"].sum())
    assert chart.figure.layout.height >= 26 * size[0]
    assert list(chart.figure.layout.yaxis.range) == [size[0] - 0.5, -0.5]
    assert max(map(len, chart.figure.layout.yaxis.ticktext)) <= 22
    assert len(set(chart.figure.layout.yaxis.ticktext)) == size[0]


def test_bars_have_the_hours_of_the_lines(dated: Plan) -> None:
    chart = build(CALENDAR, dated).chart
    assert chart is not None
    loads = dated.derived["lines"]
    found = bars(chart)
    names = list(dict.fromkeys(loads["line"]))
    for number, line in enumerate(names):
        mine = loads[loads["line"] == line]
        for layers, column in (
            (("set-up",), "setup"),
            (("maintenance",), "downtime"),
            (("pretreatment", "direct regeneration"), "treatment"),
        ):
            wide = sum(
                (end - start) / (2.0 if start >= 432 else 1.92)
                for layer, row, start, end in found
                if row == number and layer in layers
            )
            assert wide == pytest.approx(mine[column].sum()), (line, column)


def test_stages_have_their_colours_and_campaigns_of_a_line_differ(plan: Plan) -> None:
    chart = build(CALENDAR, plan).chart
    assert chart is not None
    traces = {trace.name: trace for trace in chart.figure.data}
    assert list(traces) == ["pretreatment", "direct regeneration", "set-up"]
    colours = dict(zip(traces["pretreatment"].base, traces["pretreatment"].marker.color, strict=True))
    assert colours[0.0] == colours[100.0] == look.STAGE_COLOURS["pretreatment"]
    assert colours[180.0] == colours[200.0] != colours[0.0]
    assert set(traces["direct regeneration"].marker.color) == {look.STAGE_COLOURS["direct_regeneration"]}
    assert traces["set-up"].marker.pattern.shape == "/"
    assert list(traces["set-up"].text) == [""]


def test_hover_tells_the_whole_story(plan: Plan) -> None:
    chart = build(CALENDAR, plan).chart
    assert chart is not None
    (told,) = next(trace for trace in chart.figure.data if trace.name == "set-up").hovertext
    assert told.split("<br>") == [
        "<b>wash</b>, period 2: <b>polymer</b>",
        "60 to 100 h of the period",
        "20 h of treatment, 2.0 t",
        "set-up of 20 h, carried into the period after",
        "acetonitrile_dissolution: 2.0 t POL",
    ]


def test_hover_is_escaped_and_folded() -> None:
    frame = lines_of((3, 2), 1)
    frame["feeds"] = "smelting: " + ", ".join(f"1.0 t <i>{n}" for n in range(200))
    told = [text for trace in draw_calendar(frame, "USD").figure.data for text in trace.hovertext]
    assert told
    assert all("<i>" not in text and len(text.split("<br>")) <= 11 for text in told)
    assert any(text.endswith("…") for text in told)


def test_a_set_up_without_hours_is_marked(plan: Plan) -> None:
    frame = calendar(plan)
    frame.loc[(frame["campaign"] == "polymer") & frame["set_up"], ["setup", "end"]] = [0.0, 80.0]
    frame.loc[(frame["campaign"] == "polymer") & frame["set_up"], "clock_end"] = 180.0
    marks = [trace for trace in draw_calendar(frame, "USD").figure.data if trace.type == "scatter"]
    assert [(list(trace.x), list(trace.y)) for trace in marks] == [([160.0], [2])]
    assert "set-up without hours" in marks[0].hovertext[0]


def test_options_show_parts_of_the_horizon() -> None:
    frame = lines_of((5, 26), 3)
    chart = draw_calendar(frame, "USD")
    labels = [option.label for option in chart.options]
    assert labels[:4] == ["the whole horizon", "period 1", "periods 1 to 4", "periods 5 to 8"]
    assert labels[-1] == "periods 25 to 26"
    assert len({option.name for option in chart.options}) == len(chart.options)
    for option in chart.options:
        assert [len(text) for text in option.data["text"]] == [
            len(trace.x) if trace.type == "bar" else 0 for trace in chart.figure.data
        ]
        low, high = option.layout["xaxis.range"]
        assert all(low - 1e-6 <= tick < high for tick in option.layout["xaxis.tickvals"])
        assert len(option.layout["xaxis.tickvals"]) == len(option.layout["xaxis.ticktext"])
        assert option.layout["xaxis.ticktext"][0] != ""
    assert list(chart.figure.layout.xaxis.range) == chart.options[0].layout["xaxis.range"]
    assert chart.options[1].layout["xaxis.ticktext"][:2] == ["Mon 5 Jan", "Tue 6 Jan"]
    assert chart.options[3].layout["xaxis.range"] == [4 * 168, pytest.approx(8 * 168, abs=1)]
    shown = [text for option in chart.options for texts in option.data["text"] for text in texts]
    assert {"0", "1", "2", "3"} & set(shown)


def test_labels_below_do_not_touch() -> None:
    """At 680 px, the narrowest it is drawn."""
    for periods in (1, 12, 26, 52):
        for days in (True, False):
            axis = draw_calendar(lines_of((1, periods), 1, days), "USD").figure.layout.xaxis
            labels = [(tick, text) for tick, text in zip(axis.tickvals, axis.ticktext, strict=True) if text]
            assert labels[0][0] == 0
            scale = (680 - 22 * 6.4 - 30) / (168 * periods)
            for (one, text), (after, _) in pairwise(labels):
                assert (after - one) * scale >= room_for(text.split("<br>")) - 1e-9
            assert len({round(after - one) for (one, _), (after, _) in pairwise(labels)}) <= 1
            assert ("Jan" in labels[0][1]) == days


def test_periods_without_dates_have_their_names(plan: Plan) -> None:
    chart = build(CALENDAR, plan).chart
    assert chart is not None
    axis = chart.figure.layout.xaxis
    assert list(axis.tickvals) == [0, 100, 200]
    assert list(axis.ticktext) == ["1", "2", "3"]
    assert [option.label for option in chart.options] == ["the whole horizon", "period 1"]
    assert chart.options[1].layout["xaxis.ticktext"] == ["0", "24", "48", "72", "96"]


def test_one_period_has_nothing_to_switch() -> None:
    assert draw_calendar(lines_of((2, 1), 2), "USD").options == ()


def test_short_names() -> None:
    def named(*names: str) -> list[tuple[str, str]]:
        return list(short_names([{"line": "x", "campaign": name} for name in names]).values())

    assert named("sieving_dry", "sieving_oxide") == [("dry", "dry"), ("oxide", "oxi")]
    assert named("sieving_dry", "sievings_dry") == [("sieving_dry", "sie"), ("sievings_dry", "sie")]
    assert named("wash", "wash_oxide") == [("wash", "was"), ("wash_oxide", "was")]
    assert named("leaching_chloride") == [("leaching_chloride", "")]
    assert named("", "roasting") == [("roasting", "")]


# ---------------------------------------------------------------- load


def test_load_is_the_table_lines(plan: Plan) -> None:
    part = build(LOAD, plan)
    assert part.chart is not None
    pd.testing.assert_frame_equal(part.frame, plan.derived["lines"])
    cells = part.chart.figure.data[0]
    assert [list(row) for row in cells.z] == [
        pytest.approx([0.8, 0.6, 0.0]), pytest.approx([0.3, 0.4, 0.3]), pytest.approx([0.6, 1.0, 0.6])
    ]  # fmt: skip
    assert [list(row) for row in cells.text] == [["80", "60", "0"], ["30", "40", "30"], ["60", "<b>100</b>", "60"]]
    assert cells.hovertext[2][1].split("<br>") == [
        "<b>wash</b>, period 2: <b>100 % full</b>", "80 h of treatment, 20 h of set-ups", "100 h manned", "0 h free"
    ]  # fmt: skip


def test_a_line_that_is_down_all_period_is_marked(dated: Plan) -> None:
    part = build(LOAD, dated)
    assert part.chart is not None
    load, down = (trace for trace in part.chart.figure.data if trace.type == "heatmap")
    assert isnan(load.z[0][2])
    assert load.text[0][2] == ""
    assert [[text for text in row if text] for row in down.text] == [[DOWN], [], []]
    assert down.hovertext[0][2].startswith("<b>anneal</b>, period 3: <b>down all period</b>")
    assert "25 h of them down" in load.hovertext[1][2]
    assert any(trace.name == f"no hours ({DOWN})" for trace in part.chart.figure.data)


def loads_of(lines: int, periods: int, shares: list[float]) -> pd.DataFrame:
    rows = [
        {"line": f"line {line}", "period": f"{period}", "hours": 100.0, "downtime": 0.0, "treatment": 100 * share,
         "setup": 0.0, "free": 100 - 100 * share, "load": share}
        for line in range(lines) for period in range(periods) for share in [shares[(line + period) % len(shares)]]
    ]  # fmt: skip
    return frame_of(schema.DERIVED["lines"], rows)


def test_near_and_full_lines_are_told_without_colours() -> None:
    shares = [0.2, 0.8999, 0.9, 0.97, 0.999, 1.0]
    (texts,) = draw_load(loads_of(1, 6, shares), "USD").figure.data[0].text
    assert list(texts) == ["20", "<90", "<b>90</b>", "<b>97</b>", "<b>>99</b>", "<b>100</b>"]
    (marks,) = draw_load(loads_of(1, 60, shares), "USD").figure.data[0].text
    assert list(marks)[:6] == ["", "", NEARLY, NEARLY, NEARLY, FULL]


@pytest.mark.parametrize("size", [(1, 1), (16, 26), (40, 104)], ids=str)
def test_load_grows_with_its_rows_and_periods(size: tuple[int, int]) -> None:
    chart = draw_load(loads_of(*size, [0.5, nan]), "USD")
    assert chart.figure.layout.height >= look.ROW * size[0]
    assert chart.least_width >= (20 if size[1] <= 26 else 9) * size[1]
    axis = chart.figure.layout.xaxis
    assert axis.tickvals[0] == 0
    steps = {b - a for a, b in zip(axis.tickvals[:-1], axis.tickvals[1:], strict=True)}
    assert len(steps) <= 1


def test_thinned_labels() -> None:
    assert thinned(["1", "2", "3"], 300) == ([0, 1, 2], ["1", "2", "3"])
    places, texts = thinned([f"2026-W{n:02}" for n in range(1, 27)], 300)
    assert texts == [f"2026-W{place + 1:02}" for place in places]
    assert 300 / 26 * (places[1] - places[0]) >= room_for(texts)
    assert thinned(["a name that is far too long"], 300)[1] == ["a name that\N{HORIZONTAL ELLIPSIS}"]
    assert thinned([str(n) for n in range(1000)], 10)[0][:2] == [0, 52]


# ---------------------------------------------------------------- stock


def areas_of(areas: int, periods: int, classes: tuple[str, ...] = ("b", "a"), **changes: Any) -> pd.DataFrame:
    rows = [
        {"area": f"area_{area}", "storage_class": name, "period": f"{period}", "mass": 1.0 + area + number,
         "filled": 3.0 + 2 * area, "capacity": 10.0 + area, "share": 0.5, "segregated": False, "held": False, **changes}
        for area in range(areas) for number, name in enumerate(classes) for period in range(periods)
    ]  # fmt: skip
    return frame_of(STOCK_TABLE, rows)


def panel_bars(figure: Any) -> dict[str, list[Any]]:
    """Bars by the name of their axis."""
    found: dict[str, list[Any]] = {}
    for trace in figure.data:
        if trace.type == "bar" and not trace.showlegend:
            found.setdefault(trace.yaxis or "y", []).append(trace)
    return found


def test_stock_by_hand(plan: Plan) -> None:
    part = build(STOCK, plan)
    assert part.chart is not None
    rows = records(part.frame)
    assert [(row["mass"], row["filled"], row["capacity"], row["share"], row["segregated"]) for row in rows] == [
        (7, 7, 20, 0.35, False), (6, 6, 20, 0.3, False), (0, 0, 20, 0, False)
    ]  # fmt: skip
    (bar,) = panel_bars(part.chart.figure)["y"]
    assert list(bar.y) == [7, 6, 0]
    line = next(trace for trace in part.chart.figure.data if trace.type == "scatter" and not trace.showlegend)
    assert list(line.y) == [20, 20]
    assert line.line.dash == "dash"
    assert "capacity 20 t" in part.chart.figure.layout.annotations[0].text
    assert bar.hovertext[0].split("<br>") == [
        "<b>yard</b>, end of period 1", "powder: <b>7.0 t</b>", "all classes 7.0 t of 20.0 t (35.0 %)"
    ]  # fmt: skip


def test_panels_sum_to_what_fills_the_area() -> None:
    frame = areas_of(7, 5)
    figure = draw_stock(frame, "USD").figure
    panels = panel_bars(figure)
    assert len(panels) == 7
    for number, traces in enumerate(panels.values()):
        assert [sum(heights) for heights in zip(*(trace.y for trace in traces), strict=True)] == [3 + 2 * number] * 5
        assert [trace.name for trace in traces] == ["a", "b"]
        assert [trace.marker.color for trace in traces] == [look.series_colour(0), look.series_colour(1)]
    named = [trace.name for trace in figure.data if trace.showlegend]
    assert named == ["a", "b", "capacity"]
    assert figure.layout.barmode == "stack"


def test_more_areas_than_fit_are_shown_a_page_at_a_time() -> None:
    chart = draw_stock(areas_of(AT_ONCE + 2, 4), "USD")
    assert [option.label for option in chart.options] == ["area_0 to area_5", "area_6 to area_10"]
    first, second = chart.options
    for name in ("x", "y"):
        assert [list(values) for values in first.data[name]] == [list(trace[name]) for trace in chart.figure.data]
        assert len(second.data[name]) == len(chart.figure.data)
    drawn = [
        (values, text[0].split("</b>")[0][3:])
        for values, text, trace in zip(second.data["y"], second.data["hovertext"], chart.figure.data, strict=True)
        if trace.type == "bar" and len(text)
    ]
    assert {name for _, name in drawn} == {f"area_{n}" for n in range(6, 11)}
    assert sum(sum(values) for values, _ in drawn) == 4 * sum(3 + 2 * area for area in range(6, 11))
    assert (second.layout["xaxis5.visible"], second.layout["yaxis6.visible"]) == (True, False)
    assert second.layout["annotations[5].text"] == ""
    assert "area_6" in second.layout["annotations[0].text"]
    assert [second.layout[f"xaxis{n}.title.text"] for n in ("2", "3", "4")] == ["", "period", "period"]
    assert draw_stock(areas_of(AT_ONCE, 4), "USD").options == ()


def test_an_area_without_capacity_or_far_below_it(plan: Plan) -> None:
    figure = draw_stock(areas_of(1, 3, capacity=nan, share=nan), "USD").figure
    assert [trace for trace in figure.data if trace.type == "scatter" and not trace.showlegend] == []
    assert "no limit" in figure.layout.annotations[0].text
    figure = draw_stock(areas_of(1, 3, capacity=1000.0), "USD").figure
    assert "capacity 1,000 t, far above" in figure.layout.annotations[0].text
    assert figure.layout.yaxis.range[1] < 10
    figure = draw_stock(areas_of(1, 3, capacity=0.0, share=nan), "USD").figure
    assert figure.layout.yaxis.range[1] > 3


def test_the_class_of_a_segregated_area_is_said(tiny: Instance) -> None:
    yards = [{"area": "yard", "capacity": 20.0, "cost": 10.0, "segregated": True}]
    part = build(STOCK, edited(tiny, areas=yards))
    assert part.chart is not None
    assert part.frame["segregated"].all()
    assert "segregated" in part.chart.figure.layout.annotations[0].text
    told = draw_stock(areas_of(1, 1, ("powder",), segregated=True, held=True), "USD").figure.data[2].hovertext[0]
    assert told.endswith("one class at a time: in this period powder")


def test_areas_never_used_are_left_out_and_none_is_said(plan: Plan) -> None:
    storage = plan.derived["storage"]
    spare = storage.assign(area="spare", mass=0.0)
    both = with_derived(plan, {**plan.derived, "storage": pd.concat([storage, spare], ignore_index=True)})
    assert set(STOCK.view(both)["area"]) == {"yard"}
    unknown = storage.assign(area="odd", mass=nan)
    odd = with_derived(plan, {**plan.derived, "storage": unknown})
    assert set(STOCK.view(odd)["area"]) == {"odd"}
    part = build(STOCK, with_derived(plan, {**plan.derived, "storage": spare}))
    assert part.chart is None
    assert part.empty == STOCK.empty


# ---------------------------------------------------------------- arrivals


def test_arrivals_by_hand(tiny: Instance) -> None:
    network = build_network(tiny)
    values = with_treatment(network)
    plan = make_plan(tiny, {**values, "receive": {**values["receive"], ("OXI", "1"): 4.5}})
    part = build(ARRIVALS, plan)
    assert part.chart is not None
    rows = [(row["stream"], row["period"], row["offered"], row["accepted"], row["declined"]) for row in
            records(part.frame)]  # fmt: skip
    assert rows == [("OXI", "1", 7, 4.5, 2.5), ("SUL", "1", 6, 6, 0), ("SUL", "2", 6, 6, 0), ("POL", "1", 4, 4, 0),
                    ("POL", "2", 4, 4, 0)]  # fmt: skip
    traces = {trace.name: trace for trace in part.chart.figure.data}
    assert list(traces) == ["oxide garnet", "sulfide", "polymer", "offered, not accepted"]
    assert traces["sulfide"].marker.color == look.CLASS_COLOURS["sulfide"]
    assert (list(traces["offered, not accepted"].x), list(traces["offered, not accepted"].y)) == ([1], [2.5])
    assert traces["offered, not accepted"].marker.pattern.shape == "/"
    assert traces["oxide garnet"].hovertext[0].split("<br>") == [
        "<b>OXI</b>, period 1", "4.5 t accepted of 7.0 t offered", "oxide garnet, powder; any part may be accepted"
    ]  # fmt: skip
    assert traces["sulfide"].hovertext[0].endswith("all of it must be accepted")


def test_arrivals_sum_to_what_is_offered(plan: Plan) -> None:
    part = build(ARRIVALS, plan)
    assert part.chart is not None
    assert part.frame["offered"].sum() == plan.instance.tables["arrivals"]["mass"].sum()
    assert part.frame["accepted"].sum() == plan.tables["receive"]["receive"].sum()
    assert sum(sum(trace.y) for trace in part.chart.figure.data) == pytest.approx(part.frame["offered"].sum())
    assert "offered, not accepted" not in [trace.name for trace in part.chart.figure.data]


def test_rounding_is_not_called_declined(tiny: Instance) -> None:
    values = with_treatment(build_network(tiny))
    plan = make_plan(tiny, {**values, "receive": {**values["receive"], ("OXI", "1"): 7 - 1e-12}})
    assert (ARRIVALS.view(plan)["declined"] == 0).all()


def deliveries(streams: int, periods: list[int]) -> pd.DataFrame:
    rows = [
        {"stream": f"S{n}", "electrolyte_class": schema.words.ELECTROLYTE_CLASSES[n % 6], "form": "cell",
         "acceptance": "partial", "period": f"week {period}", "number": float(period), "offered": 2.0, "accepted": 1.5,
         "declined": 0.5}
        for n in range(streams) for period in periods
    ]  # fmt: skip
    return frame_of(ARRIVALS_TABLE, rows)


def test_sixty_streams_and_periods_without_deliveries() -> None:
    frame = deliveries(60, [2, 3, 26])
    figure = draw_arrivals(frame, "USD").figure
    assert len(figure.data) == 7
    assert sum(sum(trace.y) for trace in figure.data) == pytest.approx(frame["offered"].sum())
    assert {float(y) for trace in figure.data for y in trace.y} == {1.5, 0.5}
    assert list(figure.layout.xaxis.range) == [0.4, 26.6]
    assert figure.layout.barmode == "stack"
    assert len({trace.marker.pattern.shape or "" for trace in figure.data}) == 7
    assert len(draw_arrivals(deliveries(1, [1]), "USD").figure.data) == 2
