"""What remedies look at, and amounts of one place together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opt.instance import Instance
from opt.solve.arrays import Name
from opt.solve.elastic import Elastic
from opt.study.explain.amounts import Amount

Edits = tuple[str, ...]
"""Edits as text."""


@dataclass(frozen=True)
class Case:
    """What remedies look at: the instance, the elastic model, the values of its columns."""

    instance: Instance
    model: Elastic
    values: Mapping[Name, float]

    def row(self, table: str, **keys: str) -> dict[str, Any] | None:
        """The row of a table with that key; None where there is none."""
        rows = self.instance.records(table)
        return next((row for row in rows if all(row[column] == value for column, value in keys.items())), None)


def most_of(found: Sequence[Amount]) -> dict[tuple[str, ...], float]:
    """The largest amount of each place."""
    most: dict[tuple[str, ...], float] = {}
    for amount in found:
        most[amount.place] = max(most.get(amount.place, 0.0), amount.amount)
    return most
