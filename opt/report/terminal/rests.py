"""The part of the page that says what the plan rests on."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.grounds import grounds
from opt.report.grounds.figures import SHOWN, in_short
from opt.report.grounds.touch import STRENGTH, WEAK
from opt.report.grounds.words import figure_words
from opt.report.terminal.layout import amount, doubt, heading, money, note, percent, stack, table
from opt.schema.words import STATUSES
from opt.tables.frames import records


def rests(plan: Plan) -> Group:
    """Sales by their weakest figure, the figures that the value leans on most, and rows used by status. Results stored
    before there were such tables have only the last."""
    if "figures" not in plan.derived:
        return stack(*_rows(plan))
    currency = plan.instance.settings.currency
    told = in_short(plan.derived)
    sales = [(_word(status), money(told["sales_by_status"][status]), percent(_share(told, status)))
             for status in reversed(STRENGTH) if told["sales_by_status"][status] > 0]  # fmt: skip
    return stack(
        heading("What this plan rests on"),
        table(("weakest figure touched", f">sales {currency}", ">share"), sales),
        note(weak_sales(told["share"])),
        Text(),
        table((f">{currency}", "for 1 % more of", ">value", "unit", "status"), _leaning(plan)),
        note(f"the plan fixed; all in the table figures, the first {SHOWN} here"),
        *_rows(plan),
    )


def weak_sales(share: float) -> str:
    """How much of the sales is weak, in words."""
    return f"{percent(share)} of sales touch an estimate or an unchecked figure"


def _word(status: str) -> Text:
    return doubt(status) or Text(status)


def _share(told: dict[str, float], status: str) -> float:
    sales: dict[str, float] = told["sales_by_status"]  # type: ignore[assignment]
    return sales[status] / told["gross_sales"]


def _leaning(plan: Plan) -> Iterator[tuple[str | Text, ...]]:
    for row in records(plan.derived["figures"].head(SHOWN)):
        what = figure_words(row["table"], row["key"], row["column"])
        yield money(row["effect"]), what, amount(row["value"]), row["unit"], _word(row["status"])


def _rows(plan: Plan) -> Iterator[object]:
    counts = grounds(plan)
    rows = [(str(row["table"]), *(str(row[status] or "") for status in STATUSES)) for row in records(counts)]
    totals = {status: int(counts[status].sum()) for status in STATUSES}
    rows.append(("all", *(str(totals[status]) for status in STATUSES)))
    weak = sum(totals[status] for status in WEAK)
    yield heading("What the plan rests on: rows of the library that it uses, by status")
    yield table(("table", *(f">{status}" for status in STATUSES)), rows)
    yield note(
        f"{weak} of {sum(totals.values())} are estimates or unchecked; 'relith library TERM' shows their sources"
    )
