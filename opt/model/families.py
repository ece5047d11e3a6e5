"""The constraint families, listed once. A family is a module with ``ROWS`` (its constraints) and perhaps ``TIGHT``
(valid inequalities of the tight formulation)."""

from __future__ import annotations

from types import ModuleType

from opt.model import age, balance, campaign, capacity, market, purity, resources, routing, safety, storage
from opt.model.rows import Family

MODULES: tuple[ModuleType, ...] = (
    balance,
    age,
    capacity,
    campaign,
    storage,
    safety,
    purity,
    market,
    resources,
    routing,
)
FAMILIES: tuple[str, ...] = tuple(module.__name__.rpartition(".")[2] for module in MODULES)


def constraints_of(family: str, *, tight: bool) -> tuple[Family, ...]:
    """The constraints of a family."""
    module = MODULES[FAMILIES.index(family)]
    return (*module.ROWS, *(getattr(module, "TIGHT", ()) if tight else ()))
