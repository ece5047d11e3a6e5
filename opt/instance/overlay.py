"""Tables laid over an instance: what a planner wants to try without touching the instance itself."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from opt.instance.assemble import from_tables, own_tables
from opt.instance.given import is_blank
from opt.instance.instance import Instance
from opt.schema import INPUT
from opt.schema.declare import Table
from opt.tables import InputError, Problem, open_source
from opt.tables.frames import frame_of, records


def lay_over(instance: Instance, path: str | Path) -> Instance:
    """The instance with the tables of a folder or workbook laid over its own.

    A row whose key the instance has replaces that row's cells (an empty cell keeps what was there); any other row is
    added. Settings are not laid over. Raises InputError with everything that is wrong with the tables, or that would
    be wrong with the result.
    """
    source = open_source(path)
    problems = [problem for problem in source.problems if problem.file != source.settings_file]
    if source.settings:
        problems.append(
            Problem("only tables are laid over an instance", "leave the settings out", source.settings_file)
        )
    if not source.grids and not problems:
        problems.append(Problem("there is no table in it", "name a folder or workbook with tables", str(path)))
    over, found = own_tables(instance, source.grids)
    if problems or found:
        raise InputError([*problems, *found])
    own = {**instance.own, **{name: _laid(INPUT[name], instance.own.get(name), rows) for name, rows in over.items()}}
    return from_tables(instance.settings, own)


def _laid(table: Table, under: pd.DataFrame | None, over: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``over`` on those of ``under``, both with blanks kept."""
    rows = [] if under is None else records(under)
    position = {_key(table, row): number for number, row in enumerate(rows)}
    for row in records(over):
        number = position.get(_key(table, row))
        if number is None:
            rows.append(row)
        else:
            kept = rows[number]
            rows[number] = {c.name: kept[c.name] if is_blank(c.kind, row[c.name]) else row[c.name]
                            for c in table.columns}  # fmt: skip
    return frame_of(table, rows, blanks=True)


def _key(table: Table, row: dict[str, object]) -> tuple[object, ...]:
    """The row's key, a blank part by its default."""
    columns = [table.column(name) for name in table.key]
    return tuple(c.empty if is_blank(c.kind, row[c.name]) and not c.required else row[c.name] for c in columns)
