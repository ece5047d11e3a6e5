"""The hand-made plan with names that look like markup, and which strings of a chart are markup."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from opt.plan.plan import Plan
from opt.report.frames import derived_frame
from opt.report.html.drawing import drawing
from opt.report.parts import Part
from opt.schema.words import LOSS, OFFSPEC

TAIL = 'a<b>x</b> &amp; "q" <script>'
"""What every name ends in."""

NAMED = (
    ("areas", "area"), ("elements", "element"), ("forms", "form"), ("grades", "grade"), ("hazards", "hazard"),
    ("hazards", "unit"), ("line_technologies", "campaign"), ("lines", "line"), ("outlets", "outlet"),
    ("periods", "period"), ("products", "product"), ("storage_classes", "storage_class"), ("streams", "stream"),
    ("technologies", "source"), ("technologies", "technology"), ("wastes", "waste"),
)  # fmt: skip
"""Tables and columns whose words are given other ones."""

KEPT = ("electrolyte_class", "stage", "status")
"""Columns of words that the program knows."""

OWN = re.compile(r"</?(b|i|extra)>|<br>|<span style=(\"[^<>\"]*\"|'[^<>']*')>|</span>")
"""Tags that charts write."""


def hostile(name: str) -> str:
    """The name as it is in the renamed plan."""
    return f"{name} {TAIL}"


def renamed(plan: Plan) -> Plan:
    """The plan with other names in all its tables, another currency and dated periods, and some rows of limits that
    bind and of purity."""
    tables = plan.instance.tables
    tables = {**tables, "periods": tables["periods"].assign(start=["2026-01-05", "2026-01-12", "2026-01-19"])}
    names = {name for table, column in NAMED for name in tables[table][column]} - {LOSS, OFFSPEC, ""}

    def frames(given: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        return {table: _frame(frame, names) for table, frame in given.items()}

    settings = plan.instance.settings.model_copy(update={"currency": hostile("USD")})
    instance = replace(plan.instance, settings=settings, tables=frames(tables))
    derived = {**plan.derived, "binding": derived_frame("binding", BINDING), "purity": derived_frame("purity", PURITY)}
    return replace(plan, instance=instance, tables=frames(plan.tables), derived=frames(derived))


def _frame(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    texts = [column for column in frame if column not in KEPT and frame[column].dtype.kind not in "fb"]
    return frame.assign(**{column: frame[column].map(lambda cell: _renamed(cell, names)) for column in texts})


def _renamed(cell: Any, names: set[str]) -> Any:
    """A cell with other names: of a name, of several joined by '|', of a list."""
    if isinstance(cell, tuple):
        return tuple(_renamed(one, names) for one in cell)
    if not isinstance(cell, str):
        return cell
    return "|".join(hostile(word) if word in names else word for word in cell.split("|"))


BINDING = [
    {"family": "capacity", "row": "line_hours|wash", "period": "2", "slack": 0.0, "unit": "h", "value": 250.0},
    {"family": "market", "row": "sales|LCO|standard", "period": "1", "slack": 0.0, "unit": "t", "value": 12.0},
    {"family": "storage", "row": "area|yard", "period": "1", "slack": 0.0, "unit": "t", "value": 3.0},
]
PURITY = [
    {"product": "LCO", "grade": "standard", "item": item, "sense": "max", "period": "1", "limit": 0.01,
     "achieved": 0.004, "made": 2.0}
    for item in ("H2S", "Cu")
]  # fmt: skip


def strings(value: Any) -> Iterator[str]:
    """All texts of a value that JSON holds."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(inner)


def texts(part: Part) -> list[str]:
    """All texts of the chart of a part: of its traces, of its layout, of its options."""
    drawn = drawing(part)
    assert drawn is not None
    return list(strings(json.loads(drawn.data)))


def wrong(text: str) -> bool:
    """True where Plotly would read a name as markup, or shows signs that are in no name."""
    rest = OWN.sub("", text)
    return (
        "<script" in text
        or "<b>x" in text
        or re.search(r"<[^<>]*>", rest) is not None
        or re.search(r"&(?!(amp|lt|gt);)|&amp;(lt|gt|amp;amp);", text) is not None
    )


def shown(text: str) -> str:
    """The text as Plotly shows it."""
    return html.unescape(OWN.sub("", text.replace("<br>", " ")))
