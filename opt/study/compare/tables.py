"""The tables of a comparison: their columns, units and meaning. Files, sheets and their explanation come from here."""

from __future__ import annotations

from opt.schema import Column, Default, Table
from opt.schema.declare import index_by_name

EMPTY = Default.EMPTY
SCENARIO = Column("scenario", "key", "scenario that is compared with the base")
DISTINGUISHABLE = Column(
    "distinguishable",
    "flag",
    "the values of the two plans differ by more than the two gaps; where they do not, the difference may be noise and "
    "is one between these two plans, not an effect of the scenario",
)
NOTE = Column("note", "text", "what a reader of this row must know", default=EMPTY)


def _key(name: str, meaning: str) -> Column:
    return Column(name, "key", meaning)


def _number(name: str, unit: str, meaning: str) -> Column:
    """A number that may be missing: an empty cell says that there is none."""
    return Column(name, "number", meaning, unit=unit, default=EMPTY)


def _table(name: str, key: tuple[str, ...], columns: tuple[Column, ...], meaning: str) -> Table:
    return Table(name, "result", ("scenario", *key), (SCENARIO, *columns), meaning)


OUTCOME = _table(
    "outcome",
    (),
    (
        Column("status", "text", "how the run ended"),
        _number("value", "currency", "recovered value of the plan; empty without a plan"),
        _number("bound", "currency", "no plan is worth more; empty where nothing is proven"),
        _number("gap", "", "relative distance of value and bound"),
        Column("certified", "flag", "a second computation found that the plan keeps every limit and earns its value"),
        _number("difference", "currency", "value less that of the base's plan"),
        _number("least", "currency", "the true effect is at least this: value - bound of the base"),
        _number("most", "currency", "the true effect is at most this: bound - value of the base"),
        DISTINGUISHABLE,
        _number("moved", "", "campaigns that run in a period in one plan and not in the other"),
        NOTE,
    ),
    "What each scenario earns, and what that says of its effect. The best plan of an instance is worth at least the "
    "value found and at most the bound; the true effect is the difference of two such optima. Where 0 lies between "
    "least and most, nobody knows its sign. The base stands first.",
)
VALUE = _table(
    "value",
    ("term",),
    (
        _key("term", "term of the recovered value"),
        _number("base_amount", "currency", "what it adds to the value of the base; costs are negative"),
        _number("amount", "currency", "what it adds in the scenario"),
        _number("difference", "currency", "amount - base_amount"),
        DISTINGUISHABLE,
    ),
    "The value by term; the differences sum to that of the values. The bound holds for the sum only: how a term "
    "changes is a fact about these two plans.",
)
KPIS = _table(
    "kpis",
    ("kpi", "item"),
    (
        _key("kpi", "key figure (explained below the tables)"),
        _key("item", "element, line or limit the figure is about; empty where it is about all"),
        Column("unit", "text", "unit of the figure"),
        _number("base_amount", "", "in the base, in the unit of the row"),
        _number("amount", "", "in the scenario"),
        _number("difference", "", "amount - base_amount"),
        DISTINGUISHABLE,
        NOTE,
    ),
    "Key figures.",
)
ROUTES = _table(
    "routes",
    ("stream", "form", "stage", "technology"),
    (
        _key("stream", "stream"),
        _key("form", "form in which its material stood at the fork"),
        _key("stage", "stage of the technology; 'disposal' for an outlet, 'stock' for what is left at the end"),
        _key("technology", "technology, outlet, or 'left'"),
        _number("base_mass", "t", "mass of the stream's material that goes this way in the base"),
        _number("mass", "t", "in the scenario"),
        _number("difference", "t", "mass - base_mass"),
        _number("base_share", "t/t", "share of the stream's material of that form in the base"),
        _number("share", "t/t", "in the scenario"),
        DISTINGUISHABLE,
        NOTE,
    ),
    "Streams that go another way, or the same way with another mass. The largest difference comes first.",
)
CAMPAIGNS = _table(
    "campaigns",
    ("line", "campaign", "period"),
    (
        _key("line", "line"),
        _key("campaign", "campaign"),
        _key("period", "period"),
        Column(
            "what",
            "text",
            "added, dropped: it runs in one plan only (it has moved); longer, shorter: it runs in both; other: as "
            "long, with other tonnes",
            choices=("added", "dropped", "longer", "shorter", "other"),
        ),
        _number("base_hours", "h", "hours of treatment in the base"),
        _number("hours", "h", "in the scenario"),
        _number("base_treated", "t", "mass treated in the base"),
        _number("treated", "t", "in the scenario"),
        DISTINGUISHABLE,
        NOTE,
    ),
    "Campaigns that run in other periods, longer or shorter. Where a campaign has a set-up or a minimum lot, 'run' of "
    "the plan says whether it runs; elsewhere, whether it treats anything.",
)
GRADES = _table(
    "grades",
    ("product", "grade"),
    (
        _key("product", "product"),
        _key("grade", "grade; 'offspec' keeps no specification"),
        _number("base_sold", "t", "mass sold in the base"),
        _number("sold", "t", "in the scenario"),
        _number("difference", "t", "sold - base_sold"),
        _number("base_price", "currency/t", "revenue over mass sold in the base; empty where nothing is sold"),
        _number("price", "currency/t", "in the scenario"),
        DISTINGUISHABLE,
        NOTE,
    ),
    "Grades sold in one of the two plans at least.",
)
LIMITS = _table(
    "limits",
    ("family", "row", "period"),
    (
        _key("family", "constraint family"),
        _key("row", "limit, its index joined by '|'"),
        Column("period", "key", "period; empty where the limit holds over the horizon", default=""),
        Column(
            "what",
            "text",
            "binds: in the scenario only; free: in the base only",
            choices=("binds", "free"),
        ),
        Column("unit", "text", "unit of the limit", default=EMPTY),
        _number("value", "currency/item", "what one unit more of it adds to the value in the plan where it binds"),
        _number("gain", "currency", "what it adds there to loosen it as 'loosened' says"),
        Column("loosened", "text", "how the limit would be loosened"),
        DISTINGUISHABLE,
        NOTE,
    ),
    "Limits that are reached in one plan and not in the other. The most valuable comes first.",
)

TABLES = index_by_name((OUTCOME, VALUE, KPIS, ROUTES, CAMPAIGNS, GRADES, LIMITS))
"""Every table of a comparison by name, in the order in which they are shown and written."""
