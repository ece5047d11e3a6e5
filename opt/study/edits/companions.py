"""Columns that hold for all periods, and the tables that change them in single ones.

prices[item,t] = op(price of the item in t)                       grades.price, utilities.price, payables.metal_price
downtime[l,t]  = hours[l] - op(hours[l] - downtime[l,t])          lines.hours

Without periods such a column changes in all of them: its own cell, and what its companion table says of single ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from opt.study.edits.draft import Draft
from opt.study.edits.edit import Edit
from opt.study.edits.keys import Key, Row, shown
from opt.study.edits.values import plus, times

Operation = Callable[[Row, Any], Any]
"""From a row and the value it has to the value it gets."""
ITEM: Mapping[str, Callable[[Row], str]] = {
    "grades": lambda row: f"{row['product']}/{row['grade']}",
    "utilities": lambda row: str(row["utility"]),
    "payables": lambda row: str(row["element"]),
}
"""The item of table prices that a row's price is one of."""


def change_prices(
    draft: Draft, edit: Edit, keys: Sequence[Key], periods: Sequence[str] | None, operation: Operation
) -> None:
    """Prices of the selected rows, in the chosen periods or (None) in all of them."""
    table, column, prices = edit.table, edit.column, draft.rows("prices")
    items = {key: ITEM[table](draft.rows(table)[key]) for key in keys}
    known = [key[0] for key in draft.rows("periods")]
    dated = {item: [t for t in known if (item, t) in prices] for item in items.values()}
    if not _whole_items(draft, edit, items, dated, periods):
        return
    new: dict[Key, float] = {}
    for key, item in items.items():
        row = draft.rows(table)[key]
        for t in dated[item] if periods is None else periods:
            dear = prices[item, t]["price"] if t in dated[item] else row[column]
            value = operation(row, dear)
            if new.setdefault((item, t), value) != value:
                draft.complain(edit, f"the rows of '{item}' have several prices, table prices has one in a period",
                               "change them one by one without '@ ...', or give them one price", column)  # fmt: skip
                return
    if periods is None:
        for key in keys:
            row = draft.rows(table)[key]
            draft.put(edit, table, key, column, operation(row, row[column]))
    for (item, t), value in new.items():
        _put_row(draft, edit, "prices", (item, t), {"item": item, "period": t, "price": value}, "price")
    _spare_prices(draft, edit, set(items.values()), periods or ())


def _whole_items(
    draft: Draft,
    edit: Edit,
    items: Mapping[Key, str],
    dated: Mapping[str, Sequence[str]],
    periods: Sequence[str] | None,
) -> bool:
    """A price in table prices holds for every row of its item: all of them must be selected."""
    for key, row in draft.rows(edit.table).items():
        item = ITEM[edit.table](row)
        if key not in items and item in items.values() and (periods is not None or dated[item]):
            draft.complain(edit, f"the price of '{item}' in a period holds for {shown([key])} too",
                           "select all rows that have it, or give them prices of their own without '@ ...'",
                           edit.column)  # fmt: skip
            return False
    return True


def _spare_prices(draft: Draft, edit: Edit, items: Collection[str], periods: Sequence[str]) -> None:
    """Takes out prices of periods that say what the items' own prices say (an edit and its inverse leave nothing). An
    item without a price of its own that has one in every period takes it from them: those stay."""
    table, column, prices = edit.table, edit.column, draft.rows("prices")
    known = [key[0] for key in draft.rows("periods")]
    own: dict[str, list[tuple[Key, float]]] = {}
    for key, row in draft.rows(table).items() if periods else ():
        item = ITEM[table](row)
        if item in items:
            own.setdefault(item, []).append((key, row[column]))
    spare = [
        (item, t)
        for item, rows in own.items()
        if not (all((item, t) in prices for t in known) and any(draft.is_blank(table, key, column) for key, _ in rows))
        for t in periods
        if all(price == prices[item, t]["price"] for _, price in rows)
    ]
    for key in spare:
        draft.drop(edit, "prices", key)


def change_hours(
    draft: Draft, edit: Edit, keys: Sequence[Key], periods: Sequence[str] | None, operation: Operation
) -> None:
    """Hours of lines: what is available in the chosen periods, or (None) what they are manned in all of them."""
    for key in keys:
        row, line = draft.rows("lines")[key], key[0]
        if periods is None:
            _man(draft, edit, line, operation(row, row["hours"]))
            continue
        for t in periods:
            found = draft.rows("downtime").get((line, t))
            lost = found["hours"] if found else 0.0
            lost = plus(row["hours"], -operation(row, plus(row["hours"], -lost)))
            if lost:
                _put_row(draft, edit, "downtime", (line, t), {"line": line, "period": t, "hours": lost}, "hours")
            elif found:
                draft.drop(edit, "downtime", (line, t))


def _man(draft: Draft, edit: Edit, line: str, hours: float) -> None:
    """Other hours in every period. A factor holds for what is lost too; else a line that stands still for a whole
    period goes on doing so, and no more is lost than there is."""
    before = draft.rows("lines")[line,]["hours"]
    draft.put(edit, "lines", (line,), "hours", hours)
    for key, row in list(draft.rows("downtime").items()):
        lost = row["hours"]
        if key[0] != line or not lost:
            continue
        after = hours if lost == before else min(lost, hours)
        if edit.kind == "multiply":
            after = times(lost, edit.value)  # type: ignore[arg-type]
        if after != lost:
            draft.put(edit, "downtime", key, "hours", after)


def _put_row(draft: Draft, edit: Edit, table: str, key: Key, row: Row, column: str) -> None:
    """Writes a cell, in a new row where there is none."""
    if key in draft.rows(table):
        draft.put(edit, table, key, column, row[column])
    else:
        draft.insert(edit, table, row)
