"""Routes followed through the splits by the checker, and used operations judged anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from check_world import families_named, frame_of, solved_plan, tiny_rows, tiny_with

from opt.check import check
from opt.check.facts import read_facts
from opt.check.materials import parse_route, stream_compositions
from opt.check.splitting import content, follow, good
from opt.instance import Instance
from opt.plan import Plan, with_tables
from opt.schema import STRUCTURE

ETHANOL = {"technology": "ethanol_dissolution", "electrolyte_class": "sulfide"}
SULFIDE = ("ethanol_dissolution", "sulfide")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solved_plan(tiny_with())


def objections(plan: Plan, **tables: Sequence[Mapping[str, Any]]) -> str:
    """What the structure family says of the plan when the instance's tables were other ones."""
    found = check(replace(plan, instance=tiny_with(**tables))).violations
    return "\n".join(found.loc[found["family"] == "structure", "row"])


def conditions(*rows: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*tiny_rows("verdict_conditions"), *({**ETHANOL, **row} for row in rows)]


def starred(verdict: str) -> list[dict[str, Any]]:
    """Verdicts in which ethanol dissolution has one on '*' instead of its own on sulfides."""
    others = [row for row in tiny_rows("verdicts") if (row["technology"], row["electrolyte_class"]) != SULFIDE]
    return [*others, ETHANOL | {"electrolyte_class": "*", "verdict": verdict}]


def starred_condition(condition: str, value: str) -> list[dict[str, Any]]:
    """The conditions of tiny without those of ethanol dissolution, and one on '*'."""
    others = [row for row in tiny_rows("verdict_conditions") if row["technology"] != ETHANOL["technology"]]
    return [*others, ETHANOL | {"electrolyte_class": "*", "condition": condition, "value": value}]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (
            {"technologies": tiny_rows("technologies", annealing={"inputs": ("cathode_powder",)})},
            "annealing does not accept form powder",
        ),
        (
            {"verdicts": [row | {"verdict": "infeasible"} for row in tiny_rows("verdicts")]},
            "ethanol_dissolution is infeasible for sulfide",
        ),
        (
            {"verdicts": [row for row in tiny_rows("verdicts") if row["technology"] != "annealing"]},
            "annealing is infeasible for oxide_garnet",
        ),
        ({"lines": tiny_rows("lines", wash={"capabilities": ()})}, "offers ethanol_dissolution with inert"),
        (
            {"line_technologies": tiny_rows("line_technologies", anneal={"form": "cathode_powder"})},
            "no line at plant offers annealing",
        ),
        (
            {"intake_limits": [{"technology": "annealing", "item": "Co", "limit": 0.3}]},
            "annealing takes at most 0.3 kg/kg Co",
        ),
        (
            {"intake_limits": [{"technology": "annealing", "item": "oxide_garnet", "limit": 0.49}]},
            "annealing takes at most 0.49 kg/kg oxide_garnet",
        ),
        (
            {"intake_limits": [{"technology": "annealing", "item": "kind:cathode", "limit": 0.49}]},
            "annealing takes at most 0.49 kg/kg kind:cathode",
        ),
        (
            {"verdicts": starred("infeasible")},
            "ethanol_dissolution is infeasible for sulfide",
        ),
        (
            {
                "verdicts": starred("conditional"),
                "verdict_conditions": starred_condition("maturity", "laboratory"),
            },
            "condition maturity laboratory",
        ),
        (
            {"verdicts": starred("conditional"), "verdict_conditions": starred_condition("capability", "fume_hood")},
            "offers ethanol_dissolution with fume_hood",
        ),
        ({"verdict_conditions": conditions({"condition": "state", "value": "intact"})}, "condition state intact"),
        ({"verdict_conditions": conditions({"condition": "state", "value": "damaged"})}, "condition state damaged"),
        (
            {"verdict_conditions": conditions({"condition": "max_content", "value": "LCO", "limit": 0.4})},
            "condition max_content LCO",
        ),
        (
            {"verdict_conditions": conditions({"condition": "required_material", "value": "PEO"})},
            "condition required_material PEO",
        ),
        (
            {"verdict_conditions": conditions({"condition": "earlier_step", "value": "annealing"})},
            "condition earlier_step annealing",
        ),
        (
            {"verdict_conditions": conditions({"condition": "maturity", "value": "laboratory"})},
            "condition maturity laboratory",
        ),
        (
            {"verdict_conditions": conditions({"condition": "material", "value": "Li3PS4"})},
            "of sulfide only Li3PS4 is taken",
        ),
    ],
)
def test_a_used_operation_that_is_not_admissible(plan: Plan, tables: dict[str, Any], words: str) -> None:
    assert words in objections(plan, **tables)


@pytest.mark.parametrize(
    "row",
    [
        {"condition": "state", "value": "discharged"},
        {"condition": "max_content", "value": "LCO", "limit": 0.5},
        {"condition": "required_material", "value": "LCO"},
        {"condition": "maturity", "value": "pilot"},
        {"condition": "material", "value": "Li6PS5Cl"},
        {"condition": "capability", "value": "inert"},
    ],
)
def test_conditions_that_hold(plan: Plan, row: dict[str, Any]) -> None:
    assert objections(plan, verdict_conditions=conditions(row)) == ""


def test_what_stands_under_star_and_what_does_not_count(plan: Plan) -> None:
    """A verdict on '*' stands for sulfide; its conditions do not touch a class with its own verdict; what is excepted
    does not count towards a limit."""
    assert objections(plan, verdicts=starred("feasible")) == ""
    unmet = ETHANOL | {"electrolyte_class": "*", "condition": "maturity", "value": "laboratory"}
    both = [*tiny_rows("verdicts"), ETHANOL | {"electrolyte_class": "*", "verdict": "infeasible"}]
    assert objections(plan, verdicts=both, verdict_conditions=[*tiny_rows("verdict_conditions"), unmet]) == ""
    for item in ("kind:cathode", "LCO", "Co"):
        limit = {"technology": "annealing", "item": item, "limit": 0.0, "except": ("LCO",)}
        assert objections(plan, intake_limits=[limit]) == ""


def test_a_trace_below_the_threshold_is_not_present(plan: Plan) -> None:
    """0.5 % of PEO in the oxide stream: nothing that annealing minds; 2 % are."""
    for share, minded in ((0.005, False), (0.02, True)):
        rows = tiny_rows("composition")
        rows = [
            row | ({"fraction": 0.5 - share} if (row["stream"], row["constituent"]) == ("OXI", "LCO") else {})
            for row in rows
        ]
        found = objections(plan, composition=[*rows, {"stream": "OXI", "constituent": "PEO", "fraction": share}])
        assert ("annealing is infeasible for polymer" in found) is minded


def test_a_split_changed_in_the_library_shows_in_the_yields(plan: Plan) -> None:
    rows = [row | ({"fraction": 0.8} if row["constituent"] == "Li6PS5Cl" else {}) for row in tiny_rows("splits")]
    found = check(replace(plan, instance=tiny_with(splits=rows)))
    gaps = found.violations[found.violations["row"].str.endswith("yield")]
    assert sorted(gaps["amount"].round(9)) == [0.05, 0.05]  # the product has 0.45, not 0.40; the loss 0.05, not 0.10
    assert {"structure", "balance"} <= set(found.families)


def test_a_rate_changed_shows_in_the_hours(plan: Plan) -> None:
    rows = tiny_rows("line_technologies", wash={"rate": 0.05})
    assert "capacity" in families_named(replace(plan, instance=tiny_with(line_technologies=rows)))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"stream": "SUL", "technology": "ethanol_dissolution", "rule": "forbid"}, "forbidden"),
        ({"stream": "*", "technology": "acetonitrile_dissolution", "rule": "force"}, "dissolution is forced"),
    ],
)
def test_routing_rules(plan: Plan, rule: dict[str, Any], words: str) -> None:
    found = check(replace(plan, instance=tiny_with(routing=[rule]))).violations
    assert found.loc[found["family"] == "routing", "row"].str.contains(words).any()


def test_more_technologies_of_a_stage_than_allowed(plan: Plan) -> None:
    """One stage for both dissolutions: POL uses one of them, which is what is allowed."""
    limits = [{"stream": "*", "stage": "pretreatment", "maximum": 1.0}]
    assert "routing" not in families_named(replace(plan, instance=tiny_with(routing_limits=limits)))


def test_treated_on_a_line_that_cannot(plan: Plan) -> None:
    frame = plan.tables["treat"]
    false = with_tables(plan, treat=frame.assign(line=frame["line"].replace("anneal", "relith")))
    found = check(false).violations
    assert found.loc[found["family"] == "structure", "row"].str.contains("cannot run there").any()


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("route", "ethanol_dissolution:nowhere", "cannot be followed"),
        ("route", "magic:cathode", "cannot be followed"),
        ("storage_class", "gold", "storage_class gold should be powder"),
        ("streams", ("OXI", "SUL"), "does not belong into its pool"),
        ("site", "moon", "site moon should be plant"),
    ],
)
def test_a_fraction_that_is_not_what_it_says(plan: Plan, column: str, value: object, words: str) -> None:
    frame = plan.tables["fractions"].copy()
    here = frame.index[(frame["route"] != "") & frame["streams"].map(lambda streams: "SUL" in streams)][0]
    frame[column] = [value if index == here else old for index, old in frame[column].items()]
    found = check(with_tables(plan, fractions=frame)).violations
    assert found.loc[found["family"] == "structure", "row"].str.contains(words).any(), found.to_string()


def test_an_output_that_leads_nowhere(plan: Plan) -> None:
    """The cathode powder left out of the outputs, as if the operation gave only product and loss."""
    frame = plan.tables["operation_outputs"]
    false = with_tables(plan, operation_outputs=frame[frame["kind"] != "fraction"])
    found = check(false).violations
    assert found["row"].str.contains("gives cathode_powder, which is no fraction").any()


def test_initial_stock_must_have_a_home(plan: Plan) -> None:
    stock = [{"stream": "OXI", "form": "cathode_powder", "area": "yard", "mass": 1.0}]
    assert "initial_stock OXI|cathode_powder|yard lies in no fraction" in objections(plan, initial_stock=stock)


# A little chemistry, worked out by hand: LiCoO2 97.871 g/mol (Li 6.94, Co 58.933, O 2 x 15.999).


def chemistry(**tables: Sequence[Mapping[str, Any]]) -> Instance:
    """One leaching that converts LCO to CoO (elements left over are lost), then breaks phases, then splits."""
    given: dict[str, Sequence[Mapping[str, Any]]] = {
        "constituents": [
            *tiny_rows("constituents"),
            {"constituent": "CoO", "kind": "other", "formula": "CoO"},
            {"constituent": "Li2O", "kind": "other", "formula": "Li2O"},
        ],
        "technologies": [{"technology": "leach", "stage": "leaching", "inputs": ("powder",), "maturity": "pilot"}],
        "outputs": [{"technology": "leach", "output": "solid", "kind": "fraction", "target": "cathode_powder"}],
        "conversions": [],
        "splits": [],
        "products": [{"product": "Li2CO3", "formula": "Li2CO3", "carrier": "Li"}, *tiny_rows("products")],
    }
    return tiny_with(**{**given, **tables})


def test_the_most_specific_split_counts_and_the_rest_is_loss() -> None:
    rows = [("*", 0.1), ("kind:electrolyte", 0.2), ("sulfide", 0.3), ("Li6PS5Cl", 0.4)]
    splits = [{"technology": "leach", "constituent": name, "output": "solid", "fraction": part} for name, part in rows]
    facts = read_facts(chemistry(splits=splits))
    feed = {"LCO": 0.25, "PEO": 0.25, "Li6PS5Cl": 0.5}
    leaving = follow(facts, "leach", feed).by_output
    assert leaving["solid"] == pytest.approx({"LCO": 0.025, "PEO": 0.05, "Li6PS5Cl": 0.2})
    assert leaving["loss"] == pytest.approx({"LCO": 0.225, "PEO": 0.2, "Li6PS5Cl": 0.3})
    facts = read_facts(chemistry(splits=splits[:3]))
    assert follow(facts, "leach", feed).by_output["solid"]["Li6PS5Cl"] == pytest.approx(0.15)


def test_breaking_replaces_phases_by_their_elements() -> None:
    technologies = [
        {"technology": "leach", "stage": "leaching", "inputs": ("powder",), "breaks": True, "maturity": "pilot"}
    ]
    splits = [{"technology": "leach", "constituent": "Co", "output": "solid", "fraction": 0.9}]
    leaving = follow(read_facts(chemistry(technologies=technologies, splits=splits)), "leach", {"LCO": 1.0}).by_output
    assert leaving["solid"] == pytest.approx({"Co": 0.9 * 58.933 / 97.871})
    assert leaving["loss"] == pytest.approx({"Li": 6.94 / 97.871, "O": 31.998 / 97.871, "Co": 0.1 * 58.933 / 97.871})


def test_conversion_loses_what_no_target_carries_and_adds_what_is_missing() -> None:
    """1 kg LCO -> 1 mol/mol CoO (74.932 g/mol): Li and half of the O are lost. -> 1 mol/mol Li2O: Li is added."""
    splits = [{"technology": "leach", "constituent": "*", "output": "solid", "fraction": 1.0}]
    to_oxide = [{"technology": "leach", "constituent": "LCO", "target": "CoO", "mol_per_mol": 1.0}]
    leaving = follow(read_facts(chemistry(splits=splits, conversions=to_oxide)), "leach", {"LCO": 1.0})
    assert leaving.by_output["solid"] == pytest.approx({"CoO": 74.932 / 97.871})
    assert leaving.by_output["loss"] == pytest.approx({"Li": 6.94 / 97.871, "O": 15.999 / 97.871})
    assert leaving.reagents == pytest.approx({"Co": 0.0})
    to_lithia = [{"technology": "leach", "constituent": "LCO", "target": "Li2O", "kg_per_kg": 0.5}]
    leaving = follow(read_facts(chemistry(splits=splits, conversions=to_lithia)), "leach", {"LCO": 1.0})
    lithium = 0.5 * 13.88 / 29.879
    assert leaving.reagents == pytest.approx({"Li": lithium - 6.94 / 97.871})
    assert sum(leaving.by_output["loss"].values()) == pytest.approx(0.5 + leaving.reagents["Li"])


def test_a_product_by_its_carrier() -> None:
    """0.1 t Li as Li2CO3 (73.888 g/mol, Li 18.785 %) with 0.01 t Na-free impurity: Co; carbon comes with reagents."""
    item = good(read_facts(chemistry()), "Li2CO3", {"Li": 0.1, "O": 0.05, "Co": 0.01})
    pure = 0.1 / (13.88 / 73.888)
    assert item.mass == pytest.approx(pure + 0.01)
    assert item.content == pytest.approx({"Li2CO3": pure, "Co": 0.01})
    assert item.reagents == pytest.approx({"C": pure * 12.011 / 73.888, "O": pure * 47.997 / 73.888 - 0.05})
    assert sum(item.elements.values()) == pytest.approx(item.mass)
    assert item.holds("Li2CO3") == pytest.approx(pure)
    assert item.holds("Li + Co") == pytest.approx(0.11)
    as_is = good(read_facts(chemistry()), "mixture", {"LCO": 0.4, "PEO": 0.6})
    assert as_is.mass == 1.0
    assert as_is.holds("Co") == pytest.approx(0.4 * 58.933 / 97.871)


def test_contents_by_whatever_a_row_may_name() -> None:
    facts = read_facts(chemistry())
    feed = {"LCO": 0.25, "LLZO": 0.25, "Co": 0.5}
    named = {
        "*": 1.0,
        "LCO": 0.25,
        "Co": 0.5 + 0.25 * 58.933 / 97.871,
        "oxide_garnet": 0.25,
        "kind:cathode": 0.25,
        "kind:electrolyte": 0.25,
        "sulfide": 0.0,
    }
    assert {item: content(facts, feed, item) for item in named} == pytest.approx(named)


def test_a_cell_type_between_new_and_spent() -> None:
    cells = [
        {"cell_type": "coin", "constituent": "LCO", "fraction_new": 0.5, "fraction_spent": 0.3},
        {"cell_type": "coin", "constituent": "LLZO", "fraction_new": 0.5, "fraction_spent": 0.7},
    ]
    others = [row for row in tiny_rows("composition") if row["stream"] != "OXI"]
    instance = tiny_with(
        cell_types=cells,
        composition=others,
        streams=tiny_rows("streams", OXI={"cell_type": "coin", "state_of_health": 0.25}),
    )
    assert stream_compositions(read_facts(instance))["OXI"] == pytest.approx({"LCO": 0.35, "LLZO": 0.65})


def test_a_stored_route_is_read_step_by_step() -> None:
    assert parse_route("crush:powder > wash:cathode") == (("crush", "powder"), ("wash", "cathode"))
    assert parse_route("") == ()
    assert parse_route("crush") == (("crush", ""),)


def test_a_structure_without_operations_names_what_is_used(plan: Plan) -> None:
    """Operations removed from the structure: what was treated in them is refused."""
    none = {name: frame_of(STRUCTURE[name], []) for name in ("operations", "operation_outputs")}
    found = check(with_tables(plan, **none)).violations
    assert found.loc[found["family"] == "structure", "row"].str.contains("cannot run there").sum() >= 3


def test_streams_of_one_pool_must_stay_alike() -> None:
    """POL and a twin share what is behind their roots; then the twin turns out to have another composition."""
    twin = [row | {"stream": "TWIN"} for row in tiny_rows("composition") if row["stream"] == "POL"]
    changed = [row | {"fraction": {"LCO": 0.4, "PEO": 0.6}[row["constituent"]]} for row in twin]
    rows = tiny_rows("streams")
    streams = [*rows, *(row | {"stream": "TWIN"} for row in rows if row["stream"] == "POL")]
    arrivals = [*tiny_rows("arrivals"), {"stream": "TWIN", "period": "3", "mass": 1.0}]

    def instance(recipe: list[dict[str, Any]]) -> Instance:
        return tiny_with(streams=streams, arrivals=arrivals, composition=[*tiny_rows("composition"), *recipe])

    pooled = solved_plan(instance(twin))
    assert ("POL", "TWIN") in set(pooled.tables["fractions"]["streams"])
    assert check(pooled).certified
    found = check(replace(pooled, instance=instance(changed))).violations
    assert found["row"].str.contains("stream TWIN does not belong into its pool").any()
