"""The main chains of each class, from the cell to the product, in the network that the library gives."""

from __future__ import annotations

from functools import cache

import pytest

from opt.instance.assemble import from_tables
from opt.library import load_library
from opt.library.chemistry import element_fractions
from opt.network.build import build_network
from opt.network.network import Network, Operation

TABLES = load_library()
CAPABILITIES = "|".join(
    sorted(
        {c for cell in TABLES["technologies"]["capabilities"] for c in cell}
        | set(TABLES["verdict_conditions"].query("condition == 'capability'")["value"])
    )
)
CELLS = {
    "NCM811_Li6PS5Cl_pack": "sulfide",
    "NCM622_Li3PS4_pack": "sulfide",
    "LCO_Li6PS5Cl_cell": "sulfide",
    "NCM811_LLZTO_pack": "oxide_garnet",
    "NCM622_LLZO_cell": "oxide_garnet",
    "LFP_LLZTO_cell": "oxide_garnet",
    "NCM622_PEO_pack": "polymer",
    "LFP_PEO_pack": "polymer",
}
SOLVENT = {"sulfide": "ethanol_dissolution", "polymer": "acetonitrile_ethylene_glycol_dissolution"}


@cache
def network(cell_type: str, intact: bool = True, health: float = 0.0) -> Network:
    """The network of one stream at a plant with a line for every technology and every capability."""
    technologies = TABLES["technologies"].query("needs_line")["technology"]
    grades = TABLES["specifications"][["product", "grade"]].drop_duplicates()
    return build_network(
        from_tables(
            {"name": "chains"},
            {
                "streams": [
                    {
                        "stream": "S",
                        "form": "cell" if cell_type.endswith("cell") else "charged_pack",
                        "electrolyte_class": CELLS[cell_type],
                        "cell_type": cell_type,
                        "state_of_health": health,
                        "intact": intact,
                        "state_of_charge": 0.3,
                    }
                ],
                "arrivals": [{"stream": "S", "period": "1", "mass": 10}],
                "lines": [
                    {"line": f"line {name}", "capabilities": CAPABILITIES, "hours": 168} for name in technologies
                ],
                "line_technologies": [{"line": f"line {name}", "technology": name, "rate": 1} for name in technologies],
                "grades": grades.assign(price=1.0),
            },
        )
    )


def operations(cell_type: str, technology: str) -> list[Operation]:
    return [o for o in network(cell_type).operations.values() if o.technology == technology]


def step(cell_type: str, fraction: str, technology: str) -> Operation:
    """What a technology does with a fraction of that stream ('black_mass', '' for the root)."""
    return network(cell_type).operations[f"{'S/' + fraction if fraction else 'S'}>{technology}"]


def after(cell_type: str, operation: Operation, form: str) -> Operation:
    """The sale or other single step behind an operation's output of a form."""
    name = next(f for f in operation.fractions if network(cell_type).fractions[f].form == form)
    sales = [o for o in network(cell_type).operations.values() if o.fraction == name]
    return next(o for o in sales if o.stage == "sale")


def content(operation: Operation, product: str, item: str) -> float:
    made = operation.products[product]
    return made.carries(item) / made.mass


def limit(product: str, grade: str, item: str) -> float:
    rows = TABLES["specifications"].set_index(["product", "grade", "item", "sense"])["limit"]
    return float(rows[(product, grade, item, "max")])


REGENERATED = [(cell, f"regenerated_{cell.split('_')[0]}") for cell, name in CELLS.items() if name != "oxide_garnet"]


@pytest.mark.parametrize(("cell_type", "product"), REGENERATED)
def test_regenerated_cathode_meets_its_metal_limits_only_after_the_wash(cell_type: str, product: str) -> None:
    washed = after(cell_type, step(cell_type, "washed_powder", "hydrothermal_relithiation"), "regenerated_powder")
    raw = after(cell_type, step(cell_type, "black_mass", "hydrothermal_relithiation"), "regenerated_powder")
    for metal in ("Cu", "Al"):
        assert content(washed, product, metal) < limit(product, "battery", metal)
        assert content(raw, product, metal) > limit(product, "technical", metal)
    for item in ("S", "F", "La", "Zr"):
        assert content(washed, product, item) <= limit(product, "battery", item)


@pytest.mark.parametrize("cell_type", [cell for cell, name in CELLS.items() if name == "oxide_garnet"])
def test_oxide_goes_to_mixture_to_annealing_and_to_leaching(cell_type: str) -> None:
    assert operations(cell_type, "sale_relithiated_mixture")
    product = f"regenerated_{cell_type.split('_')[1]}"
    annealed = operations(cell_type, f"sale_{cell_type.split('_')[1]}")
    assert annealed
    assert all(content(o, product, product) > 0.98 for o in annealed)
    assert operations(cell_type, "chemical_precipitation")
    assert not operations(cell_type, f"sale_{cell_type.split('_')[0]}")


@pytest.mark.parametrize("cell_type", [cell for cell, name in CELLS.items() if name == "sulfide"])
def test_sulfide_is_dissolved_first_and_its_residue_counts_at_leaching(cell_type: str) -> None:
    fractions = network(cell_type).fractions
    for technology in ("inorganic_acid_leaching", "hydrothermal_relithiation", "alkaline_wash"):
        taken = operations(cell_type, technology)
        assert taken
        assert all("sulfide" not in fractions[o.fraction].classes for o in taken)
    black_mass, electrolyte = fractions["S/black_mass"].composition, cell_type.split("_")[1]
    assert 0 < black_mass[electrolyte] < 0.01
    factor = {"Li6PS5Cl": 634.885, "Li3PS4": 757.102}[electrolyte]
    leached = step(cell_type, "black_mass", "inorganic_acid_leaching")
    assert leached.hazards["H2S"] == pytest.approx(factor * black_mass[electrolyte], rel=1e-5)
    refused = [
        r.reason
        for r in network(cell_type).refusals
        if r.fraction == "S/black_mass~2" and r.technology == "inorganic_acid_leaching"
    ]
    assert len(refused) == 1
    assert "sulfide" in refused[0]


@pytest.mark.parametrize("cell_type", [cell for cell, name in CELLS.items() if name == "sulfide"])
def test_sulfide_electrolyte_comes_back_pure_at_ninety_per_cent(cell_type: str) -> None:
    electrolyte = cell_type.split("_")[1]
    dissolved = step(cell_type, "cell" if cell_type.endswith("pack") else "", "ethanol_dissolution")
    precipitated = step(cell_type, "ethanol_extract", "dissolution_precipitation")
    sold = after(cell_type, precipitated, "regenerated_electrolyte").products[f"regenerated_{electrolyte}"]
    back = (
        dissolved.fractions["S/ethanol_extract"]
        * precipitated.fractions["S/regenerated_electrolyte"]
        * sold.content[sold.product]
    )
    assert sold.content[sold.product] / sold.mass > 0.98
    fed = network(cell_type).fractions[dissolved.fraction].composition[electrolyte]
    assert back / fed == pytest.approx(0.99 * 0.91)


@pytest.mark.parametrize("cell_type", [cell for cell, name in CELLS.items() if name == "polymer"])
def test_salt_of_the_polymer_comes_back_at_seventy_to_eighty_per_cent(cell_type: str) -> None:
    """96 wt% is the polymer that the solvent takes out, not what is recovered of the salt."""
    cell = network(cell_type).fractions["S/cell"].composition
    dissolved = step(cell_type, "cell", SOLVENT["polymer"])
    extract = network(cell_type).fractions["S/glycol_extract"].composition
    share = dissolved.fractions["S/glycol_extract"]
    assert share * extract["PEO"] / cell["PEO"] == pytest.approx(0.96)
    made = step(cell_type, "glycol_extract", "SnF2_catalytic_LiTFSI_recovery").products["LiTFSI"]
    assert 0.70 <= share * made.content["LiTFSI"] / cell["LiTFSI"] <= 0.80
    assert network(cell_type).fractions["S/black_mass"].classes == ()


@pytest.mark.parametrize("cell_type", CELLS)
def test_recoveries_of_leaching_and_precipitation(cell_type: str) -> None:
    """From feed to product: Ni, Co 98 %, Mn 97 %, Li 88 %, La 90 %, Zr 75 %, Ta 60 %, Cu 97 %."""
    leached = step(cell_type, "black_mass", "inorganic_acid_leaching")
    ((solution, share),) = leached.fractions.items()
    precipitated = network(cell_type).operations[f"{solution}>chemical_precipitation"]
    feed = network(cell_type).fractions["S/black_mass"].composition
    fed = {row["constituent"]: row["formula"] for row in TABLES["constituents"].to_dict("records")}
    masses = dict(zip(TABLES["elements"]["element"], TABLES["elements"]["atomic_mass"], strict=True))
    expected = {
        "Ni": ("mixed_hydroxide", 0.98),
        "Co": ("mixed_hydroxide", 0.98),
        "Mn": ("mixed_hydroxide", 0.97),
        "Li": ("Li2CO3", 0.88),
        "La": ("la_zr_concentrate", 0.90),
        "Zr": ("la_zr_concentrate", 0.75),
        "Ta": ("la_zr_concentrate", 0.60),
        "Cu": ("copper_scrap", 0.97),
    }
    for element, (product, recovery) in expected.items():
        total = sum(mass * element_fractions(fed[c], masses).get(element, 0.0) for c, mass in feed.items())
        if total > 0:
            made = precipitated.products[product].elements[element]
            assert share * made / total == pytest.approx(recovery, abs=0.005), element


@pytest.mark.parametrize("cell_type", CELLS)
def test_every_chain_ends_in_a_sale_and_has_a_fallback(cell_type: str) -> None:
    technologies = {o.technology for o in network(cell_type).operations.values()}
    assert {"smelting", "inorganic_acid_leaching", "chemical_precipitation"} <= technologies
    assert {"alkaline_wash", "mesh_physical_separation", "hydrothermal_relithiation"} <= technologies
    assert any(name.startswith("sale_black_mass") for name in technologies)
    fed = {o.fraction for o in network(cell_type).operations.values()}
    assert all(f.name in fed or f.outlets for f in network(cell_type).fractions.values())


@pytest.mark.parametrize("health", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("cell_type", ["NCM811_Li6PS5Cl_pack", "NCM811_LLZTO_pack", "LFP_PEO_pack"])
def test_chains_hold_at_any_state_of_health(cell_type: str, health: float) -> None:
    technologies = {o.technology for o in network(cell_type, health=health).operations.values()}
    assert {"inorganic_acid_leaching", "hydrothermal_relithiation", "alkaline_wash", "smelting"} <= technologies


def test_brine_is_for_hermetic_packs_only() -> None:
    closed = {o.technology for o in network("NCM811_Li6PS5Cl_pack").operations.values()}
    damaged = {o.technology for o in network("NCM811_Li6PS5Cl_pack", intact=False).operations.values()}
    assert {"discharge_brine", "discharge_solid_conductor"} <= closed
    assert "discharge_brine" not in damaged
    assert "discharge_solid_conductor" in damaged
