"""The answer to 'why does the stream not take this route', and how to say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from opt.plan.plan import Plan
from opt.report.terminal.layout import money, percent, tonnes
from opt.report.terminal.overview import TERM_WORDS
from opt.study.compare.outcome import Effect
from opt.study.explain.worth import priced

Verdict = Literal["refused", "used", "forced", "infeasible", "unknown"]
TOLD = 5
"""So many limits and terms are told of."""

LEAST_MONEY = 0.5
"""Amounts (currency) below this are not told."""


@dataclass(frozen=True)
class Alternative:
    """The answer to 'why does the stream not take this route'.

    ``verdict``   refused: no such operation exists (``reasons``); used: the plan uses it (``uses``); forced: it was
                  forced (``plan``, ``effect``, ``limits``, ``terms``); infeasible: forced, no plan is left
                  (``reasons``, ``edits``); unknown: forced, no plan was found in time
    ``uses``      form, technology, mass (t) of the stream, share of the stream's material in that form; in the plan
                  asked about, or where it was forced in the forced one
    ``effect``    what forcing it does to the best value, with the interval that the gaps leave
    ``limits``    those that bear it: see ``forced.limit_changes``
    ``terms``     the value by term: see ``forced.term_changes``
    ``edits``     what was changed, as text that ``relith explain`` and ``relith whatif`` take
    """

    stream: str
    technologies: tuple[str, ...]
    verdict: Verdict
    currency: str
    reasons: tuple[str, ...] = ()
    uses: pd.DataFrame = field(default_factory=pd.DataFrame)
    plan: Plan | None = None
    effect: Effect | None = None
    limits: pd.DataFrame = field(default_factory=pd.DataFrame)
    terms: pd.DataFrame = field(default_factory=pd.DataFrame)
    edits: tuple[str, ...] = ()
    pooled: tuple[str, ...] = ()

    @property
    def route(self) -> str:
        """The technologies, one after another."""
        return " then ".join(self.technologies)

    def text(self) -> str:
        """The answer in a planner's words."""
        return "\n".join(_LINES[self.verdict](self))


def _refused(answer: Alternative) -> list[str]:
    return [f"{answer.stream} cannot take {answer.route}:", *(f"  {reason}" for reason in answer.reasons)]


def _used(answer: Alternative) -> list[str]:
    return [f"The plan sends {answer.stream} to {answer.route} already:", *_amounts(answer)]


def _amounts(answer: Alternative) -> list[str]:
    lines = [
        f"  {row['technology']} takes {tonnes(row['mass'])} t as {row['form']}, {percent(row['share'])} of that form"
        for row in answer.uses.to_dict("records")
    ]
    others = [name for name in answer.pooled if name != answer.stream]
    if others and answer.verdict == "used":
        lines.append(f"  (behind its arrival it shares a pool with {', '.join(others)}; its part goes by mass)")
    return lines


def _forced(answer: Alternative) -> list[str]:
    found = answer.effect
    assert found is not None
    way = "costs" if found.difference < 0 else "gains"
    lines = [f"Sending {answer.stream} to {answer.route} {way} {money(abs(found.difference))} {answer.currency}."]
    if found.distinguishable:
        lines.append(f"The best plan changes by {money(found.least)} to {money(found.most)} {answer.currency}.")
    else:
        interval = f"{money(found.least)} to {money(found.most)} {answer.currency}"
        lines.append(f"The best plan changes by {interval}: {found.note}.")
    lines += _what_it_takes(answer) + _bearing(answer) + _changed(answer)
    if answer.pooled:
        lines.append(f"Behind its arrival it no longer shares a pool with the others of {', '.join(answer.pooled)}.")
    return lines


def _what_it_takes(answer: Alternative) -> list[str]:
    if len(answer.uses):
        return ["There:", *_amounts(answer)]
    return ["Even as the only one of its stage it is not used: what it would take goes elsewhere."]


def _bearing(answer: Alternative) -> list[str]:
    """The limits that bear it, those of value only."""
    rows = [row for row in answer.limits.to_dict("records") if abs(row["weight"]) >= LEAST_MONEY][:TOLD]
    if not rows:
        return ["No limit makes it so: the route earns less by itself."]
    return [
        "Limits that bear it (what a unit more is worth there, and in the plan):",
        *(f"  {priced(row, row['worth'], answer.currency)} ({_before(row, answer.currency)})" for row in rows),
    ]


def _before(row: dict[Any, Any], currency: str) -> str:
    if row["new"]:
        return "does not bind in the plan"
    return f"in the plan {priced(row, row['worth_base'], currency).rpartition(': ')[2]}"


def _changed(answer: Alternative) -> list[str]:
    rows = [row for row in answer.terms.to_dict("records") if abs(row["change"]) >= LEAST_MONEY][:TOLD]
    if not rows:
        return []
    words = (f"{TERM_WORDS.get(row['term'], row['term'])} {row['change']:+,.0f}" for row in rows)
    return [f"Terms of the value that change most: {', '.join(words)}."]


def _infeasible(answer: Alternative) -> list[str]:
    edits = " ".join(f"--edit '{edit}'" for edit in answer.edits)
    return [
        f"With {answer.stream} sent to {answer.route} no plan keeps every limit" + (":" if answer.reasons else "."),
        *(f"  {reason}" for reason in answer.reasons),
        f"Which limits stand in its way: relith explain INSTANCE {edits}",
    ]


def _unknown(answer: Alternative) -> list[str]:
    return [
        f"With {answer.stream} sent to {answer.route} no plan was found in the time given, and none was ruled out: "
        "allow more time."
    ]


_LINES: Mapping[Verdict, Callable[[Alternative], list[str]]] = {
    "refused": _refused,
    "used": _used,
    "forced": _forced,
    "infeasible": _infeasible,
    "unknown": _unknown,
}
