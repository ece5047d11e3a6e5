"""The catalog: the instance's tables turned into dictionaries once, so that nothing behind it touches a frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from opt.instance.instance import Instance
from opt.instance.settings import Settings
from opt.library.chemistry import element_fractions, molar_mass
from opt.schema.words import ANY, ELECTROLYTE_CLASSES

Row = Mapping[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Factor:
    """One row of hazard factors: units of ``hazard`` per tonne of ``item``, release included."""

    hazard: str
    item: str
    factor: float
    per_charge: bool


@dataclass(frozen=True)
class Catalog:
    """Lookups by key. ``shares`` maps each constituent and element to element mass shares (kg/kg), ``product_shares``
    likewise each product with a formula. ``splits`` is technology -> constituent or selector -> output -> share;
    ``conversions`` technology -> constituent -> target -> kg/kg. ``accepting`` maps a form to the technologies that
    accept it, sorted. ``steps`` are the technologies that any earlier_step condition names. ``lines_of`` maps
    (technology, site) to the rows of line_technologies. ``routing`` maps stream (or '*') to technology to rule.
    ``verdicts`` and ``conditions`` are by technology and class; each class that a row for '*' stands for has it.
    """

    settings: Settings
    technologies: Mapping[str, Row]
    forms: Mapping[str, Row]
    constituents: Mapping[str, Row]
    shares: Mapping[str, Mapping[str, float]]
    products: Mapping[str, Row]
    product_shares: Mapping[str, Mapping[str, float]]
    outputs: Mapping[str, Mapping[str, Row]]
    splits: Mapping[str, Mapping[str, Mapping[str, float]]]
    conversions: Mapping[str, Mapping[str, Mapping[str, float]]]
    accepting: Mapping[str, tuple[str, ...]]
    verdicts: Mapping[tuple[str, str], Row]
    conditions: Mapping[tuple[str, str], tuple[Row, ...]]
    steps: frozenset[str]
    intake: Mapping[str, tuple[Row, ...]]
    uses: Mapping[str, tuple[Row, ...]]
    hazards: Mapping[tuple[str, str], tuple[Factor, ...]]
    lines: Mapping[str, Row]
    lines_of: Mapping[tuple[str, str], tuple[Row, ...]]
    routing: Mapping[str, Mapping[str, str]]


def read_catalog(instance: Instance) -> Catalog:
    """The catalog of an instance. Formulas are taken as valid: reading the instance has checked them."""
    masses = {row["element"]: float(row["atomic_mass"]) for row in instance.records("elements")}
    constituents = _by_key(instance.records("constituents"), "constituent")
    products = _by_key(instance.records("products"), "product")
    technologies = _by_key(instance.records("technologies"), "technology")
    verdicts = {(row["technology"], row["electrolyte_class"]): row for row in instance.records("verdicts")}
    conditions = _grouped(instance.records("verdict_conditions"), "technology", "electrolyte_class")
    lines = _by_key(instance.records("lines"), "line")
    at_site = [
        {**row, "site": lines[row["line"]]["site"]}
        for row in sorted(instance.records("line_technologies"), key=lambda row: row["line"])
    ]
    shares: dict[str, Mapping[str, float]] = {name: {name: 1.0} for name in masses}
    shares |= {name: element_fractions(row["formula"], masses) for name, row in constituents.items()}
    return Catalog(
        settings=instance.settings,
        technologies=technologies,
        forms=_by_key(instance.records("forms"), "form"),
        constituents=constituents,
        shares=shares,
        products=products,
        product_shares={p: element_fractions(row["formula"], masses) for p, row in products.items() if row["formula"]},
        outputs=_outputs(instance),
        splits=_splits(instance),
        conversions=_conversions(instance, constituents, masses),
        accepting=_accepting(technologies),
        verdicts=_for_each_class(verdicts, verdicts),
        conditions=_for_each_class(conditions, verdicts),
        steps=frozenset(
            row["value"] for rows in conditions.values() for row in rows if row["condition"] == "earlier_step"
        ),
        intake=_grouped_by(instance.records("intake_limits"), "technology"),
        uses=_grouped_by(instance.records("uses"), "technology"),
        hazards=_hazards(instance),
        lines=lines,
        lines_of=_grouped(at_site, "technology", "site"),
        routing=_routing(instance),
    )


def _by_key(rows: Iterable[Row], key: str) -> dict[str, Row]:
    return {row[key]: row for row in rows}


def _grouped_by(rows: Iterable[Row], key: str) -> dict[str, tuple[Row, ...]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return {name: tuple(members) for name, members in groups.items()}


def _grouped(rows: Iterable[Row], first: str, second: str) -> dict[tuple[str, str], tuple[Row, ...]]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[first], row[second]].append(row)
    return {names: tuple(members) for names, members in groups.items()}


def _for_each_class(
    rows: Mapping[tuple[str, str], Found], verdicts: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Found]:
    """What stands under '*' goes to every class without a verdict of its own; what stands under a class stays."""
    own = set(verdicts)
    spread = {
        (technology, name): row
        for (technology, star), row in rows.items()
        if star == ANY
        for name in ELECTROLYTE_CLASSES
        if (technology, name) not in own
    }
    return {pair: row for pair, row in rows.items() if pair[1] != ANY} | spread


def _outputs(instance: Instance) -> dict[str, dict[str, Row]]:
    outputs: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in sorted(instance.records("outputs"), key=lambda row: (row["technology"], row["output"])):
        outputs[row["technology"]][row["output"]] = row
    return dict(outputs)


def _splits(instance: Instance) -> dict[str, dict[str, dict[str, float]]]:
    splits: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in instance.records("splits"):
        splits[row["technology"]][row["constituent"]][row["output"]] = float(row["fraction"])
    return {technology: dict(rows) for technology, rows in splits.items()}


def _conversions(
    instance: Instance, constituents: Mapping[str, Row], masses: Mapping[str, float]
) -> dict[str, dict[str, dict[str, float]]]:
    """kg_per_kg as given, or mol_per_mol x molar mass of the target / molar mass of the constituent."""

    def molar(name: str) -> float:
        return masses[name] if name in masses else molar_mass(constituents[name]["formula"], masses)

    conversions: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in instance.records("conversions"):
        mass = float(row["kg_per_kg"])
        if mass != mass:
            mass = float(row["mol_per_mol"]) * molar(row["target"]) / molar(row["constituent"])
        conversions[row["technology"]][row["constituent"]][row["target"]] = mass
    return {technology: dict(rows) for technology, rows in conversions.items()}


def _accepting(technologies: Mapping[str, Row]) -> dict[str, tuple[str, ...]]:
    accepting: dict[str, list[str]] = defaultdict(list)
    for name in sorted(technologies):
        for form in technologies[name]["inputs"]:
            accepting[form].append(name)
    return {form: tuple(names) for form, names in accepting.items()}


def _hazards(instance: Instance) -> dict[tuple[str, str], tuple[Factor, ...]]:
    factors: dict[tuple[str, str], list[Factor]] = defaultdict(list)
    for row in instance.records("hazard_factors"):
        factor = Factor(row["hazard"], row["constituent"], row["factor"] * row["release"], bool(row["per_charge"]))
        factors[row["basis"], row["at"]].append(factor)
    return {place: tuple(rows) for place, rows in factors.items()}


def _routing(instance: Instance) -> dict[str, dict[str, str]]:
    routing: dict[str, dict[str, str]] = defaultdict(dict)
    for row in instance.records("routing"):
        routing[row["stream"]][row["technology"]] = row["rule"]
    return dict(routing)
