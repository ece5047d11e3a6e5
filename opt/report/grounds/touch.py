"""Which figures a sale touches, and the weakest of them.

A sale of a grade touches every row on the way of its material:

- the composition of the streams it comes from (their cell type's rows, or the planner's own);
- for each operation passed: its splits of what it is fed, its conversions, the formulas of phases that it breaks or
  converts, the verdicts and typed conditions on the electrolyte classes that the feed still contains, and its limits
  on what the feed contains;
- the grade's price, or its payables and the metals' prices with the formulas of the phases paid for; its
  specifications; the product's formula where it turns an element into product mass.

Material of a fraction is mixed: it touches whatever any way touches that leads there. Costs, rates, utilities and
hazards are not on the way of a sale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from opt.network.content import content_without, contents
from opt.network.network import Fraction
from opt.network.recipes import recipe
from opt.report.grounds import prices
from opt.report.grounds.basis import Basis, Figure, Rows
from opt.report.grounds.materials import split_level, split_masses
from opt.schema.words import ELECTROLYTE_CLASSES

PLANNER = "planner"
STRENGTH = ("computed", "published", PLANNER, "unchecked", "estimate")
"""Statuses from the strongest to the weakest."""

WEAK = ("unchecked", "estimate")
"""Statuses that a plan should not rest on unseen."""


def weakest(statuses: Iterable[str]) -> str:
    """The weakest status; of none the strongest."""
    return max(statuses, key=STRENGTH.index, default=STRENGTH[0])


def status_of(rows: Rows, figure: Figure) -> str:
    """Status of the row that a figure stands in; what is the instance's own is the planner's."""
    table, key, _ = figure
    row = {} if table == prices.SERIES else rows.of(table)[key]
    return str(row.get("status", PLANNER))


@dataclass(frozen=True)
class Touch:
    """The weakest status on the way to fractions and through operations, worked out where it is asked for and kept."""

    case: Basis
    parents: dict[str, list[str]]
    known: dict[str, str] = field(default_factory=dict)
    sold: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def fraction(self, name: str) -> str:
        """Of the material in a fraction."""
        if name not in self.known:
            fraction = self.case.network.fractions[name]
            if fraction.root:
                statuses = _composition(self.case, fraction)
            else:
                statuses = [self.operation(o) for o in self.parents.get(name, ())]
                statuses += _initial(self.case, fraction) if fraction.initial else []
            self.known[name] = weakest(statuses)
        return self.known[name]

    def operation(self, name: str) -> str:
        """Of the material that an operation gives."""
        if name not in self.known:
            at = self.case.network.operations[name]
            passed = _step(self.case, at.technology, self.case.network.fractions[at.fraction].composition)
            self.known[name] = weakest([self.fraction(at.fraction), *passed])
        return self.known[name]


def touch(case: Basis) -> Touch:
    """The statuses of what the plan moves."""
    parents: dict[str, list[str]] = {}
    for name in case.flows.feed:
        for target in case.network.operations[name].fractions:
            parents.setdefault(target, []).append(name)
    return Touch(case, parents)


def sales_by_status(case: Basis) -> dict[str, float]:
    """Gross sales (currency) by the status of the weakest figure they touch: what grades earn that earn anything."""
    found, known = dict.fromkeys(STRENGTH, 0.0), touch(case)
    for (operation, product, grade), amount in _earned(case).items():
        if amount > 0:
            if (product, grade) not in known.sold:
                known.sold[product, grade] = [*_product(case, product), *grade_statuses(case, product, grade)]
            paid = _paid(case, operation, product, grade)
            found[weakest([known.operation(operation), *known.sold[product, grade], *paid])] += amount
    return found


def _earned(case: Basis) -> dict[tuple[str, str, str], float]:
    """Sales by operation, product and grade: sell x price shared by what was made, and what contents pay."""
    made: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    earned: dict[tuple[str, str, str], float] = defaultdict(float)
    market = case.parameters.market
    for (operation, product, grade, period), mass in case.flows.make.items():
        made[product, grade][operation] += mass
        earned[operation, product, grade] += mass * market.payable.get((operation, product, grade, period), 0.0)
    for (product, grade, period), mass in case.flows.sell.items():
        makers = made[product, grade]
        total = sum(makers.values())
        for operation, part in makers.items():
            earned[operation, product, grade] += mass * market.price[product, grade, period] * part / total
    return earned


def grade_statuses(case: Basis, product: str, grade: str) -> list[str]:
    """Of a grade's price in the periods in which it is sold, of its payables, and of its specification; what is sold
    off-spec at no price of its own rests on the cost of its outlet."""
    periods = [period for p, g, period in case.flows.sell if (p, g) == (product, grade)]
    figures = prices.quoted(case.rows, product, grade, periods)
    if not figures:
        figures = [prices.grade_figure(case, product, grade, period) for period in periods]
    limits = specification_statuses(case.rows, product, grade)
    return [*(status_of(case.rows, figure) for figure in figures), *limits.values()]


def specification_statuses(rows: Rows, product: str, grade: str) -> dict[tuple[str, str], str]:
    """Status of each limit (item, sense) of a grade; the planner's go before the library's."""
    of_library, own = rows.of("specifications"), rows.of("grade_limits")
    found = {key[2:]: str(row["status"]) for key, row in of_library.items() if key[:2] == (product, grade)}
    return {**found, **{key[2:]: PLANNER for key in own if key[:2] == (product, grade)}}


def _product(case: Basis, product: str) -> list[str]:
    """Of the product's row, where its formula sets its mass."""
    row = case.catalog.products[product]
    return [row["status"]] if row["carrier"] and row["carrier"] not in case.catalog.constituents else []


def _paid(case: Basis, operation: str, product: str, grade: str) -> list[str]:
    """Of the formulas of the phases in a product that is paid by its contents."""
    if not any(key[:2] == (product, grade) for key in case.rows.of("payables")):
        return []
    content = case.network.operations[operation].products[product].content
    known = case.catalog.constituents
    return [known[name]["status"] for name in content if name in known]


def _composition(case: Basis, fraction: Fraction) -> list[str]:
    """Of the rows that a stream's composition is read from."""
    stream = case.rows.of("streams")[fraction.origin,]
    if any(key[0] == fraction.origin for key in case.rows.of("composition")):
        return [PLANNER]
    rows = case.rows.of("cell_types").values()
    return [PLANNER, *(row["status"] for row in rows if row["cell_type"] == stream["cell_type"])]


def _initial(case: Basis, fraction: Fraction) -> Iterator[str]:
    """Of stock at the start behind the root: the planner's mass, and the steps it has passed."""
    yield PLANNER
    root = case.network.fractions[fraction.streams[0]]
    yield from _composition(case, root)
    composition = root.composition
    for technology, output in fraction.route:
        yield from _step(case, technology, composition)
        composition = recipe(case.book, technology, composition).fractions[output][2]


def _step(case: Basis, technology: str, composition: Mapping[str, float]) -> Iterator[str]:
    """Of the rows by which a technology takes and splits a composition."""
    catalog, known = case.catalog, case.catalog.constituents
    converted = catalog.conversions.get(technology, {})
    for constituent in composition:
        if constituent in known and (constituent in converted or catalog.technologies[technology]["breaks"]):
            yield known[constituent]["status"]
        for target in converted.get(constituent, {}):
            yield status_of(case.rows, ("conversions", (technology, constituent, target), ""))
    for level in {split_level(catalog, technology, part): 0 for part in split_masses(catalog, technology, composition)}:
        for output in catalog.splits.get(technology, {}).get(level, {}):
            yield status_of(case.rows, ("splits", (technology, level, output), ""))
    found = contents(catalog, composition)
    for name in ELECTROLYTE_CLASSES:
        if found.get(name, 0.0) > 0:
            verdict = catalog.verdicts.get((technology, name))
            rows = [*([verdict] if verdict else []), *catalog.conditions.get((technology, name), ())]
            yield from (row["status"] for row in rows)
    for row in catalog.intake.get(technology, ()):
        if content_without(catalog, composition, row["except"], found).get(row["item"], 0.0) > 0:
            yield row["status"]
