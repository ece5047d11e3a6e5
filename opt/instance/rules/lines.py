"""Rules of lines: what they run, campaigns, set-ups, conflicts, lost hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.instance.view import View
from opt.schema.words import ANY
from opt.tables import Problem, suggest


def campaigns_of(view: View) -> dict[str, set[str]]:
    """Campaigns of each line: the campaign named in line_technologies, else the technology's name."""
    campaigns: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("line_technologies"):
        campaigns[row["line"]].add(row["campaign"] or row["technology"])
    return campaigns


def line_technologies(view: View) -> Iterator[Problem]:
    """A line that names a form names one that the technology accepts."""
    inputs = {row["technology"]: row["inputs"] for row in view.rows("technologies")}
    forms = view.values("forms", "form")
    for position, row in view.numbered("line_technologies"):
        accepted = inputs.get(row["technology"])
        if accepted is not None and row["form"] in forms and row["form"] not in accepted:
            yield view.problem(
                "line_technologies",
                position,
                "form",
                f"{row['technology']} does not accept {row['form']}",
                f"write one of: {', '.join(accepted)}, or *",
            )


def campaigns(view: View) -> Iterator[Problem]:
    """Set-ups and initial campaigns are campaigns of their line."""
    of_line = campaigns_of(view)
    known_lines = view.values("lines", "line")
    for position, row in view.numbered("setups"):
        if row["line"] in known_lines and row["campaign"] and row["campaign"] not in of_line[row["line"]]:
            yield view.unknown("setups", position, "campaign", f"campaign on line {row['line']}", of_line[row["line"]])
    for position, row in view.numbered("lines"):
        if row["initial_campaign"] and row["initial_campaign"] not in of_line[row["line"]]:
            yield view.unknown(
                "lines", position, "initial_campaign", f"campaign on line {row['line']}", of_line[row["line"]]
            )


def zones(view: View) -> Iterator[Problem]:
    """A line's zone lies on the line's site."""
    site_of = {row["zone"]: row["site"] for row in view.rows("zones")}
    for position, row in view.numbered("lines"):
        if row["zone"] in site_of and site_of[row["zone"]] != row["site"]:
            yield view.problem(
                "lines",
                position,
                "zone",
                f"zone {row['zone']} belongs to site {site_of[row['zone']]}, the line to site {row['site']}",
                "choose a zone of the line's site",
            )


def conflicts(view: View) -> Iterator[Problem]:
    """Conflicts name zones with lines and campaigns of those lines; a campaign stands in one group."""
    of_line = campaigns_of(view)
    in_zone: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("lines"):
        if row["zone"]:
            in_zone[row["zone"]] |= of_line[row["line"]]
    known = (view.values("zones", "zone") | view.values("lines", "zone")) - {""}
    group_of: dict[tuple[str, str], str] = {}
    for position, row in view.numbered("conflicts"):
        zone, campaign = row["zone"], row["campaign"]
        if zone and zone not in known:
            yield view.unknown("conflicts", position, "zone", "zone", known)
        elif campaign and campaign not in in_zone[zone]:
            yield view.unknown("conflicts", position, "campaign", f"campaign on a line of zone {zone}", in_zone[zone])
        other = group_of.setdefault((zone, campaign), row["group"])
        if other != row["group"]:
            yield view.problem(
                "conflicts",
                position,
                "group",
                f"campaign {campaign} stands already in group {other}",
                "keep it in one group",
            )


def downtime(view: View) -> Iterator[Problem]:
    """No more hours are lost than a line is manned."""
    hours = {row["line"]: row["hours"] for row in view.rows("lines")}
    for position, row in view.numbered("downtime"):
        if row["hours"] > hours.get(row["line"], float("inf")):
            yield view.problem(
                "downtime",
                position,
                "hours",
                f"more hours are lost than line {row['line']} is manned ({hours[row['line']]:g})",
                f"write at most {hours[row['line']]:g}",
            )


def line_remarks(view: View) -> Iterator[str]:
    """Rows that cannot come to bear: a capability missing for a technology, capabilities nobody asks for."""
    needs = {row["technology"]: set(row["capabilities"]) for row in view.rows("technologies")}
    wanted = set().union(*needs.values()) | {
        row["value"] for row in view.rows("verdict_conditions") if row["condition"] == "capability"
    }
    offers = {row["line"]: set(row["capabilities"]) for row in view.rows("lines")}
    for line, offered in offers.items():
        for capability in sorted(offered - wanted):
            remedy = suggest(capability, sorted(wanted))
            yield f"line {line} offers '{capability}', which no technology asks for; {remedy}"
    pairs = dict.fromkeys((row["line"], row["technology"]) for row in view.rows("line_technologies"))
    for line, technology in pairs:
        missing = sorted(needs.get(technology, set()) - offers.get(line, set()))
        if missing and line in offers:
            yield f"line {line} cannot run {technology}: it lacks {', '.join(missing)}"
    longest = max(view.tables["periods"]["hours"], default=0.0)
    for row in view.rows("lines"):
        if row["hours"] > longest:
            yield f"line {row['line']} is manned {row['hours']:g} h, but the longest period has {longest:g} h"
    yield from _overtime_remarks(view)


def _overtime_remarks(view: View) -> Iterator[str]:
    """Overtime beyond the hours that a period has."""
    manned = {row["line"]: row["hours"] for row in view.rows("lines")}
    length = {row["period"]: row["hours"] for row in view.rows("periods")}
    for row in view.rows("downtime"):
        line, period, extra = row["line"], row["period"], -row["hours"]
        if extra > 0 and manned.get(line, 0.0) + extra > length.get(period, float("inf")):
            yield (
                f"line {line} is manned {manned[line] + extra:g} h in period {period} with overtime, but the period "
                f"has {length[period]:g} h"
            )


def offered(view: View) -> Iterator[Problem]:
    """A technology that a planner forces or pays to qualify is offered by some line."""
    on_lines = view.values("line_technologies", "technology")
    free = {row["technology"] for row in view.rows("technologies") if not row["needs_line"]}
    known = view.values("technologies", "technology")
    for position, row in view.numbered("routing"):
        technology = row["technology"]
        if technology in known - on_lines - free and (row["rule"] == "force" or row["cost"] > 0):
            yield view.problem(
                "routing",
                position,
                "technology",
                f"no line offers {technology}",
                f"add it to table line_technologies, or remove this row (offered: {_some(on_lines)})",
            )


def _some(names: set[str]) -> str:
    ordered = sorted(names - {ANY, ""})
    return ", ".join(ordered[:8]) + (" ..." if len(ordered) > 8 else "")
