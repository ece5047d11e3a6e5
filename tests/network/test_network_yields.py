"""Yields worked out by hand: splits by specificity, breaks, conversions, loss."""

from __future__ import annotations

import pytest
from network_world import CLEAN, SULFIDE, stream, table, without, world

from opt.network import build_network
from opt.network.balance import element_residuals, mass_residual

CLOSE = pytest.approx


def test_splits_take_the_most_specific_rows_and_the_rest_is_loss() -> None:
    network = build_network(world(stream("S", SULFIDE)))
    crush = network.operations["S>crush"]
    # 0.98 x 0.7 (LCO, LPS, lithium) + 0.1 x 0.3 (copper); foil 0.9 x 0.3; loss 0.02 x 0.7
    assert crush.fractions == {"S/powder": CLOSE(0.716, abs=1e-15)}
    assert crush.products["scrap"].mass == CLOSE(0.27, abs=1e-15)
    assert crush.wastes == {"loss": CLOSE(0.014, abs=1e-15)}
    assert network.fractions["S/powder"].composition == CLOSE(
        {"LCO": 0.392 / 0.716, "LPS": 0.196 / 0.716, "copper": 0.03 / 0.716, "lithium": 0.098 / 0.716}, abs=1e-15
    )


def test_a_class_and_a_kind_select_before_everything() -> None:
    network = build_network(world(stream("S", SULFIDE, form="powder")))
    wash = network.operations["S>wash"]
    # LPS by its class: 0.98 liquor, 0.02 solids; lithium by its kind: half and half; LCO and copper whole
    assert wash.fractions == {"S/washed": CLOSE(0.4 + 0.3 + 0.05 + 0.004)}
    assert wash.wastes == {"liquor": CLOSE(0.05 + 0.196)}
    # sulfur in the liquor: 0.196 x 128/180
    assert wash.waste_elements["liquor"] == CLOSE(
        {"Li": 0.05 + 0.196 * 21 / 180, "P": 0.196 * 31 / 180, "S": 0.196 * 128 / 180}
    )


def test_an_exact_constituent_goes_before_its_class() -> None:
    rows = table("technology constituent output fraction", "wash LPS solids 0.5")
    network = build_network(world({"splits": rows}, stream("S", {"LPS": 0.6, "LPSC": 0.4}, form="powder")))
    wash = network.operations["S>wash"]
    assert wash.fractions == {"S/washed": CLOSE(0.5 * 0.6 + 0.02 * 0.4)}
    assert wash.wastes == {"loss": CLOSE(0.3), "liquor": CLOSE(0.98 * 0.4)}


def test_breaking_splits_elements() -> None:
    network = build_network(world(stream("S", CLEAN, form="powder")))
    leach = network.operations["S>leach"]
    lithium = 0.5 * 7 / 98 + 0.2
    # everything but Li, Co and Cu goes to the residue; what these do not give is loss
    assert leach.wastes["residue"] == CLOSE(0.5 * 32 / 98)
    assert leach.waste_elements["residue"] == CLOSE({"O": 0.5 * 32 / 98})
    assert leach.waste_elements["loss"] == CLOSE({"Li": 0.1 * lithium, "Co": 0.05 * 0.5 * 59 / 98, "Cu": 0.99 * 0.3})


def test_a_conversion_by_formula_units_loses_and_adds_elements() -> None:
    # LPS (180) -> Li2O (30), 1.5 mol per mol: 45/180 = 0.25 kg/kg; P and S are lost, 24/180 kg/kg of O is added
    rows = table("technology constituent target mol_per_mol", "wash LPS Li2O 1.5")
    network = build_network(world({"conversions": rows}, stream("S", {"LCO": 0.5, "LPS": 0.5}, form="powder")))
    wash = network.operations["S>wash"]
    assert wash.fractions == {"S/washed": CLOSE(0.5 + 0.125)}
    assert network.fractions["S/washed"].composition == CLOSE({"LCO": 0.8, "Li2O": 0.2})
    assert wash.added == {"O": CLOSE(0.5 * 24 / 180)}
    assert wash.wastes == {"loss": CLOSE(0.5 * 159 / 180)}
    assert wash.waste_elements["loss"] == CLOSE({"P": 0.5 * 31 / 180, "S": 0.5 * 128 / 180})


def test_a_conversion_by_mass_to_a_phase_and_an_element() -> None:
    rows = table("technology constituent target kg_per_kg", "wash LPS Li2O 0.2\nwash LPS S 0.7")
    network = build_network(world({"conversions": rows}, stream("S", {"LPS": 1.0}, form="powder")))
    wash = network.operations["S>wash"]
    assert network.fractions["S/washed"].composition == CLOSE({"Li2O": 0.2 / 0.9, "S": 0.7 / 0.9})
    assert wash.added == {"O": CLOSE(0.2 * 16 / 30)}
    assert wash.waste_elements["loss"] == CLOSE({"Li": 21 / 180 - 0.2 * 14 / 30, "P": 31 / 180, "S": 128 / 180 - 0.7})


def test_conversions_come_before_breaking() -> None:
    """Li2O from LPS is broken in its turn: all its lithium can reach the carbonate, no sulfur is left to split."""
    instance = world(
        {"conversions": table("technology constituent target mol_per_mol", "leach PEO Li2O 1")},
        stream("S", {"PEO": 1.0}, form="washed", electrolyte_class="polymer"),
    )
    leach = build_network(instance).operations["S>leach"]
    assert leach.added["Li"] == CLOSE(14 / 44)
    assert leach.products["Li2CO3"].mass == CLOSE(0.9 * 14 / 44 * 74 / 14)
    assert leach.waste_elements["loss"] == CLOSE({"C": 24 / 44, "H": 4 / 44, "Li": 0.1 * 14 / 44})


def test_two_outputs_of_one_waste_and_one_form_are_added_up() -> None:
    instance = world(
        {
            "outputs": table("technology output kind target", "wash mud waste liquor\nwash cake fraction washed"),
            "splits": table(
                "technology constituent output fraction",
                "wash LCO solids 0.5\nwash LCO cake 0.5\nwash copper mud 0.25\nwash copper liquor 0.5",
            ),
        },
        stream("S", {"LCO": 0.6, "copper": 0.4}, form="powder", electrolyte_class="polymer"),
    )
    wash = build_network(instance).operations["S>wash"]
    assert wash.fractions == {"S/washed": CLOSE(0.6)}
    assert wash.wastes == {"liquor": CLOSE(0.3), "loss": CLOSE(0.1)}


def test_every_operation_balances() -> None:
    instance = world(stream("S", SULFIDE, form="cell"), stream("T", CLEAN))
    network = build_network(instance)
    assert set(network.operations) >= {"S>discharge", "S/washed>leach", "T/powder>leach", "T/washed>relithiate"}
    for elements in element_residuals(network, instance).values():
        assert max(map(abs, elements.values())) <= 1e-12
    assert max(abs(mass_residual(operation)) for operation in network.operations.values()) <= 1e-12


def test_split_shares_that_sum_to_one_leave_no_loss() -> None:
    splits = [
        *without("splits", technology="crush"),
        *table("technology constituent output fraction", "crush * powder 0.7\ncrush * foil 0.3"),
    ]
    crush = build_network(world(stream("S", CLEAN), splits=splits)).operations["S>crush"]
    assert crush.wastes == {}


def test_a_cell_type_stands_between_new_and_spent() -> None:
    cells = table(
        "cell_type constituent fraction_new fraction_spent",
        """
        pouch LCO 0.6 0.5
        pouch LPS 0.4 0.3
        pouch Li2O 0 0.2
    """,
    )
    part = stream("S", {}, cell_type="pouch", state_of_health=0.75)
    network = build_network(world({"cell_types": cells}, part))
    assert network.fractions["S"].composition == CLOSE({"LCO": 0.575, "LPS": 0.375, "Li2O": 0.05})
