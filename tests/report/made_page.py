"""A page made by hand: parts with every kind of cell, with and without charts, rows and sums, and hostile names."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from opt.report import look
from opt.report.html.page import Fact, Group, Notice, Page
from opt.report.parts import Chart, Option, Part
from opt.schema import Column, Table

HOSTILE = "</script><script>alert('1')</script>"
QUOTED = "a \"b\", <i>c</i> & 'd' \\u003c"
NAN = float("nan")

THINGS = Table(
    "things",
    "result",
    ("thing",),
    (
        Column("thing", "key", f'name of the thing; "quoted" {HOSTILE}'),
        Column("mass", "number", "mass", unit="t"),
        Column("worth", "number", "what it is worth", unit="currency"),
        Column("content", "number", "content", unit="kg/kg"),
        Column("share", "number", "share of the limit"),
        Column("counted", "number", "whole number"),
        Column("set_up", "flag", "whether it is set up"),
        Column("streams", "list", "streams"),
        Column("first_day", "date", "first day"),
        Column("remark", "text", "remark"),
    ),
    f"Things & {HOSTILE}.",
)


def things() -> pd.DataFrame:
    """Five things; the third has next to nothing."""
    return pd.DataFrame(
        {
            "thing": ["W10", "W9", HOSTILE, QUOTED, "=1+1"],
            "mass": [0.1, 12.25, NAN, 1234.56789, 0.30000000000000004],
            "worth": [-1234.567, 0.4, NAN, 1e6, -0.0],
            "content": [0.9953, 2e-5, NAN, 0.0, 1.0],
            "share": [0.5, 1.02, NAN, 0.999, 0.001],
            "counted": [3, 1, 2, 10, 2],
            "set_up": [True, False, False, True, False],
            "streams": [("S1", "S2"), (), ("S1",), (), ()],
            "first_day": ["2026-01-05", "", "", "2026-02-01", "2026-01-06"],
            "remark": ["", "long " * 20, HOSTILE, QUOTED, "line"],
        }
    )


LOADS = Table(
    "loads",
    "result",
    ("line", "hour"),
    (
        Column("line", "key", "line"),
        Column("hour", "number", "hour", unit="h"),
        Column("load", "number", "share of the time"),
        Column("mass", "number", "mass", unit="t"),
    ),
    "Loads.",
)


def loads(rows: int) -> pd.DataFrame:
    """So many rows; every fourth has no load."""
    return pd.DataFrame(
        {
            "line": [f"line {number % 7}" for number in range(rows)],
            "hour": [float(number) for number in range(rows)],
            "load": [NAN if number % 4 == 3 else (number * 37 % 101) / 101 for number in range(rows)],
            "mass": [(number * 13 % 17) / 10 for number in range(rows)],
        }
    )


def bars(frame: pd.DataFrame) -> Chart:
    """Bars of mass or worth by thing."""
    figure = look.blank(320)
    known = frame.dropna(subset=["mass"])
    figure.add_bar(x=known["thing"], y=known["mass"], marker={"color": look.EARNS}, name=HOSTILE)
    figure.update_yaxes(title={"text": "mass, t"})
    options = (
        Option("mass", "mass, t", {"y": [known["mass"].to_numpy()]}, {"yaxis.title.text": "mass, t"}),
        Option("worth", f"worth {HOSTILE}", {"y": [known["worth"].to_numpy()]}, {"yaxis.title.text": "worth, USD"}),
    )
    return Chart(figure, 520, f"Bars {HOSTILE}", options)


def flow() -> Chart:
    """A flow of three names."""
    figure = look.blank(300)
    figure.add_sankey(
        node={"label": ["stream", "line", QUOTED]}, link={"source": [0, 1], "target": [1, 2], "value": [3, 2]}
    )
    return Chart(figure, 600, "Flow")


def lines(frame: pd.DataFrame) -> Chart:
    """A line over the hours."""
    figure = look.blank(260)
    figure.add_scatter(x=frame["hour"], y=frame["load"], mode="lines+markers", line={"color": look.GOOD})
    return Chart(figure)


def made_page() -> Page:
    """The page."""
    few, many, long = things(), loads(40), loads(1200)
    parts = (
        Part(
            "things", f"Things {HOSTILE}", "About things.", THINGS, few, bars(few), totals=("mass", "worth"), open=True
        ),
        Part("flow", "Flow", "", LOADS, many, flow(), totals=("mass",)),
        Part("long", "Long", "Many rows.", LOADS, long, lines(many)),
        Part("nothing", "Nothing", "About nothing.", THINGS, few.iloc[:0], None, f"There is nothing. {HOSTILE}"),
    )
    group = Group("first", f"First & {HOSTILE}", "The first group.", parts)
    bare = Part("bare", "A table alone", "", LOADS, many.iloc[:1])
    return Page(
        name=f"plant/{HOSTILE}",
        title=f"plant {HOSTILE}",
        subtitle=QUOTED,
        currency="USD",
        facts=(Fact("value", "1,234 USD", "note", 1234.5, "USD"), Fact("certified", HOSTILE)),
        notices=(Notice("error", HOSTILE), Notice("warning", "Beware."), Notice("note", "By the way.")),
        groups=(group, replace(group, name="second", title="Second", about="", parts=(bare,))),
        footer="Written by hand.",
    )
