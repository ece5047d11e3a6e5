"""Reactions: 'Li3PS4 + 4 H2O -> Li3PO4 + 4 H2S', read, balanced, and what they give by mass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from opt.library.chemistry import molar_mass, parse_formula

BALANCED = 1e-9
"""Largest share of an element by which the two sides of a reaction may differ."""

_TERM = re.compile(r"(?:(\d+(?:\.\d+)?)(?:/(\d+))?\s+)?(\S+)")
_FACTOR = re.compile(r"factor: ([^;,]*->[^;,]*)")


@dataclass(frozen=True)
class Reaction:
    """Formula units of what is used up (``left``) and of what arises (``right``), by formula."""

    left: Mapping[str, float]
    right: Mapping[str, float]


def parse_reaction(text: str) -> Reaction:
    """'2 Al + 3 H2SO4 -> Al2(SO4)3 + 3 H2' as numbers of formula units.

    The sides are joined by '->', the formulas by ' + '; a number stands before its formula, with a space between, as an
    integer, a decimal or a fraction (3/2). Raises ValueError with the text for anything else, and for a formula that
    ``parse_formula`` refuses.
    """
    sides = text.split("->")
    if len(sides) != 2:
        raise ValueError(f"reaction '{text}': one '->' is expected")
    return Reaction(_side(sides[0], text), _side(sides[1], text))


def reaction_of(source: str) -> Reaction | None:
    """The reaction that a source states behind 'factor: ' (up to the next comma or semicolon); None where it states
    none. Raises ValueError as ``parse_reaction`` does."""
    found = _FACTOR.search(source)
    return None if found is None else parse_reaction(found[1].strip())


def imbalance(reaction: Reaction) -> dict[str, float]:
    """Atoms by element that arise from nothing (above 0) or vanish (below 0); empty for a balanced reaction."""
    left, right = _atoms(reaction.left), _atoms(reaction.right)
    surplus = {element: right.get(element, 0.0) - left.get(element, 0.0) for element in sorted({*left, *right})}
    return {
        element: atoms
        for element, atoms in surplus.items()
        if abs(atoms) > BALANCED * max(left.get(element, 0.0), right.get(element, 0.0))
    }


def mass_yield(reaction: Reaction, product: str, reactant: str, atomic_masses: Mapping[str, float]) -> float:
    """kg of the product per kg of the reactant: ratio of formula units x ratio of molar masses. Raises ValueError where
    the reaction does not name them on their side."""
    if product not in reaction.right or reactant not in reaction.left:
        raise ValueError(f"the reaction does not turn {reactant} into {product}")
    units = reaction.right[product] / reaction.left[reactant]
    return units * molar_mass(product, atomic_masses) / molar_mass(reactant, atomic_masses)


def _side(side: str, text: str) -> dict[str, float]:
    units: dict[str, float] = {}
    for term in side.strip().split(" + "):
        match = _TERM.fullmatch(term.strip())
        if match is None:
            raise ValueError(f"reaction '{text}': '{term}' is no number and formula")
        number, divisor, formula = match.groups()
        parse_formula(formula)
        units[formula] = units.get(formula, 0.0) + _number(number, divisor, text)
    return units


def _number(number: str | None, divisor: str | None, text: str) -> float:
    if (divisor is not None and int(divisor) == 0) or (number is not None and float(number) == 0):
        raise ValueError(f"reaction '{text}': a number of zero")
    return float(number or 1) / float(divisor or 1)


def _atoms(side: Mapping[str, float]) -> dict[str, float]:
    atoms: dict[str, float] = {}
    for formula, units in side.items():
        for element, count in parse_formula(formula).items():
            atoms[element] = atoms.get(element, 0.0) + units * count
    return atoms
