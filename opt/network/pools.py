"""Pools: streams of equal composition and state that share everything behind the root."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.network.catalog import Row
from opt.network.content import Composition, normalised, same
from opt.schema.words import ANY


@dataclass(frozen=True)
class Pool:
    """Streams that agree in site, form, class, intactness, charge and composition (1e-12)."""

    name: str
    streams: tuple[str, ...]
    site: str
    form: str
    electrolyte_class: str
    intact: bool
    state_of_charge: float
    composition: Composition


def compositions(instance: Instance) -> dict[str, Composition]:
    """Composition of every stream, scaled to sum to 1 exactly (reading the instance has checked that it nearly does).

    From its own rows, or from its cell type: fraction = soh x fraction_new + (1 - soh) x fraction_spent.
    """
    own: dict[str, dict[str, float]] = defaultdict(dict)
    for row in instance.records("composition"):
        own[row["stream"]][row["constituent"]] = float(row["fraction"])
    cells: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for row in instance.records("cell_types"):
        cells[row["cell_type"]][row["constituent"]] = (float(row["fraction_new"]), float(row["fraction_spent"]))
    found: dict[str, Composition] = {}
    for row in instance.records("streams"):
        soh = float(row["state_of_health"])
        of_cell = {c: soh * new + (1 - soh) * spent for c, (new, spent) in cells.get(row["cell_type"], {}).items()}
        found[row["stream"]] = normalised(own.get(row["stream"], of_cell))
    return found


def make_pools(instance: Instance, found: Mapping[str, Composition]) -> list[Pool]:
    """Pools in order of their first stream. A stream that a row names for something behind its root stays alone."""
    named = _named(instance)
    members: dict[tuple[object, ...], list[tuple[Row, list[str]]]] = defaultdict(list)
    pools: list[tuple[Row, list[str]]] = []
    for row in sorted(instance.records("streams"), key=lambda row: row["stream"]):
        stream = row["stream"]
        state = (row["site"], row["form"], row["electrolyte_class"], bool(row["intact"]), row["state_of_charge"])
        mine = None
        if stream not in named:
            mine = next((pool for pool in members[state] if same(found[pool[1][0]], found[stream])), None)
        if mine is None:
            mine = (row, [])
            pools.append(mine)
            if stream not in named:
                members[state].append(mine)
        mine[1].append(stream)
    return [_pool(row, streams, found[streams[0]]) for row, streams in pools]


def _named(instance: Instance) -> set[str]:
    """Streams that routing, routing limits, end values or initial stock behind the root treat specially."""
    forms = {row["stream"]: row["form"] for row in instance.records("streams")}
    named = {row["stream"] for table in ("routing", "routing_limits") for row in instance.records(table)}
    named |= {
        row["stream"]
        for table in ("end_values", "initial_stock")
        for row in instance.records(table)
        if row["form"] != forms.get(row["stream"])
    }
    return named - {ANY}


def _pool(row: Row, streams: list[str], composition: Composition) -> Pool:
    others = len(streams) - 1
    return Pool(
        name=f"{streams[0]}+{others}" if others else streams[0],
        streams=tuple(streams),
        site=row["site"],
        form=row["form"],
        electrolyte_class=row["electrolyte_class"],
        intact=bool(row["intact"]),
        state_of_charge=float(row["state_of_charge"]),
        composition=composition,
    )
