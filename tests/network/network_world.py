"""A small invented library with round atomic masses, so that yields can be worked out by hand.

Molar masses: LCO LiCoO2 98, LPS Li3PS4 180, LPSC Li6PS5Cl 268, PEO C2H4O 44, Li2O 30, Li2CO3 74, CoO 75.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from opt.instance.instance import Instance
from opt.instance.settings import Settings
from opt.schema import INPUT

Rows = list[dict[str, Any]]

ATOMIC = {"H": 1, "C": 12, "O": 16, "F": 19, "Al": 27, "P": 31, "S": 32, "Cl": 35, "Co": 59, "Cu": 64, "Li": 7}
FORMS = ("cell", "dead_cell", "powder", "washed", "solution")


def table(columns: str, text: str) -> Rows:
    """Rows from words: one line per row, one word per column ('-' leaves a cell empty, '|' joins lists)."""
    return [
        {name: word for name, word in zip(columns.split(), line.split(), strict=True) if word != "-"}
        for line in text.strip().splitlines()
    ]


BASE: dict[str, Rows] = {
    "elements": [{"element": name, "atomic_mass": mass} for name, mass in ATOMIC.items()],
    "electrolyte_classes": [{"electrolyte_class": name} for name in ("sulfide", "polymer", "oxide_garnet")],
    "constituents": table(
        "constituent kind formula electrolyte_class",
        """
        LCO cathode LiCoO2 -
        LPS electrolyte Li3PS4 sulfide
        LPSC electrolyte Li6PS5Cl sulfide
        PEO electrolyte C2H4O polymer
        copper collector Cu -
        aluminium collector Al -
        lithium anode Li -
        Li2O other Li2O -
    """,
    ),
    "forms": [{"form": form, "rank": rank, "sealed": rank < 2, "charged": rank < 1} for rank, form in enumerate(FORMS)],
    "storage_classes": [{"storage_class": name} for name in ("charged", "goods", "sulfidic")],
    "storage_rules": table(
        "form electrolyte_class storage_class",
        """
        cell * charged
        dead_cell * goods
        powder * goods
        powder sulfide sulfidic
        washed * goods
        washed sulfide sulfidic
    """,
    ),
    "technologies": table(
        "technology stage inputs maturity breaks",
        """
        discharge pretreatment cell industrial -
        crush pretreatment dead_cell industrial -
        wash separation powder pilot -
        leach leaching powder|washed industrial yes
        relithiate direct_regeneration washed pilot -
    """,
    ),
    "outputs": table(
        "technology output kind target",
        """
        discharge cells fraction dead_cell
        crush powder fraction powder
        crush foil product scrap
        wash solids fraction washed
        wash liquor waste liquor
        leach carbonate product Li2CO3
        leach oxide product CoO
        leach residue waste residue
        relithiate cathode product LCO_new
    """,
    ),
    "splits": table(
        "technology constituent output fraction",
        """
        discharge * cells 1
        crush * powder 0.98
        crush copper foil 0.9
        crush copper powder 0.1
        wash * solids 1
        wash sulfide liquor 0.98
        wash sulfide solids 0.02
        wash kind:anode liquor 0.5
        wash kind:anode solids 0.5
        leach Li carbonate 0.9
        leach Co oxide 0.95
        leach Cu oxide 0.01
        leach * residue 1
        relithiate * cathode 1
    """,
    ),
    "products": table(
        "product formula carrier",
        """
        scrap - -
        Li2CO3 Li2CO3 Li
        CoO CoO Co
        LCO_new LiCoO2 LCO
    """,
    ),
    "wastes": table("waste", "loss\nliquor\nresidue"),
    "outlets": table(
        "outlet takes cost",
        """
        landfill loss|liquor|residue 100
        burner powder|washed|cell|dead_cell 50
        recycler powder 30
    """,
    ),
    "verdicts": [
        {"technology": technology, "electrolyte_class": name, "verdict": "feasible"}
        for technology in ("discharge", "crush", "wash", "relithiate", "leach")
        for name in ("sulfide", "polymer")
        if (technology, name) not in {("leach", "sulfide"), ("relithiate", "sulfide")}
    ]
    + [
        {
            "technology": "leach",
            "electrolyte_class": "sulfide",
            "verdict": "infeasible",
            "review_section": "5.2",
            "reason": "water sets H2S free",
        },
        {"technology": "relithiate", "electrolyte_class": "sulfide", "verdict": "infeasible"},
    ],
    "hazards": table("hazard unit", "H2S kg\nenergy kWh"),
    "hazard_factors": table(
        "hazard basis at constituent factor release per_charge",
        """
        H2S processing leach sulfide 500 0.5 -
        H2S processing * LPS 10 - -
        energy stock cell * 200 - yes
        energy stock * kind:anode 3 - -
    """,
    ),
    "utilities": table("utility unit price", "acid kg 1\npower kWh 0.1"),
    "uses": table(
        "technology utility constituent amount",
        """
        leach acid * 100
        leach acid Co 1000
        leach power kind:cathode 20
    """,
    ),
    "sites": table("site", "plant"),
    "areas": table("area", "yard"),
    "periods": [{"period": "1"}, {"period": "2"}],
    "lines": [{"line": name, "hours": 100} for name in ("mill", "tank", "reactor")],
    "line_technologies": table(
        "line technology rate campaign",
        """
        mill discharge 1 -
        mill crush 2 milling
        tank wash 1 -
        reactor leach 0.5 -
        reactor relithiate 0.25 regen
    """,
    ),
    "grades": [{"product": name, "grade": "A", "price": 1} for name in ("scrap", "Li2CO3", "CoO", "LCO_new")],
}


def stream(name: str, composition: dict[str, float], **columns: Any) -> dict[str, Rows]:
    """Tables of one stream: a discharged cell of the sulfide class unless said otherwise."""
    row = {"stream": name, "form": "dead_cell", "electrolyte_class": "sulfide", **columns}
    return {
        "streams": [row],
        "composition": [{"stream": name, "constituent": c, "fraction": share} for c, share in composition.items()],
        "arrivals": [{"stream": name, "period": "1", "mass": 1.0}],
    }


def world(*parts: dict[str, Rows], settings: dict[str, Any] | None = None, **replaced: Rows) -> Instance:
    """An instance of the invented library: parts are added to its tables, ``replaced`` tables stand instead.

    The Instance is put together directly: what reading would refuse is tested with the reading."""
    rows = {name: list(content) for name, content in {**BASE, **replaced}.items()}
    for part in parts:
        for name, more in part.items():
            rows[name] = [*rows.get(name, []), *more]
    changed = {name for name in rows if rows[name] != BASE.get(name, [])}
    frames = {name: _frame(name, rows[name]) if name in changed else _base_frame(name) for name in INPUT}
    return Instance(Settings(name="world", library="none", **(settings or {})), frames, frames, pd.DataFrame())


@cache
def _base_frame(name: str) -> pd.DataFrame:
    return _frame(name, BASE.get(name, []))


def _frame(name: str, rows: Rows) -> pd.DataFrame:
    declared = INPUT[name]
    columns: dict[str, list[Any]] = {column.name: [] for column in declared.columns}
    for row in rows:
        assert set(row) <= set(columns), f"{name} has no column {set(row) - set(columns)}"
        for column in declared.columns:
            value = row.get(column.name, column.empty)
            if column.kind == "number":
                value = float(value)  # type: ignore[arg-type]
            elif column.kind == "list" and isinstance(value, str):
                value = tuple(value.split("|"))
            elif column.kind == "flag":
                value = value in (True, "yes")
            columns[column.name].append(value)
    return pd.DataFrame(columns)


def without(name: str, **where: Any) -> Rows:
    """Rows of a base table but those that match."""
    return [row for row in BASE[name] if any(row.get(column) != value for column, value in where.items())]


SULFIDE = {"LCO": 0.4, "LPS": 0.2, "copper": 0.3, "lithium": 0.1}
CLEAN = {"LCO": 0.5, "copper": 0.3, "lithium": 0.2}
