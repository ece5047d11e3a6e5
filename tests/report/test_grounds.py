"""What a plan leans on, against the value recomputed with the figure changed; what its sales touch, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import chain_world
import pandas as pd
import pytest
from fixed_shares import Shared, filled, scaled, worth_of

from opt.instance import Instance
from opt.plan.plan import Plan
from opt.report.derived.value import value
from opt.report.grounds.basis import Basis, Figure, basis
from opt.report.grounds.figures import figures, in_short, lean, rest, rests_on
from opt.report.grounds.materials import entered
from opt.report.grounds.worth import worth
from opt.tables.frames import records

STEP = 1e-5


def tiny_shares() -> Shared:
    """The hand-made optimum of tiny as shares."""
    sul, pol = "SUL/cathode_powder", "POL/cathode_powder"
    return Shared(
        treat={
            "SUL": {("SUL>ethanol_dissolution", "wash", t): 0.5 for t in "12"},
            "POL": {("POL>acetonitrile_dissolution", "wash", "2"): 0.25,
                    ("POL>acetonitrile_dissolution", "wash", "3"): 0.75},
            "OXI": {("OXI>annealing", "anneal", "1"): 4 / 7, ("OXI>annealing", "anneal", "2"): 3 / 7},
            sul: {(f"{sul}>relithiation", "relith", t): 0.5 for t in "12"},
            pol: {(f"{pol}>relithiation", "relith", "2"): 0.25, (f"{pol}>relithiation", "relith", "3"): 0.75},
        },
        make={
            ("SUL>ethanol_dissolution", "Li6PS5Cl"): {("standard", t): 0.5 for t in "12"},
            ("OXI>annealing", "mixture"): {("standard", "1"): 4 / 7, ("standard", "2"): 3 / 7},
            (f"{sul}>relithiation", "LCO"): {("standard", t): 0.5 for t in "12"},
            (f"{pol}>relithiation", "LCO"): {("standard", "2"): 0.25, ("standard", "3"): 0.75},
        },
        discard={
            ("loss", "plant"): {("landfill", t): 0.5 for t in "12"},
            ("polymer_waste", "plant"): {("incineration", "2"): 0.25, ("incineration", "3"): 0.75},
        },
        stock={"POL": {("yard", "1"): 0.5, ("yard", "2"): 0.75}, "OXI": {("yard", "1"): 3 / 7}},
        decided={
            "receive": {("SUL", "1"): 6, ("SUL", "2"): 6, ("POL", "1"): 4, ("POL", "2"): 4, ("OXI", "1"): 7},
            "setup": {("wash", "polymer", "2"): 1},
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def chain() -> Instance:
    return chain_world.instance()


@pytest.fixture(scope="module")
def chain_case(chain: Instance) -> Basis:
    return basis(*filled(chain, chain_world.shared(chain)))


def derivative(instance: Instance, shared: Shared, figure: Figure) -> float:
    """Figure x change of the value per unit of it, by the rebuilt network; a split without room only downwards, where
    the value is linear in it."""
    low = worth_of(scaled(instance, figure, 1 - STEP), shared)
    if figure[0] == "splits" and full(instance, figure):
        return (worth_of(instance, shared) - low) / STEP
    return (worth_of(scaled(instance, figure, 1 + STEP), shared) - low) / (2 * STEP)


def full(instance: Instance, figure: Figure) -> bool:
    """True where a split and its neighbours leave nothing to be lost."""
    technology, constituent, _ = figure[1]
    rows = instance.records("splits")
    total = sum(row["fraction"] for row in rows if (row["technology"], row["constituent"]) == (technology, constituent))
    return bool(total > 1 - 1e-9)


def agree(found: float, expected: float, scale: float) -> bool:
    """To 1e-6 of the figure's own effect, and of what finite differences of a value of that size can tell apart."""
    return math.isclose(found, expected, rel_tol=1e-6, abs_tol=1e-6 * 1e-3 * scale)


def test_the_hand_made_optimum_is_what_the_shares_give(tiny: Instance, plan: Plan) -> None:
    again = filled(tiny, tiny_shares())
    pd.testing.assert_frame_equal(value(*again), plan.derived["value"])


def test_every_figure_of_tiny_agrees_with_the_rebuilt_network(tiny: Instance) -> None:
    shared = tiny_shares()
    found = {figure: amount for figure, amount in lean(basis(*filled(tiny, shared))).items() if amount}
    assert {table for table, _, _ in found} == {
        "grades", "lines", "line_technologies", "areas", "outlets", "setups", "streams", "splits", "composition"
    }  # fmt: skip
    for figure, amount in found.items():
        assert agree(amount, derivative(tiny, shared, figure), 285_150), figure


def test_every_figure_of_the_chain_agrees_with_the_rebuilt_network(chain: Instance, chain_case: Basis) -> None:
    shared = chain_world.shared(chain)
    total = worth_of(chain, shared)
    found = {figure: amount for figure, amount in lean(chain_case).items() if amount}
    assert {table for table, _, _ in found} == {
        "instance", "grades", "payables", "prices", "reference_prices", "lines", "line_technologies", "technologies",
        "utilities", "uses", "areas", "outlets", "setups", "streams", "splits", "conversions", "composition",
        "cell_types", "end_values", "initial_stock", "demand", "routing",
    }  # fmt: skip
    wrong = {}
    for figure, amount in found.items():
        expected = derivative(chain, shared, figure)
        if not agree(amount, expected, total):
            wrong[figure] = amount, expected
    assert wrong == {}


def disagreements(instance: Instance, tables: set[str]) -> tuple[int, dict[Figure, Any]]:
    """How many figures of some tables were tried, and those that differ from the rebuilt network."""
    shared = chain_world.shared(instance)
    total, tried, wrong = worth_of(instance, shared), 0, {}
    for figure, amount in lean(basis(*filled(instance, shared))).items():
        if amount and figure[0] in tables:
            tried += 1
            expected = derivative(instance, shared, figure)
            if not agree(amount, expected, total):
                wrong[figure] = amount, expected
    return tried, wrong


def test_streams_that_share_a_pool() -> None:
    """S3 is what S2 is, received in another period at another fee."""
    more = {
        "streams": [{**chain_world.TABLES["streams"][1], "stream": "S3", "gate_fee": 10.0}],
        "arrivals": [{"stream": "S3", "period": "2", "mass": 5.0}],
        "composition": [{**row, "stream": "S3"} for row in chain_world.TABLES["composition"]],
    }
    chain = chain_world.instance(**more)
    case = basis(*filled(chain, chain_world.shared(chain)))
    assert "S2+1/washed" in case.flows.through
    tried, wrong = disagreements(chain, {"splits", "conversions", "uses"})
    assert tried == 19
    assert wrong == {}


def test_two_outputs_of_one_form() -> None:
    """Crushing also gives fines, which are powder of another composition; and what no output carries is burnt."""
    more = {
        "outputs": chain_world.table("technology output kind target", "crush fines fraction powder", "published"),
        "splits": chain_world.table("technology constituent output fraction",
                                    "crush LCO fines 0.3\ncrush LCO powder 0.6\ncrush sulfide fines 0.2\n"
                                    "crush sulfide powder 0.7", "published"),
    }  # fmt: skip
    chain = chain_world.instance(**more)
    case = basis(*filled(chain, chain_world.shared(chain)))
    assert {"S1/powder", "S1/powder~2"} <= set(case.flows.through)
    tried, wrong = disagreements(chain, {"splits", "composition"})
    assert tried == 19
    assert wrong == {}


def test_figures_without_an_effect_have_none(chain: Instance, chain_case: Basis) -> None:
    """The row of line_technologies that a more specific one hides, and the off-spec price of what nobody makes."""
    found = lean(chain_case)
    hidden = "line_technologies", ("mill", "crush", "*", "*"), "rate"
    assert found.get(hidden, 0.0) == 0.0
    assert derivative(chain, chain_world.shared(chain), hidden) == 0.0


def test_the_worth_of_what_enters_is_the_value_less_what_is_decided(chain_case: Basis) -> None:
    frame = value(*_plan_of(chain_case))
    values = dict(zip(frame["term"], frame["amount"], strict=True))
    decided = sum(values[term] for term in ("gate_fees", "setups", "fixed_lines", "shortfalls", "qualification"))
    at = worth(chain_case)
    inside = sum(
        mass * share * at.fraction(stream, name)
        for stream, mass in entered(chain_case).items()
        for name, share in chain_case.network.fractions[stream].composition.items()
    )
    assert inside + decided == pytest.approx(sum(values.values()), rel=1e-12)


def test_figures_are_ranked_and_bear_unit_source_and_status(chain_case: Basis) -> None:
    frame = figures(chain_case)
    sizes = frame["effect"].abs().tolist()
    assert sizes == sorted(sizes, reverse=True)
    rows = {(row["table"], row["key"], row["column"]): row for row in records(frame)}
    lco = rows["reference_prices", "LCO/A", "price"]
    assert (lco["value"], lco["unit"], lco["source"], lco["status"]) == (15000, "USD/t", "hearsay", "unchecked")
    sold = sum(mass for key, mass in chain_case.flows.sell.items() if key[0] == "LCO")
    assert lco["effect"] == pytest.approx(0.01 * 15000 * sold)
    assert rows["reference_prices", "acid", "price"]["unit"] == "USD/kg"
    assert rows["uses", "leach|acid|Co", "amount"]["unit"] == "kg/t"
    assert rows["prices", "power", "price"]["value"] == pytest.approx(0.12)
    assert rows["prices", "power", "price"]["status"] == "planner"
    assert rows["instance", "", "carbon_price"]["value"] == 80
    assert rows["conversions", "wash|LPS|Li2S", "mol_per_mol"]["effect"] != 0


def test_a_split_that_rises_saves_its_disposal_too(tiny: Instance) -> None:
    """12 t of SUL hold 6 t of Li6PS5Cl, 0.9 of it sold at 10 000; the rest costs 200 USD/t."""
    case = basis(*filled(tiny, tiny_shares()))
    figure = "splits", ("ethanol_dissolution", "Li6PS5Cl", "electrolyte"), "fraction"
    assert lean(case)[figure] == pytest.approx(6 * 0.9 * (10_000 + 200))


def test_sales_count_under_the_weakest_figure_they_touch(chain_case: Basis) -> None:
    """Scrap of S2: composition and payables of the planner, everything else published. Scrap of S1 rests on a guessed
    cell type; the rest has passed the wash, whose splits are hearsay; leaching adds a guessed split, and S1's guess
    stays with it."""
    sales = {row["status"]: row["sales"] for row in records(rests_on(chain_case))}
    made, market = chain_case.flows.make, chain_case.parameters.market
    scrap = sum(mass * market.payable[key] for key, mass in made.items() if key[0] == "S2>crush")
    kept = {key: mass for key, mass in made.items() if key[1] == "LCO"}
    of_s2 = sum(mass for key, mass in kept.items() if key[0].startswith("S2"))
    regenerated = sum(mass * 15000 for key, mass in chain_case.flows.sell.items() if key[0] == "LCO")
    assert sales["planner"] == pytest.approx(scrap)
    assert sales["unchecked"] == pytest.approx(regenerated * of_s2 / sum(kept.values()))
    assert sales["published"] == sales["computed"] == 0
    gross = float(value(*_plan_of(chain_case)).set_index("term").loc["sales", "amount"])
    offspec = sum(m * market.price[k] for k, m in chain_case.flows.sell.items() if k[:2] == ("CoO", "offspec"))
    assert offspec < 0
    assert sum(sales.values()) == pytest.approx(gross - offspec)


def _plan_of(case: Basis) -> tuple[Any, Any, Any]:
    return case.plan, case.network, case.parameters


def test_one_weak_row_makes_the_sales_behind_it_weak(chain: Instance) -> None:
    """The scrap of S2 with a guessed split of copper."""
    frame = chain.tables["splits"].copy()
    frame.loc[(frame["technology"] == "crush") & (frame["constituent"] == "copper"), "status"] = "estimate"
    changed = replace(chain, tables={**chain.tables, "splits": frame})
    sales = rests_on(basis(*filled(changed, chain_world.shared(chain)))).set_index("status")
    assert sales.loc["planner", "sales"] == 0
    assert sales.loc["estimate", "share"] == pytest.approx(1.0)


def test_a_computed_split_of_one_is_no_figure(chain: Instance) -> None:
    """It states that a step loses nothing; a guess that says the same is one."""
    frame = chain.tables["splits"].copy()
    kept = (frame["technology"] == "crush") & (frame["constituent"] == "*")
    frame.loc[kept, ["fraction", "status"]] = 1.0, "computed"
    sure = replace(chain, tables={**chain.tables, "splits": frame})
    guessed = replace(chain, tables={**chain.tables, "splits": frame.assign(status="estimate")})
    for instance, there in ((sure, False), (guessed, True)):
        keys = set(figures(basis(*filled(instance, chain_world.shared(chain))))["key"])
        assert ("crush|*|powder" in keys) is there


def test_in_short(chain_case: Basis) -> None:
    told = in_short(rest(*_plan_of(chain_case)))
    assert len(told["figures"]) == 10
    assert set(told["figures"][0]) == {"table", "key", "column", "value", "unit", "source", "status", "effect"}
    weak = told["sales_by_status"]["estimate"] + told["sales_by_status"]["unchecked"]
    assert told["estimated_sales"] == pytest.approx(weak)
    assert told["share"] == pytest.approx(weak / told["gross_sales"])
    assert 0 < told["share"] < 1


def test_a_plan_that_does_nothing_rests_on_nothing(chain: Instance) -> None:
    told = in_short(rest(*filled(chain, Shared({}, {}, {}))))
    assert (told["gross_sales"], told["share"]) == (0.0, 0.0)
    assert {row["table"] for row in told["figures"]} <= {"lines", "streams"}
