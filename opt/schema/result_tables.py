"""Tables of a result: the plan's variables and its structure, then the derived tables."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table

EMPTY = Default.EMPTY


def _key(name: str, meaning: str) -> Column:
    return Column(name, "key", meaning)


STREAM = _key("stream", "stream")
FRACTION = _key("fraction", "fraction; a root fraction bears its stream's name")
OPERATION = _key("operation", "operation: 'fraction>technology'")
LINE = _key("line", "line; empty for an operation that needs none")
CAMPAIGN = _key("campaign", "campaign")
AREA = _key("area", "storage area")
PRODUCT = _key("product", "product")
GRADE = _key("grade", "grade")
PERIOD = _key("period", "period")


def _variable(name: str, index: tuple[Column, ...], unit: str, meaning: str) -> Table:
    """A variable's table: its index, then the value in a column that bears the variable's name."""
    value = Column(name, "number", meaning, unit=unit, default=0.0)
    return Table(name, "result", tuple(c.name for c in index), (*index, value), meaning)


RECEIVE = _variable("receive", (STREAM, PERIOD), "t", "mass of the stream accepted in the period")
ACCEPT = _variable("accept", (STREAM, PERIOD), "", "1 where a whole lot is accepted (acceptance whole_lot)")
TREAT = _variable("treat", (OPERATION, LINE, PERIOD), "t", "mass fed to the operation on the line in the period")
STOCK = _variable("stock", (FRACTION, AREA, PERIOD), "t", "mass of the fraction in the area at the end of the period")
DISPOSE = _variable(
    "dispose", (FRACTION, _key("outlet", "outlet"), PERIOD), "t", "mass of the fraction given to the outlet"
)
DISCARD = _variable(
    "discard",
    (_key("waste", "waste"), _key("site", "site"), _key("outlet", "outlet"), PERIOD),
    "t",
    "mass of the waste of all operations of the site given to the outlet",
)
MAKE = _variable(
    "make", (OPERATION, PRODUCT, GRADE, PERIOD), "t", "mass of product of the operation given to the grade"
)
KEEP = _variable("keep", (PRODUCT, GRADE, PERIOD), "t", "finished goods at the end of the period")
SELL = _variable("sell", (PRODUCT, GRADE, PERIOD), "t", "mass sold in the period")
SHORT = _variable(
    "short",
    (PRODUCT, GRADE, PERIOD),
    "t",
    "mass missing from the contract; period 'all' for a contract over the horizon",
)
RUN = _variable("run", (LINE, CAMPAIGN, PERIOD), "", "1 where the campaign treats something in the period")
SETUP = _variable("setup", (LINE, CAMPAIGN, PERIOD), "", "1 where the line is set up for the campaign in the period")
CARRY = _variable("carry", (LINE, CAMPAIGN, PERIOD), "", "1 where the set-up is carried in from the period before")
SINGLE = _variable("single", (LINE, PERIOD), "", "1 where the line stays in one state all of the period")
HOLD = _variable(
    "hold",
    (AREA, _key("storage_class", "storage class"), PERIOD),
    "",
    "1 where the segregated area is given to the storage class",
)
USE = _variable(
    "use",
    (_key("origin", "stream (at the root) or pool"), _key("technology", "technology")),
    "",
    "1 where the stream or pool is qualified for the technology",
)
PEAK = _variable("peak", (LINE, _key("hazard", "hazard"), PERIOD), "hazard/h", "hourly peak the line may reach")
ACTIVE = _variable(
    "active",
    (_key("zone", "zone"), _key("group", "group"), PERIOD),
    "",
    "1 where a campaign of the group runs in the zone",
)

VARIABLE_TABLES = (
    RECEIVE,
    ACCEPT,
    TREAT,
    STOCK,
    DISPOSE,
    DISCARD,
    MAKE,
    KEEP,
    SELL,
    SHORT,
    RUN,
    SETUP,
    CARRY,
    SINGLE,
    HOLD,
    USE,
    PEAK,
    ACTIVE,
)

FRACTIONS = Table(
    "fractions",
    "result",
    ("fraction",),
    (
        FRACTION,
        Column("origin", "text", "stream (root) or pool"),
        Column("streams", "list", "streams that share it, joined by '|'"),
        Column("site", "text", "site"),
        Column("form", "text", "form"),
        Column("storage_class", "text", "storage class", default=EMPTY),
        Column(
            "route", "text", "one way from the root, 'technology:output' joined by '>'; empty for a root", default=EMPTY
        ),
    ),
    "Fractions the plan may use. Behind the root, streams of equal composition and state share a pool.",
)
OPERATIONS = Table(
    "operations",
    "result",
    ("operation",),
    (
        OPERATION,
        Column("fraction", "text", "what it feeds on"),
        Column("technology", "text", "technology"),
        Column("site", "text", "site"),
    ),
    "Operations the plan may use.",
)
OPERATION_OUTPUTS = Table(
    "operation_outputs",
    "result",
    ("operation", "kind", "target"),
    (
        OPERATION,
        _key("kind", "fraction, product or waste"),
        _key("target", "fraction, product or waste"),
        Column("yield", "number", "mass of it per mass fed", unit="t/t"),
    ),
    "What a tonne fed to an operation gives.",
)
STRUCTURE_TABLES = (FRACTIONS, OPERATIONS, OPERATION_OUTPUTS)
