"""The network: fractions, operations and their coefficients. Plain data, no solver.

Numbers are per tonne fed: a yield of 0.4 means 0.4 t of output per tonne of feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True)
class Fraction:
    """Material of one known composition.

    ``origin`` is the stream (root) or the pool behind the root; ``streams`` all streams that feed it.
    ``composition`` maps constituent (an element, once phases are broken) to kg/kg, sorted by name, and sums to 1.
    ``electrolyte_class`` is the class its streams declare, ``classes`` the classes still present above the trace
    threshold. ``intact`` is True while an intact stream has only been through sealed forms. ``state_of_charge`` is
    that of its streams and counts only in charged forms. ``route`` is one way from the root, (technology, output)
    by (technology, output); other ways may lead there too. ``areas`` are the storage areas that may hold it (empty
    where it cannot be stored), ``outlets`` the outlets that take it with their cost (currency/t), ``end_value`` what
    a tonne left at the end is worth (0 where it cannot be stored), ``liability`` is True where that is minus the
    cheapest outlet and not a row of ``end_values``; ``initial`` what lies there at the start: (area, arrived, t).
    ``max_age`` in periods or None. ``stock_hazards`` maps hazard to units per tonne in stock.
    """

    name: str
    origin: str
    streams: tuple[str, ...]
    site: str
    form: str
    root: bool
    composition: Mapping[str, float]
    electrolyte_class: str
    classes: tuple[str, ...]
    intact: bool
    state_of_charge: float
    route: tuple[tuple[str, str], ...]
    storage_class: str
    areas: tuple[str, ...]
    max_age: float | None
    outlets: Mapping[str, float]
    end_value: float
    liability: bool
    initial: tuple[tuple[str, float, float], ...]
    stock_hazards: Mapping[str, float]


@dataclass(frozen=True)
class ProductOutput:
    """What an operation makes of one product, per tonne fed.

    ``mass`` is product mass (t/t). ``content`` maps constituents (the pure product bears the product's name) and
    ``elements`` maps elements to t per t fed; both sum to ``mass``. ``carrier`` is the constituent or element that
    sets the mass of the pure product ('' where the product is all that leaves).
    """

    product: str
    mass: float
    content: Mapping[str, float]
    elements: Mapping[str, float]
    carrier: str = ""

    def carries(self, item: str) -> float:
        """Mass (t per t fed) of an item of a specification: the product itself (or its carrier constituent), an
        element wherever it sits, a constituent, or a sum of them joined by '+'."""
        return fsum(self._mass_of(part.strip()) for part in item.split("+"))

    def _mass_of(self, part: str) -> float:
        if part == self.product and part in self.content:
            return self.content[part]
        if part in self.elements:
            return self.elements[part]
        return self.content.get(self.product if part == self.carrier else part, 0.0)


@dataclass(frozen=True)
class LineRate:
    """How a line runs an operation: throughput (t/h) and the campaign it belongs to."""

    rate: float
    campaign: str


@dataclass(frozen=True)
class Operation:
    """A fraction fed to a technology. ``lines`` is empty where none is needed (``line`` is then '').

    ``fractions`` and ``wastes`` (``loss`` among them) map target to yield (t/t), ``products`` product to
    ProductOutput, ``waste_elements`` waste to element to t/t, ``uses`` utility to units per t, ``hazards`` hazard to
    units per t (processing; only those above 0), ``added`` element to t/t that reagents add, ``cost`` currency/t fed
    besides. Yields and products sum to 1 + the sum of ``added``.
    """

    name: str
    fraction: str
    technology: str
    stage: str
    site: str
    lines: Mapping[str, LineRate]
    fractions: Mapping[str, float]
    products: Mapping[str, ProductOutput]
    wastes: Mapping[str, float]
    waste_elements: Mapping[str, Mapping[str, float]]
    uses: Mapping[str, float]
    hazards: Mapping[str, float]
    added: Mapping[str, float]
    cost: float


@dataclass(frozen=True)
class Refusal:
    """Why a technology does not take a fraction: in a planner's words, with the hazard and the section where known.

    ``fraction`` may be one that only pruned operations lead to, so that it is not among the network's fractions."""

    fraction: str
    technology: str
    reason: str


@dataclass(frozen=True)
class Network:
    """All fractions and operations of an instance, keyed by name, in a stable order, and the refusals.

    ``pools`` maps pool to its streams. The root fraction of a stream bears the stream's name; a fraction behind the
    root 'pool/form' ('~2', '~3' appended where the pool has several compositions of one form).
    """

    fractions: Mapping[str, Fraction]
    operations: Mapping[str, Operation]
    pools: Mapping[str, tuple[str, ...]]
    refusals: tuple[Refusal, ...]
