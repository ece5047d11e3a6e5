"""Recipes: what a tonne of a composition becomes in a technology.

Conversions come first, then `breaks`, then splits. All three are linear in the feed, so the response of a technology
to a kilogram of each constituent is worked out once and a recipe is a weighted sum of responses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum

from opt.network.catalog import Catalog
from opt.network.content import NEGLIGIBLE, Composition, elements_of, normalised, selectors
from opt.network.network import ProductOutput
from opt.network.products import made
from opt.schema.words import LOSS


@dataclass(frozen=True)
class Response:
    """What a kilogram of one constituent becomes: (output, constituent) -> kg, and elements that reagents add."""

    outputs: Mapping[tuple[str, str], float]
    added: Mapping[str, float]


@dataclass(frozen=True)
class Recipe:
    """Per tonne fed: ``fractions`` output -> (form, yield, composition); the rest as in Operation. ``excess`` lists
    (output, element, t/t) where a product output would need reagents to take an element away."""

    fractions: Mapping[str, tuple[str, float, Composition]]
    products: Mapping[str, ProductOutput]
    wastes: Mapping[str, float]
    waste_elements: Mapping[str, Mapping[str, float]]
    added: Mapping[str, float]
    excess: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Cookbook:
    """The catalog with the responses and recipes worked out so far."""

    catalog: Catalog
    responses: dict[tuple[str, str], Response] = field(default_factory=dict)
    recipes: dict[tuple[str, tuple[tuple[str, float], ...]], Recipe] = field(default_factory=dict)


def recipe(book: Cookbook, technology: str, composition: Composition) -> Recipe:
    """The recipe of a composition in a technology, worked out once per pair."""
    key = (technology, tuple(composition.items()))
    if key not in book.recipes:
        book.recipes[key] = _work_out(book, technology, composition)
    return book.recipes[key]


def response(book: Cookbook, technology: str, constituent: str) -> Response:
    """The response of a technology to a constituent or element, worked out once per pair."""
    key = (technology, constituent)
    if key not in book.responses:
        book.responses[key] = _respond(book.catalog, technology, constituent)
    return book.responses[key]


def _respond(catalog: Catalog, technology: str, constituent: str) -> Response:
    phases, lost, added = _convert(catalog, technology, constituent)
    if catalog.technologies[technology]["breaks"]:
        phases = elements_of(catalog, phases)
    terms: dict[tuple[str, str], list[float]] = defaultdict(list)
    for element, mass in lost.items():
        terms[LOSS, element].append(mass)
    for name, mass in phases.items():
        for output, share in output_shares(catalog, technology, name).items():
            terms[output, name].append(mass * share)
    outputs = {key: fsum(parts) for key, parts in terms.items()}
    return Response({key: mass for key, mass in outputs.items() if mass >= NEGLIGIBLE}, added)


def _convert(
    catalog: Catalog, technology: str, constituent: str
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Phases that a kilogram becomes, elements that no phase carries, elements added by reagents.

    lost[e] - added[e] = share of e in the constituent - sum over targets of kg/kg x share of e in the target.
    """
    targets = catalog.conversions.get(technology, {}).get(constituent)
    if targets is None:
        return {constituent: 1.0}, {}, {}
    carried = elements_of(catalog, targets)
    had = catalog.shares[constituent]
    surplus = {e: had.get(e, 0.0) - carried.get(e, 0.0) for e in sorted({*had, *carried})}
    lost = {element: mass for element, mass in surplus.items() if mass >= NEGLIGIBLE}
    added = {element: -mass for element, mass in surplus.items() if mass <= -NEGLIGIBLE}
    return dict(targets), lost, added


def output_shares(catalog: Catalog, technology: str, constituent: str) -> dict[str, float]:
    """Share of a constituent by output, summing to 1: the most specific split rows, and the rest by 'loss'."""
    splits = catalog.splits.get(technology, {})
    given = next((splits[name] for name in selectors(catalog, constituent) if name in splits), {})
    total = fsum(given.values())
    if total > 1.0:  # by rounding only: more has been refused
        return {output: share / total for output, share in given.items()}
    shares = dict(given)
    rest = fsum((1.0, *(-share for share in given.values())))
    if rest >= NEGLIGIBLE:
        shares[LOSS] = fsum((shares.get(LOSS, 0.0), rest))
    return shares


def _work_out(book: Cookbook, technology: str, composition: Composition) -> Recipe:
    leaving: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    added: dict[str, list[float]] = defaultdict(list)
    for constituent, share in composition.items():
        answer = response(book, technology, constituent)
        for (output, name), mass in answer.outputs.items():
            leaving[output][name].append(share * mass)
        for element, mass in answer.added.items():
            added[element].append(share * mass)
    return _assign(book.catalog, technology, {o: _summed(masses) for o, masses in leaving.items()}, added)


def _assign(
    catalog: Catalog, technology: str, leaving: Mapping[str, dict[str, float]], added: dict[str, list[float]]
) -> Recipe:
    """Gives each output to the form, product or waste it becomes; outputs of one product or waste are added up."""
    fractions: dict[str, tuple[str, float, Composition]] = {}
    to_product: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    to_waste: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for output, masses in sorted(leaving.items()):
        row = catalog.outputs.get(technology, {}).get(output)
        kind, target = (row["kind"], row["target"]) if row is not None else ("waste", LOSS)
        if kind == "fraction":
            if masses:
                fractions[output] = (target, fsum(masses.values()), normalised(masses))
            continue
        into = to_product[target] if kind == "product" else to_waste[target]
        for name, mass in masses.items():
            into[name].append(mass)
    products = {name: made(catalog, name, _summed(masses)) for name, masses in to_product.items()}
    for product in products.values():
        for element, mass in product.added.items():
            added[element].append(mass)
    wastes = {name: _summed(masses) for name, masses in to_waste.items()}
    return Recipe(
        fractions=fractions,
        products={name: product.output for name, product in products.items() if product.output.mass >= NEGLIGIBLE},
        wastes={name: fsum(masses.values()) for name, masses in wastes.items() if masses},
        waste_elements={name: elements_of(catalog, masses) for name, masses in wastes.items() if masses},
        added=_summed(added),
        excess=tuple((p, e, mass) for p, product in products.items() for e, mass in product.excess.items()),
    )


def _summed(terms: Mapping[str, list[float]]) -> dict[str, float]:
    """Sums by name in sorted order; what is negligible is left out."""
    sums = {name: fsum(parts) for name, parts in sorted(terms.items())}
    return {name: mass for name, mass in sums.items() if mass >= NEGLIGIBLE}
