"""What flowed from where to where: the table flows with the steps of a technology put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from math import nan
from typing import Any

import pandas as pd

from opt.plan.plan import Plan
from opt.report.derived.works import STREAM, TECHNOLOGY, Node
from opt.report.views.rows import derived
from opt.schema import Column, Default, Table
from opt.schema.words import LOSS, STAGES
from opt.tables.frames import frame_of, records

SOURCES = (STREAM, "initial", "reagents")
ENDS = ("product", "stock", "outlet", "waste", LOSS)
"""What stands before and behind technologies."""

MATERIAL_FLOW = Table(
    "material_flow",
    "result",
    ("source_stage", "source", "target_stage", "target", "item"),
    (
        Column(
            "source_stage",
            "key",
            "stage of the technology; stream, initial (in stock before the first period) or reagents",
            choices=(*SOURCES, *STAGES),
        ),
        Column("source", "key", "stream; form of what lay in stock; technology"),
        Column("electrolyte_class", "text", "class of the electrolyte of the source, a stream", default=Default.EMPTY),
        Column(
            "target_stage",
            "key",
            "stage of the technology; product, stock (left after the last period), outlet, waste or loss",
            choices=(*STAGES, *ENDS),
        ),
        Column("target", "key", "technology; product; form of what is left; outlet; waste"),
        Column("item", "key", "mass, element, or the sales that the material goes on to earn"),
        Column("amount", "number", "what went from the source to the target over the horizon"),
        Column("unit", "text", "unit of the amount"),
        Column("source_share", "number", "share of all of the item that leaves the source", default=Default.EMPTY),
        Column("target_share", "number", "share of all of the item that comes to the target", default=Default.EMPTY),
    ),
    "What flowed from where to where over the horizon, by item. A technology that is passed several times stands once "
    "where that makes no circle, else 'name (2)' is a later pass. Fractions are mixed: what leaves one comes from "
    "those who gave it, by mass.",
)


def material_flow(plan: Plan) -> pd.DataFrame:
    """The table flows as MATERIAL_FLOW declares it, the steps of a technology put together; no rows for a result that
    has no such table."""
    rows = records(derived(plan, "flows"))
    names = node_names((_node(row, "source"), _node(row, "target")) for row in rows)
    stages = {row["technology"]: row["stage"] for row in plan.instance.records("technologies")}
    classes = {row["stream"]: row["electrolyte_class"] for row in plan.instance.records("streams")}
    amounts: dict[tuple[str, ...], float] = defaultdict(float)
    for row in rows:
        key = [row["item"], row["unit"], classes[row["source"]] if row["source_kind"] == STREAM else ""]
        for side in ("source", "target"):
            kind, name, _ = _node(row, side)
            key += [stages[name] if kind == TECHNOLOGY else kind, names[_node(row, side)]]
        amounts[tuple(key)] += row["amount"]
    left: dict[tuple[str, ...], float] = defaultdict(float)
    come: dict[tuple[str, ...], float] = defaultdict(float)
    for (item, _, _, *nodes), amount in amounts.items():
        left[item, *nodes[:2]] += amount
        come[item, *nodes[2:]] += amount
    return frame_of(
        MATERIAL_FLOW,
        (
            {
                "item": item, "unit": unit, "electrolyte_class": electrolyte, "amount": amount,
                "source_stage": source[0], "source": source[1], "target_stage": target[0], "target": target[1],
                "source_share": _share(amount, left[item, *source]),
                "target_share": _share(amount, come[item, *target]),
            }
            for (item, unit, electrolyte, *nodes), amount in amounts.items()
            for source, target in [(nodes[:2], nodes[2:])]
        ),
    )  # fmt: skip


def node_names(pairs: Iterable[tuple[Node, Node]]) -> dict[Node, str]:
    """Names of the nodes of a graph without cycles: those of a technology, in the order of their steps, bear one name
    as long as that makes no cycle; the next ones are called 'name (2)', 'name (3)' ..."""
    arrows = dict.fromkeys(pairs)
    names = {node: node for arrow in arrows for node in arrow}
    steps: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(names):
        if node[0] == TECHNOLOGY:
            steps[node[1]].append(node)
    for technology, nodes in steps.items():
        number = 1
        names[nodes[0]] = (TECHNOLOGY, technology, number)
        for node in nodes[1:]:
            together = {**names, node: (TECHNOLOGY, technology, number)}
            if not _acyclic(arrows, together):
                number += 1
            names[node] = (TECHNOLOGY, technology, number)
    return {node: name if number < 2 or kind != TECHNOLOGY else f"{name} ({number})"
            for node, (kind, name, number) in names.items()}  # fmt: skip


def _acyclic(arrows: Iterable[tuple[Node, Node]], names: Mapping[Node, Node]) -> bool:
    before: dict[Node, set[Node]] = defaultdict(set)
    for source, target in arrows:
        before[names[target]].add(names[source])
    try:
        TopologicalSorter(before).prepare()
    except CycleError:
        return False
    return True


def _node(row: Mapping[str, Any], side: str) -> Node:
    return row[f"{side}_kind"], row[side], int(row[f"{side}_step"])


def _share(amount: float, total: float) -> float:
    return amount / total if total > 0 else nan
