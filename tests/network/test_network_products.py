"""Product masses, contents and what reagents add, worked out by hand."""

from __future__ import annotations

import pytest
from network_world import CLEAN, stream, table, without, world

from opt.network import Operation, ProductOutput, build_network
from opt.tables.problems import InputError

CLOSE = pytest.approx
LITHIUM = 0.9 * (0.5 * 7 / 98 + 0.2)
COBALT = 0.95 * 0.5 * 59 / 98
COPPER = 0.01 * 0.3


@pytest.fixture
def leach() -> Operation:
    return build_network(world(stream("S", CLEAN, form="powder"))).operations["S>leach"]


def test_lithium_carbonate_is_lithium_over_its_share_in_the_formula(leach: Operation) -> None:
    carbonate = leach.products["Li2CO3"]
    assert carbonate.mass == CLOSE(LITHIUM * 74 / 14)
    assert carbonate.content == {"Li2CO3": CLOSE(carbonate.mass)}
    assert carbonate.elements == CLOSE({"Li": LITHIUM, "C": LITHIUM * 12 / 14, "O": LITHIUM * 48 / 14})


def test_what_else_leaves_is_impurity(leach: Operation) -> None:
    oxide = leach.products["CoO"]
    assert oxide.content == CLOSE({"CoO": COBALT * 75 / 59, "Cu": COPPER})
    assert oxide.mass == CLOSE(COBALT * 75 / 59 + COPPER)
    assert oxide.carries("Cu") == CLOSE(COPPER)
    assert oxide.carries("CoO") == CLOSE(COBALT * 75 / 59)
    assert oxide.carries("Co+Cu") == CLOSE(COBALT + COPPER)
    assert oxide.carries("Ni") == 0


def test_reagents_add_what_the_formula_needs(leach: Operation) -> None:
    assert leach.added == CLOSE({"C": LITHIUM * 12 / 14, "O": LITHIUM * 48 / 14 + COBALT * 16 / 59})


def test_elements_of_the_own_formula_are_no_impurity() -> None:
    splits = [
        *without("splits", technology="leach", constituent="Co"),
        *table("technology constituent output fraction", "leach Co oxide 0.95\nleach O oxide 0.1"),
    ]
    leach = build_network(world(stream("S", CLEAN, form="powder"), splits=splits)).operations["S>leach"]
    fed = 0.1 * 0.5 * 32 / 98
    assert leach.products["CoO"].mass == CLOSE(COBALT * 75 / 59 + COPPER)
    assert leach.added["O"] == CLOSE(LITHIUM * 48 / 14 + COBALT * 16 / 59 - fed)


def test_too_much_of_an_own_element_is_an_error_of_the_library() -> None:
    rows = table("technology constituent output fraction", "leach O oxide 1")
    with pytest.raises(InputError) as caught:
        build_network(world({"splits": rows}, stream("S", CLEAN, form="powder")))
    (problem,) = caught.value.problems
    assert (problem.table, problem.column, problem.value) == ("splits", "fraction", "leach, CoO, O")
    assert "beyond what the pure product holds" in problem.rule


def test_a_carrier_constituent_keeps_its_mass() -> None:
    relithiate = build_network(world(stream("S", CLEAN, form="washed"))).operations["S>relithiate"]
    cathode = relithiate.products["LCO_new"]
    assert cathode.mass == CLOSE(1)
    assert cathode.content == CLOSE({"LCO_new": 0.5, "copper": 0.3, "lithium": 0.2})
    assert cathode.elements == CLOSE({"Co": 0.5 * 59 / 98, "O": 0.5 * 32 / 98, "Li": 0.5 * 7 / 98 + 0.2, "Cu": 0.3})
    assert cathode.carries("LCO_new") == cathode.carries("LCO") == CLOSE(0.5)
    assert cathode.carries("copper") == cathode.carries("Cu") == CLOSE(0.3)
    assert relithiate.added == {}


def test_without_a_carrier_the_product_is_what_leaves() -> None:
    crush = build_network(world(stream("S", CLEAN))).operations["S>crush"]
    assert crush.products["scrap"].content == {"copper": CLOSE(0.27)}
    assert crush.products["scrap"].carries("Cu") == CLOSE(0.27)


def test_a_product_without_carrier_in_the_feed_is_not_made() -> None:
    leach = build_network(world(stream("S", {"Li2O": 1.0}, form="powder"))).operations["S>leach"]
    assert set(leach.products) == {"Li2CO3"}


def test_two_outputs_of_one_product_are_one() -> None:
    part = {
        "outputs": table("technology output kind target", "crush dust product scrap"),
        "splits": table("technology constituent output fraction", "crush aluminium dust 0.5"),
    }
    crush = build_network(world(part, stream("S", {"copper": 0.5, "aluminium": 0.5}))).operations["S>crush"]
    assert crush.products["scrap"].content == CLOSE({"copper": 0.45, "aluminium": 0.25})
    assert crush.wastes == {"loss": CLOSE(0.25)}


def test_an_element_carrier_needs_a_formula() -> None:
    products = [*without("products", product="CoO"), {"product": "CoO", "carrier": "Co"}]
    with pytest.raises(InputError, match="the carrier is element Co"):
        build_network(world(stream("S", CLEAN), products=products))


def test_a_product_that_bears_a_symbol_is_asked_for_by_its_own_name() -> None:
    copper = ProductOutput("Cu", 1.0, {"Cu": 0.9, "alloy": 0.1}, {"Cu": 0.95, "Al": 0.05}, "copper")
    assert copper.carries("Cu") == 0.9
    assert copper.carries("copper + Al") == CLOSE(0.95)
