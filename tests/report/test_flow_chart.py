"""The charts of the material flow and of the mass balance: what they draw is what their tables say."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from opt.plan.plan import Plan, with_derived
from opt.report import look
from opt.report.charts.balance import BALANCE, LOOKS
from opt.report.charts.flow import FLOW, TOP, draw_flow
from opt.report.charts.flow_graph import STREAMS_DRAWN, full_name, graph_of, label
from opt.report.charts.flow_layout import columns_of, ordered, placed
from opt.report.charts.flow_scale import GAP
from opt.report.parts import Chart, build
from opt.report.views.balance import element_balance
from opt.report.views.flow import MATERIAL_FLOW
from opt.tables.frames import frame_of

Row = tuple[str, str, str, str, str, float]


def frame(*rows: Row) -> pd.DataFrame:
    """Rows (source stage, source, target stage, target, item, amount); every stream is of class sulfide."""
    return frame_of(MATERIAL_FLOW, [
        {"source_stage": stage, "source": source, "electrolyte_class": "sulfide" if stage == "stream" else "",
         "target_stage": to, "target": target, "item": item, "amount": amount,
         "unit": "USD" if item == "sales" else "t", "source_share": 1.0, "target_share": 1.0}
        for stage, source, to, target, item, amount in rows
    ])  # fmt: skip


def drawn(chart: Chart, number: int = 0) -> dict[tuple[str, str], float]:
    """Links of an option by the names said when the mouse is over their ends."""
    data = chart.options[number].data
    names = data["node.customdata"][0]
    links = zip(data["link.source"][0], data["link.target"][0], data["link.value"][0], strict=True)
    return {(names[source], names[target]): value for source, target, value in links}


@pytest.fixture(scope="module")
def chart(plan: Plan) -> Chart:
    part = build(FLOW, plan)
    assert part.chart
    return part.chart


def test_what_can_be_shown_mass_first_then_the_elements_then_sales(chart: Chart) -> None:
    names = [option.name for option in chart.options]
    assert (names[0], names[1], names[-1]) == ("mass", "Co", "sales")
    assert [option.label for option in chart.options][-1] == "sales (USD)"
    totals = [sum(drawn(chart, number).values()) for number in range(1, len(names) - 1)]
    assert totals == sorted(totals, reverse=True)


def test_every_link_is_a_row_of_the_table(chart: Chart, plan: Plan) -> None:
    part = build(FLOW, plan)
    for number, option in enumerate(chart.options):
        rows = part.frame[part.frame["item"] == option.name]
        assert sorted(drawn(chart, number).values()) == pytest.approx(sorted(rows["amount"]), rel=1e-5)
    assert drawn(chart)["stream: SUL", "pretreatment: ethanol_dissolution"] == 12


def test_the_figure_shows_the_first_option(chart: Chart) -> None:
    trace, data = chart.figure.data[0], chart.options[0].data
    assert trace.type == "sankey"
    for name, value in data.items():
        part, _, column = name.partition(".")
        shown = getattr(getattr(trace, part), column)
        assert list(shown) == value[0] if isinstance(value, list) else shown == value


def test_colours_are_those_of_classes_and_stages(chart: Chart) -> None:
    data = chart.options[0].data
    colours = dict(zip(data["node.customdata"][0], data["node.color"][0], strict=True))
    assert colours["stream: SUL"] == look.CLASS_COLOURS["sulfide"]
    assert colours["direct_regeneration: relithiation"] == look.STAGE_COLOURS["direct_regeneration"]
    assert colours["product: LCO"] == look.STAGE_COLOURS["product"]
    assert data["link.color"][0][0] == look.with_alpha(data["node.color"][0][data["link.source"][0][0]], 0.35)
    assert {trace.name for trace in chart.figure.data[1:]} >= {"stream: sulfide", "pretreatment"}


def test_no_class_has_the_colour_of_a_stage() -> None:
    """They stand on one chart."""
    assert set(look.CLASS_COLOURS.values()).isdisjoint(look.STAGE_COLOURS.values())


def test_shares_are_said(chart: Chart) -> None:
    data = chart.options[0].data
    ends = zip(data["link.source"][0], data["link.target"][0], data["link.customdata"][0], strict=True)
    names = data["node.customdata"][0]
    said = {(names[source], names[target]): text for source, target, text in ends}
    relithiated = said["pretreatment: ethanol_dissolution", "direct_regeneration: relithiation"]
    assert relithiated == "50.0 % of what leaves, 60.0 % of what comes"


def test_many_streams_are_drawn_by_class() -> None:
    few = [("stream", f"S{n}", "leaching", "leach", "mass", 2.0) for n in range(STREAMS_DRAWN)]
    many = [*few, ("stream", "one more", "leaching", "leach", "mass", 1.0)]
    end = ("leaching", "leach", "product", "Li2CO3", "mass", 25.0)
    assert len(graph_of(frame(*few, end)).links["mass"]) == STREAMS_DRAWN + 1
    graph = graph_of(frame(*many, end))
    pair = ("stream", "sulfide"), ("leaching", "leach")
    assert graph.links["mass"][pair] == 25.0
    assert graph.colour[pair[0]] == look.CLASS_COLOURS["sulfide"]
    assert full_name(pair[0], graph) == "13 streams of class sulfide"
    assert label(pair[0], graph, 12, 3) == "sulfide, 13<br>streams"


def test_a_sale_is_drawn_as_what_is_sold() -> None:
    graph = graph_of(frame(
        ("stream", "S", "leaching", "leach", "mass", 5.0), ("leaching", "leach", "sale", "sale_A", "mass", 3.0),
        ("leaching", "leach", "sale", "sale_both", "mass", 2.0), ("sale", "sale_A", "product", "A", "mass", 3.0),
        ("sale", "sale_both", "product", "B", "mass", 1.0), ("sale", "sale_both", "loss", "loss", "mass", 1.0),
    ))  # fmt: skip
    assert graph.links["mass"][("leaching", "leach"), ("product", "A")] == 3.0
    assert graph.links["mass"][("leaching", "leach"), ("sale", "sale_both")] == 2.0
    assert not any(("sale", "sale_A") in pair for pair in graph.links["mass"])


def test_traces_and_negative_sales_are_not_drawn() -> None:
    rows = frame(
        ("stream", "S", "leaching", "leach", "mass", 100.0), ("leaching", "leach", "product", "A", "mass", 99.995),
        ("leaching", "leach", "loss", "loss", "mass", 0.005), ("stream", "S", "leaching", "leach", "sales", 50.0),
        ("leaching", "leach", "product", "A", "sales", 60.0), ("leaching", "leach", "product", "B", "sales", -10.0),
    )  # fmt: skip
    graph = graph_of(rows)
    assert [target for _, target in graph.links["mass"]] == [("leaching", "leach"), ("product", "A")]
    assert [target for _, target in graph.links["sales"]] == [("leaching", "leach"), ("product", "A")]
    assert [option.name for option in draw_flow(rows, "USD").options] == ["mass", "sales"]


def test_long_names_are_folded_and_elided() -> None:
    graph = graph_of(frame(("stream", "S", "leaching", "leach", "mass", 1.0)))
    assert label(("leaching", "inert_atmosphere_crushing"), graph, 12, 3) == "inert<br>atmosphere<br>crushing"
    long = label(("leaching", "acetonitrile_ethylene_glycol_dissolution"), graph, 12, 3)
    assert long == "acetonitrile<br>ethylene<br>glycol diss\N{HORIZONTAL ELLIPSIS}"
    assert label(("stock", "black_mass"), graph, 24, 1) == "black mass left"


def net(seed: int) -> dict[tuple[tuple[str, str], tuple[str, str]], float]:
    """Streams through a random chain of technologies to products and wastes, masses over six decades."""
    draw = random.Random(seed)
    layers: list[list[tuple[str, str]]] = [[("stream", f"S{n}") for n in range(draw.randint(1, 12))]]
    layers += [[("leaching", f"T{k}.{n}") for n in range(draw.randint(1, 7))] for k in range(draw.randint(1, 7))]
    ends = [(draw.choice(("product", "waste", "loss")), f"E{n}") for n in range(draw.randint(1, 40))]
    links = {}
    for here, behind in pairwise([*layers, ends]):
        for node in here:
            links[node, draw.choice(behind)] = 10 ** draw.uniform(-3, 3)
            links[node, draw.choice(ends)] = 10 ** draw.uniform(-3, 3)
    return links


@pytest.mark.parametrize("seed", range(20))
def test_no_two_nodes_of_a_column_overlap(seed: int) -> None:
    """Nor their labels, nor leave they the height; every link goes to the right."""
    links = net(seed)
    column = columns_of(links)
    assert all(column[source] < column[target] for source, target in links)
    need = {node: 13.0 * random.Random(node[1]).randint(1, 3) for node in column}
    columns: dict[int, list[Any]] = defaultdict(list)
    for node, at in column.items():
        columns[at].append(node)
    height = max(300.0, 1.5 * max(sum(need[node] + GAP for node in nodes) for nodes in columns.values()))
    places = placed(links, ordered(links, column, need, height), need, height)
    for nodes in columns.values():
        sizes = {node: max(places.height[node], need[node]) for node in nodes}
        nodes.sort(key=places.centre.__getitem__)
        for above, below in pairwise(nodes):
            distance = places.centre[below] - places.centre[above]
            assert distance >= (sizes[above] + sizes[below]) / 2 + GAP - 1e-6
        first, last = nodes[0], nodes[-1]
        assert places.centre[first] - sizes[first] / 2 >= -1e-6
        assert places.centre[last] + sizes[last] / 2 <= height + 1e-6


def test_a_lone_flow_is_drawn() -> None:
    chart = draw_flow(frame(("stream", "S", "outlet", "landfill", "mass", 3.0)), "USD")
    assert drawn(chart) == {("stream: S", "outlet: landfill"): 3.0}
    assert all(0 < at < 1 for at in [*chart.options[0].data["node.x"][0], *chart.options[0].data["node.y"][0]])


def test_the_order_is_that_of_few_crossings() -> None:
    a, b, c, d = ("stream", "a"), ("stream", "b"), ("product", "c"), ("product", "d")
    links = {(a, d): 1.0, (b, c): 1.0}
    order = ordered(links, columns_of(links), dict.fromkeys((a, b, c, d), 13.0), 300.0)
    assert [node[1] for nodes in order for node in nodes] in (["a", "b", "d", "c"], ["b", "a", "c", "d"])


def test_sources_beside_streams_stand_before_what_they_feed() -> None:
    crush, leach, end = ("pretreatment", "crush"), ("leaching", "leach"), ("product", "Li2CO3")
    acid, stream, waste = ("reagents", "reagents"), ("stream", "S"), ("waste", "dust")
    links = {(stream, crush): 1.0, (crush, leach): 1.0, (acid, leach): 1.0, (leach, end): 2.0, (crush, waste): 0.1}
    assert columns_of(links) == {stream: 0, crush: 1, acid: 1, leach: 2, end: 3, waste: 3}


def test_the_legend_has_its_own_room(chart: Chart) -> None:
    assert chart.figure.layout.margin.t == TOP
    assert chart.figure.layout.height > 300


def test_nothing_flowed_is_said(bare: Plan) -> None:
    part = build(FLOW, bare)
    assert part.chart is None
    assert "solve the instance again" in part.empty


def test_the_balance_of_tiny(plan: Plan) -> None:
    part = build(BALANCE, plan)
    assert part.chart
    bars = {trace.name: dict(zip(trace.y, trace.x, strict=True)) for trace in part.chart.figure.data if trace.name}
    assert list(bars) == ["products", "wastes", "loss"]
    assert bars["products"]["total"] == pytest.approx(22.4 / 27)
    assert bars["loss"]["total"] == pytest.approx(0.6 / 27)
    assert bars["products"]["Co"] == pytest.approx(1)
    for element in part.frame["element"]:
        assert sum(shares[element] for shares in bars.values()) == pytest.approx(1)
    hover = next(trace.hovertext[0] for trace in part.chart.figure.data if trace.name == "wastes")
    assert hover == "total: wastes<br>4.0 t of 27.0 t, 15 %"


def test_the_balance_has_the_total_first_and_nothing_that_did_not_come(plan: Plan) -> None:
    balance = plan.derived["mass_balance"].copy()
    balance.loc[balance["element"] == "La", ["initial", "received", "added", "products", "wastes", "loss"]] = 0.0
    shown = element_balance(with_derived(plan, {"mass_balance": balance}))
    assert shown["element"].iloc[0] == "total"
    assert shown["received"].is_monotonic_decreasing
    assert set(balance["element"]) - set(shown["element"]) == {"La"}
    assert len(element_balance(with_derived(plan, {}))) == 0


def test_a_gap_in_the_balance_is_seen(plan: Plan) -> None:
    """Shares are of what came in: what is missing is missing from the bar."""
    balance = plan.derived["mass_balance"].copy()
    balance.loc[balance["element"] == "Co", "products"] *= 0.5
    part = build(BALANCE, with_derived(plan, {"mass_balance": balance}))
    assert part.chart
    bars = [dict(zip(trace.y, trace.x, strict=True)) for trace in part.chart.figure.data if trace.name]
    assert sum(shares["Co"] for shares in bars) == pytest.approx(0.5)
    assert set(LOOKS) == {"products", "stock", "disposed", "wastes", "loss"}
