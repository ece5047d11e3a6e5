"""Numbers and names as the charts of a study write them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from opt.report.charts.brief import elided_within, safe
from opt.report.terminal.layout import amount, money
from opt.report.terminal.page import gap_words

NAME = 40
"""Characters of a name beside a chart; the whole name stands in the hover text and in the table."""

FOLD = 64
"""Characters of a line of hover text."""

WITHIN = "within the gaps"
NOT_PROVEN = "nothing is proven"

STATUS = {
    "gap_reached": "solved to its gap",
    "time_limit": "ended by the time limit",
    "infeasible": "no plan keeps all limits",
    "no_plan": "no plan was found in time",
    "wrong_input": "wrong input",
    "failed": "the computation broke off",
    "not run": "not run yet",
}
"""How a scenario ended, in words."""

SHORT = {
    "infeasible": "no plan: infeasible",
    "no_plan": "no plan in time",
    "wrong_input": "wrong input",
    "failed": "failed",
    "not run": "not run yet",
}
"""The same where there is little room, for scenarios without a plan."""

Row = Mapping[str, Any]


def distinct(names: Iterable[str], most: int = NAME) -> list[str]:
    """The names, of long ones beginning and end where no two become the same by it."""
    whole = list(names)
    short = [elided_within(name, most) for name in whole]
    return [one if short.count(one) == 1 else name for one, name in zip(short, whole, strict=True)]


def hover(*lines: str) -> str:
    """Lines of a hover text, long ones folded, empty ones left out; the first one bold. All are safe."""
    folded = [textwrap.wrap(line, FOLD, break_on_hyphens=False) for line in lines if line]
    first, *rest = ["<br>".join(map(safe, line)) for line in folded]
    return "<br>".join([f"<b>{first}</b>", *rest])


def signed(value: float) -> str:
    """An amount in whole units with its sign; '' where there is none."""
    if not math.isfinite(value):
        return ""
    text = money(value)
    return text if text.startswith("-") or text == "0" else f"+{text}"


def compact(value: float) -> str:
    """An amount with its sign in two digits or three: '+416k', '-1.5M'; '' where there is none or it rounds to 0."""
    if not math.isfinite(value) or abs(value) < 0.5:
        return ""
    for factor, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= 0.9995 * factor:
            size = value / factor
            return f"{size:+.{1 if abs(size) < 9.95 else 0}f}{letter}"
    return f"{value:+.0f}"


def coordinate(value: object) -> str:
    """A coordinate of a sweep or the setting of a lever, be it a number or a text that may be one; '' where there is
    none."""
    return amount(value) if isinstance(value, float) else amount(float(value)) if is_number(value) else str(value)


def is_number(text: object) -> TypeGuard[str]:
    """True for a text that is written as tables store numbers."""
    try:
        number = float(str(text))
    except ValueError:
        return False
    return math.isfinite(number) and text == repr(number)


def ending(row: Row) -> str:
    """How a scenario ended, and why it has no certified plan."""
    return ": ".join(part for part in (STATUS.get(row["status"], row["status"]), row["reason"]) if part)


def told(row: Row, currency: str, *first: str) -> str:
    """The hover text of a scenario: what it is worth, what is proven of its effect, how it ended."""
    if math.isnan(row["value"]):
        return hover(*first, ending(row))
    bound, gap = row["bound"], row["gap"]
    proven = f"at most {money(bound)}; gap {gap_words(gap)}" if math.isfinite(bound) else "no bound is proven"
    lines = [*first, f"value {money(row['value'])} {currency}, {proven}", f"difference {signed(row['difference'])} "
             f"{currency}" if math.isfinite(row["difference"]) else ""]  # fmt: skip
    return hover(*lines, effect(row, currency), ending(row) if row["reason"] or row["status"] != "gap_reached" else "")


def effect(row: Row, currency: str) -> str:
    """What is proven of the effect of a scenario."""
    least, most = signed(row["least"]), signed(row["most"])
    known = [f"at least {least}"] if least else []
    known += [f"at most {most}"] if most else []
    if not known:
        return f"{NOT_PROVEN} of its effect"
    return f"effect {' and '.join(known)} {currency}" + ("" if row["distinguishable"] else f": {WITHIN}, may be noise")
