"""How thick Plotly draws the flows of a Sankey diagram, and the padding that makes it leave room for labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from opt.report.charts.flow_graph import Links, Node

GAP = 3.0
"""Least space between nodes (with their labels) of a column, px."""

PADDING_SHARE = 2 / 3
"""Share of the height that Plotly gives to the space between the nodes of a column, at most."""

Columns = Sequence[Sequence[Node]]


def heights(
    links: Links, columns: Columns, label: Mapping[Node, float], height: float
) -> tuple[dict[Node, float], float]:
    """Heights of the nodes (px), and the padding that makes Plotly draw them so."""
    value = _values(links)
    padding = _padding(links, columns, label, height)
    scale = _scale(_layers(links), value, height, padding)
    return {node: amount * scale for node, amount in value.items()}, padding


def _padding(links: Links, columns: Columns, label: Mapping[Node, float], height: float) -> float:
    """The padding that makes Plotly's scale the largest at which every column has room for its nodes and labels."""
    value, layers = _values(links), _layers(links)
    low, high = 0.0, _scale(layers, value, height, 0.0)
    for _ in range(40):
        scale = (low + high) / 2
        fits = all(_room(nodes, value, label, scale) <= height for nodes in columns)
        low, high = (scale, high) if fits else (low, scale)
    several = [nodes for nodes in layers if len(nodes) > 1]
    needed = [(height - low * sum(value[node] for node in nodes)) / (len(nodes) - 1) for nodes in several]
    most = PADDING_SHARE * height / max((len(nodes) - 1 for nodes in several), default=1)
    return max(min([*needed, 0.999 * most]), 0.0)


def _scale(layers: Columns, value: Mapping[Node, float], height: float, padding: float) -> float:
    """Plotly's px per unit: what is left of the height without padding, in the fullest column."""
    return min((height - (len(nodes) - 1) * padding) / sum(value[node] for node in nodes) for nodes in layers)


def _room(nodes: Sequence[Node], value: Mapping[Node, float], label: Mapping[Node, float], scale: float) -> float:
    return sum(max(value[node] * scale, label[node]) + GAP for node in nodes)


def _values(links: Links) -> dict[Node, float]:
    """What goes through each node: what comes or what leaves, whichever is more."""
    come: dict[Node, float] = defaultdict(float)
    left: dict[Node, float] = defaultdict(float)
    for (source, target), amount in links.items():
        left[source] += amount
        come[target] += amount
    return {node: max(come[node], left[node]) for node in {**come, **left}}


def _layers(links: Links) -> list[list[Node]]:
    """The columns by which Plotly finds its scale: by the longest way, ends in the last."""
    nodes = dict.fromkeys(node for pair in links for node in pair)
    depth, goes_on = depths(nodes, links), {source for source, _ in links}
    layers: list[list[Node]] = [[] for _ in range(max(depth.values()) + 1)]
    for node in nodes:
        layers[depth[node] if node in goes_on else -1].append(node)
    return layers


def depths(nodes: Iterable[Node], links: Links) -> dict[Node, int]:
    """Links on the longest way to each node."""
    depth = dict.fromkeys(nodes, 0)
    changed = True
    while changed:
        changed = False
        for source, target in links:
            if depth[target] <= depth[source]:
                depth[target], changed = depth[source] + 1, True
    return depth
