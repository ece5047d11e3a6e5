"""Campaigns in a few words: which stage they belong to, and what is fed in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opt.plan.plan import Plan
from opt.report.terminal.layout import tonnes
from opt.report.views.rows import derived
from opt.tables.frames import records

Row = dict[str, Any]


def campaign_stages(plan: Plan) -> dict[tuple[str, str], str]:
    """The stage of each campaign of a line: of the technology that has most of its hours over the horizon, of the
    first that the line could run where it treats nothing."""
    stage = {row["technology"]: row["stage"] for row in plan.instance.records("technologies")}
    hours: dict[tuple[str, str], dict[str, float]] = {}
    for row in plan.instance.records("line_technologies"):
        key = row["line"], row["campaign"] or row["technology"]
        hours.setdefault(key, {}).setdefault(row["technology"], 0.0)
    for row in records(derived(plan, "feeds")):
        if row["line"]:
            by_technology = hours.setdefault((row["line"], row["campaign"]), {})
            by_technology[row["technology"]] = by_technology.get(row["technology"], 0.0) + row["hours"]
    return {key: stage[max(found, key=lambda name: found[name])] for key, found in hours.items()}


def feed_words(feeds: Sequence[Row]) -> str:
    """'annealing: 4.0 t OXI, 1.5 t POL; sieving: 2.0 t SUL', the most first."""
    by_technology: dict[str, list[Row]] = {}
    for row in feeds:
        by_technology.setdefault(row["technology"], []).append(row)
    ordered = sorted(by_technology.items(), key=lambda item: -sum(row["treated"] for row in item[1]))
    return "; ".join(f"{technology}: {_masses(rows)}" for technology, rows in ordered)


def _masses(feeds: Sequence[Row]) -> str:
    ordered = sorted(feeds, key=lambda row: -row["treated"])
    return ", ".join(f"{tonnes(row['treated'])} t {row['fraction']}" for row in ordered)
