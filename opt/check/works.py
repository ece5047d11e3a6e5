"""Operations as the checker sees them: what a tonne fed gives, uses and releases, recomputed from the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from opt.check.admission import admit
from opt.check.facts import Facts, Row
from opt.check.materials import Material, alike, normal
from opt.check.splitting import Good, Leaving, content, elements_in, follow, good
from opt.schema.words import ANY, LOSS

TRACE = 1e-14
"""An output below this (t per t fed) is rounding."""


@dataclass(frozen=True)
class Work:
    """An operation. Per tonne fed: ``fractions`` by name, ``goods`` by product, ``wastes`` waste -> element -> t,
    ``reagents`` element -> t, ``uses`` utility -> units, ``hazards`` hazard -> units. ``lines`` rate (t/h) and
    campaign; ``objections`` what stands against it; ``orphans`` forms of outputs without a stored fraction."""

    operation: str
    fraction: str
    technology: str
    stage: str
    site: str
    needs_line: bool
    cost: float
    lines: Mapping[str, tuple[float, str]]
    objections: tuple[str, ...]
    fractions: Mapping[str, float]
    orphans: tuple[str, ...]
    goods: Mapping[str, Good]
    wastes: Mapping[str, Mapping[str, float]]
    reagents: Mapping[str, float]
    uses: Mapping[str, float]
    hazards: Mapping[str, float]

    def yields(self) -> dict[tuple[str, str], float]:
        """(kind, target) -> t per t fed, as in the table operation_outputs."""
        found = {("fraction", name): mass for name, mass in self.fractions.items()}
        found |= {("product", name): item.mass for name, item in self.goods.items()}
        found |= {("waste", name): sum(elements.values()) for name, elements in self.wastes.items()}
        return {key: mass for key, mass in found.items() if mass > TRACE}


def make_work(facts: Facts, row: Row, feed: Material, targets: list[Material]) -> Work:
    """The operation of a row of the stored operations; ``targets`` are the fractions that the result says it gives.
    LookupError where the row names what the instance lacks."""
    technology = facts.by_key["technologies"][row["technology"]]
    admission = admit(facts, row["technology"], feed)
    leaving = follow(facts, row["technology"], feed.composition)
    fractions, orphans = _fractions(facts, row["technology"], leaving, feed, targets)
    goods = {
        name: good(facts, name, masses)
        for name, masses in _gathered(facts, row["technology"], leaving, "product").items()
    }
    wastes = _gathered(facts, row["technology"], leaving, "waste")
    reagents: dict[str, float] = defaultdict(float, leaving.reagents)
    for item in goods.values():
        for element, mass in item.reagents.items():
            reagents[element] += mass
    charge = feed.state_of_charge if facts.by_key["forms"][feed.form]["charged"] else 0.0
    return Work(
        operation=row["operation"],
        fraction=row["fraction"],
        technology=row["technology"],
        stage=technology["stage"],
        site=feed.site,
        needs_line=technology["needs_line"],
        cost=technology["cost"],
        lines=admission.lines if technology["needs_line"] else {},
        objections=admission.objections,
        fractions=fractions,
        orphans=orphans,
        goods={name: item for name, item in goods.items() if item.mass > TRACE},
        wastes={name: elements_in(facts, m) for name, m in wastes.items() if sum(m.values()) > TRACE},
        reagents=dict(reagents),
        uses=_uses(facts, row["technology"], feed),
        hazards=released(facts, "processing", row["technology"], feed, charge),
    )


def released(facts: Facts, basis: str, at: str, material: Material, charge: float) -> dict[str, float]:
    """Hazard units per tonne treated at a technology or lying in a form: sum over rows of factor x release x content
    (x state of charge where it scales with it)."""
    found: dict[str, float] = defaultdict(float)
    for row in (*facts.factors.get((basis, at), ()), *facts.factors.get((basis, ANY), ())):
        amount = row["factor"] * row["release"] * content(facts, material.composition, row["constituent"])
        found[row["hazard"]] += amount * (charge if row["per_charge"] else 1.0)
    return dict(found)


def _uses(facts: Facts, technology: str, feed: Material) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for row in facts.of.get(("uses", technology), ()):
        found[row["utility"]] += row["amount"] * content(facts, feed.composition, row["constituent"])
    return dict(found)


def _gathered(facts: Facts, technology: str, leaving: Leaving, kind: str) -> dict[str, dict[str, float]]:
    """Masses by product or waste, outputs of the same target added up; 'loss' is a waste of its own name."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for output, masses in leaving.by_output.items():
        row = facts.by_key["outputs"].get((technology, output), {"kind": "waste", "target": LOSS})
        if row["kind"] == kind:
            for name, mass in masses.items():
                found[row["target"]][name] += mass
    return found


def _fractions(
    facts: Facts, technology: str, leaving: Leaving, feed: Material, targets: list[Material]
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Yield of each stored fraction: of that form and composition, of the same streams and site."""
    yields: dict[str, float] = defaultdict(float)
    orphans = []
    for output, masses in leaving.by_output.items():
        row = facts.by_key["outputs"].get((technology, output))
        mass = sum(masses.values())
        if row is None or row["kind"] != "fraction" or mass <= TRACE:
            continue
        composition = normal(masses)
        homes = [
            target.fraction
            for target in targets
            if target.form == row["target"]
            and target.site == feed.site
            and set(feed.streams) <= set(target.streams)
            and alike(target.composition, composition)
        ]
        if homes:
            yields[homes[0]] += mass
        else:
            orphans.append(row["target"])
    return dict(yields), tuple(orphans)
