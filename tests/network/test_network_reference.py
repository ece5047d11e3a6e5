"""The reference library: every operation balances, and sulfides meet water only after their electrolyte is out."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from opt.instance import from_tables
from opt.instance.instance import Instance
from opt.library import load_library
from opt.network import Network, build_network, explain_stream, unroutable
from opt.network.balance import element_residuals, mass_residual
from opt.tables.frames import records

LIBRARY = load_library()
LEACHING = "inorganic_acid_leaching"
DISSOLUTION = "ethanol_dissolution"


@cache
def rows(table: str) -> list[dict[str, Any]]:
    return records(LIBRARY[table])


@cache
def class_of(cell_type: str) -> str:
    """The electrolyte class of the constituents of a cell type."""
    classes = {row["constituent"]: row["electrolyte_class"] for row in rows("constituents")}
    return next(
        classes[row["constituent"]]
        for row in rows("cell_types")
        if row["cell_type"] == cell_type and classes[row["constituent"]]
    )


def well_equipped(streams: list[dict[str, Any]], **tables: Any) -> Instance:
    """An instance whose one line offers every technology and capability."""
    capabilities = {name for row in rows("technologies") for name in row["capabilities"]}
    capabilities |= {row["value"] for row in rows("verdict_conditions") if row["condition"] == "capability"}
    return from_tables(
        {"name": "reference", "maturity": ["laboratory", "pilot", "industrial"]},
        {
            "streams": streams,
            "arrivals": [{"stream": row["stream"], "period": "1", "mass": 1.0} for row in streams],
            "lines": [{"line": "all", "capabilities": tuple(sorted(capabilities)), "hours": 100.0}],
            "line_technologies": [
                {"line": "all", "technology": row["technology"], "rate": 1.0}
                for row in rows("technologies")
                if row["needs_line"]
            ],
            "grades": [{"product": row["product"], "grade": "any", "price": 1.0} for row in rows("products")],
            **tables,
        },
    )


@pytest.fixture(scope="module", params=["in turn", pytest.param("all", marks=pytest.mark.slow)])
def everything(request: pytest.FixtureRequest) -> tuple[Instance, Network]:
    """Every cell type in every form that no technology gives, spent and as new in turn; by hand in all of them both."""
    made = {row["target"] for row in rows("outputs")}
    forms = sorted({form for row in rows("technologies") for form in row["inputs"]} - made)
    streams = [
        {
            "stream": f"{cell_type} {form} {health}",
            "form": form,
            "electrolyte_class": class_of(cell_type),
            "cell_type": cell_type,
            "state_of_health": health,
            "state_of_charge": 0.3,
        }
        for number, cell_type in enumerate(sorted(set(LIBRARY["cell_types"]["cell_type"])))
        for place, form in enumerate(forms)
        for health in ((0.0, 1.0) if request.param == "all" else (float((number + place) % 2),))
    ]
    instance = well_equipped(streams)
    return instance, build_network(instance)


def test_every_operation_balances(everything: tuple[Instance, Network]) -> None:
    instance, network = everything
    for name, elements in element_residuals(network, instance).items():
        assert max(map(abs, elements.values())) <= 1e-12, name
    assert max(abs(mass_residual(operation)) for operation in network.operations.values()) <= 1e-12


def test_every_cell_type_can_be_treated(everything: tuple[Instance, Network]) -> None:
    instance, network = everything
    assert unroutable(network, instance) == []


SULFIDES = sorted({row["cell_type"] for row in rows("cell_types") if class_of(row["cell_type"]) == "sulfide"})


@pytest.mark.parametrize("cell_type", SULFIDES)
def test_leaching_a_sulfide_before_its_electrolyte_is_out_is_impossible_and_explained(cell_type: str) -> None:
    row = {"stream": "S", "form": "charged_pack", "electrolyte_class": "sulfide", "cell_type": cell_type}
    force = {"stream": "S", "technology": LEACHING, "rule": "force"}
    dry = [
        {"stream": "S", "technology": name, "rule": "forbid"}
        for name in (DISSOLUTION, "acetonitrile_ethylene_glycol_dissolution")
    ]
    instance = well_equipped([row], routing=[force, *dry])
    network = build_network(instance)
    assert LEACHING not in {operation.technology for operation in network.operations.values()}
    reasons = [text for text in explain_stream(network, instance, "S") if text.startswith(f"{LEACHING} refuses")]
    assert reasons
    for text in reasons:
        assert "infeasible for sulfide" in text
        assert "H2S" in text
        assert "(review, section" in text


def dissolving() -> list[str]:
    """Sulfide cells whose electrolyte ethanol takes out, and whose cathode stays as the bulk of what is left."""
    taken = {
        row["value"]
        for row in rows("verdict_conditions")
        if (row["technology"], row["condition"]) == (DISSOLUTION, "material")
    }
    sulfides = {
        row["constituent"]: row["kind"] for row in rows("constituents") if row["electrolyte_class"] == "sulfide"
    }
    left = {
        row["cell_type"]
        for row in rows("cell_types")
        if sulfides.get(row["constituent"]) == "cathode" or row["constituent"] in sulfides.keys() - taken
    }
    return [name for name in SULFIDES if name not in left]


@pytest.mark.parametrize("cell_type", [name for name in SULFIDES if name not in dissolving()])
def test_a_sulfide_that_ethanol_leaves_in_is_never_leached(cell_type: str) -> None:
    row = {"stream": "S", "form": "charged_pack", "electrolyte_class": "sulfide", "cell_type": cell_type}
    network = build_network(well_equipped([row]))
    assert LEACHING not in {operation.technology for operation in network.operations.values()}


@pytest.mark.parametrize("cell_type", dissolving())
def test_after_dissolution_leaching_is_possible_and_the_residue_gives_h2s(cell_type: str) -> None:
    row = {"stream": "S", "form": "charged_pack", "electrolyte_class": "sulfide", "cell_type": cell_type}
    network = build_network(well_equipped([row], routing=[{"stream": "S", "technology": LEACHING, "rule": "force"}]))
    leached = [operation for operation in network.operations.values() if operation.technology == LEACHING]
    assert leached
    sulfides = {row["constituent"] for row in rows("constituents") if row["electrolyte_class"] == "sulfide"}
    for operation in leached:
        fed = network.fractions[operation.fraction]
        assert DISSOLUTION in {technology for technology, _ in fed.route}
        residue = sum(share for name, share in fed.composition.items() if name in sulfides)
        assert 0 < residue <= 0.01
        assert operation.hazards["H2S"] > 0
        # kg H2S per tonne: what the sulfur of the residue can give at most
        assert operation.hazards["H2S"] <= residue * 1000
