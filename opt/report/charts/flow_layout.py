"""Where the nodes of a material flow stand: columns from left to right, within a column an order with few crossings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from opt.report.charts.flow_graph import Links, Node
from opt.report.charts.flow_scale import GAP, Columns, depths, heights
from opt.report.derived.works import INITIAL, OUTLET, PRODUCT, REAGENTS, STOCK, WASTE
from opt.schema.words import LOSS

SWEEPS, SETTLING = 24, 8
"""Times all columns are gone through, forth or back: to find an order, and to place nodes in it."""

RANK = {PRODUCT: 0, STOCK: 1, OUTLET: 2, WASTE: 3, LOSS: 4, INITIAL: 5, REAGENTS: 6}
"""Order of kinds within a column, from above; technologies and streams stand with the first."""


@dataclass(frozen=True)
class Places:
    """Centres of the nodes (px from above), and the padding by which Plotly comes to the scale they were made for."""

    centre: Mapping[Node, float]
    height: Mapping[Node, float]
    padding: float


def columns_of(links: Links) -> dict[Node, int]:
    """The column of every node: one behind its sources, sources other than streams just before their targets, the ends
    in the last."""
    nodes = dict.fromkeys(node for pair in links for node in pair)
    depth = depths(nodes, links)
    last = max(depth.values())
    goes_on = {source for source, _ in links}
    column = {node: depth[node] if node in goes_on else last for node in nodes}
    for node in nodes:
        if node[0] in (INITIAL, REAGENTS):
            column[node] = max(min(column[target] for source, target in links if source == node) - 1, 0)
    return column


def ordered(links: Links, column: Mapping[Node, int], label: Mapping[Node, float], height: float) -> Columns:
    """The nodes of each column from above, so that links are short: every column in turn is put in the order of the
    mean height of what its nodes are linked with, forth and back; the best order found."""
    columns: list[list[Node]] = [[] for _ in range(max(column.values()) + 1)]
    for node in dict.fromkeys(node for pair in links for node in pair):
        columns[column[node]].append(node)
    columns = [sorted(nodes, key=lambda node: RANK.get(node[0], 0)) for nodes in columns]
    near = _neighbours(links)
    tall, _ = heights(links, columns, label, height)
    size = {node: max(tall[node], label[node]) for node in column}
    centre: dict[Node, float] = {}
    for nodes in columns:
        centre |= _stacked(nodes, dict.fromkeys(nodes, height / 2), size, height)
    best, least = columns, float("inf")
    for sweep in range(SWEEPS):
        for nodes in columns if sweep % 2 == 0 else reversed(columns):
            wanted = {node: _mean(near[node], centre) for node in nodes}
            nodes.sort(key=lambda node: (RANK.get(node[0], 0), wanted[node]))
            centre |= _stacked(nodes, wanted, size, height)
        length = sum(amount * abs(centre[a] - centre[b]) for (a, b), amount in links.items())
        if length < least:
            best, least = [list(nodes) for nodes in columns], length
    return best


def placed(links: Links, order: Columns, label: Mapping[Node, float], height: float) -> Places:
    """The places of the nodes that the links connect, in the order given; no two of a column overlap, nor do their
    labels (``label``: px high)."""
    there = {node for pair in links for node in pair}
    columns = [[node for node in nodes if node in there] for nodes in order]
    tall, padding = heights(links, columns, label, height)
    size = {node: max(tall[node], label[node]) for node in there}
    near = _neighbours(links)
    centre: dict[Node, float] = {}
    for nodes in columns:
        centre |= _stacked(nodes, dict.fromkeys(nodes, height / 2), size, height)
    for sweep in range(SETTLING):
        for nodes in columns if sweep % 2 == 0 else reversed(columns):
            centre |= _stacked(nodes, {node: _mean(near[node], centre) for node in nodes}, size, height)
    return Places(centre, tall, padding)


def _neighbours(links: Links) -> dict[Node, list[tuple[Node, float]]]:
    near: dict[Node, list[tuple[Node, float]]] = defaultdict(list)
    for (source, target), amount in links.items():
        near[source].append((target, amount))
        near[target].append((source, amount))
    return near


def _mean(near: Iterable[tuple[Node, float]], centre: Mapping[Node, float]) -> float:
    moment = weight = 0.0
    for node, amount in near:
        moment += centre[node] * amount
        weight += amount
    return moment / weight


def _stacked(
    nodes: Sequence[Node], wanted: Mapping[Node, float], size: Mapping[Node, float], height: float
) -> dict[Node, float]:
    """Centres as near to those wanted as the order and the room between the nodes allow (least squares: neighbours that
    would overlap are moved together by their common mean)."""
    offsets, filled = [], 0.0
    for node in nodes:
        offsets.append(filled + size[node] / 2)
        filled += size[node] + GAP
    blocks: list[tuple[float, int]] = []
    for node, offset in zip(nodes, offsets, strict=True):
        block = (wanted[node] - offset, 1)
        while blocks and blocks[-1][0] >= block[0]:
            shift, number = blocks.pop()
            block = (shift * number + block[0] * block[1]) / (number + block[1]), number + block[1]
        blocks.append(block)
    shifts = [min(max(shift, 0.0), max(height - filled + GAP, 0.0)) for shift, number in blocks for _ in range(number)]
    return {node: offset + shift for node, offset, shift in zip(nodes, offsets, shifts, strict=True)}
