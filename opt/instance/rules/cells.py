"""Rules of single cells: whole numbers, references, names that would be mistaken for something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from opt.instance.view import View
from opt.schema import INPUT
from opt.schema.declare import Column, Table
from opt.schema.words import ALL, ANY
from opt.tables import Problem

WHOLE = {
    "streams": ("max_age",),
    "forms": ("max_age", "rank"),
    "initial_stock": ("arrived",),
    "routing_limits": ("maximum",),
}
RESERVED = {
    ("streams", "stream"): (ANY, ALL),
    ("periods", "period"): (ALL, "each"),
    ("lines", "line"): (ANY,),
    ("areas", "area"): (ANY,),
    ("sites", "site"): (ANY,),
    ("forms", "form"): (ANY,),
    ("technologies", "technology"): (ANY,),
    ("constituents", "constituent"): (ANY,),
    ("outlets", "outlet"): (ANY, "offspec"),
    ("products", "product"): ("offspec",),
}
SEPARATORS = {
    ("streams", "stream"): ">",
    ("technologies", "technology"): ">:/",
    ("outputs", "output"): ">:",
    ("forms", "form"): ">:/",
    ("constituents", "constituent"): "+:>",
    ("products", "product"): "+/>",
}
OF_A_KIND = (("outputs", "target"), ("hazard_factors", "at"))
"""Columns whose table depends on the row; their own rules look them up."""
ITEMS = ("prices", "reference_prices", "specifications", "grade_limits", "decisions")


def whole_numbers(view: View) -> Iterator[Problem]:
    """Ages, ranks and counts are whole."""
    for table, columns in WHOLE.items():
        for column in columns:
            values = view.tables[table][column]
            for position in (values.notna() & (values % 1 != 0)).to_numpy().nonzero()[0]:
                yield view.problem(table, int(position), column, "must be a whole number", "correct the number")


def references(view: View) -> Iterator[Problem]:
    """What a cell names must exist."""
    for table in INPUT.values():
        for column in table.columns:
            if column.refs and (table.name, column.name) not in OF_A_KIND:
                yield from _references(view, table, column)


def _references(view: View, table: Table, column: Column) -> Iterator[Problem]:
    targets = [target.split(".") for target in column.refs]
    if not view.broken.isdisjoint(name for name, _ in targets):
        return
    known: set[Any] = set().union(*(view.values(name, key) for name, key in targets))
    what = " or ".join(dict.fromkeys(key.replace("_", " ") for _, key in targets))
    for position, value in enumerate(view.tables[table.name][column.name]):
        for name in value if isinstance(value, tuple) else (value,):
            if name != "" and name not in known and name not in column.also:
                problem = view.unknown(table.name, position, column.name, what, known | set(column.also), name)
                if known:
                    yield problem
                else:
                    yield replace(problem, remedy=f"add table {' or '.join(name for name, _ in targets)}")
                    return


def names(view: View) -> Iterator[Problem]:
    """Names must not hold a sign that joins names in lists and indices, nor be a word with a meaning of its own."""
    for table in INPUT.values():
        if table.name in ITEMS:
            continue
        for column in table.columns:
            if column.kind == "key" and not column.refs and not column.choices:
                yield from _names(view, table.name, column.name)
    yield from _names(view, "line_technologies", "campaign")


def _names(view: View, table: str, column: str) -> Iterator[Problem]:
    signs = "|" + SEPARATORS.get((table, column), "")
    for position, name in enumerate(view.tables[table][column]):
        for sign in signs:
            if sign in name:
                yield view.problem(
                    table, position, column, f"the sign '{sign}' cannot stand in this name", "use another sign, as '_'"
                )
        if name in RESERVED.get((table, column), ()):
            yield view.problem(table, position, column, f"'{name}' has a meaning of its own", "choose another name")
