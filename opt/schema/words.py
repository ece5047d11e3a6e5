"""Words with a meaning of their own in the cells of tables."""

from __future__ import annotations

DEFAULT_SITE = "plant"
"""The site where no table names one."""

DEFAULT_AREA = "yard"
"""The storage area of a site where no table names one."""

OFFSPEC = "offspec"
"""The grade that every product has, and what an outlet takes that takes any product."""

LOSS = "loss"
"""The output and the waste that carries what no other output does."""

ANY = "*"
"""Every one of them."""

ALL = "all"
"""All periods."""

KIND = "kind:"
"""Prefix of a selector that stands for all constituents of a kind."""

KINDS = ("cathode", "electrolyte", "anode", "collector", "casing", "binder", "carbon", "salt", "other")
ELECTROLYTE_CLASSES = ("oxide_garnet", "oxide_perovskite", "oxide_NASICON", "sulfide", "halide", "polymer")
STAGES = ("pretreatment", "pyrometallurgy", "leaching", "separation", "direct_regeneration", "sale")
STATUSES = ("published", "computed", "estimate", "unchecked", "planner")
CONDITIONS = ("capability", "state", "max_content", "material", "required_material", "earlier_step", "maturity")
MATURITIES = ("laboratory", "pilot", "industrial")
STATES = ("intact", "damaged", "discharged")
EXPOSURE_KINDS = (
    *("TWA", "STEL", "ceiling", "peak", "IDLH"),
    *("AEGL-2_60min", "AEGL-3_60min", "AEGL-3_10min", "ERPG-2", "ERPG-3"),
    *("LEL", "UEL", "emission"),
    *("stock_lower", "stock_upper", "stock_group", "stock_area"),
)
