"""Computed figures of the library, computed again from the reactions."""

from __future__ import annotations

import pytest

from opt.library import load_library
from opt.library.chemistry import molar_mass, parse_formula

TABLES = load_library()
MASSES = dict(zip(TABLES["elements"]["element"], TABLES["elements"]["atomic_mass"], strict=True))
FORMULAS = dict(zip(TABLES["constituents"]["constituent"], TABLES["constituents"]["formula"], strict=True))
MOL_PER_MOL = {  # hazard -> constituent -> formula units of the hazard per formula unit
    "H2S": {"Li6PS5Cl": 5.0, "Li3PS4": 4.0},
    "H2": {"lithium_metal": 0.5, "aluminium_foil": 1.5, "aluminium_casing": 1.5},
}
IN_SAFETY_TABLE = {  # t/t of the theoretical maximum, as published beside the reactions
    ("H2S", "Li6PS5Cl"): 0.6349,
    ("H2S", "Li3PS4"): 0.7571,
    ("SO2", "Li6PS5Cl"): 1.1935,
    ("SO2", "LiTFSI"): 0.4463,
    ("HF", "LiTFSI"): 0.4181,
    ("H2", "lithium_metal"): 0.1452,
}


def mass(formula: str) -> float:
    return molar_mass(formula, MASSES)


def records(table: str) -> list[dict[str, str]]:
    return TABLES[table].to_dict("records")  # type: ignore[return-value]


def gas_factors() -> list[dict[str, str]]:
    return [row for row in records("hazard_factors") if row["hazard"] in ("H2S", "SO2", "HF", "H2")]


def per_tonne(row: dict[str, str]) -> float:
    """kg of gas per t of the constituent at full release."""
    hazard, constituent = row["hazard"], row["constituent"]
    if hazard in MOL_PER_MOL:
        units = MOL_PER_MOL[hazard][constituent]
    elif constituent == "PVDF":
        units = 2.0 if "all F" in row["source"] else 1.0
    else:
        units = parse_formula(FORMULAS[constituent])[hazard[0] if hazard == "SO2" else "F"]
    return units * mass(hazard) / mass(FORMULAS[constituent]) * 1000


@pytest.mark.parametrize("row", gas_factors(), ids=lambda row: f"{row['hazard']}-{row['at']}-{row['constituent']}")
def test_gas_factors(row: dict[str, str]) -> None:
    assert row["factor"] == pytest.approx(per_tonne(row), rel=1e-4)
    known = IN_SAFETY_TABLE.get((row["hazard"], row["constituent"]))
    if known is not None:
        assert row["factor"] / 1000 == pytest.approx(known, abs=1e-4)


def test_pvdf_gives_one_or_two_hydrogen_fluoride() -> None:
    factors = {row["factor"] for row in records("hazard_factors") if row["constituent"] == "PVDF"}
    assert sorted(factors) == pytest.approx([312.4, 624.9], rel=1e-3)


def test_a_release_below_one_makes_the_row_an_estimate() -> None:
    assert all(row["status"] == "estimate" for row in records("hazard_factors") if row["release"] != 1.0)


def test_dry_room_release_is_the_measured_one() -> None:
    """0.1 cm3/g in half an hour, of 455.8 cm3/g in theory."""
    row = next(row for row in gas_factors() if row["at"] == "inert_atmosphere_crushing")
    assert row["release"] == pytest.approx(0.1 / 455.8, rel=1e-4)


def test_heat_of_lithium_and_of_a_discharge() -> None:
    heat = {(r["at"], r["constituent"]): r["factor"] for r in records("hazard_factors") if r["hazard"] == "heat"}
    stored = {r["constituent"]: r["factor"] for r in records("hazard_factors") if r["hazard"] == "stored_energy"}
    assert heat["alkaline_wash", "lithium_metal"] == pytest.approx((508.48 - 285.83) / 6.94 * 1000, rel=1e-4)
    assert set(stored) == {"NCM811", "NCM622", "LCO", "LFP"}
    assert all(heat["discharge_brine", cathode] == pytest.approx(3.6 * kwh) for cathode, kwh in stored.items())


def moles(numerator: str, per: str, units: float, assay: float = 1.0) -> float:
    """kg of a reagent of that assay per t."""
    return units * mass(numerator) / mass(per) / assay * 1000


LAYERED = {c: FORMULAS[c] for c in ("NCM811", "NCM622", "LCO")}
ALUMINIUM, COPPER = ("aluminium_foil", "aluminium_casing"), ("copper_foil", "copper_busbar")
REAGENTS = {
    **{("inorganic_acid_leaching", "H2SO4", c): moles("H2SO4", f, 1.5) for c, f in LAYERED.items()},
    **{("inorganic_acid_leaching", "H2O2", c): moles("H2O2", f, 0.5, 0.5) for c, f in LAYERED.items()},
    ("inorganic_acid_leaching", "H2SO4", "LFP"): moles("H2SO4", "LiFePO4", 1.5),
    ("inorganic_acid_leaching", "H2O2", "LFP"): moles("H2O2", "LiFePO4", 0.5, 0.5),
    ("inorganic_acid_leaching", "HCl_solution", "LLZO"): moles("HCl", FORMULAS["LLZO"], 24, 0.34),
    ("inorganic_acid_leaching", "HCl_solution", "LLZTO"): moles("HCl", FORMULAS["LLZTO"], 24, 0.34),
    ("inorganic_acid_leaching", "H2SO4", "lithium_metal"): moles("H2SO4", "Li", 0.5),
    ("inorganic_acid_leaching", "H2SO4", "lithium_oxide"): moles("H2SO4", "Li2O", 1),
    **{("inorganic_acid_leaching", "H2SO4", c): moles("H2SO4", "Al", 1.5) for c in ALUMINIUM},
    **{("inorganic_acid_leaching", "H2SO4", c): moles("H2SO4", "Cu", 1) for c in COPPER},
    **{("inorganic_acid_leaching", "H2O2", c): moles("H2O2", "Cu", 1, 0.5) for c in COPPER},
    **{
        ("chemical_precipitation", "NaOH", e): moles("NaOH", e, n)
        for e, n in {"Ni": 2, "Co": 2, "Mn": 2, "Cu": 2, "Al": 3, "Fe": 3, "La": 3, "Zr": 4}.items()
    },
    ("chemical_precipitation", "Na2CO3", "Li"): moles("Na2CO3", "Li", 0.5),
    ("ethanol_dissolution", "ethanol", "lithium_metal"): moles("C2H5OH", "Li", 1),
    ("acetonitrile_ethylene_glycol_dissolution", "ethylene_glycol", "lithium_metal"): moles("C2H6O2", "Li", 1),
    ("alkaline_wash", "NaOH", "Al"): moles("NaOH", "Al", 1),
    ("alkaline_wash", "NH3_solution", "Cu"): moles("NH3", "Cu", 4, 0.25),
    ("alkaline_wash", "H2O2", "Cu"): moles("H2O2", "Cu", 1, 0.5),
    ("hydrothermal_relithiation", "electricity", "*"): (0.98 + 1.31) * 1000,
    ("one_step_annealing_900C", "electricity", "*"): 0.98 * 1000,
    ("dissolution_precipitation", "electricity", "sulfide"): (1.40 + 1.27) * 1000,
}


def test_reagents() -> None:
    computed = {
        (row["technology"], row["utility"], row["constituent"]): row["amount"]
        for row in records("uses")
        if row["status"] == "computed"
    }
    assert computed == pytest.approx(REAGENTS, rel=1e-4)


def test_reagents_known_from_elsewhere() -> None:
    """Published beside the reactions: 1.503, 1.512 and 1.518 t H2SO4 per t LCO, NCM811 and NCM622; 6.64 t ethanol per t
    lithium; 28.58 mol H+ per kg LLZO."""
    assert REAGENTS["inorganic_acid_leaching", "H2SO4", "LCO"] == pytest.approx(1503, rel=1e-3)
    assert REAGENTS["inorganic_acid_leaching", "H2SO4", "NCM811"] == pytest.approx(1512, rel=1e-3)
    assert REAGENTS["inorganic_acid_leaching", "H2SO4", "NCM622"] == pytest.approx(1518, rel=1e-3)
    assert REAGENTS["ethanol_dissolution", "ethanol", "lithium_metal"] == pytest.approx(6640, rel=1e-3)
    assert 0.34 * REAGENTS["inorganic_acid_leaching", "HCl_solution", "LLZO"] == pytest.approx(
        28.58 * mass("HCl"), rel=1e-3
    )


def test_computed_prices() -> None:
    price = {row["item"]: row["price"] for row in records("reference_prices")}
    assert price["Li"] == pytest.approx(price["Li2CO3/battery"] * mass("Li2CO3") / (2 * mass("Li")), rel=1e-4)
    assert price["La"] == pytest.approx(1000 * mass("La2O3") / (2 * mass("La")), rel=1e-4)
    assert price["Zr"] == pytest.approx(1800 / 0.65 * mass("ZrO2") / mass("Zr"), rel=1e-4)
    assert price["Ta"] == pytest.approx(180_000 * mass("Ta2O5") / (2 * mass("Ta")), rel=1e-4)
    assert price["Li2CO3/technical"] == pytest.approx(9000 * 131_000 / 134_500, rel=1e-4)
    assert price["Co"] == pytest.approx(15.0 / 0.45359237 * 1000, rel=1e-4)
    assert price["Cu"] == pytest.approx(4.40 / 0.45359237 * 1000, rel=1e-4)


def test_regenerated_cathodes_are_cheaper_than_new_powder() -> None:
    price = {row["item"]: row["price"] for row in records("reference_prices")}
    new = {"NCM811": 17640.13, "NCM622": 14878.29, "LCO": 25652.23, "LFP": 3551.37}
    shares = {cathode: price[f"regenerated_{cathode}/battery"] / of_new for cathode, of_new in new.items()}
    assert all(0.70 <= share <= 0.77 for share in shares.values())


def test_computed_limit_of_sulfate_in_lithium_carbonate() -> None:
    limit = next(
        row["limit"]
        for row in records("specifications")
        if (row["product"], row["grade"], row["item"]) == ("Li2CO3", "battery", "S")
    )
    assert limit == pytest.approx(0.0008 * 32.06 / mass("SO4"), rel=1e-4)
