"""The chart of a part as it stands on the page: JSON that no text in it can break out of."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from markupsafe import Markup
from plotly.utils import PlotlyJSONEncoder

from opt.report.parts import Option, Part

HEIGHT = 450
"""Height of a chart that names none, px."""

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""Signs that mean something to HTML or to old scripts; in JSON they stand in texts only, where they may be escaped."""

_CLOSES = re.compile(r"<(/script|!--)", re.IGNORECASE)


@dataclass(frozen=True)
class Choice:
    """One option of the switch of a chart."""

    name: str
    label: str


@dataclass(frozen=True)
class Drawing:
    """A chart, ready to be written: what it shows in words, its least width and its height (px), what it can be
    switched to, and ``data``: JSON with ``data``, ``layout`` (as for ``Plotly.newPlot``) and ``options``."""

    label: str
    least_width: int
    height: int
    choices: tuple[Choice, ...]
    data: Markup


def drawing(part: Part) -> Drawing | None:
    """The chart of a part; None where there is none."""
    chart = part.chart
    if chart is None:
        return None
    figure = chart.figure.to_plotly_json()
    figure = {"data": figure["data"], "layout": figure["layout"]}
    figure["options"] = [
        {"data": option.data, "layout": option.layout, "traces": list(range(_traces(option)))}
        for option in chart.options
    ]
    return Drawing(
        label=chart.label or part.title,
        least_width=chart.least_width,
        height=round(chart.figure.layout.height or HEIGHT),
        choices=tuple(Choice(option.name, option.label) for option in chart.options),
        data=script_json(figure),
    )


def _traces(option: Option) -> int:
    """How many traces an option changes: as many as its lists have values."""
    return max((len(value) for value in option.data.values() if isinstance(value, list)), default=0)


def script_json(value: object) -> Markup:
    """A value as JSON that may stand in a script element; NaN becomes null."""
    text = json.dumps(value, cls=PlotlyJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))


def script_text(text: str) -> Markup:
    """A script that may stand in a script element: nothing in it closes the element or opens a comment."""
    return Markup(_CLOSES.sub(r"<\\\g<1>", text))
