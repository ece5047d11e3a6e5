"""What the first sheet of the workbook of a plan says: what was planned, how good it is, what stands where."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence

from opt.plan.frames import header
from opt.plan.plan import Plan
from opt.report.look import NEAR_WORDS
from opt.report.terminal.page import STATUS_WORDS
from opt.report.terminal.rests import weak_sales
from opt.report.xlsx import styles
from opt.report.xlsx.content import NOTE, Content, all_zero
from opt.report.xlsx.first import Block, Line
from opt.report.xlsx.formats import FORMATS, SHARE, format_of
from opt.schema import Table
from opt.tolerances import FEASIBILITY

MONEY = FORMATS["currency"]
NOT_CERTIFIED = "NOT CERTIFIED: the plan breaks a limit or was not checked; 'relith check' says where it fails"


def title(plan: Plan) -> str:
    """Instance and scenario."""
    return f"{plan.summary['instance']}, scenario {plan.summary['scenario']}"


def blocks_of_plan(plan: Plan, contents: Sequence[Content], instance: Mapping[str, tuple[Table, int]]) -> list[Block]:
    """All of the first sheet. ``instance``: the sheets of the instance, each with its table and its rows."""
    currency = plan.instance.settings.currency
    inputs = [Line(name, rows, table.meaning, "#,##0", name) for name, (table, rows) in instance.items()]
    return [
        Block(("the plan", "", ""), _head(plan)),
        Block(("how to read it", "", ""), _hints(plan)),
        *blocks_of_contents(contents, currency),
        Block(("the instance", "rows", "sheets that can be changed and solved again"), inputs),
        columns({**{content.name: content.table for content in contents},
                 **{name: table for name, (table, _) in instance.items()}}, currency),
    ]  # fmt: skip


def blocks_of_contents(contents: Sequence[Content], currency: str) -> Iterator[Block]:
    """The sheets by kind, then the sums."""
    for kind in dict.fromkeys(content.kind for content in contents):
        lines = [Line(content.name, len(content.frame), content.about, "#,##0", content.name)
                 for content in contents if content.kind == kind]  # fmt: skip
        yield Block((kind, "rows", "what the sheet holds"), lines)
    totals = [line for content in contents for line in _totals(content, currency)]
    if totals:
        yield Block(("total", "sum", "column"), totals)


def columns(tables: Mapping[str, Table], currency: str) -> Block:
    """What every column of every sheet means."""
    lines = (Line(name, header(column, currency), column.meaning, to=name)
             for name, table in tables.items() for column in table.columns)  # fmt: skip
    return Block(("sheet", "column [unit]", "meaning"), lines)


def _totals(content: Content, currency: str) -> Iterator[Line]:
    for name in content.totals:
        column, total = content.table.column(name), float(content.frame[name].sum())
        yield Line(content.name, total, header(column, currency), format_of(column, column.unit, total), content.name)


def _head(plan: Plan) -> Iterator[Line]:
    summary, settings = plan.summary, plan.instance.settings
    money = f"{settings.currency} over the horizon"
    yield Line("instance", str(summary["instance"]), settings.description)
    yield Line("scenario", str(summary["scenario"]))
    yield Line("value", _number(summary.get("objective")), f"recovered value of the plan, {money}", MONEY)
    yield Line(
        "bound", _number(summary.get("bound")), f"no plan is worth more, {money}; empty: nothing is proven", MONEY
    )
    yield Line("gap", _number(summary.get("gap")), "relative distance of value and bound; empty: unknown", SHARE)
    certified = bool(summary.get("certified"))
    said = "a second computation found that the plan keeps every limit and earns its value"
    yield Line("certified", certified, said if certified else NOT_CERTIFIED, ground=None if certified else styles.OVER)
    yield Line("worst violation", _number(summary.get("worst_violation")),
               f"relative to its limit; at most {FEASIBILITY:.0e} is certified", "0.0E+00")  # fmt: skip
    yield Line("status", str(summary["status"]), STATUS_WORDS.get(summary["status"], ""))
    yield Line("seconds", _number(summary.get("seconds")), "time of solving", "#,##0.0")
    yield from _dates(plan)
    if "rests_on" in summary:
        yield Line(
            "rests on", _number(summary["rests_on"].get("share")), weak_sales(summary["rests_on"]["share"]), SHARE
        )
    versions = summary.get("versions", {})
    yield Line("versions", "", ", ".join(f"{name} {version}" for name, version in versions.items()))


def _dates(plan: Plan) -> Iterator[Line]:
    starts = [row["start"] for row in plan.instance.records("periods")]
    yield Line("periods", len(starts), "of the horizon")
    if starts and starts[0]:
        yield Line("from", datetime.date.fromisoformat(starts[0]), "first day of the first period")
        yield Line("last period from", datetime.date.fromisoformat(starts[-1]), "first day of the last period")
    yield Line("date of the data", plan.instance.settings.date, "" if plan.instance.settings.date else "not given")


def _hints(plan: Plan) -> Iterator[Line]:
    yield Line("near", f"from {NEAR_WORDS} of a limit", "cells of shares, loads, amounts, masses and contents have "
               "this ground; it follows what is typed into them", ground=styles.NEAR)  # fmt: skip
    yield Line("reached", "at the limit or beyond", "likewise, and bold", ground=styles.OVER)
    yield Line(f"{NOTE}...", "sheets whose names begin so", "results: nobody reads them back, so they may be changed, "
               "sorted and filtered; a click on the first cell leads back here")  # fmt: skip
    yield Line("other sheets", "the instance", "change it, save, and 'relith solve' of this file makes the plan anew; "
               "'relith validate' says what is wrong with it")  # fmt: skip
    yield Line("numbers", "all their digits", "the format shows fewer; an empty cell of a number: there is none")
    none = all_zero(plan)
    if none:
        yield Line("no sheet", "zero throughout", ", ".join(none))


def _number(value: object) -> float | None:
    """A finite number of the summary, None where there is none."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]
