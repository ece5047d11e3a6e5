"""Edits applied to an instance: a pure function, validated as a whole at the end."""

from __future__ import annotations

from collections.abc import Sequence

from opt.instance import Instance
from opt.memory import collector_paused
from opt.study.edits import over_time
from opt.study.edits.check import COMPANIONS, edit_problems
from opt.study.edits.draft import Draft
from opt.study.edits.edit import SETTINGS, Edit
from opt.study.edits.finish import finish
from opt.study.edits.rows import change_rows, insert_rows
from opt.study.edits.setting import changed_settings
from opt.tables import InputError
from opt.tables.cells import CellError


def apply(instance: Instance, edits: Sequence[Edit], *, note: str = "") -> Instance:
    """The instance with the edits made one after another; each looks at the tables as those before it left them.

    Changed rows become the planner's own; a row of the library's tables names the edits, and ``note``, as its source.
    Rules are looked at once, at the end, so that two edits may keep together what each would break. Raises InputError
    with every complaint, each naming its edit.
    """
    if not edits:
        return instance
    problems = [problem for edit in edits for problem in edit_problems(edit)]
    if problems:
        raise InputError(problems)
    with collector_paused():
        draft = Draft(instance)
        for edit in edits:
            _make(draft, edit)
        if draft.problems:
            raise InputError(list(dict.fromkeys(draft.problems)))
        return finish(draft, edits, note)


def touched(edits: Sequence[Edit]) -> frozenset[str]:
    """Names of the tables ('settings' among them) whose rows the edits may change."""
    return frozenset(
        table
        for edit in edits
        for table in (edit.table, COMPANIONS.get((edit.table, edit.column), edit.table))
    )  # fmt: skip


def _make(draft: Draft, edit: Edit) -> None:
    """Makes one edit; complains where it cannot be made."""
    if edit.table == SETTINGS:
        draft.settings, problems = changed_settings(draft.settings, edit, draft.units)
        for rule, remedy in problems:
            draft.complain(edit, rule, remedy, edit.column)
        return
    complaints = len(draft.problems)
    periods = over_time.chosen_periods(draft, edit) if edit.periods else None
    if len(draft.problems) > complaints:
        return
    try:
        if edit.kind == "insert":
            insert_rows(draft, edit, periods)
        else:
            change_rows(draft, edit, periods)
    except CellError as error:
        draft.complain(edit, error.rule, error.remedy, edit.column)
