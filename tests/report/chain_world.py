"""A chain of three steps with everything that a figure can enter: two streams (a cell type half worn, a composition),
scrap paid by its copper, a conversion, a wash that leaves a trace, a step that breaks phases, a kept product."""

from __future__ import annotations

from typing import Any

from fixed_shares import Shared

from opt.instance import Instance, from_tables
from opt.instance.settings import Settings
from opt.network import build_network

Rows = list[dict[str, Any]]
FROM = {"published": "a paper", "computed": "a formula", "estimate": "a guess", "unchecked": "hearsay"}


def table(columns: str, text: str, status: str = "") -> Rows:
    """Rows from words: one line per row, one word per column ('-' leaves a cell empty). The last word may be a status
    where the columns end with it."""
    rows: Rows = []
    for line in text.strip().splitlines():
        row = {name: word for name, word in zip(columns.split(), line.split(), strict=True) if word != "-"}
        row |= {"status": status} if status else {}
        if "status" in row:
            row["source"] = FROM[row["status"]]
        rows.append({name: _typed(name, cell) for name, cell in row.items()})
    return rows


def _typed(name: str, cell: str) -> Any:
    if name in ("takes", "inputs"):
        return tuple(cell.split("|"))
    if name in ("breaks", "needs_line", "storable"):
        return cell == "yes"
    try:
        return cell if name in ("period", "value") else float(cell)
    except ValueError:
        return cell


TABLES: dict[str, Rows] = {
    "elements": table("element atomic_mass", "H 1\nC 12\nO 16\nP 31\nS 32\nCo 59\nCu 64\nLi 7", "published"),
    "electrolyte_classes": table("electrolyte_class", "sulfide", "published"),
    "constituents": table(
        "constituent kind formula electrolyte_class",
        """
        LCO cathode LiCoO2 -
        LPS electrolyte Li3PS4 sulfide
        glass electrolyte Li4P2S7 sulfide
        copper collector Cu -
        Li2S other Li2S -
        plastic other C2H4 -
    """,
        "computed",
    ),
    "cell_types": table(
        "cell_type constituent fraction_new fraction_spent status",
        """
        worn LCO 0.5 0.44 estimate
        worn LPS 0.2 0.25 estimate
        worn copper 0.25 0.25 published
        worn plastic 0.05 0.06 estimate
    """,
    ),
    "forms": table("form rank", "cell 0\npowder 1\nwashed 2\nsolution 3", "published"),
    "storage_classes": table("storage_class", "goods", "published"),
    "storage_rules": table("form electrolyte_class storage_class", "cell * goods\npowder * goods\nwashed * goods",
                           "published"),
    "technologies": table(
        "technology stage inputs maturity breaks cost status",
        """
        crush pretreatment cell industrial - 12 estimate
        wash separation powder industrial - 5 published
        leach leaching washed industrial yes 30 estimate
        regenerate direct_regeneration washed industrial - 20 published
    """,
    ),
    "outputs": table(
        "technology output kind target",
        """
        crush powder fraction powder
        crush foil product scrap
        wash solids fraction washed
        wash liquor waste liquor
        leach carbonate product Li2CO3
        leach oxide product CoO
        leach residue waste residue
        regenerate cathode product LCO
    """,
        "published",
    ),
    "splits": table(
        "technology constituent output fraction status",
        """
        crush * powder 0.97 published
        crush copper foil 0.9 published
        crush copper powder 0.08 published
        wash * solids 0.99 published
        wash sulfide liquor 0.95 unchecked
        wash sulfide solids 0.05 unchecked
        wash kind:collector liquor 0.5 published
        wash kind:collector solids 0.4 published
        wash Li2S liquor 0.7 published
        wash Li2S solids 0.3 published
        leach Li carbonate 0.8 estimate
        leach Co oxide 0.9 published
        leach Cu oxide 0.02 published
        leach * residue 0.96 published
        regenerate * cathode 0.98 published
    """,
    ),
    "conversions": table(
        "technology constituent target kg_per_kg mol_per_mol status",
        """
        wash LPS glass 0.6 - published
        wash LPS Li2S - 0.3 published
    """,
    ),
    "products": table(
        "product formula carrier",
        "scrap - -\nLi2CO3 Li2CO3 Li\nCoO CoO Co\nLCO LiCoO2 LCO",
        "computed",
    ),
    "specifications": table("product grade item sense limit status", "CoO fine Cu max 0.5 unchecked"),
    "wastes": table("waste", "loss\nliquor\nresidue", "published"),
    "outlets": table("outlet takes cost status", "landfill loss|liquor|residue|offspec 100 estimate\n"
                     "burner cell|powder|washed 60 estimate\nrecycler residue 40 estimate"),
    "verdicts": [
        {"technology": name, "electrolyte_class": "sulfide", "verdict": "feasible", "source": "a paper",
         "status": "published"}
        for name in ("crush", "wash", "leach", "regenerate")
    ],
    "utilities": table("utility unit price emission_factor status", "acid kg - 2 estimate\npower kWh 0.1 0.4 estimate"),
    "uses": table(
        "technology utility constituent amount status",
        """
        crush power * 50 published
        wash power kind:cathode 20 estimate
        leach acid * 300 published
        leach acid Co 900 estimate
        regenerate power LCO 700 estimate
    """,
    ),
    "reference_prices": table("item price currency date status", "acid 1.5 USD 2025-01-01 estimate\n"
                              "LCO/A 15000 USD 2025-01-01 unchecked\nCu 9000 USD 2025-01-01 published"),
    "periods": [{"period": name} for name in ("1", "2", "3")],
    "areas": [{"area": "yard", "cost": 3.0}],
    "lines": table("line hours hour_cost fixed_cost", "mill 80 40 100\ntank 80 25 -\nreactor 80 60 50"),
    "line_technologies": table(
        "line technology electrolyte_class form rate campaign",
        """
        mill crush * * 1.0 -
        mill crush sulfide * 0.8 -
        tank wash * powder 0.5 -
        tank wash * * 0.9 -
        reactor leach * * 0.4 hot
        tank leach * * 0.2 -
        reactor regenerate * * 0.25 regen
    """,
    ),
    "setups": table("line campaign hours cost", "reactor regen 5 250"),
    "streams": table("stream form electrolyte_class cell_type state_of_health gate_fee",
                     "S1 cell sulfide worn 0.5 90\nS2 cell sulfide - - -40"),
    "arrivals": table("stream period mass", "S1 1 10\nS1 2 6\nS2 1 8"),
    "composition": table("stream constituent fraction", "S2 LCO 0.6\nS2 LPS 0.3\nS2 copper 0.1"),
    "initial_stock": table("stream form area mass", "S1 cell yard 2"),
    "end_values": table("stream form value", "* washed 700"),
    "grades": table("product grade price capacity keep_cost", "scrap A - - -\nLi2CO3 A 9000 - -\nCoO fine 12000 - -\n"
                    "LCO A - 50 15\nLi2CO3 offspec 50 - -"),
    "payables": table("product grade element payable metal_price", "scrap A Cu 0.8 -\nCoO fine Cu 0.1 5000"),
    "prices": table("item period price", "power 1 0.1\npower 2 0.14\npower 3 0.12\nCoO/fine 1 12000\nCoO/fine 2 10000\n"
                    "CoO/fine 3 13000"),
    "routing": table("stream technology cost", "* leach 300\nS1 leach 350"),
    "demand": table("product grade period contract penalty", "LCO A 2 40 60"),
}  # fmt: skip


def instance(**more: Rows) -> Instance:
    """The instance; CoO fine has both a price and payables. ``more`` rows are added to its tables."""
    tables = {name: [*TABLES.get(name, []), *more.get(name, [])] for name in {**TABLES, **more}}
    return from_tables(Settings(name="chain", library="none", carbon_price=80.0), tables)


def shared(chain: Instance) -> Shared:
    """Some of everything: operations on two lines and in several periods, outlets, stock over time and at the end."""
    network = build_network(chain)
    treat, make, dispose, stock = {}, {}, {}, {}
    for name, fraction in network.fractions.items():
        treat[name] = {
            (f"{name}>{technology}", line, period): share
            for (technology, line, period), share in TREAT[fraction.form].items()
        }
        dispose[name], stock[name] = DISPOSE.get(fraction.form, {}), STOCK[fraction.form]
        make |= {(f"{name}>{technology}", product): grades for (form, technology, product), grades in MAKE.items()
                 if form == fraction.form}  # fmt: skip
    received = {(row["stream"], row["period"]): row["mass"] for row in chain.records("arrivals")}
    return Shared(
        treat, make, dispose=dispose, stock=stock,
        discard={
            ("loss", "plant"): {("landfill", "2"): 1.0}, ("liquor", "plant"): {("landfill", "2"): 1.0},
            ("residue", "plant"): {("landfill", "1"): 0.3, ("recycler", "2"): 0.7},
        },
        sell={("LCO", "A"): {("2",): 0.35, ("3",): 0.55}}, keep={("LCO", "A"): {("2",): 0.25, ("3",): 0.1}},
        decided={
            "receive": {**received, ("S1", "2"): 5.0},
            "setup": {("reactor", "regen", "2"): 1.0, ("reactor", "regen", "3"): 1.0},
            "short": {("LCO", "A", "2"): 38.5}, "use": {("S1", "leach"): 1.0, ("S2", "leach"): 1.0},
        },
    )  # fmt: skip


TREAT: dict[str, dict[tuple[str, str, str], float]] = {
    "cell": {("crush", "mill", "1"): 0.5, ("crush", "mill", "2"): 0.4},
    "powder": {("wash", "tank", "1"): 0.3, ("wash", "tank", "2"): 0.6},
    "washed": {
        ("leach", "reactor", "1"): 0.1, ("leach", "reactor", "2"): 0.15, ("leach", "tank", "3"): 0.25,
        ("regenerate", "reactor", "2"): 0.25, ("regenerate", "reactor", "3"): 0.15,
    },
}  # fmt: skip
DISPOSE: dict[str, dict[tuple[str, ...], float]] = {"cell": {("burner", "1"): 0.06}, "powder": {("burner", "2"): 0.1}}
STOCK: dict[str, dict[tuple[str, ...], float]] = {
    "cell": {("yard", "1"): 0.44, ("yard", "2"): 0.04, ("yard", "3"): 0.04},
    "powder": {("yard", "1"): 0.3},
    "washed": {("yard", "2"): 0.5, ("yard", "3"): 0.1},
}
MAKE: dict[tuple[str, str, str], dict[tuple[str, ...], float]] = {
    ("cell", "crush", "scrap"): {("A", "1"): 0.5, ("A", "2"): 0.5},
    ("washed", "leach", "Li2CO3"): {("A", "1"): 0.3, ("A", "2"): 0.4, ("offspec", "3"): 0.3},
    ("washed", "leach", "CoO"): {("fine", "1"): 0.2, ("fine", "2"): 0.3, ("offspec", "3"): 0.5},
    ("washed", "regenerate", "LCO"): {("A", "2"): 0.6, ("A", "3"): 0.4},
}
