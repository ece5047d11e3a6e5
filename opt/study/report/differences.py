"""The parts that say what the plans of a study do differently: value by term, key figures, routes, campaigns, ..."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from opt.report.parts import Chart, Part
from opt.report.terminal.overview import TERM_WORDS
from opt.study.compare import TABLES
from opt.study.report.grid_chart import grid
from opt.study.report.plans import Compared
from opt.study.report.read import StudyReport
from opt.study.report.routes_chart import draw_routes
from opt.study.report.scenarios import drawn
from opt.study.report.words import WITHIN, compact, hover, signed
from opt.tables.frames import empty_frame, records

NOISE = "Where a scenario lies within the gaps, what differs may be noise: a fact of these two plans, no effect."
SAME = 1e-9
"""Relative difference up to which a key figure is the same in both plans."""

Frames = Mapping[str, pd.DataFrame]
LEAST_ROWS = 5
"""Rows of a scenario that are left in any case."""

Size = Callable[[pd.DataFrame], pd.Series]
Draw = Callable[[StudyReport, pd.DataFrame], Chart | None]


@dataclass(frozen=True)
class Difference:
    """A table of the comparison as a part: which rows of it, how it is drawn (None: not at all), and by what its rows
    are ranked where there are too many (None: they never are)."""

    table: str
    title: str
    about: str
    empty: str
    rows: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    draw: Draw | None = None
    size: Size | None = None


def difference_parts(report: StudyReport, compared: Compared, most: int | None = None) -> tuple[Part, ...]:
    """The parts of a comparison, ``most`` rows in each of about that many (None: all); without a comparison, a part
    that says why."""
    if compared.comparison is None:
        table = TABLES["value"]
        return (Part("plan_value", "Value by term", "", table, empty_frame(table), None, compared.empty),)
    frames = compared.comparison.frames
    return tuple(_part(report, difference, frames, most) for difference in DIFFERENCES)


def _part(report: StudyReport, difference: Difference, frames: Frames, most: int | None) -> Part:
    frame = frames[difference.table]
    whole = difference.rows(frame[frame["scenario"] != report.base["scenario"]]).reset_index(drop=True)
    frame = _cut(whole, difference.size, most)
    chart = difference.draw(report, frame) if difference.draw and len(frame) else None
    left = f" {len(whole) - len(frame):,} rows of smaller differences are left out here; the workbook has them."
    about = f"{difference.about} {NOISE}{left if len(frame) < len(whole) else ''}"
    empty = "" if chart or (len(frame) and not difference.draw) else difference.empty
    name = f"plan_{difference.table}"
    return Part(name, difference.title, about, TABLES[difference.table], frame, chart, empty)


def _cut(frame: pd.DataFrame, size: Size | None, most: int | None) -> pd.DataFrame:
    """At most so many rows, an equal number of each scenario, of which the largest stay; in the order they had."""
    if size is None or most is None or len(frame) <= most:
        return frame
    each = max(most // frame["scenario"].nunique(), LEAST_ROWS)
    ranked = size(frame).abs().fillna(math.inf).sort_values(ascending=False, kind="stable")
    kept = frame.loc[ranked.index].groupby("scenario", sort=False).head(each).index
    return frame.loc[sorted(kept)].reset_index(drop=True)


def _difference(frame: pd.DataFrame) -> pd.Series:
    return frame["difference"]


def _relative(frame: pd.DataFrame) -> pd.Series:
    """The difference over the larger of the two figures; infinite where only one plan has it."""
    return frame["difference"] / frame["base_amount"].abs().combine(frame["amount"].abs(), max)


def _hours(frame: pd.DataFrame) -> pd.Series:
    return frame["hours"] - frame["base_hours"]


def _terms(frame: pd.DataFrame) -> pd.DataFrame:
    """Terms that are there in one of the two plans."""
    return frame[(frame["base_amount"] != 0) | (frame["amount"] != 0)]


def _figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Key figures that differ, or that only one of the two plans has."""
    before, after = frame["base_amount"], frame["amount"]
    size = before.abs().combine(after.abs(), max)
    differs = (after - before).abs() > SAME * size
    return frame[differs | (before.isna() != after.isna())]


def draw_terms(report: StudyReport, frame: pd.DataFrame) -> Chart | None:
    """A row a scenario, a column a term of the value, the difference in each field; brackets around the names of
    scenarios within the gaps. None where no term differs by half a unit of currency."""
    rows = records(frame)
    there = {row["scenario"] for row in rows}
    chosen, _ = drawn([row for row in records(report.scenarios) if row["scenario"] in there])
    terms = [term for term in dict.fromkeys(frame["term"].tolist())
             if any(abs(row["difference"]) >= 0.5 for row in rows if row["term"] == term)]  # fmt: skip
    if not terms:
        return None
    place = {row["scenario"]: at for at, row in enumerate(chosen)}
    column = {term: at for at, term in enumerate(terms)}
    fields = {
        (place[row["scenario"]], column[row["term"]]): (
            row["difference"], compact(row["difference"]), _told_term(row, report.currency)
        )
        for row in rows if row["scenario"] in place and row["term"] in column
    }  # fmt: skip
    names = [row["scenario"] if row["distinguishable"] else f"({row['scenario']})" for row in chosen]
    words = [TERM_WORDS.get(term, term) for term in terms]
    return grid(fields, names, words, f"Differences by term, {report.currency}")


def _told_term(row: Mapping[str, float | str], currency: str) -> str:
    amounts = [f"{word} {signed(float(row[name])) or '0'} {currency}" for word, name in
               (("base", "base_amount"), ("scenario", "amount"), ("difference", "difference"))]  # fmt: skip
    term = str(row["term"])
    return hover(f"{row['scenario']}: {TERM_WORDS.get(term, term)}", *amounts, "" if row["distinguishable"] else WITHIN)


def _draw_routes(report: StudyReport, frame: pd.DataFrame) -> Chart:
    return draw_routes(frame, list(dict.fromkeys(frame["scenario"].tolist())))


DIFFERENCES = (
    Difference(
        "value",
        "Value by term",
        "How much more (blue) or less (orange) each term of the value brings than in the base, costs included; the "
        "colour grows with the root of the amount. k: thousands, M: millions. Names in brackets: within the gaps.",
        "The plans earn and spend the same.",
        _terms,
        draw_terms,
    ),
    Difference(
        "routes",
        "Routes that change",
        "Streams that go another way, or the same way with another mass; the chart shows the largest changes.",
        "Every stream goes the same way in every plan.",
        draw=_draw_routes,
        size=_difference,
    ),
    Difference(
        "kpis",
        "Key figures that change",
        "Key figures that differ from the base's; the others are left out.",
        "No key figure differs from the base's.",
        _figures,
        size=_relative,
    ),
    Difference(
        "campaigns",
        "Campaigns that move",
        "Campaigns that run in one of the two plans only in a period (added, dropped), longer, shorter, or with other "
        "tonnes.",
        "The lines do the same in every plan.",
        size=_hours,
    ),
    Difference(
        "grades",
        "Products and grades sold",
        "Tonnes and mean price of every grade that one of the two plans sells.",
        "No plan sells a product.",
        size=_difference,
    ),
    Difference(
        "limits",
        "Limits that bind in one plan only",
        "Limits that are reached in the scenario only (binds) or in the base only (free), with what it is worth there "
        "to loosen them.",
        "The same limits bind in every plan.",
        size=lambda frame: frame["gain"],
    ),
)
"""The parts of a comparison, in order."""
