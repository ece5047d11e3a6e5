"""The shipped studies: each can be read, every edit finds its rows, every edited instance can be planned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from opt.instance import Instance, read
from opt.library import load_library
from opt.library.chemistry import element_fractions
from opt.network import build_network
from opt.study.expand import expand
from opt.study.read import read_study
from opt.study.scenario import Scenario, changed
from opt.study.study import Study

PLANT = Path(__file__).parents[2] / "instances" / "plant"
FOLDER = PLANT / "studies"
FILES = sorted(FOLDER.glob("*.toml"))
PLANNER, DESIGN, PRICES, CAPACITY = "planner", "design_for_recycling", "prices", "capacity"
STRUCTURAL = {
    PLANNER: ("extra_sulfide_taken", "h2s_scrubber_down", "cells_without_casing", "second_ethanol_line_with_recovery"),
    DESIGN: (
        "combined", "plastic_collectors", "free_standing_electrodes", "cobalt_free", "lanthanum_free",
        "thinner_electrolyte",
    ),
    PRICES: ("ethanol_residue_high", "ethanol_residue_low"),
}  # fmt: skip
"""Scenarios that change what there is to decide on; with their bases they hold every edit that inserts or deletes."""
LITHIUM = 47910.086
"""USD per tonne of lithium, the library's reference price."""
NEW = {
    "NCM811": 17640.13, "NCM622": 14878.29, "LCO": 25652.23, "LFP": 2721.16 / 0.72, "LLZO": 30000.0, "LLZTO": 100000.0,
    "Li3InCl6": 125000.0, "Li6PS5Cl": 137000.0, "Li3PS4": 150000.0, "LiTFSI": 30000.0,
}  # fmt: skip
"""USD per tonne of new powder, as the sources of the library's reference prices say."""


@cache
def plant() -> Instance:
    return read(PLANT)


@cache
def study(name: str) -> Study:
    return read_study(FOLDER / f"{name}.toml")


@cache
def scenarios(name: str) -> dict[str, Scenario]:
    return {scenario.name: scenario for scenario in expand(study(name))}


@cache
def edited(name: str, scenario: str) -> Instance:
    return changed(plant(), scenarios(name)[scenario])


def merged(chosen: Sequence[Scenario]) -> Instance:
    """The instance with the edits of several scenarios, those of prices by period first, a shared edit made once."""
    edits = dict.fromkeys(edit for scenario in chosen for edit in scenario.edits)
    return changed(plant(), Scenario("merged", edits=tuple(sorted(edits, key=lambda edit: edit.table != "prices"))))


def all_scenarios() -> Iterator[tuple[str, str]]:
    for file in FILES:
        for scenario in scenarios(file.stem):
            yield file.stem, scenario


def spent(instance: Instance, cell_type: str) -> dict[str, float]:
    frame = instance.tables["cell_types"]
    rows = frame[frame["cell_type"] == cell_type]
    return dict(zip(rows["constituent"], rows["fraction_spent"], strict=True))


def test_the_four_studies_are_there_and_named_as_their_files() -> None:
    assert {file.stem for file in FILES} == {PLANNER, DESIGN, PRICES, CAPACITY}
    for file in FILES:
        assert study(file.stem).name == file.stem
        assert study(file.stem).about


def test_every_scenario_says_what_it_asks_and_where_its_figures_come_from() -> None:
    silent = [
        (name, scenario)
        for name, scenario in all_scenarios()
        if not all(
            (scenarios(name)[scenario].about, scenarios(name)[scenario].source, scenarios(name)[scenario].status)
        )
    ]
    assert not silent


def test_the_questions_of_planners_and_of_design_are_asked() -> None:
    assert {
        "lithium_down_third", "autoclave_down", "extra_sulfide_taken", "h2s_permit_halved", "second_ethanol_line",
        "cells_without_casing",
    } <= set(scenarios(PLANNER))  # fmt: skip
    assert {
        "anode_free", "carbon_collectors", "plastic_collectors", "free_standing_electrodes", "soluble_binder",
        "cobalt_free", "lanthanum_free", "thinner_electrolyte", "screw_cap_casing",
    } <= set(scenarios(DESIGN))  # fmt: skip


def test_the_readme_names_every_study_scenario_and_sweep() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for file in FILES:
        assert f"relith whatif instances/plant instances/plant/studies/{file.name}" in text
        assert f"<!-- results of {file.name} -->" in text
        if file.stem in (PLANNER, DESIGN):
            assert {entry.name for entry in study(file.stem).scenarios} <= set(re.findall(r"`(\w+)`", text))
        assert {sweep.name for sweep in study(file.stem).sweeps} <= set(re.findall(r"`(\w+)`", text))


@pytest.mark.parametrize(("name", "scenario"), [(name, one) for name, ones in STRUCTURAL.items() for one in ones])
def test_a_scenario_that_changes_the_network_has_one(name: str, scenario: str) -> None:
    assert build_network(edited(name, scenario)).operations


@pytest.mark.parametrize("name", [PLANNER, PRICES, CAPACITY])
def test_edits_that_change_figures_alone_validate_together(name: str) -> None:
    covered = {edit for one in STRUCTURAL.get(name, ()) for edit in scenarios(name)[one].edits}
    left = [scenario for scenario in scenarios(name).values() if not covered.issuperset(scenario.edits)]
    levers = [one for one in left if one.point.get("side") != "high"]
    assert not any(edit.kind in ("insert", "delete") for one in left for edit in one.edits if edit not in covered)
    assert merged(levers) != plant()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "scenario"), list(all_scenarios()))
def test_every_scenario_validates_and_has_a_network(name: str, scenario: str) -> None:
    assert build_network(changed(plant(), scenarios(name)[scenario])).operations


def test_lithium_is_passed_on_by_what_a_powder_contains() -> None:
    """factor = 1 - content of lithium x price of lithium / 3 / price of the new powder"""
    constituents = plant().tables["constituents"].set_index("constituent")["formula"]
    masses = dict(zip(*(plant().tables["elements"][name] for name in ("element", "atomic_mass")), strict=True))
    before, after = (
        instance.tables["grades"].set_index(["product", "grade"])["price"]
        for instance in (plant(), edited(PLANNER, "lithium_down_third"))
    )
    for material, price in NEW.items():
        product = material if material == "LiTFSI" else f"regenerated_{material}"
        content = element_fractions(constituents[material], masses)["Li"]
        assert after[product, "battery"] / before[product, "battery"] == pytest.approx(
            1 - content * LITHIUM / 3 / price, abs=6e-4
        )
    assert after["LiOH", "battery"] / before["LiOH", "battery"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("scenario", "cell_type", "variant"),
    [
        ("anode_free", "NCM811_Li6PS5Cl", "anode_free"),
        ("anode_free", "NCM811_LLZTO", "anode_free"),
        ("carbon_collectors", "NCM811_Li6PS5Cl", "carbon_collector"),
        ("lanthanum_free", "NCM811_LLZTO", ""),
    ],
)
def test_a_new_design_is_that_of_the_library_where_there_is_one(scenario: str, cell_type: str, variant: str) -> None:
    """The library scales casing and busbars by a hair too, hence half a per cent."""
    model = f"{cell_type}_{variant}_pack" if variant else "NCM811_LATP_pack"
    made = {name: share for name, share in spent(edited(DESIGN, scenario), f"{cell_type}_pack").items() if share}
    frame = load_library()["cell_types"]
    rows = frame[frame["cell_type"] == model]
    assert made == pytest.approx(dict(zip(rows["constituent"], rows["fraction_spent"], strict=True)), rel=5e-3)


@pytest.mark.parametrize(
    "scenario", ["plastic_collectors", "free_standing_electrodes", "thinner_electrolyte", "combined"]
)
def test_casings_weigh_what_they_did(scenario: str) -> None:
    for cell_type in ("NCM622_Li3PS4_pack", "LFP_PEO_pack"):
        before, after = (spent(instance, cell_type) for instance in (plant(), edited(DESIGN, scenario)))
        for part in ("steel", "copper_busbar", "aluminium_casing", "plastics"):
            assert after[part] == before[part]
        assert sum(after.values()) == pytest.approx(1, abs=1e-9)


def test_the_same_cells_come_without_their_casing() -> None:
    """What arrives of each stream falls by the share of its casing."""
    before, after = (
        instance.tables["arrivals"].set_index(["stream", "period"])["mass"]
        for instance in (plant(), edited(PLANNER, "cells_without_casing"))
    )
    casing = {row["stream"]: row["fraction"] for row in plant().records("composition")
              if row["constituent"] == "aluminium_casing"}  # fmt: skip
    for row in plant().records("streams"):
        share = 0.0
        if row["form"] == "cell":
            share = casing.get(row["stream"]) or spent(plant(), row["cell_type"])["aluminium_casing"]
        assert (after[row["stream"]] / before[row["stream"]]).to_numpy() == pytest.approx(1 - share, abs=5e-5)
