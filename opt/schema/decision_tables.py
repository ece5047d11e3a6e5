"""Tables that a planner fills in: what is decided before the plan is made."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table
from opt.schema.words import ANY, STAGES

EMPTY = Default.EMPTY

ROUTING = Table(
    "routing",
    "instance",
    ("stream", "technology"),
    (
        Column("stream", "key", "stream, or * for all", refs=("streams.stream",), also=(ANY,)),
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column(
            "rule",
            "text",
            "force: the other technologies of its stage are removed; forbid; empty: neither",
            default=EMPTY,
            choices=("force", "forbid"),
        ),
        Column(
            "cost",
            "number",
            "cost of qualifying a stream for the technology, once",
            unit="currency",
            default=0.0,
            lower=0,
        ),
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
