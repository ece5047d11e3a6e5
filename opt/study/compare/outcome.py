"""What each scenario earns, and whether its effect can be told from the two gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from opt.plan.plan import Plan
from opt.report.terminal.page import STATUS_WORDS
from opt.study.compare.frames import Row
from opt.tolerances import OBJECTIVE

WITHIN = "within the two gaps: not distinguishable"
"""Said wherever a difference may be noise."""

NOT_CERTIFIED = "NOT CERTIFIED"


@dataclass(frozen=True)
class Proven:
    """What a run proves of the best plan there is: it earns at least ``value`` and at most ``bound`` (currency; NaN
    where nothing is proven). ``doubt`` says why that is so, '' where both are proven."""

    value: float
    bound: float
    doubt: str = ""


@dataclass(frozen=True)
class Effect:
    """What a scenario does to the best plan there is (currency): between ``least`` and ``most``."""

    difference: float
    least: float
    most: float
    distinguishable: bool
    note: str


def proven(plan: Plan) -> Proven:
    """Value and bound of a run, as far as they can be relied on."""
    value, bound = number(plan.summary.get("objective")), number(plan.summary.get("bound"))
    if not plan.has_plan:
        return Proven(math.nan, math.nan, STATUS_WORDS.get(plan.summary["status"], "there is no plan"))
    if plan.summary.get("certified") is not True:
        return Proven(math.nan, math.nan, f"{NOT_CERTIFIED}: the plan breaks a limit or was not checked")
    if not math.isfinite(value):
        return Proven(math.nan, math.nan, "its value is not known")
    if not math.isfinite(bound):
        return Proven(value, math.nan, "no bound is proven")
    if bound < value - OBJECTIVE * max(abs(value), abs(bound)):
        return Proven(math.nan, math.nan, "its bound lies below its value")
    return Proven(value, bound)


def effect(base: Plan, plan: Plan) -> Effect:
    """The true effect of a scenario: both optima lie between the value of their plan and its bound, so that

    least = value - bound of the base <= effect <= bound - value of the base = most

    It is distinguishable where 0 lies outside by more than the accuracy to which values are known at all.
    """
    before, after = proven(base), proven(plan)
    difference = number(plan.summary.get("objective")) - number(base.summary.get("objective"))
    least, most = after.value - before.bound, after.bound - before.value
    accuracy = OBJECTIVE * max(abs(after.value), abs(before.value), 1.0)
    apart = least > accuracy or most < -accuracy  # NaN is neither
    if not (base.has_plan and plan.has_plan):
        difference = math.nan
    return Effect(difference, least, most, apart, "; ".join(_words(base, plan, before, after, apart=apart)))


def _words(base: Plan, plan: Plan, before: Proven, after: Proven, *, apart: bool) -> list[str]:
    """What a scenario's row says: doubts first, then whether the difference means anything."""
    words = [after.doubt] if after.doubt else []
    if before.doubt:
        words.append(f"the base: {before.doubt}")
    if plan.has_plan and not apart:
        words.append("not distinguishable" if words else WITHIN)
    here, there = plan.instance.settings.name, base.instance.settings.name
    return [*words, *staying(plan), *([f"instance {here}"] if here != there else [])]


def staying(plan: Plan) -> list[str]:
    """A remark where the bound holds only among plans that stay close to an earlier one."""
    return ["value and bound of plans that stay close to an earlier one"] if plan.summary.get("stay_close") else []


def base_row(name: str, plan: Plan) -> Row:
    """The base's own row: nothing to compare."""
    found = proven(plan)
    nothing = 0.0 if plan.has_plan else math.nan
    words = [found.doubt] if found.doubt else []
    return {**_run(name, plan), "difference": nothing, "least": nothing, "most": nothing, "distinguishable": False,
            "moved": nothing, "note": "; ".join(["base", *words, *staying(plan)])}  # fmt: skip


def row(name: str, plan: Plan, found: Effect, moved: float) -> Row:
    """A scenario's row; ``moved`` counts the campaigns that moved (NaN without a plan)."""
    return {**_run(name, plan), "difference": found.difference, "least": found.least, "most": found.most,
            "distinguishable": found.distinguishable, "moved": moved, "note": found.note}  # fmt: skip


def _run(name: str, plan: Plan) -> Row:
    summary = plan.summary
    return {"scenario": name, "status": str(summary["status"]),
            **{column: number(summary.get(key)) for column, key in
               (("value", "objective"), ("bound", "bound"), ("gap", "gap"))},
            "certified": plan.has_plan and summary.get("certified") is True}  # fmt: skip


def number(value: Any) -> float:
    """A figure of a summary; NaN where it is missing, not a number or not finite."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and math.isfinite(value) else math.nan
