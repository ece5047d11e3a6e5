"""Limits and how far they give way, in a planner's words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from opt.instance import Instance
from opt.report.terminal.layout import money
from opt.schema.words import ALL
from opt.solve.arrays import Name
from opt.solve.elastic_limits import Stated
from opt.study.explain.amounts import Amount
from opt.study.explain.remedies_market import content_reached

WEEK = 168.0
SHOWN = 6
"""Periods or names that are listed; the rest is counted."""


def span(instance: Instance) -> str:
    """What a period is called: a week where all of them have the hours of one."""
    hours = instance.tables["periods"]["hours"]
    return "week" if bool((hours == WEEK).all()) else "period"


def figure(value: float) -> str:
    """An amount with as many digits as a person reads."""
    if value == 0:
        return "0"
    digits = max(0, 3 - math.floor(math.log10(abs(value))) - 1)
    text = f"{value:,.{min(digits, 9)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def limit_name(stated: Stated) -> str:
    """The limit and where it holds, without its period."""
    return NAMES[stated.kind](stated.place)


def when(instance: Instance, period: str) -> str:
    """', week 5'; '' where the limit is no matter of a period."""
    if period == ALL:
        return ", over the horizon"
    return f", {span(instance)} {period}" if period else ""


def relaxation(instance: Instance, amount: Amount, values: Mapping[Name, float], price: str) -> str:
    """One sentence: which limit, when, by how much, what it costs and at which price."""
    stated = amount.stated
    much = MUCH.get(stated.kind, _more)(amount, values)
    cost = f"{money(amount.cost)} {instance.settings.currency} at {price}"
    return f"{limit_name(stated)}{when(instance, stated.period)}: {much} ({cost})"


def periods_listed(instance: Instance, periods: Iterable[str]) -> str:
    """' (weeks 1, 2, 3)'; '' where there are none or all of them."""
    named = [t for t in dict.fromkeys(periods) if t]
    if not named or set(named) >= set(instance.periods):
        return ""
    if named == [ALL]:
        return " (over the horizon)"
    word = span(instance) + ("s" if len(named) > 1 else "")
    return f" ({word} {listed(named)})"


def listed(names: Sequence[str]) -> str:
    """The first names, the rest counted."""
    shown = ", ".join(names[:SHOWN])
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"


def _routing(place: tuple[str, ...]) -> str:
    rule, stream, what = place
    whose = "all streams" if stream == "*" else stream
    return f"routing: {what} forbidden for {whose}" if rule == "forbid" else f"routing: stage {what} forced for {whose}"


def _decision(place: tuple[str, ...]) -> str:
    variable, *index, side = place
    return f"decision: {side} bound of {variable}[{', '.join(index)}]"


NAMES: Mapping[str, Callable[[tuple[str, ...]], str]] = {
    "hours": lambda p: f"line {p[0]}, hours",
    "delivery": lambda p: f"stream {p[0]}, delivery",
    "age": lambda p: f"{p[0]}, age",
    "room": lambda p: f"area {p[0]}, capacity",
    "segregation": lambda p: f"area {p[0]}, one class at a time",
    "processing": lambda p: f"{p[0]} at {p[1]}, release while processing",
    "stock": lambda p: f"{p[0]} at {p[1]}, in stock",
    "concurrent": lambda p: f"{p[0]} at {p[1]}, peaks of all lines together",
    "conflict": lambda p: f"zone {p[0]}, groups that must not meet",
    "lot": lambda p: f"line {p[0]}, campaign {p[1]}, minimum lot",
    "contract": lambda p: f"{p[0]} {p[1]}, contract",
    "demand": lambda p: f"{p[0]} {p[1]}, demand",
    "purity": lambda p: f"{p[0]} {p[1]}, {p[2]} {'at most' if p[3] == 'max' else 'at least'}",
    "utility": lambda p: f"utility {p[0]}, limit",
    "outlet": lambda p: f"outlet {p[0]}, limit",
    "routing": _routing,
    "choice": lambda p: f"routing: technologies of stage {p[1]} for {p[0]}",
    "decision": _decision,
    "switch": _decision,
}
"""Kind -> what a limit is called, from where it holds."""


def _more(amount: Amount, values: Mapping[Name, float]) -> str:
    stated = amount.stated
    unit = f" {stated.unit}" if stated.unit else ""
    return f"{figure(amount.amount)}{unit} more than its {figure(stated.limit)}{unit}"


def _refused(amount: Amount, values: Mapping[Name, float]) -> str:
    return f"{figure(amount.amount)} t of its {figure(amount.stated.limit)} t refused"


def _old(amount: Amount, values: Mapping[Name, float]) -> str:
    return f"{figure(amount.amount)} t lie longer than they may"


def _less(amount: Amount, values: Mapping[Name, float]) -> str:
    return f"{figure(amount.amount)} t less than its {figure(amount.stated.limit)} t"


def _content(amount: Amount, values: Mapping[Name, float]) -> str:
    return f"{figure(content_reached(values, amount))} kg/kg instead of {figure(amount.stated.limit)} kg/kg"


def _fed(amount: Amount, values: Mapping[Name, float]) -> str:
    return f"{figure(amount.amount)} t go where the rule forbids it"


def _instead(one: str, many: str) -> Callable[[Amount, Mapping[Name, float]], str]:
    def counted(amount: Amount, values: Mapping[Name, float]) -> str:
        limit, reached = amount.stated.limit, amount.stated.limit + amount.amount
        return f"{figure(reached)} {many if reached > 1 else one} instead of {figure(limit)}"

    return counted


def _bound(amount: Amount, values: Mapping[Name, float]) -> str:
    lower = amount.place[-1] == "lower"
    return f"{figure(amount.amount)} {'less' if lower else 'more'} than its {figure(amount.stated.limit)}"


MUCH: Mapping[str, Callable[[Amount, Mapping[Name, float]], str]] = {
    "delivery": _refused,
    "age": _old,
    "contract": _less,
    "lot": _less,
    "purity": _content,
    "routing": _fed,
    "segregation": _instead("class", "classes"),
    "conflict": _instead("group", "groups"),
    "choice": _instead("technology", "technologies"),
    "decision": _bound,
    "switch": _bound,
}
"""Kind -> by how much, where it is not simply more of the unit than the limit."""
