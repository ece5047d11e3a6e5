"""Key figures of a plan, each with its unit and what it means."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from opt.plan.plan import Plan
from opt.schema.words import OFFSPEC
from opt.study.compare.frames import LEAST, sums
from opt.study.compare.outcome import number
from opt.tables.frames import grouped

ELEMENTS = ("Li", "Co", "Ni", "Cu")
"""Elements whose recovery is shown."""

HALF = 0.5

Found = Mapping[str, float]
"""Item ('' for the whole plan) -> figure; NaN where it is not defined."""


@dataclass(frozen=True)
class Figure:
    """A key figure: its unit ('currency' stands for the plan's), its meaning, and how it is computed. ``absent`` is
    what an item is called that one of two plans does not have."""

    unit: str
    meaning: str
    of: Callable[[Plan], Found]
    absent: str = "figure"


def _total(table: str) -> Callable[[Plan], Found]:
    return lambda plan: {"": float(plan.tables[table][table].sum())}


def _at_end(table: str) -> Callable[[Plan], Found]:
    """What is left after the last period."""

    def left(plan: Plan) -> Found:
        frame = plan.tables[table]
        return {"": float(frame.loc[frame["period"] == plan.instance.periods[-1], table].sum())}

    return left


def _sold(*, offspec: bool) -> Callable[[Plan], Found]:
    def sold(plan: Plan) -> Found:
        frame = plan.tables["sell"]
        return {"": float(frame.loc[(frame["grade"] == OFFSPEC) == offspec, "sell"].sum())}

    return sold


def _treated(plan: Plan) -> Found:
    """Mass fed to operations on root fractions, which have no route behind them."""
    fractions, operations = plan.tables["fractions"], plan.tables["operations"]
    roots = set(fractions.loc[fractions["route"] == "", "fraction"])
    first = set(operations.loc[operations["fraction"].isin(roots), "operation"])
    treat = plan.tables["treat"]
    return {"": float(treat.loc[treat["operation"].isin(first), "treat"].sum())}


def _throughput(plan: Plan) -> Found:
    treat = plan.tables["treat"]
    return {"": float(treat.loc[treat["line"] != "", "treat"].sum())}


def _per_tonne(plan: Plan) -> Found:
    return {"": share(number(plan.summary.get("objective")), float(plan.tables["receive"]["receive"].sum()))}


def _recovery(plan: Plan) -> Found:
    rows = {row["element"]: row for (_,), (row,) in grouped(plan.derived["mass_balance"], "element").items()}
    return {name: share(rows[name]["products"], rows[name]["received"]) for name in ELEMENTS if name in rows}


def _hours_used(plan: Plan) -> Found:
    hours = sums(plan.derived["lines"], ("line",), "treatment", "setup", "hours", "downtime")
    return {line: share(treatment + setup, manned - down) for (line,), (treatment, setup, manned, down) in
            hours.items()}  # fmt: skip


def _hazard_peak(plan: Plan) -> Found:
    """Largest share over the periods; only where there is a limit above 0."""
    limited = plan.derived["hazards"].dropna(subset="share")
    peaks = limited.groupby(["hazard", "basis", "place"], sort=False)["share"].max()
    return {" ".join(index): float(peak) for index, peak in peaks.items()}  # type: ignore[arg-type]


def _setups(plan: Plan) -> Found:
    return {"": float((plan.tables["setup"]["setup"] > HALF).sum())}


def _campaigns(plan: Plan) -> Found:
    feeds: pd.DataFrame = plan.derived["feeds"]
    treated = sums(feeds[feeds["line"] != ""], ("line", "campaign", "period"), "treated")
    return {"": float(sum(mass > LEAST for (mass,) in treated.values()))}


def share(part: float, whole: float) -> float:
    """part / whole; NaN where there is no whole."""
    return part / whole if whole > 0 else math.nan


FIGURES: Mapping[str, Figure] = {
    "accepted": Figure("t", "mass accepted of all streams", _total("receive")),
    "treated": Figure("t", "mass fed to operations in the form in which it arrived", _treated),
    "throughput": Figure("t", "mass fed to lines; a tonne counts on every line it passes", _throughput),
    "sold": Figure("t", "products sold, off-spec apart", _sold(offspec=False)),
    "offspec": Figure("t", "off-spec products sold or given away", _sold(offspec=True)),
    "kept": Figure("t", "finished goods left at the end", _at_end("keep")),
    "stock": Figure("t", "material left in stock at the end", _at_end("stock")),
    "disposed": Figure("t", "material given to outlets as it is", _total("dispose")),
    "wastes": Figure("t", "wastes of operations given to outlets", _total("discard")),
    "shortfall": Figure("t", "mass missing from contracts", _total("short")),
    "value_per_tonne": Figure("currency/t", "value over mass accepted; empty where none is accepted", _per_tonne),
    "recovery": Figure(
        "kg/kg", "mass of the element in products made (off-spec too, and what reagents added) over mass received of "
        "it; what was in stock before the first period does not count as received; empty where none is received",
        _recovery, "element",
    ),
    "hours_used": Figure(
        "h/h", "hours of treatment and set-ups over manned hours less downtime; empty where none are left",
        _hours_used, "line",
    ),
    "hazard_peak": Figure("share of limit", "largest share of its limit in any period", _hazard_peak, "limit"),
    "setups": Figure("count", "set-ups of all lines", _setups),
    "campaigns": Figure("count", "campaigns that treat something, counted in every period in which they do",
                        _campaigns),
}  # fmt: skip
"""Key figures by name, in the order in which they are shown."""


def figures(plan: Plan) -> dict[tuple[str, str], float]:
    """Every key figure of a plan by name and item."""
    return {(name, item): amount for name, figure in FIGURES.items() for item, amount in figure.of(plan).items()}
