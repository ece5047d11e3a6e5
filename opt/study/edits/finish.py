"""From a draft to an instance: where changed figures come from, validation, and whether each edit came to bear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from opt.instance import Instance, from_tables
from opt.instance.given import is_blank
from opt.instance.merge import PLANNER
from opt.schema import INPUT, LIBRARY
from opt.study.edits.check import told
from opt.study.edits.draft import Draft
from opt.study.edits.edit import Edit
from opt.study.edits.keys import DERIVED, ORIGIN, Key, Row, key_of, shown
from opt.tables import InputError, Problem
from opt.tables.frames import frame_of, records

EDITED = "edit: "
"""What the source of a row of the library's tables starts with that an edit changed."""


def finish(draft: Draft, edits: Sequence[Edit], note: str) -> Instance:
    """The edited instance, validated; InputError with every complaint, each with the edits behind it."""
    for name in [name for name in draft.touched() if name in LIBRARY]:
        _restore(draft, name)
        _mark(draft, name, note)
    frames = _resolved(draft) if any(draft.deleted.values()) else draft.own_frames()
    settings = draft.settings.model_copy(update={"library": "none"} if any(draft.deleted.values()) else {})
    try:
        after = from_tables(settings, frames)
    except InputError as error:
        raise InputError(_explained(draft, edits, frames, error.problems)) from None
    idle = list(dict.fromkeys([*_without_effect(draft, after), *_unread(draft, edits, after)]))
    if idle:
        raise InputError(idle)
    return after


def _texts(edits: Iterable[Edit]) -> str:
    return "; ".join(dict.fromkeys(edit.text for edit in edits))


def _changed(draft: Draft, name: str) -> Iterator[tuple[Key, list[Edit], Row]]:
    """Own rows of a table that edits changed."""
    for (table, key), edits in draft.history.items():
        if table == name and key in draft.own[name]:
            yield key, edits, draft.own[name][key]


def _restore(draft: Draft, name: str) -> None:
    """Takes out rows that edits laid over the library's and that say the same again (an edit and its inverse)."""
    table, given = INPUT[name], draft.given_rows(name)
    taken: dict[Key, Row] = {}
    for key, edits, own in list(_changed(draft, name)):
        library = draft.library_row(name, key)
        if library is None or (key in given and not given[key]["source"].startswith(EDITED)):
            continue
        cells = [c for c in table.columns if c.name not in (*table.key, *ORIGIN) and not is_blank(c.kind, own[c.name])]
        other = [c for c in cells if own[c.name] != library[c.name]]
        if other and key not in given and len(edits) == 1:  # no inverse of anything: no need to look up its price
            continue
        if all(name in DERIVED and is_blank(c.kind, library[c.name]) for c in other):
            taken[key] = draft.own[name].pop(key)
            if not other:
                taken.pop(key)
    if not taken:
        return
    fresh = draft.finished(name)
    for key, own in taken.items():
        before = draft.rows(name)[key]
        if any(fresh[key][c.name] != before[c.name] for c in table.columns
               if c.name not in ORIGIN and not is_blank(c.kind, own[c.name])):  # fmt: skip
            draft.own[name][key] = own


def _mark(draft: Draft, name: str, note: str) -> None:
    """Figures that an edit changed come from the planner, and their source is the edit."""
    table, given = INPUT[name], draft.given_rows(name)
    before = {key_of(table, row): row for row in draft.instance.records(name)}
    for key, edits, own in _changed(draft, name):
        old, new = before.get(key), draft.rows(name)[key]
        figures = [c.name for c in table.columns if c.name not in ORIGIN]
        if key in given and old is not None and all(_same(old[part], new[part]) for part in figures):
            continue
        said = given[key]["source"] if key in given else ""
        if key in given and not said.startswith(EDITED) and old is not None and old["status"] == PLANNER:
            continue
        text = _texts(edit for edit in edits if edit.column not in ORIGIN)
        source = f"{said}; {text}" if said.startswith(EDITED) else EDITED + text
        marks = {"source": source + (f" ({note})" if note else ""), "status": PLANNER}
        stated = {part for edit in edits for part in (*edit.row, edit.column)}
        own.update({part: mark for part, mark in marks.items() if part not in stated})


def _same(one: object, other: object) -> bool:
    return one == other or (one != one and other != other)


def _resolved(draft: Draft) -> dict[str, pd.DataFrame]:
    """Every table as the planner's own, the library's rows that are left among them."""
    return {
        name: frame_of(INPUT[name], records(merged.frame), blanks=True)
        for name, merged in draft.merged().items()
        if len(merged.frame)
    }


def _explained(
    draft: Draft, edits: Sequence[Edit], frames: Mapping[str, pd.DataFrame], problems: Sequence[Problem]
) -> list[Problem]:
    """Complaints about the edited tables, worded with the edits behind them; one for all rows that break a rule."""
    rows: dict[Problem, list[Key]] = {}
    for problem in problems:
        key: Key = ()
        if problem.table in frames and 2 <= problem.row < len(frames[problem.table]) + 2:
            row = records(frames[problem.table].iloc[problem.row - 2 : problem.row - 1])[0]
            key = key_of(INPUT[problem.table], row)
        behind = draft.history.get((problem.table, key), []) or [edit for edit in edits if edit.table == problem.table]
        worded = replace(problem, file="edit", row=0, value=_texts(behind or edits))
        rows.setdefault(worded, []).extend([key] if key else [])
    return [
        replace(problem, rule=f"{problem.rule} (row {shown(keys)})") if keys else problem
        for problem, keys in rows.items()
    ]


def _without_effect(draft: Draft, after: Instance) -> Iterator[Problem]:
    """Cells that do not hold what was written into them, rows that are there though they were deleted: something goes
    before the edit."""
    tables = {name for name, _ in draft.history}
    rows = {name: {key_of(INPUT[name], row): row for row in after.records(name)} for name in tables}
    for (name, key), behind in draft.history.items():
        if key not in draft.rows(name) and key in rows[name]:
            yield told(behind[-1], f"the row {shown([key])} is there all the same", "a row like it is always there")
    for (name, key, column), value in draft.written.items():
        if not _same(rows[name][key][column], value):
            edit = draft.history[name, key][-1]
            remedy = "edit table releases" if name == "hazard_factors" else "edit what goes before it"
            yield told(edit, f"{column} of {shown([key])} is {rows[name][key][column]} all the same", remedy, column)


def _unread(draft: Draft, edits: Sequence[Edit], after: Instance) -> Iterator[Problem]:
    """Edits of rows that nothing looks at: reference prices where each item has a price of its own, specifications
    behind limits of the planner."""
    limits = draft.rows("grade_limits")
    for (name, key), behind in draft.history.items():
        if name == "specifications" and key in limits:
            yield told(behind[-1], f"the planner's limit goes before the specification {shown([key])}",
                       "edit table grade_limits")  # fmt: skip
    if all(edit.table == "reference_prices" for edit in edits):
        tables = [name for name, sources in DERIVED.items() if "reference_prices" in sources]
        if all(after.tables[name].equals(draft.instance.tables[name]) for name in tables):
            yield told(edits[-1], "no price rests on these reference prices",
                       "edit grades.price, payables.metal_price, utilities.price, outlets.cost or prices.price",
                       "price")  # fmt: skip
