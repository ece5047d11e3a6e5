"""The part of all scenarios: their table, and the chart of their effects."""

from __future__ import annotations

import math
from collections.abc import Sequence

from opt.report.parts import Chart, Part
from opt.study.report.ranges import Row, draw_ranges
from opt.study.report.read import StudyReport
from opt.tables.frames import records

MOST = 50
"""Rows of the chart; of a study with more, those outside sweeps and tornados are drawn."""

ABOUT = (
    "What each scenario changes of the value of the base. The best plan of a scenario is worth at least its value and "
    "at most its bound, and so is that of the base: the true effect lies between 'least' and 'most'. Where that range "
    "holds 0 (within the gaps), nobody knows whether the scenario gains or loses."
)
ELSEWHERE = "are drawn with their sweep or tornado"
NAME = "scenarios"


def scenarios_part(report: StudyReport) -> Part:
    """All scenarios with the base first; the chart leaves the base out."""
    rows = records(report.scenarios)[1:]
    chosen, told = drawn(rows)
    about, empty = f"{ABOUT} {told}".strip(), ""
    chart: Chart | None = None
    if not rows:
        empty = "The study has no scenario besides the base."
    elif math.isnan(report.base["value"]):
        empty = f"The base has no plan ({report.base['reason']}): there is nothing to compare the scenarios with."
    else:
        names = [row["scenario"] for row in chosen]
        chart = draw_ranges(chosen, names, report.currency, "Difference of every scenario from the base")
    return Part(NAME, "Scenarios", about, report.table, report.scenarios, chart, empty)


def drawn(rows: Sequence[Row]) -> tuple[list[Row], str]:
    """The rows that are drawn, those outside sweeps and tornados first, and what is said of those that are not."""
    named, grouped = [row for row in rows if not row["group"]], [row for row in rows if row["group"]]
    if len(rows) <= MOST or not grouped:
        return [*named, *grouped], ""
    if named:
        return (
            named,
            f"Drawn are the {len(named)} outside sweeps and tornados; the others ({len(grouped)}) {ELSEWHERE}.",
        )
    ranked = sorted(grouped, key=lambda row: -abs(row["difference"]) if math.isfinite(row["difference"]) else 0.0)
    return ranked[:MOST], f"Drawn are the {MOST} of {len(grouped)} that differ most; all of them {ELSEWHERE}."
