"""A material and a technology that the library does not know, added by rows of an instance, planned and certified.

The cathode NCA comes as black mass. A step of its own relithiates it in a plasma; a sale gives the powder its product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import opt
from opt.instance import Instance, from_tables, write_folder
from opt.library import load_library
from opt.network import build_network
from opt.network.network import Network

Row = dict[str, Any]
STEP, CATHODE, PRODUCT = "plasma_relithiation", "NCA", "regenerated_NCA"
NEW: dict[str, list[Row]] = {  # what the page on adding rows asks for, table by table
    "constituents": [{"constituent": CATHODE, "kind": "cathode", "formula": "LiNi0.8Co0.15Al0.05O2"}],
    "products": [{"product": PRODUCT, "formula": "LiNi0.8Co0.15Al0.05O2", "carrier": CATHODE}],
    "technologies": [
        {
            "technology": STEP,
            "stage": "direct_regeneration",
            "inputs": "black_mass|washed_powder",
            "capabilities": "HF_scrubber",
            "maturity": "pilot",
            "cost": 200,
            "conditions": "seconds in a plasma of argon",
        },
        {
            "technology": "sale_NCA",
            "stage": "sale",
            "inputs": "regenerated_powder",
            "needs_line": False,
            "maturity": "industrial",
        },
    ],
    "outputs": [
        {"technology": STEP, "output": "powder", "kind": "fraction", "target": "regenerated_powder"},
        {"technology": STEP, "output": "off_gas", "kind": "waste", "target": "off_gas"},
        {"technology": "sale_NCA", "output": "product", "kind": "product", "target": PRODUCT},
    ],
    "splits": [
        {"technology": STEP, "constituent": "*", "output": "powder", "fraction": 0.9},
        {"technology": STEP, "constituent": "kind:cathode", "output": "powder", "fraction": 0.99},
        {"technology": STEP, "constituent": "carbon", "output": "off_gas", "fraction": 1.0},
        {"technology": "sale_NCA", "constituent": "*", "output": "product", "fraction": 1.0},
    ],
    "verdicts": [
        {"technology": STEP, "electrolyte_class": "*", "verdict": "infeasible", "reason": "the plasma burns it"},
        {
            "technology": STEP,
            "electrolyte_class": "oxide_garnet",
            "verdict": "conditional",
            "condition": "watched temperature",
        },
        {"technology": "sale_NCA", "electrolyte_class": "*", "verdict": "infeasible", "reason": "spoils the powder"},
    ],
    "verdict_conditions": [
        {
            "technology": STEP,
            "electrolyte_class": "oxide_garnet",
            "condition": "capability",
            "value": "temperature_control",
        }
    ],
    "intake_limits": [{"technology": "sale_NCA", "item": "kind:cathode", "except": CATHODE, "limit": 0.02}],
    "uses": [{"technology": STEP, "utility": "electricity", "constituent": "*", "amount": 3000}],
    "hazard_factors": [
        {"hazard": "HF", "basis": "processing", "at": STEP, "constituent": "PVDF", "factor": 312.4, "release": 0.9}
    ],
}
SITE: dict[str, list[Row]] = {
    "streams": [
        {"stream": "S", "form": "black_mass", "electrolyte_class": "oxide_garnet", "intact": False},
        {"stream": "G", "form": "black_mass", "electrolyte_class": "oxide_garnet", "intact": False},
    ],
    "composition": [
        {"stream": "S", "constituent": CATHODE, "fraction": 0.96},
        {"stream": "S", "constituent": "carbon", "fraction": 0.03},
        {"stream": "S", "constituent": "PVDF", "fraction": 0.01},
        {"stream": "G", "constituent": CATHODE, "fraction": 0.8},
        {"stream": "G", "constituent": "LLZO", "fraction": 0.2},
    ],
    "arrivals": [{"stream": name, "period": "1", "mass": 10} for name in ("S", "G")],
    "lines": [{"line": "plasma", "capabilities": "HF_scrubber", "hours": 168, "hour_cost": 50}],
    "line_technologies": [{"line": "plasma", "technology": STEP, "rate": 0.5}],
    "grades": [{"product": PRODUCT, "grade": "battery", "price": 12000}],
    "grade_limits": [{"product": PRODUCT, "grade": "battery", "item": PRODUCT, "sense": "min", "limit": 0.98}],
}


def instance(**changes: list[Row]) -> Instance:
    return from_tables({"name": "added"}, {**NEW, **SITE, **changes})


@pytest.fixture(scope="module")
def network() -> Network:
    return build_network(instance())


def test_the_library_does_not_know_them() -> None:
    library = load_library()
    assert CATHODE not in set(library["constituents"]["constituent"])
    assert not {STEP, "sale_NCA"} & set(library["technologies"]["technology"])


def test_a_plan_from_files_sells_the_new_product_and_is_certified(tmp_path: Path) -> None:
    """10 t of 96 % cathode give 9.504 t of it, and 0.09 t of binder that is not burnt: 9.594 t at 99.06 %."""
    write_folder(instance(), tmp_path / "added")
    plan = opt.solve(opt.read(tmp_path / "added"), threads=1)
    assert plan.summary["certified"] is True
    sell = plan.tables["sell"].query("product == @PRODUCT and grade == 'battery'")
    assert sell["sell"].sum() == pytest.approx(10 * (0.96 * 0.99 + 0.01 * 0.9))


def test_the_step_does_what_its_rows_say(network: Network) -> None:
    step = network.operations[f"S>{STEP}"]
    assert step.uses["electricity"] == pytest.approx(3000)
    assert step.hazards["HF"] == pytest.approx(312.4 * 0.9 * 0.01)
    assert step.wastes["off_gas"] == pytest.approx(0.03)


def test_a_condition_of_the_new_step_is_asked_for(network: Network) -> None:
    """The line has no temperature control, which the garnet asks for; with it the operation is there."""
    assert f"G>{STEP}" not in network.operations
    refused = [r.reason for r in network.refusals if (r.fraction, r.technology) == ("G", STEP)]
    assert len(refused) == 1
    assert "temperature_control" in refused[0]
    capable = [{**SITE["lines"][0], "capabilities": "HF_scrubber|temperature_control"}]
    assert f"G>{STEP}" in build_network(instance(lines=capable)).operations


def test_rows_by_kind_meet_the_new_material_at_once() -> None:
    """The library's autoclave and its limits on other cathodes apply to it without a row."""
    lines = [*SITE["lines"], {"line": "autoclave", "capabilities": "HF_scrubber", "hours": 168}]
    rates = [
        *SITE["line_technologies"],
        {"line": "autoclave", "technology": "hydrothermal_relithiation", "rate": 0.1},
    ]
    network = build_network(instance(lines=lines, line_technologies=rates))
    step = network.operations["S>hydrothermal_relithiation"]
    assert next(iter(step.fractions.values())) == pytest.approx(0.96 * 0.98 + 0.01 * 0.02)
    sales = {o.technology for o in network.operations.values() if o.stage == "sale"}
    assert sales == {"sale_NCA", "sale_relithiated_mixture"}
