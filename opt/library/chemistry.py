"""Formulas: what a phase is made of, computed from its formula and the table of elements."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ELEMENT = re.compile(r"[A-Z][a-z]?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DIGITS = re.compile(r"\d+")
_SEPARATORS = "·•∙*."
_HYDRATE = re.compile(r"\.\d+(?:\.\d+)?H2O(?=$|[·•∙*.])")
_CLOSING = {"(": ")", "[": "]"}


def parse_formula(text: str) -> dict[str, float]:
    """Atoms per formula unit: 'Li6.4La3Zr1.4Ta0.6O12' -> {'Li': 6.4, 'La': 3.0, ...}, in order of appearance.

    Round and square brackets may be nested; the letter n behind a bracket marks a repeat unit and counts once
    ('(C2H4O)n'). Parts of an adduct are joined by '·', '*' or '.', and a part may begin with a number ('Na2CO3·10H2O').
    A dot is a decimal dot when a digit follows it ('Li6.4La3'), with one exception: '.', a number and 'H2O' that end
    a part are crystal water ('NiSO4.6H2O' has six). Where that is not meant, write the other sign: '·'.
    Raises ValueError with the formula and the place for anything else: an empty formula, an unknown sign, an unclosed
    bracket, a count of zero.
    """
    formula = "".join(text.split()).translate(_SUBSCRIPTS)
    if not formula:
        raise ValueError("an empty formula")
    atoms: dict[str, float] = {}
    position = 0
    while position < len(formula):
        factor, position = _leading_number(formula, position)
        part, position = _read_part(formula, position, closing="")
        for element, count in part.items():
            atoms[element] = atoms.get(element, 0.0) + factor * count
    return atoms


def molar_mass(formula: str, atomic_masses: Mapping[str, float]) -> float:
    """Molar mass (g/mol) of a formula unit: sum of count x standard atomic weight. Raises ValueError as
    ``parse_formula`` does, and for an element that ``atomic_masses`` does not hold."""
    return sum(_element_masses(formula, atomic_masses).values())


def element_fractions(formula: str, atomic_masses: Mapping[str, float]) -> dict[str, float]:
    """Mass fraction (kg/kg) of each element of a formula: count x atomic weight / molar mass; they sum to 1. Raises
    ValueError as ``molar_mass`` does."""
    masses = _element_masses(formula, atomic_masses)
    total = sum(masses.values())
    return {element: mass / total for element, mass in masses.items()}


def _element_masses(formula: str, atomic_masses: Mapping[str, float]) -> dict[str, float]:
    atoms = parse_formula(formula)
    unknown = [element for element in atoms if element not in atomic_masses]
    if unknown:
        raise ValueError(f"formula '{formula}': {', '.join(unknown)} not in the table of elements")
    return {element: count * atomic_masses[element] for element, count in atoms.items()}


def _leading_number(formula: str, position: int) -> tuple[float, int]:
    """The number in front of a part of an adduct (1 where there is none) and the place behind it."""
    match = _NUMBER.match(formula, position)
    if match is None:
        return 1.0, position
    return _positive(formula, match), match.end()


def _read_part(formula: str, position: int, closing: str) -> tuple[dict[str, float], int]:
    """Atoms from ``position`` up to the closing bracket, or to the end of the part where ``closing`` is empty."""
    atoms: dict[str, float] = {}
    start = position
    while position < len(formula):
        sign = formula[position]
        if sign == closing:
            return atoms, position + 1
        if sign in _SEPARATORS and not closing and position > start:
            if position + 1 == len(formula):
                raise _error(formula, position, "nothing follows the sign")
            return atoms, position + 1
        group, position = _read_group(formula, position)
        count, position = _read_count(formula, position)
        for element, number in group.items():
            atoms[element] = atoms.get(element, 0.0) + count * number
    if closing:
        raise _error(formula, position, f"'{closing}' is missing")
    if not atoms:
        raise _error(formula, position, "no element")
    return atoms, position


def _read_group(formula: str, position: int) -> tuple[dict[str, float], int]:
    """One element or one bracket, without its count."""
    if formula[position] in _CLOSING:
        group, end = _read_part(formula, position + 1, _CLOSING[formula[position]])
        if not group:
            raise _error(formula, position, "an empty bracket")
        return group, end
    match = _ELEMENT.match(formula, position)
    if match is None:
        raise _error(formula, position, f"'{formula[position]}' is no element, bracket or number")
    return {match.group(): 1.0}, match.end()


def _read_count(formula: str, position: int) -> tuple[float, int]:
    """The count behind an element or bracket (1 where there is none) and the place behind it."""
    if formula[position : position + 1] == "n" and formula[position - 1] in ")]":
        return 1.0, position + 1
    digits, number = _DIGITS.match(formula, position), _NUMBER.match(formula, position)
    if digits is None or number is None:
        return 1.0, position
    match = digits if _HYDRATE.match(formula, digits.end()) else number
    return _positive(formula, match), match.end()


def _positive(formula: str, match: re.Match[str]) -> float:
    value = float(match.group())
    if value <= 0:
        raise _error(formula, match.start(), "a count of zero")
    return value


def _error(formula: str, position: int, reason: str) -> ValueError:
    return ValueError(f"formula '{formula}', sign {position + 1}: {reason}")
