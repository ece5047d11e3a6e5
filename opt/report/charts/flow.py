"""The material flow as a Sankey diagram that can be switched between mass, the elements and sales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import safe
from opt.report.charts.flow_graph import LEAST_DRAWN, STREAMS_DRAWN, Graph, Links, Node, full_name, graph_of, label
from opt.report.charts.flow_layout import RANK, columns_of, ordered, placed
from opt.report.charts.flow_scale import GAP, Columns
from opt.report.charts.limits import share_words
from opt.report.derived.works import MASS, SALES, STREAM
from opt.report.parts import Builder, Chart, Option
from opt.report.views.flow import MATERIAL_FLOW, material_flow

LEAST_WIDTH = 680
THICKNESS = 8
LINE = 13.0
"""Height of a line of a label, px."""

TOP, BOTTOM, SIDE = 44, 10, 4
"""Margins, px; the legend stands in the upper one."""

LAST_GAP = 2.5
"""The space before the last column, whose labels stand to the left, in spaces between other columns."""

FONTS, CHARACTER = (10.0, 9.5, 9.0), 0.55
"""Sizes of labels (px), the smaller ones for many columns; width of a character in a broad font over its size."""

LONGEST_END = 24
"""Characters of a label in the last column."""

LEAST_CHARACTERS = 12
"""Characters of a line for which there must be room between two columns."""

ROOM = 1.5
"""Height over that of the labels of the fullest column: Plotly leaves at least a third of it to the flows."""

LEAST_HEIGHT, LINK_ALPHA = 300.0, 0.35


def draw_flow(frame: pd.DataFrame, currency: str) -> Chart:
    """Sankey: streams on the left, technologies in the order of the steps, products and wastes on the right."""
    graph = graph_of(frame)
    main = next(iter(graph.links.values()))
    every = {pair: 0.0 for links in graph.links.values() for pair in links} | dict(main)
    column = columns_of(every)
    font, labels = _labels(graph, column)
    needed = {node: LINE * (text.count("<br>") + 1) for node, text in labels.items()}
    fullest = max(sum(needed[node] + GAP for node in column if column[node] == at) for at in set(column.values()))
    height = max(ROOM * fullest, LEAST_HEIGHT)
    order = ordered({**dict.fromkeys(every, min(main.values()) / 100), **main}, column, needed, height)
    across = _across(column)
    traces = {item: _trace(item, graph, order, across, labels, needed, height) for item in graph.links}
    figure = look.blank(
        round(height) + TOP + BOTTOM,
        margin={"l": SIDE, "r": SIDE, "t": TOP, "b": BOTTOM},
        showlegend=True,
        hovermode="closest",
    )
    figure.add_trace(go.Sankey(arrangement="fixed", textfont={"size": font}, **next(iter(traces.values()))))
    _add_legend(figure, graph)
    words = {MASS: "mass (t)", SALES: f"sales ({currency})"}
    options = tuple(Option(item, words.get(item, f"{item} (t)"), _restyle(trace)) for item, trace in traces.items())
    return Chart(figure, LEAST_WIDTH, "Material flow from streams through technologies to products and wastes", options)


def _across(column: Mapping[Node, int]) -> dict[Node, float]:
    """Centres of the nodes from the left, as a share of the width; the last gap is wider."""
    last = max(column.values())
    whole = last - 1 + LAST_GAP
    return {node: 0.007 + 0.986 * (at if at < last else whole) / whole for node, at in column.items()}


def _labels(graph: Graph, column: Mapping[Node, int]) -> tuple[float, dict[Node, str]]:
    """Size and text of the labels: at the least width they fit between two columns, those of the last column in one
    line."""
    last = max(column.values())
    space = (LEAST_WIDTH - 2 * SIDE) / (last - 1 + LAST_GAP) - THICKNESS - 4
    font = next((size for size in FONTS if space >= LEAST_CHARACTERS * CHARACTER * size), FONTS[-1])
    width = max(int(space / (CHARACTER * font)), LEAST_CHARACTERS)
    return font, {node: label(node, graph, LONGEST_END if at == last else width, 1 if at == last else 3)
                  for node, at in column.items()}  # fmt: skip


def _trace(
    item: str, graph: Graph, order: Columns, across: Mapping[Node, float], labels: Mapping[Node, str],
    needed: Mapping[Node, float], height: float,
) -> dict[str, Any]:  # fmt: skip
    """The Sankey of one item: nodes in their order, links from above so that they leave and come without crossing."""
    links = graph.links[item]
    places = placed(links, order, needed, height)
    nodes = [node for nodes in order for node in nodes if node in places.centre]
    number = {node: at for at, node in enumerate(nodes)}
    pairs = sorted(links, key=lambda pair: (places.centre[pair[0]], places.centre[pair[1]]))
    unit = safe(graph.unit[item])
    form = ",.0f" if item == SALES else ",.4~r"
    what = "" if item in (MASS, SALES) else f" of {safe(item)}"
    said = f"<b>%{{value:{form}}} {unit}</b>{what}{' of sales' if item == SALES else ''}"
    return {
        "node": {
            "label": [labels[node] for node in nodes],
            "x": [round(across[node], 4) for node in nodes],
            "y": [round(places.centre[node] / height, 4) for node in nodes],
            "color": [graph.colour[node] for node in nodes],
            "customdata": [full_name(node, graph) for node in nodes],
            "pad": round(places.padding, 3),
            "thickness": THICKNESS,
            "line": {"width": 0},
            "hovertemplate": f"%{{customdata}}<br>{said}<extra></extra>",
        },
        "link": {
            "source": [number[source] for source, _ in pairs],
            "target": [number[target] for _, target in pairs],
            "value": [float(f"{links[pair]:.6g}") for pair in pairs],
            "color": [look.with_alpha(graph.colour[source], LINK_ALPHA) for source, _ in pairs],
            "customdata": _shares(pairs, links),
            "sort": "input",
            "hovertemplate": f"%{{source.customdata}} \N{RIGHTWARDS ARROW} %{{target.customdata}}<br>{said}<br>"
            "%{customdata}<extra></extra>",
        },
    }  # fmt: skip


def _shares(pairs: list[tuple[Node, Node]], links: Links) -> list[str]:
    left: dict[Node, float] = {}
    come: dict[Node, float] = {}
    for (source, target), amount in links.items():
        left[source] = left.get(source, 0.0) + amount
        come[target] = come.get(target, 0.0) + amount
    said = ((share_words(links[a, b] / left[a]), share_words(links[a, b] / come[b])) for a, b in pairs)
    return [f"{leaving} of what leaves, {coming} of what comes" for leaving, coming in said]


def _restyle(trace: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What changes from one item to another; lists stand in a list, one for each trace."""
    same = {"thickness", "line", "sort"}
    return {
        f"{part}.{name}": [value] if isinstance(value, list) else value
        for part, values in trace.items()
        for name, value in values.items()
        if name not in same
    }


def _add_legend(figure: go.Figure, graph: Graph) -> None:
    """Which colour is which class and stage: traces without points, on axes that take no room."""
    stages = dict.fromkeys(node[0] for node in graph.colour if node[0] != STREAM and node[0] not in RANK)
    named = [(stage.replace("_", " "), look.STAGE_COLOURS[stage]) for stage in look.STAGE_COLOURS if stage in stages]
    if not graph.count:
        known = {colour: name for name, colour in look.CLASS_COLOURS.items()}
        colours = dict.fromkeys(graph.colour[node] for node in graph.colour if node[0] == STREAM)
        named = [(f"stream: {known[colour].replace('_', ' ')}", colour) for colour in colours] + named
    for name, colour in named:
        marker = {"color": colour, "size": 11, "symbol": "square"}
        figure.add_scatter(x=[None], y=[None], mode="markers", name=name, marker=marker, hoverinfo="skip")
    figure.update_xaxes(visible=False, domain=[0, 0.001], fixedrange=True)
    figure.update_yaxes(visible=False, domain=[0.999, 1], fixedrange=True)
    figure.update_layout(legend={"itemclick": False, "itemdoubleclick": False, "y": 1.0, "yanchor": "bottom"})


FLOW = Builder(
    "flow",
    "Material flow",
    "What flowed from streams through technologies to products and wastes over the horizon; thickness is mass, an "
    "element or the sales that the material goes on to earn. Fractions between technologies are mixed, so what leaves "
    f"one comes from those who gave it, by mass. More than {STREAMS_DRAWN} streams are drawn by the class of their "
    "electrolyte, technologies of sale as what they sell, and neither negative sales nor flows below "
    f"{LEAST_DRAWN * 100:g} % of what comes in; the table has them all.",
    MATERIAL_FLOW,
    material_flow,
    draw_flow,
    "Nothing flowed, or the result was stored by an earlier version that did not say what did; solve the instance "
    "again for it.",
)
