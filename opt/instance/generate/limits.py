"""Storage, hazard limits, utilities and outlets: where the nominal plan meets its bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from opt.instance.generate.chance import Chance, rounded, upward
from opt.instance.generate.deliveries import Stream
from opt.instance.generate.equipment import FAMILY
from opt.instance.generate.facts import Facts
from opt.instance.generate.lines import Line
from opt.instance.generate.nominal import Flows
from opt.instance.generate.passage import contents
from opt.instance.generate.permits import release_limit, stock_limit
from opt.schema.words import ANY, DEFAULT_SITE

Row = dict[str, Any]
HOURS = 168.0
TIGHT, NEAR, WIDE = (0.7, 0.95), (0.95, 1.15), (1.2, 1.6)
"""Share of what the nominal plan sets free that a limit allows: one that binds, two that bind in weeks of large
deliveries, and the others."""
LINKED = ("solvent", "recovery", "leaching", "precipitation")
"""Kinds of line that must run every week, because they feed each other with what can be stored little or not at all."""
CONCURRENT = "H2S"
"""The hazard whose hourly peaks are limited as well."""


def hazard_rows(
    facts: Facts, flows: Flows, lines: Sequence[Line], streams: Sequence[Stream], chance: Chance
) -> list[Row]:
    """Limits of all that treating sets free, of hourly peaks, and of what lies in stock. Some of the first bind;
    an hourly limit lets the linked lines run together, but not all lines besides."""
    weekly = released(facts, flows)
    names = sorted(name for name, amount in weekly.items() if amount > 0)
    gases = chance.shuffled([name for name in names if not name.endswith("dust")])
    width = dict.fromkeys(gases[1:3], NEAR) | dict.fromkeys(gases[:1], TIGHT)
    rows = []
    for name in names:
        share = chance.between(*width.get(name, WIDE))
        rows.append(_limit(name, "processing", release_limit(name, "processing", weekly[name] / HOURS * share)))
    peaks = hourly_peaks(facts, flows, lines, CONCURRENT)
    least, most = _together(lines, peaks), sum(peaks.values())
    if 0 < 1.02 * least < most:
        wanted = least + chance.between(0.3, 0.8) * (most - least)
        rows.append(_limit(CONCURRENT, "concurrent", release_limit(CONCURRENT, "concurrent", wanted)))
    held = stored(facts, streams)
    return rows + [
        _limit(name, "stock", stock_limit(name, held[name] * chance.between(0.5, 0.95))) for name in sorted(held)
    ]


def _limit(hazard: str, basis: str, limit: float) -> Row:
    return {"hazard": hazard, "basis": basis, "place": DEFAULT_SITE, "period": "all", "limit": limit}


def released(facts: Facts, flows: Flows) -> dict[str, float]:
    """Units of each hazard that the nominal plan sets free in a week."""
    sums: dict[str, float] = defaultdict(float)
    for feed in flows.feeds:
        for name, factor in factors(facts, "processing", feed.technology, feed.content).items():
            sums[name] += feed.weekly * factor
    return dict(sums)


def factors(facts: Facts, basis: str, at: str, content: Mapping[str, float], charge: float = 0.0) -> dict[str, float]:
    """Units of each hazard per tonne of such material at a technology or in a form."""
    sums: dict[str, float] = defaultdict(float)
    for row in (*facts.factors.get((basis, at), ()), *facts.factors.get((basis, ANY), ())):
        scale = charge if row["per_charge"] else 1.0
        sums[row["hazard"]] += row["factor"] * row["release"] * content.get(row["constituent"], 0.0) * scale
    return {name: amount for name, amount in sums.items() if amount > 0}


def hourly_peaks(facts: Facts, flows: Flows, lines: Sequence[Line], hazard: str) -> dict[str, float]:
    """Line -> most of the hazard that one of its campaigns sets free in an hour."""
    peaks: dict[str, float] = {}
    for line in lines:
        for feed in flows.feeds:
            if feed.offer is not None and (feed.offer, feed.electrolyte_class) in line.runs:
                factor = factors(facts, "processing", feed.technology, feed.content).get(hazard, 0.0)
                rate = rounded(feed.offer.speed * line.pace)
                if factor > 0:
                    peaks[line.name] = max(peaks.get(line.name, 0.0), factor * rate)
    return peaks


def _together(lines: Sequence[Line], peaks: Mapping[str, float]) -> float:
    """The highest peaks of the linked kinds of line together; at least that of any other line."""
    highest: dict[str, float] = defaultdict(float)
    for line in lines:
        highest[line.kind] = max(highest[line.kind], peaks.get(line.name, 0.0))
    return max(sum(highest[kind] for kind in LINKED), *highest.values())


def stored(facts: Facts, streams: Sequence[Stream]) -> dict[str, float]:
    """Units of each hazard in what arrives in a mean week, as it arrives."""
    sums: dict[str, float] = defaultdict(float)
    for stream in streams:
        content = contents(facts, stream.composition)
        state = stream.state
        for name, factor in factors(facts, "stock", state.form, content, state.state_of_charge).items():
            sums[name] += stream.weekly * factor
    return dict(sums)


def resource_rows(facts: Facts, flows: Flows, mandatory: Mapping[str, float], chance: Chance) -> dict[str, list[Row]]:
    """Limits of electricity, wastewater, incineration and landfill in a week. ``mandatory`` is the most that must be
    taken of each form in any week: an outlet that it could go to always has room for it."""
    used: dict[str, float] = defaultdict(float)
    for feed in flows.feeds:
        for row in facts.uses.get(feed.technology, ()):
            used[row["utility"]] += feed.weekly * row["amount"] * feed.content.get(row["constituent"], 0.0)
    utilities = [
        {"utility": name, "limit": rounded(used[name] * chance.between(1.0, 1.25))}
        for name in ("electricity", "wastewater")
        if used[name] > 0
    ]
    burden: dict[str, float] = defaultdict(float)
    for item, mass in flows.wastes.items():
        for outlet in facts.takers.get(item, ())[:1]:
            burden[outlet] += mass
    refuge: dict[str, float] = defaultdict(float)
    for form, mass in mandatory.items():
        for outlet in facts.takers.get(form, ()):
            refuge[outlet] += mass
    outlets = [
        {"outlet": name, "limit": upward(burden[name] * chance.between(1.1, 1.5) + refuge[name])}
        for name in ("incineration", "landfill")
        if burden[name] > 0
    ]
    return {"utilities": utilities, "outlets": outlets}


def area_rows(facts: Facts, streams: Sequence[Stream], chance: Chance) -> dict[str, list[Row]]:
    """Tables areas and area_classes: stores small beside what arrives; the dry ones hold one class at a time."""
    weekly = sum(stream.weekly for stream in streams)
    packs = sum(stream.weekly for stream in streams if stream.state.form.endswith("_pack"))
    sensitive = sum(s.weekly for s in streams if FAMILY[s.electrolyte_class] in ("sulfide", "halide"))
    classes = sorted({name for names in facts.storage.values() for name in names})
    whole = [name for name in classes if name.startswith("packs")]
    open_ = [name for name in classes if not name.startswith("packs") and name != "powder"]
    room = {
        "pack_store": (packs, 0.9, 6, False, whole),
        "cell_store": (weekly - packs, 0.5, 6, False, [name for name in whole if "discharged" in name]),
        "dry_store_1": (sensitive, 0.12, 15, True, open_),
        "dry_store_2": (weekly, 0.04, 15, True, [*open_[:1], *(name for name in whole if "discharged" in name)]),
        "powder_store": (weekly, 0.06, 8, False, [name for name in classes if name == "powder"]),
    }
    tables: dict[str, list[Row]] = {"areas": [], "area_classes": []}
    for area, (mass, share, cost, segregated, names) in room.items():
        if mass > 0 and names:
            capacity = rounded(mass * share * chance.between(0.8, 1.2))
            tables["areas"].append({"area": area, "capacity": capacity, "cost": cost, "segregated": segregated})
            tables["area_classes"] += [{"area": area, "storage_class": name} for name in names]
    return tables
