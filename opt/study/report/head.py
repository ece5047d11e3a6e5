"""The head of the page of a study: what was asked and how it went, and what must be known before the rest is read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from opt.report.html.page import Fact, Notice
from opt.report.terminal.layout import money
from opt.report.terminal.page import gap_words
from opt.study.mark import RUN_AGAIN
from opt.study.report.plans import Compared
from opt.study.report.read import StudyReport
from opt.study.report.words import signed
from opt.study.run.common import BASE
from opt.study.run.records import FAILED, INFEASIBLE, NO_PLAN, TIME_LIMIT, WRONG_INPUT
from opt.tables.frames import records

NAMED = 6
"""Scenarios that are named in a notice; the rest is counted."""

CHECK = "'relith check' on its folder says where it fails"

Row = dict[str, Any]


def facts(report: StudyReport) -> Iterator[Fact]:
    """Value of the base, how many scenarios there are and what became of them, the largest effects."""
    currency, base = report.currency, report.base
    rows = records(report.scenarios)[1:]
    if math.isnan(base["value"]):
        yield Fact("Value of the base", "none", base["reason"])
    else:
        proven = f"at most {money(base['bound'])}" if math.isfinite(base["bound"]) else "nothing is proven"
        text = f"{money(base['value'])} {currency}"
        yield Fact("Value of the base", text, f"{proven}; gap {gap_words(base['gap'])}", base["value"], currency)
    counts = (
        ("Scenarios", len(rows), "besides the base"),
        ("Certified", sum(row["certified"] for row in rows), "recomputed independently; no limit is broken"),
        ("Effect proven", sum(row["distinguishable"] for row in rows), "the gaps leave no doubt of the sign"),
        ("Within the gaps", sum(map(_noise, rows)), "the difference may be noise"),
        ("Without a plan", sum(math.isnan(row["value"]) for row in rows), "infeasible, wrong or failed"),
    )
    for label, count, note in counts:
        yield Fact(label, str(count), note, float(count))
    yield from _largest(rows, currency)


def _noise(row: Row) -> bool:
    """True where a range is proven and does not tell the sign of the effect."""
    return math.isfinite(row["least"]) and math.isfinite(row["most"]) and not row["distinguishable"]


def _largest(rows: Sequence[Row], currency: str) -> Iterator[Fact]:
    """The largest gain and the largest loss that are proven."""
    gains = [row for row in rows if row["distinguishable"] and row["least"] > 0]
    losses = [row for row in rows if row["distinguishable"] and row["most"] < 0]
    for label, found in (("Largest gain", max(gains, key=_difference, default=None)),
                         ("Largest loss", min(losses, key=_difference, default=None))):  # fmt: skip
        if found:
            number = _difference(found)
            yield Fact(label, f"{signed(number)} {currency}", found["scenario"], number, currency)


def _difference(row: Row) -> float:
    return float(row["difference"])


def notices(report: StudyReport, compared: Compared) -> Iterator[Notice]:
    """The gravest first: what is not certified, what failed, what is missing, what is left out."""
    base, rows = report.base, records(report.scenarios)[1:]
    yield from _of_base(base)
    if report.unfinished:
        yield Notice("warning", f"This may not be all: {report.unfinished}. To finish it, {RUN_AGAIN}.")
    doubtful = [row for row in rows if not math.isnan(row["value"]) and not row["certified"]]
    for kind, words, found in (
        ("error", f"Not certified, their figures prove nothing ({CHECK})", doubtful),
        ("warning", "The computation broke off", _of(rows, FAILED)),
        ("warning", "Wrong input, not solved", _of(rows, WRONG_INPUT)),
        ("note", "No plan keeps all limits", _of(rows, INFEASIBLE)),
        ("note", "No plan was found in time", _of(rows, NO_PLAN)),
    ):
        if found:
            yield Notice(kind, f"{words}: {_listed([_with_reason(row, words) for row in found])}.")  # type: ignore[arg-type]
    slow = [f"{row['scenario']} ({gap_words(row['gap'])})" for row in _of(rows, TIME_LIMIT)]
    if slow:
        yield Notice("note", f"Ended by the time limit, with a wider gap than asked for: {_listed(slow)}.")
    lacking = [name for name in report.lacking if name != BASE.name]
    if lacking:
        rule = "These were solved, but their plans are not in the folder and are left out where plans are compared"
        yield Notice("warning", f"{rule}: {_listed(lacking)}. To have them, {RUN_AGAIN}.")
    if compared.left_out:
        told = [f"{name} ({reason})" for name, reason in compared.left_out]
        yield Notice("warning", f"Left out where plans are compared: {_listed(told)}.")


def _of_base(base: Row) -> Iterator[Notice]:
    if math.isnan(base["value"]):
        yield Notice("error", f"The base has no plan ({base['reason']}): no difference from it is known.")
    elif not base["certified"]:
        yield Notice("error", f"The plan of the base is not certified: no difference from it is proven; {CHECK}.")
    elif not math.isfinite(base["bound"]):
        yield Notice("warning", "Nothing is proven of how good the base is: no difference from it is certain.")


def _of(rows: Sequence[Row], status: str) -> list[Row]:
    return [row for row in rows if row["status"] == status]


def _with_reason(row: Row, known: str) -> str:
    """The scenario and its reason, unless that is known already."""
    new = row["reason"] and row["reason"].casefold() != known.casefold()
    return f"{row['scenario']} ({row['reason']})" if new else str(row["scenario"])


def _listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + more
