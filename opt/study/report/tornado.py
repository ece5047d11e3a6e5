"""The part of a tornado: its levers by how far they swing the value, and the chart of both sides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from opt.report.parts import Part
from opt.schema import Column, Default, Table
from opt.study.report.read import Points, StudyReport
from opt.study.report.tornado_chart import draw_tornado
from opt.study.report.words import coordinate
from opt.study.run.page import LEVER, SIDE
from opt.study.run.result import RESULTS, point_column
from opt.tables.frames import empty_frame, frame_of, records

SETTING = "setting"
SWING = "swing"
LOW, HIGH = "low", "high"
NOT_RUN = "not run"
COLUMNS = ("value", "difference", "least", "most", "distinguishable")
ENDING = ("status", "reason", "source", "status_of_source")

ABOUT = (
    "Each lever is set low, then high, and nothing else changes. A bar is the difference of that plan from the base, "
    "the thin line the proven range of the true effect; where that range holds 0 the bar is pale and hatched (within "
    "the gaps). Levers stand by swing: the distance between the lowest and the highest of the two sides and the base."
)

Row = dict[str, Any]


def tornado_table(name: str) -> Table:
    """The table of the tornado of that name."""
    declared = {column.name: column for column in RESULTS}
    return Table(
        name,
        "result",
        (LEVER, SIDE),
        (
            Column(LEVER, "key", "figure that is varied"),
            Column(SIDE, "key", "low or high"),
            Column(SETTING, "text", "what the lever is set to there"),
            Column(
                SWING, "number", "distance between the lowest and the highest value of the lever's sides and the base; "
                "empty where one of them is not known", unit="currency", default=Default.EMPTY,
            ),
            *(declared[column] for column in (*COLUMNS, *ENDING)),
            Column("scenario", "text", "name of the scenario", default=Default.EMPTY),
        ),
        "A lever a pair of rows, the widest swing first; levers whose swing is not known come last.",
    )  # fmt: skip


def tornado_frame(points: Points, table: Table) -> pd.DataFrame:
    """Two rows a lever, the low side first. A side that the study does not hold (yet) is a row that says so."""
    levers: dict[str, dict[str, Row]] = {}
    for row in records(points.frame):
        levers.setdefault(row[LEVER], {})[str(row[SIDE])] = row
    sides = list(dict.fromkeys((LOW, HIGH, *(side for found in levers.values() for side in found))))
    ranked = sorted(levers.items(), key=lambda item: -_rank(swing(item[1], sides)))
    empty = empty_frame(table)
    rows = [_row(lever, side, found, swing(found, sides), empty) for lever, found in ranked for side in sides]
    return frame_of(table, rows)


def swing(found: Mapping[str, Row], sides: Sequence[str]) -> float:
    """Distance (currency) between the lowest and the highest difference of the sides of a lever and the base, whose
    difference is 0; NaN where a side has none."""
    differences = [0.0, *(found[side]["difference"] if side in found else math.nan for side in sides)]
    return math.nan if any(map(math.isnan, differences)) else max(differences) - min(differences)


def _rank(size: float) -> float:
    return -1.0 if math.isnan(size) else size


def _row(lever: str, side: str, found: Mapping[str, Row], size: float, empty: pd.DataFrame) -> Row:
    row = found.get(side)
    if row is None:
        nothing = {name: {"float64": math.nan, "bool": False}.get(str(empty[name].dtype), "") for name in empty.columns}
        told = {"status": NOT_RUN, "reason": f"the study holds no scenario of side {side} of this lever"}
        return {**nothing, LEVER: lever, SIDE: side, SWING: size, **told}
    setting = coordinate(row[point_column("value")]) if point_column("value") in row else ""
    return {**row, SETTING: setting, SWING: size}


def tornado_part(report: StudyReport, points: Points, name: str) -> Part:
    """The part of a tornado under that name. Without any difference there is nothing to draw, and why."""
    table = tornado_table(name)
    frame = tornado_frame(points, table)
    drawn = frame["difference"].notna().any()
    chart = draw_tornado(frame, report.currency, points.name) if drawn else None
    empty = "" if drawn else why_nothing(report, frame, "side of a lever")
    return Part(name, f"Tornado {points.name}", ABOUT, table, frame, chart, empty)


def why_nothing(report: StudyReport, frame: pd.DataFrame, what: str) -> str:
    """Why no scenario of a sweep or tornado has a difference that could be drawn."""
    if math.isnan(report.base["value"]):
        return f"The base has no plan ({report.base['reason']}): there are no differences from it."
    reasons = list(dict.fromkeys(reason for reason in frame["reason"].tolist() if reason))
    shown = "; ".join(reasons[:3]) + (" ..." if len(reasons) > 3 else "")
    return f"No {what} has a plan: {shown}."
