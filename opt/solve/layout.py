"""Where each column stands: its period and its line. All that the heuristics know of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from opt import schema
from opt.solve.arrays import Arrays, Flags, Integers, Name

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Layout:
    """For each column: ``period`` (position in time) and ``line`` (number of the line), -1 where it has none.
    ``periods`` and ``lines`` count them; only lines with integers have a number."""

    period: Integers
    line: Integers
    periods: int
    lines: int

    def window(self, begin: int, end: int) -> Flags:
        """Columns of the periods from ``begin`` to before ``end``, and those without a period."""
        return (self.period == NOWHERE) | ((self.period >= begin) & (self.period < end))


def schema_indices() -> dict[str, tuple[str, ...]]:
    """Variable -> names of its indices, as the result tables declare them."""
    return {name: table.key for name, table in schema.VARIABLES.items()}


def layout(arrays: Arrays, periods: Sequence[str], indices: Mapping[str, Sequence[str]]) -> Layout:
    """Place the columns by their index. ``periods`` in time order; ``indices`` names each variable's indices
    ('period' and 'line' count here)."""
    when = {name: number for number, name in enumerate(periods)}
    belongs = [_entry(column, indices, "line") for column in arrays.columns]
    decided = {belongs[column] for column in arrays.integers} - {""}
    lines = {name: number for number, name in enumerate(sorted(decided))}
    times = [_entry(column, indices, "period") for column in arrays.columns]
    return Layout(
        period=np.array([when.get(time, NOWHERE) for time in times], dtype=np.int32),
        line=np.array([lines.get(line, NOWHERE) for line in belongs], dtype=np.int32),
        periods=len(periods),
        lines=len(lines),
    )


def _entry(column: Name, indices: Mapping[str, Sequence[str]], what: str) -> str:
    name, index = column
    names = indices.get(name, ())
    return str(index[names.index(what)]) if what in names else ""
