"""The parts of the page about value, routes, products, grounds and wastes: every number of the hand-made plan, sums
that give the objective, and charts on which names and amounts have their place."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from opt import schema
from opt.plan.plan import Plan, with_derived, with_tables
from opt.report import look
from opt.report.charts.brief import ELLIPSIS, brief, elided, elided_within
from opt.report.charts.products import PRODUCTS, SALES_PERIODS, draw_products
from opt.report.charts.rests_on import FIGURES, RESTS_ON, SHOWN, draw_figures, draw_rests_on
from opt.report.charts.routes import NARROW, ROUTES, SLANTED, STEEP, draw_routes
from opt.report.charts.routes_cells import cells_of, ways_of
from opt.report.charts.rows import CLOSE
from opt.report.charts.stream_value import STREAM_VALUE, draw_stream_value
from opt.report.charts.value import VALUE, draw_value
from opt.report.charts.wastes import OTHERS, WASTES, draw_wastes
from opt.report.derived.value import TERMS
from opt.report.parts import Builder, Chart, Part, build
from opt.report.views.stream_value import GROUPS
from opt.report.views.wastes import wastes
from opt.schema.words import ELECTROLYTE_CLASSES
from opt.tables.frames import frame_of

OBJECTIVE = 285150.0
BUILDERS = (VALUE, STREAM_VALUE, ROUTES, PRODUCTS, SALES_PERIODS, RESTS_ON, FIGURES, WASTES)


def rows(builder: Builder, plan: Plan) -> list[tuple[Any, ...]]:
    return list(builder.view(plan).itertuples(index=False, name=None))


Parts = dict[str, Part]


@pytest.fixture(scope="module")
def parts(plan: Plan) -> Parts:
    """The parts of the hand-made plan."""
    return {builder.name: build(builder, plan) for builder in BUILDERS}


def drawn(parts: Parts, builder: Builder) -> Chart:
    chart = parts[builder.name].chart
    assert chart is not None
    return chart


def traces(chart: Chart, kind: str) -> list[Any]:
    return [trace for trace in chart.figure.data if trace.type == kind]


def apply(chart: Chart, name: str) -> list[dict[str, Any]]:
    """The traces as an option leaves them: its data has a value for every trace."""
    option = next(option for option in chart.options if option.name == name)
    found = [dict(trace.to_plotly_json()) for trace in chart.figure.data]
    for key, values in option.data.items():
        assert len(values) == len(found), key
        for trace, value in zip(found, values, strict=True):
            trace[key] = value
    return found


@pytest.mark.parametrize("builder", BUILDERS, ids=lambda builder: builder.name)
def test_frames_are_as_declared_and_charts_follow(builder: Builder, parts: Parts) -> None:
    part = parts[builder.name]
    assert list(part.frame.columns) == part.table.names
    kinds = {"number": "float64"}
    assert [str(t) for t in part.frame.dtypes] == [kinds.get(column.kind, "str") for column in part.table.columns]
    assert not part.frame.duplicated(list(part.table.key)).any()
    assert set(part.totals) <= set(part.table.names)
    assert part.empty == ""
    assert (part.chart is None) == (builder is SALES_PERIODS)


@pytest.mark.parametrize("builder", BUILDERS[:-1], ids=lambda builder: builder.name)
def test_an_earlier_result_is_told_to_be_solved_again(builder: Builder, plan: Plan) -> None:
    part = build(builder, with_derived(plan, {}))
    assert part.frame.empty
    assert list(part.frame.columns) == part.table.names
    assert part.chart is None
    assert part.empty == builder.empty != ""
    assert "solve again" in part.empty


def test_a_run_without_a_plan_has_empty_parts(plan: Plan) -> None:
    nothing = Plan(plan.instance, plan.summary, {})
    for builder in BUILDERS:
        assert build(builder, nothing).chart is None


# --- value by term


def test_terms_incomes_first_then_costs_each_the_largest_first(plan: Plan) -> None:
    assert rows(VALUE, plan) == [
        ("sales", 289000.0), ("gate_fees", 1600.0), ("treatment", -4400.0), ("disposal", -520.0),
        ("fixed_lines", -300.0), ("storage", -130.0), ("setups", -100.0),
    ]  # fmt: skip


def test_waterfall_ends_at_the_objective(parts: Parts) -> None:
    chart = drawn(parts, VALUE)
    (bars,), (words,) = traces(chart, "waterfall"), traces(chart, "scatter")
    assert list(bars.measure) == ["relative"] * 7 + ["total"]
    ends = [sum(bars.x[: n + 1]) for n in range(7)]
    assert ends[-1] == pytest.approx(OBJECTIVE) == bars.x[-1]
    starts = [0.0, *ends[:-1], 0.0]
    assert list(words.x) == pytest.approx([max(pair) for pair in zip(starts, [*ends, ends[-1]], strict=True)])
    assert [text.strip() for text in words.text] == [
        "+289 k", "+1.60 k", "-4.40 k", "-520", "-300", "-130", "-100", "285 k",
    ]  # fmt: skip
    low, high = chart.figure.layout.xaxis.range
    assert low <= 0 < max(words.x) < high
    assert bars.connector.visible is not False
    assert chart.figure.layout.yaxis.ticktext[0] == "sales"
    assert "value so far 290,600 USD" in bars.hovertext[1]


def test_waterfall_of_a_plan_that_loses() -> None:
    frame = frame_of(VALUE.table, [{"term": "sales", "amount": 10.0}, {"term": "treatment", "amount": -50.0}])
    chart = draw_value(frame, "EUR")
    (words,) = traces(chart, "scatter")
    assert list(words.x) == [10.0, 10.0, 0.0]
    low, high = chart.figure.layout.xaxis.range
    assert low < -40
    assert high > 10
    assert words.text[-1].strip() == "-40"


# --- value by stream


def test_value_by_stream_by_hand(plan: Plan) -> None:
    found = STREAM_VALUE.view(plan)
    assert rows(STREAM_VALUE, plan)[:3] == [
        ("SUL", "sulfide", 12.0, 174000.0, 1200.0, -1800.0, 0.0, -120.0, 0.0, 173280.0, 14440.0),
        ("POL", "polymer", 8.0, 80000.0, 400.0, -1200.0, -100.0, -500.0, 0.0, 78600.0, 9825.0),
        ("OXI", "oxide_garnet", 7.0, 35000.0, 0.0, -1400.0, 0.0, -30.0, 0.0, 33570.0, pytest.approx(33570 / 7)),
    ]
    last = found.iloc[-1]
    assert (last["stream"], last["electrolyte_class"], last["lines"], last["value"]) == ("*", "", -300.0, -300.0)
    assert math.isnan(last["per_tonne"])
    assert found["value"].sum() == pytest.approx(OBJECTIVE)


def test_every_term_stands_in_one_group() -> None:
    assert sorted(term for members in GROUPS.values() for term in members) == sorted(TERMS)


def test_bars_of_streams_sum_to_the_objective(parts: Parts) -> None:
    chart = drawn(parts, STREAM_VALUE)
    bars = [trace for trace in traces(chart, "bar") if trace.visible is not False]
    assert sum(sum(trace.x) for trace in bars) == pytest.approx(OBJECTIVE)
    diamonds, words = traces(chart, "scatter")
    assert list(diamonds.x) == [173280.0, 78600.0, 33570.0, -300.0]
    assert [text.strip() for text in words.text] == ["173 k", "78.6 k", "33.6 k", "-300"]
    assert list(words.x) == [175200.0, 80400.0, 35000.0, 0.0]  # right of all that is drawn of the row
    low, high = chart.figure.layout.xaxis.range
    assert low < -1920
    assert high > 175200
    assert "received: 12.0 t" in diamonds.hovertext[0]
    assert "14,440 USD/t" in diamonds.hovertext[0]
    assert look.CLASS_COLOURS["sulfide"] in chart.figure.layout.yaxis.ticktext[0]
    assert "sulfide" in chart.figure.layout.yaxis.ticktext[0]


def test_streams_by_the_tonne(parts: Parts) -> None:
    chart = drawn(parts, STREAM_VALUE)
    seen = [trace for trace in apply(chart, "per_tonne") if trace["visible"]]
    assert [list(trace["x"]) for trace in seen] == [[14440.0, 9825.0, pytest.approx(33570 / 7)]]
    assert list(seen[0]["marker"]["color"]) == [look.CLASS_COLOURS[c] for c in ("sulfide", "polymer", "oxide_garnet")]
    back = apply(chart, "amounts")
    assert [trace.get("visible", True) for trace in back] == [True] * (len(back) - 1) + [False]
    assert chart.options[0].name == "amounts"
    assert set(chart.options[0].layout) == set(chart.options[1].layout)


def test_streams_named_by_numbers_are_names(plan: Plan) -> None:
    frame = STREAM_VALUE.view(plan).assign(stream=["3", "1", "2", "*"])
    axis = draw_stream_value(frame, "USD").figure.layout.yaxis
    assert axis.type == "category"
    assert list(axis.categoryarray) == ["3", "1", "2", "*"]


def test_streams_that_did_not_come_are_left_out(plan: Plan) -> None:
    receive, value = plan.tables["receive"], plan.derived["value_by_stream"]
    less = with_tables(plan, receive=receive.assign(receive=receive["receive"].where(receive["stream"] != "OXI", 0.0)))
    less = with_derived(less, {**plan.derived, "value_by_stream": value[value["stream"] != "OXI"]})
    assert STREAM_VALUE.view(less)["stream"].tolist() == ["SUL", "POL", "*"]


# --- routes


def test_routes_by_class(plan: Plan) -> None:
    assert rows(ROUTES, plan) == [
        ("OXI", "oxide_garnet", "powder", "direct_regeneration", "annealing", 7.0, 1.0),
        ("SUL", "sulfide", "powder", "pretreatment", "ethanol_dissolution", 12.0, 1.0),
        ("SUL", "sulfide", "cathode_powder", "direct_regeneration", "relithiation", 6.0, 1.0),
        ("POL", "polymer", "powder", "pretreatment", "acetonitrile_dissolution", 8.0, 1.0),
        ("POL", "polymer", "cathode_powder", "direct_regeneration", "relithiation", 4.0, 1.0),
    ]


def test_grid_of_routes(parts: Parts) -> None:
    chart = drawn(parts, ROUTES)
    (grid,) = traces(chart, "heatmap")
    axes = chart.figure.layout
    assert list(axes.xaxis.ticktext) == [
        "acetonitrile_dissolution", "ethanol_dissolution", "annealing", "relithiation",
    ]  # fmt: skip
    assert list(axes.yaxis.ticktext) == ["OXI", "SUL", "POL"]
    assert [list(row) for row in grid.text] == [["", "", "7.0", ""], ["", "12", "", "6.0"], ["8.0", "", "", "4.0"]]
    assert [list(row) for row in grid.z] == [[None, None, 1, None], [None, 1, None, 1], [1, None, None, 1]]
    assert grid.hovertext[1][3] == (
        "SUL, sulfide<br>direct_regeneration: relithiation<br>cathode_powder: 6.0 t, 100 % of it"
    )
    assert [note.text for note in axes.annotations[:3]] == ["oxide_garnet", "sulfide", "polymer"]


def test_a_technology_that_takes_two_forms_shows_their_common_share() -> None:
    frame = routes_frame(
        ("S", "a", "pretreatment", "crush", 4.0, 0.5), ("S", "a", "disposal", "dump", 4.0, 0.5),
        ("S", "b", "pretreatment", "crush", 2.0, 1.0),
    )  # fmt: skip
    cell = cells_of(frame)["S", ("pretreatment", "crush")]
    assert (cell.mass, cell.share) == (6.0, pytest.approx(6 / 10))
    assert "a: 4.0 t, 50 % of it<br>b: 2.0 t, 100 % of it" in cell.story


def test_columns_stand_by_stage_disposal_and_stock_last() -> None:
    frame = routes_frame(
        ("S", "a", "stock", "left", 1.0, 0.1), ("S", "a", "disposal", "dump", 1.0, 0.1),
        ("S", "a", "pretreatment", "zip", 8.0, 0.8), ("S", "b", "pretreatment", "alter", 2.0, 1.0),
        ("S", "c", "sale", "sell", 1.0, 1.0), ("T", "b", "pretreatment", "alter", 2.0, 1.0),
    )  # fmt: skip
    assert [technology for _, technology in ways_of(frame)] == ["zip", "alter", "sell", "dump", "left"]
    assert list(draw_routes(frame, "USD").figure.layout.xaxis.ticktext)[-1] == "left in stock"


def routes_frame(*given: tuple[Any, ...]) -> pd.DataFrame:
    names = ["stream", "form", "stage", "technology", "mass", "share"]
    frame = pd.DataFrame(given, columns=names).assign(electrolyte_class="sulfide")
    return frame[ROUTES.table.names]


def test_names_of_60_streams_and_35_technologies_have_room() -> None:
    """On paper the chart is 680 px wide: what is left to columns keeps slanted names apart."""
    stages = ["pretreatment"] * 12 + ["pyrometallurgy", "leaching", "separation"] * 3 + ["sale"] * 12 + ["disposal"] * 2
    given = [
        (f"S{s:02}_Nightingale", "cell", stage, f"technology_with_a_long_name_{n:02}", 123.4, 1 / 35)
        for s in range(60)
        for n, stage in enumerate(stages)
    ]
    chart = draw_routes(routes_frame(*given), "USD")
    layout = chart.figure.layout
    assert 60 * look.ROW > layout.height >= 60 * CLOSE > 60 * look.SMALL
    room = (680 - layout.margin.l - layout.margin.r) / 35
    assert room * math.sin(math.radians(STEEP)) >= look.SMALL - 1
    assert layout.xaxis.tickangle == -STEEP
    assert chart.least_width >= layout.margin.l + 35 * NARROW
    assert all(len(text) <= 26 for text in layout.xaxis.ticktext)
    assert [note.text for note in layout.annotations[:-1]] == ["sulfide"]
    few = [row for row in given if row[3].endswith(("00", "01"))]
    assert draw_routes(routes_frame(*few), "USD").figure.layout.xaxis.tickangle == -SLANTED


def test_shares_of_a_fork_sum_to_one(plan: Plan) -> None:
    sums = ROUTES.view(plan).groupby(["stream", "form"])["share"].sum()
    assert sums.tolist() == pytest.approx([1.0] * len(sums))
    assert ROUTES.view(plan)["electrolyte_class"].map(ELECTROLYTE_CLASSES.index).is_monotonic_increasing


# --- products


def test_products_by_hand(plan: Plan, parts: Parts) -> None:
    assert rows(PRODUCTS, plan) == [
        ("LCO", "standard", 10.0, 10.0, 0.0, 0.0, 200000.0, 20000.0, "planner"),
        ("Li6PS5Cl", "standard", 5.4, 5.4, 0.0, 0.0, 54000.0, 10000.0, "planner"),
        ("mixture", "standard", 7.0, 7.0, 0.0, 0.0, 35000.0, 5000.0, "planner"),
    ]
    (bars,), (words,) = traces(drawn(parts, PRODUCTS), "bar"), traces(drawn(parts, PRODUCTS), "scatter")
    assert dict(zip(bars.y, bars.x, strict=True)) == {"LCO": 200000.0, "Li6PS5Cl": 54000.0, "mixture": 35000.0}
    assert [text.strip() for text in words.text] == ["200 k", "54 k", "35 k"]
    assert "status of the price: planner" in bars.hovertext[0]


def sold(product: str, grade: str, mass: float, revenue: float, short: float = 0.0) -> dict[str, Any]:
    return {"product": product, "grade": grade, "made": mass, "sold": mass, "kept": 0.0, "short": short,
            "revenue": revenue, "price": revenue / mass if mass else math.nan, "price_status": ""}  # fmt: skip


def test_grades_are_parts_of_a_bar_and_off_spec_goods_may_cost() -> None:
    frame = frame_of(PRODUCTS.table, [
        sold("b", "offspec", 5.0, -100.0), sold("b", "standard", 2.0, 400.0), sold("a", "battery", 1.0, 900.0, 3.0),
        sold("c", "battery", 0.0, 0.0, 2.0),
    ])  # fmt: skip
    chart = draw_products(frame, "USD")
    assert [trace.name for trace in traces(chart, "bar")] == ["battery", "standard", "offspec"]
    (words,) = traces(chart, "scatter")
    assert list(words.y) == ["a", "b", "c"]
    assert [text.strip() for text in words.text] == ["900, 3 t short", "300", "0, 2 t short"]
    assert list(words.x) == [900.0, 400.0, 0.0]
    assert chart.figure.layout.xaxis.range[0] < -100
    masses = apply(chart, "sold")
    assert [list(trace["x"]) for trace in masses] == [[1.0, 0.0], [2.0], [5.0], [1.0, 7.0, 0.0]]
    assert [text.strip() for text in masses[-1]["text"]] == ["1 t, 3 t short", "7 t", "0 t, 2 t short"]
    again = apply(chart, "revenue")
    assert [list(trace["x"]) for trace in again] == [list(trace.x) for trace in chart.figure.data]


def test_shortfalls_of_periods_and_of_the_horizon_are_added(plan: Plan) -> None:
    missing = frame_of(schema.VARIABLES["short"], [
        {"product": "LCO", "grade": "standard", "period": "2", "short": 0.5},
        {"product": "LCO", "grade": "standard", "period": "all", "short": 1.0},
    ])  # fmt: skip
    found = PRODUCTS.view(with_tables(plan, short=missing)).set_index("product")
    assert found["short"].to_dict() == {"LCO": 1.5, "Li6PS5Cl": 0.0, "mixture": 0.0}


def test_what_the_buyer_gets_by_period(plan: Plan) -> None:
    found = SALES_PERIODS.view(plan)
    assert list(zip(found["product"], found["period"], found["sold"], found["revenue"], strict=True)) == [
        ("LCO", "1", 3.0, 60000.0), ("LCO", "2", 4.0, 80000.0), ("LCO", "3", 3.0, 60000.0),
        ("Li6PS5Cl", "1", 2.7, 27000.0), ("Li6PS5Cl", "2", 2.7, 27000.0),
        ("mixture", "1", 4.0, 20000.0), ("mixture", "2", 3.0, 15000.0),
    ]  # fmt: skip
    assert found["revenue"].sum() == PRODUCTS.view(plan)["revenue"].sum() == 289000.0


def test_a_period_in_which_goods_are_only_kept_is_shown_and_no_number_is_not_hidden(plan: Plan) -> None:
    frame = plan.derived["products"].copy()
    frame.loc[frame["period"] == "3", "kept"] = 1.0
    frame.loc[(frame["period"] == "2") & (frame["product"] == "mixture"), "made"] = math.nan
    found = SALES_PERIODS.view(with_derived(plan, {**plan.derived, "products": frame}))
    assert ("mixture", "3") in set(zip(found["product"], found["period"], strict=True))
    assert found["made"].isna().sum() >= 1


# --- what the value rests on


def test_sales_by_status(plan: Plan) -> None:
    assert rows(RESTS_ON, plan) == [("estimate", 289000.0, 1.0)]
    frame = frame_of(RESTS_ON.table, [
        {"status": "published", "sales": 60.0, "share": 0.6}, {"status": "computed", "sales": 0.0, "share": 0.0},
        {"status": "estimate", "sales": 35.0, "share": 0.35}, {"status": "unchecked", "sales": 5.0, "share": 0.05},
        {"status": "planner", "sales": 0.0, "share": 0.0},
    ])  # fmt: skip
    view = RESTS_ON.view(with_derived(plan, {**plan.derived, "rests_on": frame}))
    assert view["status"].tolist() == ["published", "unchecked", "estimate"]  # from strong to weak
    chart = draw_rests_on(view, "USD")
    bars = traces(chart, "bar")
    assert [trace.x[0] for trace in bars] == [60.0, 5.0, 35.0]
    assert [trace.marker.color for trace in bars] == [look.STATUS_COLOURS[status] for status in view["status"]]
    assert bars[2].name == "estimate, 35 %: a guess that a planner should replace"
    notes = chart.figure.layout.annotations
    assert [(note.text, note.x) for note in notes] == [("published 60 %", 30.0), ("estimate 35 %", 82.5)]


def test_figures_with_the_largest_effects(plan: Plan) -> None:
    frame = FIGURES.view(plan)
    assert frame.equals(plan.derived["figures"])
    first = frame.iloc[0]
    assert (first["key"], first["effect"]) == ("relithiation|LCO|cathode", pytest.approx(2020.0))
    chart = draw_figures(frame, "USD")
    shown = {y: (x, trace.name) for trace in chart.figure.data for y, x in zip(trace.y, trace.x, strict=True)}
    assert len(shown) == min(SHOWN, len(frame))
    assert [shown[n] for n in sorted(shown)] == list(zip(frame["effect"], frame["status"], strict=True))[:SHOWN]
    assert chart.figure.layout.annotations[0].text == "share of LCO to cathode in relithiation"
    estimates = next(trace for trace in chart.figure.data if trace.name == "estimate")
    assert estimates.text[0] == "+2.02 k"
    story = estimates.hovertext[0]
    for words in ("value: 1 kg/kg", "+2,020 USD", "status: estimate (a guess", "source: invented"):
        assert words in story


# --- wastes


def test_wastes_by_hand(plan: Plan, parts: Parts) -> None:
    assert rows(WASTES, plan) == [
        ("incineration", "plant", "waste", "polymer_waste", 4.0, 400.0),
        ("landfill", "plant", "waste", "loss", 0.6, pytest.approx(120.0)),
    ]
    (words,) = traces(drawn(parts, WASTES), "scatter")
    assert [text.strip() for text in words.text] == ["4 t, 400 USD", "0.60 t, 120 USD"]


def test_material_given_away_counts_with_its_form(plan: Plan) -> None:
    fractions = frame_of(schema.STRUCTURE["fractions"], [
        {"fraction": "POL", "origin": "POL", "streams": "POL", "site": "plant", "form": "powder", "storage_class": "",
         "route": ""},
    ])  # fmt: skip
    given = frame_of(schema.VARIABLES["dispose"], [
        {"fraction": "POL", "outlet": "incineration", "period": "1", "dispose": 2.0},
        {"fraction": "POL", "outlet": "incineration", "period": "2", "dispose": 3.0},
        {"fraction": "POL", "outlet": "incineration", "period": "3", "dispose": 0.0},
    ])  # fmt: skip
    found = wastes(with_tables(plan, dispose=given, fractions=fractions))
    assert tuple(found.iloc[0]) == ("incineration", "plant", "material", "powder", 5.0, 500.0)
    assert found["cost"].sum() == pytest.approx(500 + 520)
    assert traces(draw_wastes(found, "USD"), "bar")[0].name == "<i>powder</i>"


def test_small_wastes_are_drawn_as_others() -> None:
    given = [{"outlet": f"o{n % 2}", "site": "plant", "kind": "waste", "item": f"w{n}", "mass": 20.0 - n, "cost": n}
             for n in range(11)]  # fmt: skip
    chart = draw_wastes(frame_of(WASTES.table, given), "USD")
    bars = traces(chart, "bar")
    assert [trace.name for trace in bars] == [*(f"w{n}" for n in range(8)), OTHERS]
    assert dict(zip(bars[-1].y, bars[-1].x, strict=True)) == {"o0": 12.0 + 10.0, "o1": 11.0}
    assert "w8 (waste) of plant: 12.0 t" in bars[-1].hovertext[0]
    assert "w10" in bars[-1].hovertext[0]
    assert sum(sum(trace.x) for trace in bars) == sum(row["mass"] for row in given)
    fills = [str(trace.marker.to_plotly_json()) for trace in bars]
    assert len(set(fills)) == len(fills)


# --- short words


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0.0, "0"), (-0.0, "0"), (43.0, "43"), (-4400.0, "-4.40 k"), (10025475.5, "10.0 M"), (999.4, "999"),
     (999.6, "1.00 k"), (999960.0, "1.00 M"), (1.5e9, "1.50 G"), (0.001, "0"), (0.456, "0.46"), (-97.26, "-97.3"),
     (289000.0, "289 k"), (3000.0, "3 k"), (99.97, "100")],
)  # fmt: skip
def test_amounts_in_three_digits(amount: float, text: str) -> None:
    assert brief(amount) == text


def test_larger_amounts_never_read_smaller() -> None:
    units = {"k": 1e3, "M": 1e6, "G": 1e9}

    def read(text: str) -> float:
        number, *unit = text.split()
        return float(number) * (units[unit[0]] if unit else 1.0)

    amounts = [10 ** (n / 50) for n in range(500)]
    for smaller, larger in pairwise(amounts):
        assert read(brief(smaller)) <= read(brief(larger))
    assert all(read(brief(a)) == pytest.approx(a, rel=0.006) for a in amounts)


def test_long_names_are_elided() -> None:
    assert elided("short", 5) == "short"
    assert elided("a long name", 7) == "a long" + ELLIPSIS
    assert len(elided("x" * 90, 70)) == 70
    assert elided_within("short", 5) == "short"
    assert elided_within("x" * 50 + "y" * 50, 40) == "x" * 26 + ELLIPSIS + "y" * 13


def test_one_stream_and_one_period(plan: Plan) -> None:
    """Frames of one row are chart."""
    for builder in BUILDERS:
        if builder.draw is not None:
            chart = builder.draw(builder.view(plan).head(1), "USD")
            assert len(chart.figure.data) > 0
            assert chart.figure.layout.height > 0


def test_charts_repeat(parts: Parts) -> None:
    for builder in (ROUTES, STREAM_VALUE):
        assert builder.draw is not None
        assert builder.draw(parts[builder.name].frame, "USD").figure.to_json() == drawn(parts, builder).figure.to_json()
