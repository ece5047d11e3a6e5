"""What leaves as waste, and which outlet takes it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE
from opt.report.views.rows import variable
from opt.schema import Column, Table
from opt.tables.frames import frame_of, records

WASTE, MATERIAL = "waste", "material"

Place = tuple[str, str, str, str]
"""Outlet, site, kind and item."""

TABLE = Table(
    "wastes_given",
    "result",
    ("outlet", "site", "kind", "item"),
    (
        Column("outlet", "key", "outlet that takes it"),
        Column("site", "key", "site that gives it"),
        Column("kind", "key", "waste of technologies, or material given away as it stands", choices=(WASTE, MATERIAL)),
        Column("item", "key", "waste, or the form of the material"),
        Column("mass", "number", "mass given to the outlet over the horizon", unit="t"),
        Column("cost", "number", "mass x cost of the outlet; below 0: the outlet pays", unit="currency"),
    ),
    "What outlets take, the most first. The costs sum to the disposal costs of the value.",
)


def wastes(plan: Plan) -> pd.DataFrame:
    """What each outlet takes of each waste and form over the horizon, with its cost."""
    price = {row["outlet"]: row["cost"] for row in plan.instance.records("outlets")}
    masses: dict[Place, float] = {}
    for key, mass in _given(plan):
        masses[key] = masses.get(key, 0.0) + mass
    rows = [
        {"outlet": outlet, "site": site, "kind": kind, "item": item, "mass": mass, "cost": mass * price[outlet]}
        for (outlet, site, kind, item), mass in masses.items()
        if not mass <= NEGLIGIBLE
    ]
    return frame_of(TABLE, sorted(rows, key=lambda row: -row["mass"]))


def _given(plan: Plan) -> Iterator[tuple[Place, float]]:
    """Everything that was given away, t."""
    for row in records(variable(plan, "discard")):
        yield (row["outlet"], row["site"], WASTE, row["waste"]), row["discard"]
    stands = {row["fraction"]: row for row in records(variable(plan, "fractions"))}
    disposed = variable(plan, "dispose")
    for row in records(disposed[~(disposed["dispose"] <= NEGLIGIBLE)]):
        fraction = stands[row["fraction"]]
        yield (row["outlet"], fraction["site"], MATERIAL, fraction["form"]), row["dispose"]
