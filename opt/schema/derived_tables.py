"""Derived tables of a result: what follows from the plan's variables. opt.report computes them."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table
from opt.schema.result_tables import AREA, GRADE, LINE, OPERATION, PERIOD, PRODUCT, STREAM
from opt.schema.words import STATUSES

EMPTY = Default.EMPTY
TERM = Column("term", "key", "term of the recovered value")


def _key(name: str, meaning: str) -> Column:
    return Column(name, "key", meaning)


def _number(name: str, unit: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit=unit)


def _maybe(name: str, unit: str, meaning: str) -> Column:
    return Column(name, "number", meaning, unit=unit, default=EMPTY)


STEP = "place of the technology on the longest way that was taken to it: 1, 2, ...; 0 for what is no technology"

ROUTES = Table(
    "routes",
    "result",
    ("stream", "form", "stage", "technology"),
    (
        STREAM,
        _key("form", "form in which the stream's material stood at the fork"),
        _key("stage", "stage of the technology; 'disposal' for an outlet, 'stock' for what is left at the end"),
        _key("technology", "technology it was fed to; the outlet for 'disposal'; 'left' for 'stock'"),
        _number("mass", "t", "mass of the stream's material that went this way over the horizon"),
        _number("share", "t/t", "share of all the stream's material of that form"),
    ),
    "Routes taken by each stream. Within a pool, material is attributed to its streams by mass over the horizon.",
)
FLOWS = Table(
    "flows",
    "result",
    ("source_kind", "source", "source_step", "target_kind", "target", "target_step", "item"),
    (
        Column("source_kind", "key", "what the source is", choices=("stream", "initial", "reagents", "technology")),
        _key("source", "stream; form of what lay in stock before the first period; 'reagents'; technology"),
        Column("source_step", "number", STEP),
        Column(
            "target_kind",
            "key",
            "what the target is",
            choices=("technology", "product", "stock", "outlet", "waste", "loss"),
        ),
        _key("target", "technology; product; form of what is left after the last period; outlet; waste; 'loss'"),
        Column("target_step", "number", STEP),
        _key("item", "mass, element, or sales"),
        Column("unit", "text", "unit of the amount: t, or the currency of sales"),
        _number("amount", "", "what went from the source to the target over the horizon"),
    ),
    "What flowed from where to where over the horizon. Fractions between two technologies are left out: a fraction is "
    "mixed, so what leaves it comes from those who gave it, by mass. Products are what was made, an outlet is given "
    "fractions as they are (wastes have their own rows). Sales are those the material goes on to earn: of a grade they "
    "belong by mass to the operations that made it, an operation hands them up to what it feeds on and that to its "
    "sources by mass; reagents, wastes, outlets and stock have none. What flows into a technology flows out of it, of "
    "every item.",
)
CALENDAR = Table(
    "calendar",
    "result",
    ("line", "period", "position"),
    (
        LINE,
        PERIOD,
        Column("position", "number", "order within the period: 1, 2, ..."),
        Column(
            "kind",
            "text",
            "campaign, or maintenance (downtime; a line that is down keeps its set-up)",
            choices=("campaign", "maintenance"),
        ),
        Column("campaign", "text", "campaign; empty for maintenance", default=EMPTY),
        _number("start", "h", "start in manned hours of the line, counted from the start of the period"),
        _number("end", "h", "end, set-up included"),
        _number("setup", "h", "hours of set-up at its start; 0 where the set-up is carried in or none is needed"),
        _number("hours", "h", "hours of treatment, or of downtime"),
        _number("treated", "t", "mass treated"),
        Column("set_up", "flag", "the line is set up for it in this period"),
        Column("carried_in", "flag", "its set-up is carried in from the period before"),
        Column("carried_out", "flag", "its set-up is carried into the period after"),
        Column(
            "start_date", "date", "day on which it starts, manned hours spread evenly over the period", default=EMPTY
        ),
        Column("end_date", "date", "day on which it ends", default=EMPTY),
    ),
    "What each line does, in the order in which it can be run: the carried campaign first, the one carried out last.",
)
FEEDS = Table(
    "feeds",
    "result",
    ("line", "period", "operation"),
    (
        LINE,
        PERIOD,
        OPERATION,
        Column("campaign", "text", "campaign; empty without a line", default=EMPTY),
        Column("fraction", "text", "what is fed"),
        Column("technology", "text", "technology"),
        _number("treated", "t", "mass fed"),
        _number("hours", "h", "hours it takes on the line; 0 without a line"),
    ),
    "What is fed to which line in which campaign.",
)
LINES = Table(
    "lines",
    "result",
    ("line", "period"),
    (
        LINE,
        PERIOD,
        _number("hours", "h", "hours the line is manned"),
        _number("downtime", "h", "hours of downtime; below 0: overtime"),
        _number("treatment", "h", "hours of treatment"),
        _number("setup", "h", "hours of set-ups"),
        _number("free", "h", "hours left"),
        _maybe("load", "", "treatment and set-ups over hours less downtime; empty where none are left"),
    ),
    "Load of the lines.",
)
PRODUCTS = Table(
    "products",
    "result",
    ("product", "grade", "period"),
    (
        PRODUCT,
        GRADE,
        PERIOD,
        _number("made", "t", "mass made as this grade"),
        _number("sold", "t", "mass sold"),
        _number("kept", "t", "finished goods at the end"),
        _number("short", "t", "mass missing from the contract of the period"),
        _maybe("assay", "kg/kg", "content of the pure product in what was made; empty where nothing was made"),
        _number("revenue", "currency", "sales, payables included"),
    ),
    "Products by grade and period.",
)
PURITY = Table(
    "purity",
    "result",
    ("product", "grade", "item", "sense", "period"),
    (
        PRODUCT,
        GRADE,
        _key("item", "constituent, element, sum of elements, or the product itself"),
        _key("sense", "max or min"),
        PERIOD,
        _number("limit", "kg/kg", "limit of the specification"),
        _maybe("achieved", "kg/kg", "content of all that was made as this grade; empty where nothing was made"),
        _number("made", "t", "mass made as this grade"),
    ),
    "Purity achieved against the limit.",
)
HAZARDS = Table(
    "hazards",
    "result",
    ("hazard", "basis", "place", "period"),
    (
        _key("hazard", "hazard"),
        _key("basis", "processing: over the period; stock: at its end; concurrent: sum of hourly peaks"),
        _key("place", "site or area"),
        PERIOD,
        Column("unit", "text", "unit of amount and limit", default=EMPTY),
        _number("amount", "hazard", "what the plan releases or holds"),
        _maybe("limit", "hazard", "limit of the period; empty: none"),
        _maybe("share", "", "amount over limit; empty without a limit or with a limit of 0"),
    ),
    "Hazards against their limits.",
)
STORAGE = Table(
    "storage",
    "result",
    ("area", "storage_class", "period"),
    (
        AREA,
        _key("storage_class", "storage class"),
        PERIOD,
        _number("mass", "t", "mass of the class in the area at the end of the period"),
        _maybe("capacity", "t", "capacity of the area, all classes together; empty: no limit"),
        Column("held", "flag", "the segregated area is given to this class in the period"),
    ),
    "What lies where at the end of a period.",
)
VALUE = Table(
    "value",
    "result",
    ("term",),
    (TERM, _number("amount", "currency", "what it adds to the value; costs are negative")),
    "The recovered value, term by term; the terms sum to the objective.",
)
VALUE_BY_STREAM = Table(
    "value_by_stream",
    "result",
    ("stream", "term"),
    (
        _key("stream", "stream; '*' for what belongs to no stream (fixed costs, shortfalls, idle set-ups)"),
        TERM,
        _number("amount", "currency", "what it adds to the value"),
    ),
    "The recovered value by stream. Within a pool it is shared by mass, on a line by hours, not by who caused it.",
)
MASS_BALANCE = Table(
    "mass_balance",
    "result",
    ("element",),
    (
        _key("element", "element, or 'total'"),
        _number("initial", "t", "in stock before the first period"),
        _number("received", "t", "received"),
        _number("added", "t", "added by reagents"),
        _number("products", "t", "in products made"),
        _number("wastes", "t", "in wastes, loss apart"),
        _number("loss", "t", "in the loss of operations"),
        _number("disposed", "t", "in fractions given to outlets"),
        _number("stock", "t", "in stock after the last period"),
        _number("residual", "t", "initial + received + added - products - wastes - loss - disposed - stock"),
    ),
    "Mass balance by element over the horizon.",
)
BINDING = Table(
    "binding",
    "result",
    ("family", "row", "period"),
    (
        _key("family", "constraint family"),
        _key("row", "limit that is reached, its index joined by '|'"),
        Column("period", "key", "period; empty where the limit holds over the horizon", default=""),
        _number("slack", "", "what is left of it, in the limit's unit"),
        Column("unit", "text", "unit of the limit", default=EMPTY),
        _number("value", "currency/item", "what one unit more of it adds to the value while set-ups stay as they are"),
    ),
    "What binds, and what it is worth; the largest first.",
)
FIGURES = Table(
    "figures",
    "result",
    ("table", "key", "column"),
    (
        _key("table", "table of the library or of the instance; 'instance' for a setting of instance.toml"),
        _key("key", "key of its row, joined by '|'; of prices the item: all periods count as one figure"),
        _key("column", "column"),
        _number("value", "", "the figure, in the unit of the row; the mean of a price series"),
        Column("unit", "text", "its unit", default=EMPTY),
        Column("source", "text", "where it comes from", default=EMPTY),
        Column("status", "text", "how sure it is; planner: from the instance", choices=STATUSES),
        _number("effect", "currency", "change of the recovered value for 1 % more of it, the plan fixed"),
    ),
    "What the value leans on, the largest effect first. The plan is fixed: what is received, set up and short "
    "stays, and so do the shares by which each fraction goes to operations, lines, periods, outlets and stock, each "
    "product to grades and each waste to outlets; masses and compositions downstream follow the figure, and what no "
    "split names is loss. First order: limits, grades and purity are not decided anew. A split that is 1 already "
    "cannot rise: its effect is minus that of 1 % less, and where it is computed it is left out. Contents of a "
    "stream are scaled to sum to 1. Masses received, limits, hazard factors, exchange rates, atomic masses and "
    "formulas are not among the figures.",
)
RESTS_ON = Table(
    "rests_on",
    "result",
    ("status",),
    (
        Column("status", "key", "status of the weakest figure that a sale touches", choices=STATUSES),
        _number("sales", "currency", "gross sales"),
        _number("share", "", "share of all gross sales"),
    ),
    "Gross sales by the weakest figure they touch; from strong to weak: computed, published, planner, unchecked, "
    "estimate. A sale touches the composition of the streams its material comes from; of each operation passed the "
    "splits, the conversions, the formulas of phases broken or converted, the verdicts and conditions on classes still "
    "contained and the limits on what is contained; the price or payables and metal prices of its grade, its "
    "specification, and the formula of the product where that sets its mass. A fraction is mixed: it touches whatever "
    "any way touches that leads to it. Costs and hazards are not on the way of a sale.",
)
DERIVED_TABLES = (
    CALENDAR,
    FEEDS,
    LINES,
    ROUTES,
    FLOWS,
    PRODUCTS,
    PURITY,
    HAZARDS,
    STORAGE,
    VALUE,
    VALUE_BY_STREAM,
    MASS_BALANCE,
    BINDING,
    FIGURES,
    RESTS_ON,
)
