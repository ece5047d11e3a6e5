"""Whatever the splits, conversions and compositions are, no operation makes or loses an element."""

from __future__ import annotations

from math import fsum

from hypothesis import given, settings
from hypothesis import strategies as st
from network_world import BASE, FORMS, Rows, stream, without, world

from opt.network import build_network
from opt.network.balance import element_residuals, mass_residual

CONSTITUENTS = [row["constituent"] for row in BASE["constituents"]]
ELEMENTS = [row["element"] for row in BASE["elements"]]
WASH, LEACH = ("solids", "liquor"), ("residue", "carbonate")

shares = st.floats(1e-9, 1.0)
compositions = st.dictionaries(st.sampled_from(CONSTITUENTS), shares, min_size=1)
parts = st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3)


def split_rows(technology: str, outputs: tuple[str, str], drawn: dict[str, list[float]]) -> Rows:
    """Two outputs and a rest, in proportion to three drawn numbers."""
    return [
        {"technology": technology, "constituent": name, "output": output, "fraction": value / max(sum(values), 1.0)}
        for name, values in drawn.items()
        for output, value in zip(outputs, values[:2], strict=True)
    ]


@settings(max_examples=40, deadline=None)
@given(
    composition=compositions,
    wash=st.dictionaries(st.sampled_from([*CONSTITUENTS, "sulfide", "kind:other", "*"]), parts),
    leach=st.dictionaries(st.sampled_from(["Li", "Cu", "S", "*"]), parts),
    converted=st.dictionaries(st.sampled_from(["LPS", "PEO", "lithium"]), st.floats(0.0, 2.0)),
    breaks=st.booleans(),
)
def test_elements_are_conserved(
    composition: dict[str, float],
    wash: dict[str, list[float]],
    leach: dict[str, list[float]],
    converted: dict[str, float],
    breaks: bool,
) -> None:
    total = fsum(composition.values())
    # Carbon and oxygen must not reach the carbonate in excess of its formula: '*' leaves by the residue only.
    leach_rows = [
        row for row in split_rows("leach", LEACH, leach) if row["output"] == "residue" or row["constituent"] != "*"
    ]
    instance = world(
        stream("S", {name: share / total for name, share in composition.items()}, form="powder"),
        {
            "conversions": [
                {"technology": "wash", "constituent": name, "target": "Li2O", "kg_per_kg": mass}
                for name, mass in converted.items()
            ]
        },
        technologies=[
            *(row for row in without("technologies", technology="wash") if row["technology"] != "leach"),
            {"technology": "wash", "stage": "separation", "inputs": "powder", "maturity": "pilot", "breaks": breaks},
            {
                "technology": "leach",
                "stage": "leaching",
                "inputs": "powder|washed",
                "maturity": "pilot",
                "breaks": True,
            },
        ],
        verdicts=[
            {"technology": technology, "electrolyte_class": name, "verdict": "feasible"}
            for technology in ("wash", "leach")
            for name in ("sulfide", "polymer")
        ],
        splits=[*split_rows("wash", WASH, wash), *leach_rows],
        outlets=[{"outlet": "landfill", "takes": ("loss", "liquor", "residue", *FORMS), "cost": 1}],
    )
    network = build_network(instance)
    assert {"S>wash", "S>leach"} <= set(network.operations)
    for name, elements in element_residuals(network, instance).items():
        assert max(map(abs, elements.values())) <= 1e-12, name
    for operation in network.operations.values():
        assert abs(mass_residual(operation)) <= 1e-12
        masses = [
            *operation.fractions.values(),
            *operation.wastes.values(),
            *operation.added.values(),
            *(product.mass for product in operation.products.values()),
        ]
        assert min(masses) > 0
        for product in operation.products.values():
            assert abs(product.mass - fsum(product.content.values())) <= 1e-12
            assert abs(product.mass - fsum(product.elements.values())) <= 1e-12
    for fraction in network.fractions.values():
        assert abs(fsum(fraction.composition.values()) - 1) <= 1e-15
