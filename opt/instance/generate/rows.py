"""Tables that follow from streams and lines without further sizing: calendar, streams, stops, conflicts, routing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from opt.instance.generate.chance import Chance, rounded
from opt.instance.generate.deliveries import Stream
from opt.instance.generate.equipment import DRY, KINDS, WET
from opt.instance.generate.facts import Facts
from opt.instance.generate.lines import Line
from opt.instance.generate.nominal import Flows

Row = dict[str, Any]
START = datetime.date(2026, 1, 5)
STOCK = 0.3
"""Initial stock of a stream relative to what it brings in a week, at most."""


def period_rows(weeks: int) -> list[Row]:
    return [
        {"period": str(n + 1), "hours": 168.0, "start": (START + datetime.timedelta(weeks=n)).isoformat()}
        for n in range(weeks)
    ]


def zone_rows() -> list[Row]:
    names = {DRY: "inert and dry rooms", WET: "wet chemistry and open solids"}
    return [{"zone": zone, "site": "plant", "name": name} for zone, name in names.items()]


def stream_rows(found: Sequence[Stream], masses: Mapping[tuple[str, int], float]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {"streams": [], "composition": [], "arrivals": []}
    for stream in found:
        state = stream.state
        row: Row = {"stream": stream.name, "form": state.form, "electrolyte_class": stream.electrolyte_class}
        if stream.varied:
            tables["composition"] += [
                {"stream": stream.name, "constituent": name, "fraction": share}
                for name, share in stream.composition.items()
            ]
        else:
            row |= {"cell_type": stream.cell_type, "state_of_health": state.state_of_health}
        tables["streams"].append(row | {
            "intact": state.intact, "state_of_charge": state.state_of_charge, "gate_fee": stream.gate_fee,
            "acceptance": stream.acceptance, "max_age": stream.max_age,
        })  # fmt: skip
    tables["arrivals"] = [
        {"stream": stream, "period": str(week), "mass": mass} for (stream, week), mass in masses.items()
    ]
    return tables


def mandatory_peaks(found: Sequence[Stream], masses: Mapping[tuple[str, int], float]) -> dict[str, float]:
    """The most of each form that must be taken in any week, initial stock included."""
    must = {stream.name: stream.state.form for stream in found if stream.acceptance == "mandatory"}
    weekly: dict[tuple[str, int], float] = defaultdict(float)
    for (name, week), mass in masses.items():
        if name in must:
            weekly[must[name], week] += mass
    most: dict[str, float] = defaultdict(float)
    for (form, _), mass in weekly.items():
        most[form] = max(most[form], mass)
    for stream in found:
        most[stream.state.form] += STOCK * stream.weekly
    return dict(most)


def downtime_rows(plant: Sequence[Line], weeks: int, chance: Chance) -> list[Row]:
    """A stop of some line about every eighth week."""
    rows: dict[tuple[str, str], Row] = {}
    for n in range(weeks // 8 + (weeks >= 6)):
        line = chance.pick(plant)
        week = str(min(weeks, chance.whole(8 * n + 2, 8 * n + 8)))
        hours = 10 * round(KINDS[line.kind].hours * chance.between(0.4, 1.0) / 10)
        rows[line.name, week] = {"line": line.name, "period": week, "hours": float(hours)}
    return list(rows.values())


GROUPS: Mapping[str, tuple[str, ...]] = {
    "open_electrolyte": ("sieving_sulfide", "sieving_halide"),
    "wet_chemistry": ("washing_polymer",),
}


def conflict_rows(plant: Sequence[Line]) -> list[Row]:
    """Open sulfide or halide is not sieved while wet chemistry runs beside it."""
    there = {name for line in plant if KINDS[line.kind].zone == WET for name in line.campaigns()}
    groups = {group: [name for name in names if name in there] for group, names in GROUPS.items()}
    if not all(groups.values()):
        return []
    return [{"zone": WET, "group": group, "campaign": name} for group, names in groups.items() for name in names]


QUALIFIED: Mapping[str, float] = {"hydrothermal_relithiation": 600.0, "smelting": 800.0}


def routing_rows(found: Sequence[Stream], plant: Sequence[Line], chance: Chance) -> list[Row]:
    """Costs of qualifying a stream; one supplier's lots are kept from being sold as black mass or sorted."""
    offered = {offer.technology for line in plant for offer, _ in line.runs}
    rows: list[Row] = [
        {"stream": "*", "technology": name, "cost": cost} for name, cost in QUALIFIED.items() if name in offered
    ]
    varied = [stream.name for stream in found if stream.varied]
    if varied and "electrolyte_sorting" in offered:
        rows.append({"stream": chance.pick(varied), "technology": "electrolyte_sorting", "rule": "forbid"})
    return rows


END_VALUES: Mapping[str, float] = {"black_mass": 600.0, "washed_powder": 1500.0}


def end_value_rows(flows: Flows) -> list[Row]:
    forms = {feed.form for feed in flows.feeds}
    return [{"stream": "*", "form": form, "value": value} for form, value in END_VALUES.items() if form in forms]


def initial_rows(
    found: Sequence[Stream], areas: Sequence[Row], classes: Sequence[Row], facts: Facts, chance: Chance
) -> list[Row]:
    """A little of some streams lies in the stores already."""
    rows = []
    room = {row["area"]: row["capacity"] for row in areas}
    for stream in chance.shuffled(found)[: max(1, len(found) // 8)]:
        wanted = set(facts.storage.get(stream.state.form, ())[:1])
        mass = rounded(STOCK * stream.weekly * chance.between(0.5, 0.99))
        may = [row["area"] for row in classes if row["storage_class"] in wanted and room[row["area"]] >= 2 * mass]
        if may:
            room[may[0]] -= mass
            rows.append({
                "stream": stream.name, "form": stream.state.form, "area": may[0], "arrived": 0.0, "mass": mass,
            })  # fmt: skip
    return rows
