"""From what was given to a finished instance: type, merge, complete, price, validate; every complaint at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from opt.instance.complete import complete
from opt.instance.given import own_frame
from opt.instance.instance import Instance
from opt.instance.merge import Merged, merge
from opt.instance.money import fill_prices, in_currency
from opt.instance.releases import lay_releases
from opt.instance.settings import Settings
from opt.instance.settings_text import parse_settings
from opt.instance.validate import remarks, validate
from opt.instance.view import View
from opt.library import load_library
from opt.schema import INPUT, LIBRARY
from opt.tables import Grid, InputError, Parsed, Problem, UnitContext, grid_of, parse_tables, suggest

OVERRIDDEN = ("table", "key", "column", "library", "instance")
REFERENCE = "reference"
Rows = pd.DataFrame | Sequence[Mapping[str, Any]]


def from_tables(settings: Settings | Mapping[str, Any], own: Mapping[str, Rows]) -> Instance:
    """An instance from tables in memory; missing columns and tables take their defaults. Values are in canonical
    units, or in the unit that a column's name gives in brackets, as in a file.

    Raises InputError with every problem; rows count from 2, as below a header.
    """
    problems: list[Problem] = []
    grids = {}
    for name, rows in own.items():
        if name not in INPUT:
            problems.append(Problem(f"there is no table '{name}'", suggest(name, INPUT), name, name))
        elif len(rows):
            grids[name] = grid_of(rows, name)
    if isinstance(settings, Settings):
        return assemble(settings, grids, problems)
    parsed, complaints = parse_settings(settings)
    return assemble(parsed, grids, [*complaints, *problems])


def assemble(
    settings: Settings,
    grids: Mapping[str, Grid],
    problems: Sequence[Problem] = (),
    unreadable: Sequence[str] = (),
    place: str = "",
    *,
    known: bool = False,
) -> Instance:
    """Types, completes and validates what was given. ``problems`` are those found on the way here; ``unreadable`` names
    tables that are there but no grids, which have been complained about; ``place`` is the file or folder. ``known``:
    this very input was found valid before; its rules are not asked again.

    Raises InputError with every problem; rules that look something up in a table that cannot be read are passed over.
    """
    library, found = _library(settings)
    parsed = _parse(settings, library, grids, known=known)
    found = [*problems, *found, *(problem for table in parsed.values() for problem in table.problems)]
    own = {name: own_frame(parsed[name]).copy() for name in INPUT if name in parsed and len(parsed[name].frame)}
    merged = {name: merge(table, library.get(name), parsed.get(name), own.get(name)) for name, table in INPUT.items()}
    broken = {*unreadable, *(name for name, table in parsed.items() if _keyless(table))}
    missing = _missing_tables({*own, *broken}, merged)
    found += [_missing(name, place) for name in missing]
    found += [problem for table in merged.values() for problem in table.problems]
    tables, complaints = complete(merged)
    found += complaints
    lay_releases(tables)
    found += fill_prices(settings, tables)
    view = View(
        settings,
        {name: table.frame for name, table in tables.items()},
        {name: table.places for name, table in tables.items()},
        frozenset({*broken, *missing, *(["periods"] if _no_calendar({*broken, *missing}, own) else [])}),
    )
    found += [] if known else validate(view)
    if found:
        raise InputError(_once(found))
    overridden = pd.DataFrame(
        [row for table in tables.values() for row in table.overridden], columns=list(OVERRIDDEN), dtype="str"
    )
    return Instance(settings, view.tables, own, overridden, tuple(remarks(view)))


def own_tables(instance: Instance, grids: Mapping[str, Grid]) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Further tables for an instance, typed by its units and currency, blanks kept; and what is wrong with them."""
    parsed = _parse(instance.settings, instance.tables, grids, partial=tuple(INPUT))
    problems = [problem for table in parsed.values() for problem in table.problems]
    return {name: own_frame(table).copy() for name, table in parsed.items() if len(table.frame)}, problems


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """Each problem once; of all prices in a currency without a rate only the first is named."""
    first: dict[object, Problem] = {}
    for problem in problems:
        first.setdefault(problem.value if problem.column == "exchange_rates" else problem, problem)
    return list(first.values())


def _keyless(parsed: Parsed) -> bool:
    """True for a table that cannot be looked up: no rows, or a key column that is not there, though it was given."""
    complained = bool(parsed.problems)
    rows = range(len(parsed.frame))
    return complained and any(all((index, name) in parsed.bad for index in rows) for name in parsed.table.key)


def _no_calendar(broken: set[str], own: Mapping[str, pd.DataFrame]) -> bool:
    """True where the periods would be read off arrivals that cannot be read."""
    return "arrivals" in broken and "periods" not in own


def _library(settings: Settings) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    if settings.library != REFERENCE:
        return {}, []
    return in_currency(settings, load_library())


def _parse(
    settings: Settings,
    library: Mapping[str, pd.DataFrame],
    grids: Mapping[str, Grid],
    partial: Sequence[str] = (),
    *,
    known: bool = False,
) -> dict[str, Parsed]:
    """Types the tables; those that lie over the library, and ``partial`` ones, may leave cells and columns out."""
    units = UnitContext(
        settings.currency,
        {currency: given.rate for currency, given in settings.exchange_rates.items()},
        _units(library, "hazards", "hazard"),
        _units(library, "utilities", "utility"),
    )
    return parse_tables(grids, units, partial=partial or (tuple(LIBRARY) if library else ()), known=known)


def _units(library: Mapping[str, pd.DataFrame], table: str, key: str) -> dict[str, str]:
    return dict(zip(library[table][key], library[table]["unit"], strict=True)) if table in library else {}


def _missing_tables(there: set[str], merged: Mapping[str, Merged]) -> list[str]:
    """Required tables that are absent or have no rows; composition may be where every stream names a cell type."""
    needed = [name for name, table in INPUT.items() if table.required and name not in there]
    streams = merged["streams"].frame
    spared = len(streams) > 0 and bool((streams["cell_type"] != "").all())
    return [name for name in needed if name != "composition" or not spared]


def _missing(name: str, place: str) -> Problem:
    rule = f"table {name} is missing or has no rows"
    return Problem(rule, f"add it; its columns: {', '.join(INPUT[name].names)}", place or name, name)
