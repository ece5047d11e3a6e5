"""Figures that masses depend on: compositions, splits, conversions, stock at the start.

A figure leans by figure x change of the value per unit of it, from the masses on the way down (each fraction has one
composition) and the worth of a tonne below (``opt.report.grounds.worth``):

    split s of x by an output     mass of x x s x (worth by the output - worth by the loss): the rest is loss
    conversion r of c into d      mass of c x r x (worth of d - worth of the lost elements that d takes along)
    content of k in a stream      received x content x (worth of k - mean worth): the others make room for it
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.network.catalog import Catalog
from opt.network.content import elements_of, selectors
from opt.report.grounds.amounts import Lean
from opt.report.grounds.basis import Basis, Figure, Row
from opt.report.grounds.worth import Worth, converted
from opt.schema.words import LOSS


def material(case: Basis, worth: Worth) -> Lean:
    """What every figure of composition, split and conversion leans by (currency)."""
    lean: Lean = defaultdict(float)
    for name in case.flows.feed:
        _conversions(case, worth, name, lean)
        _splits(case, worth, name, lean)
    _compositions(case, worth, lean)
    _initial(case, worth, lean)
    return lean


def _conversions(case: Basis, worth: Worth, name: str, lean: Lean) -> None:
    operation, catalog = case.network.operations[name], case.catalog
    rules = catalog.conversions.get(operation.technology, {})
    for constituent, content in case.network.fractions[operation.fraction].composition.items():
        lost = converted(catalog, operation.technology, constituent)[1]
        for target, mass in rules.get(constituent, {}).items():
            taken = sum(
                share * worth.leaving(name, LOSS, element)
                for element, share in catalog.shares[target].items()
                if element in lost
            )
            gain = mass * (worth.phase(name, target) - taken)
            figure = _conversion_figure(case, operation.technology, constituent, target)
            lean[figure] += case.flows.feed[name] * content * gain


def _conversion_figure(case: Basis, technology: str, constituent: str, target: str) -> Figure:
    key = technology, constituent, target
    row = case.rows.of("conversions")[key]
    return "conversions", key, "kg_per_kg" if row["kg_per_kg"] == row["kg_per_kg"] else "mol_per_mol"


def _splits(case: Basis, worth: Worth, name: str, lean: Lean) -> None:
    operation = case.network.operations[name]
    composition = case.network.fractions[operation.fraction].composition
    feed = case.flows.feed[name]
    for part, mass in split_masses(case.catalog, operation.technology, composition).items():
        level = split_level(case.catalog, operation.technology, part)
        for output, share in case.catalog.splits.get(operation.technology, {}).get(level, {}).items():
            if share:
                gain = worth.leaving(name, output, part) - worth.leaving(name, LOSS, part)
                lean["splits", (operation.technology, level, output), "fraction"] += feed * mass * share * gain


def split_masses(catalog: Catalog, technology: str, composition: Row) -> dict[str, float]:
    """What a tonne of a composition is when it is split: phases after the conversions, or their elements (t)."""
    phases: dict[str, float] = defaultdict(float)
    for constituent, content in composition.items():
        for name, mass in converted(catalog, technology, constituent)[0].items():
            phases[name] += content * mass
    return elements_of(catalog, phases) if catalog.technologies[technology]["breaks"] else phases


def split_level(catalog: Catalog, technology: str, part: str) -> str:
    """The most specific name under which rows of splits speak of a phase or element; '' where none does."""
    given = catalog.splits.get(technology, {})
    return next((name for name in selectors(catalog, part) if name in given), "")


def _compositions(case: Basis, worth: Worth, lean: Lean) -> None:
    """Contents are scaled to sum to 1: more of one constituent is less of all others."""
    for stream, mass in entered(case).items():
        row = case.rows.of("streams")[stream,]
        contents = case.network.fractions[stream].composition
        values = {name: worth.fraction(stream, name) for name in contents}
        mean = sum(share * values[name] for name, share in contents.items())
        cells = list(_contents(case, row))
        total = sum(weight for _, _, weight in cells)
        for figure, name, weight in cells:
            if name in values:
                lean[figure] += mass * weight / total * (values[name] - mean)
        gain = sum(_by_health(case, figure) * (values.get(name, mean) - mean) for figure, name, _ in cells)
        lean["streams", (stream,), "state_of_health"] += mass * row["state_of_health"] * gain / total


def _contents(case: Basis, stream: Row) -> Iterator[tuple[Figure, str, float]]:
    """The cells a stream's composition is made of: the figure, its constituent, and what it adds to the content."""
    own = [(key, row) for key, row in case.rows.of("composition").items() if key[0] == stream["stream"]]
    for key, row in own:
        yield ("composition", key, "fraction"), row["constituent"], float(row["fraction"])
    health = float(stream["state_of_health"])
    for key, row in case.rows.of("cell_types").items():
        if not own and row["cell_type"] == stream["cell_type"]:
            yield ("cell_types", key, "fraction_new"), row["constituent"], health * float(row["fraction_new"])
            yield ("cell_types", key, "fraction_spent"), row["constituent"], (1 - health) * float(row["fraction_spent"])


def _by_health(case: Basis, figure: Figure) -> float:
    """What a cell adds to the content per unit of the state of health."""
    table, key, column = figure
    sign = {"fraction_new": 1.0, "fraction_spent": -1.0}.get(column, 0.0)
    return sign * float(case.rows.of(table)[key][column])


def entered(case: Basis) -> dict[str, float]:
    """What entered as each stream: received, and in stock at the start as it came (t)."""
    masses: dict[str, float] = defaultdict(float, case.flows.received)
    for name, fraction in case.network.fractions.items():
        if fraction.root:
            masses[name] += sum(mass for _, _, mass in fraction.initial)
    return {stream: mass for stream, mass in masses.items() if mass > 0}


def _initial(case: Basis, worth: Worth, lean: Lean) -> None:
    """Stock at the start: its mass x the worth of a tonne."""
    if not case.rows.of("initial_stock"):
        return
    for key, row in case.rows.of("initial_stock").items():
        lot = row["area"], float(row["arrived"]), float(row["mass"])
        for name, fraction in case.network.fractions.items():
            if lot in fraction.initial and row["stream"] in fraction.streams and row["form"] == fraction.form:
                mean = sum(share * worth.fraction(name, k) for k, share in fraction.composition.items())
                lean["initial_stock", key, "mass"] += lot[2] * mean
                break
