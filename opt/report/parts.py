"""A part of a page: a table, and the chart that is drawn from it. Pages and workbooks are written from parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.plan.plan import Plan
from opt.schema import Column, Table

SHARES = ("share", "load", "gap")
"""Columns without a unit that hold shares: the last word of their name."""


def is_share(column: Column) -> bool:
    """True for a column of shares, which are shown in per cents; one whose unit stands in the row is none."""
    return not column.unit and column.name.rsplit("_", 1)[-1] in SHARES


@dataclass(frozen=True)
class Option:
    """One thing a chart can show: its name, how it is called, and what then changes in the chart: ``data`` as for
    ``Plotly.restyle`` (attribute -> a list with one value for each of the first traces), ``layout`` as for
    ``Plotly.relayout``."""

    name: str
    label: str
    data: Mapping[str, Any] = field(default_factory=dict)
    layout: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """What is drawn (a Plotly figure), the least width (px) at which its labels can be read (narrower screens scroll),
    what it shows in words, and what it can be switched to; the first option is what it shows.

    Plotly reads texts as markup: those of ``figure`` and of the options' ``data`` and ``layout`` that come from tables
    went through ``brief.safe``. ``label`` and the names and labels of options stand in the page itself, as they are.
    """

    figure: go.Figure
    least_width: int = 320
    label: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a page.

    ``table`` says what the columns of ``frame`` mean; ``totals`` are the columns whose sum is shown. ``chart`` is None
    where there is nothing to draw; ``empty`` then says why.
    """

    name: str
    title: str
    about: str
    table: Table
    frame: pd.DataFrame
    chart: Chart | None = None
    empty: str = ""
    totals: tuple[str, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Builder:
    """How a part of the page of a plan is built.

    ``view``: plan -> frame as ``table`` declares it; ``draw``: (frame, currency) -> chart, never called for a frame
    without rows; ``empty`` says what it means that there are none. ``idle`` says of a frame with rows why there is
    nothing to draw all the same ('' where there is).
    """

    name: str
    title: str
    about: str
    table: Table
    view: Callable[[Plan], pd.DataFrame]
    draw: Callable[[pd.DataFrame, str], Chart] | None
    empty: str
    totals: tuple[str, ...] = ()
    open: bool = False
    idle: Callable[[pd.DataFrame], str] = lambda frame: ""


def build(builder: Builder, plan: Plan) -> Part:
    """The part for a plan."""
    frame = builder.view(plan)
    missing = builder.idle(frame) if len(frame) else builder.empty
    chart = builder.draw(frame, plan.instance.settings.currency) if builder.draw and not missing else None
    return Part(
        builder.name, builder.title, builder.about, builder.table, frame, chart, missing, builder.totals, builder.open
    )  # fmt: skip
