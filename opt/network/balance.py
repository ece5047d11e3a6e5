"""Mass and element balance of operations: what comes in, what leaves, what reagents add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import fsum

from opt.instance.instance import Instance
from opt.library.chemistry import element_fractions
from opt.network.network import Network, Operation

Shares = Mapping[str, Mapping[str, float]]


def element_shares(instance: Instance) -> dict[str, dict[str, float]]:
    """Element mass shares (kg/kg) of every constituent, computed from its formula; an element is all itself."""
    masses = {row["element"]: float(row["atomic_mass"]) for row in instance.records("elements")}
    shares = {
        row["constituent"]: dict(element_fractions(row["formula"], masses)) for row in instance.records("constituents")
    }
    return shares | {element: {element: 1.0} for element in masses}


def element_residuals(network: Network, instance: Instance) -> dict[str, dict[str, float]]:
    """Per operation and element, t per t fed:

    residual[e] = feed[e] + added[e] - fractions[e] - products[e] - wastes[e].

    Within 1e-12 for every operation of every network."""
    shares = element_shares(instance)
    return {name: residuals(network, shares, operation) for name, operation in network.operations.items()}


def residuals(network: Network, shares: Shares, operation: Operation) -> dict[str, float]:
    """Residual of each element of one operation (t per t fed)."""
    terms: dict[str, list[float]] = defaultdict(list)

    def count(mass: float, composition: Mapping[str, float]) -> None:
        for constituent, content in composition.items():
            for element, share in shares[constituent].items():
                terms[element].append(mass * content * share)

    count(1.0, network.fractions[operation.fraction].composition)
    count(1.0, operation.added)
    for fraction, mass in operation.fractions.items():
        count(-mass, network.fractions[fraction].composition)
    for product in operation.products.values():
        count(-1.0, product.elements)
    for elements in operation.waste_elements.values():
        count(-1.0, elements)
    return {element: fsum(parts) for element, parts in sorted(terms.items())}


def mass_residual(operation: Operation) -> float:
    """1 + added - fractions - products - wastes, t per t fed."""
    return fsum(
        (
            1.0,
            *operation.added.values(),
            *(-mass for mass in operation.fractions.values()),
            *(-product.mass for product in operation.products.values()),
            *(-mass for mass in operation.wastes.values()),
        )
    )
