"""The part for next Monday: what the first period brings and what each line does in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.terminal.layout import KEPT, WIDTH, heading, note, stack, table, tonnes, wrapped
from opt.tables.frames import grouped


def week(plan: Plan, period: str, width: int = WIDTH) -> Group:
    """Arrivals, lines, sales and stock of one period."""
    return stack(
        heading(f"Period {period}{_since(plan, period)}: what arrives"),
        table(("stream", ">t accepted", ">t offered"), _arrivals(plan, period)),
        heading(f"Period {period}: what the lines do, in this order"),
        *(Text(line) for line in _line_texts(plan, period, width)),
        note("from - to: manned hours of the line since the period began; then the days"),
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


def _line_texts(plan: Plan, period: str, width: int) -> Iterator[str]:
    """A line of text for each campaign, and below it what is fed."""
    feeds = grouped(_of(plan.derived["feeds"], period), "line", "campaign")
    entries = grouped(_of(plan.derived["calendar"], period), "line")
    names = list(plan.instance.tables["lines"]["line"])
    room = max(map(len, names), default=0)
    for line in names:
        shown = line
        for entry in entries.get((line,), []):
            yield from (wrapped(text, width, 0) for text in _entry_texts(shown.ljust(room), entry))
            yield from _feed_texts(feeds.get((line, entry["campaign"]), []), width)
            shown = ""
        if (line,) not in entries:
            yield f"  {line.ljust(room)}  idle"
    if ("", "") in feeds:
        yield "  without a line"
        yield from _feed_texts(feeds["", ""], width)


def _of(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    return frame[frame["period"] == period]


def _entry_texts(line: str, entry: dict[str, Any]) -> Iterator[str]:
    """A campaign; a set-up that takes time has a line of its own before it."""
    start, end, setup = (float(entry[key]) for key in ("start", "end", "setup"))
    days = f"{entry['start_date'][5:]}..{entry['end_date'][5:]}  " if entry["start_date"] else ""
    name, treated = entry["campaign"] or entry["kind"], entry["hours"] > NEGLIGIBLE
    if entry["set_up"] and (setup > NEGLIGIBLE or not treated):
        yield f"  {line}  {start:5.1f} - {start + setup:5.1f}  {' ' * len(days)}set up {name}"
        line = " " * len(line)
    if treated:
        begun = "set up, " if entry["set_up"] and setup <= NEGLIGIBLE else ""
        mass = "" if entry["kind"] == "maintenance" else f": {tonnes(entry['treated'])} t"
        yield f"  {line}  {start + setup:5.1f} - {end:5.1f}  {days}{begun}{name}{mass}"


def _feed_texts(feeds: list[dict[str, Any]], width: int) -> Iterator[str]:
    """What is fed to each technology, folded."""
    by_technology: dict[str, list[str]] = {}
    for row in feeds:
        by_technology.setdefault(row["technology"], []).append(
            f"{tonnes(row['treated'])}{KEPT}t{KEPT}{row['fraction']}"
        )
    for technology, masses in by_technology.items():
        name = "" if technology == feeds[0]["campaign"] else f"{technology}: "
        yield wrapped(name + ", ".join(masses), width, 8)


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
