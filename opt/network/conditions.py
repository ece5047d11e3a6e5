"""Typed conditions of verdicts, one function per condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from opt.network.catalog import Catalog, Row
from opt.network.content import ROUNDING, Composition


@dataclass(frozen=True)
class State:
    """What admissibility looks at: where the fraction is, its form, what its streams declared, what it contains,
    whether its streams' cells are still closed (``intact``) or came in damaged, and the technologies passed."""

    site: str
    form: str
    electrolyte_class: str
    composition: Composition
    contents: Mapping[str, float]
    intact: bool
    damaged: bool
    passed: frozenset[str]


def unmet(catalog: Catalog, rows: Sequence[Row], name: str, threshold: float, state: State) -> list[str]:
    """What the typed conditions on electrolyte class ``name`` ask for and the fraction does not offer, in words.

    Conditions on capabilities are left to the choice of the line."""
    found = [CHECKS[row["condition"]](catalog, row, state) for row in rows if row["condition"] in CHECKS]
    found.append(_material(catalog, rows, name, threshold, state))
    return [text for text in found if text]


def _state(catalog: Catalog, row: Row, state: State) -> str:
    """intact: an intact stream that has only been through sealed forms; damaged: came in damaged; discharged: the form
    is not charged."""
    holds = {
        "intact": state.intact,
        "damaged": state.damaged,
        "discharged": not catalog.forms[state.form]["charged"],
    }
    return "" if holds[row["value"]] else f"the material must be {row['value']}"


def _max_content(catalog: Catalog, row: Row, state: State) -> str:
    content = state.contents.get(row["value"], 0.0)
    if content <= row["limit"] + ROUNDING:
        return ""
    return f"it takes at most {100 * row['limit']:.3g} wt% {row['value']}, the fraction has {100 * content:.3g} wt%"


def _required_material(catalog: Catalog, row: Row, state: State) -> str:
    if state.contents.get(row["value"], 0.0) > catalog.settings.trace_threshold + ROUNDING:
        return ""
    return f"{row['value']} must be present above {100 * catalog.settings.trace_threshold:.3g} wt%"


def _earlier_step(catalog: Catalog, row: Row, state: State) -> str:
    return "" if row["value"] in state.passed else f"{row['value']} must come first"


def _maturity(catalog: Catalog, row: Row, state: State) -> str:
    if row["value"] in catalog.settings.maturity:
        return ""
    return f"the planner must opt in to maturity '{row['value']}' (maturity in instance.toml)"


def _material(catalog: Catalog, rows: Sequence[Row], name: str, threshold: float, state: State) -> str:
    """The class's constituents outside the named materials must together stay at or below the class's threshold."""
    materials = sorted(row["value"] for row in rows if row["condition"] == "material")
    others = {
        constituent: share
        for constituent, share in state.composition.items()
        if constituent in catalog.constituents
        and catalog.constituents[constituent]["electrolyte_class"] == name
        and constituent not in materials
    }
    if not materials or fsum(others.values()) <= threshold + ROUNDING:
        return ""
    return f"it takes only {' or '.join(materials)}, the fraction has {', '.join(others)}"


CHECKS: Mapping[str, Callable[[Catalog, Row, State], str]] = {
    "state": _state,
    "max_content": _max_content,
    "required_material": _required_material,
    "earlier_step": _earlier_step,
    "maturity": _maturity,
}
"""Conditions that each row states by itself; capability and material are looked at over all rows."""
