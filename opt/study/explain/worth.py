"""What the limits that bind in a plan are worth, in a planner's words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from opt.instance.instance import Instance
from opt.plan.plan import Plan

Row = Mapping[Any, Any]
Words = tuple[str, str]
"""What one more is, and where: ('hour', 'on line wash')."""

FEW = 1e-3
"""A content below this (kg/kg) is spoken of in ppm, a larger one in per cent of mass."""

PPM, PER_CENT = 1e-6, 0.01
LOCAL = "each by itself, while campaigns, set-ups and all other yes-or-no decisions stay as they are"
"""What holds for every sentence; said once beside them."""


def worth(
    plan: Plan, *, time_limit: float = math.inf, progress: Callable[[int, int], None] | None = None
) -> pd.DataFrame:
    """The frame of ``opt.solve.worth.worth`` with a column ``text``: one sentence a limit. Raises what that raises."""
    from opt.solve.worth import worth as found

    frame = found(plan, time_limit=time_limit, progress=progress)
    texts = [sentence(row, plan.instance) for row in frame.to_dict("records")]
    return frame.assign(text=pd.Series(texts, dtype="str"))


def sentence(row: Row, instance: Instance) -> str:
    """A row of the frame in words: both sides, how far each holds, and whether the limit is one for all periods."""
    one, where = _what(row)
    said = [
        f"one more {one} {where} {_when(row)} {_side(row, row['worth_up'], row['holds_up_to'], 'more', instance)}",
        f"one {one} less {_side(row, -row['worth_down'], row['holds_down_to'], 'less', instance)}",
    ]
    if row["limit"] <= 0:
        said[1] = "it is zero already"
    if row["period"] and _for_all(row, instance):
        said.append(f"the limit is one for all periods, this is that of period {row['period']} alone")
    return "; ".join(said)


def priced(row: Row, worth: float, currency: str) -> str:
    """'hour on line wash in period 2: 1,234 USD'."""
    one, where = _what(row)
    return f"{one} {where} {_when(row)}: {_money(abs(worth) * _step(row))} {currency}"


def _when(row: Row) -> str:
    return f"in period {row['period']}" if row["period"] else "over the horizon"


def _side(row: Row, gain: float, holds: float, way: str, instance: Instance) -> str:
    """'is worth 1,234 USD, for up to 3.2 h more'."""
    if math.isnan(gain):
        return "was not looked into in the time given"
    if math.isinf(gain):
        return "leaves no plan"
    step = _step(row)
    verb = "costs" if gain < 0 or (gain == 0 and way == "less") else "is worth"
    amount = f"{_money(abs(gain) * step)} {instance.settings.currency}" if gain else "nothing"
    return f"{verb} {amount}" + ("" if math.isinf(holds) else f", for up to {_number(holds / step)} {_unit(row)} {way}")


def _money(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


def _number(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 1000 else f"{amount:.3g}"


def _step(row: Row) -> float:
    """How many units of the limit a step of the sentence is: a whole one; of a content a ppm or a per cent of mass."""
    if row["family"] != "purity":
        return 1.0
    return PPM if row["limit"] < FEW else PER_CENT


def _unit(row: Row) -> str:
    return str(row["unit"]) if row["family"] != "purity" else "ppm" if row["limit"] < FEW else "% of mass"


def _what(row: Row) -> Words:
    """The noun of one step of a limit, and where it is."""
    parts = row["row"].split("|")
    name, *at = (row["family"], *parts) if row["family"] in _SAY else parts
    if name in ("purity_max", "purity_min"):
        product, grade, item = at
        noun = "ppm" if row["limit"] < FEW else "per cent"
        what = "assay" if item == product else item
        asked = "allowed in" if name == "purity_max" else "required of"
        return f"{noun} of {what}", f"{asked} {product} {grade}"
    return _SAY[name](at, row["unit"].removesuffix("/h"))


_SAY: Mapping[str, Callable[[Sequence[str], str], Words]] = {
    "capacity": lambda at, unit: ("hour", f"on line {at[0]}"),
    "minimum_lot": lambda at, unit: ("tonne", f"of minimum lot of {at[1]} on line {at[0]}"),
    "age": lambda at, unit: ("tonne", f"of {at[0]} allowed to lie past its age"),
    "area_capacity": lambda at, unit: ("tonne", f"of room in {at[0]}"),
    "demand": lambda at, unit: ("tonne", f"of demand for {at[0]} {at[1]}"),
    "contract": lambda at, unit: ("tonne", f"of contract for {at[0]} {at[1]}"),
    "hazard_processing": lambda at, unit: (f"{unit} an hour", f"of {at[0]} allowed to be released at {at[1]}"),
    "hazard_stock": lambda at, unit: (unit, f"of {at[0]} allowed in stock at {at[1]}"),
    "hazard_concurrent": lambda at, unit: (f"{unit} an hour", f"of {at[0]} allowed at once at {at[1]}"),
    "utility_limit": lambda at, unit: (unit, f"of {at[0]}"),
    "outlet_limit": lambda at, unit: ("tonne", f"taken by {at[0]}"),
}
"""By the name of the constraint; it stands first in the row unless it is the name of the family."""


def _for_all(row: Row, instance: Instance) -> bool:
    """True where the instance states the limit once for all periods."""
    parts = row["row"].split("|")
    if parts[0] in ("hazard_processing", "hazard_stock", "hazard_concurrent"):
        basis = parts[0].removeprefix("hazard_")
        limited = {(r["hazard"], r["basis"], r["place"], r["period"]) for r in instance.records("hazard_limits")}
        return (parts[1], basis, parts[2], row["period"]) not in limited
    if parts[0] in ("demand", "contract"):
        asked = {(r["product"], r["grade"], r["period"]) for r in instance.records("demand")}
        return (parts[1], parts[2], row["period"]) not in asked
    return row["family"] in ("storage", "resources", "purity", "campaign")
