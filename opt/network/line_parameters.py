"""Parameters of lines: hours, campaigns, set-ups, conflicts, and which campaigns need a binary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.network.network import Network
from opt.network.site_parameters import Sites


@dataclass(frozen=True)
class Lines:
    """``site[l]``, ``available[l,t]`` hours less downtime (h, at least 0), ``hour_cost[l]`` (currency/h),
    ``fixed_cost[l]`` (currency per period), ``initial_campaign[l]`` ('' if none).

    ``operations[l,c]`` operations of a campaign with their rate (t/h); only campaigns that treat something.
    ``setup_hours[l,c]`` (h), ``setup_cost[l,c]`` (currency), ``minimum_lot[l,c]`` (t): only where above zero.
    ``setups`` campaigns with set-up hours or cost, by line. ``groups[z,g]`` the campaigns (l,c) of a group in zone z;
    only zones where two groups or more can run.
    ``peaks[l,c,h]`` largest hourly hazard of a campaign (hazard units per h). ``runs`` all (l,c,t) that need a binary
    **run**.
    """

    site: Mapping[str, str]
    available: Mapping[tuple[str, str], float]
    hour_cost: Mapping[str, float]
    fixed_cost: Mapping[str, float]
    initial_campaign: Mapping[str, str]
    operations: Mapping[tuple[str, str], tuple[tuple[str, float], ...]]
    setup_hours: Mapping[tuple[str, str], float]
    setup_cost: Mapping[tuple[str, str], float]
    minimum_lot: Mapping[tuple[str, str], float]
    setups: Mapping[str, tuple[str, ...]]
    groups: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    peaks: Mapping[tuple[str, str, str], float]
    runs: tuple[tuple[str, str, str], ...]


def lines_of(instance: Instance, network: Network, periods: tuple[str, ...], sites: Sites) -> Lines:
    """Parameters of the lines."""
    rows = instance.records("lines")
    site = {row["line"]: row["site"] for row in rows}
    lost = {(row["line"], row["period"]): float(row["hours"]) for row in instance.records("downtime")}
    operations = _campaigns(network, tuple(site))
    setups = {
        (row["line"], row["campaign"]): row
        for row in instance.records("setups")
        if (row["line"], row["campaign"]) in operations
    }
    hours = {key: float(row["hours"]) for key, row in setups.items() if row["hours"] > 0}
    cost = {key: float(row["cost"]) for key, row in setups.items() if row["cost"] > 0}
    lot = {key: float(row["minimum_lot"]) for key, row in setups.items() if row["minimum_lot"] > 0}
    groups = _groups(instance, operations)
    peaks = _peaks(network, operations)
    in_conflict = {key for members in groups.values() for key in members}
    return Lines(
        site=site,
        available={
            (row["line"], t): max(0.0, float(row["hours"]) - lost.get((row["line"], t), 0.0))
            for row in rows
            for t in periods
        },
        hour_cost={row["line"]: float(row["hour_cost"]) for row in rows},
        fixed_cost={row["line"]: float(row["fixed_cost"]) for row in rows},
        initial_campaign={row["line"]: row["initial_campaign"] for row in rows},
        operations=operations,
        setup_hours=hours,
        setup_cost=cost,
        minimum_lot=lot,
        setups=_by_line(key for key in operations if key in hours or key in cost),
        groups=groups,
        peaks=peaks,
        runs=_runs(
            operations,
            periods,
            always=hours.keys() | cost.keys() | lot.keys() | in_conflict,
            sometimes=_peaking(peaks, site, sites),
        ),
    )


def _by_line(campaigns: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line, c in campaigns:
        found.setdefault(line, []).append(c)
    return {line: tuple(names) for line, names in found.items()}


def _campaigns(network: Network, lines: tuple[str, ...]) -> dict[tuple[str, str], tuple[tuple[str, float], ...]]:
    """Operations of each campaign with their rate, lines in table order, campaigns in order of first operation."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for name, operation in network.operations.items():
        for line, how in operation.lines.items():
            found.setdefault((line, how.campaign), []).append((name, how.rate))
    order = {line: position for position, line in enumerate(lines)}
    return {key: tuple(found[key]) for key in sorted(found, key=lambda key: order[key[0]])}


def _groups(
    instance: Instance, operations: Mapping[tuple[str, str], object]
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Campaigns by zone and group, of zones where at least two groups have one."""
    zone = {row["line"]: row["zone"] for row in instance.records("lines")}
    members: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in instance.records("conflicts"):
        found = [(line, c) for line, c in operations if c == row["campaign"] and zone[line] == row["zone"]]
        if found:
            members.setdefault((row["zone"], row["group"]), []).extend(found)
    count = {z: sum(1 for y, _ in members if y == z) for z, _ in members}
    return {key: tuple(dict.fromkeys(found)) for key, found in members.items() if count[key[0]] > 1}


def _peaks(
    network: Network, operations: Mapping[tuple[str, str], tuple[tuple[str, float], ...]]
) -> dict[tuple[str, str, str], float]:
    """peak(l,c,h) = largest factor x rate over the operations of the campaign (they follow one another)."""
    peaks: dict[tuple[str, str, str], float] = {}
    for (line, c), members in operations.items():
        for name, rate in members:
            for h, factor in network.operations[name].hazards.items():
                if factor * rate > peaks.get((line, c, h), 0.0):
                    peaks[line, c, h] = factor * rate
    return peaks


def _peaking(
    peaks: Mapping[tuple[str, str, str], float], site: Mapping[str, str], sites: Sites
) -> set[tuple[str, str, str]]:
    """(l,c,t) where a concurrent limit applies to a hazard that the campaign has."""
    limited: dict[tuple[str, str], list[str]] = {}
    for h, v, t in sites.concurrent:
        limited.setdefault((h, v), []).append(t)
    return {(line, c, t) for line, c, h in peaks for t in limited.get((h, site[line]), ())}


def _runs(
    operations: Mapping[tuple[str, str], object],
    periods: tuple[str, ...],
    always: set[tuple[str, str]],
    sometimes: set[tuple[str, str, str]],
) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (line, c, t) for line, c in operations for t in periods if (line, c) in always or (line, c, t) in sometimes
    )
