"""Tables that a planner fills in: what can be sold, at which price, in which quality."""

from __future__ import annotations

from opt.schema.declare import Column, Default, Table
from opt.schema.words import ALL

EMPTY = Default.EMPTY

GRADES = Table(
    "grades",
    "instance",
    ("product", "grade"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column(
            "price",
            "number",
            "price; empty: the library's reference price of 'product/grade'",
            unit="currency/t",
            default=EMPTY,
        ),
        Column(
            "capacity",
            "number",
            "finished goods that can be kept; 0: sold in the period it is made",
            unit="t",
            default=0.0,
            lower=0,
        ),
        Column(
            "keep_cost",
            "number",
            "cost of a tonne of finished goods at the end of a period",
            unit="currency/t",
            default=0.0,
            lower=0,
        ),
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
        Column(
            "period",
            "key",
            "period; each: every period alike; all: over the horizon",
            default="each",
            refs=("periods.period",),
            also=("each", ALL),
        ),
        Column("maximum", "number", "most that can be sold; empty: no limit", unit="t", default=EMPTY, lower=0),
        Column("contract", "number", "least that must be sold", unit="t", default=0.0, lower=0),
        Column(
            "penalty",
            "number",
            "paid per tonne short of the contract; empty: no shortfall allowed",
            unit="currency/t",
            default=EMPTY,
            lower=0,
        ),
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
        Column(
            "metal_price",
            "number",
            "price of the metal; empty: the library's reference price of the element",
            unit="currency/t",
            default=EMPTY,
            lower=0,
        ),
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
