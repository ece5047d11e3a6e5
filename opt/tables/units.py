"""Units in headers: 'price [USD/kg]' is converted to the schema's unit on reading, and never later.

Factors are exact fractions, so that 1500 kg is 1.5 t and 55 % is 0.55 to the last digit. Pint is loaded only when a
header names a unit other than the schema's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from opt.schema import Column, Table
from opt.tables.cells import CellError
from opt.tables.money import CODES, SYMBOLS

Row = Mapping[str, object]
Root = tuple[Fraction, dict[str, Fraction]]

PER_HOUR = ("processing", "concurrent")
"""Bases of hazard_limits whose limit is per hour."""

EXAMPLES = {
    "t": "t, kg, lb, short_ton",
    "h": "h, min, day, week",
    "t/h": "t/h, kg/h, t/day",
    "kg/kg": "kg/kg, %, ppm, g/kg",
    "currency": "{0}, k{0}",
    "currency/t": "{0}/t, {0}/kg",
    "currency/h": "{0}/h, {0}/day",
    "currency/item": "{0}/kWh, {0}/MWh, {0}/kg by the unit of the row's item",
    "kg/item": "kg/kWh, kg/MWh, g/kg by the unit of the row's utility",
    "item": "kWh, MWh, t by the unit of the row's utility",
    "item/t": "kWh/t, MWh/t, kg/t by the unit of the row's utility",
    "hazard": "kg (stock), kg/h (processing, concurrent) by the unit of the row's hazard",
    "hazard/t": "kg/t, MJ/kg, kWh/t by the unit of the row's hazard",
}
SHARES = {"%": Fraction(1, 100), "wt%": Fraction(1, 100), "ppm": Fraction(1, 10**6)}
"""The commonest ways to write a share (kg/kg)."""

_HEADER = re.compile(r"([^\[\]]*?)\s*(?:\[([^\[\]]*)\])?")
_ALLOWED = re.compile(r"[A-Za-zµμ°%‰0-9_ ./*^()·⋅²³⁻¹-]+")
_WORD = re.compile(r"[A-Za-zµμ°%‰_]+[A-Za-z0-9_%‰]*")
_POWER = re.compile(r"((?:[kcdmµμ]?m)|ft|in|yd)([23])")
_INVERSE = re.compile(r"([A-Za-z])-(\d)")
_ALIASES = {
    "wt%": "percent",
    "m%": "percent",
    "w%": "percent",
    "%": "percent",
    "‰": "permille",
    "wk": "week",
    "wks": "week",
    "hrs": "hour",
    "kt": "kilotonne",
}
_HUGE = re.compile(r"(\^|\*\*)[\s(+-]*(\d\d|\d\s*(\^|\*\*))|[eE][+-]?\d{3}")
"""Powers of powers and the like, whose evaluation would take forever."""
_SIZES = (Fraction(10) ** -40, Fraction(10) ** 40)
"""Sizes (in base units) beyond which a unit is a slip."""
_SHARES = frozenset({"percent", "permille", "ppm", "ppb", "dimensionless"})
_TON = re.compile(r"(?<![A-Za-z_])(?:[kM]?[Tt]ons?|TONS?|mt)(?![A-Za-z_])")
_MILLI_OR_MILLION = re.compile(r"(?<![A-Za-z_])m([A-Z]{3})(?![A-Za-z_])")


@dataclass(frozen=True)
class UnitContext:
    """What a header may be converted with.

    ``rates``: instance currency per one unit of a foreign currency. ``hazards`` and ``items``: unit in which a hazard
    or a utility is counted.
    """

    currency: str = "USD"
    rates: Mapping[str, float] = field(default_factory=dict)
    hazards: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def content(self) -> tuple[object, ...]:
        """All of it, to be compared."""
        return self.currency, *(tuple(known.items()) for known in (self.rates, self.hazards, self.items))


def split_header(text: str) -> tuple[str, str | None]:
    """'price [USD/kg]' -> ('price', 'USD/kg'); without brackets the unit is None."""
    match = _HEADER.fullmatch(text.strip())
    if match is None:
        raise CellError("a header with brackets that do not match", "write name [unit], as in price [USD/t]")
    if match[2] is not None and not match[2].strip():
        raise CellError("a header with an empty unit", "leave the brackets out for the schema's unit")
    return match[1].strip(), None if match[2] is None else match[2].strip()


def written_header(column: Column, currency: str) -> str:
    """The header of a column in written files: always with its unit."""
    return f"{column.name} [{column.unit.replace('currency', currency)}]" if column.unit else column.name


def converter(table: Table, column: Column, unit: str | None, context: UnitContext) -> Callable[[float, Row], float]:
    """A function (value, row) -> value in the schema's unit. CellError for a unit that cannot be converted; where the
    unit depends on the row (hazards, utilities) the function raises it."""
    canonical = column.unit
    if unit is None or unit in (canonical, canonical.replace("currency", context.currency)):
        return lambda value, row: value
    plain = _plain_factor(unit, canonical, context)
    if plain is not None:
        return lambda value, row: scale(value, plain)
    if not canonical:
        if unit in ("1", "-"):
            return lambda value, row: value
        raise CellError(f"column {column.name} takes no unit, the header says [{unit}]", "leave the brackets out")
    if canonical == "kg/kg" and unit in ("1", "-"):
        return lambda value, row: value
    by_row = re.search(r"\b(hazard|item)\b", canonical)
    if by_row is None or re.search(rf"\b{by_row[1]}s?\b", unit):
        factor = _factor(table, unit, canonical, canonical, context)
        return lambda value, row: scale(value, factor)
    root_of(unit, context)
    factors: dict[str, Fraction] = {}

    def convert(value: float, row: Row) -> float:
        expected = _unit_of_row(table, canonical, row, context)
        if expected is None:
            return value
        if expected not in factors:
            factors[expected] = _factor(table, unit, expected, canonical, context)
        return scale(value, factors[expected])

    return convert


def _plain_factor(unit: str, canonical: str, context: UnitContext) -> Fraction | None:
    """The factor of the commonest headers, which need no registry: the schema's unit in another currency, and
    shares."""
    if canonical == "kg/kg":
        return SHARES.get(unit)
    if "currency" in canonical:
        for code in context.rates:
            if unit == canonical.replace("currency", code):
                return _rate(code, context)
    return None


def scale(value: float, factor: Fraction) -> float:
    """value (the decimal number as it is written) x factor, rounded once."""
    if factor == 1:
        return value
    try:
        return float(Fraction(repr(float(value))) * factor)
    except OverflowError:
        raise CellError("not a finite number in the schema's unit", "write a smaller number") from None


def _unit_of_row(table: Table, canonical: str, row: Row, context: UnitContext) -> str | None:
    """The unit in which a row counts, None where its hazard or utility is not known (a complaint of its own)."""
    if "hazard" in canonical:
        own = context.hazards.get(str(row["hazard"]), "")
        if table.name == "hazard_limits" and row["basis"] in PER_HOUR:
            own = own and f"{own}/h"
        return canonical.replace("hazard", f"({own})") if own else None
    if "utility" in row:
        own = context.items.get(str(row["utility"]), "")
    else:
        own = context.items.get(str(row.get("item", "")), "t")
    return canonical.replace("item", f"({own})") if own else None


def _factor(table: Table, unit: str, expected: str, canonical: str, context: UnitContext) -> Fraction:
    """Canonical units in one of the header's units."""
    shown = expected.replace("currency", context.currency).replace("(", "").replace(")", "")
    examples = EXAMPLES.get(canonical, shown).format(context.currency)
    try:
        target, target_units = root_of(expected, context)
    except CellError as error:
        raise CellError(f"the row counts in '{shown}': {error.rule}", error.remedy) from None
    size, units = root_of(unit, context)
    money = [name for name in units if name in _codes(context)]
    plain = {("currency" if name in money else name): power for name, power in units.items()}
    if "period" not in (*target_units, *table.key) and plain.get("period") == -1:
        del plain["period"]
    share = canonical != "kg/kg" or _is_share(unit)
    if plain != target_units or len(money) > 1 or not share:
        raise CellError(f"[{unit}] is no unit of {shown}", f"write one of {examples}")
    for code in money:
        size *= _rate(code, context)
    return size / target


def _rate(code: str, context: UnitContext) -> Fraction:
    if code == context.currency:
        return Fraction(1)
    if code not in context.rates:
        raise CellError(
            f"money in {code}, but there is no exchange rate to {context.currency}",
            f"add exchange_rates.{code} with rate ({context.currency} per {code}) and date to the settings of the "
            f"instance, or give the prices in {context.currency}",
        )
    return Fraction(repr(float(context.rates[code])))


def check_unit(unit: str) -> None:
    """CellError unless the text names a unit that can be counted in (hazards.unit, utilities.unit)."""
    _refuse(unit)


def root_of(unit: str, context: UnitContext) -> Root:
    """Size and base units of a unit text; CellError where it is none."""
    registry = _registry()
    for name in {*_codes(context), *context.items.values(), *context.hazards.values()}:
        if re.fullmatch(r"[A-Za-z]+", name) and name not in registry:
            _define(registry, name)
    quantity = _quantity(unit)
    root = quantity.to_root_units()
    size = Fraction(root.magnitude)
    return size, {name: Fraction(power) for name, power in root.unit_items()}


def _is_share(unit: str) -> bool:
    """True for a dimensionless unit made of masses, per cent or ppm (and not of volumes, moles or angles)."""
    registry = _registry()
    names = [
        name
        for word in _WORD.findall(_spelled(unit))
        if word != "per"
        for name, _ in registry.Quantity(word).unit_items()
    ]
    return all(name in _SHARES or registry.Unit(name).dimensionality == {"[mass]": 1} for name in names)


def _refuse(unit: str) -> None:
    symbol = next((sign for sign in SYMBOLS if sign in unit), "")
    if symbol:
        raise CellError(f"the sign '{symbol}' in [{unit}]", f"write the currency's code: {SYMBOLS[symbol]}")
    ton = _TON.search(unit)
    if ton:
        raise CellError(f"'{ton[0]}' in [{unit}] is ambiguous", "t or short_ton?" if ton[0] != "mt" else "t or kg?")
    million = _MILLI_OR_MILLION.search(unit)
    if million and million[1] in CODES:
        raise CellError(f"'{million[0]}' in [{unit}] is ambiguous", f"write M{million[1]} for a million")


def _quantity(unit: str) -> Any:
    """The text as a pint quantity, exact."""
    _refuse(unit)
    known = "units are written as in t, kg/h, USD/t, %, ppm, kWh, m3"
    if not _ALLOWED.fullmatch(unit) or _HUGE.search(unit):
        raise CellError(f"[{unit}] is no unit", known)
    registry = _registry()
    try:
        quantity = registry.Quantity(registry.parse_expression(_spelled(unit)))
        size = Fraction(quantity.to_root_units().magnitude)
    except Exception as error:  # pint raises what its tokenizer happens to run into
        raise CellError(f"[{unit}] is no unit", f"{error}; {known}" if _is_undefined(error) else known) from None
    if not _SIZES[0] < size < _SIZES[1]:
        raise CellError(f"[{unit}] is no unit", known)
    return quantity


def _spelled(unit: str) -> str:
    """The text in pint's spelling."""
    text = re.sub(r"\bw(?:t|eight)?[. -]*%", "percent", unit)
    return _WORD.sub(lambda word: _plain_word(word[0]), _INVERSE.sub(r"\1^-\2", text))


def _plain_word(word: str) -> str:
    power = _POWER.fullmatch(word)
    return f"{power[1]}**{power[2]}" if power else _ALIASES.get(word, word)


def _is_undefined(error: Exception) -> bool:
    return type(error).__name__ == "UndefinedUnitError"


def _codes(context: UnitContext) -> frozenset[str]:
    return CODES | {context.currency} | set(context.rates)


@cache
def _registry() -> Any:
    """Pint's registry with exact factors, currencies as base units, and the schema's own words."""
    import pint

    registry: Any = pint.UnitRegistry(non_int_type=Fraction)
    for name in (*sorted(CODES), "period", "item", "hazard", "currency", "Nm3"):
        _define(registry, name)
    registry.define("ppb = 1e-9")
    return registry


def _define(registry: Any, name: str) -> None:
    registry.define(f"{name} = [{name}]")
