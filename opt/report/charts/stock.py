"""Stock by storage area and class against capacity: a small chart for each area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from opt.report import look
from opt.report.charts.brief import width_of
from opt.report.charts.periods import thinned
from opt.report.charts.stock_panels import Panel, Row, bars, limit
from opt.report.parts import Builder, Chart, Option
from opt.report.views.stock import STOCK_TABLE, stock
from opt.tables.frames import grouped

COLUMNS, AT_ONCE = 3, 9
"""Panels beside each other, and in all; more are shown a page at a time, pages as even as can be."""

PANEL, ROOM, NARROW = 210, 150.0, 320
"""Least width of a panel, of its axis, and of the chart, px."""

BARS, WORDS, NAMES, BELOW = 100, 40, 30, 44
"""Heights, px: of the bars of a panel, of the words above and the periods below them, and of periods and title of the
axis below the last ones."""

ENTRY, LEGEND = 48, 20
"""Width of an entry of the legend without its name, and height of a row of it, px."""

BETWEEN = 0.06
"""Between panels, share of the width."""


def draw_stock(frame: pd.DataFrame, currency: str) -> Chart:
    """Stacked bars by period, a panel each, areas in the order of the instance. Classes have the same
    colour in all panels."""
    panels = areas(frame)
    classes = list(dict.fromkeys(frame["storage_class"].sort_values()))
    periods = list(dict.fromkeys(frame["period"]))
    slots = math.ceil(len(panels) / math.ceil(len(panels) / AT_ONCE))
    pages = [panels[first : first + slots] for first in range(0, len(panels), slots)]
    columns = 2 if slots == 4 else min(COLUMNS, slots)
    rows = math.ceil(slots / columns)
    inside = rows * (BARS + WORDS + NAMES) - WORDS - NAMES
    above = _legend_height(classes, max(NARROW, PANEL * columns)) + WORDS
    figure = look.blank(above + inside + BELOW, barmode="stack")
    plain = figure.layout.xaxis.to_plotly_json(), figure.layout.yaxis.to_plotly_json()
    figure.set_subplots(
        rows, columns, horizontal_spacing=BETWEEN if columns > 1 else 0.0,
        vertical_spacing=(WORDS + NAMES) / inside if rows > 1 else 0.0,
    )  # fmt: skip
    figure.update_layout(margin={"l": 8, "r": 8, "t": above, "b": BELOW})
    figure.update_layout(legend={**look.LEGEND_ABOVE, "traceorder": "normal"})
    traces = _traces(pages[0], classes, slots)
    # What is switched to another page needs a trace for every class in every panel; else empty ones are left out.
    figure.add_traces(traces if len(pages) > 1 else [trace for trace in traces if trace["x"]])
    _axes(figure, pages[0], periods, plain, columns)
    return Chart(figure, max(NARROW, PANEL * columns), "", _options(pages, classes, columns))


def _legend_height(classes: Sequence[str], width: int) -> int:
    """Height of the legend of the classes and the capacity, on a chart so wide, px."""
    names = [*classes, "capacity"]
    beside = max(1, int(width // (width_of(names) + ENTRY)))
    return LEGEND * math.ceil(len(names) / beside) + LEGEND // 2


def _options(pages: Sequence[Sequence[Panel]], classes: Sequence[str], columns: int) -> tuple[Option, ...]:
    """The pages, where there is more than one."""
    if len(pages) == 1:
        return ()
    slots = len(pages[0])
    return tuple(
        Option(f"page-{number}", _label(page), _data(page, classes, slots), _layout(page, slots, columns))
        for number, page in enumerate(pages, start=1)
    )


def areas(frame: pd.DataFrame) -> list[Panel]:
    """A panel for each storage area, in the order of the table."""
    by_area: dict[str, dict[str, list[Row]]] = {}
    for (area, name), rows in grouped(frame, "area", "storage_class").items():
        by_area.setdefault(area, {})[name] = rows
    return [Panel(area, rows) for area, rows in by_area.items()]


def _label(page: Sequence[Panel]) -> str:
    return page[0].area if len(page) == 1 else f"{page[0].area} to {page[-1].area}"


def _traces(page: Sequence[Panel], classes: Sequence[str], slots: int) -> list[dict[str, Any]]:
    """What stands in the legend; then, for each panel, the bars of each class and the capacity."""
    named = [*(bars(None, name, number) for number, name in enumerate(classes)), limit(None)]
    traces = [{**trace, "x": [None], "y": [None], "showlegend": True} for trace in named]
    for slot in range(slots):
        panel = page[slot] if slot < len(page) else None
        drawn = [*(bars(panel, name, number) for number, name in enumerate(classes)), limit(panel)]
        key = _key(slot)
        traces += [{**trace, "xaxis": f"x{key}", "yaxis": f"y{key}", "showlegend": False} for trace in drawn]
    return traces


def _key(slot: int) -> str:
    """What follows 'xaxis' and 'yaxis' in the names of the axes of a panel."""
    return str(slot + 1) if slot else ""


def _data(page: Sequence[Panel], classes: Sequence[str], slots: int) -> dict[str, Any]:
    """What changes in the traces when these panels are shown."""
    traces = _traces(page, classes, slots)
    return {name: [trace[name] for trace in traces] for name in ("x", "y", "hovertext")}


def _layout(page: Sequence[Panel], slots: int, columns: int) -> dict[str, Any]:
    """What changes in the layout when these panels are shown; axes without a panel are hidden."""
    layout: dict[str, Any] = {}
    for slot in range(slots):
        key, panel = _key(slot), page[slot] if slot < len(page) else None
        layout |= {f"xaxis{key}.visible": panel is not None, f"yaxis{key}.visible": panel is not None}
        layout[f"annotations[{slot}].text"] = panel.words if panel else ""
        if panel:
            layout |= {f"yaxis{key}.range": [0, panel.top], f"xaxis{key}.title.text": _below(page, slot, columns)}
    return layout


def _below(page: Sequence[Panel], slot: int, columns: int) -> str:
    """The title of the axis of periods, where no panel stands below."""
    return "period" if slot + columns >= len(page) else ""


def _axes(
    figure: go.Figure,
    page: Sequence[Panel],
    periods: Sequence[str],
    plain: tuple[Mapping[str, Any], Mapping[str, Any]],
    columns: int,
) -> None:
    """Periods below, tonnes beside, words above each panel."""
    places, texts = thinned(periods, ROOM)
    across = {**plain[0], "range": [-0.6, len(periods) - 0.4], "tickvals": places, "ticktext": texts, "tickangle": 0,
              "tickfont": {"size": look.SMALL}, "showgrid": False, "zeroline": False, "fixedrange": True}  # fmt: skip
    layout: dict[str, Any] = {"annotations": []}
    for slot, panel in enumerate(page):
        key = _key(slot)
        title = {"text": _below(page, slot, columns), "font": {"size": look.SMALL}, "standoff": 4}
        layout[f"xaxis{key}"] = {**across, "title": title}
        beside = {"text": "t", "font": {"size": look.SMALL}, "standoff": 4}
        layout[f"yaxis{key}"] = {**plain[1], "range": [0, panel.top], "nticks": 4, "title": beside, "fixedrange": True,
                                 "tickfont": {"size": look.SMALL}}  # fmt: skip
        layout["annotations"].append(
            {"text": panel.words, "xref": f"x{key} domain", "yref": f"y{key} domain", "x": 0, "y": 1, "xanchor": "left",
             "yanchor": "bottom", "align": "left", "showarrow": False, "yshift": 3}
        )  # fmt: skip
    figure.update_layout(layout)


STOCK = Builder(
    "stock",
    "Stock by area",
    "What lies in each storage area at the end of each period, by storage class; the dashed line is the capacity of "
    "the area, all classes together. A segregated area holds one class at a time. Areas in which nothing ever lies are "
    "left out.",
    STOCK_TABLE,
    stock,
    draw_stock,
    "Nothing lies in any storage area at the end of any period.",
)
