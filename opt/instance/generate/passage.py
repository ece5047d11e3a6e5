"""A technology applied to a composition: what leaves, and whether it may be fed at all.

A plain forward pass over the library's rows, good enough to size a plant by; plans are made by the network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.generate.facts import Composition, Facts, Row
from opt.schema.words import ANY, ELECTROLYTE_CLASSES, LOSS

TRACE = 0.01
KIND = "kind:"
NOTHING = 1e-12


@dataclass(frozen=True)
class Passage:
    """Per tonne fed: ``fractions`` (form, yield, composition) in the order of the outputs, ``products`` and ``wastes``
    in t/t."""

    fractions: tuple[tuple[str, float, Composition], ...]
    products: Mapping[str, float]
    wastes: Mapping[str, float]


def contents(facts: Facts, composition: Composition) -> dict[str, float]:
    """Content (kg/kg) of all that a row may select: constituents, elements, classes, 'kind:' and a kind, '*'."""
    found: dict[str, float] = defaultdict(float)
    for name, share in composition.items():
        for element, part in facts.shares[name].items():
            found[element] += share * part
        row = facts.constituents.get(name)
        if row is not None:
            found[name] += share
            found[KIND + row["kind"]] += share
            if row["electrolyte_class"]:
                found[row["electrolyte_class"]] += share
    found[ANY] = 1.0
    return dict(found)


def passage(facts: Facts, technology: str, composition: Composition) -> Passage:
    """Conversions, then breaking into elements, then splits; what no output carries is loss."""
    leaving: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for constituent, share in composition.items():
        for element, mass in _lost(facts, technology, constituent).items():
            leaving[LOSS][element] += share * mass
        for phase, mass in _phases(facts, technology, constituent).items():
            rest = 1.0
            for output, part in _shares(facts, technology, phase).items():
                leaving[output][phase] += share * mass * part
                rest -= part
            leaving[LOSS][phase] += share * mass * max(rest, 0.0)
    fractions: list[tuple[str, float, Composition]] = []
    products: dict[str, float] = defaultdict(float)
    wastes: dict[str, float] = defaultdict(float)
    for output, masses in sorted(leaving.items()):
        row = facts.outputs.get((technology, output), {"kind": "waste", "target": LOSS})
        total = sum(masses.values())
        if total <= NOTHING:
            continue
        if row["kind"] == "fraction":
            fractions.append((row["target"], total, {name: mass / total for name, mass in sorted(masses.items())}))
        elif row["kind"] == "product":
            products[row["target"]] += _product_mass(facts, row["target"], masses)
        else:
            wastes[row["target"]] += total
    return Passage(tuple(fractions), dict(products), dict(wastes))


def _phases(facts: Facts, technology: str, constituent: str) -> dict[str, float]:
    phases = facts.conversions.get(technology, {}).get(constituent, {constituent: 1.0})
    if not facts.technologies[technology]["breaks"]:
        return dict(phases)
    elements: dict[str, float] = defaultdict(float)
    for phase, mass in phases.items():
        for element, share in facts.shares[phase].items():
            elements[element] += mass * share
    return dict(elements)


def _lost(facts: Facts, technology: str, constituent: str) -> dict[str, float]:
    """Elements that the phases a constituent is converted into do not carry."""
    targets = facts.conversions.get(technology, {}).get(constituent)
    if targets is None:
        return {}
    left = dict(facts.shares[constituent])
    for target, mass in targets.items():
        for element, share in facts.shares[target].items():
            left[element] = left.get(element, 0.0) - mass * share
    return {element: mass for element, mass in left.items() if mass > NOTHING}


def _shares(facts: Facts, technology: str, phase: str) -> Mapping[str, float]:
    """The most specific splits of a phase: by itself, its class, its kind, '*'."""
    splits = facts.splits.get(technology, {})
    row: Row = facts.constituents.get(phase, {"electrolyte_class": "", "kind": ""})
    names = (phase, row["electrolyte_class"], KIND + row["kind"], ANY)
    return next((splits[name] for name in names if name in splits), {})


def _product_mass(facts: Facts, product: str, masses: Mapping[str, float]) -> float:
    """Mass of the pure product that the carrier makes; of all that leaves where there is no carrier."""
    carrier = facts.products[product]["carrier"]
    if not carrier:
        return sum(masses.values())
    if carrier in facts.constituents:
        return masses.get(carrier, 0.0)
    held = sum(mass * facts.shares[name].get(carrier, 0.0) for name, mass in masses.items())
    formula = facts.shares.get(product, {})
    return held / formula[carrier] if formula.get(carrier) else held


@dataclass(frozen=True)
class Material:
    """What stands before a technology: form, composition, whether its cells are still closed (``sealed``) or came in
    damaged, and the technologies it has passed."""

    form: str
    composition: Composition
    sealed: bool
    damaged: bool
    passed: frozenset[str] = frozenset()


def admits(facts: Facts, technology: str, material: Material, found: Mapping[str, float]) -> bool:
    """May the technology be fed with it? ``found`` are its contents; lines are taken to have every capability."""
    form = material.form
    if form not in facts.technologies[technology]["inputs"]:
        return False
    for name in ELECTROLYTE_CLASSES:
        row = facts.verdicts.get((technology, name), facts.verdicts.get((technology, ANY)))
        own = TRACE if row is None or row["threshold"] != row["threshold"] else row["threshold"]
        if found.get(name, 0.0) <= own + NOTHING:
            continue
        if row is None or row["verdict"] == "infeasible":
            return False
        rows = facts.conditions.get((technology, name), facts.conditions.get((technology, ANY), ()))
        if not all(_holds(facts, row, material, found) for row in rows):
            return False
        named = {row["value"] for row in rows if row["condition"] == "material"}
        if named and found[name] - sum(found.get(value, 0.0) for value in named) > own + NOTHING:
            return False
    return all(_within(facts, row, found) for row in facts.intake.get(technology, ()))


def _holds(facts: Facts, row: Row, material: Material, found: Mapping[str, float]) -> bool:
    condition, value = row["condition"], row["value"]
    if condition == "max_content":
        return bool(found.get(value, 0.0) <= row["limit"] + NOTHING)
    if condition == "required_material":
        return found.get(value, 0.0) > TRACE
    if condition == "earlier_step":
        return value in material.passed
    if condition != "state":
        return True
    charged = bool(facts.forms[material.form]["charged"])
    return {"intact": material.sealed, "damaged": material.damaged, "discharged": not charged}[value]


def _within(facts: Facts, row: Row, found: Mapping[str, float]) -> bool:
    """An intake limit on an item, apart from the constituents that do not count."""
    content = found.get(row["item"], 0.0) - sum(found.get(name, 0.0) for name in row["except"])
    return bool(content <= row["limit"] + NOTHING)
