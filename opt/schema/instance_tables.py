"""Tables that a planner fills in, in the order of a workbook's sheets."""

from __future__ import annotations

from opt.schema.decision_tables import DECISIONS, ROUTING, ROUTING_LIMITS
from opt.schema.market_tables import DEMAND, GRADE_LIMITS, GRADES, PAYABLES, PRICES
from opt.schema.site_tables import (
    AREA_CLASSES,
    AREAS,
    CONFLICTS,
    DOWNTIME,
    HAZARD_LIMITS,
    LINE_TECHNOLOGIES,
    LINES,
    RELEASES,
    SETUPS,
    SITES,
    ZONES,
)
from opt.schema.stream_tables import ARRIVALS, COMPOSITION, END_VALUES, INITIAL_STOCK, PERIODS, STREAMS

INSTANCE_TABLES = (
    PERIODS,
    SITES,
    ZONES,
    STREAMS,
    ARRIVALS,
    COMPOSITION,
    INITIAL_STOCK,
    END_VALUES,
    LINES,
    DOWNTIME,
    LINE_TECHNOLOGIES,
    SETUPS,
    CONFLICTS,
    AREAS,
    AREA_CLASSES,
    HAZARD_LIMITS,
    RELEASES,
    GRADES,
    PRICES,
    DEMAND,
    PAYABLES,
    GRADE_LIMITS,
    ROUTING,
    ROUTING_LIMITS,
    DECISIONS,
)
