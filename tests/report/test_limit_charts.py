"""Charts of limits: hazards, purity, what binds, what is nearly used up; on tiny and on frames made by hand."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from opt import schema
from opt.plan.plan import Plan, with_derived, with_tables
from opt.report import look
from opt.report.binding import ranked
from opt.report.charts.binding import BINDING, FAMILIES, LETTERS, MOST, SHOWN, label
from opt.report.charts.hazard_panels import limit_words, panels, told
from opt.report.charts.hazards import HAZARDS
from opt.report.charts.limits import level, share_words
from opt.report.charts.near_limits import NEAR_LIMITS
from opt.report.charts.purity import PURITY, PURITY_PERIODS, TIGHTEST
from opt.report.frames import derived_frame
from opt.report.parts import Builder, Chart, Part, build
from opt.report.terminal.binding import binding
from opt.report.views.near_limits import near_limits
from opt.report.views.purity import compared, purity_achieved, share_used
from opt.tables.frames import records

BUILDERS = (HAZARDS, PURITY, PURITY_PERIODS, BINDING, NEAR_LIMITS)


def having(plan: Plan, **derived: list[dict[str, Any]]) -> Plan:
    """The plan with those derived tables in place of its own."""
    return with_derived(plan, {**plan.derived, **{name: derived_frame(name, rows) for name, rows in derived.items()}})


def without_derived(plan: Plan) -> Plan:
    return with_derived(plan, {})


def with_row(plan: Plan, table: str, **cells: Any) -> Plan:
    """The plan of an instance that has a single row in a table."""
    frame = pd.DataFrame({c.name: [cells.get(c.name, c.empty)] for c in schema.INPUT[table].columns})
    return replace(plan, instance=replace(plan.instance, tables={**plan.instance.tables, table: frame}))


def hazard(
    amounts: list[float], limits: list[float], name: str = "HF", basis: str = "processing"
) -> list[dict[str, Any]]:
    return [
        {"hazard": name, "basis": basis, "place": "plant", "period": str(period), "unit": "kg", "amount": amount,
         "limit": limit, "share": amount / limit if limit > 0 else math.nan}
        for period, (amount, limit) in enumerate(zip(amounts, limits, strict=True), start=1)
    ]  # fmt: skip


def content(
    achieved: list[float], limit: float, sense: str = "max", item: str = "Cu", made: float = 2.0, product: str = "LCO"
) -> list[dict[str, Any]]:
    return [
        {"product": product, "grade": "battery", "item": item, "sense": sense, "period": str(period), "limit": limit,
         "achieved": found, "made": 0.0 if math.isnan(found) else made}
        for period, found in enumerate(achieved, start=1)
    ]  # fmt: skip


def bound(family: str, row: str, period: str, value: float, unit: str = "t") -> dict[str, Any]:
    return {"family": family, "row": row, "period": period, "slack": 0.0, "unit": unit, "value": value}


def drawn(builder: Builder, plan: Plan) -> tuple[Part, Chart]:
    part = build(builder, plan)
    assert part.chart is not None
    return part, part.chart


def marks(chart: Chart, kind: str) -> list[dict[str, Any]]:
    return [trace for trace in chart.figure.to_dict()["data"] if trace["type"] == kind]


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.name)
@pytest.mark.parametrize("change", [lambda plan: plan, without_derived], ids=["tiny", "no derived tables"])
def test_frames_are_as_declared(plan: Plan, builder: Builder, change: Callable[[Plan], Plan]) -> None:
    part = build(builder, change(plan))
    assert list(part.frame.columns) == part.table.names
    kinds = {column.name: "float64" if column.kind == "number" else "str" for column in part.table.columns}
    assert {name: str(dtype) for name, dtype in part.frame.dtypes.items()} == kinds
    assert not part.frame.duplicated(list(part.table.key)).any()
    assert (part.chart is None) or len(part.frame)
    assert bool(part.empty) == (not len(part.frame))


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.name)
def test_a_result_without_a_plan_has_sentences_instead(plan: Plan, builder: Builder) -> None:
    part = build(builder, replace(plan, tables={}, derived={}))
    assert part.chart is None
    assert part.empty.endswith(".")


def test_hazards_of_tiny(plan: Plan) -> None:
    part, chart = drawn(HAZARDS, plan)
    assert [row["share"] for row in records(part.frame)] == pytest.approx([1, 1, 0])
    (bars,) = marks(chart, "bar")
    assert (list(bars["x"]), list(bars["y"])) == (["1", "2"], pytest.approx([1, 1]))
    assert bars["marker"]["color"] == look.OVER
    assert "6 kg (100 % of the limit)" in bars["hovertext"][0]
    (above,) = marks(chart, "scatter")
    assert min(above["y"]) > 1
    words = chart.figure.layout.annotations[0].text
    assert "H2S released at plant" in words
    assert "limit 6 kg; highest 100 % (period 1)" in words


def test_bars_are_coloured_by_the_share_that_is_used(plan: Plan) -> None:
    _, chart = drawn(HAZARDS, having(plan, hazards=hazard([89.9, 90, 99.9, 100], [100] * 4)))
    by_colour = {bars["marker"]["color"]: list(bars["x"]) for bars in marks(chart, "bar")}
    assert by_colour == {look.GOOD: ["1"], look.NEAR: ["2", "3"], look.OVER: ["4"]}
    assert [list(trace["x"]) for trace in marks(chart, "scatter")] == [["2", "3"], ["4"]]
    named = [trace["name"] for trace in chart.figure.to_dict()["data"] if trace["showlegend"]]
    assert len(named) == len(set(named)) == 3


def test_shares_are_not_rounded_over_the_line() -> None:
    assert share_words(0.8968) == "89.7 %"
    assert share_words(0.9999) == ">99 %"
    assert share_words(1) == "100 %"
    assert [level(share) for share in (0.8999, 0.9, 1 - 1e-9, 1.2, math.nan)] == [0, 1, 2, 2, 2]


def test_panels_stand_in_order_of_their_highest_share(plan: Plan) -> None:
    rows = [*hazard([1, 2], [10, 10], "H2"), *hazard([9, 2], [10, 10], "HF"), *hazard([3, 3], [math.nan] * 2, "dust")]
    part, chart = drawn(HAZARDS, having(plan, hazards=rows))
    assert [panel.name for panel in panels(part.frame)] == ["HF released at plant", "H2 released at plant"]
    assert set(part.frame["hazard"]) == {"H2", "HF", "dust"}
    assert len(chart.figure.layout.shapes) == 2


def test_a_limit_that_changes_is_told_as_a_range(plan: Plan) -> None:
    part, chart = drawn(HAZARDS, having(plan, hazards=hazard([60, 110], [100, 120])))
    (panel,) = panels(part.frame)
    assert limit_words(panel) == "limit 100-120 kg"
    assert "limit 120 kg" in "".join("".join(bars["hovertext"]) for bars in marks(chart, "bar"))


def test_anything_is_over_a_limit_of_nothing(plan: Plan) -> None:
    part, chart = drawn(HAZARDS, having(plan, hazards=[*hazard([50, 0], [100, 0]), *hazard([0, 3], [0, 0], "Cl2")]))
    never, other = panels(part.frame)
    assert (never.name, never.shares, other.shares) == ("Cl2 released at plant", False, True)
    assert told(never) == "limit 0 kg; highest 3 kg (period 2)"
    assert other.rows[1]["period"] == "2"
    over = [bars for bars in marks(chart, "bar") if bars["marker"]["color"] == look.OVER]
    assert [(list(bars["x"]), list(bars["y"])) for bars in over] == [(["2"], [3])]


def test_something_in_one_period_without_allowance_fills_the_panel(plan: Plan) -> None:
    _, chart = drawn(HAZARDS, having(plan, hazards=hazard([50, 2], [100, 0])))
    over = [bars for bars in marks(chart, "bar") if bars["marker"]["color"] == look.OVER]
    assert [(list(bars["x"]), list(bars["y"])) for bars in over] == [(["2"], [1])]
    assert "limit 0 kg" in over[0]["hovertext"][0]


def test_an_amount_that_is_no_number_is_over(plan: Plan) -> None:
    _, chart = drawn(HAZARDS, having(plan, hazards=hazard([math.nan, 2], [100, 100])))
    over = [bars for bars in marks(chart, "bar") if bars["marker"]["color"] == look.OVER]
    assert [list(bars["x"]) for bars in over] == [["1"]]


def test_without_any_limit_amounts_are_drawn(plan: Plan) -> None:
    _, chart = drawn(HAZARDS, having(plan, hazards=hazard([2, 5], [math.nan] * 2)))
    (bars,) = marks(chart, "bar")
    assert list(bars["y"]) == [2, 5]
    assert bars["name"] == "no limit"
    assert not chart.figure.layout.shapes
    assert chart.figure.layout.yaxis.title.text == "kg"


def test_nothing_released_within_a_limit_is_said(plan: Plan) -> None:
    part = build(HAZARDS, having(plan, hazards=hazard([0, 0], [5, 5])))
    assert part.chart is None
    assert part.empty.startswith("The plan releases and stores nothing")
    assert part.frame["limit"].tolist() == [5, 5]
    _, chart = drawn(HAZARDS, having(plan, hazards=hazard([0, 0], [5, 5]) + hazard([1, 0], [5, 5], "other")))
    assert any("none in any period" in note.text for note in chart.figure.layout.annotations)


def test_what_has_neither_limit_nor_amount_is_left_out(plan: Plan) -> None:
    part = build(HAZARDS, having(plan, hazards=hazard([0, 0], [math.nan] * 2)))
    assert part.chart is None
    assert "limits no hazard" in part.empty


@pytest.mark.parametrize(("count", "periods"), [(1, 1), (3, 26), (30, 52)])
def test_panels_do_not_overlap(plan: Plan, count: int, periods: int) -> None:
    rows = [row for n in range(count) for row in hazard([n + 1] * periods, [100] * periods, f"hazard_{n}")]
    _, chart = drawn(HAZARDS, having(plan, hazards=rows))
    layout = chart.figure.to_dict()["layout"]
    inside = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    spans = sorted({tuple(layout[axis]["domain"]) for axis in layout if axis.startswith("yaxis")})
    assert len(spans) == math.ceil(count / min(count, 2))
    assert all(0 <= low < high <= 1 for low, high in spans)
    gaps = [(after[0] - before[1]) * inside for before, after in pairwise(spans)]
    assert all(gap >= 60 for gap in gaps)
    assert len(layout["xaxis"]["tickvals"]) <= 14


def test_share_of_a_limit_of_content() -> None:
    assert share_used("max", 40e-6, 50e-6) == pytest.approx(0.8)
    assert share_used("min", 0.999, 0.995) == pytest.approx(0.2)
    assert share_used("min", 0.995, 0.995) == pytest.approx(1)
    assert share_used("min", 0.25, 0.2) == pytest.approx(0.8)
    assert math.isnan(share_used("max", 0.0, 0.0))
    assert math.isnan(share_used("min", 1.0, 1.0))
    assert math.isnan(share_used("min", 0.0, 0.2))
    assert math.isnan(share_used("max", math.nan, 0.1))


def test_contents_are_compared_as_people_write_them() -> None:
    assert compared("max", 45e-6, 45e-6) == "45 ppm of 45 ppm"
    assert compared("min", 0.9975, 0.995) == "99.75 %, at least 99.5 %"
    assert compared("max", math.nan, 0.002) == "not known of 0.2 %"


def test_purity_at_the_worst_period(plan: Plan) -> None:
    rows = [*content([20e-6, 45e-6, math.nan], 50e-6), *content([0.997, 0.996, math.nan], 0.995, "min", "LCO")]
    frame = purity_achieved(having(plan, purity=rows))
    most, least = records(frame)
    assert (most["compared"], most["period"], most["share"], most["least_share"]) == (
        "45 ppm of 50 ppm", "2", pytest.approx(0.9), pytest.approx(0.4),
    )  # fmt: skip
    assert (most["periods"], most["reached"], most["made"]) == (2, 0, 4)
    assert (least["period"], least["share"], least["least_share"]) == ("2", pytest.approx(0.8), pytest.approx(0.6))
    periods = build(PURITY_PERIODS, having(plan, purity=rows))
    assert list(periods.frame["period"]) == ["1", "2", "1", "2"]
    assert periods.chart is None


def test_a_limit_of_nothing_counts_as_reached(plan: Plan) -> None:
    part, chart = drawn(PURITY, having(plan, purity=content([0.0, 0.0, 1e-6], 0.0)))
    (row,) = records(part.frame)
    assert (row["compared"], row["period"], row["reached"]) == ("1 ppm of 0", "3", 3)
    assert math.isnan(row["share"])
    over = next(trace for trace in marks(chart, "scatter") if trace.get("name") == "limit reached")
    assert list(over["x"]) == [1]


def test_a_content_that_is_not_known_is_the_worst(plan: Plan) -> None:
    rows = content([0.2, 0.4], 0.5)
    rows[0]["achieved"] = math.nan
    part, chart = drawn(PURITY, having(plan, purity=rows))
    (row,) = records(part.frame)
    assert (row["period"], row["compared"], row["reached"]) == ("1", "not known of 50 %", 0)
    assert list(next(t for t in marks(chart, "scatter") if t.get("name") == "limit reached")["x"]) == [1]


def test_status_of_a_limit_is_that_of_its_specification(plan: Plan) -> None:
    limits = {"product": "LCO", "grade": "battery", "sense": "max", "limit": 50e-6}
    known = with_row(plan, "specifications", **limits, item="Cu", status="estimate")
    known = with_row(known, "grade_limits", **limits, item="Cl")
    rows = [row for item in ("Cu", "Cl", "Fe") for row in content([0.0], 50e-6, item=item)]
    frame = purity_achieved(having(known, purity=rows))
    assert list(frame["status"]) == ["estimate", "planner", ""]


def test_purity_can_be_switched_by_product(plan: Plan) -> None:
    rows = [row for product in ("LCO", "NCM") for n in range(20)
            for row in content([n * 1e-6], 20e-6, item=f"item_{n:02}", product=product)]  # fmt: skip
    part, chart = drawn(PURITY, having(plan, purity=rows))
    assert [option.name for option in chart.options] == ["tightest", "LCO", "NCM"]
    assert len(part.frame) == 40
    shares = {round(share, 9) for share in part.frame["share"]}
    for option, count in zip(chart.options, (TIGHTEST, 20, 20), strict=True):
        points = [share for own in option.data["x"][1:] for share in own]
        assert len(points) == count == len(option.layout["yaxis.ticktext"]) == len(option.data["text"][0])
        assert {round(share, 9) for share in points} <= shares
        assert option.layout["height"] >= count * look.ROW
        assert all(len(values) == len(chart.figure.data) for values in option.data.values())
    shown = [share for trace in chart.figure.data[1:] for share in trace.x]
    assert shown == [share for own in chart.options[0].data["x"][1:] for share in own]
    assert min(shown) >= 0.35
    assert chart.options[1].layout["yaxis.ticktext"][0] == "battery: item_19"


def test_few_limits_of_one_product_need_no_switch(plan: Plan) -> None:
    _, chart = drawn(PURITY, having(plan, purity=content([10e-6, 45e-6], 45e-6)))
    assert chart.options == ()
    at = next(trace for trace in marks(chart, "scatter") if trace.get("name") == "limit reached")
    assert list(at["error_x"]["arrayminus"]) == pytest.approx([35 / 45])
    assert "45 ppm of 45 ppm (100 % of the limit used) in period 2" in at["hovertext"][0]
    assert list(chart.figure.data[0].text) == ["45 ppm of 45 ppm"]


@pytest.fixture(scope="module")
def bindings(plan: Plan) -> Plan:
    """Bound by hours in three periods, by a contract, by contents and by an age that is worth nothing."""
    rows = [
        bound("capacity", "wash", "1", 100.0, "h"), bound("capacity", "wash", "2", 300.0, "h"),
        bound("capacity", "wash", "3", 0.2, "h"), bound("market", "contract|LCO|standard", "", -150.0),
        bound("purity", "purity_max|LCO|battery|Cu", "1", 4e7, "kg/kg"),
        bound("purity", "purity_max|LCO|battery|Cl", "1", 5e7, "kg/kg"),
        bound("purity", "purity_max|LCO|battery|Fe", "1", 5e7, "kg/kg"), bound("age", "OXI", "3", 0.0),
    ]  # fmt: skip
    return having(plan, binding=rows, purity=[*content([50e-6], 50e-6), *content([0.0], 0.0, item="Cl")])


def test_what_binds_is_ranked(bindings: Plan) -> None:
    found = ranked(bindings)
    assert [(best.loosened, best.gain, best.period, best.others) for best in found[:5]] == [
        ("one more hour on line wash", 300, "2", 1),
        ("a tenth more Cu allowed in LCO battery", pytest.approx(200), "1", 0),
        ("one less tonne of contract for LCO standard", 150, "", 0),
        ("one ppm of Cl allowed in LCO battery", pytest.approx(50), "1", 0),
        ("one more tonne of OXI allowed to lie past its age", 0, "3", 0),
    ]
    assert math.isnan(found[5].gain)  # no limit is known of this content
    assert len(found) == 6


def test_the_page_of_a_terminal_shows_the_same_ranking(bindings: Plan) -> None:
    console = Console(width=100, file=io.StringIO(), record=True)
    console.print(binding(bindings))
    lines = [line.split() for line in console.export_text().splitlines() if line.strip()]
    assert [line[0] for line in lines[2:6]] == ["300", "200", "150", "50"]
    assert lines[2][-2:] == ["2", "1"]
    assert lines[4][-1] == "horizon"
    assert lines[6][0] == "each"


def test_bars_of_what_binds(bindings: Plan) -> None:
    part, chart = drawn(BINDING, bindings)
    assert len(part.frame) == 6
    bars = {trace["name"]: trace for trace in marks(chart, "bar")}
    assert list(bars) == ["capacity", "purity", "market"]
    assert {name: trace["marker"]["color"] for name, trace in bars.items()} == {name: FAMILIES[name] for name in bars}
    assert list(bars["purity"]["x"]) == pytest.approx([200, 50])
    assert list(bars["purity"]["y"]) == [1, 3]
    assert list(bars["capacity"]["text"]) == ["300 USD"]
    hover = bars["capacity"]["hovertext"][0]
    assert "in period 2, and something in 1 further period" in hover
    assert "300 USD per h" in hover
    assert "over the horizon" in bars["market"]["hovertext"][0]


def test_families_have_colours_of_their_own() -> None:
    assert len(set(FAMILIES.values())) == len(FAMILIES)


def test_what_is_worth_nothing_is_drawn_where_nothing_else_binds(plan: Plan) -> None:
    _, chart = drawn(BINDING, having(plan, binding=[bound("age", "OXI", "3", 0.0)]))
    (bars,) = marks(chart, "bar")
    assert list(bars["text"]) == ["less than 0.5 USD"]


def test_no_more_than_so_many_bars(plan: Plan) -> None:
    rows = [bound("capacity", f"line_with_a_name_that_is_very_long_indeed_{n}", "1", 100.0 + n, "h") for n in range(50)]
    part, chart = drawn(BINDING, having(plan, binding=rows))
    (bars,) = marks(chart, "bar")
    assert list(bars["x"]) == list(part.frame["gain"].head(SHOWN))
    lines = [line for text in chart.figure.layout.yaxis.ticktext for line in text.split("<br>")]
    assert max(map(len, lines)) <= MOST


def test_labels_are_folded_once() -> None:
    assert label("one more hour on line wash") == "one more hour on line wash"
    folded = label("one more tonne of demand for regenerated_Li5.5PS4.5Cl1.5 battery of the plant in the north").split(
        "<br>"
    )
    assert len(folded) == 2
    assert len(folded[0]) <= LETTERS
    assert folded[1].endswith("…")


def test_limits_of_tiny_that_are_nearly_used_up(plan: Plan) -> None:
    part, chart = drawn(NEAR_LIMITS, plan)
    rows = [(row["kind"], row["limit_of"], row["period"], row["used"], row["limit"]) for row in records(part.frame)]
    assert rows == [
        ("hazard", "H2S released at plant", "1", pytest.approx(6), 6),
        ("hazard", "H2S released at plant", "2", pytest.approx(6), 6),
        ("line", "hours of wash", "2", pytest.approx(100), 100),
    ]
    (points,) = marks(chart, "scatter")
    assert (list(points["x"]), list(points["y"])) == ([1, 2, 2], [0, 0, 1])
    assert points["marker"]["symbol"] == "square"
    assert list(chart.figure.layout.yaxis.ticktext) == ["H2S released at plant", "hours of wash"]


def limited(plan: Plan, outlet: str, limit: float) -> Plan:
    """The plan of an instance whose outlet has a limit."""
    frame = plan.instance.tables["outlets"].copy()
    frame.loc[frame["outlet"] == outlet, "limit"] = limit
    return replace(plan, instance=replace(plan.instance, tables={**plan.instance.tables, "outlets": frame}))


def test_outlets_count_fractions_and_wastes(plan: Plan) -> None:
    found = near_limits(limited(plan, "incineration", 3.2))
    (row,) = [row for row in records(found) if row["kind"] == "outlet"]
    assert (row["limit_of"], row["period"], row["used"], row["unit"]) == ("taken by incineration", "3", 3, "t")
    assert row["share"] == pytest.approx(3 / 3.2)


def test_nothing_may_go_to_an_outlet_that_takes_nothing(plan: Plan) -> None:
    first = records(near_limits(limited(plan, "landfill", 0.0)))[0]
    assert first["limit_of"] == "taken by landfill"
    assert math.isnan(first["share"])


def test_a_mass_that_is_no_number_is_shown(plan: Plan) -> None:
    discard = plan.tables["discard"].assign(discard=math.nan)
    found = near_limits(with_tables(limited(plan, "landfill", 10.0), discard=discard))
    assert found["share"].isna().any()


def test_utilities_that_are_reached(plan: Plan) -> None:
    rows = [bound("resources", "utility_limit|electricity", "2", 3.0, "kWh")]
    known = with_row(plan, "utilities", utility="electricity", unit="kWh", limit=500.0)
    found = near_limits(having(known, binding=rows))
    (row,) = [row for row in records(found) if row["kind"] == "utility"]
    assert (row["used"], row["limit"], row["share"], row["period"]) == (500, 500, 1, "2")


def test_areas_count_all_their_classes(plan: Plan) -> None:
    rows = [{"area": "yard", "storage_class": name, "period": "1", "mass": mass, "capacity": 10.0, "held": False}
            for name, mass in (("dry", 5.0), ("wet", 4.5))]  # fmt: skip
    (row,) = [row for row in records(near_limits(having(plan, storage=rows))) if row["kind"] == "storage"]
    assert (row["used"], row["share"]) == (9.5, pytest.approx(0.95))


def test_downtime_shortens_the_hours_of_a_line(plan: Plan) -> None:
    rows = [{"line": "wash", "period": "1", "hours": 100.0, "downtime": 50.0, "treatment": 40.0, "setup": 6.0,
             "free": 4.0, "load": 0.92}]  # fmt: skip
    (row,) = [row for row in records(near_limits(having(plan, lines=rows))) if row["kind"] == "line"]
    assert (row["used"], row["limit"], row["share"]) == (46, 50, pytest.approx(0.92))


def test_declared_tables_stand_for_derived_ones() -> None:
    assert HAZARDS.table is schema.DERIVED["hazards"]
    assert PURITY_PERIODS.table is schema.DERIVED["purity"]


def test_every_part_says_what_it_shows() -> None:
    assert all(builder.about and builder.title and builder.empty for builder in BUILDERS)
    assert pd.Series([builder.name for builder in BUILDERS]).is_unique
