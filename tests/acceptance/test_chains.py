"""Chains of the reference library in solved plans: sulfides before water, and where every element went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import opt
from opt.cli import app
from opt.commands.validate import untaken
from opt.instance import Instance, from_tables, write_folder
from opt.library import load_library
from opt.network import Network, build_network
from opt.network.balance import element_residuals, element_shares, mass_residual
from opt.plan import Plan
from opt.tables.problems import InputError, Problem
from opt.tolerances import BALANCE_NETWORK, BALANCE_PLAN

LIBRARY = load_library()
LEACHING, DISSOLUTION = "inorganic_acid_leaching", "ethanol_dissolution"
CHAIN = (
    "discharge_solid_conductor",
    "dismantling",
    "inert_atmosphere_crushing",
    "mesh_physical_separation",
    LEACHING,
    "chemical_precipitation",
)
"""From the pack to the metal salts, without a step that takes the electrolyte out."""

SULFIDE = {"stream": "S", "form": "charged_pack", "electrolyte_class": "sulfide", "cell_type": "NCM811_Li6PS5Cl_pack"}
RECEIVED = 10.0
H2S_LIMIT = 0.06
ELEMENTS = ("Li", "Co", "Ni", "Mn", "Fe", "P", "S", "La", "Zr", "Ta", "F", "Cu", "Al")
OUTGOING = ["products", "wastes", "loss", "disposed", "stock"]
Rows = Sequence[dict[str, Any]]


def equipped(technologies: Collection[str], streams: Rows, arrivals: Rows, **tables: Rows) -> Instance:
    """A plant over three weeks with one line of every capability for each technology; prices of the library."""
    offered = [row["capabilities"] for row in LIBRARY["technologies"].to_dict("records")]
    conditions = LIBRARY["verdict_conditions"].query("condition == 'capability'")
    capabilities = {name for names in offered for name in names} | set(conditions["value"])
    grades = LIBRARY["specifications"][["product", "grade"]].drop_duplicates()
    return from_tables(
        {"name": "chain", "solve": {"gap": 0.0}},
        {
            "periods": [{"period": t} for t in "123"],
            "streams": streams,
            "arrivals": arrivals,
            "lines": [
                {"line": k, "capabilities": tuple(sorted(capabilities)), "hours": 150.0, "hour_cost": 50.0}
                for k in technologies
            ],
            "line_technologies": [{"line": k, "technology": k, "rate": 0.1} for k in technologies],
            "grades": grades,
            **tables,
        },
    )


def sulfide_plant(technologies: Collection[str], *, may_be_left: bool = True, **tables: Rows) -> Instance:
    """One sulfide stream that must be leached: nobody buys black mass or takes a form that holds the electrolyte."""
    black_mass = [name for name in LIBRARY["technologies"]["technology"] if name.startswith("sale_black_mass")]
    left = ("charged_pack", "discharged_pack", "cell", "crushed", "extracted_solids", "black_mass")
    return equipped(
        technologies,
        [SULFIDE],
        [{"stream": "S", "period": "1", "mass": RECEIVED}],
        routing=[
            {"stream": "S", "technology": LEACHING, "rule": "force"},
            *({"stream": "S", "technology": name, "rule": "forbid"} for name in black_mass),
        ],
        outlets=[
            {"outlet": "incineration", "takes": ("organic_waste", "plastics", "ethanol_extract")},
            {"outlet": "reactive_waste", "takes": ("lithium_residue",)},
        ],
        end_values=[{"stream": "S", "form": form, "value": -1e5} for form in left if may_be_left],
        hazard_limits=[{"hazard": "H2S", "basis": "processing", "place": "plant", "limit": H2S_LIMIT}],
        **tables,
    )


def complaints(instance: Instance) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        opt.solve(instance)
    return caught.value.problems


def test_leaching_a_sulfide_before_its_electrolyte_is_out_is_impossible_and_explained() -> None:
    problem = next(p for p in complaints(sulfide_plant(CHAIN, may_be_left=False)) if p.table == "streams")
    assert (problem.column, problem.value) == ("stream", "S")
    assert "no operation can take the stream" in problem.rule
    reason = f"{LEACHING} refuses S/black_mass: infeasible for sulfide"
    assert reason in problem.rule
    explanation = problem.rule.partition(reason)[2].partition(" refuses ")[0]
    assert "H2S" in explanation
    assert "review, section 5.2.2" in explanation


def test_a_sulfide_that_may_be_left_is_left() -> None:
    """Where the planner puts a price on it, it stays in the yard rather than being leached."""
    instance = sulfide_plant(CHAIN)
    plan = opt.solve(instance)
    assert plan.summary["certified"] is True
    assert plan.tables["treat"]["treat"].sum() == 0
    assert plan.summary["objective"] == pytest.approx(-1e5 * RECEIVED)
    reasons = untaken(build_network(instance))["S/black_mass"][LEACHING]
    assert len(reasons) == 1
    assert reasons[0].startswith("infeasible for sulfide (20.7 wt%, above 1 wt%): acid and water give H2S")


def test_a_planner_cannot_force_what_the_network_refuses() -> None:
    """Leaching what has not met ethanol: no variable stands for it, so that no decision can name it."""
    refused = f"S/black_mass~2>{LEACHING}|{LEACHING}|1"
    decision = {"variable": "treat", "index": refused, "lower": 1.0}
    found = complaints(sulfide_plant((*CHAIN, DISSOLUTION), decisions=[decision]))
    assert [(p.table, p.column, p.value) for p in found] == [("decisions", "index", refused)]


@pytest.fixture(scope="module")
def leached() -> tuple[Instance, Network, Plan]:
    """The plan of the same plant with ethanol dissolution."""
    instance = sulfide_plant((*CHAIN, DISSOLUTION))
    return instance, build_network(instance), opt.solve(instance)


def test_after_ethanol_dissolution_leaching_is_possible(leached: tuple[Instance, Network, Plan]) -> None:
    _, network, plan = leached
    assert plan.summary["status"] == "gap_reached"
    assert plan.summary["certified"] is True
    routes = plan.derived["routes"].query("mass > 0")
    ways = routes.set_index("form")["technology"].to_dict()
    assert ways["cell"] == DISSOLUTION
    assert ways["black_mass"] == LEACHING
    assert "sulfide" in network.fractions["S/cell"].classes
    assert "sulfide" not in network.fractions["S/black_mass"].classes
    assert routes.query("form == 'black_mass'")["share"].tolist() == [1.0]


def test_the_residue_appears_in_the_table_of_hazards(leached: tuple[Instance, Network, Plan]) -> None:
    """Ethanol takes 99 % of the electrolyte. Li6PS5Cl (268.41 g/mol) gives at most 5 H2S (34.076 g/mol) with acid."""
    instance, network, plan = leached
    treated = plan.tables["treat"].assign(
        hazard=[network.operations[name].hazards.get("H2S", 0.0) for name in plan.tables["treat"]["operation"]],
        technology=[network.operations[name].technology for name in plan.tables["treat"]["operation"]],
    )
    treated["kg"] = treated["treat"] * treated["hazard"]
    shown = plan.derived["hazards"].query("hazard == 'H2S' and basis == 'processing'").set_index("period")
    expected = treated.groupby("period")["kg"].sum()
    for period in instance.periods:
        assert shown.loc[period, "amount"] == pytest.approx(expected[period], rel=1e-6, abs=1e-9)
        assert shown.loc[period, "amount"] <= H2S_LIMIT * 168 * (1 + 1e-6)
    leaching = treated[treated["technology"] == LEACHING]
    residue = (leaching["treat"] * network.fractions["S/black_mass"].composition["Li6PS5Cl"]).sum()
    received = RECEIVED * network.fractions["S"].composition["Li6PS5Cl"]
    assert 0.005 * received < residue <= 0.01 * received
    assert leaching["kg"].sum() == pytest.approx(residue * 1000 * 5 * 34.076 / 268.41, rel=1e-3)


def test_the_residue_counts_against_the_limit(leached: tuple[Instance, Network, Plan]) -> None:
    """Half of what leaching releases may be released in a week: it is spread, and the limit is reached."""
    instance, _, plan = leached
    worst = plan.derived["hazards"].query("hazard == 'H2S' and basis == 'processing'")["amount"].max()
    tight = [{"hazard": "H2S", "basis": "processing", "place": "plant", "limit": worst / 168 / 1.5}]
    again = opt.solve(from_tables(instance.settings, {**instance.own, "hazard_limits": tight}))
    assert again.summary["certified"] is True
    shares = again.derived["hazards"].query("hazard == 'H2S' and basis == 'processing'")["share"]
    assert shares.max() == pytest.approx(1.0, rel=1e-6)
    leaching = again.tables["treat"].query(f"line == '{LEACHING}' and treat > 1e-6")
    assert len(leaching) >= 2


def stream(name: str, cell_type: str, electrolyte_class: str, form: str, health: float = 0.0) -> dict[str, Any]:
    return {
        "stream": name, "cell_type": cell_type, "electrolyte_class": electrolyte_class, "form": form,
        "state_of_health": health, "state_of_charge": 0.3,
    }  # fmt: skip


@pytest.fixture(scope="module")
def mixed() -> tuple[Instance, Network, Plan]:
    """Four streams over three weeks at a plant that is too small for them: something is left and given away."""
    streams = [
        stream("A", "NCM811_Li6PS5Cl_pack", "sulfide", "charged_pack"),
        stream("B", "NCM811_LLZTO_pack", "oxide_garnet", "charged_pack", 0.4),
        stream("C", "LFP_PEO_pack", "polymer", "charged_pack", 1.0),
        stream("D", "NCM622_LLZO_cell", "oxide_garnet", "cell"),
    ]
    instance = equipped(
        LIBRARY["technologies"].query("needs_line")["technology"],
        streams,
        [{"stream": row["stream"], "period": t, "mass": 8.0 + int(t)} for row in streams for t in "123"],
        initial_stock=[{"stream": "D", "form": "cell", "mass": 2.0}],
        end_values=[{"stream": "C", "form": "discharged_pack", "value": 500.0}],
        decisions=[{"variable": "dispose", "index": "C|reactive_waste|2", "lower": 1.0}],
    )
    return instance, build_network(instance), opt.solve(instance)


def test_every_operation_conserves_every_element(mixed: tuple[Instance, Network, Plan]) -> None:
    instance, network, _ = mixed
    residuals = element_residuals(network, instance)
    assert len(residuals) > 50
    assert {element for row in residuals.values() for element in row} >= set(ELEMENTS)
    assert max(abs(amount) for row in residuals.values() for amount in row.values()) <= BALANCE_NETWORK
    assert max(abs(mass_residual(operation)) for operation in network.operations.values()) <= BALANCE_NETWORK


def test_every_element_is_accounted_for_over_the_horizon(mixed: tuple[Instance, Network, Plan]) -> None:
    """in + added = products + wastes + loss + disposed + stock"""
    _, _, plan = mixed
    assert plan.summary["certified"] is True
    balance = plan.derived["mass_balance"].set_index("element")
    assert set(balance.index) >= {*ELEMENTS, "total"}
    assert (balance.loc["total", ["initial", "received", "added", *OUTGOING]] > 0.1).all()
    sources = balance[["initial", "received", "added"]].sum(axis=1)
    residual = sources - balance[OUTGOING].sum(axis=1)
    for element in ELEMENTS:
        assert sources[element] > 0.01, element
        assert abs(residual[element]) <= BALANCE_PLAN * sources[element], element
        assert balance.loc[element, "residual"] == pytest.approx(residual[element], abs=1e-12)


def test_the_balance_counts_what_the_plan_says(mixed: tuple[Instance, Network, Plan]) -> None:
    """Received, stock and products once more, from the tables and the formulas."""
    instance, network, plan = mixed
    balance = plan.derived["mass_balance"].set_index("element")
    arrived = instance.tables["arrivals"]["mass"].sum()
    assert balance.loc["total", "received"] == pytest.approx(arrived, rel=1e-9)
    assert balance.loc["total", "initial"] == pytest.approx(2.0, rel=1e-9)
    last = plan.tables["stock"].query("period == '3'")
    for column, frame, name in (("received", plan.tables["receive"], "stream"), ("stock", last, "fraction")):
        expected = elements_of(frame, name, instance, network)
        for element in ELEMENTS:
            assert balance.loc[element, column] == pytest.approx(expected.get(element, 0.0), rel=1e-9, abs=1e-12)
    made = plan.tables["make"]["make"].sum()
    assert balance.loc["total", "products"] == pytest.approx(made, rel=1e-9)


def elements_of(frame: pd.DataFrame, name: str, instance: Instance, network: Network) -> dict[str, float]:
    """Elements (t) in the masses of fractions; the mass stands in the last column."""
    shares = element_shares(instance)
    found: dict[str, float] = {}
    for fraction, mass in zip(frame[name], frame.iloc[:, -1], strict=True):
        for constituent, content in network.fractions[fraction].composition.items():
            for element, share in shares[constituent].items():
                found[element] = found.get(element, 0.0) + mass * content * share
    return found


def test_the_command_explains_the_refusal_as_well(tmp_path: Path) -> None:
    write_folder(sulfide_plant(CHAIN, may_be_left=False), tmp_path / "sulfide")
    for command in ("validate", "solve"):
        result = CliRunner().invoke(app, [command, str(tmp_path / "sulfide")], prog_name="relith")
        assert result.exit_code == 1
        assert f"{LEACHING} refuses S/black_mass: infeasible for sulfide" in result.stderr
