"""One whole route through each technology and to each product: it exists, and what it makes keeps a grade."""

from __future__ import annotations

import pytest
from route_world import TABLES, composition_fed, elements_fed, follow, grades_met, share_of_feed

OPEN = ("discharge_solid_conductor", "dismantling", "inert_atmosphere_crushing", "mesh_physical_separation")
SOLVED = (
    "discharge_resistive",
    "dismantling",
    "ethanol_dissolution",
    "mesh_physical_separation",
    "alkaline_wash",
)
GLYCOL = ("discharge_brine", "dismantling", "acetonitrile_ethylene_glycol_dissolution")
DRY = ("discharge_resistive", "dismantling")
SORTED = (*OPEN[:3], "electrolyte_sorting")
ROUTES = [  # cell type, technologies, grade of the product of the last
    ("NCM811_Li6PS5Cl_pack", (*DRY, "ethanol_dissolution", "dissolution_precipitation", "sale_Li6PS5Cl"), "battery"),
    ("LCO_Li3PS4_pack", (*DRY, "ethanol_dissolution", "dissolution_precipitation", "sale_Li3PS4"), "battery"),
    (
        "NCM811_Li5.5PS4.5Cl1.5_pack",
        (*DRY, "ethanol_dissolution", "dissolution_precipitation", "sale_Li5.5PS4.5Cl1.5"),
        "battery",
    ),
    (
        "NCM622_Li7P3S11_cell",
        ("acetonitrile_ethylene_glycol_dissolution", "dissolution_precipitation", "sale_Li7P3S11"),
        "battery",
    ),
    (
        "LCO_LGPS_cell",
        ("acetonitrile_ethylene_glycol_dissolution", "dissolution_precipitation", "sale_LGPS"),
        "battery",
    ),
    ("NCM811_Li3InCl6_pack", (*DRY, "ethanol_dissolution", "dissolution_precipitation", "sale_Li3InCl6"), "battery"),
    ("NCM622_Li3YCl6_pack", (*DRY, "ethanol_dissolution", "dissolution_precipitation", "sale_Li3YCl6"), "battery"),
    ("NCM811_PEO_pack", (*GLYCOL, "dissolution_precipitation", "sale_recovered_PEO_LiTFSI"), "standard"),
    ("NCM811_PEO_pack", (*GLYCOL, "SnF2_catalytic_LiTFSI_recovery"), "technical"),
    *[
        (f"{cathode}_{electrolyte}_pack", (*SORTED, technology, f"sale_{electrolyte}"), "technical")
        for cathode, electrolyte in (
            ("LCO", "LLZO"),
            ("NCM523", "Al-LLZO"),
            ("NCM111", "LLZTO"),
            ("NCM811", "LLZTO_Ta0.6"),
            ("LCO", "LLTO"),
            ("NCM811", "LATP"),
            ("NCM622", "LAGP"),
        )
        for technology in ("one_step_annealing_900C", "deformation_driven_resintering")
    ],
    *[
        (f"{cathode}_{electrolyte}_pack", (*SOLVED, technology, f"sale_{cathode}"), "battery")
        for cathode, electrolyte in (
            ("NCM811", "Li6PS5Cl"),
            ("NCM622", "Li3PS4"),
            ("NCM523", "Li6PS5Cl"),
            ("LCO", "Li6PS5Cl"),
            ("LNMO", "Li6PS5Cl"),
            ("NCM811", "Li6PS5Cl_graphite"),
            ("NCM811", "Li6PS5Cl_carbon_collector"),
        )
        for technology in ("hydrothermal_relithiation", "solid_state_calcination", "eutectic_molten_salt_relithiation")
    ],
    *[
        (
            f"{cathode}_PEO_pack",
            (*GLYCOL, "mesh_physical_separation", "alkaline_wash", "hydrothermal_relithiation", f"sale_{cathode}"),
            "battery",
        )
        for cathode in ("LFP", "LMO", "NCM622")
    ],
    (
        "NCM111_LLZTO_pack",
        (*OPEN, "alkaline_wash", "hydrothermal_relithiation", "sale_relithiated_mixture"),
        "standard",
    ),
    (
        "LCO_LLTO_pack",
        (*OPEN, "alkaline_wash", "eutectic_molten_salt_relithiation", "sale_relithiated_mixture"),
        "standard",
    ),
    (
        "NCM811_LLZTO_pack",
        (
            "discharge_brine",
            "dismantling",
            "underwater_dismantling",
            "electrochemical_relithiation",
            "sale_relithiated_mixture",
        ),
        "standard",
    ),
    ("NCM811_LLZTO_pack", (*OPEN, "sale_black_mass_NCM"), "standard"),
    ("LFP_PEO_pack", (*GLYCOL, "mesh_physical_separation", "sale_black_mass_LFP"), "standard"),
    ("LMO_PEO_pack", (*GLYCOL, "mesh_physical_separation", "sale_black_mass_other"), "standard"),
    (
        "NCM811_LLZTO_pack",
        ("cryogenic", "heat_treatment", "mesh_physical_separation", "sale_black_mass_NCM"),
        "standard",
    ),
    ("NCM811_LLZTO_pack", (*OPEN[:2], "smelting"), "standard"),
    *[
        ("NCM111_LLZTO_pack", (*OPEN, leaching, "coprecipitation_resynthesis"), "battery")
        for leaching in ("inorganic_acid_leaching", "organic_acid_leaching", "bioleaching")
    ],
]


@pytest.mark.parametrize(("cell_type", "route", "grade"), ROUTES, ids=lambda v: v if isinstance(v, str) else v[-1])
def test_a_route_ends_in_a_product_of_its_grade(cell_type: str, route: tuple[str, ...], grade: str) -> None:
    products = follow(cell_type, route)[-1].products
    rows = TABLES["outputs"].query("technology == @route[-1] and kind == 'product'")
    main = rows["target"].iloc[0]
    assert grade in grades_met(products[main]), (main, products[main])


LEACHINGS = (
    "inorganic_acid_leaching",
    "organic_acid_leaching",
    "alkali_leaching",
    "bioleaching",
    "deep_eutectic_solvent",
    "supercritical_fluid",
    "in_situ_reduction_roasting",
    "salt_assisted_roasting",
)
LEACHED = {
    "NCM811_LLZTO_pack": ("NiSO4", "CoSO4", "MnSO4", "LiOH", "La2O3", "ZrO2", "Ta2O5", "copper_scrap"),
    "NCM622_LLTO_pack": ("NiSO4", "CoSO4", "MnSO4", "LiOH", "La2O3"),
    "NCM622_LAGP_pack": ("NiSO4", "CoSO4", "MnSO4", "LiOH", "GeO2"),
    "NCM811_Li3InCl6_pack": ("NiSO4", "CoSO4", "MnSO4", "LiOH", "In2O3"),
    "NCM622_Li3YCl6_pack": ("NiSO4", "CoSO4", "MnSO4", "LiOH", "Y2O3"),
}


@pytest.mark.parametrize("leaching", LEACHINGS)
@pytest.mark.parametrize("cell_type", LEACHED)
def test_extraction_gives_battery_grades(cell_type: str, leaching: str) -> None:
    damaged = leaching.endswith("roasting") and "Cl6" in cell_type
    first = "discharge_resistive" if "Cl6" in cell_type else "discharge_solid_conductor"
    made = follow(cell_type, (first, *OPEN[1:], leaching, "solvent_extraction"), intact=not damaged)[-1].products
    assert set(LEACHED[cell_type]) - set(made) <= ({"Ta2O5"} if leaching == "alkali_leaching" else set())
    wanted = set(LEACHED[cell_type]) & set(made)
    if leaching == "alkali_leaching":
        wanted -= {"MnSO4"}  # ammonia leaves the manganese behind
    for product in wanted:
        best = "standard" if product.endswith(("O2", "O3", "O5", "scrap")) else "battery"
        assert best in grades_met(made[product]), (product, made[product])


def test_leached_iron_phosphate_becomes_its_precursor() -> None:
    before = ("mesh_physical_separation", "alkaline_wash", "inorganic_acid_leaching", "iron_phosphate_precipitation")
    made = follow("LFP_PEO_pack", (*GLYCOL, *before))[-1].products
    assert "battery" in grades_met(made["FePO4"])
    assert "technical" in grades_met(made["Li2CO3"])


RECOVERIES = [  # leaching, separation, element, product, published share from feed to product
    ("inorganic_acid_leaching", "chemical_precipitation", "In", "In2O3", 0.92),
    *[
        ("inorganic_acid_leaching", "solvent_extraction", *rest)
        for rest in (("Ni", "NiSO4", 0.98), ("Co", "CoSO4", 0.98), ("Mn", "MnSO4", 0.97), ("In", "In2O3", 0.92))
    ],
    *[
        ("in_situ_reduction_roasting", "solvent_extraction", *rest)
        for rest in (("Ni", "NiSO4", 0.97), ("Co", "CoSO4", 0.97), ("Mn", "MnSO4", 0.93), ("Li", "LiOH", 0.90))
    ],
    ("in_situ_reduction_roasting", "solvent_extraction", "Cu", "copper_scrap", 0.92),
    *[
        ("salt_assisted_roasting", "solvent_extraction", *rest)
        for rest in (("Ni", "NiSO4", 0.95), ("Co", "CoSO4", 0.95), ("Mn", "MnSO4", 0.90), ("Li", "LiOH", 0.92))
    ],
]


@pytest.mark.parametrize(("leaching", "separation", "element", "product", "share"), RECOVERIES)
def test_recoveries_from_feed_to_product(
    leaching: str, separation: str, element: str, product: str, share: float
) -> None:
    route = ("discharge_resistive", *OPEN[1:], leaching, separation)
    leached, separated = follow("NCM811_Li3InCl6_pack", route, intact=not leaching.endswith("roasting"))[-2:]
    made = share_of_feed([leached, separated]) * separated.products[product].elements[element]
    assert made / elements_fed("NCM811_Li3InCl6_pack", route, leached)[element] == pytest.approx(share, abs=0.005)


def test_halide_comes_back_at_two_thirds() -> None:
    """0.8 of the halide dissolves, 0.85 of that comes back."""
    route = (*DRY, "ethanol_dissolution", "dissolution_precipitation", "sale_Li3InCl6")
    steps = follow("NCM811_Li3InCl6_pack", route)[2:]
    made = share_of_feed(steps) * steps[-1].products["regenerated_Li3InCl6"].content["regenerated_Li3InCl6"]
    fed = composition_fed("NCM811_Li3InCl6_pack", route, steps[0])["Li3InCl6"]
    assert made / fed == pytest.approx(0.8 * 0.85)


def test_whole_sulfide_cells_are_no_separated_cathode() -> None:
    """The copper of the anode is still there after the solvent."""
    with pytest.raises(KeyError, match="electrochemical_relithiation takes none"):
        follow("NCM811_Li6PS5Cl_pack", (*DRY, "ethanol_dissolution", "electrochemical_relithiation"))


@pytest.mark.parametrize("sale", ["sale_NCM811", "sale_LFP", "sale_relithiated_mixture"])
@pytest.mark.parametrize("relithiation", ["hydrothermal_relithiation", "solid_state_calcination"])
def test_a_sulfur_cathode_is_never_sold_as_one(relithiation: str, sale: str) -> None:
    route = (*DRY, "inert_atmosphere_crushing", "ethanol_dissolution", "mesh_physical_separation", relithiation, sale)
    with pytest.raises(KeyError):
        follow("sulfur_Li6PS5Cl_pack", route)
