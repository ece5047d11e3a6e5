"""Rules of streams: periods, arrivals, composition."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from opt.instance.complete import is_date, numbers_in
from opt.instance.view import View
from opt.tables import Problem
from opt.tolerances import COMPOSITION_SUM


def periods(view: View) -> Iterator[Problem]:
    """Rows of periods stand in time order."""
    last_start, last_number, last_date = "", -1, ""
    for position, row in view.numbered("periods"):
        name, start = row["period"], row["start"]
        if start:
            if last_start and start <= last_start:
                yield view.problem(
                    "periods",
                    position,
                    "start",
                    f"starts no later than the period before it ({last_start})",
                    "put the rows in time order",
                )
            last_start = start
        if name.isdigit():
            if int(name) <= last_number:
                yield view.problem(
                    "periods",
                    position,
                    "period",
                    f"period {name} stands after period {last_number}",
                    "put the rows in time order",
                )
            last_number = int(name)
        elif is_date(name):
            if last_date and name <= last_date:
                yield view.problem(
                    "periods",
                    position,
                    "period",
                    f"period {name} stands after period {last_date}",
                    "put the rows in time order",
                )
            last_date = name


def arrivals(view: View) -> Iterator[Problem]:
    """Every stream arrives, or lies in stock at the start."""
    arriving = view.values("arrivals", "stream") | view.values("initial_stock", "stream")
    for position, row in view.numbered("streams"):
        if row["stream"] and row["stream"] not in arriving:
            yield view.problem(
                "streams",
                position,
                "stream",
                "the stream has no arrival",
                "add a row to table arrivals, or remove the stream",
            )


def composition(view: View) -> Iterator[Problem]:
    """A stream has a composition that sums to 1, or a cell type, not both."""
    sums: dict[str, list[float]] = defaultdict(list)
    first: dict[str, int] = {}
    for position, row in view.numbered("composition"):
        sums[row["stream"]].append(row["fraction"])
        first.setdefault(row["stream"], position)
    for position, row in view.numbered("streams"):
        stream = row["stream"]
        if row["cell_type"] and stream in sums:
            yield view.problem(
                "streams",
                position,
                "cell_type",
                f"stream {stream} names a cell type and has rows in table composition",
                "remove the one or the others",
            )
        if not row["cell_type"] and stream and stream not in sums:
            yield view.problem(
                "streams",
                position,
                "stream",
                "the stream has neither a composition nor a cell type",
                "add its rows to table composition or name a cell_type",
            )
    declared = view.values("streams", "stream")
    for stream, fractions in sums.items():
        if stream not in declared:
            continue
        total = math.fsum(fractions)
        if abs(total - 1) > COMPOSITION_SUM:
            yield view.problem(
                "composition",
                first[stream],
                "fraction",
                f"the fractions of stream {stream} sum to {total:.9g}, not 1",
                f"correct them within {COMPOSITION_SUM:g}",
            )


def cell_types(view: View) -> Iterator[Problem]:
    """Cell types sum to 1, as built and spent."""
    for column in ("fraction_new", "fraction_spent"):
        sums: dict[str, list[float]] = defaultdict(list)
        first: dict[str, int] = {}
        for position, row in view.numbered("cell_types"):
            sums[row["cell_type"]].append(row[column])
            first.setdefault(row["cell_type"], position)
        for cell_type, fractions in sums.items():
            total = math.fsum(fractions)
            if abs(total - 1) > COMPOSITION_SUM:
                yield view.problem(
                    "cell_types",
                    first[cell_type],
                    column,
                    f"the fractions of cell type {cell_type} sum to {total:.9g}, not 1",
                    f"correct them within {COMPOSITION_SUM:g}",
                )


def stream_remarks(view: View) -> Iterator[str]:
    """Streams without a constituent of their class, gate fees above the cheapest disposal, gaps in implied periods."""
    class_of = {row["constituent"]: row["electrolyte_class"] for row in view.rows("constituents")}
    held: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("composition"):
        held[row["stream"]].add(class_of.get(row["constituent"], ""))
    of_type: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("cell_types"):
        of_type[row["cell_type"]].add(class_of.get(row["constituent"], ""))
    for row in view.rows("streams"):
        if row["electrolyte_class"] not in (held[row["stream"]] | of_type[row["cell_type"]]):
            yield (
                f"stream {row['stream']} is declared {row['electrolyte_class']}, but none of its constituents is of "
                "that class"
            )
        cheapest = min(
            (
                outlet["cost"]
                for outlet in view.rows("outlets")
                if row["form"] in outlet["takes"] and outlet["site"] in ("*", row["site"])
            ),
            default=math.inf,
        )
        if row["gate_fee"] > cheapest:
            yield (
                f"stream {row['stream']}: its gate fee ({row['gate_fee']:g} a tonne) is above the cheapest disposal of "
                f"{row['form']} ({cheapest:g}); taking it in to throw it away pays"
            )


def period_remarks(view: View) -> Iterator[str]:
    """Periods that were read off arrivals and leave gaps."""
    if not view.implicit("periods"):
        return
    numbers = [numbers_in(name) for name in view.tables["periods"]["period"]]
    if all(len(number) == 1 for number in numbers) and numbers:
        missing = sorted({*range(numbers[0][0], numbers[-1][0] + 1)} - {number[0] for number in numbers})
        if missing:
            yield (
                f"periods were read off arrivals, in which {', '.join(map(str, missing[:6]))} do not occur; they are "
                "no periods of the plan (add table periods to have them)"
            )
