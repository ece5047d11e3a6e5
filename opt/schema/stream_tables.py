"""Tables that a planner fills in: periods, and what arrives, lies there and is left."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table
from opt.schema.words import ANY, DEFAULT_AREA, DEFAULT_SITE, ELECTROLYTE_CLASSES

EMPTY = Default.EMPTY

PERIODS = Table(
    "periods",
    "instance",
    ("period",),
    (
        Column("period", "key", "name of the period; rows are in time order"),
        Column("hours", "number", "length of the period", unit="h", default=168.0, above=0.0),
        Column("start", "date", "first day of the period", default=EMPTY),
    ),
    "Planning periods in time order. Without this table: weeks of 168 h, one for every period named in arrivals.",
)
STREAMS = Table(
    "streams",
    "instance",
    ("stream",),
    (
        Column("stream", "key", "name of the stream"),
        Column("site", "text", "site that receives it", default=DEFAULT_SITE, refs=("sites.site",)),
        Column("form", "text", "form in which it arrives", refs=("forms.form",)),
        Column("electrolyte_class", "text", "class of its solid electrolyte", choices=ELECTROLYTE_CLASSES),
        Column(
            "cell_type",
            "text",
            "cell type of the library that stands for a composition",
            default=EMPTY,
            refs=("cell_types.cell_type",),
        ),
        Column(
            "state_of_health",
            "number",
            "state of health of the cell type: 1 as built, 0 end of life",
            unit="kg/kg",
            default=0.0,
            lower=0,
            upper=1,
        ),
        Column("intact", "flag", "casing hermetic and undamaged", default=True),
        Column(
            "state_of_charge",
            "number",
            "share of the rated energy still stored",
            unit="kg/kg",
            default=0.0,
            lower=0,
            upper=1,
        ),
        Column(
            "gate_fee",
            "number",
            "paid to the recycler per tonne; negative where the recycler pays",
            unit="currency/t",
            default=0.0,
        ),
        Column(
            "acceptance",
            "text",
            "mandatory: all of it; partial: up to the arrival; whole_lot: all or none",
            default="mandatory",
            choices=("mandatory", "partial", "whole_lot"),
        ),
        Column(
            "max_age",
            "number",
            "periods it may lie untreated, the period of arrival counted; empty: no limit",
            unit="period",
            default=EMPTY,
            lower=1,
        ),
    ),
    "Incoming streams. Each is the root of a network of fractions.",
    required=True,
)
ARRIVALS = Table(
    "arrivals",
    "instance",
    ("stream", "period"),
    (
        Column("stream", "key", "stream", refs=("streams.stream",)),
        Column("period", "key", "period of arrival", refs=("periods.period",)),
        Column("mass", "number", "mass that arrives", unit="t", lower=0),
    ),
    "Delivery calendar.",
    required=True,
    wide="mass",
)
COMPOSITION = Table(
    "composition",
    "instance",
    ("stream", "constituent"),
    (
        Column("stream", "key", "stream", refs=("streams.stream",)),
        Column("constituent", "key", "constituent of the library", refs=("constituents.constituent",)),
        Column(
            "fraction",
            "number",
            "mass fraction; the fractions of a stream sum to 1 within 1e-6",
            unit="kg/kg",
            lower=0,
            upper=1,
        ),
    ),
    "What a stream is made of. A stream that names a cell type needs no rows here.",
    required=True,
)
INITIAL_STOCK = Table(
    "initial_stock",
    "instance",
    ("stream", "form", "area", "arrived", "route"),
    (
        Column("stream", "key", "stream the material comes from", refs=("streams.stream",)),
        Column("form", "key", "form in which it lies", refs=("forms.form",)),
        Column("area", "key", "storage area", default=DEFAULT_AREA, refs=("areas.area",)),
        Column(
            "arrived",
            "number",
            "period of arrival counted back from the first period (0: the period before it)",
            unit="period",
            default=0.0,
            upper=0,
        ),
        Column(
            "route",
            "text",
            "technologies passed so far, joined by '>'; needed only where a form is reached with several compositions",
            default="",
        ),
        Column("mass", "number", "mass in stock before the first period", unit="t", lower=0),
    ),
    "What lies in the areas before the first period.",
)
END_VALUES = Table(
    "end_values",
    "instance",
    ("stream", "form"),
    (
        Column("stream", "key", "stream, or * for all", refs=("streams.stream",), also=(ANY,)),
        Column("form", "key", "form", refs=("forms.form",)),
        Column("value", "number", "value of a tonne left at the end", unit="currency/t"),
    ),
    "Value of what is left at the end. Without a row: minus the cost of the cheapest outlet that takes the form.",
)
