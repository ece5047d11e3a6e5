"""Edits of single periods: rows of these periods; a row for all is split where one for a period goes before it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from opt.schema import INPUT
from opt.schema.words import ALL
from opt.study.edits.draft import Draft
from opt.study.edits.edit import Edit
from opt.study.edits.keys import Key, shown
from opt.tables import suggest

SPLIT = {"hazard_limits": ALL, "demand": "each"}
"""Tables in which a row for a period goes before the row with this word."""


def chosen_periods(draft: Draft, edit: Edit) -> list[str]:
    """The periods an edit names, in time order; complains about names that are none."""
    known = list(draft.rows("periods"))
    names = [key[0] for key in known]
    found: set[str] = set()
    for span in edit.periods:
        first, dots, last = (span, "", span) if span in names else span.partition("..")
        last = last if dots else first
        wrong = [name for name in dict.fromkeys((first, last)) if name not in names]
        for name in wrong:
            draft.complain(edit, f"there is no period '{name}'", suggest(name, names), "period")
        if not wrong and names.index(first) > names.index(last):
            draft.complain(edit, f"period {first} comes after {last}", f"write @ {last}..{first}", "period")
        elif not wrong:
            found |= set(names[names.index(first) : names.index(last) + 1])
    return [name for name in names if name in found]


def rows_of_periods(draft: Draft, edit: Edit, keys: Sequence[Key], periods: Sequence[str]) -> list[Key]:
    """The selected rows of a table by period that stand for the chosen ones; a row for all is split first: beside it
    stands a row for each chosen period then, with the same cells."""
    table, rows = edit.table, draft.rows(edit.table)
    word = SPLIT.get(table, "")
    found = [key for key in keys if rows[key]["period"] in periods]
    for key in [key for key in keys if word and rows[key]["period"] == word]:
        for period in periods:
            row = {**rows[key], "period": period}
            new = tuple(row[part] for part in INPUT[table].key)
            if new not in rows:
                draft.insert(edit, table, row)
                found.append(new)
    return found


def horizon_rows(draft: Draft, edit: Edit, keys: Sequence[Key]) -> bool:
    """True, with a complaint, where limits over the horizon are among the rows of an edit by period."""
    found = [key for key in keys if edit.table == "demand" and draft.rows("demand")[key]["period"] == ALL]
    if found:
        draft.complain(edit, f"a limit over the horizon has no single periods: {shown(found)}",
                       "leave it out by the condition period!=all, or change it without '@ ...'", "period")  # fmt: skip
    return bool(found)


def hidden_rows(draft: Draft, edit: Edit, keys: Sequence[Key], periods: Sequence[str]) -> bool:
    """True, with a complaint, where a selected row for all gives way, in a chosen period, to one not selected."""
    rows, word = draft.rows(edit.table), SPLIT.get(edit.table, "")
    shared = [key for key in keys if word and rows[key]["period"] == word]
    names = INPUT[edit.table].key
    single = [tuple({**rows[key], "period": t}[name] for name in names) for key in shared for t in periods]
    found = [key for key in single if key in rows and key not in keys]
    if found:
        draft.complain(edit, f"the row {shown(found)} goes before the row for {word}",
                       "select it too: leave the condition period out", "period")  # fmt: skip
    return bool(found)


def drop_periods(draft: Draft, edit: Edit, keys: Sequence[Key], periods: Sequence[str]) -> bool:
    """Deletes the selected rows of the chosen periods; a row for all stands for each of the others by a row of its own
    then. False where there is no such row."""
    rows, word = draft.rows(edit.table), SPLIT.get(edit.table, "")
    shared = [key for key in keys if word and rows[key]["period"] == word]
    single = [key for key in keys if rows[key]["period"] in periods]
    others = [key[0] for key in draft.rows("periods") if key[0] not in periods]
    rows_of_periods(draft, edit, shared, others)
    for key in [*shared, *single]:
        draft.drop(edit, edit.table, key)
    return bool(shared or single)


def spare_rows(draft: Draft, edit: Edit, keys: Sequence[Key]) -> None:
    """Takes out rows of single periods that say what the row for all says (an edit and its inverse leave nothing)."""
    table, word = edit.table, SPLIT.get(edit.table)
    for key in keys if word else ():
        names, row = INPUT[table].key, draft.rows(table)[key]
        if row["period"] == word:
            continue
        common = draft.rows(table).get(tuple(word if name == "period" else row[name] for name in names))
        if common is not None and all(_same(row[name], common[name]) for name in row if name != "period"):
            draft.drop(edit, table, key)


def _same(one: object, other: object) -> bool:
    both_nan = isinstance(one, float) and isinstance(other, float) and math.isnan(one) and math.isnan(other)
    return both_nan or one == other
