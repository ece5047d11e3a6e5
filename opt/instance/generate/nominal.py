"""The nominal plan: everything that arrives, pushed through the plant by fixed shares.

Lines, markets and limits are sized by it, so that they are loaded, and bind, whatever the seed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from opt.instance.generate.equipment import FAMILY, Offer
from opt.instance.generate.facts import Facts
from opt.instance.generate.passage import Material, admits, contents, passage


@dataclass(frozen=True)
class Arrival:
    """Material that arrives alike: its class, what it is, and t per week."""

    electrolyte_class: str
    material: Material
    weekly: float


@dataclass(frozen=True)
class Feed:
    """What an offer is fed with, in t per week; ``offer`` is None for a sale. ``content`` is what a row may select."""

    technology: str
    offer: Offer | None
    electrolyte_class: str
    form: str
    content: Mapping[str, float]
    weekly: float


@dataclass
class Flows:
    """Feeds, products and wastes of the nominal plan, in t per week; ``stranded`` is what nothing takes, by form."""

    feeds: list[Feed] = field(default_factory=list)
    products: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    wastes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    stranded: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def nominal(facts: Facts, offers: Sequence[Offer], arrivals: Sequence[Arrival]) -> Flows:
    """The flows of all arrivals. Where several offers take a material, each gets a share by its weight."""
    flows = Flows()
    for arrival in arrivals:
        _push(facts, offers, flows, arrival.electrolyte_class, arrival.material, arrival.weekly)
    return flows


def _push(
    facts: Facts, offers: Sequence[Offer], flows: Flows, electrolyte_class: str, material: Material, mass: float
) -> None:
    found = contents(facts, material.composition)
    taking = choices(facts, offers, electrolyte_class, material, found)
    total = sum(weight for _, _, weight in taking)
    if total <= 0:
        flows.stranded[material.form] += mass
        return
    for technology, offer, weight in taking:
        part = mass * weight / total
        flows.feeds.append(Feed(technology, offer, electrolyte_class, material.form, found, part))
        result = passage(facts, technology, material.composition)
        for product, share in result.products.items():
            flows.products[product] += part * share
        for waste, share in result.wastes.items():
            flows.wastes[waste] += part * share
        for form, share, composition in result.fractions:
            sealed = material.sealed and bool(facts.forms[form]["sealed"])
            after = Material(form, composition, sealed, material.damaged, material.passed | {technology})
            _push(facts, offers, flows, electrolyte_class, after, part * share)


SALE_WEIGHT = {"black_mass": 0.06}
"""Share of a form that is sold as it is, where other technologies take it too."""


def choices(
    facts: Facts,
    offers: Sequence[Offer],
    electrolyte_class: str,
    material: Material,
    found: Mapping[str, float],
) -> list[tuple[str, Offer | None, float]]:
    """Technologies that may take the material, with their offer (None for a sale) and weight."""
    family = FAMILY[electrolyte_class]
    on_lines = [
        (offer.technology, offer, offer.weight)
        for offer in offers
        if family in offer.families
        and offer.form in ("*", material.form)
        and admits(facts, offer.technology, material, found)
    ]
    sales = [
        (technology, None, SALE_WEIGHT.get(material.form, 1.0))
        for technology, row in facts.technologies.items()
        if not row["needs_line"] and admits(facts, technology, material, found)
    ]
    return [*on_lines, *sales]
