"""What a tonne of a constituent is worth wherever it stands, under the plan's shares: one pass against the flow.

    worth[n,k] = (sum over o of feed[o] x fed[o,k] - disposal, storage + value of what is left) / through[n]
    fed[o,k]   = - line hours and technology cost - uses[o,k] x (price + carbon)
                 + sum over phases p that k becomes: kg/kg x phase[o,p]
                 + sum over elements e that no phase carries: kg/kg x leaving[o,loss,e]
    phase[o,p] = split[o,p]; where the technology breaks phases: sum over elements e of share[p,e] x split[o,e]
    split[o,x] = sum over outputs of share[o,output,x] x leaving[o,output,x]
    leaving    = worth of the fraction it becomes | minus the mean cost of the waste | what the product earns by it

Flows are linear in the masses of constituents, so these numbers are exact while shares stay. Prices that change with
time are averaged with the plan's own masses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from opt.network.catalog import Catalog
from opt.network.content import contents, elements_of, same
from opt.network.network import Operation
from opt.network.recipes import output_shares, recipe
from opt.report.frames import NEGLIGIBLE
from opt.report.grounds.basis import Basis
from opt.report.grounds.earnings import Earning, earnings, resting, waste_cost
from opt.schema.words import LOSS


@dataclass(frozen=True)
class Worth:
    """Worth of constituents, worked out where it is asked for and kept. ``operations[n]`` that the plan feeds,
    ``earnings[o,p]``, ``waste_cost[x,v]`` (currency/t), ``resting[n]`` (currency); the rest is what was worked out."""

    case: Basis
    operations: Mapping[str, list[str]]
    earnings: Mapping[tuple[str, str], Earning]
    waste_cost: Mapping[tuple[str, str], float]
    resting: Mapping[str, float]
    fractions: dict[tuple[str, str], float] = field(default_factory=dict)
    splits: dict[tuple[str, str], float] = field(default_factory=dict)
    tolls: dict[str, tuple[float, dict[str, float]]] = field(default_factory=dict)
    homes: dict[tuple[str, str], str] = field(default_factory=dict)
    shares: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)
    selected: dict[str, dict[str, float]] = field(default_factory=dict)

    def fraction(self, name: str, constituent: str) -> float:
        """A tonne of a constituent in a fraction (currency/t); 0 where nothing passes through."""
        key = name, constituent
        if key not in self.fractions:
            self.fractions[key] = self._fraction(name, constituent)
        return self.fractions[key]

    def _fraction(self, name: str, constituent: str) -> float:
        flows, through = self.case.flows, self.case.flows.through.get(name, 0.0)
        if through <= NEGLIGIBLE:
            return 0.0
        fed = sum(flows.feed[o] * self.fed(o, constituent) for o in self.operations.get(name, ()))
        return (fed + self.resting.get(name, 0.0)) / through

    def fed(self, operation: str, constituent: str) -> float:
        """A tonne of a constituent fed to an operation (currency/t)."""
        technology = self.case.network.operations[operation].technology
        cost, priced = self._toll(operation)
        found = self._selected(constituent)
        uses = self.case.catalog.uses.get(technology, ())
        paid = sum(row["amount"] * found.get(row["constituent"], 0.0) * priced[row["utility"]] for row in uses)
        targets, lost = converted(self.case.catalog, technology, constituent)
        gained = sum(mass * self.phase(operation, name) for name, mass in targets.items())
        return gained + sum(mass * self.leaving(operation, LOSS, e) for e, mass in lost.items()) - cost - paid

    def phase(self, operation: str, name: str) -> float:
        """A tonne of a phase after the conversions."""
        catalog = self.case.catalog
        if not catalog.technologies[self.case.network.operations[operation].technology]["breaks"]:
            return self.split(operation, name)
        return sum(share * self.split(operation, e) for e, share in catalog.shares[name].items())

    def split(self, operation: str, name: str) -> float:
        """A tonne of a phase or element that is split over the outputs."""
        key = operation, name
        if key not in self.splits:
            technology = self.case.network.operations[operation].technology
            if (technology, name) not in self.shares:
                self.shares[technology, name] = output_shares(self.case.catalog, technology, name)
            shares = self.shares[technology, name]
            self.splits[key] = sum(s * self.leaving(operation, output, name) for output, s in shares.items())
        return self.splits[key]

    def leaving(self, operation: str, output: str, name: str) -> float:
        """A tonne of a phase or element that leaves by an output."""
        at = self.case.network.operations[operation]
        row = self.case.catalog.outputs.get(at.technology, {}).get(output)
        kind, target = ("waste", LOSS) if row is None else (row["kind"], row["target"])
        if kind == "waste":
            return -self.waste_cost.get((target, at.site), 0.0)
        if kind == "fraction":
            return self.fraction(self._home(at, output, target), name)
        earning = self.earnings.get((operation, target))
        if earning is None:
            return 0.0
        mass, elements = in_product(self.case.catalog, target, name)
        return mass * earning.price + sum(elements.get(e, 0.0) * metal for e, metal in earning.metals.items())

    def _home(self, at: Operation, output: str, form: str) -> str:
        """The fraction that an output becomes."""
        key = at.name, output
        if key not in self.homes:
            fractions = self.case.network.fractions
            found = [name for name in at.fractions if fractions[name].form == form]
            if len(found) > 1:
                made = recipe(self.case.book, at.technology, fractions[at.fraction].composition).fractions
                found = [n for n in found if output in made and same(made[output][2], fractions[n].composition)]
            self.homes[key] = found[0] if found else ""
        return self.homes[key]

    def _toll(self, operation: str) -> tuple[float, dict[str, float]]:
        """Cost of a tonne fed, hours of lines included, and of a unit of each utility: means over the plan's feed."""
        if operation not in self.tolls:
            case, feed = self.case, self.case.flows.feed[operation]
            technology = case.network.operations[operation].technology
            fed = {t: case.flows.fed.get((operation, t), 0.0) / feed for t in case.parameters.periods}
            sites, carbon = case.parameters.sites, case.parameters.carbon_price / 1000.0
            utilities = {row["utility"] for row in case.catalog.uses.get(technology, ())} & sites.emission.keys()
            priced = {u: sites.emission[u] * carbon + sum(share * sites.utility_price[u, t] for t, share in fed.items())
                      for u in utilities}  # fmt: skip
            self.tolls[operation] = self._hours(operation) / feed, defaultdict(float, priced)
        return self.tolls[operation]

    def _hours(self, operation: str) -> float:
        """What the plan pays for the operation's line hours and the technology's own cost (currency)."""
        at, lines = self.case.network.operations[operation], self.case.parameters.lines
        feed = self.case.flows.feed[operation]
        treated = self.case.flows.by_line.get(operation, {})
        return sum(m / at.lines[line].rate * lines.hour_cost[line] for line, m in treated.items()) + feed * at.cost

    def _selected(self, constituent: str) -> dict[str, float]:
        """What rows of uses may name in a tonne of a constituent."""
        if constituent not in self.selected:
            self.selected[constituent] = contents(self.case.catalog, {constituent: 1.0})
        return self.selected[constituent]


def worth(case: Basis) -> Worth:
    """The worth of everything under the plan's shares."""
    operations: dict[str, list[str]] = {}
    for name in case.flows.feed:
        operations.setdefault(case.network.operations[name].fraction, []).append(name)
    return Worth(case, operations, earnings(case), waste_cost(case), resting(case))


def converted(catalog: Catalog, technology: str, constituent: str) -> tuple[Mapping[str, float], dict[str, float]]:
    """Phases that a tonne becomes (t), and the elements that none of them carries (t); reagents that add some are free
    here, for they are among the uses."""
    targets = catalog.conversions.get(technology, {}).get(constituent)
    if targets is None:
        return {constituent: 1.0}, {}
    carried, had = elements_of(catalog, targets), catalog.shares[constituent]
    surplus = {e: had.get(e, 0.0) - carried.get(e, 0.0) for e in sorted({*had, *carried})}
    lost = {e: mass for e, mass in surplus.items() if mass > NEGLIGIBLE}
    return targets, lost


def in_product(catalog: Catalog, product: str, name: str) -> tuple[float, Mapping[str, float]]:
    """Mass of product, and of elements in it, that a tonne of a phase or element brings that leaves by its output.

    Carrier an element: 1 / its share in the formula, with the formula's other elements; these themselves bring nothing,
    for the pure product holds them already. Everything else brings its own mass.
    """
    carrier = catalog.products[product]["carrier"]
    if carrier and carrier not in catalog.constituents:
        formula = catalog.product_shares[product]
        if name == carrier:
            return 1.0 / formula[carrier], {e: share / formula[carrier] for e, share in formula.items()}
        if name in formula:
            return 0.0, {}
    return 1.0, catalog.shares[name]
