"""Tables of the library: what treating and holding uses and releases."""

from __future__ import annotations

from opt.schema.declare import Column, Default
from opt.schema.provenance import library_table
from opt.schema.words import ANY, EXPOSURE_KINDS

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
EXPOSURE_LIMITS = library_table(
    "exposure_limits",
    ("hazard", "substance", "body", "limit"),
    (
        Column("hazard", "key", "hazard", refs=("hazards.hazard",)),
        Column("substance", "key", "what the limit speaks of: the hazard itself, or one of several (ethanol, NO2, Ni)"),
        Column("body", "key", "who states it, and in which rule where there are several"),
        Column(
            "limit",
            "key",
            "TWA (over a shift), STEL (15 minutes), ceiling, peak; IDLH, AEGL and ERPG (emergencies); LEL and UEL "
            "(explosive range); emission (stack); stock (tiers of what may lie there)",
            choices=EXPOSURE_KINDS,
        ),
        Column("minutes", "number", "averaged over; empty: at any moment", unit="min", default=EMPTY, above=0),
        Column("concentration", "number", "limit as a share of the air's volume", unit="ppm", default=EMPTY, above=0),
        Column("mass_concentration", "number", "limit by mass in the air", unit="mg/m3", default=EMPTY, above=0),
        Column("amount", "number", "limit of what may lie there", unit="hazard", default=EMPTY, above=0),
        Column("formula", "text", "formula of the gas; needed where the limit is a share of the volume", default=EMPTY),
        Column(
            "density",
            "number",
            "density of the liquid where the hazard is counted by volume",
            unit="kg/m3",
            default=EMPTY,
            above=0,
        ),
    ),
    "What people, air and stores may bear; 'relith library --limit HAZARD' makes a permit of it, for hazard_limits.",
)
