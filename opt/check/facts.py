"""What the checker reads of an instance: its tables as dictionaries, and the element make-up of its materials."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opt.instance.instance import Instance
from opt.instance.settings import Settings
from opt.library.chemistry import parse_formula
from opt.schema import INPUT
from opt.schema.words import ALL, ANY

BY_TECHNOLOGY = ("outputs", "splits", "conversions", "verdict_conditions", "intake_limits", "uses")
Row = Mapping[str, Any]
Composition = Mapping[str, float]


@dataclass(frozen=True)
class Facts:
    """An instance as dictionaries.

    ``rows`` all rows of a table; ``by_key`` the same by key (a name, or a tuple where the key has several columns);
    ``of`` the library's rows of a technology: (table, technology) -> rows. ``position`` the number of a period, from 1.
    ``by_constituent`` the same of splits and conversions: (table, technology) -> constituent -> rows; ``groups``
    electrolyte class and kind of a constituent, as rows name them; ``factors`` hazard factors by (basis, at).
    ``shares`` element mass shares (kg/kg) of constituents and elements, ``product_shares`` of pure products; ``molar``
    molar masses (g/mol) of constituents and elements.
    """

    settings: Settings
    periods: tuple[str, ...]
    hours: Mapping[str, float]
    position: Mapping[str, int]
    rows: Mapping[str, list[dict[str, Any]]]
    by_key: Mapping[str, Mapping[Any, Row]]
    shares: Mapping[str, Composition]
    product_shares: Mapping[str, Composition]
    molar: Mapping[str, float]
    of: Mapping[tuple[str, str], list[Row]]
    by_constituent: Mapping[tuple[str, str], Mapping[str, list[Row]]]
    groups: Mapping[str, tuple[str, ...]]
    factors: Mapping[tuple[str, str], list[Row]]

    def price(self, item: str, period: str, otherwise: float) -> float:
        """Price of an item in a period: its row of ``prices``, or the price that holds otherwise."""
        row = self.by_key["prices"].get((item, period))
        return otherwise if row is None else row["price"]


def read_facts(instance: Instance) -> Facts:
    """The facts of an instance."""
    rows = {name: instance.records(name) for name in INPUT}
    by_key = {name: _keyed(rows[name], INPUT[name].key) for name in INPUT}
    periods = tuple(instance.periods)
    atomic = {row["element"]: row["atomic_mass"] for row in rows["elements"]}
    formulas = {row["constituent"]: row["formula"] for row in rows["constituents"]}
    weights = {name: _element_masses(formula, atomic) for name, formula in formulas.items()}
    weights |= {element: {element: mass} for element, mass in atomic.items()}
    of = {
        (table, technology): found
        for table in BY_TECHNOLOGY
        for technology, found in group(rows[table], "technology").items()
    }
    return Facts(
        settings=instance.settings,
        periods=periods,
        hours={row["period"]: row["hours"] for row in rows["periods"]},
        position={period: number for number, period in enumerate(periods, start=1)},
        rows=rows,
        by_key=by_key,
        shares={name: _shares(masses) for name, masses in weights.items()},
        product_shares={
            row["product"]: _shares(_element_masses(row["formula"], atomic))
            for row in rows["products"]
            if row["formula"]
        },
        molar={name: sum(masses.values()) for name, masses in weights.items()},
        of=of,
        by_constituent={
            key: group(found, "constituent") for key, found in of.items() if key[0] in ("splits", "conversions")
        },
        groups={row["constituent"]: _groups(row) for row in rows["constituents"]},
        factors=group(rows["hazard_factors"], "basis", "at"),
    )


def group(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    """Rows by the value of a column (a tuple of values where several columns are given)."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[_pick(row, columns)].append(row)
    return dict(groups)


def given(number: float) -> bool:
    """True where a cell holds a number; an empty one holds NaN."""
    return not math.isnan(number)


def serving(outlets: Iterable[Row], item: str, site: str) -> dict[str, float]:
    """Outlets that take an item at a site, with their cost (currency/t)."""
    return {row["outlet"]: row["cost"] for row in outlets if item in row["takes"] and row["site"] in (ANY, site)}


def period_rows(rows: Iterable[Row], periods: Iterable[str], every: str = ALL) -> dict[str, Row]:
    """The row of each period: its own, or else the one for every period alike."""
    found = {row["period"]: row for row in rows}
    chosen = {period: found.get(period, found.get(every)) for period in periods}
    return {period: row for period, row in chosen.items() if row is not None}


def _groups(row: Row) -> tuple[str, ...]:
    kind = f"kind:{row['kind']}"
    return (row["electrolyte_class"], kind) if row["electrolyte_class"] else (kind,)


def _pick(row: Row, columns: tuple[str, ...]) -> Any:
    return row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns)


def _keyed(rows: Iterable[Row], key: tuple[str, ...]) -> dict[Any, Row]:
    return {_pick(row, key): row for row in rows}


def _element_masses(formula: str, atomic: Mapping[str, float]) -> dict[str, float]:
    """Mass (g) of each element in a mole of the formula."""
    return {element: count * atomic[element] for element, count in parse_formula(formula).items()}


def _shares(masses: Mapping[str, float]) -> dict[str, float]:
    total = sum(masses.values())
    return {element: mass / total for element, mass in masses.items()}
