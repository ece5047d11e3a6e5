"""Hazard limits as an authority sets them: from exposure limits, ventilation and cooling, and from tiers of law."""

from __future__ import annotations

from functools import cache

from opt.instance.generate.chance import rounded, upward
from opt.library.exposure import permitted_heat, permitted_release, permitted_stock
from opt.tables import InputError

CAPTURE = 0.95
"""Share of a gas that hood and scrubber keep from the room; 0 for what no scrubber takes."""
UNSCRUBBED = ("H2", "solvent", "heat")
SHARES = 100
"""A store uses up so many hundredths of a tier, or less."""


def release_limit(hazard: str, basis: str, wanted: float) -> float:
    """What may be set free an hour in a room whose ventilation (or cooling), in round figures, allows at least
    ``wanted``; just that, rounded up, for a hazard without an exposure limit."""
    unit = _of_one_unit(hazard, basis)
    if unit <= 0:
        return upward(wanted)
    return upward(unit * upward(wanted / unit), 3)


@cache
def _of_one_unit(hazard: str, basis: str) -> float:
    """What a ventilation of 1 m3/h, or a cooling of 1 kW, allows; 0 where the library knows no limit."""
    try:
        if hazard == "heat":
            return permitted_heat(1.0, basis=basis).limit
        capture = 0.0 if hazard in UNSCRUBBED else CAPTURE
        return permitted_release(hazard, 1.0, basis=basis, capture=capture).limit
    except InputError:
        return 0.0


def stock_limit(hazard: str, wanted: float) -> float:
    """What may lie there: so many hundredths of the lowest tier that are nearest to ``wanted``; ``wanted`` in round
    figures where the library knows no tier or several would be needed."""
    try:
        tier = permitted_stock(hazard).limit
    except InputError:
        return rounded(wanted)
    share = round(SHARES * wanted / tier) / SHARES
    return rounded(permitted_stock(hazard, share=share).limit, 3) if 0 < share <= 1 else rounded(wanted)
