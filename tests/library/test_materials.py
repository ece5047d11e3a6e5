"""Materials and products: every phase has known figures, every product a formula, a specification and a price."""

from __future__ import annotations

import pytest
from known_compositions import PUBLISHED

from opt.library import load_library
from opt.library.chemistry import element_fractions, molar_mass, parse_formula

TABLES = load_library()
MASSES = dict(zip(TABLES["elements"]["element"], TABLES["elements"]["atomic_mass"], strict=True))
CONSTITUENTS = TABLES["constituents"].set_index("constituent")
PRODUCTS = TABLES["products"].set_index("product")
PRICES = TABLES["reference_prices"].set_index("item")
GRADES = sorted(set(zip(TABLES["specifications"]["product"], TABLES["specifications"]["grade"], strict=True)))


def test_electrolytes_and_cathodes_are_those_with_known_figures() -> None:
    phases = CONSTITUENTS["formula"][CONSTITUENTS["kind"].isin(["electrolyte", "cathode", "salt"])]
    known = {formula for formula in PUBLISHED if not formula.startswith("(")}
    assert set(phases) == known
    assert phases.is_unique


@pytest.mark.parametrize("units", [18, 12])
def test_salt_in_the_polymer_electrolyte(units: int) -> None:
    """287.073 / (units x 44.053 + 287.073)."""
    whole = molar_mass(f"(C2H4O){units}.C2F6LiNO4S2", MASSES)
    share = molar_mass(CONSTITUENTS.loc["LiTFSI", "formula"], MASSES) / whole
    assert share == pytest.approx({18: 0.2658, 12: 0.35193}[units], abs=1e-4)


def test_dissolving_and_reacting_phases_belong_to_their_class() -> None:
    kinds = CONSTITUENTS["kind"]
    assert (CONSTITUENTS["electrolyte_class"][kinds == "electrolyte"] != "").all()
    assert CONSTITUENTS.loc["lithium_sulfide", "electrolyte_class"] == "sulfide"
    assert {"graphite", "silicon", "lithium_metal"} == set(kinds.index[kinds == "anode"])
    assert {"aluminium_foil", "copper_foil", "carbon_collector"} == set(kinds.index[kinds == "collector"])


def test_products_of_regeneration_carry_the_formula_of_their_phase() -> None:
    phases = set(CONSTITUENTS.index[CONSTITUENTS["kind"].isin(["electrolyte", "cathode"])])
    without = {"PEO", "sulfur", "lithium_sulfide"}
    regenerated = {name for name in PRODUCTS.index if name.startswith("regenerated_")}
    assert regenerated == {f"regenerated_{phase}" for phase in phases - without}
    for name in regenerated:
        carrier = PRODUCTS.loc[name, "carrier"]
        assert name == f"regenerated_{carrier}"
        assert PRODUCTS.loc[name, "formula"] == CONSTITUENTS.loc[carrier, "formula"]


@pytest.mark.parametrize(
    ("product", "share"),
    [
        ("Li2CO3", 13.88 / 73.888),
        ("LiOH", 6.94 / 41.962),
        ("NiSO4", 58.6934 / 262.8394),
        ("CoSO4", 58.933194 / 281.094194),
        ("MnSO4", 54.938043 / 169.009043),
        ("FePO4", 55.845 / 150.814761998),
        ("La2O3", 277.81094 / 325.80794),
        ("ZrO2", 91.224 / 123.222),
        ("Ta2O5", 361.89576 / 441.89076),
        ("GeO2", 72.63 / 104.628),
        ("In2O3", 229.636 / 277.633),
        ("Y2O3", 177.811676 / 225.808676),
    ],
)
def test_share_of_the_carrier_in_the_pure_product(product: str, share: float) -> None:
    """By hand from the atomic weights; hydrates with their water."""
    row = PRODUCTS.loc[product]
    assert element_fractions(row["formula"], MASSES)[row["carrier"]] == pytest.approx(share, rel=1e-9)


def test_products_with_a_formula_can_be_read_and_have_a_carrier() -> None:
    for name, row in PRODUCTS.iterrows():
        assert bool(row["formula"]) == bool(row["carrier"]), name
        assert not row["formula"] or set(parse_formula(row["formula"])) <= set(MASSES), name


def test_every_product_has_a_specification_and_every_grade_a_price() -> None:
    assert {product for product, _ in GRADES} == set(PRODUCTS.index)
    assert {f"{p}/{g}" for p, g in GRADES} == {item for item in PRICES.index if "/" in item}


def test_a_pure_product_meets_the_limits_of_its_grades() -> None:
    """No specification asks for what its own formula rules out."""
    for row in TABLES["specifications"].to_dict("records"):
        formula = PRODUCTS.loc[row["product"], "formula"]
        if not formula:
            continue
        pure = element_fractions(formula, MASSES)
        content = 1.0 if row["item"] == row["product"] else sum(pure.get(e, 0.0) for e in row["item"].split("+"))
        assert content >= row["limit"] if row["sense"] == "min" else content <= row["limit"], row


def test_better_grades_cost_at_least_as_much() -> None:
    for product, grade in GRADES:
        if grade in ("battery", "standard") and (product, "technical") in GRADES:
            assert PRICES.loc[f"{product}/{grade}", "price"] >= PRICES.loc[f"{product}/technical", "price"], product


def test_limits_given_as_an_ion_are_counted_as_the_element() -> None:
    """SO4 is 32.06 / 96.056 sulfur, CO2 12.011 / 44.009 carbon; LiOH is 23.947 / 41.962 of its monohydrate."""
    rows = TABLES["specifications"].set_index(["product", "grade", "item"])["limit"]
    assert rows["Li2CO3", "battery", "S"] == pytest.approx(8e-4 * 32.06 / 96.056, rel=1e-6)
    assert rows["LiOH", "battery", "S"] == pytest.approx(1e-4 * 32.06 / 96.056, rel=1e-6)
    assert rows["LiOH", "battery", "C"] == pytest.approx(3.5e-3 * 12.011 / 44.009, rel=1e-6)
    assert rows["LiOH", "battery", "LiOH"] == pytest.approx(0.565 * 41.962 / 23.947, rel=1e-6)


@pytest.mark.parametrize(
    ("item", "price"),
    [
        ("Li", 9000 * 73.888 / 13.88),
        ("La", 1000 * 325.80794 / 277.81094),
        ("Ta", 180e3 * 441.89076 / 361.89576),
        ("Ge", 2500e3 * 104.628 / 72.63),
        ("Y", 8000 * 225.808676 / 177.811676),
        ("Ti", 3200 * 79.865 / 47.867),
        ("LiOH/battery", 9000 * 21500 / 19600),
        ("In2O3/standard", 0.7 * 380e3 * 229.636 / 277.633),
        ("regenerated_NCM523/battery", 0.72 * 14079.54),
        ("regenerated_LATP/battery", 0.65 * 18200),
    ],
)
def test_prices_that_follow_from_others(item: str, price: float) -> None:
    assert PRICES.loc[item, "price"] == pytest.approx(price, rel=1e-6)


def test_measured_quality_of_regenerated_electrolytes() -> None:
    frame = TABLES["quality"]
    found = {(p, t): v for p, q, t, v in frame[["product", "property", "technology", "value"]].itertuples(index=False)
             if q.startswith("ionic conductivity")}  # fmt: skip
    assert found == {
        ("regenerated_Li6PS5Cl", "dissolution_precipitation"): 0.00148,
        ("regenerated_LLZTO", "one_step_annealing_900C"): 0.00063,
        ("regenerated_LLZTO", "deformation_driven_resintering"): 0.000355,
        ("LiTFSI", "SnF2_catalytic_LiTFSI_recovery"): 4.22e-06,
    }
