"""Tables of the library: what treating and holding uses and releases."""

from __future__ import annotations

from opt.schema.declare import Column, Default
from opt.schema.provenance import library_table
from opt.schema.words import ANY

EMPTY = Default.EMPTY

UTILITIES = library_table(
    "utilities",
    ("utility",),
    (
        Column("utility", "key", "utility or reagent"),
        Column("unit", "text", "unit it is counted in (kWh, kg, m3)"),
        Column(
            "price",
            "number",
            "price of a unit; empty: the library's reference price of the item",
            unit="currency/item",
            default=EMPTY,
        ),
        Column("emission_factor", "number", "emission of a unit", unit="kg/item", default=0.0, lower=0),
        Column(
            "limit", "number", "most that can be used in a period; empty: no limit", unit="item", default=EMPTY, lower=0
        ),
    ),
    "Utilities and reagents; emission factors in kg CO2 equivalent.",
)
USES = library_table(
    "uses",
    ("technology", "utility", "constituent"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("utility", "key", "utility", refs=("utilities.utility",)),
        Column(
            "constituent",
            "key",
            "constituent or element of the feed it is used for; an electrolyte class; "
            "'kind:' and a kind; * for the whole feed. Rows add up",
            default=ANY,
            also=(ANY,),
        ),
        Column("amount", "number", "units of the utility per tonne", unit="item/t", lower=0),
    ),
    "What a technology uses.",
)
HAZARDS = library_table(
    "hazards",
    ("hazard",),
    (
        Column("hazard", "key", "hazard"),
        Column("unit", "text", "unit it is counted in (kg, MJ, m3, kWh, t)"),
        Column("description", "text", "what it is", default=EMPTY),
    ),
    "Hazards.",
)
HAZARD_FACTORS = library_table(
    "hazard_factors",
    ("hazard", "basis", "at", "constituent"),
    (
        Column("hazard", "key", "hazard", refs=("hazards.hazard",)),
        Column("basis", "key", "processing: at a technology; stock: in a form", choices=("processing", "stock")),
        Column("at", "key", "technology or form, or *", refs=("technologies.technology", "forms.form"), also=(ANY,)),
        Column(
            "constituent",
            "key",
            "constituent or element; an electrolyte class; 'kind:' and a kind; * for the whole mass. Rows add up",
            default=ANY,
            also=(ANY,),
        ),
        Column("factor", "number", "hazard units per tonne of it at full release", unit="hazard/t", lower=0),
        Column(
            "release",
            "number",
            "share that is released (measured, or 1 as upper bound)",
            unit="kg/kg",
            default=1.0,
            lower=0,
            upper=1,
        ),
        Column("per_charge", "flag", "scales with the stream's state of charge (only in charged forms)", default=False),
    ),
    "Hazard of treating (processing) or holding (stock) a tonne.",
)
