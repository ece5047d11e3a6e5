"""Tables of the reference library: what does not depend on the planner's site.

Every row carries ``source`` and ``status``. An instance may hold a table of the same name beside its own: its rows
override the library's by key (an empty cell keeps the library's value) or extend it.
"""

from __future__ import annotations

from opt.schema.declare import Column, Table
from opt.schema.instance_tables import ANY, ELECTROLYTE_CLASSES, EMPTY, STAGES

STATUSES = ("published", "computed", "estimate", "unchecked", "planner")
CONDITIONS = ("capability", "state", "max_content", "material", "required_material", "earlier_step", "maturity")
MATURITIES = ("laboratory", "pilot", "industrial")
STATES = ("intact", "damaged", "discharged")
SOURCE = Column("source", "text", "where the figure comes from", default="planner")
STATUS = Column("status", "text", "published, computed, estimate, unchecked; planner: from the instance",
                default="planner", choices=STATUSES)
CONTENT = ("constituents.constituent", "elements.element", "electrolyte_classes.electrolyte_class")


def _table(name: str, key: tuple[str, ...], columns: tuple[Column, ...], meaning: str) -> Table:
    return Table(name, "library", key, (*columns, SOURCE, STATUS), meaning)


ELEMENTS = _table(
    "elements", ("element",),
    (
        Column("element", "key", "symbol"),
        Column("atomic_mass", "number", "standard atomic weight", unit="g/mol", above=0),
    ),
    "Elements. Each is also a constituent: what a technology that breaks phases leaves.",
)
CLASSES = _table(
    "electrolyte_classes", ("electrolyte_class",),
    (
        Column("electrolyte_class", "key", "class", choices=ELECTROLYTE_CLASSES),
        Column("description", "text", "materials of the class", default=EMPTY),
    ),
    "Classes of solid electrolyte.",
)
CONSTITUENTS = _table(
    "constituents", ("constituent",),
    (
        Column("constituent", "key", "phase (LLZTO, NCM811, copper ...); no element symbol, no '+'"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column("kind", "text", "what it does in the cell",
               choices=("cathode", "electrolyte", "anode", "collector", "casing", "binder", "carbon", "salt", "other")),
        Column("formula", "text", "chemical formula; its elements and their shares are computed from it"),
        Column("electrolyte_class", "text", "class where it is a solid electrolyte or part of one", default=EMPTY,
               choices=ELECTROLYTE_CLASSES),
    ),
    "Phases that streams and fractions are made of.",
)
CELL_TYPES = _table(
    "cell_types", ("cell_type", "constituent"),
    (
        Column("cell_type", "key", "cell type"),
        Column("constituent", "key", "constituent", refs=("constituents.constituent",)),
        Column("fraction_new", "number", "mass fraction as built (state of health 1); sums to 1", unit="kg/kg",
               lower=0, upper=1),
        Column("fraction_spent", "number", "mass fraction at the end of life (state of health 0); sums to 1",
               unit="kg/kg", lower=0, upper=1),
    ),
    "Representative cells and packs; a stream interpolates between new and spent by its state of health.",
)
STORAGE_CLASSES = _table(
    "storage_classes", ("storage_class",),
    (
        Column("storage_class", "key", "storage class"),
        Column("description", "text", "what belongs to it", default=EMPTY),
    ),
    "Classes of goods for storage.",
)
FORMS = _table(
    "forms", ("form",),
    (
        Column("form", "key", "form of a fraction; charge, wetness and hermeticity are part of it"),
        Column("rank", "number", "every technology leads to a form of higher rank", lower=0),
        Column("storable", "flag", "may lie in stock", default=True),
        Column("sealed", "flag", "the cells are still closed (an intact stream stays intact)", default=False),
        Column("charged", "flag", "electrical energy is still stored in it", default=False),
        Column("max_age", "number", "periods it may lie, the period it arises counted; empty: no limit",
               unit="period", default=EMPTY, lower=1),
        Column("description", "text", "what it looks like", default=EMPTY),
    ),
    "Forms of fractions.",
)
STORAGE_RULES = _table(
    "storage_rules", ("form", "electrolyte_class"),
    (
        Column("form", "key", "form", refs=("forms.form",)),
        Column("electrolyte_class", "key", "the stream's class where the fraction still contains it above the trace "
               "threshold; * otherwise", default=ANY, choices=(*ELECTROLYTE_CLASSES, ANY)),
        Column("storage_class", "text", "storage class of such a fraction", refs=("storage_classes.storage_class",)),
    ),
    "Storage class of a fraction; a form without a row cannot be stored unless no areas are declared.",
)
TECHNOLOGIES = _table(
    "technologies", ("technology",),
    (
        Column("technology", "key", "technology"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column("stage", "text", "stage", choices=STAGES),
        Column("inputs", "list", "forms it accepts, joined by '|'", refs=("forms.form",)),
        Column("breaks", "flag", "replaces every phase by its elements before it splits", default=False),
        Column("needs_line", "flag", "runs on a line (selling a fraction as it is does not)", default=True),
        Column("capabilities", "list", "what its line must offer whatever is fed, joined by '|'", default=()),
        Column("maturity", "text", "laboratory, pilot or industrial", choices=MATURITIES),
        Column("cost", "number", "cost of a tonne fed besides line hours, utilities and reagents", unit="currency/t",
               default=0.0, lower=0),
        Column("conditions", "text", "process conditions a planner should see", default=EMPTY),
        Column("review_section", "text", "section of the review", default=EMPTY),
    ),
    "Technologies.",
)
OUTPUTS = _table(
    "outputs", ("technology", "output"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("output", "key", "name of the output; 'loss' is always there"),
        Column("kind", "text", "fraction, product or waste", choices=("fraction", "product", "waste")),
        Column("target", "text", "the form, product or waste it becomes",
               refs=("forms.form", "products.product", "wastes.waste")),
    ),
    "What a technology gives.",
)
SPLITS = _table(
    "splits", ("technology", "constituent", "output"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("constituent", "key", "constituent or element; an electrolyte class; 'kind:' and a kind; or *. The most "
               "specific that has rows for the technology gives all outputs of a constituent",
               also=(ANY,)),
        Column("output", "key", "output of the technology", also=("loss",)),
        Column("fraction", "number", "share that leaves by the output; the rest is loss", unit="kg/kg", lower=0,
               upper=1),
    ),
    "How each constituent is split over the outputs.",
)
CONVERSIONS = _table(
    "conversions", ("technology", "constituent", "target"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("constituent", "key", "phase that is converted", refs=("constituents.constituent",)),
        Column("target", "key", "phase or element it becomes", refs=("constituents.constituent", "elements.element")),
        Column("kg_per_kg", "number", "mass of target per mass of constituent", unit="kg/kg", default=EMPTY, lower=0),
        Column("mol_per_mol", "number", "formula units of target per formula unit; give this or kg_per_kg",
               default=EMPTY, lower=0),
    ),
    "Phase changes before the split. Elements the targets do not carry leave as loss; what they carry beyond the "
    "constituent is added by reagents.",
)
VERDICTS = _table(
    "verdicts", ("technology", "electrolyte_class"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("electrolyte_class", "key", "class", choices=ELECTROLYTE_CLASSES),
        Column("verdict", "text", "feasible, conditional or infeasible",
               choices=("feasible", "conditional", "infeasible")),
        Column("threshold", "number", "content above which the class counts as present; empty: the instance's trace "
               "threshold", unit="kg/kg", default=EMPTY, lower=0, upper=1),
        Column("condition", "text", "the condition in words", default=EMPTY),
        Column("reason", "text", "hazard or reason", default=EMPTY),
        Column("review_section", "text", "section of the review", default=EMPTY),
    ),
    "May a technology meet an electrolyte class? A pair without a row is infeasible.",
)
VERDICT_CONDITIONS = _table(
    "verdict_conditions", ("technology", "electrolyte_class", "condition", "value"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("electrolyte_class", "key", "class", choices=ELECTROLYTE_CLASSES),
        Column("condition", "key", "capability: of the line; state: of the stream; max_content: of value, at most "
               "limit; material: the class's constituents present must be among the values; required_material: must "
               "be present above the trace threshold; earlier_step: a technology passed before; maturity: the planner "
               "opts in to it", choices=CONDITIONS),
        Column("value", "key", "capability, state, constituent or element, technology, or maturity"),
        Column("limit", "number", "for max_content", unit="kg/kg", default=EMPTY, lower=0, upper=1),
    ),
    "Typed conditions of conditional (and feasible) verdicts; all must hold.",
)
INTAKE_LIMITS = _table(
    "intake_limits", ("technology", "item"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("item", "key", "constituent, element or electrolyte class", refs=CONTENT),
        Column("limit", "number", "highest content in the feed", unit="kg/kg", lower=0, upper=1),
    ),
    "What a technology takes at most in its feed.",
)
UTILITIES = _table(
    "utilities", ("utility",),
    (
        Column("utility", "key", "utility or reagent"),
        Column("unit", "text", "unit it is counted in (kWh, kg, m3)"),
        Column("price", "number", "price of a unit; empty: the library's reference price of the item",
               unit="currency/item", default=EMPTY),
        Column("emission_factor", "number", "emission of a unit", unit="kg/item", default=0.0, lower=0),
        Column("limit", "number", "most that can be used in a period; empty: no limit", unit="item", default=EMPTY,
               lower=0),
    ),
    "Utilities and reagents; emission factors in kg CO2 equivalent.",
)
USES = _table(
    "uses", ("technology", "utility", "constituent"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("utility", "key", "utility", refs=("utilities.utility",)),
        Column("constituent", "key", "constituent or element of the feed it is used for; an electrolyte class; "
               "'kind:' and a kind; * for the whole feed. Rows add up", default=ANY, also=(ANY,)),
        Column("amount", "number", "units of the utility per tonne", unit="item/t", lower=0),
    ),
    "What a technology uses.",
)
HAZARDS = _table(
    "hazards", ("hazard",),
    (
        Column("hazard", "key", "hazard"),
        Column("unit", "text", "unit it is counted in (kg, MJ, m3, kWh, t)"),
        Column("description", "text", "what it is", default=EMPTY),
    ),
    "Hazards.",
)
HAZARD_FACTORS = _table(
    "hazard_factors", ("hazard", "basis", "at", "constituent"),
    (
        Column("hazard", "key", "hazard", refs=("hazards.hazard",)),
        Column("basis", "key", "processing: at a technology; stock: in a form", choices=("processing", "stock")),
        Column("at", "key", "technology or form, or *", refs=("technologies.technology", "forms.form"), also=(ANY,)),
        Column("constituent", "key", "constituent or element; an electrolyte class; 'kind:' and a kind; * for the "
               "whole mass. Rows add up", default=ANY, also=(ANY,)),
        Column("factor", "number", "hazard units per tonne of it at full release", unit="hazard/t", lower=0),
        Column("release", "number", "share that is released (measured, or 1 as upper bound)", unit="kg/kg",
               default=1.0, lower=0, upper=1),
        Column("per_charge", "flag", "scales with the stream's state of charge (only in charged forms)", default=False),
    ),
    "Hazard of treating (processing) or holding (stock) a tonne.",
)
PRODUCTS = _table(
    "products", ("product",),
    (
        Column("product", "key", "product"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column("formula", "text", "formula of the pure product; empty for what is sold as it is", default=EMPTY),
        Column("carrier", "text", "constituent or element whose mass sets the product's; empty: all that leaves",
               default=EMPTY, refs=("constituents.constituent", "elements.element")),
    ),
    "Products. Mass = carrier mass / its share in the pure product + what else leaves by the output.",
)
SPECIFICATIONS = _table(
    "specifications", ("product", "grade", "item", "sense"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("grade", "key", "grade"),
        Column("item", "key", "constituent, element, sum of elements (Ni+Co), or the product's own name"),
        Column("sense", "key", "max or min", default="max", choices=("max", "min")),
        Column("limit", "number", "content", unit="kg/kg", lower=0, upper=1),
    ),
    "Specifications of products by grade.",
)
WASTES = _table(
    "wastes", ("waste",),
    (
        Column("waste", "key", "waste that technologies give"),
        Column("description", "text", "what it is", default=EMPTY),
    ),
    "Wastes; 'loss' is what no output carries.",
)
OUTLETS = _table(
    "outlets", ("outlet",),
    (
        Column("outlet", "key", "third party or landfill"),
        Column("site", "text", "site it serves, or *", default=ANY, refs=("sites.site",), also=(ANY,)),
        Column("takes", "list", "forms, wastes and products it takes ('offspec': any off-spec product), joined by '|'",
               refs=("forms.form", "wastes.waste", "products.product"), also=("offspec",)),
        Column("cost", "number", "cost per tonne; empty: the library's reference price of the item",
               unit="currency/t", default=EMPTY),
        Column("limit", "number", "most it takes in a period, all sites together; empty: no limit", unit="t",
               default=EMPTY, lower=0),
    ),
    "Who takes what is not sold.",
)
REFERENCE_PRICES = _table(
    "reference_prices", ("item",),
    (
        Column("item", "key", "'product/grade', a utility, an outlet or an element symbol (metal)"),
        Column("price", "number", "price of a tonne, or of the utility's unit"),
        Column("currency", "text", "currency of the price"),
        Column("date", "text", "date of the price"),
    ),
    "Dated reference prices.",
)
TARGETS = _table(
    "targets", ("regulation", "item", "from_date"),
    (
        Column("regulation", "key", "regulation"),
        Column("item", "key", "element or 'mass'"),
        Column("from_date", "key", "first day it applies"),
        Column("share", "number", "share to be recovered", unit="kg/kg", lower=0, upper=1),
    ),
    "Regulatory targets of recovery.",
)
QUALITY = _table(
    "quality", ("product", "property", "technology"),
    (
        Column("product", "key", "product", refs=("products.product",)),
        Column("property", "key", "measured property"),
        Column("technology", "key", "technology that gave it", refs=("technologies.technology",)),
        Column("value", "number", "value"),
        Column("unit", "text", "its unit"),
    ),
    "Measured quality of recovered products.",
)

LIBRARY_TABLES = (
    ELEMENTS, CLASSES, CONSTITUENTS, CELL_TYPES, STORAGE_CLASSES, FORMS, STORAGE_RULES, TECHNOLOGIES, OUTPUTS, SPLITS,
    CONVERSIONS, VERDICTS, VERDICT_CONDITIONS, INTAKE_LIMITS, UTILITIES, USES, HAZARDS, HAZARD_FACTORS, PRODUCTS,
    SPECIFICATIONS, WASTES, OUTLETS, REFERENCE_PRICES, TARGETS, QUALITY,
)
