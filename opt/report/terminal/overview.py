"""The parts of the page that look at the whole horizon: value, routes, hazards, storage."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.derived.value import NOBODY
from opt.report.frames import NEGLIGIBLE
from opt.report.terminal.layout import (
    WIDTH,
    amount,
    heading,
    money,
    note,
    percent,
    stack,
    table,
    tonnes,
    wrapped,
)
from opt.tables.frames import grouped

TERM_WORDS = {
    "sales": "sales",
    "gate_fees": "gate fees",
    "end_values": "value of what is left",
    "treatment": "treatment",
    "utilities": "utilities and reagents",
    "setups": "set-ups",
    "fixed_lines": "fixed line costs",
    "storage": "storage",
    "disposal": "disposal",
    "shortfalls": "contract shortfalls",
    "qualification": "qualification",
    "carbon": "carbon price",
    "liability": "disposal of what is left",
}


def value(plan: Plan) -> Group:
    """Value by term, then by stream."""
    currency = plan.instance.settings.currency
    frame = plan.derived["value"]
    terms = [(TERM_WORDS[term], money(number)) for term, number in zip(frame["term"], frame["amount"], strict=True)
             if number != 0.0]  # fmt: skip
    terms.append(("value", money(float(frame["amount"].sum()))))
    return stack(
        heading("Value by term"),
        table(("term", f">{currency}"), terms),
        heading("Value by stream"),
        table(("stream", ">t received", f">{currency}", f">{currency}/t"), _streams(plan)),
        note("streams of one pool share its value by mass"),
    )


def _streams(plan: Plan) -> Iterator[tuple[str, ...]]:
    received = {name: sum(row["receive"] for row in rows) for (name,), rows in
                grouped(plan.tables["receive"], "stream").items()}  # fmt: skip
    for (stream,), rows in grouped(plan.derived["value_by_stream"], "stream").items():
        total, mass = sum(row["amount"] for row in rows), received.get(stream, 0.0)
        name = "not by stream" if stream == NOBODY else stream
        came = mass > NEGLIGIBLE
        yield name, tonnes(mass) if came else "", money(total), money(total / mass) if came else ""


def routes(plan: Plan) -> Group:
    """Stream -> route: what became of each stream, form by form; streams of the same routes stand together."""
    parts: list[Text | Padding] = []
    for streams, steps in _same_routes(plan).items():
        parts.append(Text(wrapped(", ".join(streams), WIDTH, 2)))
        rows = [(tonnes(mass), *way) for way, mass in steps]
        parts.append(Padding(table((">t", "as", "goes to"), rows), (0, 0, 0, 2), expand=False))
    return stack(
        heading("Routes"), *parts, note("a tonne appears once in every form it passes; streams of one pool go alike")
    )


def _same_routes(plan: Plan) -> dict[tuple[str, ...], list[tuple[tuple[str, str], float]]]:
    """Streams -> form and where it goes, with the mass of all of them (t)."""
    by_stream: dict[str, dict[tuple[str, str], float]] = {}
    for (stream, form), ways in grouped(plan.derived["routes"], "stream", "form").items():
        words = [_way(row) if row["share"] > 1 - 1e-6 else f"{_way(row)} {percent(row['share'])}" for row in ways]
        by_stream.setdefault(stream, {})[form, ", ".join(words)] = sum(row["mass"] for row in ways)
    alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for stream, steps in by_stream.items():
        alike.setdefault(tuple(steps), []).append(stream)
    return {
        tuple(streams): [(step, sum(by_stream[stream][step] for stream in streams)) for step in steps]
        for steps, streams in alike.items()
    }


def _way(row: dict[str, Any]) -> str:
    return {"disposal": f"disposal {row['technology']}", "stock": "left in stock"}.get(row["stage"], row["technology"])


def limits(plan: Plan) -> Group:
    """Hazards and storage against their limits, at the tightest period."""
    return stack(
        heading("Hazards, at the tightest period"),
        table(("hazard", "basis", "place", ">amount", ">limit", "unit", ">used", "period"), _hazard_rows(plan)),
        heading("Storage, at the fullest period"),
        table(("area", ">t", ">capacity", ">used", "period", "holds"), _storage_rows(plan)),
    )


def _hazard_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    for (hazard, basis, place), rows in grouped(plan.derived["hazards"], "hazard", "basis", "place").items():
        worst = max(rows, key=lambda row: (0.0 if isnan(row["share"]) else row["share"], row["amount"]))
        yield (
            hazard, basis, place, amount(worst["amount"]), amount(worst["limit"]) or "none", worst["unit"],
            percent(worst["share"]), worst["period"],
        )  # fmt: skip


def _storage_rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    for (area,), rows in grouped(plan.derived["storage"], "area").items():
        by_period: dict[str, float] = {}
        for row in rows:
            by_period[row["period"]] = by_period.get(row["period"], 0.0) + row["mass"]
        period, mass = max(by_period.items(), key=lambda item: item[1])
        if mass <= NEGLIGIBLE:
            continue
        classes = [r["storage_class"] for r in rows if r["period"] == period and r["mass"] > NEGLIGIBLE]
        capacity = rows[0]["capacity"]
        used = percent(mass / capacity) if capacity > 0 else ""
        yield area, tonnes(mass), amount(capacity) or "none", used, period, ", ".join(classes)
