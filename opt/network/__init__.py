"""Network: streams to fractions and operations with their coefficients. No Pyomo here."""

from __future__ import annotations

from opt.network.build import build_network
from opt.network.explain import explain_stream, unroutable
from opt.network.network import Fraction, LineRate, Network, Operation, ProductOutput, Refusal

__all__ = [
    "Fraction",
    "LineRate",
    "Network",
    "Operation",
    "ProductOutput",
    "Refusal",
    "build_network",
    "explain_stream",
    "unroutable",
]
