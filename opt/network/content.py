"""What a composition contains: by constituent, element, electrolyte class and kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import fsum

from opt.network.catalog import Catalog
from opt.schema.words import ANY, ELECTROLYTE_CLASSES, KIND
from opt.tolerances import MERGE

NEGLIGIBLE = 1e-15
"""Contents below this (kg/kg) are rounding and are dropped."""

ROUNDING = 1e-12
"""A content must exceed a threshold or limit by more than this (kg/kg) to count as above it."""

Composition = Mapping[str, float]


def normalised(masses: Mapping[str, float]) -> dict[str, float]:
    """Shares that sum to 1, by name in sorted order; what is negligible is left out. Empty where nothing is left."""
    total = fsum(masses.values())
    if total < NEGLIGIBLE:
        return {}
    kept = {name: mass for name, mass in sorted(masses.items()) if mass / total >= NEGLIGIBLE}
    total = fsum(kept.values())
    return {name: mass / total for name, mass in kept.items()}


def same(one: Composition, other: Composition) -> bool:
    """True where no content differs by more than 1e-12 kg/kg."""
    return all(abs(share - other.get(name, 0.0)) <= MERGE for name, share in one.items()) and all(
        share <= MERGE for name, share in other.items() if name not in one
    )


def elements_of(catalog: Catalog, masses: Mapping[str, float]) -> dict[str, float]:
    """Element masses of a mixture: sum over constituents of mass x element share."""
    terms: dict[str, list[float]] = defaultdict(list)
    for name, mass in masses.items():
        for element, share in catalog.shares[name].items():
            terms[element].append(mass * share)
    return {element: fsum(parts) for element, parts in sorted(terms.items())}


def contents(catalog: Catalog, composition: Composition) -> dict[str, float]:
    """Content (kg/kg) of everything a row of uses, hazard factors, limits or conditions may name: constituents,
    elements (all phases together), electrolyte classes, 'kind:' and a kind, and '*' for the whole mass."""
    terms: dict[str, list[float]] = defaultdict(list)
    for name, share in composition.items():
        row = catalog.constituents.get(name)
        if row is not None:
            terms[KIND + row["kind"]].append(share)
            if row["electrolyte_class"]:
                terms[row["electrolyte_class"]].append(share)
    found = {name: fsum(parts) for name, parts in terms.items()}
    # Exact names go before classes, should a constituent bear the name of a class.
    found |= {name: share for name, share in composition.items() if name in catalog.constituents}
    return found | elements_of(catalog, composition) | {ANY: 1.0}


def content_without(
    catalog: Catalog, composition: Composition, excepted: Sequence[str], found: Mapping[str, float]
) -> Mapping[str, float]:
    """Contents of the whole mass to which the ``excepted`` constituents do not count; ``found`` where there is none."""
    if not excepted:
        return found
    return contents(catalog, {name: share for name, share in composition.items() if name not in excepted})


def classes_present(found: Mapping[str, float], threshold: float) -> tuple[str, ...]:
    """Electrolyte classes whose content is above the threshold."""
    return tuple(name for name in ELECTROLYTE_CLASSES if found.get(name, 0.0) > threshold + ROUNDING)


def selectors(catalog: Catalog, constituent: str) -> Iterable[str]:
    """Selectors that match a constituent or element, the most specific first."""
    yield constituent
    row = catalog.constituents.get(constituent)
    if row is not None:
        if row["electrolyte_class"]:
            yield row["electrolyte_class"]
        yield KIND + row["kind"]
    yield ANY
