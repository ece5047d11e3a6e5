"""Lines: how many, how fast, in which campaigns, so that the nominal plan loads them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opt.instance.generate.chance import Chance, rounded
from opt.instance.generate.equipment import FAMILY, KINDS, Offer
from opt.instance.generate.facts import Facts
from opt.instance.generate.nominal import Flows
from opt.schema.words import ANY

LOAD = (0.80, 0.95)
"""Share of a line's hours that the nominal plan fills."""
SET_UPS = 1.2
"""Set-ups a line with several campaigns makes in a week of the nominal plan."""
SCALE = 0.6
FALLBACK = ("smelting", "heat_treatment")
"""Offered to every class that is there, whatever the nominal plan feeds to them."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A line: its kind, throughput in terms of the offers' speeds, and the offers and classes it runs."""

    name: str
    kind: str
    pace: float
    runs: tuple[tuple[Offer, str], ...]

    def campaigns(self) -> list[str]:
        """Its campaigns, in order of what it runs."""
        return list(dict.fromkeys(offer.campaign_of(FAMILY[name]) for offer, name in self.runs))


@dataclass
class Hours:
    """Hours at the offers' own speed that the nominal plan asks of a kind of line in a week, by (offer, class)."""

    runs: dict[tuple[Offer, str], float] = field(default_factory=lambda: defaultdict(float))

    def of_campaign(self) -> dict[str, float]:
        """The same by campaign."""
        sums: dict[str, float] = defaultdict(float)
        for (offer, name), hours in self.runs.items():
            sums[offer.campaign_of(FAMILY[name])] += hours
        return dict(sums)


def lines(facts: Facts, offers: Sequence[Offer], classes: Sequence[str], flows: Flows, chance: Chance) -> list[Line]:
    """The lines of the plant. A kind whose nominal load is more than its largest line can do has several: the first
    runs all campaigns, each further one only the campaign that asks for most."""
    hours: dict[str, Hours] = {kind: Hours() for kind in KINDS}
    for feed in flows.feeds:
        if feed.offer is not None:
            hours[feed.offer.kind].runs[feed.offer, feed.electrolyte_class] += feed.weekly / feed.offer.speed
    for offer in offers:
        for name in classes:
            if offer.technology in FALLBACK and FAMILY[name] in offer.families:
                hours[offer.kind].runs[offer, name] += 0.0
    found: list[Line] = []
    for kind, asked in hours.items():
        if asked.runs:
            found += _of_kind(kind, asked, chance.between(*LOAD))
    return found


def _of_kind(kind: str, asked: Hours, load: float) -> list[Line]:
    total = sum(asked.runs.values())
    several = len(asked.of_campaign()) > 1
    free = KINDS[kind].hours - (SET_UPS * KINDS[kind].setup_hours if several else 0.0)
    pace = max(total / (load * free), 0.05)
    fastest = max(offer.speed for offer, _ in asked.runs) * pace
    number = min(6, math.ceil(fastest / KINDS[kind].largest))
    runs = tuple(asked.runs)
    found = [Line(kind if number == 1 else f"{kind}_1", kind, pace / number, runs)]
    left = asked.of_campaign()
    for n in range(2, number + 1):
        most = max(left, key=left.__getitem__)
        left[most] -= total / number
        mine = tuple(run for run in runs if run[0].campaign_of(FAMILY[run[1]]) == most)
        found.append(Line(f"{kind}_{n}", kind, pace / number, mine))
    return found


def capabilities(facts: Facts, line: Line) -> list[str]:
    """What its technologies and the classes they meet ask of it."""
    needed: set[str] = set()
    for offer, name in line.runs:
        needed |= set(facts.technologies[offer.technology]["capabilities"])
        for row in facts.conditions.get((offer.technology, name), facts.conditions.get((offer.technology, ANY), ())):
            if row["condition"] == "capability":
                needed.add(row["value"])
    return sorted(needed)


def line_rows(facts: Facts, found: Sequence[Line], flows: Flows) -> dict[str, list[Row]]:
    """Tables lines, line_technologies and setups."""
    tables: dict[str, list[Row]] = {"lines": [], "line_technologies": [], "setups": []}
    for line in found:
        kind = KINDS[line.kind]
        tables["lines"].append({
            "line": line.name, "zone": kind.zone, "capabilities": tuple(capabilities(facts, line)),
            "hours": kind.hours, "hour_cost": scaled(kind.hour_cost, line), "fixed_cost": scaled(kind.fixed_cost, line),
            "initial_campaign": line.campaigns()[0],
        })  # fmt: skip
        tables["line_technologies"] += [
            {
                "line": line.name, "technology": offer.technology, "electrolyte_class": name, "form": offer.form,
                "rate": rounded(offer.speed * line.pace), "campaign": offer.campaign_of(FAMILY[name]),
            }
            for offer, name in line.runs
        ]  # fmt: skip
        tables["setups"] += _setups(line, flows)
    return tables


def scaled(cost: float, line: Line) -> float:
    """Cost of a line that is faster or slower than the offers' speeds: the six-tenths rule of plant costs."""
    return rounded(cost * line.pace**SCALE)


def _setups(line: Line, flows: Flows) -> list[Row]:
    """A line with several campaigns takes hours and money to change, and runs none for next to nothing."""
    kind, names = KINDS[line.kind], line.campaigns()
    if not kind.setup_hours or len(names) < 2:
        return []
    weekly = _weekly(line, flows)
    return [
        {
            "line": line.name, "campaign": name, "hours": kind.setup_hours, "cost": scaled(kind.setup_cost, line),
            "minimum_lot": rounded(0.15 * weekly.get(name, 0.0), 1),
        }
        for name in names
    ]  # fmt: skip


def _weekly(line: Line, flows: Flows) -> Mapping[str, float]:
    """t a week that the nominal plan feeds to each campaign of a kind of line."""
    fed: dict[str, float] = defaultdict(float)
    for feed in flows.feeds:
        if feed.offer is not None and feed.offer.kind == line.kind:
            fed[feed.offer.campaign_of(FAMILY[feed.electrolyte_class])] += feed.weekly
    return fed
