"""A plant of one stream, small enough to see by hand why it has no plan; each case breaks it in one place.

10 t of S a period for three periods of 100 h; `wash` treats 0.1 t/h (all of it, exactly), half of the stream leaves as
powder that the landfill takes, half is sold as salt. Washing gives 1 kg of gas per tonne. The yard holds 5 t. Nobody
takes what is not washed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pandas as pd

from opt.instance import Instance, from_tables
from opt.schema import INPUT
from opt.schema.declare import Column, Table
from opt.tables.frames import frame_of

Rows = Sequence[dict[str, Any]]
SETTINGS = {"name": "broken", "library": "none", "currency": "USD", "solve": {"gap": 0.0, "time_limit": 20}}
PERIODS = ("1", "2", "3")


def table(columns: str, *lines: str) -> Rows:
    """Rows from words: '-' leaves a cell empty."""
    names = columns.split()
    return [{n: w for n, w in zip(names, line.split(), strict=True) if w != "-"} for line in lines]


TABLES: dict[str, Rows] = {
    "elements": table("element atomic_mass", "Li 7", "Cl 35", "Cu 64", "S 32"),
    "electrolyte_classes": table("electrolyte_class", "sulfide"),
    "constituents": table("constituent kind formula electrolyte_class", "LiS electrolyte Li2S sulfide",
                          "dust collector Cu -"),
    "forms": table("form rank", "raw 0", "powder 1"),
    "storage_classes": table("storage_class", "dry", "wet"),
    "storage_rules": table("form electrolyte_class storage_class", "raw * dry", "powder * wet"),
    "technologies": table("technology stage inputs maturity", "washing pretreatment raw industrial",
                          "milling pretreatment raw industrial"),
    "outputs": table("technology output kind target", "washing salt product salt", "washing solids fraction powder",
                     "milling dust waste rubble"),
    "splits": table("technology constituent output fraction", "washing LiS salt 1", "washing dust solids 1",
                    "milling * dust 1"),
    "verdicts": table("technology electrolyte_class verdict", "washing sulfide feasible", "milling sulfide feasible"),
    "products": table("product formula carrier", "salt Li2S LiS"),
    "wastes": table("waste", "loss", "rubble"),
    "outlets": table("outlet takes cost", "landfill powder|loss|rubble|offspec 100"),
    "hazards": table("hazard unit", "gas kg"),
    "hazard_factors": table("hazard basis at constituent factor release", "gas processing washing * 1 1",
                            "gas stock * * 1 -"),
    "periods": [{"period": t, "hours": 100.0} for t in PERIODS],
    "streams": [{"stream": "S", "form": "raw", "electrolyte_class": "sulfide", "gate_fee": 100.0}],
    "arrivals": [{"stream": "S", "period": t, "mass": 10.0} for t in PERIODS],
    "composition": table("stream constituent fraction", "S LiS 0.5", "S dust 0.5"),
    "end_values": table("stream form value", "* raw -100", "* powder -100"),
    "lines": [{"line": "wash", "hours": 100.0, "hour_cost": 10.0}],
    "line_technologies": [{"line": "wash", "technology": "washing", "rate": 0.1, "campaign": "wet"}],
    "areas": [{"area": "yard", "capacity": 5.0, "cost": 1000.0}],
    "area_classes": table("area storage_class", "yard dry"),
    "grades": [{"product": "salt", "grade": "pure", "price": 1000.0}],
}  # fmt: skip


@cache
def _base() -> Instance:
    return from_tables(SETTINGS, TABLES)


def plant(**tables: Rows) -> Instance:
    """The plant with some of its tables replaced. They are typed and completed, but not read like a planner's files,
    which takes most of the time of a test; granting a way out does that."""
    frames = {name: _frame(INPUT[name], rows) for name, rows in tables.items()}
    return replace(_base(), tables={**_base().tables, **frames}, own={**_base().own, **frames})


def _frame(kind: Table, rows: Rows) -> pd.DataFrame:
    return frame_of(kind, [{c.name: _cell(c, row[c.name]) if c.name in row else c.empty for c in kind.columns}
                           for row in rows])  # fmt: skip


def _cell(column: Column, value: Any) -> Any:
    if column.kind == "number":
        return float(value)
    return tuple(value.split("|")) if column.kind == "list" else value


def changed(name: str, **cells: Any) -> Rows:
    """The rows of a table with some cells replaced in each."""
    return [{**row, **cells} for row in TABLES[name]]


@dataclass(frozen=True)
class Case:
    """An instance that one limit makes infeasible: the kind of that limit, what the cheapest way out costs by hand, and
    the kinds that must not give way so that the limit itself does."""

    instance: Instance
    kind: str
    cost: float
    never: tuple[str, ...] = ()


TWO_LINES: dict[str, Rows] = {
    "zones": [{"zone": "hall"}],
    "lines": [{"line": n, "hours": 50.0, "hour_cost": 10.0, "zone": "hall"} for n in ("wash", "mill")],
    "line_technologies": [
        {"line": "wash", "technology": "washing", "rate": 0.1, "campaign": "wet"},
        {"line": "mill", "technology": "milling", "rate": 0.1, "campaign": "dusty"},
    ],
}
"""Each line takes half of what arrives."""


def _gas(basis: str, limit: float, place: str = "plant") -> Rows:
    return [{"hazard": "gas", "basis": basis, "limit": limit, "place": place}]


CASES: dict[str, Callable[[], Case]] = {
    # 24 t are washed, 5 t kept: 1 t is over, 10 h at 50 + 3 * 10
    "hours": lambda: Case(plant(lines=changed("lines", hours=80.0)), "hours", 800.0),
    # 1, 2 and 3 t wait where 1 t may: 3 t in a period at 50
    "room": lambda: Case(
        plant(lines=changed("lines", hours=90.0), areas=[{"area": "yard", "capacity": 1.0}]), "room", 150.0
    ),
    # as above 1 t, 1 kg in a period = 0.01 kg/h at 20000 / 0.08
    "processing": lambda: Case(
        plant(streams=changed("streams", gate_fee=1000.0), hazard_limits=_gas("processing", 0.08)), "processing", 2500.0
    ),
    # 1, 2 and 3 kg lie where 2 may: 1 kg at 20000 / 2
    "stock": lambda: Case(
        plant(lines=changed("lines", hours=90.0), hazard_limits=_gas("stock", 2.0, "yard")), "stock", 10000.0,
        ("hours", "delivery"),
    ),
    # the line's peak of 0.1 kg/h is twice the limit, in every period: 0.05 kg/h at 20000 / 0.05
    "concurrent": lambda: Case(
        plant(streams=changed("streams", gate_fee=10000.0), hazard_limits=_gas("concurrent", 0.05)), "concurrent",
        60000.0,
    ),
    # each line takes 5 t a period, and only one may run: in two of the periods both must
    "conflict": lambda: Case(
        plant(**TWO_LINES, conflicts=table("zone group campaign", "hall a wet", "hall b dusty")), "conflict", 40000.0,
        ("hours", "delivery"),
    ),
    # the same with one technology a stream: one more
    "choice": lambda: Case(
        plant(**TWO_LINES, routing_limits=[{"stream": "S", "stage": "pretreatment", "maximum": 1}]), "choice", 2000.0
    ),
    # 10 t too old at the end of the second and of the third period, at 200
    "age": lambda: Case(
        plant(streams=changed("streams", max_age=1.0), areas=[{"area": "yard"}],
              downtime=[{"line": "wash", "period": t, "hours": 100.0} for t in ("1", "2")]), "age", 4000.0,
    ),
    # a lot of 12 t where the hours allow 10: 2 t in each period at 100
    "lot": lambda: Case(plant(setups=[{"line": "wash", "campaign": "wet", "minimum_lot": 12.0}]), "lot", 600.0),
    # 5 t of salt are made of 6 t: 1 t at 500 + 2 * 100
    "contract": lambda: Case(
        plant(grades=changed("grades", price=100.0),
              demand=[{"product": "salt", "grade": "pure", "period": "3", "contract": 6.0}]), "contract", 700.0,
    ),
    # nobody takes what is made beyond 4 t: of 1 t washed too much 0.5 t of salt, off-spec (it has no price) at 100
    "demand": lambda: Case(
        plant(demand=[{"product": "salt", "grade": "pure", "maximum": 4.0},
                      {"product": "salt", "grade": "offspec", "maximum": 0.0}]), "demand", 50.0,
    ),
    # 16.5 t with 1/11 of dust where 1/20 is allowed: missed by 9/11 of the limit, at 500 + 1000
    "purity": lambda: Case(
        plant(splits=table("technology constituent output fraction", "washing LiS salt 1", "washing dust salt 0.1",
                           "washing dust solids 0.9", "milling * dust 1"),
              grade_limits=[{"product": "salt", "grade": "pure", "item": "dust", "limit": 0.05}],
              demand=[{"product": "salt", "grade": "pure", "period": "all", "contract": 16.5}]), "purity", 20250.0,
    ),
    # 4 t of powder a period are of 8 t washed, 1 t is over: 0.5 t at 200 + 3 * 100
    "outlet": lambda: Case(
        plant(outlets=[{**TABLES["outlets"][0], "limit": 4.0}]), "outlet", 250.0
    ),
    # 800 kWh a period are for 8 t: 100 kWh at 5 * 0.1
    "utility": lambda: Case(
        plant(utilities=[{"utility": "power", "unit": "kWh", "price": 0.1, "limit": 800.0}],
              uses=[{"technology": "washing", "utility": "power", "constituent": "*", "amount": 100.0}]), "utility",
        50.0,
    ),
    # 25 t have nowhere else to go, at 500
    "forbid": lambda: Case(
        plant(routing=[{"stream": "S", "technology": "washing", "rule": "forbid"}]), "routing", 12500.0
    ),
    # the same where a technology is forced whose line has no hours
    "force": lambda: Case(
        plant(**{**TWO_LINES, "lines": [{"line": "wash", "hours": 100.0, "zone": "hall"},
                                        {"line": "mill", "hours": 0.0, "hour_cost": 10.0, "zone": "hall"}]},
              routing=[{"stream": "*", "technology": "milling", "rule": "force"}]), "routing", 12500.0,
    ),
    # nothing may be washed in the first period, but 5 t must: at 100
    "decision": lambda: Case(
        plant(decisions=[{"variable": "treat", "index": "S>washing|wash|1", "upper": 0.0}]), "decision", 500.0
    ),
    # 10 t must come, 4 t at most may: 6 t at 100
    "receive": lambda: Case(
        plant(decisions=[{"variable": "receive", "index": "S|1", "upper": 4.0}]), "decision", 600.0
    ),
    # the line may not run in the first period
    "switch": lambda: Case(
        plant(setups=[{"line": "wash", "campaign": "wet", "cost": 1.0}],
              decisions=[{"variable": "run", "index": "wash|wet|1", "upper": 0.0}]), "switch", 500.0
    ),
    # it must run twice at once
    "lower": lambda: Case(
        plant(setups=[{"line": "wash", "campaign": "wet", "cost": 1.0}],
              decisions=[{"variable": "run", "index": "wash|wet|1", "lower": 2.0}]), "switch", 500.0
    ),
    # raw and powder share the yard in each period, which holds one of them
    "segregation": lambda: Case(
        plant(lines=changed("lines", hours=50.0), outlets=[{**TABLES["outlets"][0], "limit": 0.0}],
              areas=[{"area": "yard", "segregated": True}], area_classes=table("area storage_class", "yard *"),
              demand=[{"product": "salt", "grade": "pure", "contract": 2.5}]), "segregation", 9000.0,
        ("outlet", "hours", "contract"),
    ),
    # 1 t is contracted of what nobody makes, at 500
    "unmade": lambda: Case(
        plant(products=table("product formula carrier", "salt Li2S LiS", "slag - -"),
              grades=[*TABLES["grades"], {"product": "slag", "grade": "any", "price": 10.0}],
              demand=[{"product": "slag", "grade": "any", "contract": 1.0, "period": "2"}]), "contract", 500.0,
    ),
    # no technology takes it and no area holds it: 30 t refused at 1000 + 2 * 100
    "delivery": lambda: Case(
        plant(verdicts=table("technology electrolyte_class verdict reason", "washing sulfide infeasible gas",
                             "milling sulfide infeasible dust"),
              area_classes=table("area storage_class", "yard wet")), "delivery", 36000.0,
    ),
}  # fmt: skip
"""Cases by name."""
