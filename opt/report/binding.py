"""What binds, and what it is worth, in a planner's words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from opt.plan.plan import Plan
from opt.tables.frames import records

LEAST_WORTH = 0.5
"""Rows worth less than this (currency) are not shown."""

PPM = 1e-6
"""By how much (kg/kg) a content is loosened that may not be there at all."""

Words = tuple[float, str]
"""What it is worth, and for what."""


@dataclass(frozen=True)
class Best:
    """A limit in the period in which it is worth most.

    ``gain`` (currency) is what loosening it as ``loosened`` says adds to the value; ``family``, ``row``, ``period``,
    ``value`` and ``unit`` are those of its row in the table binding. In ``others`` further periods the same is worth
    something too.
    """

    gain: float
    loosened: str
    family: str
    row: str
    period: str
    value: float
    unit: str
    others: int = 0


def ranked(plan: Plan) -> list[Best]:
    """Every limit that is reached, in the period in which it is worth most, the best first. Empty for a result without
    the table binding."""
    stated = records(plan.derived["purity"]) if "purity" in plan.derived else []
    limits = {tuple(row[k] for k in ("product", "grade", "item", "sense", "period")): row["limit"] for row in stated}
    best: dict[str, Best] = {}
    worthy: dict[str, int] = {}
    for row in records(plan.derived["binding"]) if "binding" in plan.derived else []:
        gain, text = words(row, limits)
        worthy[text] = worthy.get(text, 0) + (gain >= LEAST_WORTH)
        if text not in best or _order(gain) < _order(best[text].gain):
            best[text] = Best(gain, text, row["family"], row["row"], row["period"], row["value"], row["unit"])
    found = [replace(each, others=max(worthy[text] - 1, 0)) for text, each in best.items()]
    return sorted(found, key=lambda each: _order(each.gain))


def _order(gain: float) -> tuple[bool, float]:
    """The largest first, what is not known last."""
    return math.isnan(gain), -gain


def words(row: Mapping[str, Any], limits: Mapping[tuple[str, ...], float]) -> Words:
    """A row of the table binding: what loosening the limit by a unit earns, and how to say it.

    ``limits`` are those of the purity table, by product, grade, item, sense and period: a purity limit is loosened by a
    tenth (a greatest content) or a hundredth (a least one) of itself, because a whole kg/kg means nothing; where
    nothing is allowed, by one ppm. Without its limit nothing is known of what it earns.
    """
    parts = tuple(row["row"].split("|"))
    where = (row["family"], *parts) if row["family"] in _SAY else parts
    if where[0].startswith("purity_"):
        return _purity(row, where, limits)
    text = _SAY.get(where[0], _other)(row, where)
    if row["value"] < 0:  # the limit is a least one: less of it is what helps
        text = text.replace("one more", "one less", 1)
    return abs(row["value"]), text


def _purity(row: Mapping[str, Any], where: tuple[str, ...], limits: Mapping[tuple[str, ...], float]) -> Words:
    name, product, grade, item = where
    sense = name.removeprefix("purity_")
    limit = limits.get((product, grade, item, sense, row["period"]), math.nan)
    what = "assay" if item == product else item
    if sense == "min":
        return -row["value"] * limit * 0.01, f"a hundredth less {what} required of {product} {grade}"
    if limit == 0:
        return row["value"] * PPM, f"one ppm of {what} allowed in {product} {grade}"
    return row["value"] * limit * 0.1, f"a tenth more {what} allowed in {product} {grade}"


def _other(row: Mapping[str, Any], where: tuple[str, ...]) -> str:
    return f"one more {row['unit'] or 'unit'} of {' '.join(where)}"


def _hazard(how: str) -> Callable[[Mapping[str, Any], tuple[str, ...]], str]:
    return lambda row, where: f"one more {row['unit'] or 'unit'} of {where[1]} {how} {where[2]}"


_SAY: Mapping[str, Callable[[Mapping[str, Any], tuple[str, ...]], str]] = {
    "capacity": lambda row, where: f"one more hour on line {where[1]}",
    "age": lambda row, where: f"one more tonne of {where[1]} allowed to lie past its age",
    "area_capacity": lambda row, where: f"one more tonne of room in {where[1]}",
    "demand": lambda row, where: f"one more tonne of demand for {where[1]} {where[2]}",
    "contract": lambda row, where: f"one more tonne of contract for {where[1]} {where[2]}",
    "at_most": lambda row, where: f"one more technology of {where[2]} for {where[1]}",
    "hazard_processing": _hazard("released at"),
    "hazard_stock": _hazard("in stock at"),
    "hazard_concurrent": _hazard("an hour at once at"),
    "utility_limit": lambda row, where: f"one more {row['unit'] or 'unit'} of {where[1]}",
    "outlet_limit": lambda row, where: f"one more tonne to {where[1]}",
}
"""By the name of the constraint; it stands first in the row unless it is the name of the family."""
