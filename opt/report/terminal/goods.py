"""The part of the page about products: what was sold at which price, and the purity achieved against the limits."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.terminal.layout import content, doubt, heading, money, stack, table, tonnes
from opt.report.views.products import products
from opt.report.views.purity import purity_achieved
from opt.tables.frames import records


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
    rows = records(products(plan))
    for row in rows:
        if max(row["made"], row["sold"]) > NEGLIGIBLE:
            price = money(row["price"]) if row["sold"] > NEGLIGIBLE else ""
            made, sold, kept = (tonnes(row[column]) for column in ("made", "sold", "kept"))
            earned, status = money(row["revenue"]), doubt(row["price_status"])
            yield row["product"], row["grade"], made, sold, kept, earned, price, status
    for row in rows:
        if row["short"] > NEGLIGIBLE:
            yield row["product"], row["grade"], "", f"short {tonnes(row['short'])}", "", "", "", ""


def _purity_rows(plan: Plan) -> Iterator[tuple[str | Text, ...]]:
    for row in records(purity_achieved(plan)):
        item = "assay" if row["item"] == row["product"] else row["item"]
        limit = f"{item} {'>=' if row['sense'] == 'min' else '<='} {content(row['limit'])}"
        achieved = content(row["achieved"]) or "not known"
        yield row["product"], row["grade"], achieved, limit, row["period"], doubt(row["status"])
