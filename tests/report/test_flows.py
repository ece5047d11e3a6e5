"""What flowed from where to where: tiny by hand, and what must hold of every plan."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import chain_world
import pandas as pd
import pytest
from fixed_shares import filled

import opt
from opt import schema
from opt.instance.generate import generated
from opt.network import Network, build_network
from opt.network.parameters import Parameters, build_parameters
from opt.plan.plan import Plan, with_derived
from opt.report.derived.balance import OUTGOING, mass_balance
from opt.report.derived.flows import flows
from opt.report.derived.value import value
from opt.report.derived.works import KINDS, MASS, SALES, TECHNOLOGY
from opt.report.frames import NEGLIGIBLE
from opt.report.views.flow import MATERIAL_FLOW, material_flow, node_names
from opt.tables.frames import records

World = tuple[Plan, Network, Parameters]
COBALT = 58.933 / 97.871
"""Co in LCO, kg/kg."""


def amounts(frame: pd.DataFrame, item: str) -> dict[tuple[str, str], float]:
    return {(row["source"], row["target"]): row["amount"] for row in records(frame) if row["item"] == item}


def test_masses_of_tiny(plan: Plan) -> None:
    assert amounts(plan.derived["flows"], MASS) == pytest.approx({
        ("SUL", "ethanol_dissolution"): 12, ("POL", "acetonitrile_dissolution"): 8, ("OXI", "annealing"): 7,
        ("ethanol_dissolution", "relithiation"): 6, ("acetonitrile_dissolution", "relithiation"): 4,
        ("ethanol_dissolution", "Li6PS5Cl"): 5.4, ("ethanol_dissolution", "loss"): 0.6,
        ("acetonitrile_dissolution", "polymer_waste"): 4, ("relithiation", "LCO"): 10, ("annealing", "mixture"): 7,
    })  # fmt: skip


def test_an_element_of_tiny(plan: Plan) -> None:
    """The half of every stream that is LCO carries all cobalt."""
    masses = {
        ("SUL", "ethanol_dissolution"): 6, ("POL", "acetonitrile_dissolution"): 4, ("OXI", "annealing"): 3.5,
        ("ethanol_dissolution", "relithiation"): 6, ("acetonitrile_dissolution", "relithiation"): 4,
        ("relithiation", "LCO"): 10, ("annealing", "mixture"): 3.5,
    }  # fmt: skip
    assert amounts(plan.derived["flows"], "Co") == pytest.approx({key: mass * COBALT for key, mass in masses.items()})


def test_sales_of_tiny(plan: Plan) -> None:
    assert amounts(plan.derived["flows"], SALES) == pytest.approx({
        ("SUL", "ethanol_dissolution"): 174_000, ("POL", "acetonitrile_dissolution"): 80_000,
        ("OXI", "annealing"): 35_000, ("annealing", "mixture"): 35_000,
        ("ethanol_dissolution", "relithiation"): 120_000, ("acetonitrile_dissolution", "relithiation"): 80_000,
        ("ethanol_dissolution", "Li6PS5Cl"): 54_000, ("relithiation", "LCO"): 200_000,
    })  # fmt: skip


def test_kinds_steps_and_units_of_tiny(plan: Plan) -> None:
    rows = records(plan.derived["flows"])
    steps = {row["target"]: row["target_step"] for row in rows if row["target_kind"] == TECHNOLOGY}
    assert steps == {"ethanol_dissolution": 1, "acetonitrile_dissolution": 1, "annealing": 1, "relithiation": 2}
    kinds = {row["target"]: row["target_kind"] for row in rows}
    assert (kinds["LCO"], kinds["loss"], kinds["polymer_waste"]) == ("product", "loss", "waste")
    assert {row["unit"] for row in rows if row["item"] == SALES} == {"USD"}
    assert {row["unit"] for row in rows if row["item"] != SALES} == {"t"}


@pytest.fixture(scope="module")
def chain() -> World:
    """Stock before and after, outlets, several lines, payables, goods kept."""
    instance = chain_world.instance()
    return filled(instance, chain_world.shared(instance))


@pytest.fixture(scope="module", params=["tiny", "chain", "made"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "chain":
        return request.getfixturevalue("chain")
    if request.param == "tiny":
        return tuple(request.getfixturevalue(name) for name in ("bare", "network", "parameters"))
    instance = generated(3, 3, 2)
    network = build_network(instance)
    return opt.solve(instance, gap=0.1, time_limit=5, threads=1), network, build_parameters(instance, network)


def test_what_flows_in_flows_out(world: World) -> None:
    """At every technology, of every item."""
    come, left = defaultdict(float), defaultdict(float)
    for row in records(flows(*world)):
        if row["target_kind"] == TECHNOLOGY:
            come[row["target"], row["target_step"], row["item"]] += row["amount"]
        if row["source_kind"] == TECHNOLOGY:
            left[row["source"], row["source_step"], row["item"]] += row["amount"]
    assert come
    assert come == pytest.approx(left, rel=1e-7, abs=1e-6)


def test_sums_are_those_of_the_mass_balance(world: World) -> None:
    sides = {"initial": "initial", "stream": "received", "reagents": "added", "product": "products",
             "waste": "wastes", "loss": "loss", "outlet": "disposed", "stock": "stock"}  # fmt: skip
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in records(flows(*world)):
        element = "total" if row["item"] == MASS else row["item"]
        for kind in (row["source_kind"], row["target_kind"]):
            if kind != TECHNOLOGY and element != SALES:
                found[element, sides[kind]] += row["amount"]
    balance = records(mass_balance(*world))
    for row in balance:
        for column in ("initial", "received", "added", *OUTGOING):
            assert found[row["element"], column] == pytest.approx(row[column], rel=1e-7, abs=1e-6), (column, row)
    assert {element for element, _ in found} == {row["element"] for row in balance}


def test_sales_are_those_of_the_value(world: World) -> None:
    sales = value(*world).set_index("term")["amount"]["sales"]
    rows = [row for row in records(flows(*world)) if row["item"] == SALES]
    assert sum(row["amount"] for row in rows if row["target_kind"] == "product") == pytest.approx(sales, rel=1e-7)
    assert sum(row["amount"] for row in rows if row["source_kind"] != TECHNOLOGY) == pytest.approx(sales, rel=1e-7)
    assert not {row["target_kind"] for row in rows} - {TECHNOLOGY, "product"}
    assert "reagents" not in {row["source_kind"] for row in rows}


def test_the_table_is_as_declared(world: World) -> None:
    frame, table = flows(*world), schema.DERIVED["flows"]
    assert list(frame.columns) == table.names
    assert not frame.duplicated(list(table.key)).any()
    assert (frame["amount"].abs() > NEGLIGIBLE).all()
    assert set(frame["source_kind"]) | set(frame["target_kind"]) <= set(KINDS)
    steps = frame[(frame["source_kind"] == TECHNOLOGY) & (frame["target_kind"] == TECHNOLOGY)]
    assert (steps["source_step"] < steps["target_step"]).all()


def test_what_is_mixed_leaves_by_the_shares_of_those_who_gave_it(chain: World) -> None:
    """S1's cells: 2 t lie there, 10 + 5 t come (5 of 6 t are accepted); 0.9 of them are crushed, 0.06 burnt."""
    frame = flows(*chain)
    crushed = {(row["source_kind"], row["source"]): row["amount"] for row in records(frame)
               if (row["target"], row["item"]) == ("crush", MASS)}  # fmt: skip
    assert crushed == pytest.approx({("stream", "S1"): 0.9 * 15, ("stream", "S2"): 0.9 * 8, ("initial", "cell"): 1.8})
    burnt = {row["source"]: row["amount"] for row in records(frame)
             if (row["target"], row["item"]) == ("burner", MASS) and row["source_kind"] != TECHNOLOGY}  # fmt: skip
    assert burnt == pytest.approx({"S1": 0.06 * 15, "S2": 0.06 * 8, "cell": 0.12})


def test_the_view_conserves_what_flows(world: World) -> None:
    plan = with_derived(world[0], {"flows": flows(*world)})
    frame = material_flow(plan)
    assert list(frame.columns) == MATERIAL_FLOW.names
    assert not frame.duplicated(list(MATERIAL_FLOW.key)).any()
    assert frame["amount"].sum() == pytest.approx(plan.derived["flows"]["amount"].sum())
    shares = frame[frame["item"] == MASS].groupby(["source_stage", "source"])["source_share"].sum()
    assert shares.to_list() == pytest.approx([1.0] * len(shares))
    shares = frame[frame["item"] == MASS].groupby(["target_stage", "target"])["target_share"].sum()
    assert shares.to_list() == pytest.approx([1.0] * len(shares))
    streams = frame["source_stage"] == "stream"
    assert (frame["electrolyte_class"].ne("") == streams).all()


def test_a_result_without_the_table_gives_no_rows(bare: Plan) -> None:
    frame = material_flow(bare)
    assert len(frame) == 0
    assert list(frame.columns) == MATERIAL_FLOW.names


def way(*nodes: tuple[str, int]) -> list[tuple[tuple[str, str, int], tuple[str, str, int]]]:
    return list(pairwise((TECHNOLOGY, name, step) for name, step in nodes))


def test_steps_on_different_ways_are_one_node() -> None:
    arrows = way(("crush", 1), ("wash", 2), ("leach", 3)) + way(("sort", 1), ("crush", 2), ("wash", 3), ("leach", 4))
    assert set(node_names(arrows).values()) == {"crush", "wash", "leach", "sort"}


def test_a_second_pass_is_told_apart() -> None:
    arrows = way(("wash", 1), ("leach", 2), ("wash", 3), ("leach", 4)) + way(("sort", 1), ("leach", 2))
    names = node_names(arrows)
    assert [names[TECHNOLOGY, "wash", 1], names[TECHNOLOGY, "wash", 3]] == ["wash", "wash (2)"]
    assert [names[TECHNOLOGY, "leach", 2], names[TECHNOLOGY, "leach", 4]] == ["leach", "leach (2)"]
    again = node_names(way(("wash", 1), ("wash", 2), ("wash", 3)))
    assert list(again.values()) == ["wash", "wash (2)", "wash (3)"]
