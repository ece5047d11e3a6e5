"""What the generator asks of the reference library, as dictionaries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from opt.library import load_library
from opt.library.chemistry import element_fractions, molar_mass
from opt.schema.words import ELECTROLYTE_CLASSES

Row = Mapping[str, Any]
Rows = Mapping[Any, tuple[Row, ...]]
Composition = Mapping[str, float]


@dataclass(frozen=True)
class Facts:
    """Library rows by key. ``shares`` maps constituents, elements and products to element mass shares (kg/kg);
    ``splits`` is technology -> selector -> output -> share; ``conversions`` technology -> constituent -> target ->
    kg/kg; ``cells`` cell type -> constituent -> (new, spent); ``takers`` form or waste -> outlets."""

    technologies: Mapping[str, Row]
    forms: Mapping[str, Row]
    constituents: Mapping[str, Row]
    products: Mapping[str, Row]
    shares: Mapping[str, Mapping[str, float]]
    outputs: Mapping[tuple[str, str], Row]
    splits: Mapping[str, Mapping[str, Mapping[str, float]]]
    conversions: Mapping[str, Mapping[str, Mapping[str, float]]]
    verdicts: Mapping[tuple[str, str], Row]
    conditions: Rows
    intake: Rows
    uses: Rows
    factors: Rows
    cells: Mapping[str, Mapping[str, tuple[float, float]]]
    storage: Mapping[str, tuple[str, ...]]
    takers: Mapping[str, tuple[str, ...]]
    prices: Mapping[str, float]

    def cell_class(self, cell_type: str) -> str:
        """The class that most of a cell type's electrolyte belongs to; '' where it has none."""
        masses: dict[str, float] = defaultdict(float)
        for constituent, (_, spent) in self.cells[cell_type].items():
            masses[self.constituents[constituent]["electrolyte_class"]] += spent
        found = {name: masses[name] for name in ELECTROLYTE_CLASSES if masses.get(name, 0.0) > 0}
        return max(found, key=found.__getitem__) if found else ""


@cache
def read_facts() -> Facts:
    """The facts of the shipped library."""
    tables = {name: _records(frame) for name, frame in load_library().items()}
    masses = {row["element"]: float(row["atomic_mass"]) for row in tables["elements"]}
    constituents = {row["constituent"]: row for row in tables["constituents"]}
    shares: dict[str, Mapping[str, float]] = {name: {name: 1.0} for name in masses}
    shares |= {name: element_fractions(row["formula"], masses) for name, row in constituents.items()}
    for row in tables["products"]:
        if row["formula"] and row["product"] not in shares:
            shares[row["product"]] = element_fractions(row["formula"], masses)
    return Facts(
        technologies={row["technology"]: row for row in tables["technologies"]},
        forms={row["form"]: row for row in tables["forms"]},
        constituents=constituents,
        products={row["product"]: row for row in tables["products"]},
        shares=shares,
        outputs={(row["technology"], row["output"]): row for row in tables["outputs"]},
        splits=_splits(tables["splits"]),
        conversions=_conversions(tables["conversions"], constituents, masses),
        verdicts={(row["technology"], row["electrolyte_class"]): row for row in tables["verdicts"]},
        conditions=_grouped(tables["verdict_conditions"], "technology", "electrolyte_class"),
        intake=_grouped(tables["intake_limits"], "technology"),
        uses=_grouped(tables["uses"], "technology"),
        factors=_grouped(tables["hazard_factors"], "basis", "at"),
        cells=_cells(tables["cell_types"]),
        storage=_storage(tables["storage_rules"]),
        takers=_takers(tables["outlets"]),
        prices={row["item"]: float(row["price"]) for row in tables["reference_prices"]},
    )


def _records(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _grouped(rows: list[Row], *keys: str) -> dict[Any, tuple[Row, ...]]:
    """Rows by one key, or by a tuple of several."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)].append(row)
    return {key: tuple(members) for key, members in groups.items()}


def _splits(rows: list[Row]) -> dict[str, dict[str, dict[str, float]]]:
    splits: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        splits[row["technology"]][row["constituent"]][row["output"]] = float(row["fraction"])
    return {technology: dict(given) for technology, given in splits.items()}


def _conversions(
    rows: list[Row], constituents: Mapping[str, Row], masses: Mapping[str, float]
) -> dict[str, dict[str, dict[str, float]]]:
    def molar(name: str) -> float:
        return masses[name] if name in masses else molar_mass(constituents[name]["formula"], masses)

    found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        ratio = float(row["kg_per_kg"])
        if ratio != ratio:
            ratio = float(row["mol_per_mol"]) * molar(row["target"]) / molar(row["constituent"])
        found[row["technology"]][row["constituent"]][row["target"]] = ratio
    return {technology: dict(given) for technology, given in found.items()}


def _cells(rows: list[Row]) -> dict[str, dict[str, tuple[float, float]]]:
    cells: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row["cell_type"], row["constituent"])):
        cells[row["cell_type"]][row["constituent"]] = (float(row["fraction_new"]), float(row["fraction_spent"]))
    return dict(cells)


def _storage(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    classes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        classes[row["form"]].add(row["storage_class"])
    return {form: tuple(sorted(names)) for form, names in classes.items()}


def _takers(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    takers: dict[str, list[str]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["outlet"]):
        for item in row["takes"]:
            takers[item].append(row["outlet"])
    return {item: tuple(outlets) for item, outlets in takers.items()}
