"""What a chart of the material flow is drawn from: nodes and links by item, and the words at the nodes."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from opt.report import look
from opt.report.charts.brief import ELLIPSIS, safe
from opt.report.derived.works import INITIAL, MASS, OUTLET, REAGENTS, SALES, STOCK, STREAM
from opt.tables.frames import records

STREAMS_DRAWN = 12
"""With more streams than this, those of one electrolyte class are drawn as one."""

LEAST_DRAWN = 1e-4
"""Flows below this share of all that comes in are not drawn."""

SALE = "sale"
"""Stage of technologies that only hand a fraction over: they are drawn as the product."""

SLACK = 3
"""Characters by which a word may be longer than its line."""

Node = tuple[str, str]
"""Stage and name."""
Links = Mapping[tuple[Node, Node], float]


@dataclass(frozen=True)
class Graph:
    """``links`` by item: mass first, then the elements, the most massive first, then sales; ``colour`` of each node,
    ``count`` of the streams in each class where streams are drawn by class, ``unit`` of each item."""

    links: Mapping[str, Links]
    colour: Mapping[Node, str]
    count: Mapping[Node, int]
    unit: Mapping[str, str]


def graph_of(frame: pd.DataFrame) -> Graph:
    """The graph of a frame of the table material_flow: streams grouped by class where they are many, technologies of
    sale contracted, what is too little to be seen left out."""
    rows = records(frame)
    drawn = _stream_nodes(rows)
    links: dict[str, dict[tuple[Node, Node], float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        source, target = (row["source_stage"], row["source"]), (row["target_stage"], row["target"])
        links[row["item"]][drawn.get(source, source), target] += row["amount"]
    sold = _sold(links.get(MASS, {}))
    short = {item: _contracted(amounts, sold) for item, amounts in links.items()}
    kept = {item: _visible(amounts) for item, amounts in short.items()}
    order = sorted((item for item in kept if kept[item]), key=lambda item: _place(item, kept[item]))
    colour = {
        **{node: look.STAGE_COLOURS[_coloured_as(node[0])] for pair in short.get(MASS, ()) for node in pair
           if node[0] != STREAM},
        **{drawn[STREAM, row["source"]]: look.CLASS_COLOURS[row["electrolyte_class"]] for row in rows
           if row["source_stage"] == STREAM},
    }  # fmt: skip
    count: dict[Node, int] = defaultdict(int)
    for stream, node in drawn.items():
        if stream != node:
            count[node] += 1
    return Graph({item: kept[item] for item in order}, colour, count, {row["item"]: row["unit"] for row in rows})


def _stream_nodes(rows: list[dict[str, str]]) -> dict[Node, Node]:
    """Which node each stream is drawn as."""
    classes = {row["source"]: row["electrolyte_class"] for row in rows if row["source_stage"] == STREAM}
    many = len(classes) > STREAMS_DRAWN
    return {(STREAM, name): (STREAM, of if many else name) for name, of in classes.items()}


def _sold(mass: Links) -> dict[Node, Node]:
    """What technologies of sale hand over, where it is one product."""
    targets: dict[Node, set[Node]] = defaultdict(set)
    for source, target in mass:
        if source[0] == SALE:
            targets[source].add(target)
    return {source: next(iter(found)) for source, found in targets.items() if len(found) == 1}


def _contracted(amounts: Links, sold: Mapping[Node, Node]) -> dict[tuple[Node, Node], float]:
    """Links to what a sale hands over instead of to the sale."""
    links: dict[tuple[Node, Node], float] = defaultdict(float)
    for (source, target), amount in amounts.items():
        if source not in sold:
            links[source, sold.get(target, target)] += amount
    return links


def _visible(amounts: Links) -> dict[tuple[Node, Node], float]:
    targets = {target for _, target in amounts}
    total = sum(max(amount, 0.0) for (source, _), amount in amounts.items() if source not in targets)
    return {pair: amount for pair, amount in amounts.items() if amount > LEAST_DRAWN * total}


def _place(item: str, amounts: Links) -> tuple[int, float]:
    return {MASS: 0, SALES: 2}.get(item, 1), -sum(amounts.values())


def _coloured_as(stage: str) -> str:
    return {OUTLET: "disposal", INITIAL: "stock"}.get(stage, stage)


def _streams(count: int) -> str:
    return f"{count} stream{'s' if count > 1 else ''}"


def full_name(node: Node, graph: Graph) -> str:
    """The node in words, as its hover text says it."""
    stage, name = node
    if node in graph.count:
        return safe(f"{_streams(graph.count[node])} of class {name}")
    words = {INITIAL: f"{name} in stock at the start", STOCK: f"{name} left in stock", REAGENTS: REAGENTS}
    return safe(words.get(stage, name if stage == name else f"{stage}: {name}"))


def label(node: Node, graph: Graph, width: int, lines: int) -> str:
    """The node in so many lines of so many characters; elided where that is too few."""
    stage, name = node
    words = {STOCK: f"{name} left", INITIAL: f"{name} in stock"}.get(stage, name)
    if node in graph.count:
        words = f"{name}, {_streams(graph.count[node])}"
    folded = textwrap.wrap(words.replace("_", " "), width, break_long_words=False, break_on_hyphens=False)
    if len(folded) > lines:
        folded = [*folded[: lines - 1], " ".join(folded[lines - 1 :])]
    short = [line if len(line) <= width + SLACK else f"{line[: width - 1]}{ELLIPSIS}" for line in folded]
    return "<br>".join(map(safe, short))
