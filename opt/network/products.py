"""What an operation makes of a product: mass of the pure product, impurities, what reagents add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from opt.network.catalog import Catalog
from opt.network.content import NEGLIGIBLE, elements_of
from opt.network.network import ProductOutput
from opt.tolerances import BALANCE_NETWORK


@dataclass(frozen=True)
class Made:
    """A product output, the elements reagents add to it (t/t) and, where more of an element of the product's formula
    leaves by the output than the pure product holds, the excess (t/t), which is an error of the library."""

    output: ProductOutput
    added: Mapping[str, float]
    excess: Mapping[str, float]


def made(catalog: Catalog, product: str, leaving: Mapping[str, float]) -> Made:
    """The product from the masses of constituents and elements that leave by its output (t per t fed).

    Carrier an element:     pure mass = carrier mass / carrier's share in the product's formula; elements of the
                            formula are part of it: added[e] = pure mass x share[e] - leaving[e].
    Carrier a constituent:  pure mass = its mass.
    No carrier:             the product is all that leaves.
    Everything else that leaves is impurity: mass = pure mass + impurities.
    """
    carrier = catalog.products[product]["carrier"]
    if carrier in catalog.constituents or not carrier:
        content = dict(leaving)
        if carrier in content:
            pure = content.pop(carrier)
            content[product] = pure + content.get(product, 0.0)
        output = ProductOutput(product, fsum(content.values()), content, elements_of(catalog, leaving), carrier)
        return Made(output, {}, {})
    formula = catalog.product_shares[product]
    pure = leaving.get(carrier, 0.0) / formula[carrier]
    impurities = {name: mass for name, mass in leaving.items() if name not in formula}
    content = ({product: pure} if pure >= NEGLIGIBLE else {}) | impurities
    beyond = {e: pure * share - leaving.get(e, 0.0) for e, share in formula.items() if e != carrier}
    elements = elements_of(catalog, impurities)
    for element, share in formula.items():
        if pure >= NEGLIGIBLE:
            elements[element] = fsum((elements.get(element, 0.0), pure * share))
    added = {element: mass for element, mass in beyond.items() if mass > NEGLIGIBLE}
    excess = {element: -mass for element, mass in beyond.items() if mass < -BALANCE_NETWORK}
    return Made(ProductOutput(product, fsum(content.values()), content, elements, carrier), added, excess)
