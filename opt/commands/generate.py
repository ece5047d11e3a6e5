"""A generated instance: the starting instance's plant, with as many streams and weeks as asked for."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import numpy as np

from opt.instance import Instance, Settings, from_tables
from opt.report.frames import records

WEEK = 168.0
DELIVERED = 0.6
"""Chance that a stream delivers in a week."""

LEAST, MOST = 0.7, 1.0
"""Weekly deliveries of all streams together, relative to the starting instance's mean week."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Size:
    """How large it is to be."""

    streams: int
    weeks: int
    seed: int


def generated(starter: Instance, name: str, size: Size) -> Instance:
    """An instance with lines, market and limits of the starter and invented deliveries; the same size and seed give
    the same instance."""
    random = np.random.default_rng(size.seed)
    own = {table: records(frame) for table, frame in starter.own.items()}
    parents = {f"S{n + 1:03d}": own["streams"][n % len(own["streams"])] for n in range(size.streams)}
    periods = [str(week) for week in range(1, size.weeks + 1)]
    old_periods = starter.periods
    own["periods"] = _periods(starter, periods)
    own["composition"] = [
        {**row, "stream": stream}
        for stream, parent in parents.items()
        for row in own.get("composition", [])
        if row["stream"] == parent["stream"]
    ]
    own["arrivals"] = _arrivals(list(parents), periods, _weekly(own["arrivals"], len(old_periods)), random)
    own["streams"] = [_stream(stream, parent, random) for stream, parent in parents.items()]
    own["demand"] = [_over_horizon(row, size.weeks / len(old_periods)) for row in own.get("demand", [])]
    known = set(periods) | {"all", "each"}
    for table, rows in own.items():
        if table not in ("streams", "arrivals", "composition", "periods"):
            own[table] = [row for row in rows if _still_there(row, known, set(parents))]
    settings = starter.settings.model_copy(update={
        "name": name,
        "description": f"{size.streams} generated streams over {size.weeks} weeks (seed {size.seed}); arrivals, lines "
        "and limits are invented, chemistry and prices come from the reference library",
    })  # fmt: skip
    return from_tables(Settings.model_validate(settings.model_dump()), own)


def _periods(starter: Instance, names: list[str]) -> Rows:
    """Weeks from the day on which the starter begins."""
    begin = starter.tables["periods"]["start"].iloc[0]
    days = [str(datetime.date.fromisoformat(begin) + datetime.timedelta(weeks=n)) if begin else ""
            for n in range(len(names))]  # fmt: skip
    return [{"period": name, "hours": WEEK, "start": day} for name, day in zip(names, days, strict=True)]


def _weekly(arrivals: Rows, periods: int) -> float:
    """Mean mass that arrives in a week of the starter (t)."""
    return float(sum(row["mass"] for row in arrivals) / periods)


def _stream(name: str, parent: dict[str, Any], random: np.random.Generator) -> dict[str, Any]:
    """A stream like its parent, of another state of health and gate fee."""
    row = {**parent, "stream": name}
    if row.get("cell_type"):
        row["state_of_health"] = round(float(random.choice([0.1, 0.3, 0.5])), 2)
    if row.get("gate_fee", 0.0) == row.get("gate_fee", 0.0):
        row["gate_fee"] = round(float(row.get("gate_fee", 0.0) * random.uniform(0.8, 1.2)), 0)
    return row


def _arrivals(streams: list[str], periods: list[str], weekly: float, random: np.random.Generator) -> Rows:
    """Deliveries: each week some streams bring shares of that week's total; every stream delivers at least once."""
    size = random.lognormal(0.0, 0.4, len(streams))
    delivers = random.random((len(streams), len(periods))) < DELIVERED
    delivers[np.arange(len(streams)), random.integers(0, len(periods), len(streams))] = True
    parts = delivers * size[:, None]
    totals = weekly * random.uniform(LEAST, MOST, len(periods))
    masses = parts / np.maximum(parts.sum(axis=0), size.mean()) * totals
    return [
        {"stream": stream, "period": period, "mass": max(round(float(masses[i, j]), 2), 0.01)}
        for i, stream in enumerate(streams)
        for j, period in enumerate(periods)
        if delivers[i, j]
    ]


def _over_horizon(row: dict[str, Any], factor: float) -> dict[str, Any]:
    """A demand row over the horizon grows with it."""
    if row["period"] != "all":
        return row
    return {name: value * factor if name in ("maximum", "contract") else value for name, value in row.items()}


def _still_there(row: dict[str, Any], periods: set[str], streams: set[str]) -> bool:
    """False for a row of a stream or period of the starter that this instance does not have."""
    return row.get("period", "all") in periods and row.get("stream", "*") in {*streams, "*"}
