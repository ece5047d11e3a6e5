"""A larger instance made of a given one: every stream several times, the calendar several times.

The mass of a stream is divided among its copies, so that what the lines, areas and limits were sized for stays what it
is and a plan of the given instance says what is feasible here. The copies differ slightly in composition: they are no
pool, and each brings fractions and operations of its own. The calendar is repeated as it stands: arrivals, stops,
prices, contracts, limits of single periods; limits and contracts over the horizon grow with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from opt.instance import Instance, from_tables

STEP = 0.01
"""How far two copies of a stream lie apart: in state of health, or as a share of its second largest constituent."""

HOURS_A_DAY = 24.0
ANY, ALL = "*", "all"
CALENDAR = ("arrivals", "downtime", "prices", "demand", "hazard_limits")
"""Tables with rows of single periods."""
DIVIDED = {"arrivals": ("mass",), "initial_stock": ("mass",), "routing": ("cost",)}
"""What the copies of a stream share."""

Rows = list[dict[str, Any]]


def enlarge(instance: Instance, *, streams: int = 1, periods: int = 1, step: float = STEP) -> Instance:
    """The instance with every stream ``streams`` times and its calendar ``periods`` times.

    ValueError where the instance holds decisions on single variables, or where copies of a stream could not be told
    apart. InputError where ``step`` leaves the range of a state of health."""
    if len(instance.tables["decisions"]):
        raise ValueError("decisions on single variables cannot be enlarged")
    tables: dict[str, Rows] = {name: _records(instance, name) for name in instance.own}
    tables["streams"] = instance.records("streams")
    tables["periods"] = instance.records("periods")
    for name in ("arrivals", "initial_stock", "routing", "routing_limits", "end_values", "composition"):
        if name in tables:
            tables[name] = [copy for row in tables[name] for copy in _shares(name, row, streams)]
    tables["streams"] = [_like(row, number, step) for row in tables["streams"] for number in range(streams)]
    if "composition" in tables:
        tables["composition"] = _told_apart(tables["composition"], instance, streams, step)
    names = [row["period"] for row in tables["periods"]]
    for name in CALENDAR:
        if name in tables:
            tables[name] = _repeated(tables[name], names, periods)
    for row in tables.get("demand", []):
        if row["period"] == ALL:
            row.update({column: row[column] * periods for column in ("maximum", "contract")})
    tables["periods"] = _calendar(tables["periods"], periods)
    settings = instance.settings.model_copy(update={"name": f"{instance.settings.name}_{streams}x{periods}"})
    return from_tables(settings, tables)


def copy_name(stream: str, number: int) -> str:
    """Name of a copy of a stream; the first bears the stream's own."""
    return f"{stream}_{number + 1}" if number else stream


def later_name(period: str, names: Sequence[str], turn: int) -> str:
    """Name of a period in a turn of the calendar: numbers go on, other names get the turn's number."""
    if not turn:
        return period
    if all(name.isdigit() for name in names):
        return str(int(period) + turn * (max(map(int, names)) - min(map(int, names)) + 1))
    return f"{period}_{turn + 1}"


def _records(instance: Instance, name: str) -> Rows:
    frame = instance.own[name]
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def _shares(name: str, row: Mapping[str, Any], streams: int) -> Rows:
    """A row for each copy of its stream; one that names all streams stands for the copies too, at its share."""
    share = {column: row[column] / streams for column in DIVIDED.get(name, ())}
    names = [ANY] if row["stream"] == ANY else [copy_name(row["stream"], number) for number in range(streams)]
    return [{**row, **share, "stream": stream} for stream in names]


def _like(row: Mapping[str, Any], number: int, step: float) -> dict[str, Any]:
    """A copy of a stream; where a cell type stands for its composition, of another state of health."""
    health = row["state_of_health"]
    if row["cell_type"]:
        health += step * number if health <= 0.5 else -step * number
    return {**row, "stream": copy_name(row["stream"], number), "state_of_health": health}


def _told_apart(rows: Rows, instance: Instance, streams: int, step: float) -> Rows:
    """Compositions of the copies: some of the second largest constituent is the largest one instead."""
    given: dict[str, dict[str, float]] = {}
    for row in instance.records("composition"):
        given.setdefault(row["stream"], {})[row["constituent"]] = row["fraction"]
    moved: dict[tuple[str, str], float] = {}
    for stream, fractions in given.items():
        if len(fractions) < 2 and streams > 1:
            raise ValueError(f"copies of stream {stream} cannot be told apart: it has one constituent")
        ordered = sorted(fractions, key=lambda name: (-fractions[name], name))
        for number in range(1, streams):
            amount = step * number * fractions[ordered[1]]
            moved[copy_name(stream, number), ordered[0]] = amount
            moved[copy_name(stream, number), ordered[1]] = -amount
    return [{**row, "fraction": row["fraction"] + moved.get((row["stream"], row["constituent"]), 0.0)} for row in rows]


def _repeated(rows: Rows, names: Sequence[str], turns: int) -> Rows:
    """Rows of single periods once a turn of the calendar, the others once."""
    single = set(names)
    found = [row for row in rows if row["period"] not in single]
    return found + [
        {**row, "period": later_name(row["period"], names, turn)}
        for turn in range(turns)
        for row in rows
        if row["period"] in single
    ]


def _calendar(rows: Rows, turns: int) -> Rows:
    """The calendar several times; starts, where given, go on by its length."""
    names = [row["period"] for row in rows]
    days = sum(row["hours"] for row in rows) / HOURS_A_DAY
    return [
        {**row, "period": later_name(row["period"], names, turn), "start": _later(row["start"], days * turn)}
        for turn in range(turns)
        for row in rows
    ]


def _later(start: str, days: float) -> str:
    if not start:
        return ""
    return (datetime.date.fromisoformat(start) + datetime.timedelta(days=round(days))).isoformat()
