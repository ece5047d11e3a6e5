"""The part of the page about products: what was sold at which price, and the purity achieved against the limits."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE, grouped
from opt.report.grounds.basis import Rows
from opt.report.grounds.prices import quoted
from opt.report.grounds.touch import specification_statuses, status_of, weakest
from opt.report.layout import content, doubt, heading, money, stack, table, tonnes


def goods(plan: Plan) -> Group:
    """What was sold, and the purity achieved against the limits. A price or a limit that is an estimate or unchecked
    is said to be."""
    currency = plan.instance.settings.currency
    rows = list(_product_rows(plan))
    kept = any(row[2] != row[3] for row in rows if row[2])
    columns = ("product", "grade", ">made t", ">sold t", ">kept t", f">{currency}", f">{currency}/t", "price is")
    shown = [number for number in range(len(columns)) if kept or number not in (2, 4)]
    return stack(
        heading("Products"),
        table([columns[number] for number in shown], [[row[number] for number in shown] for row in rows]),
        heading("Purity achieved, at the tightest period"),
        table(("product", "grade", ">achieved", "limit", "period", "limit is"), _purity_rows(plan)),
    )


def _product_rows(plan: Plan) -> Iterator[tuple[str | Text, ...]]:
    tables = Rows(plan.instance)
    for (product, grade), rows in grouped(plan.derived["products"], "product", "grade").items():
        made, sold, earned = (sum(row[column] for row in rows) for column in ("made", "sold", "revenue"))
        if max(made, sold) > NEGLIGIBLE:
            sold_in = [row["period"] for row in rows if max(row["made"], row["sold"]) > NEGLIGIBLE]
            priced = weakest(status_of(tables, figure) for figure in quoted(tables, product, grade, sold_in))
            each = money(earned / sold) if sold > NEGLIGIBLE else ""
            kept = tonnes(rows[-1]["kept"])
            yield product, grade, tonnes(made), tonnes(sold), kept, money(earned), each, doubt(priced)
    for (product, grade), rows in grouped(plan.tables["short"], "product", "grade").items():
        missing = sum(row["short"] for row in rows)
        if missing > NEGLIGIBLE:
            yield product, grade, "", f"short {tonnes(missing)}", "", "", "", ""


def _purity_rows(plan: Plan) -> Iterator[tuple[str | Text, ...]]:
    frame, tables = plan.derived["purity"], Rows(plan.instance)
    made = frame[frame["achieved"].notna()]
    for (product, grade, item, sense), rows in grouped(made, "product", "grade", "item", "sense").items():
        least = sense == "min"
        worst = (min if least else max)(rows, key=lambda row: row["achieved"])
        limit = f"{'assay' if item == product else item} {'>=' if least else '<='} {content(worst['limit'])}"
        status = specification_statuses(tables, product, grade).get((item, sense), "")
        yield product, grade, content(worst["achieved"]), limit, worst["period"], doubt(status)
