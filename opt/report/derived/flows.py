"""What flowed from where to where over the horizon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.derived.balance import Amounts, add, element_contents, mix
from opt.report.derived.products import revenue
from opt.report.derived.works import (
    KINDS,
    MASS,
    OUTLET,
    PRODUCT,
    REAGENTS,
    SALES,
    STOCK,
    WASTE,
    Node,
    Works,
    works_of,
)  # fmt: skip
from opt.report.frames import NEGLIGIBLE, derived_frame
from opt.schema.words import LOSS


@dataclass(frozen=True, eq=False)
class Book:
    """Amounts by (source, target) and item."""

    pairs: dict[tuple[Node, Node], Amounts] = field(default_factory=dict)

    def enter(self, source: Node, target: Node, mass: float, elements: Mapping[str, float], per: float = 1.0) -> None:
        """``mass`` (t), and the ``elements`` in a unit of which ``per`` makes a tonne."""
        amounts = self.pairs.setdefault((source, target), {})
        amounts[MASS] = amounts.get(MASS, 0.0) + mass
        add(amounts, elements, mass / per)

    def earn(self, source: Node, target: Node, amount: float) -> None:
        """Sales (currency) that the material goes on to earn."""
        amounts = self.pairs.setdefault((source, target), {})
        amounts[SALES] = amounts.get(SALES, 0.0) + amount


def flows(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Mass, elements (t) and sales (currency) that went from node to node over the horizon.

    From a to b through the fraction n, which is mixed:

    flow = (what a gave to n / inflow of n) x what of n went to b;  inflow = received + initial stock + made

    Sales of a grade belong to the operations that made it, by mass; an operation hands its sales up to the fraction it
    feeds on, a fraction to those who gave it, by mass. An operation is told apart by the number of operations on the
    longest way to it, itself included, so that the graph has no cycle.
    """
    works, book = works_of(plan, network), Book()
    _through(book, works, plan)
    _out(book, works, plan)
    _sell(book, works, plan, parameters)
    return derived_frame("flows", _rows(book, plan))


def _through(book: Book, works: Works, plan: Plan) -> None:
    """What went through fractions: to operations, to outlets, or is left at the end."""
    content, last = element_contents(plan.instance), plan.instance.periods[-1]
    ends: dict[str, list[tuple[Node, float]]] = {}
    for (fraction, outlet, _), mass in plan.values("dispose").items():
        ends.setdefault(fraction, []).append(((OUTLET, outlet, 0), mass))
    for (fraction, _, period), mass in plan.values("stock").items():
        if period == last:
            ends.setdefault(fraction, []).append(((STOCK, works.network.fractions[fraction].form, 0), mass))
    for fraction in works.order:
        went = {works.node[name]: works.treat[name] for name in works.feeding.get(fraction, ())}
        for target, mass in ends.get(fraction, ()):
            went[target] = went.get(target, 0.0) + mass
        gave: dict[Node, float] = {}
        for _, source, mass in works.inflow[fraction]:
            gave[source] = gave.get(source, 0.0) + mass
        total = sum(gave.values())
        if total <= NEGLIGIBLE:
            continue
        elements = mix(works.network.fractions[fraction].composition, content)
        for target, mass in went.items():
            if mass > NEGLIGIBLE:
                for source, given in gave.items():
                    book.enter(source, target, mass * given / total, elements)


def _out(book: Book, works: Works, plan: Plan) -> None:
    """What reagents added to operations, and what operations gave besides fractions."""
    for operation, mass in works.used():
        node, added = works.node[operation.name], sum(operation.added.values())
        if added > 0:
            book.enter((REAGENTS, REAGENTS, 0), node, mass * added, operation.added, added)
        for waste, amount in operation.wastes.items():
            if amount > 0:
                target = LOSS if waste == LOSS else WASTE
                book.enter(node, (target, waste, 0), mass * amount, operation.waste_elements[waste], amount)
    for (name, product, _, _), mass in plan.values("make").items():
        if mass > 0 and name in works.node:
            output = works.network.operations[name].products[product]
            book.enter(works.node[name], (PRODUCT, product, 0), mass, output.elements, output.mass)


def _sell(book: Book, works: Works, plan: Plan, parameters: Parameters) -> None:
    """Sales of every grade, handed up from the products to where their material came from."""
    income: dict[tuple[str, str], float] = {}
    for (product, grade, _), amount in revenue(plan, parameters).items():
        income[product, grade] = income.get((product, grade), 0.0) + amount
    makers: dict[tuple[str, str], dict[str, float]] = {}
    for (name, product, grade, _), mass in plan.values("make").items():
        if mass > 0 and name in works.node:
            made = makers.setdefault((product, grade), {})
            made[name] = made.get(name, 0.0) + mass
    earned = dict.fromkeys(works.node, 0.0)
    for key, made in makers.items():
        total = sum(made.values())
        for name, mass in made.items():
            amount = income[key] * mass / total
            earned[name] += amount
            book.earn(works.node[name], (PRODUCT, key[0], 0), amount)
    for fraction in reversed(works.order):
        total = sum(mass for _, _, mass in works.inflow[fraction])
        for name in works.feeding.get(fraction, ()) if total > NEGLIGIBLE else ():
            for giver, source, mass in works.inflow[fraction]:
                amount = earned[name] * mass / total
                book.earn(source, works.node[name], amount)
                if giver:
                    earned[giver] += amount


def _rows(book: Book, plan: Plan) -> Iterator[dict[str, Any]]:
    """Rows from the streams on: by kind, step and the order of the instance; the mass, the elements, the sales."""
    places = {
        name: number
        for table, column in (("streams", "stream"), ("forms", "form"), ("technologies", "technology"))
        for number, name in enumerate(plan.instance.tables[table][column])
    }

    def place(node: Node) -> tuple[int, int, int, str]:
        return KINDS.index(node[0]), node[2], places.get(node[1], 0), node[1]

    items = {MASS: "t"} | dict.fromkeys(plan.instance.tables["elements"]["element"], "t")
    items[SALES] = plan.instance.settings.currency
    for source, target in sorted(book.pairs, key=lambda pair: (place(pair[0]), place(pair[1]))):
        amounts = book.pairs[source, target]
        for item, unit in items.items():
            amount = amounts.get(item, 0.0)
            if abs(amount) > NEGLIGIBLE:
                yield {
                    "source_kind": source[0], "source": source[1], "source_step": source[2],
                    "target_kind": target[0], "target": target[1], "target_step": target[2],
                    "item": item, "unit": unit, "amount": amount,
                }  # fmt: skip
