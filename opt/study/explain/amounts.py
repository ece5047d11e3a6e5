"""Amounts by which limits give way, numbers rounded to the safe side, and names as an edit writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opt.solve.arrays import Floats, Name
from opt.solve.elastic import Elastic
from opt.solve.elastic_limits import Stated

NOTHING = 1e-7
"""What a row gives way by less than this (in its own unit) is rounding of the solver."""

DIGITS = 8
"""Significant digits of a figure that is granted."""

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+")


@dataclass(frozen=True)
class Amount:
    """A limit and by how much it gives way: ``amount`` in the limit's unit (of purity: in t that miss the limit by the
    limit), ``cost`` in the instance's currency."""

    stated: Stated
    amount: float
    cost: float

    @property
    def place(self) -> tuple[str, ...]:
        """Where it is."""
        return self.stated.place


def amounts(model: Elastic, prices: Iterable[float], x: Floats) -> list[Amount]:
    """What gives way in a point, limits of one kind, place and period together; ``prices`` per unit of the column."""
    found: dict[tuple[str, tuple[str, ...], str], Amount] = {}
    for give, price in zip(model.gives, prices, strict=True):
        value = float(x[give.column])
        if value <= NOTHING or not math.isfinite(price):
            continue
        stated = give.stated
        key = (stated.kind, stated.place, stated.period)
        before = found.get(key, Amount(stated, 0.0, 0.0))
        found[key] = Amount(stated, before.amount + value * stated.scale, before.cost + value * price)
    return list(found.values())


def values(model: Elastic, x: Floats) -> Mapping[Name, float]:
    """Every column's value by its name."""
    return dict(zip(model.arrays.columns, x.tolist(), strict=True))


def up(value: float) -> float:
    """The value rounded up, a millionth of the last digit passed over."""
    if value == 0 or not math.isfinite(value):
        return value
    places = DIGITS - 1 - math.floor(math.log10(abs(value)))
    scaled = value * 10.0**places
    return float(f"{math.ceil(scaled - 1e-6) / 10.0**places:.12g}")


def down(value: float) -> float:
    """The value rounded down."""
    return -up(-value)


def least(value: float) -> float:
    """A lower limit rounded down, at least 0."""
    return max(down(value), 0.0) if value > NOTHING else 0.0


def number(value: float) -> str:
    """A figure in an edit."""
    return f"{value:.12g}"


def name(text: str) -> str:
    """A name in an edit, quoted where it is no plain word."""
    if PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def where(table: str, **keys: str) -> str:
    """Table and row of an edit: 'lines[line=kiln]'."""
    return f"{table}[{', '.join(f'{column}={name(value)}' for column, value in keys.items())}]"


def insertion(table: str, **cells: str) -> str:
    """An edit that inserts a row; empty cells are left out. Numbers are given as text by ``number``."""
    return f"insert {table}{{{', '.join(f'{column}={value}' for column, value in cells.items() if value)}}}"
