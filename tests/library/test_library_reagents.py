"""Reagents and energies that follow from a reaction or a model, computed again from what a formula unit takes."""

from __future__ import annotations

import pytest

from opt.library import load_library
from opt.library.chemistry import molar_mass

TABLES = load_library()
MASSES = dict(zip(TABLES["elements"]["element"], TABLES["elements"]["atomic_mass"], strict=True))
FORMULAS = dict(zip(TABLES["constituents"]["constituent"], TABLES["constituents"]["formula"], strict=True))

LAYERED = ("NCM111", "NCM523", "NCM622", "NCM811", "LCO")
SPINEL = ("LMO", "LNMO")
GARNET = ("LLZO", "Al-LLZO", "LLZTO", "LLZTO_Ta0.6")
ALUMINIUM, COPPER = ("aluminium_foil", "aluminium_casing"), ("copper_foil", "copper_busbar")
ACID = {  # H+ that dissolves a formula unit
    **dict.fromkeys((*LAYERED, "LFP", *ALUMINIUM), 3.0),
    **dict.fromkeys(SPINEL, 5.0),
    **dict.fromkeys(GARNET, 24.0),
    "LLTO": 6.0,
    **dict.fromkeys(("LATP", "LAGP"), 9.0),
    **dict.fromkeys(("lithium_metal", "lithium_ethoxide", "lithium_glycolate"), 1.0),
    **dict.fromkeys(("lithium_oxide", "steel", *COPPER), 2.0),
}
PEROXIDE = {**dict.fromkeys((*LAYERED, "LFP"), 0.5), **dict.fromkeys(SPINEL, 1.5), **dict.fromkeys(COPPER, 1.0)}
HYDROXIDE = {"Ni": 2, "Co": 2, "Mn": 2, "Cu": 2, "Al": 3, "Fe": 3, "La": 3, "In": 3, "Y": 3, "Zr": 4, "Ti": 4}
IN_CHLORIDE = (*GARNET, "LLTO")


def mass(formula: str) -> float:
    return molar_mass(formula, MASSES)


def kg(reagent: str, of: str, units: float, assay: float = 1.0) -> float:
    """kg of a reagent of that assay per t of a constituent or element, of which a formula unit takes so many units."""
    return units * mass(reagent) / mass(FORMULAS.get(of, of)) / assay * 1000


REAGENTS = {
    ("ethanol_dissolution", "ethanol", "lithium_metal"): kg("C2H5OH", "Li", 1),
    ("acetonitrile_ethylene_glycol_dissolution", "ethylene_glycol", "lithium_metal"): kg("C2H6O2", "Li", 1),
    ("alkaline_wash", "NaOH", "Al"): kg("NaOH", "Al", 1),
    ("alkaline_wash", "NaOH", "silicon"): kg("NaOH", "Si", 2),
    ("alkaline_wash", "NH3_solution", "Cu"): kg("NH3", "Cu", 4, 0.25),
    ("alkaline_wash", "H2O2", "Cu"): kg("H2O2", "Cu", 1, 0.5),
    **{("in_situ_reduction_roasting", "coke", c): kg("C", c, 0.75) for c in LAYERED},
    **{("in_situ_reduction_roasting", "coke", c): kg("C", c, 1) for c in SPINEL},
    ("in_situ_reduction_roasting", "CO2", "Li"): kg("CO2", "Li", 0.5),
    **{("in_situ_reduction_roasting", "H2SO4", e): kg("H2SO4", e, 1) for e in ("Ni", "Co", "Mn")},
    **{("salt_assisted_roasting", "ammonium_sulfate", c): kg("(NH4)2SO4", c, 1.5) for c in LAYERED},
    **{("salt_assisted_roasting", "ammonium_sulfate", c): kg("(NH4)2SO4", c, 2.5) for c in SPINEL},
    **{("inorganic_acid_leaching", "H2SO4", c): kg("H2SO4", c, n / 2) for c, n in ACID.items() if c not in IN_CHLORIDE},
    **{("inorganic_acid_leaching", "HCl_solution", c): kg("HCl", c, ACID[c], 0.34) for c in IN_CHLORIDE},
    **{("organic_acid_leaching", "citric_acid", c): kg("C6H8O7.H2O", c, n / 3) for c, n in ACID.items()},
    **{("inorganic_acid_leaching", "H2O2", c): kg("H2O2", c, n, 0.5) for c, n in PEROXIDE.items()},
    **{("organic_acid_leaching", "H2O2", c): kg("H2O2", c, n, 0.5) for c, n in PEROXIDE.items()},
    **{("alkali_leaching", "ammonium_sulfite", c): kg("(NH4)2SO3", c, 0.5) for c in LAYERED},
    **{("solvent_extraction", "NaOH", e): kg("NaOH", e, n) for e, n in (HYDROXIDE | {"Li": 1}).items()},
    **{("solvent_extraction", "H2SO4", e): kg("H2SO4", e, 1) for e in ("Ni", "Co", "Mn", "Cu")},
    **{("chemical_precipitation", "NaOH", e): kg("NaOH", e, n) for e, n in HYDROXIDE.items()},
    **{("iron_phosphate_precipitation", "NaOH", e): kg("NaOH", e, HYDROXIDE[e]) for e in ("Fe", "Al", "Cu")},
    ("chemical_precipitation", "Na2CO3", "Li"): kg("Na2CO3", "Li", 0.5),
    ("iron_phosphate_precipitation", "Na2CO3", "Li"): kg("Na2CO3", "Li", 0.5),
    **{
        ("coprecipitation_resynthesis", "NaOH", e): kg("NaOH", e, HYDROXIDE[e])
        for e in ("Ni", "Co", "Mn", "Cu", "Al", "Fe", "La", "Zr")
    },
}  # fmt: skip
ENERGIES = {  # kWh/t: sensible heat over furnace efficiency, hydrothermal step, evaporation of the solvent
    ("solid_state_calcination", "electricity", "*"): 1.31 * 1000,
    ("hydrothermal_relithiation", "electricity", "*"): (0.98 + 1.31) * 1000,
    ("one_step_annealing_900C", "electricity", "*"): 0.98 * 1000,
    ("deformation_driven_resintering", "electricity", "*"): 1.62 * 1000,
    ("dissolution_precipitation", "electricity", "sulfide"): (1.40 + 1.27) * 1000,
}


def test_every_computed_use_is_computed_again() -> None:
    computed = {
        (row["technology"], row["utility"], row["constituent"]): row["amount"]
        for row in TABLES["uses"].to_dict("records")
        if row["status"] == "computed"
    }
    known = REAGENTS | ENERGIES
    assert computed.keys() == known.keys()
    assert computed == pytest.approx(known, rel=1e-4)


def test_reagents_known_from_elsewhere() -> None:
    """Published beside the reactions, in t per t: sulfuric acid of four cathodes with peroxide; hydrochloric acid of
    them without (4 HCl each); ethanol of lithium. And 28.58 mol H+ per kg LLZO."""
    acid = {"LCO": (1.503, 1.49), "NCM811": (1.512, 1.499), "NCM622": (1.518, 1.505), "NCM111": (1.525, 1.512)}
    for cathode, (sulfuric, hydrochloric) in acid.items():
        found = REAGENTS["inorganic_acid_leaching", "H2SO4", cathode] / 1000
        assert round(found, 3) == pytest.approx(sulfuric)
        assert round(kg("HCl", cathode, 4) / 1000, 3) == pytest.approx(hydrochloric)
    assert REAGENTS["ethanol_dissolution", "ethanol", "lithium_metal"] == pytest.approx(6640, rel=1e-3)
    assert 0.34 * REAGENTS["inorganic_acid_leaching", "HCl_solution", "LLZO"] == pytest.approx(
        28.58 * mass("HCl"), rel=1e-3
    )
