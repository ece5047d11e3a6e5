"""Every tolerance of the tool, named once."""

from __future__ import annotations

COMPOSITION_SUM = 1e-6
"""A composition must sum to 1 within this (kg/kg)."""

MERGE = 1e-12
"""Fractions of equal origin, site and form merge when no content differs by more than this (kg/kg)."""

BALANCE_NETWORK = 1e-12
"""Element balance of every operation, per tonne fed."""

BALANCE_PLAN = 1e-7
"""Element balance over the horizon, relative to what came in."""

FEASIBILITY = 1e-6
"""A plan is certified when no violation, relative to its limit, exceeds this."""

FEASIBILITY_FLOOR = 1e-6
"""Least denominator of a relative violation, in the row's unit."""

FEASIBILITY_ZERO = 1e-9
"""Absolute violation allowed where the limit is zero."""

OBJECTIVE = 1e-6
"""Relative agreement of the recomputed objective."""

INTEGRALITY = 1e-6
"""Distance from an integer below which a binary is rounded."""

FROZEN = 1e-6
"""Mass (t) of a decision of an earlier plan below which it need not exist to be kept."""
