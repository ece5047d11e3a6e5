"""Cell types: computed again from the geometry of the cell stack, per cm2 of one side of the electrodes.

A cathode of 83 um holds 26 mg of active material; a quarter of its volume is electrolyte, carbon and binder are 4 % of
the active mass. Behind it lie the separator, the lithium, half of an aluminium foil of 12 um and half of a copper foil
of 8 um. Casing and tabs are 6 % of a cell, cells 68 % of a pack.
"""

from __future__ import annotations

import pytest

from opt.library import load_library
from opt.schema.words import ELECTROLYTE_CLASSES

DENSITY = dict.fromkeys(("LLZO", "LLZTO", "Al-LLZO", "LLZTO_Ta0.6"), 5.1) | {"LLTO": 5.0, "LATP": 2.9, "LAGP": 3.4}
DENSITY |= dict.fromkeys(("Li6PS5Cl", "Li3PS4", "Li5.5PS4.5Cl1.5", "Li7P3S11"), 1.86) | {"LGPS": 2.04}
DENSITY |= {"Li3InCl6": 2.59, "Li3YCl6": 2.4, "PEO": 1.25}
"""g/cm3; one value for the garnets and one for the thiophosphates without germanium."""
THICKNESS = {"oxide": (10, 100), "inorganic": (20, 100), "polymer": (30, 50)}
"""um of separator by kind of electrolyte: target, near-term; with lithium of 20 and 50 um."""
KIND = {"PEO": "polymer"} | dict.fromkeys(("LLZO", "LLZTO", "Al-LLZO", "LLZTO_Ta0.6", "LLTO", "LATP", "LAGP"), "oxide")
TARGET = {("NCM811", e) for e in DENSITY} | {("NCM622", "PEO")}
SALT = 0.2658
"""Share of LiTFSI in a polymer electrolyte of EO:Li 18:1."""
PACK = {"aluminium_casing": 0.15, "steel": 0.1, "copper_busbar": 0.024, "plastics": 0.046}
OXIDE, SULFIDE = 29.879 / 13.88, 45.94 / 13.88
"""kg Li2O and kg Li2S per kg Li."""
LITHIUM = 6.94 / 97.279
"""Share of lithium in NCM811."""

FRAME = load_library()["cell_types"]
ROUNDED = set(FRAME["cell_type"][FRAME["source"].str.contains("drawn up for NCM811")])
"""Cell types made from a breakdown given to four digits."""
NAMES = sorted(set(FRAME["cell_type"]))


def parts(cell_type: str) -> tuple[str, str, str, str]:
    """Cathode, electrolyte, variant and level of a cell type, as its name says."""
    cathode, rest = cell_type.split("_", 1)
    rest, level = rest.rsplit("_", 1)
    electrolyte = next(e for e in sorted(DENSITY, key=len, reverse=True) if rest == e or rest.startswith(e + "_"))
    return cathode, electrolyte, rest[len(electrolyte) + 1 :], level


def stack(cathode: str, electrolyte: str, variant: str) -> dict[str, float]:
    """Areal masses, mg/cm2."""
    target = (cathode, electrolyte) in TARGET
    density = DENSITY[electrolyte]
    separator = THICKNESS[KIND.get(electrolyte, "inorganic")][0 if target else 1]
    mass = {
        "aluminium_foil": 0.6 * 2.7,
        "copper_foil": 0.4 * 8.96,
        "lithium_metal": 0.1 * 0.534 * (20 if target else 50),
    }
    if cathode == "sulfur":
        mass |= {"sulfur": 5.0, "carbon": 2.5}
        pores = 5.0
    else:
        mass |= {cathode: 26.0, "PVDF": 0.016 * 26.0, "carbon": 0.024 * 26.0}
        pores = 8.3 * 0.25 * density
    if variant == "carbon_collector":
        del mass["aluminium_foil"], mass["copper_foil"]
        mass["carbon_collector"] = 1.5 * 1.8
    if variant in ("graphite", "silicon"):
        capacity, own = {"graphite": (350.0, 2.2), "silicon": (2000.0, 2.33)}[variant]
        anode = 1.1 * 26.0 * 200.0 / capacity
        mass |= {variant: anode, "PVDF": 0.016 * (26.0 + anode), "carbon": 0.024 * (26.0 + anode)}
        pores += anode / own / 3.0 * density
    if variant in ("graphite", "silicon", "anode_free"):
        del mass["lithium_metal"]
    filled = pores + 0.1 * separator * density
    return mass | (
        {"PEO": (1 - SALT) * filled, "LiTFSI": SALT * filled} if electrolyte == "PEO" else {electrolyte: filled}
    )


def as_built(cathode: str, electrolyte: str, variant: str, level: str) -> dict[str, float]:
    mass = stack(cathode, electrolyte, variant)
    total = sum(mass.values()) / 0.94
    new = {name: value / total for name, value in mass.items()} | {"aluminium_casing": 0.036, "plastics": 0.024}
    if level == "cell":
        return new
    return {name: 0.68 * new.get(name, 0.0) + PACK.get(name, 0.0) for name in new | PACK}


def spent(new: dict[str, float], cathode: str, variant: str) -> dict[str, float]:
    """A fifth of the lithium metal is left; the rest is oxide of equal lithium, in a lithium-sulfur cell sulfide with
    the sulfur of the cathode. Without lithium as built: a fifth of the cathode's lithium lies in the deposit."""
    lithium = new.get("lithium_metal", 0.2 * LITHIUM * new[cathode] if variant == "anode_free" else 0.0)
    gone = 0.8 * lithium
    old = dict(new) | ({"lithium_metal": lithium - gone} if lithium else {})
    if cathode == "sulfur":
        return old | {"lithium_sulfide": gone * SULFIDE, "sulfur": new["sulfur"] - gone * (SULFIDE - 1.0)}
    old |= {"lithium_oxide": gone * OXIDE} if lithium else {}
    total = sum(old.values())
    return {name: value / total for name, value in old.items()}


@pytest.mark.parametrize("cell_type", NAMES)
def test_cell_type_follows_from_the_geometry(cell_type: str) -> None:
    cathode, electrolyte, variant, level = parts(cell_type)
    rows = FRAME[FRAME["cell_type"] == cell_type].set_index("constituent")
    near = {"abs": 1.2e-4 if cell_type in ROUNDED else 5e-6}
    new = as_built(cathode, electrolyte, variant, level)
    old = spent(new, cathode, variant)
    assert {n: f for n, f in rows["fraction_new"].items() if f} == pytest.approx(new, **near)
    assert rows["fraction_spent"].to_dict() == pytest.approx(old, **near)


def test_most_cell_types_are_not_rounded() -> None:
    assert len(ROUNDED) == 8


def test_every_class_cathode_and_anode_has_a_cell_and_a_pack() -> None:
    constituents = load_library()["constituents"].set_index("constituent")
    levels: dict[str, set[str]] = {}
    for cell_type in NAMES:
        cathode, electrolyte, variant, level = parts(cell_type)
        for item in (cathode, electrolyte, variant, constituents.loc[electrolyte, "electrolyte_class"]):
            levels.setdefault(str(item), set()).add(level)
    cathodes = set(constituents.index[constituents["kind"] == "cathode"]) - {"lithium_sulfide"}
    variants = {"", "anode_free", "graphite", "silicon", "carbon_collector"}
    wanted = set(ELECTROLYTE_CLASSES) | cathodes | set(DENSITY) | variants
    assert {item for item in wanted if levels.get(item) != {"cell", "pack"}} == set()
    assert set(constituents.index[constituents["kind"] == "electrolyte"]) == set(DENSITY)
