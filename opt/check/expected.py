"""The index of every variable: what exists, from the instance and the recomputed operations."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable

from opt.check.campaign import campaigns_of, set_up_campaigns
from opt.check.case import Case
from opt.check.facts import given, group, period_rows, serving
from opt.check.market import demands
from opt.check.routing import chosen_row, streams_of
from opt.schema.words import OFFSPEC

Index = tuple[str, ...]


def expected_rows(case: Case) -> dict[str, set[Index]]:
    """The index of every variable, from the instance and the recomputed operations."""
    return {**_material(case), **_goods(case), **_lines(case), **_places(case)}


def _every(case: Case, keys: Iterable[Index]) -> set[Index]:
    """Every key in every period."""
    return {(*key, period) for key, period in itertools.product(keys, case.periods)}


def _material(case: Case) -> dict[str, set[Index]]:
    arrivals: set[Index] = {(row["stream"], row["period"]) for row in case.facts.rows["arrivals"] if row["mass"] > 0.0}
    streams, outlets = case.facts.by_key["streams"], case.facts.rows["outlets"]
    treat = {(name, line) for name, work in case.works.items() for line in (work.lines if work.needs_line else ("",))}
    discard = {
        (waste, site, outlet)
        for waste, site in {(waste, work.site) for work in case.works.values() for waste in work.wastes}
        for outlet in serving(outlets, waste, site)
    }
    found: dict[str, set[Index]] = {
        "receive": arrivals,
        "accept": {(stream, t) for stream, t in arrivals if streams[stream]["acceptance"] == "whole_lot"},
        "treat": _every(case, treat),
        "stock": _every(case, ((name, area) for name, item in case.materials.items() for area in item.areas)),
        "dispose": _every(case, ((name, outlet) for name, item in case.materials.items() for outlet in item.outlets)),
        "discard": _every(case, discard),
    }
    return found


def _goods(case: Case) -> dict[str, set[Index]]:
    made = {(name, product) for name, work in case.works.items() for product in work.goods}
    products = {product for _, product in made}
    grades = {product: {OFFSPEC} for product in products}
    for product, grade in case.facts.by_key["grades"]:
        if product in products:
            grades[product].add(grade)
    sold = {(product, grade) for product, names in grades.items() for grade in names}
    capacity = {key: row["capacity"] for key, row in case.facts.by_key["grades"].items()}
    return {
        "make": _every(case, ((name, product, grade) for name, product in made for grade in grades[product])),
        "sell": _every(case, sold),
        "keep": _every(case, (key for key in sold if capacity.get(key, 0.0) > 0.0)),
        "short": {key for key, row in demands(case).items() if row["contract"] > 0.0 and given(row["penalty"])},
    }


def _lines(case: Case) -> dict[str, set[Index]]:
    """Index of what lines do. A run exists for campaigns with set-ups or a minimum lot, in conflicts, and where a
    concurrent limit concerns a hazard of theirs."""
    campaigns = campaigns_of(case)
    states = {(line, name) for line, names in set_up_campaigns(case).items() for name in names}
    setups = case.facts.by_key["setups"]
    conflicting = _conflicting(case)
    runs = _every(
        case,
        (
            key
            for key in campaigns
            if key in states
            or (key in setups and setups[key]["minimum_lot"] > 0.0)
            or any(key in members for members in conflicting.values())
        ),
    )
    limits = concurrent_limits(case)
    peaks: set[Index] = set()
    for (line, campaign), operations in campaigns.items():
        site = case.facts.by_key["lines"][line]["site"]
        hazards = {h for name in operations for h, factor in case.works[name].hazards.items() if factor > 0.0}
        for hazard, place, period in limits:
            if hazard in hazards and place == site:
                runs.add((line, campaign, period))
                peaks.add((line, hazard, period))
    return {
        "run": runs,
        "setup": _every(case, states),
        "carry": _every(case, states),
        "single": _every(case, ((line,) for line, _ in states)),
        "peak": peaks,
        "active": _every(case, conflicting),
    }


def concurrent_limits(case: Case) -> set[Index]:
    """Hazard, site and period with a limit on what all lines release together."""
    rows = [row for row in case.facts.rows["hazard_limits"] if row["basis"] == "concurrent"]
    return {
        (hazard, place, period)
        for (hazard, place), limits in group(rows, "hazard", "place").items()
        for period in period_rows(limits, case.periods)
    }


def _conflicting(case: Case) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Campaigns by zone and group, of zones where at least two groups can run."""
    campaigns, zones = campaigns_of(case), {row["line"]: row["zone"] for row in case.facts.rows["lines"]}
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for (zone, name), rows in group(case.facts.rows["conflicts"], "zone", "group").items():
        members = {
            (line, campaign)
            for line, campaign in campaigns
            for row in rows
            if campaign == row["campaign"] and zones[line] == zone
        }
        if members:
            found[zone, name] = members
    count = Counter(zone for zone, _ in found)
    return {key: members for key, members in found.items() if count[key[0]] > 1}


def _places(case: Case) -> dict[str, set[Index]]:
    classes: dict[str, set[str]] = {}
    for item in case.materials.values():
        for area in item.areas:
            classes.setdefault(area, set()).add(item.storage_class)
    segregated = {name for name, row in case.facts.by_key["areas"].items() if row["segregated"]}
    hold = {(area, name) for area, names in classes.items() if area in segregated and len(names) > 1 for name in names}
    return {"hold": _every(case, hold), "use": _qualified(case)}


def _qualified(case: Case) -> set[Index]:
    """Origins and technologies that need a qualification: it costs something, or their stage allows fewer
    technologies than there are."""
    costs = {(row["stream"], row["technology"]): row["cost"] for row in case.facts.rows["routing"]}
    most = {(row["stream"], row["stage"]): row["maximum"] for row in case.facts.rows["routing_limits"]}
    streams = streams_of(case)
    pairs = {(case.materials[work.fraction].origin, work.technology): work.stage for work in case.works.values()}
    count = Counter((origin, stage) for (origin, _), stage in pairs.items())
    found: set[Index] = set()
    for (origin, technology), stage in pairs.items():
        limit = chosen_row(most, streams[origin], stage)
        costly = (chosen_row(costs, streams[origin], technology) or 0.0) > 0.0
        if costly or (limit is not None and limit < count[origin, stage]):
            found.add((origin, technology))
    return found
