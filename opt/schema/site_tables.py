"""Tables that a planner fills in: sites, lines, storage areas and their limits."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table
from opt.schema.words import ALL, ANY, DEFAULT_SITE, ELECTROLYTE_CLASSES

EMPTY = Default.EMPTY

SITES = Table(
    "sites",
    "instance",
    ("site",),
    (
        Column("site", "key", "name of the site"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column("latitude", "number", "position, degrees north", default=EMPTY, lower=-90, upper=90),
        Column("longitude", "number", "position, degrees east", default=EMPTY, lower=-180, upper=180),
    ),
    "Sites. Without this table: one site called 'plant'.",
)
ZONES = Table(
    "zones",
    "instance",
    ("zone",),
    (
        Column("zone", "key", "name of the zone"),
        Column("site", "text", "site it belongs to", default=DEFAULT_SITE, refs=("sites.site",)),
        Column("name", "text", "what people call it", default=EMPTY),
    ),
    "Parts of a site in which campaigns may get in each other's way (see conflicts).",
)
LINES = Table(
    "lines",
    "instance",
    ("line",),
    (
        Column("line", "key", "name of the line"),
        Column("site", "text", "site", default=DEFAULT_SITE, refs=("sites.site",)),
        Column("zone", "text", "zone of the site", default=EMPTY, refs=("zones.zone",)),
        Column("capabilities", "list", "what the line offers: inert, dry, H2S_scrubber ... joined by '|'", default=()),
        Column("hours", "number", "hours it is manned in a period, before downtime", unit="h", lower=0),
        Column("hour_cost", "number", "cost of an hour of treatment", unit="currency/h", default=0.0, lower=0),
        Column("fixed_cost", "number", "cost of a period, always charged", unit="currency", default=0.0, lower=0),
        Column("initial_campaign", "text", "campaign the line is set up for before the first period", default=EMPTY),
    ),
    "Lines (equipment that treats one campaign at a time).",
    required=True,
)
DOWNTIME = Table(
    "downtime",
    "instance",
    ("line", "period"),
    (
        Column("line", "key", "line", refs=("lines.line",)),
        Column("period", "key", "period", refs=("periods.period",)),
        Column("hours", "number", "hours lost; below 0: hours it is manned besides (overtime)", unit="h"),
    ),
    "Maintenance stops and other lost hours; overtime.",
    wide="hours",
)
LINE_TECHNOLOGIES = Table(
    "line_technologies",
    "instance",
    ("line", "technology", "electrolyte_class", "form"),
    (
        Column("line", "key", "line", refs=("lines.line",)),
        Column("technology", "key", "technology the line can run", refs=("technologies.technology",)),
        Column(
            "electrolyte_class",
            "key",
            "class of the stream the material comes from, or * for all",
            default=ANY,
            choices=(*ELECTROLYTE_CLASSES, ANY),
        ),
        Column("form", "key", "form it is fed in, or * for all", default=ANY, refs=("forms.form",), also=(ANY,)),
        Column("rate", "number", "throughput of feed", unit="t/h", above=0),
        Column(
            "campaign",
            "text",
            "what the line is set up for when it does this; empty: the technology's name",
            default=EMPTY,
        ),
    ),
    "Which line runs which technology, how fast and in which campaign; the most specific row counts.",
    required=True,
)
SETUPS = Table(
    "setups",
    "instance",
    ("line", "campaign"),
    (
        Column("line", "key", "line", refs=("lines.line",)),
        Column("campaign", "key", "campaign of that line"),
        Column("hours", "number", "hours a set-up takes", unit="h", default=0.0, lower=0),
        Column("cost", "number", "cost of a set-up", unit="currency", default=0.0, lower=0),
        Column(
            "minimum_lot",
            "number",
            "least mass treated in a period in which the campaign runs",
            unit="t",
            default=0.0,
            lower=0,
        ),
    ),
    "Set-ups. A campaign without a row needs none.",
)
CONFLICTS = Table(
    "conflicts",
    "instance",
    ("zone", "group", "campaign"),
    (
        Column("zone", "key", "zone", refs=("zones.zone",)),
        Column("group", "key", "group of campaigns that may run together"),
        Column("campaign", "key", "campaign of a line in that zone"),
    ),
    "Campaigns of different groups must not share a period in a zone.",
)
AREAS = Table(
    "areas",
    "instance",
    ("area",),
    (
        Column("area", "key", "storage area"),
        Column("site", "text", "site", default=DEFAULT_SITE, refs=("sites.site",)),
        Column("capacity", "number", "capacity; empty: no limit", unit="t", default=EMPTY, lower=0),
        Column("cost", "number", "cost of a tonne at the end of a period", unit="currency/t", default=0.0, lower=0),
        Column("segregated", "flag", "holds one storage class at a time", default=False),
    ),
    "Storage areas. Without this table: one area 'yard' a site, without limit or cost, for every class.",
)
AREA_CLASSES = Table(
    "area_classes",
    "instance",
    ("area", "storage_class"),
    (
        Column("area", "key", "area", refs=("areas.area",)),
        Column(
            "storage_class",
            "key",
            "storage class that may lie there, or * for all",
            refs=("storage_classes.storage_class",),
            also=(ANY,),
        ),
    ),
    "Which storage class may lie where. An area without a row here takes every class.",
)
HAZARD_LIMITS = Table(
    "hazard_limits",
    "instance",
    ("hazard", "basis", "place", "period"),
    (
        Column("hazard", "key", "hazard", refs=("hazards.hazard",)),
        Column(
            "basis",
            "key",
            "processing: over a period; stock: at its end; concurrent: sum of hourly peaks",
            choices=("processing", "stock", "concurrent"),
        ),
        Column(
            "place", "key", "site; for stock a site or an area", default=DEFAULT_SITE, refs=("sites.site", "areas.area")
        ),
        Column("period", "key", "period, or all", default=ALL, refs=("periods.period",), also=(ALL,)),
        Column(
            "limit",
            "number",
            "processing and concurrent: hazard unit per hour; stock: hazard unit",
            unit="hazard",
            lower=0,
        ),
    ),
    "Safety limits. A row for a period goes before the row for all. 'relith library --limit HAZARD' with "
    "--ventilation, --cooling or --basis stock works a limit out from exposure limits, cooling or the law.",
)
RELEASES = Table(
    "releases",
    "instance",
    ("hazard", "at", "constituent"),
    (
        Column("hazard", "key", "hazard", refs=("hazards.hazard",)),
        Column("at", "key", "technology, or * for each with a factor", refs=("technologies.technology",), also=(ANY,)),
        Column(
            "constituent",
            "key",
            "what the factor is for: constituent or element; an electrolyte class or 'kind:' and a kind, with the "
            "factors of their constituents; * for every factor. The most specific row counts",
            default=ANY,
            also=(ANY,),
        ),
        Column("release", "number", "share that is released, measured on site", unit="kg/kg", lower=0, upper=1),
    ),
    "Releases measured on site: each takes the place of the release in the processing rows of hazard_factors for that "
    "hazard, technology and constituent.",
)
