"""Safety.

processing: sum of factor x treat over a site <= limit per hour x hours of the period
stock:      sum of factor x stock at a site or in an area <= limit
concurrent: sum over lines of the highest hourly peak of the campaigns that run <= limit per hour
conflict:   at most one group of campaigns of a zone runs in a period
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.campaign import campaigns_of, treated_in
from opt.check.case import Case, Row, name_of
from opt.check.facts import group, period_rows
from opt.check.works import released
from opt.tolerances import FEASIBILITY_ZERO

Amounts = dict[tuple[str, str, str], float]


def check(case: Case) -> Iterator[Row]:
    """Every hazard limit and every conflict."""
    amounts = {"processing": _processing(case), "stock": _stock(case), "concurrent": _concurrent(case)}
    for (hazard, basis, place), rows in group(case.facts.rows["hazard_limits"], "hazard", "basis", "place").items():
        unit = case.facts.by_key["hazards"][hazard]["unit"] + ("/h" if basis == "concurrent" else "")
        for period, row in period_rows(rows, case.periods).items():
            limit = row["limit"] * (case.facts.hours[period] if basis == "processing" else 1.0)
            excess = amounts[basis].get((hazard, place, period), 0.0) - limit
            yield Row(name_of(hazard, basis, place), period, excess, limit, unit)
    yield from _peaks(case)
    yield from _conflicts(case)


def _processing(case: Case) -> Amounts:
    found: Amounts = defaultdict(float)
    for operation, work in case.works.items():
        for hazard, factor in work.hazards.items():
            for period in case.periods:
                found[hazard, work.site, period] += factor * case.treated.get((operation, period), 0.0)
    return found


def _stock(case: Case) -> Amounts:
    """Hazard in each area, and summed over the areas of each site."""
    found: Amounts = defaultdict(float)
    factors = {}
    for name, material in case.materials.items():
        charge = material.state_of_charge if case.facts.by_key["forms"][material.form]["charged"] else 0.0
        factors[name] = released(case.facts, "stock", material.form, material, charge)
    for (fraction, area, period), mass in case.values["stock"].items():
        for hazard, factor in factors.get(fraction, {}).items():
            for place in dict.fromkeys((area, case.materials[fraction].site)):
                found[hazard, place, period] += factor * mass
    return found


def line_peaks(case: Case) -> Amounts:
    """Highest hourly release of the campaigns that run on a line in a period: they follow one another."""
    peaks: Amounts = defaultdict(float)
    running = _running(case)
    for (line, campaign), operations in campaigns_of(case).items():
        for operation in operations:
            work = case.works[operation]
            for hazard, factor in work.hazards.items():
                for period in case.periods:
                    if (line, campaign, period) in running:
                        rate = work.lines[line][0]
                        peaks[line, hazard, period] = max(peaks[line, hazard, period], factor * rate)
    return peaks


def _concurrent(case: Case) -> Amounts:
    found: Amounts = defaultdict(float)
    for (line, hazard, period), peak in line_peaks(case).items():
        found[hazard, case.facts.by_key["lines"][line]["site"], period] += peak
    return found


def _peaks(case: Case) -> Iterator[Row]:
    """The stored peak is at least what runs."""
    needed = line_peaks(case)
    for (line, hazard, period), peak in case.values["peak"].items():
        least = needed.get((line, hazard, period), 0.0)
        yield Row(name_of("peak", line, hazard), period, least - peak, least, "1/h")


def _running(case: Case) -> set[tuple[str, str, str]]:
    """Line, campaign and period where a campaign runs: says so, or treats something."""
    found = {
        (line, campaign, period)
        for line, campaign, period in case.values["run"]
        if case.chosen("run", line, campaign, period)
    }
    return found | {key for key, mass in treated_in(case).items() if mass > FEASIBILITY_ZERO}


def _conflicts(case: Case) -> Iterator[Row]:
    running = _running(case)
    zones = {line: row["zone"] for line, row in case.facts.by_key["lines"].items()}
    for zone, rows in group(case.facts.rows["conflicts"], "zone").items():
        groups = group(rows, "group")
        for period in case.periods:
            active = [
                name
                for name, members in groups.items()
                if any(
                    (line, row["campaign"], period) in running
                    for row in members
                    for line, place in zones.items()
                    if place == zone
                )
            ]
            yield Row(name_of("conflict", zone, *active), period, len(active) - 1.0, 1.0, "groups")
            for name in active:
                flag = case.values["active"].get((zone, name, period))
                if flag is not None:
                    yield Row(name_of("active", zone, name), period, 1.0 - flag, 1.0, "")
