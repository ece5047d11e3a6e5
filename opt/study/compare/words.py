"""Rows of a comparison in a planner's words, the largest difference first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from opt.report.terminal.layout import money, tonnes
from opt.report.terminal.overview import TERM_WORDS

LEAST_MONEY = 0.5
"""Amounts (currency) below this are not worth a word."""

LAST = ("hours_used", "hazard_peak")
"""Key figures of single lines and limits, of which there are many."""

PERIODS = 3
"""Periods that are named one by one."""

Rows = list[dict[str, Any]]


def _terms(rows: Rows) -> Iterator[str]:
    for row in sorted(rows, key=lambda row: -abs(row["difference"])):
        if not abs(row["difference"]) < LEAST_MONEY:
            yield f"{TERM_WORDS.get(row['term'], row['term'])} {signed(row['difference'])}"


def _figures(rows: Rows) -> Iterator[str]:
    """Key figures that read differently, those of the whole plan and of elements before those of lines and limits, the
    largest relative difference first."""

    def place(row: dict[str, Any]) -> tuple[bool, float]:
        size = max(abs(row["base_amount"]), abs(row["amount"]))
        known = size > 0 and not math.isnan(row["difference"])
        return row["kpi"] in LAST, -abs(row["difference"]) / size if known else -1.0

    for row in sorted(rows, key=place):
        before, after = (_quantity(row[column], row["unit"]) for column in ("base_amount", "amount"))
        if before != after:
            yield f"{row['kpi'].replace('_', ' ')} {row['item']}".rstrip() + f" {before} -> {after}"


def _routes(rows: Rows) -> Iterator[str]:
    """One way of every stream that changed its route: that with the largest difference."""
    for (stream,), (row, *others) in groups(rows, "stream").items():
        where = {"disposal": f"to {row['technology']}", "stock": "left in stock"}.get(row["stage"], row["technology"])
        more = f" ({len(others)} more)" if others else ""
        yield f"{stream} as {row['form']}: {where} {_change(row['base_mass'], row['mass'])} t{more}"


def _campaigns(rows: Rows) -> Iterator[str]:
    """How many campaigns moved; which ones, those with the most hours first; how many grew or shrank."""
    moved = [row for row in rows if row["what"] in ("added", "dropped")]
    if moved:
        yield f"{len(moved)} moved"
    alike = {key: (sum(row["hours"] + row["base_hours"] for row in found), [row["period"] for row in found])
             for key, found in groups(moved, "line", "campaign", "what").items()}  # fmt: skip
    for (line, campaign, what), (hours, periods) in sorted(alike.items(), key=lambda item: -item[1][0]):
        yield f"{line} {campaign} {what} in {_listed(periods)} ({hours:,.1f} h)"
    for what, words in (("longer", "longer"), ("shorter", "shorter"), ("other", "with other tonnes")):
        count = sum(row["what"] == what for row in rows)
        if count:
            yield f"{count} {words}"


def _sold(rows: Rows) -> Iterator[str]:
    for row in sorted(rows, key=lambda row: -abs(row["difference"])):
        masses, prices = (row["base_sold"], row["sold"]), (row["base_price"], row["price"])
        name = f"{row['product']} {row['grade']}"
        if tonnes(masses[0]) != tonnes(masses[1]):
            yield f"{name} {_change(*masses)} t"
        elif money_or_none(prices[0]) != money_or_none(prices[1]):
            yield f"{name} at {money_or_none(prices[0])} -> {money_or_none(prices[1])} a tonne"


def _limits(what: str) -> Callable[[Rows], Iterator[str]]:
    """Limits that bind in one plan only and are worth something there, each in the period in which it is worth most."""

    def say(rows: Rows) -> Iterator[str]:
        worth = [row for row in rows if row["what"] == what and not row["gain"] < LEAST_MONEY]
        for (text,), (row, *others) in groups(worth, "loosened").items():
            when = f" in {row['period']}" if row["period"] else ""
            more = f" and {len(others)} more" if others else ""
            yield f"{text}{when} ({money(row['gain'])}){more}"

    return say


KINDS: Sequence[tuple[str, str, Callable[[Rows], Iterator[str]]]] = (
    ("value", "value", _terms),
    ("figures", "kpis", _figures),
    ("routes", "routes", _routes),
    ("campaigns", "campaigns", _campaigns),
    ("sold", "grades", _sold),
    ("now binds", "limits", _limits("binds")),
    ("now free", "limits", _limits("free")),
)
"""The word in front of a line, the table it tells of, and how its rows are said."""


def groups(rows: Rows, *columns: str) -> dict[tuple[str, ...], Rows]:
    """Rows by the values of some columns, in order of appearance."""
    found: dict[tuple[str, ...], Rows] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def _listed(periods: Sequence[str]) -> str:
    """'1, 2, 3', or the first ones and how many more there are."""
    more = f" and {len(periods) - PERIODS} more" if len(periods) > PERIODS else ""
    return ", ".join(periods[:PERIODS]) + more


def _change(before: float, after: float) -> str:
    return f"{tonnes(before)} -> {tonnes(after)}"


def _quantity(value: float, unit: str) -> str:
    """A key figure as people write it; 'none' where there is none."""
    if math.isnan(value):
        return "none"
    if unit == "t":
        return f"{tonnes(value)} t"
    if unit == "count":
        return f"{value:.0f}"
    if unit in ("kg/kg", "h/h", "share of limit"):
        return f"{value * 100:.1f} %"
    return f"{money(value)} {unit}"


def money_or_none(value: float) -> str:
    """An amount in whole units; '' where there is none."""
    return "" if math.isnan(value) else money(value)


def signed(value: float) -> str:
    """An amount with its sign: '+1,234'; '' where there is none."""
    if math.isnan(value):
        return ""
    text = money(value)
    return text if text == "0" or value < 0 else f"+{text}"
