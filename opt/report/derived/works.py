"""What the operations of a plan were fed with, and the nodes between which material flowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter

from opt.network.network import Network, Operation
from opt.plan.plan import Plan
from opt.report.derived.attribution import sum_by_first
from opt.report.frames import NEGLIGIBLE
from opt.schema.words import LOSS

MASS, SALES = "mass", "sales"
STREAM, INITIAL, REAGENTS, TECHNOLOGY = "stream", "initial", "reagents", "technology"
PRODUCT, STOCK, OUTLET, WASTE = "product", "stock", "outlet", "waste"
KINDS = (STREAM, INITIAL, REAGENTS, TECHNOLOGY, PRODUCT, STOCK, OUTLET, WASTE, LOSS)
"""Kinds of nodes, from where material comes to where it ends."""

Node = tuple[str, str, int]
"""Kind, name and step (0 for what is no technology)."""


@dataclass(frozen=True, eq=False)
class Works:
    """What was done: ``treat`` t fed to each operation, ``feeding`` the operations by the fraction they feed on,
    ``node`` the node of each of them, ``inflow`` fraction -> (operation, or '' where none gave it; node; t), ``order``
    the fractions, each after those it is made from."""

    network: Network
    treat: Mapping[str, float]
    feeding: dict[str, list[str]] = field(default_factory=dict)
    node: dict[str, Node] = field(default_factory=dict)
    inflow: dict[str, list[tuple[str, Node, float]]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def used(self) -> Iterator[tuple[Operation, float]]:
        """Operations and the t fed to them."""
        for name, mass in self.treat.items():
            yield self.network.operations[name], mass


def works_of(plan: Plan, network: Network) -> Works:
    """What a plan's operations were fed with over the horizon."""
    treat = {name: mass for name, mass in sum_by_first(plan.values("treat")).items() if mass > NEGLIGIBLE}
    works = Works(network, treat)
    parents: dict[str, set[str]] = {name: set() for name in network.fractions}
    for operation, _ in works.used():
        works.feeding.setdefault(operation.fraction, []).append(operation.name)
        for target in operation.fractions:
            parents[target].add(operation.fraction)
    works.order.extend(TopologicalSorter(parents).static_order())
    step = dict.fromkeys(network.fractions, 0)
    for fraction in works.order:
        for name in works.feeding.get(fraction, ()):
            operation = network.operations[name]
            works.node[name] = TECHNOLOGY, operation.technology, step[fraction] + 1
            for target in operation.fractions:
                step[target] = max(step[target], step[fraction] + 1)
    received = sum_by_first(plan.values("receive"))
    for fraction, at in network.fractions.items():
        given = [("", (STREAM, fraction, 0), received.get(fraction, 0.0))]
        given.append(("", (INITIAL, at.form, 0), sum(mass for _, _, mass in at.initial)))
        works.inflow[fraction] = [gift for gift in given if gift[2] > NEGLIGIBLE]
    for operation, mass in works.used():
        for target, amount in operation.fractions.items():
            works.inflow[target].append((operation.name, works.node[operation.name], amount * mass))
    return works
