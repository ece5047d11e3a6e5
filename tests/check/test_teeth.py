"""The checker bites: a model without one family gives a plan that is refused, naming that family."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from check_world import edited, families_named, solved_plan, tiny_rows, tiny_with

from opt.check import CHECKS, check
from opt.instance import Instance
from opt.model import FAMILIES, TERMS
from opt.network import build_network
from opt.plan import Plan, with_derived, with_summary


def binding_balance() -> Instance:
    return tiny_with()


def binding_age() -> Instance:
    """POL would wait for the line until period 3; it may lie for one period only."""
    return tiny_with(streams=tiny_rows("streams", POL={"max_age": 1.0}))


def binding_capacity() -> Instance:
    return tiny_with()


def binding_campaign() -> Instance:
    return tiny_with()


def binding_storage() -> Instance:
    """6 t of POL would lie over period 2."""
    return tiny_with(areas=tiny_rows("areas", yard={"capacity": 5.0}))


def binding_segregation() -> Instance:
    """OXI and POL would lie in the yard together after period 1."""
    classes = [{"storage_class": name} for name in ("powder", "oxide")]
    return tiny_with(
        areas=tiny_rows("areas", yard={"segregated": True}),
        storage_classes=classes,
        area_classes=[{"area": "yard", **row} for row in classes],
        storage_rules=[
            row | ({"storage_class": "oxide"} if row["electrolyte_class"] == "oxide_garnet" else {})
            for row in tiny_rows("storage_rules")
        ],
    )


def binding_safety() -> Instance:
    """6 t of SUL would be treated in a period; 5 kg of H2S allow for 5 t."""
    return tiny_with(hazard_limits=[{"hazard": "H2S", "basis": "processing", "place": "plant", "limit": 0.05}])


def binding_stock_hazard() -> Instance:
    """6 t of POL would lie over period 2; what is stored may generate 4 kg."""
    factors = [{"hazard": "H2S", "basis": "stock", "at": "powder", "constituent": "polymer", "factor": 2.0}]
    return tiny_with(
        hazard_factors=[*tiny_rows("hazard_factors"), *factors],
        hazard_limits=[{"hazard": "H2S", "basis": "stock", "place": "yard", "limit": 4.0}],
    )


def binding_concurrent() -> Instance:
    """The wash releases 0.1 t/h x 1 kg/t with SUL; relithiation gets 1 kg/t of its own, together too much."""
    factors = [{"hazard": "H2S", "basis": "processing", "at": "relithiation", "factor": 1.0}]
    return tiny_with(
        hazard_factors=[*tiny_rows("hazard_factors"), *factors],
        hazard_limits=[{"hazard": "H2S", "basis": "concurrent", "place": "plant", "limit": 0.15}],
        area_classes=[{"area": "yard", "storage_class": "*"}],
    )


def binding_conflict() -> Instance:
    """Washing sulfides and annealing must not share a period."""
    zones = {line: {"zone": "hall"} for line in ("wash", "anneal")}
    return tiny_with(
        zones=[{"zone": "hall"}],
        lines=tiny_rows("lines", **zones),
        conflicts=[
            {"zone": "hall", "group": "wet", "campaign": "sulfide"},
            {"zone": "hall", "group": "hot", "campaign": "annealing"},
        ],
    )


def binding_purity() -> Instance:
    """The mixture has 50 % LLZO; the grade allows 40 %, so that it is off-spec."""
    return tiny_with(grade_limits=[{"product": "mixture", "grade": "standard", "item": "LLZO", "limit": 0.4}])


def binding_market() -> Instance:
    return tiny_with(demand=[{"product": "LCO", "grade": "standard", "period": "all", "maximum": 8.0}])


def binding_resources() -> Instance:
    """3 t of polymer waste would be burnt in a period."""
    return tiny_with(outlets=tiny_rows("outlets", incineration={"limit": 2.0}))


def binding_routing() -> Instance:
    return tiny_with(routing=[{"stream": "POL", "technology": "acetonitrile_dissolution", "cost": 50.0}])


def binding_decision() -> Instance:
    """The planner does not want the polymer campaign in period 2."""
    return tiny_with(decisions=[{"variable": "run", "index": "wash|polymer|2", "upper": 0.0}])


BINDING: Mapping[Callable[[], Instance], str] = {
    binding_balance: "balance",
    binding_age: "age",
    binding_capacity: "capacity",
    binding_campaign: "campaign",
    binding_storage: "storage",
    binding_segregation: "storage",
    binding_safety: "safety",
    binding_stock_hazard: "safety",
    binding_concurrent: "safety",
    binding_conflict: "safety",
    binding_purity: "purity",
    binding_market: "market",
    binding_resources: "resources",
    binding_routing: "routing",
    binding_decision: "routing",
}


@pytest.mark.parametrize(("make", "family"), BINDING.items(), ids=lambda item: getattr(item, "__name__", item))
def test_a_model_without_a_family_is_refused_naming_it(make: Callable[[], Instance], family: str) -> None:
    instance = make()
    whole = check(solved_plan(instance))
    assert whole.certified, whole.violations
    lacking = solved_plan(instance, without=(family,))
    found = check(lacking)
    assert not found.certified
    assert family in found.families
    assert lacking.summary["objective"] > whole.objective, "the family does not bind"


def test_every_family_of_the_model_has_a_case() -> None:
    assert set(BINDING.values()) == set(FAMILIES) == set(CHECKS) - {"structure", "rows", "mass", "value"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solved_plan(tiny_with())


@pytest.mark.parametrize("factor", [1.1, 0.9, 0.0])
def test_a_yield_falsified_in_the_network_alone_is_refused(factor: float) -> None:
    instance = tiny_with()
    network = build_network(instance)
    operations = {
        name: replace(item, fractions={target: share * factor for target, share in item.fractions.items()})
        for name, item in network.operations.items()
    }
    false = solved_plan(instance, network=replace(network, operations=operations))
    found = check(false)
    assert not found.certified
    assert "structure" in found.families
    assert any(found.violations["row"].str.contains("ethanol_dissolution"))


def test_a_product_yield_falsified_in_the_network_alone_is_refused() -> None:
    instance = tiny_with()
    network = build_network(instance)

    def richer(name: str) -> object:
        item = network.operations[name]
        return replace(item, products={p: replace(good, mass=good.mass * 1.05) for p, good in item.products.items()})

    false = replace(network, operations={name: richer(name) for name in network.operations})  # type: ignore[arg-type]
    assert {"structure", "balance"} <= families_named(solved_plan(instance, network=false))


def test_a_yield_falsified_in_the_result_is_refused(plan: Plan) -> None:
    row = plan.tables["operation_outputs"].iloc[0]
    false = edited(plan, "operation_outputs", row["yield"] + 1e-5, operation=row["operation"], target=row["target"])
    assert families_named(false) == {"structure"}


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("amount", [1.0, -1.0])
def test_each_term_of_the_value_falsified_is_refused(plan: Plan, term: str, amount: float) -> None:
    frame = plan.derived["value"].copy()
    frame.loc[frame["term"] == term, "amount"] += amount
    false = check(with_derived(plan, {"value": frame}))
    assert false.violations[["family", "row"]].to_numpy().tolist() == [["value", term]]
    assert false.violations["amount"][0] == pytest.approx(1.0, rel=1e-6)


def test_a_falsified_objective_is_refused(plan: Plan) -> None:
    false = check(with_summary(plan, objective=plan.summary["objective"] * (1 + 2e-6)))
    assert false.violations[["family", "row"]].to_numpy().tolist() == [["value", "objective"]]
    assert check(with_summary(plan, objective=plan.summary["objective"] * (1 + 5e-7))).certified
    assert not check(with_summary(plan, objective=None)).certified


def test_a_missing_or_unknown_term_is_refused(plan: Plan) -> None:
    frame = plan.derived["value"]
    assert families_named(with_derived(plan, {"value": frame[frame["term"] != "storage"]})) == {"value"}
    assert families_named(with_derived(plan, {"value": frame.replace("storage", "goodwill")})) == {"value"}
    assert families_named(with_derived(plan, {"lines": frame})) == {"value"}
