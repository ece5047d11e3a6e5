"""Tables of the library: products, wastes, who takes them, prices and targets."""

from __future__ import annotations

from opt.schema.declare import Column, Default
from opt.schema.provenance import library_table
from opt.schema.words import ANY

EMPTY = Default.EMPTY

PRODUCTS = library_table(
    "products",
    ("product",),
    (
        Column("product", "key", "product"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column("formula", "text", "formula of the pure product; empty for what is sold as it is", default=EMPTY),
        Column(
            "carrier",
            "text",
            "constituent or element whose mass sets the product's; empty: all that leaves",
            default=EMPTY,
            refs=("constituents.constituent", "elements.element"),
        ),
    ),
    "Products. Mass = carrier mass / its share in the pure product + what else leaves by the output.",
)
SPECIFICATIONS = library_table(
    "specifications",
    ("product", "grade", "item", "sense"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column("item", "key", "constituent, element, sum of elements (Ni+Co), or the product's own name"),
        Column("sense", "key", "max or min", default="max", choices=("max", "min")),
        Column("limit", "number", "content", unit="kg/kg", lower=0, upper=1),
    ),
    "Specifications of products by grade.",
)
WASTES = library_table(
    "wastes",
    ("waste",),
    (
        Column("waste", "key", "waste that technologies give"),
        Column("description", "text", "what it is", default=EMPTY),
    ),
    "Wastes; 'loss' is what no output carries.",
)
OUTLETS = library_table(
    "outlets",
    ("outlet",),
    (
        Column("outlet", "key", "third party or landfill"),
        Column("site", "text", "site it serves, or *", default=ANY, refs=("sites.site",), also=(ANY,)),
        Column(
            "takes",
            "list",
            "forms, wastes and products it takes ('offspec': any off-spec product), joined by '|'",
            refs=("forms.form", "wastes.waste", "products.product"),
            also=("offspec",),
        ),
        Column(
            "cost",
            "number",
            "cost per tonne; empty: the library's reference price of the item",
            unit="currency/t",
            default=EMPTY,
        ),
        Column(
            "limit",
            "number",
            "most it takes in a period, all sites together; empty: no limit",
            unit="t",
            default=EMPTY,
            lower=0,
        ),
    ),
    "Who takes what is not sold.",
)
REFERENCE_PRICES = library_table(
    "reference_prices",
    ("item",),
    (
        Column("item", "key", "'product/grade', a utility, an outlet or an element symbol (metal)"),
        Column("price", "number", "price of a tonne, or of the utility's unit"),
        Column("currency", "text", "currency of the price"),
        Column("date", "text", "date of the price"),
    ),
    "Dated reference prices.",
)
TARGETS = library_table(
    "targets",
    ("regulation", "item", "from_date"),
    (
        Column("regulation", "key", "regulation"),
        Column("item", "key", "element or 'mass'"),
        Column("from_date", "key", "first day it applies"),
        Column("share", "number", "share to be recovered", unit="kg/kg", lower=0, upper=1),
    ),
    "Regulatory targets of recovery.",
)
QUALITY = library_table(
    "quality",
    ("product", "property", "technology"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("property", "key", "measured property"),
        Column("technology", "key", "technology that gave it", refs=("technologies.technology",)),
        Column("value", "number", "value"),
        Column("unit", "text", "its unit"),
    ),
    "Measured quality of recovered products.",
)
