"""Coefficients by content: utilities and reagents, hazards of treating and of holding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import fsum

from opt.network.catalog import Catalog
from opt.schema.words import ANY


def uses(catalog: Catalog, technology: str, found: Mapping[str, float]) -> dict[str, float]:
    """Units of each utility per tonne fed: sum over rows of amount x content of the row's constituent."""
    terms: dict[str, list[float]] = defaultdict(list)
    for row in catalog.uses.get(technology, ()):
        terms[row["utility"]].append(row["amount"] * found.get(row["constituent"], 0.0))
    return _above_zero(terms)


def hazards(catalog: Catalog, basis: str, at: str, found: Mapping[str, float], charge: float) -> dict[str, float]:
    """Units of each hazard per tonne: sum over rows for the place and for '*' of factor x release x content, times
    ``charge`` where the row scales with it (the streams' state of charge; 0 in forms that are not charged)."""
    terms: dict[str, list[float]] = defaultdict(list)
    for factor in (*catalog.hazards.get((basis, at), ()), *catalog.hazards.get((basis, ANY), ())):
        content = found.get(factor.item, 0.0)
        terms[factor.hazard].append(factor.factor * content * (charge if factor.per_charge else 1.0))
    return _above_zero(terms)


def _above_zero(terms: Mapping[str, list[float]]) -> dict[str, float]:
    sums = {name: fsum(parts) for name, parts in sorted(terms.items())}
    return {name: amount for name, amount in sums.items() if amount > 0}
