"""The stored structure, row by row, turned into materials and operations recomputed from the instance."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from opt.check.facts import Composition, Facts
from opt.check.materials import Material, differences, initial_lots, make_material
from opt.check.works import Work, make_work

BROKEN = (LookupError, ValueError, ZeroDivisionError)
"""What following a row raises that names something the instance does not have."""

Stored = list[dict[str, Any]]


class Flaw(NamedTuple):
    """What does not hold together: where, by how much (inf: at all), against what, in which unit."""

    row: str
    amount: float = math.inf
    limit: float = 1.0
    unit: str = ""


def make_materials(
    facts: Facts, rows: Stored, compositions: Mapping[str, Composition], flaws: list[Flaw]
) -> dict[str, Material]:
    """The fractions of the result by name; what cannot be followed, or contradicts the instance, goes to ``flaws``."""
    materials: dict[str, Material] = {}
    for row in rows:
        name = row["fraction"]
        try:
            material = make_material(facts, row, compositions)
            strangers = list(differences(facts, row["streams"], compositions))
        except BROKEN as error:
            flaws.append(Flaw(f"fraction {name} cannot be followed from its streams ({error})"))
            continue
        materials[name] = material
        flaws += [Flaw(f"fraction {name}: stream {stream} does not belong into its pool") for stream in strangers]
        for column in ("site", "form", "storage_class"):
            if row[column] != getattr(material, column):
                flaws.append(Flaw(f"fraction {name}: {column} {row[column]} should be {getattr(material, column)}"))
        if not material.route and not name == material.origin == ",".join(material.streams):
            flaws.append(Flaw(f"fraction {name}: a root bears the name of its one stream"))
    roots = {material.fraction for material in materials.values() if not material.route}
    flaws += [Flaw(f"stream {name} has no root fraction") for name in facts.by_key["streams"] if name not in roots]
    lots, homeless = initial_lots(facts, materials, compositions)
    flaws += [Flaw(f"initial_stock {where} lies in no fraction") for where in homeless]
    return {name: replace(item, initial=tuple(lots.get(name, ()))) for name, item in materials.items()}


def make_works(
    facts: Facts, rows: Stored, outputs: Stored, materials: Mapping[str, Material], flaws: list[Flaw]
) -> tuple[dict[str, Work], dict[str, Material]]:
    """The operations of the result by name, parents first, and the materials with what every way to them gives."""
    known = dict(materials)
    targets: dict[str, list[str]] = defaultdict(list)
    for output in outputs:
        if output["kind"] == "fraction":
            targets[output["operation"]].append(output["target"])
    ready = []
    for row in rows:
        if row["fraction"] in known and row["technology"] in facts.by_key["technologies"]:
            ready.append((_rank(facts, known[row["fraction"]]), row))
        else:
            flaws.append(Flaw(f"operation {row['operation']} names a fraction or technology that does not exist"))
    works: dict[str, Work] = {}
    for _, row in sorted(ready, key=lambda pair: pair[0]):
        feed = known[row["fraction"]]
        fed = [known[name] for name in targets[row["operation"]] if name in known]
        try:
            work = make_work(facts, row, feed, fed)
        except BROKEN as error:
            flaws.append(Flaw(f"operation {row['operation']} cannot be followed through the splits ({error})"))
            continue
        works[work.operation] = work
        if row["site"] != feed.site:
            flaws.append(Flaw(f"operation {work.operation}: site {row['site']} should be {feed.site}"))
        for name in work.fractions:
            known[name] = _also_from(facts, known[name], feed, work.technology)
    return works, known


def _rank(facts: Facts, material: Material) -> float:
    return float(facts.by_key["forms"][material.form]["rank"])


def _also_from(facts: Facts, material: Material, feed: Material, technology: str) -> Material:
    """The material knowing of one more way that leads to it: only what all ways give counts."""
    sealed = facts.by_key["forms"][material.form]["sealed"]
    passed = material.passed & (feed.passed | {technology})
    return replace(material, passed=passed, intact=material.intact and feed.intact and sealed)
