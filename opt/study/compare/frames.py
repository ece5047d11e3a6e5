"""Rows of a comparison to frames as they are declared, and two plans side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from opt.study.compare.tables import TABLES
from opt.tables.frames import frame_of

LEAST = 1e-3
"""Tonnes (a kilogram) or hours (four seconds) by which two plans must differ before a row says that they do."""

Row = dict[str, Any]


def as_frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """The table of that name: its columns in order and of their types, rows in the given order."""
    return frame_of(TABLES[name], rows)


def differs(base: float, other: float, least: float = LEAST) -> bool:
    """True where two figures differ by more than ``least``; NaN beside a number is a difference, beside NaN none."""
    if base != base and other != other:
        return False
    return not abs(other - base) <= least


def sums(frame: pd.DataFrame, key: tuple[str, ...], *columns: str) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Sums of some columns over the rows of equal key, in order of appearance."""
    found: dict[tuple[str, ...], tuple[float, ...]] = {}
    keys = zip(*(frame[name].tolist() for name in key), strict=True)
    for index, amounts in zip(keys, zip(*(frame[name].tolist() for name in columns), strict=True), strict=True):
        before = found.get(index)
        found[index] = amounts if before is None else tuple(a + b for a, b in zip(before, amounts, strict=True))
    return found


def both(base: Iterable[Any], other: Iterable[Any]) -> list[Any]:
    """What stands in one of two collections at least: the base's first, each in its own order."""
    return list(dict.fromkeys((*base, *other)))
