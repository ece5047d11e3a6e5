"""Tables of the reference library: what does not depend on the planner's site.

Every row carries ``source`` and ``status``. An instance may hold a table of the same name beside its own: its rows
override the library's by key (an empty cell keeps the library's value) or extend it.
"""

from __future__ import annotations

from opt.schema.effect_tables import EXPOSURE_LIMITS, HAZARD_FACTORS, HAZARDS, USES, UTILITIES
from opt.schema.material_tables import (
    CELL_TYPES,
    CLASSES,
    CONSTITUENTS,
    ELEMENTS,
    FORMS,
    STORAGE_CLASSES,
    STORAGE_RULES,
)
from opt.schema.product_tables import OUTLETS, PRODUCTS, QUALITY, REFERENCE_PRICES, SPECIFICATIONS, TARGETS, WASTES
from opt.schema.technology_tables import (
    CONVERSIONS,
    INTAKE_LIMITS,
    OUTPUTS,
    SPLITS,
    TECHNOLOGIES,
    VERDICT_CONDITIONS,
    VERDICTS,
)

LIBRARY_TABLES = (
    ELEMENTS,
    CLASSES,
    CONSTITUENTS,
    CELL_TYPES,
    STORAGE_CLASSES,
    FORMS,
    STORAGE_RULES,
    TECHNOLOGIES,
    OUTPUTS,
    SPLITS,
    CONVERSIONS,
    VERDICTS,
    VERDICT_CONDITIONS,
    INTAKE_LIMITS,
    UTILITIES,
    USES,
    HAZARDS,
    HAZARD_FACTORS,
    EXPOSURE_LIMITS,
    PRODUCTS,
    SPECIFICATIONS,
    WASTES,
    OUTLETS,
    REFERENCE_PRICES,
    TARGETS,
    QUALITY,
)
