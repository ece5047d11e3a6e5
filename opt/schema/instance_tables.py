"""Tables that a planner fills in: site, streams, lines, market, limits."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table

EMPTY = Default.EMPTY
ELECTROLYTE_CLASSES = ("oxide_garnet", "oxide_perovskite", "oxide_NASICON", "sulfide", "halide", "polymer")
STAGES = ("pretreatment", "pyrometallurgy", "leaching", "separation", "direct_regeneration", "sale")
DEFAULT_SITE = "plant"
DEFAULT_AREA = "yard"
OFFSPEC = "offspec"
LOSS = "loss"
ANY = "*"
ALL = "all"

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
STREAMS = Table(
    "streams",
    "instance",
    ("stream",),
    (
        Column("stream", "key", "name of the stream"),
        Column("site", "text", "site that receives it", default=DEFAULT_SITE, refs=("sites.site",)),
        Column("form", "text", "form in which it arrives", refs=("forms.form",)),
        Column("electrolyte_class", "text", "class of its solid electrolyte", choices=ELECTROLYTE_CLASSES),
        Column("cell_type", "text", "cell type of the library that stands for a composition", default=EMPTY,
               refs=("cell_types.cell_type",)),
        Column("state_of_health", "number", "state of health of the cell type: 1 as built, 0 end of life",
               unit="kg/kg", default=0.0, lower=0, upper=1),
        Column("intact", "flag", "casing hermetic and undamaged", default=True),
        Column("state_of_charge", "number", "share of the rated energy still stored", unit="kg/kg", default=0.0,
               lower=0, upper=1),
        Column("gate_fee", "number", "paid to the recycler per tonne; negative where the recycler pays",
               unit="currency/t", default=0.0),
        Column("acceptance", "text", "mandatory: all of it; partial: up to the arrival; whole_lot: all or none",
               default="mandatory", choices=("mandatory", "partial", "whole_lot")),
        Column("max_age", "number", "periods it may lie untreated, the period of arrival counted; empty: no limit",
               unit="period", default=EMPTY, lower=1),
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
        Column("fraction", "number", "mass fraction; the fractions of a stream sum to 1 within 1e-6", unit="kg/kg",
               lower=0, upper=1),
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
        Column("arrived", "number", "period of arrival counted back from the first period (0: the period before it)",
               unit="period", default=0.0, upper=0),
        Column("route", "text", "technologies passed so far, joined by '>'; needed only where a form is reached with "
               "several compositions", default=""),
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
        Column("hours", "number", "hours lost", unit="h", lower=0),
    ),
    "Maintenance stops and other lost hours.",
    wide="hours",
)
LINE_TECHNOLOGIES = Table(
    "line_technologies",
    "instance",
    ("line", "technology", "electrolyte_class", "form"),
    (
        Column("line", "key", "line", refs=("lines.line",)),
        Column("technology", "key", "technology the line can run", refs=("technologies.technology",)),
        Column("electrolyte_class", "key", "class of the stream the material comes from, or * for all", default=ANY,
               choices=(*ELECTROLYTE_CLASSES, ANY)),
        Column("form", "key", "form it is fed in, or * for all", default=ANY, refs=("forms.form",), also=(ANY,)),
        Column("rate", "number", "throughput of feed", unit="t/h", above=0),
        Column("campaign", "text", "what the line is set up for when it does this; empty: the technology's name",
               default=EMPTY),
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
        Column("minimum_lot", "number", "least mass treated in a period in which the campaign runs", unit="t",
               default=0.0, lower=0),
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
        Column("storage_class", "key", "storage class that may lie there, or * for all",
               refs=("storage_classes.storage_class",), also=(ANY,)),
    ),
    "Which storage class may lie where. An area without a row here takes every class.",
)
HAZARD_LIMITS = Table(
    "hazard_limits",
    "instance",
    ("hazard", "basis", "place", "period"),
    (
        Column("hazard", "key", "hazard", refs=("hazards.hazard",)),
        Column("basis", "key", "processing: over a period; stock: at its end; concurrent: sum of hourly peaks",
               choices=("processing", "stock", "concurrent")),
        Column("place", "key", "site; for stock a site or an area", default=DEFAULT_SITE,
               refs=("sites.site", "areas.area")),
        Column("period", "key", "period, or all", default=ALL, refs=("periods.period",), also=(ALL,)),
        Column("limit", "number", "processing and concurrent: hazard unit per hour; stock: hazard unit",
               unit="hazard", lower=0),
    ),
    "Safety limits. A row for a period goes before the row for all.",
)
GRADES = Table(
    "grades",
    "instance",
    ("product", "grade"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column("price", "number", "price; empty: the library's reference price of 'product/grade'", unit="currency/t",
               default=EMPTY),
        Column("capacity", "number", "finished goods that can be kept; 0: sold in the period it is made", unit="t",
               default=0.0, lower=0),
        Column("keep_cost", "number", "cost of a tonne of finished goods at the end of a period", unit="currency/t",
               default=0.0, lower=0),
    ),
    "What can be sold. The grade 'offspec' always exists.",
    required=True,
)
PRICES = Table(
    "prices",
    "instance",
    ("item", "period"),
    (
        Column("item", "key", "'product/grade', a utility, or a metal (element symbol) of payables"),
        Column("period", "key", "period", refs=("periods.period",)),
        Column("price", "number", "price in that period (of a tonne, or of the utility's unit)", unit="currency/item"),
    ),
    "Prices that change with time; they replace the price of the item's own table in that period.",
    wide="price",
)
DEMAND = Table(
    "demand",
    "instance",
    ("product", "grade", "period"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column("period", "key", "period; each: every period alike; all: over the horizon", default="each",
               refs=("periods.period",), also=("each", ALL)),
        Column("maximum", "number", "most that can be sold; empty: no limit", unit="t", default=EMPTY, lower=0),
        Column("contract", "number", "least that must be sold", unit="t", default=0.0, lower=0),
        Column("penalty", "number", "paid per tonne short of the contract; empty: no shortfall allowed",
               unit="currency/t", default=EMPTY, lower=0),
    ),
    "Market limits and contracts. A row for a period goes before the row for each; all is a further limit.",
)
PAYABLES = Table(
    "payables",
    "instance",
    ("product", "grade", "element"),
    (
        Column("product", "key", "product sold by its contents", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column("element", "key", "element that is paid", refs=("elements.element",)),
        Column("payable", "number", "share of the metal price that is paid", unit="kg/kg", lower=0, upper=1),
        Column("metal_price", "number", "price of the metal; empty: the library's reference price of the element",
               unit="currency/t", default=EMPTY, lower=0),
    ),
    "Products sold by payables. Such a grade is sold in the period it is made.",
)
GRADE_LIMITS = Table(
    "grade_limits",
    "instance",
    ("product", "grade", "item", "sense"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column("item", "key", "constituent, element, sum of elements (Ni+Co), or the product's own name for its assay"),
        Column("sense", "key", "max or min", default="max", choices=("max", "min")),
        Column("limit", "number", "content", unit="kg/kg", lower=0, upper=1),
    ),
    "Specification of a grade, besides and before the library's specifications of the same product and grade.",
)
ROUTING = Table(
    "routing",
    "instance",
    ("stream", "technology"),
    (
        Column("stream", "key", "stream, or * for all", refs=("streams.stream",), also=(ANY,)),
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("rule", "text", "force: the other technologies of its stage are removed; forbid; empty: neither",
               default=EMPTY, choices=("force", "forbid")),
        Column("cost", "number", "cost of qualifying a stream for the technology, once", unit="currency", default=0.0,
               lower=0),
    ),
    "Routing decisions of the planner.",
)
ROUTING_LIMITS = Table(
    "routing_limits",
    "instance",
    ("stream", "stage"),
    (
        Column("stream", "key", "stream, or * for each of them", refs=("streams.stream",), also=(ANY,)),
        Column("stage", "key", "stage", choices=STAGES),
        Column("maximum", "number", "at most so many technologies of that stage", lower=1),
    ),
    "At most so many technologies a stream and stage.",
)
DECISIONS = Table(
    "decisions",
    "instance",
    ("variable", "index"),
    (
        Column("variable", "key", "variable of the plan (treat, run, receive ...)"),
        Column("index", "key", "its index as in the result tables, joined by '|'"),
        Column("lower", "number", "least value; empty: free", default=EMPTY),
        Column("upper", "number", "largest value; empty: free", default=EMPTY),
    ),
    "A planner's manual edit of a plan: bounds on single variables.",
)

INSTANCE_TABLES = (
    PERIODS, SITES, ZONES, STREAMS, ARRIVALS, COMPOSITION, INITIAL_STOCK, END_VALUES, LINES, DOWNTIME,
    LINE_TECHNOLOGIES, SETUPS, CONFLICTS, AREAS, AREA_CLASSES, HAZARD_LIMITS, GRADES, PRICES, DEMAND, PAYABLES,
    GRADE_LIMITS, ROUTING, ROUTING_LIMITS, DECISIONS,
)
