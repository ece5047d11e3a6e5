"""The part of a sweep: its points with what they are worth, drawn as a curve, as curves, as a grid or as ranges."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from opt.report.parts import Chart, Part
from opt.schema import Column, Table
from opt.study.report.grid_chart import draw_grid
from opt.study.report.ranges import draw_ranges
from opt.study.report.read import Points, StudyReport
from opt.study.report.sweep_chart import Axis, draw_curves
from opt.study.report.tornado import why_nothing
from opt.study.report.words import coordinate, is_number
from opt.study.run.common import BASE
from opt.study.run.result import HEAD, RESULTS
from opt.tables.frames import records

CURVES = 6
"""Curves that can be told apart in one chart; with more values of the second coordinate, a grid is drawn."""

LEFT_OUT = ("seconds", "attempts")
QUANTITY = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(\S*)\s*")
"""A number and its unit."""

CURVE = (
    "Each point is a plan; the best plan there is lies within the band above it, up to the bound. The base is the "
    "dotted line. Between the points nothing is computed."
)
GRID = "Each field is a plan: its difference from the base. In brackets where it lies within the gaps and may be noise."
RANGES = "Each row is a point: its difference from the base, and the range in which the true effect lies."


def sweep_table(name: str, points: Points) -> Table:
    """The table of the sweep of that name."""
    columns = (HEAD[0], *points.coordinates, *(column for column in RESULTS if column.name not in LEFT_OUT))
    return Table(name, "result", ("scenario",), columns, "A row a point; the base, which has no coordinates, first.")


def sweep_frame(report: StudyReport, points: Points, table: Table) -> pd.DataFrame:
    """The base, then the points of the sweep in the order of the study."""
    return pd.concat([report.scenarios.head(1), points.frame], ignore_index=True)[table.names]


def sweep_part(report: StudyReport, points: Points, name: str) -> Part:
    """The part of a sweep under that name. Without any value there is nothing to draw, and why."""
    table = sweep_table(name, points)
    frame = sweep_frame(report, points, table)
    title = f"Sweep {points.name}"
    rows = frame[frame["scenario"] != BASE.name]
    if not rows["value"].notna().any():
        return Part(name, title, CURVE, table, frame, None, why_nothing(report, rows, "point of the sweep"))
    about, chart = _drawn(report, points, frame)
    empty = "" if chart else why_nothing(report, rows, "point of the sweep")
    return Part(name, title, about, table, frame, chart, empty)


def _drawn(report: StudyReport, points: Points, frame: pd.DataFrame) -> tuple[str, Chart | None]:
    """What the chart shows, and the chart: curves over the only coordinate, or over one of two where the other takes
    few values; a grid of two coordinates; else ranges. Grids and ranges show differences and need a base."""
    base, *rows = records(frame)
    axes = [axis_of(column, [row[column.name] for row in rows]) for column in points.coordinates]
    label = f"Sweep {points.name}"
    if len(axes) == 1:
        return CURVE, draw_curves(base, rows, axes[0], None, report.currency, label)
    if len(axes) == 2:
        x, other = _along(axes)
        if x.numbers is not None and len(x.places) > 2 and len(other.places) <= CURVES:
            return CURVE, draw_curves(base, rows, x, other, report.currency, label)
    if math.isnan(base["value"]):
        return RANGES, None
    if len(axes) == 2:
        return GRID, draw_grid(rows, *_along(axes), report.currency, label)
    return RANGES, draw_ranges(rows, [_named(row, axes) for row in rows], report.currency, label)


def _along(axes: Sequence[Axis]) -> tuple[Axis, Axis]:
    """The axis that runs from left to right, the one with more places, and the other."""
    first, second = axes
    return (second, first) if len(second.places) > len(first.places) else (first, second)


def _named(row: dict[str, Any], axes: Sequence[Axis]) -> str:
    """A point by its coordinates; by its scenario where it has none."""
    return ", ".join(f"{axis.title} {coordinate(row[axis.column])}" for axis in axes) or str(row["scenario"])


def axis_of(column: Column, values: Sequence[float | str]) -> Axis:
    """How a coordinate is laid out: along a scale where its values are numbers, all of one unit; else in the order in
    which they come."""
    title = column.name.removeprefix("point ")
    places = list(dict.fromkeys(values))
    quantities = [_quantity(value) for value in places]
    units = {unit for _, unit in quantities}
    if any(math.isnan(number) for number, _ in quantities) or len(units) != 1:
        return Axis(column.name, title, tuple(places), None)
    (unit,) = units
    numbers = {value: number for value, (number, _) in zip(places, quantities, strict=True)}
    ordered = tuple(sorted(places, key=numbers.__getitem__))
    return Axis(column.name, f"{title}, {unit}" if unit else title, ordered, numbers)


def _quantity(value: float | str) -> tuple[float, str]:
    """Number and unit of a coordinate; NaN for a text that is none."""
    if isinstance(value, float):
        return value, ""
    if is_number(value):
        return float(value), ""
    found = QUANTITY.fullmatch(value)
    number = float(found[1]) if found else math.nan
    return (number, found[2]) if found and math.isfinite(number) else (math.nan, "")
