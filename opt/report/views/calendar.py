"""What runs when, as a shift leader reads it: each line from the first period to the last, and the first period."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from opt import schema
from opt.plan.plan import Plan
from opt.report.views.campaigns import campaign_stages, feed_words
from opt.report.views.rows import derived
from opt.schema import Column, Default, Table
from opt.schema.words import STAGES
from opt.tables.frames import frame_of, grouped, records

CAMPAIGN, MAINTENANCE, IDLE = "campaign", "maintenance", "idle"
DAY = 24.0

Row = dict[str, Any]
ENTRIES = schema.DERIVED["calendar"]


def _hours(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit="h")


KIND = Column(
    "kind",
    "text",
    "campaign, maintenance (downtime; a line that is down keeps its set-up), or idle: nothing in the whole period",
    choices=(CAMPAIGN, MAINTENANCE, IDLE),
)
STAGE = Column(
    "stage",
    "text",
    "stage of the technology that has most hours of the campaign; empty for maintenance and idle",
    default=Default.EMPTY,
    choices=STAGES,
)
FEEDS = Column("feeds", "text", "what is fed to which technology, the most first", default=Default.EMPTY)
HOURS = _hours("hours", "hours of treatment; of downtime; of an idle line those it could run")
CALENDAR_TABLE = Table(
    "line_calendar",
    "result",
    ("line", "period", "position"),
    (
        *(ENTRIES.column(name) for name in ("line", "period", "position")),
        KIND,
        ENTRIES.column("campaign"),
        STAGE,
        *(ENTRIES.column(name) for name in ("start", "end", "setup")),
        HOURS,
        ENTRIES.column("treated"),
        FEEDS,
        *(ENTRIES.column(name) for name in ("set_up", "carried_in", "carried_out", "start_date", "end_date")),
        _hours(
            "clock_start", "start, counted from the start of the first period, manned hours spread evenly over a period"
        ),
        _hours("clock_end", "end, counted likewise"),
        Column("period_date", "date", "first day of the period", default=Default.EMPTY),
        _hours("period_start", "start of the period, counted from the start of the first one"),
        _hours("period_end", "end of the period, counted likewise"),
    ),
    "What each line does in each period, in the order in which it can be run.",
)
WEEK_TABLE = Table(
    "first_period",
    "result",
    ("line", "task"),
    (
        CALENDAR_TABLE.column("line"),
        Column("task", "text", "the campaign; maintenance (downtime), or idle: nothing in the whole period"),
        *(CALENDAR_TABLE.column(name) for name in ("start", "end")),
        Column("days", "text", "first to last day; empty where periods have no dates", default=Default.EMPTY),
        *(CALENDAR_TABLE.column(name) for name in ("treated", "feeds", "set_up")),
    ),
    "What the lines do in the first period, in order.",
)


@dataclass(frozen=True)
class Span:
    """A period on the clock of the horizon: start and end (h since the start of the first period), and its first day
    ('' where it has none)."""

    start: float
    end: float
    date: str


def spans(periods: Sequence[Mapping[str, Any]]) -> dict[str, Span]:
    """Where each period lies. One begins when the one before it ends, or on its date if that is later (no row of the
    table periods says what the days between are for)."""
    first, clock, found = periods[0]["start"], 0.0, {}
    for row in periods:
        if first and row["start"]:
            since = datetime.date.fromisoformat(row["start"]) - datetime.date.fromisoformat(first)
            clock = max(clock, since.days * DAY)
        found[row["period"]] = Span(clock, clock + row["hours"], row["start"])
        clock += row["hours"]
    return found


def calendar(plan: Plan) -> pd.DataFrame:
    """The derived calendar with stages, feeds and hours since the start of the horizon. A line that does nothing in a
    period has one row there, so that no line and no period is missing."""
    return frame_of(CALENDAR_TABLE, _rows(plan))


def first_period(plan: Plan) -> pd.DataFrame:
    """What a shift leader needs of the rows of the first period."""
    frame = calendar(plan)
    rows = records(frame[frame["period"] == plan.instance.periods[0]])
    return frame_of(
        WEEK_TABLE,
        (
            {**row, "task": row["campaign"] or row["kind"], "days": _days(row["start_date"], row["end_date"])}
            for row in rows
        ),
    )


def _days(first: str, last: str) -> str:
    """'5-7 Jan', '29 Jan - 4 Feb', '5 Jan' for a single day, '' without dates."""
    if not first:
        return ""
    since, until = map(datetime.date.fromisoformat, (first, last))
    begin, end = (f"{day.day} {day:%b}" for day in (since, until))
    if since == until:
        return begin
    return f"{since.day}-{end}" if (since.year, since.month) == (until.year, until.month) else f"{begin} - {end}"


def _rows(plan: Plan) -> Iterator[Row]:
    entries = grouped(derived(plan, "calendar"), "line", "period")
    feeds = grouped(derived(plan, "feeds"), "line", "period", "campaign")
    when, stages = spans(plan.instance.records("periods")), campaign_stages(plan)
    for load in records(derived(plan, "lines")):
        line, period, span = load["line"], load["period"], when[load["period"]]
        manned = max(load["hours"], load["hours"] - load["downtime"])
        stretch = (span.end - span.start) / manned if manned > 0 else 1.0
        for entry in entries.get((line, period)) or [_idle(line, period, load["hours"] - load["downtime"], span)]:
            yield {
                **entry,
                "stage": stages.get((line, entry["campaign"]), ""),
                "feeds": feed_words(feeds.get((line, period, entry["campaign"]), ())),
                "clock_start": span.start + entry["start"] * stretch,
                "clock_end": span.start + entry["end"] * stretch,
                "period_date": span.date,
                "period_start": span.start,
                "period_end": span.end,
            }


def _idle(line: str, period: str, hours: float, span: Span) -> Row:
    """The entry of a line that does nothing in a period."""
    last = ""
    if span.date:
        day = datetime.date.fromisoformat(span.date)
        last = str(day + datetime.timedelta(hours=(span.end - span.start) - 1e-3))
    return {
        "line": line, "period": period, "position": 1.0, "kind": IDLE, "campaign": "", "start": 0.0, "end": hours,
        "setup": 0.0, "hours": hours, "treated": 0.0, "set_up": False, "carried_in": False, "carried_out": False,
        "start_date": span.date, "end_date": last,
    }  # fmt: skip
