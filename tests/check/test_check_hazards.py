"""Model and checker count a hazard alike, whatever a factor selects: phase, class, kind, element or the whole mass."""

from __future__ import annotations

import pytest
from check_world import solved_plan, tiny_with

from opt.check import check
from opt.check.facts import read_facts
from opt.check.works import released
from opt.network import build_network

COBALT = 58.933194 / 97.87
"""Share of cobalt in LiCoO2, roughly."""


@pytest.mark.parametrize(
    ("selector", "content"),
    [("LCO", 0.5), ("Li6PS5Cl", 0.5), ("sulfide", 0.5), ("kind:cathode", 0.5), ("Co", 0.5 * COBALT), ("*", 1.0),
     ("polymer", 0.0), ("kind:anode", 0.0)],
)  # fmt: skip
def test_a_factor_selects_its_share_of_the_feed(selector: str, content: float) -> None:
    """SUL is half LCO, half Li6PS5Cl; 8 kg per tonne of what is selected, a quarter of it set free."""
    factor = {"hazard": "H2S", "basis": "processing", "at": "ethanol_dissolution", "constituent": selector}
    instance = tiny_with(hazard_factors=[factor | {"factor": 8.0, "release": 0.25}])
    network = build_network(instance)
    operation = network.operations["SUL>ethanol_dissolution"]
    assert operation.hazards.get("H2S", 0.0) == pytest.approx(2.0 * content, rel=1e-4, abs=1e-12)
    facts = read_facts(instance)
    feed = network.fractions["SUL"]
    counted = released(facts, "processing", "ethanol_dissolution", feed, 0.0)  # type: ignore[arg-type]
    assert counted.get("H2S", 0.0) == pytest.approx(operation.hazards.get("H2S", 0.0), rel=1e-12, abs=1e-15)


def test_a_plan_under_factors_of_elements_and_kinds_is_certified() -> None:
    """6 t of SUL would be treated in a period; rows of several selectors add up to what 5 t may set free."""
    selectors = {"Li6PS5Cl": 0.5, "kind:cathode": 0.4, "S": 0.3, "*": 0.2}
    factors = [
        {"hazard": "H2S", "basis": "processing", "at": "ethanol_dissolution", "constituent": name, "factor": factor}
        for name, factor in selectors.items()
    ]
    sulfur = 5 * 32.06 / 268.364
    each = 0.5 * 0.5 + 0.5 * 0.4 + 0.5 * sulfur * 0.3 + 0.2
    limit = {"hazard": "H2S", "basis": "processing", "place": "plant", "limit": 5 * each / 100}
    instance = tiny_with(hazard_factors=factors, hazard_limits=[limit])
    hours = {row["period"]: row["hours"] for row in instance.records("periods")}
    assert set(hours.values()) == {100.0}
    plan = solved_plan(instance)
    certificate = check(plan)
    assert certificate.certified, certificate.violations
    treated = plan.tables["treat"]
    most = treated[treated["operation"] == "SUL>ethanol_dissolution"].groupby("period")["treat"].sum().max()
    assert most == pytest.approx(5.0, rel=1e-3)
