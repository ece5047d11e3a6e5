"""The part for next Monday: what the first period brings and what each line does in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE, records
from opt.report.layout import heading, note, stack, table, tonnes


def week(plan: Plan, period: str) -> Group:
    """Arrivals, lines, sales and stock of one period."""
    return stack(
        heading(f"Period {period}{_since(plan, period)}: what arrives"),
        table(("stream", ">t accepted", ">t offered"), _arrivals(plan, period)),
        heading(f"Period {period}: what the lines do"),
        table(("line", ">from h", ">to h", "campaign", "what is fed"), _line_rows(plan, period)),
        note("hours are manned hours of the line, counted from the start of the period"),
        heading(f"Period {period}: what leaves and what stays"),
        table(("what", ">t", "where"), _leaving(plan, period)),
    )


def _since(plan: Plan, period: str) -> str:
    start = {row["period"]: row["start"] for row in plan.instance.records("periods")}[period]
    return f" (from {start})" if start else ""


def _arrivals(plan: Plan, period: str) -> Iterator[tuple[str, str, str]]:
    offered = {(row["stream"], row["period"]): row["mass"] for row in plan.instance.records("arrivals")}
    for (stream, at), mass in plan.values("receive").items():
        arrival = offered.get((stream, at), 0.0)
        if at == period and arrival > NEGLIGIBLE:
            yield stream, tonnes(mass), tonnes(arrival)


def _line_rows(plan: Plan, period: str) -> Iterator[tuple[str | Text, ...]]:
    feeds = _feeds(plan, period)
    calendar = plan.derived["calendar"]
    entries = records(calendar[calendar["period"] == period])
    working = {entry["line"] for entry in entries}
    for line in plan.instance.tables["lines"]["line"]:
        if line not in working:
            yield line, "", "", Text("idle", style="dim"), ""
        for number, entry in enumerate(entry for entry in entries if entry["line"] == line):
            yield from _entry_rows(line if number == 0 else "", entry, feeds.get((line, entry["campaign"]), []))
    for number, feed in enumerate(feeds.get(("", ""), [])):
        yield "no line" if number == 0 else "", "", "", "", feed


def _entry_rows(line: str, entry: dict[str, Any], feeds: list[str]) -> Iterator[tuple[str, ...]]:
    """A campaign as rows: its set-up, then its treatment, one row for each feed."""
    start, end, setup = (float(entry[key]) for key in ("start", "end", "setup"))
    if entry["kind"] == "maintenance":
        yield line, f"{start:.1f}", f"{end:.1f}", "maintenance", ""
        return
    name = entry["campaign"]
    if entry["set_up"]:
        yield line, f"{start:.1f}", f"{start + setup:.1f}", f"set up {name}", ""
        line = ""
    for number, feed in enumerate(feeds):
        yield line, *((f"{start + setup:.1f}", f"{end:.1f}", name) if number == 0 else ("", "", "")), feed
        line = ""


def _feeds(plan: Plan, period: str) -> dict[tuple[str, str], list[str]]:
    """What is fed on each line in each campaign, in words; key ('', '') for what needs no line."""
    feeds: dict[tuple[str, str], list[str]] = {}
    table = plan.derived["feeds"]
    for row in records(table[table["period"] == period]):
        words = f"{tonnes(row['treated'])} t {row['fraction']} to {row['technology']}"
        feeds.setdefault((row["line"], row["campaign"]), []).append(words)
    return feeds


def _leaving(plan: Plan, period: str) -> Iterator[tuple[str, str, str]]:
    for (product, grade, at), mass in plan.values("sell").items():
        if at == period and mass > NEGLIGIBLE:
            yield f"{product} {grade}", tonnes(mass), "sold"
    for (product, grade, at), mass in plan.values("keep").items():
        if at == period and mass > NEGLIGIBLE:
            yield f"{product} {grade}", tonnes(mass), "finished goods"
    for (fraction, outlet, at), mass in plan.values("dispose").items():
        if at == period and mass > NEGLIGIBLE:
            yield fraction, tonnes(mass), f"to {outlet}"
    wastes: dict[tuple[str, str], float] = {}
    for (waste, _, outlet, at), mass in plan.values("discard").items():
        if at == period:
            wastes[waste, outlet] = wastes.get((waste, outlet), 0.0) + mass
    for (waste, outlet), mass in wastes.items():
        if mass > NEGLIGIBLE:
            yield waste, tonnes(mass), f"to {outlet}"
    for (fraction, area, at), mass in plan.values("stock").items():
        if at == period and mass > NEGLIGIBLE:
            yield fraction, tonnes(mass), f"in {area}"
