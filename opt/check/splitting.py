"""What becomes of a composition in a technology, worked out plainly from the library's rows.

Order: conversions, then (where the technology breaks phases) elements for phases, then splits, the rest to 'loss'.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from opt.check.facts import Composition, Facts, Row, given
from opt.schema.words import ANY, LOSS

Masses = dict[str, float]


@dataclass(frozen=True)
class Leaving:
    """What leaves a technology, t per t fed: ``by_output`` output -> constituent -> mass ('loss' among them);
    ``reagents`` element -> mass that conversions bring in."""

    by_output: Mapping[str, Mapping[str, float]]
    reagents: Mapping[str, float]


@dataclass(frozen=True)
class Good:
    """A product per t fed: masses in it by constituent (the pure product under its own name) and by element (t/t),
    and the elements that reagents bring to it (below 0: that would have to be taken away)."""

    product: str
    carrier: str
    content: Mapping[str, float]
    elements: Mapping[str, float]
    reagents: Mapping[str, float]

    @property
    def mass(self) -> float:
        """Mass of product (t per t fed)."""
        return sum(self.content.values())

    def holds(self, item: str) -> float:
        """Mass of an item of a specification (t per t fed): the product, an element, a constituent, or a sum of them
        joined by '+'."""
        return sum(self._one(part.strip()) for part in item.split("+"))

    def _one(self, part: str) -> float:
        if part in self.content and part == self.product:
            return self.content[part]
        if part in self.elements:
            return self.elements[part]
        return self.content.get(self.product if part == self.carrier else part, 0.0)


def follow(facts: Facts, technology: str, feed: Composition) -> Leaving:
    """What leaves a technology by each of its outputs per tonne of the feed."""
    out: dict[str, Masses] = defaultdict(lambda: defaultdict(float))
    reagents: Masses = defaultdict(float)
    phases = _converted(facts, technology, feed, out[LOSS], reagents)
    if facts.by_key["technologies"][technology]["breaks"]:
        phases = elements_in(facts, phases)
    levels = facts.by_constituent.get(("splits", technology), {})
    for constituent, mass in phases.items():
        left = mass
        for row in _most_specific(facts, levels, constituent):
            out[row["output"]][constituent] += mass * row["fraction"]
            left -= mass * row["fraction"]
        if left > 0.0:
            out[LOSS][constituent] += left
    return Leaving({name: dict(masses) for name, masses in out.items()}, dict(reagents))


def elements_in(facts: Facts, masses: Mapping[str, float]) -> Masses:
    """Element masses of a mixture of constituents and elements."""
    found: Masses = defaultdict(float)
    for constituent, mass in masses.items():
        for element, share in facts.shares[constituent].items():
            found[element] += mass * share
    return dict(found)


def content(facts: Facts, composition: Composition, item: str) -> float:
    """Content (kg/kg) of a constituent, an element (in whatever phase), an electrolyte class, 'kind:' and a kind, or
    '*' for everything."""
    if item == ANY:
        return 1.0
    if item in facts.by_key["elements"]:
        return elements_in(facts, composition).get(item, 0.0)
    if item in facts.by_key["constituents"]:
        return composition.get(item, 0.0)
    return sum(share for name, share in composition.items() if item in facts.groups.get(name, ()))


def good(facts: Facts, product: str, masses: Mapping[str, float]) -> Good:
    """The product that the leaving masses make.

    Carrier an element of the product's formula: pure mass = carrier / its share in the formula, the formula's other
    elements belong to it and reagents bring what is missing of them. Carrier a constituent: its mass is the pure
    mass. No carrier: all that leaves is the product. Whatever else leaves is impurity.
    """
    carrier = facts.by_key["products"][product]["carrier"]
    if carrier not in facts.by_key["elements"]:
        found: Masses = defaultdict(float)
        for name, mass in masses.items():
            found[product if name == carrier else name] += mass
        return Good(product, carrier, dict(found), elements_in(facts, masses), {})
    formula = facts.product_shares[product]
    pure = masses.get(carrier, 0.0) / formula[carrier]
    impurities = {name: mass for name, mass in masses.items() if name not in formula}
    elements: Masses = defaultdict(float, elements_in(facts, impurities))
    for element, share in formula.items():
        elements[element] += pure * share
    reagents = {e: pure * share - masses.get(e, 0.0) for e, share in formula.items() if e != carrier}
    return Good(product, carrier, {product: pure, **impurities}, dict(elements), reagents)


def _converted(facts: Facts, technology: str, feed: Composition, lost: Masses, reagents: Masses) -> Masses:
    """Phases after the conversions. Elements that the targets do not carry are lost, elements they carry beyond the
    constituent come with reagents."""
    rules = facts.by_constituent.get(("conversions", technology), {})
    phases: Masses = defaultdict(float)
    for constituent, mass in feed.items():
        if constituent not in rules:
            phases[constituent] += mass
            continue
        targets = {row["target"]: mass * _kg_per_kg(facts, row) for row in rules[constituent]}
        for target, amount in targets.items():
            phases[target] += amount
        before, after = elements_in(facts, {constituent: mass}), elements_in(facts, targets)
        for element in {*before, *after}:
            surplus = before.get(element, 0.0) - after.get(element, 0.0)
            pile = lost if surplus > 0.0 else reagents
            pile[element] += abs(surplus)
    return phases


def _kg_per_kg(facts: Facts, row: Row) -> float:
    if given(row["kg_per_kg"]):
        return float(row["kg_per_kg"])
    return float(row["mol_per_mol"] * facts.molar[row["target"]] / facts.molar[row["constituent"]])


def _most_specific(facts: Facts, levels: Mapping[str, list[Row]], constituent: str) -> list[Row]:
    """The split rows of a constituent: of the most specific level that has any."""
    if constituent in levels:
        return levels[constituent]
    for level in (*facts.groups.get(constituent, ()), ANY):
        if level in levels:
            return levels[level]
    return []
