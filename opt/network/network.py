"""The network: fractions, operations and their coefficients. Plain data, no solver.

Numbers are per tonne fed: a yield of 0.4 means 0.4 t of output per tonne of feed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fraction:
    """Material of one known composition.

    ``origin`` is the stream (root) or the pool behind the root; ``streams`` all streams that feed it.
    ``composition`` maps constituent to kg/kg and sums to 1. ``electrolyte_class`` is the class its streams declare,
    ``classes`` the classes still present above the trace threshold. ``areas`` are the storage areas that may hold it
    (empty where it cannot be stored), ``outlets`` the outlets that take it with their cost (currency/t),
    ``end_value`` what a tonne left at the end is worth (0 where it cannot be stored), ``liability`` is True where
    that is minus the cheapest outlet and not a row of ``end_values``;
    ``initial`` what lies there at the start: (area, arrived, t). ``max_age`` in periods or None.
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
    ``elements`` maps elements to t per t fed; both sum to ``mass``.
    """

    product: str
    mass: float
    content: Mapping[str, float]
    elements: Mapping[str, float]

    def carries(self, item: str) -> float:
        """Mass (t per t fed) of an item of a specification: the product itself, a constituent, an element or a sum of
        them joined by '+'."""
        return sum(self.content.get(part, self.elements.get(part, 0.0)) for part in item.split("+"))


@dataclass(frozen=True)
class LineRate:
    """How a line runs an operation: throughput (t/h) and the campaign it belongs to."""

    rate: float
    campaign: str


@dataclass(frozen=True)
class Operation:
    """A fraction fed to a technology. ``lines`` is empty where none is needed (``line`` is then '').

    ``fractions`` and ``wastes`` map target to yield (t/t), ``products`` product to ProductOutput, ``uses`` utility to
    units per t, ``hazards`` hazard to units per t (processing), ``added`` element to t/t that reagents add, ``cost``
    currency/t fed besides.
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
    """Why a technology does not take a fraction: in a planner's words, with the hazard and the section where known."""

    fraction: str
    technology: str
    reason: str


@dataclass(frozen=True)
class Network:
    """All fractions and operations of an instance, keyed by name, in a stable order, and the refusals.

    ``pools`` maps pool to its streams. The root fraction of a stream bears the stream's name.
    """

    fractions: Mapping[str, Fraction]
    operations: Mapping[str, Operation]
    pools: Mapping[str, tuple[str, ...]]
    refusals: tuple[Refusal, ...]
