"""Tables of the library: elements, constituents, cell types, forms and how they are stored."""

from __future__ import annotations

from opt.schema.declare import Column, Default
from opt.schema.provenance import library_table
from opt.schema.words import ANY, ELECTROLYTE_CLASSES, KINDS

EMPTY = Default.EMPTY

ELEMENTS = library_table(
    "elements",
    ("element",),
    (
        Column("element", "key", "symbol"),
        Column("atomic_mass", "number", "standard atomic weight", unit="g/mol", above=0),
    ),
    "Elements. Each is also a constituent: what a technology that breaks phases leaves.",
)
CLASSES = library_table(
    "electrolyte_classes",
    ("electrolyte_class",),
    (
        Column("electrolyte_class", "key", "class", choices=ELECTROLYTE_CLASSES),
        Column("description", "text", "materials of the class", default=EMPTY),
    ),
    "Classes of solid electrolyte.",
)
CONSTITUENTS = library_table(
    "constituents",
    ("constituent",),
    (
        Column("constituent", "key", "phase (LLZTO, NCM811, copper ...); no element symbol, no '+'"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column(
            "kind",
            "text",
            "what it does in the cell",
            choices=KINDS,
        ),
        Column("formula", "text", "chemical formula; its elements and their shares are computed from it"),
        Column(
            "electrolyte_class",
            "text",
            "class where it is a solid electrolyte or part of one",
            default=EMPTY,
            choices=ELECTROLYTE_CLASSES,
        ),
    ),
    "Phases that streams and fractions are made of.",
)
CELL_TYPES = library_table(
    "cell_types",
    ("cell_type", "constituent"),
    (
        Column("cell_type", "key", "cell type"),
        Column("constituent", "key", "constituent", refs=("constituents.constituent",)),
        Column(
            "fraction_new",
            "number",
            "mass fraction as built (state of health 1); sums to 1",
            unit="kg/kg",
            lower=0,
            upper=1,
        ),
        Column(
            "fraction_spent",
            "number",
            "mass fraction at the end of life (state of health 0); sums to 1",
            unit="kg/kg",
            lower=0,
            upper=1,
        ),
    ),
    "Representative cells and packs; a stream interpolates between new and spent by its state of health.",
)
STORAGE_CLASSES = library_table(
    "storage_classes",
    ("storage_class",),
    (
        Column("storage_class", "key", "storage class"),
        Column("description", "text", "what belongs to it", default=EMPTY),
    ),
    "Classes of goods for storage.",
)
FORMS = library_table(
    "forms",
    ("form",),
    (
        Column("form", "key", "form of a fraction; charge, wetness and hermeticity are part of it"),
        Column("rank", "number", "every technology leads to a form of higher rank", lower=0),
        Column("storable", "flag", "may lie in stock", default=True),
        Column("sealed", "flag", "the cells are still closed (an intact stream stays intact)", default=False),
        Column("charged", "flag", "electrical energy is still stored in it", default=False),
        Column(
            "max_age",
            "number",
            "periods it may lie, the period it arises counted; empty: no limit",
            unit="period",
            default=EMPTY,
            lower=1,
        ),
        Column("description", "text", "what it looks like", default=EMPTY),
    ),
    "Forms of fractions.",
)
STORAGE_RULES = library_table(
    "storage_rules",
    ("form", "electrolyte_class"),
    (
        Column("form", "key", "form", refs=("forms.form",)),
        Column(
            "electrolyte_class",
            "key",
            "the stream's class where the fraction still contains it above the trace threshold; * otherwise",
            default=ANY,
            choices=(*ELECTROLYTE_CLASSES, ANY),
        ),
        Column("storage_class", "text", "storage class of such a fraction", refs=("storage_classes.storage_class",)),
    ),
    "Storage class of a fraction; a form without a row cannot be stored unless no areas are declared.",
)
