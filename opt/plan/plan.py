"""The Plan: an instance, what was decided, and how the run went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from opt.instance.instance import Instance


@dataclass(frozen=True, eq=False)
class Plan:
    """A solved instance, ready to be shown, checked and stored.

    ``summary`` holds the run information (``instance``, ``scenario``, ``status``, ``objective``, ``bound``, ``gap``,
    ``seconds``, ``certified``, ``worst_violation``, ``input_sha256``, ``versions`` ...; plain JSON values).
    ``tables`` holds one frame per variable and per structure table of ``schema`` (absent only where there is no plan),
    dense: every index that exists has a row. ``derived`` holds the frames of ``opt.report``; they follow from the rest.
    """

    instance: Instance
    summary: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    derived: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    _values: dict[str, dict[Any, float]] = field(default_factory=dict, init=False, repr=False)

    @property
    def has_plan(self) -> bool:
        """True when there are decisions; False after an infeasible run or one that found nothing in time."""
        return bool(self.tables)

    def values(self, variable: str) -> Mapping[Any, float]:
        """A variable as a mapping from its index (a tuple, or a plain name for one index) to its value."""
        if variable not in self._values:
            self._values[variable] = _indexed(self.tables[variable], variable)
        return self._values[variable]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return (
            self.instance == other.instance
            and dict(self.summary) == dict(other.summary)
            and _same_frames(self.tables, other.tables)
            and _same_frames(self.derived, other.derived)
        )


def with_summary(plan: Plan, **changes: Any) -> Plan:
    """The plan with entries of its summary added or replaced."""
    return replace(plan, summary={**plan.summary, **changes})


def with_tables(plan: Plan, **frames: pd.DataFrame) -> Plan:
    """The plan with some of its tables replaced."""
    return replace(plan, tables={**plan.tables, **frames})


def with_derived(plan: Plan, derived: Mapping[str, pd.DataFrame]) -> Plan:
    """The plan with its derived tables replaced as a whole."""
    return replace(plan, derived=dict(derived))


def _indexed(frame: pd.DataFrame, variable: str) -> dict[Any, float]:
    index = [frame[column].tolist() for column in frame.columns if column != variable]
    keys = index[0] if len(index) == 1 else zip(*index, strict=True)
    return dict(zip(keys, frame[variable].tolist(), strict=True))


def _same_frames(left: Mapping[str, pd.DataFrame], right: Mapping[str, pd.DataFrame]) -> bool:
    return left.keys() == right.keys() and all(left[name].equals(right[name]) for name in left)
