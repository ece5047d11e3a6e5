"""Tables of the library: technologies, what they give and what they may meet."""

from __future__ import annotations

from opt.schema.declare import Column, Default
from opt.schema.provenance import library_table
from opt.schema.words import ANY, CONDITIONS, ELECTROLYTE_CLASSES, KIND, KINDS, MATURITIES, STAGES

EMPTY = Default.EMPTY
CONTENT = ("constituents.constituent", "elements.element", "electrolyte_classes.electrolyte_class")

TECHNOLOGIES = library_table(
    "technologies",
    ("technology",),
    (
        Column("technology", "key", "technology"),
        Column("name", "text", "what people call it", default=EMPTY),
        Column("stage", "text", "stage", choices=STAGES),
        Column("inputs", "list", "forms it accepts, joined by '|'", refs=("forms.form",)),
        Column("breaks", "flag", "replaces every phase by its elements before it splits", default=False),
        Column("needs_line", "flag", "runs on a line (selling a fraction as it is does not)", default=True),
        Column("capabilities", "list", "what its line must offer whatever is fed, joined by '|'", default=()),
        Column("maturity", "text", "laboratory, pilot or industrial", choices=MATURITIES),
        Column(
            "cost",
            "number",
            "cost of a tonne fed besides line hours, utilities and reagents",
            unit="currency/t",
            default=0.0,
            lower=0,
        ),
        Column("conditions", "text", "process conditions a planner should see", default=EMPTY),
        Column("review_section", "text", "section of the review", default=EMPTY),
    ),
    "Technologies.",
)
OUTPUTS = library_table(
    "outputs",
    ("technology", "output"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("output", "key", "name of the output; 'loss' is always there"),
        Column("kind", "text", "fraction, product or waste", choices=("fraction", "product", "waste")),
        Column(
            "target",
            "text",
            "the form, product or waste it becomes",
            refs=("forms.form", "products.product", "wastes.waste"),
        ),
    ),
    "What a technology gives.",
)
SPLITS = library_table(
    "splits",
    ("technology", "constituent", "output"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column(
            "constituent",
            "key",
            "constituent or element; an electrolyte class; 'kind:' and a kind; or *. The most "
            "specific that has rows for the technology gives all outputs of a constituent",
            also=(ANY,),
        ),
        Column("output", "key", "output of the technology", also=("loss",)),
        Column(
            "fraction", "number", "share that leaves by the output; the rest is loss", unit="kg/kg", lower=0, upper=1
        ),
    ),
    "How each constituent is split over the outputs.",
)
CONVERSIONS = library_table(
    "conversions",
    ("technology", "constituent", "target"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column("constituent", "key", "phase that is converted", refs=("constituents.constituent",)),
        Column("target", "key", "phase or element it becomes", refs=("constituents.constituent", "elements.element")),
        Column("kg_per_kg", "number", "mass of target per mass of constituent", unit="kg/kg", default=EMPTY, lower=0),
        Column(
            "mol_per_mol",
            "number",
            "formula units of target per formula unit; give this or kg_per_kg",
            default=EMPTY,
            lower=0,
        ),
    ),
    "Phase changes before the split. Elements the targets do not carry leave as loss; what they carry beyond the "
    "constituent is added by reagents.",
)
VERDICTS = library_table(
    "verdicts",
    ("technology", "electrolyte_class"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column(
            "electrolyte_class",
            "key",
            "class, or * for each class without a row of its own for the technology",
            choices=(*ELECTROLYTE_CLASSES, ANY),
        ),
        Column(
            "verdict", "text", "feasible, conditional or infeasible", choices=("feasible", "conditional", "infeasible")
        ),
        Column(
            "threshold",
            "number",
            "content above which the class counts as present; empty: the instance's trace threshold",
            unit="kg/kg",
            default=EMPTY,
            lower=0,
            upper=1,
        ),
        Column("condition", "text", "the condition in words", default=EMPTY),
        Column("reason", "text", "hazard or reason", default=EMPTY),
        Column("review_section", "text", "section of the review", default=EMPTY),
    ),
    "May a technology meet an electrolyte class? A pair without a row is infeasible.",
)
VERDICT_CONDITIONS = library_table(
    "verdict_conditions",
    ("technology", "electrolyte_class", "condition", "value"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column(
            "electrolyte_class",
            "key",
            "class, or * for each class that the verdict on * stands for (a class with a verdict of its own has only "
            "its own conditions)",
            choices=(*ELECTROLYTE_CLASSES, ANY),
        ),
        Column(
            "condition",
            "key",
            "capability: of the line; state: of the stream; max_content: of value, at most "
            "limit; material: the class's constituents present must be among the values; required_material: must "
            "be present above the trace threshold; earlier_step: a technology passed before; maturity: the planner "
            "opts in to it",
            choices=CONDITIONS,
        ),
        Column("value", "key", "capability, state, constituent or element, technology, or maturity"),
        Column("limit", "number", "for max_content", unit="kg/kg", default=EMPTY, lower=0, upper=1),
    ),
    "Typed conditions of conditional (and feasible) verdicts; all must hold.",
)
INTAKE_LIMITS = library_table(
    "intake_limits",
    ("technology", "item"),
    (
        Column("technology", "key", "technology", refs=("technologies.technology",)),
        Column(
            "item",
            "key",
            "constituent, element, electrolyte class, or 'kind:' and a kind",
            refs=CONTENT,
            also=tuple(f"{KIND}{kind}" for kind in KINDS),
        ),
        Column("limit", "number", "highest content in the feed", unit="kg/kg", lower=0, upper=1),
        Column(
            "except",
            "list",
            "constituents that do not count, joined by '|'",
            default=(),
            refs=("constituents.constituent",),
        ),
    ),
    "What a technology takes at most in its feed. The elements that broken phases leave belong to no class and no "
    "kind.",
)
