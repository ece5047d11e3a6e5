"""Every rule rings at the cell that breaks it, and keeps silent otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from instance_cases import TABLES, complaints, only, place, small

from opt.instance import validate
from opt.instance.rules import cells, flows, lines, market, planning, stock, streams, substances

STREAMS, COMPOSITION = TABLES["streams"], TABLES["composition"]
STOCK = {"stream": "A", "form": "charged_pack", "area": "yard", "mass": 3.0}
YARD = {"area": "yard", "capacity": 5.0}
PERIODS = [{"period": "1"}, {"period": "2"}]
SMELT = {"technology": "smelting"}
NOISE = {
    "hazards": [{"hazard": "noise", "unit": "kg"}],
    "hazard_factors": [
        {"hazard": "noise", "basis": "processing", "at": "smelting", "constituent": "LFP", "factor": 1},
        {"hazard": "noise", "basis": "stock", "at": "scrap", "factor": 1},
    ],
}
TWO_SITES = [{"site": "plant"}, {"site": "north"}]
OUT = {"technology": "smelting", "output": "dross", "kind": "waste", "target": "slag"}


def with_stream(**cells: Any) -> dict[str, Any]:
    """The small instance's first stream changed."""
    return {"streams": [STREAMS[0] | cells, STREAMS[1]]}


RINGING: list[tuple[Any, dict[str, Any], tuple[str, int, str], str]] = [
    # references, names, whole numbers
    (cells.references, with_stream(site="nort"), ("streams", 2, "site"), "no site 'nort'"),
    (cells.references, with_stream(cell_type="NCM811_Li6PS5Cl_pak"), ("streams", 2, "cell_type"), "no cell type"),
    (cells.whole_numbers, with_stream(max_age=1.5), ("streams", 2, "max_age"), "whole number"),
    (
        cells.names,
        {
            "lines": [{"line": "L|1", "hours": 1}],
            "line_technologies": [{"line": "L|1", "technology": "smelting", "rate": 1}],
        },
        ("lines", 2, "line"),
        "'|' cannot stand",
    ),
    (
        cells.names,
        {"line_technologies": [{"line": "L", "technology": "smelting", "rate": 1, "campaign": "a|b"}]},
        ("line_technologies", 2, "campaign"),
        "'|' cannot stand",
    ),
    (
        cells.names,
        {"periods": [{"period": "1"}, {"period": "2"}, {"period": "all"}]},
        ("periods", 4, "period"),
        "meaning of its own",
    ),
    (
        cells.references,
        {"outlets": [{"outlet": "x", "takes": ("loss", "slagg"), "cost": 1}]},
        ("outlets", 2, "takes"),
        "'slagg'",
    ),
    (
        cells.names,
        {"constituents": [{"constituent": "Ni+Co", "kind": "other", "formula": "NiCo"}]},
        ("constituents", 2, "constituent"),
        "'+' cannot stand",
    ),
    # periods, streams
    (streams.periods, {"periods": [{"period": "2"}, {"period": "1"}]}, ("periods", 3, "period"), "after period 2"),
    (
        streams.periods,
        {"periods": [{"period": "1", "start": "2026-01-05"}, {"period": "2", "start": "2026-01-05"}]},
        ("periods", 3, "start"),
        "no later than",
    ),
    (
        streams.periods,
        {
            "periods": [{"period": "2026-01-12"}, {"period": "2026-01-05"}],
            "arrivals": [{"stream": s, "period": "2026-01-05", "mass": 1} for s in "AB"],
        },
        ("periods", 3, "period"),
        "after period 2026-01-12",
    ),
    (
        None,
        {"arrivals": [{"stream": s, "period": p, "mass": 1} for s, p in (("A", "spring"), ("B", "autumn"))]},
        ("periods", 0, ""),
        "order of the periods",
    ),
    (streams.arrivals, {"arrivals": TABLES["arrivals"][:1]}, ("streams", 3, "stream"), "no arrival"),
    (
        streams.composition,
        with_stream(cell_type=None),
        ("streams", 2, "stream"),
        "neither a composition nor a cell type",
    ),
    (
        streams.composition,
        {"composition": [*COMPOSITION, {"stream": "A", "constituent": "LFP", "fraction": 1.0}]},
        ("streams", 2, "cell_type"),
        "names a cell type and has rows",
    ),
    (
        streams.composition,
        {"composition": [COMPOSITION[0], COMPOSITION[1] | {"fraction": 0.300002}]},
        ("composition", 2, "fraction"),
        "stream B sum to 1.000002",
    ),
    (
        streams.cell_types,
        {"cell_types": [{"cell_type": "mine", "constituent": "LFP", "fraction_new": 1.0, "fraction_spent": 0.9}]},
        ("cell_types", 2, "fraction_spent"),
        "sum to 0.9",
    ),
    # lines
    (
        lines.line_technologies,
        {"line_technologies": [{"line": "L", "technology": "smelting", "form": "crushed", "rate": 1}]},
        ("line_technologies", 2, "form"),
        "does not accept crushed",
    ),
    (
        lines.campaigns,
        {"setups": [{"line": "L", "campaign": "smeltng", "hours": 1}]},
        ("setups", 2, "campaign"),
        "no campaign on line L",
    ),
    (
        lines.campaigns,
        {"lines": [{"line": "L", "hours": 1, "initial_campaign": "x"}]},
        ("lines", 2, "initial_campaign"),
        "no campaign",
    ),
    (
        lines.zones,
        {
            "sites": TWO_SITES,
            "zones": [{"zone": "z", "site": "north"}],
            "lines": [{"line": "L", "hours": 1, "zone": "z"}],
        },
        ("lines", 2, "zone"),
        "belongs to site north",
    ),
    (
        cells.references,
        {"zones": [{"zone": "z"}], "conflicts": [{"zone": "y", "group": "wet", "campaign": "smelting"}]},
        ("conflicts", 2, "zone"),
        "no zone 'y'",
    ),
    (
        lines.conflicts,
        {"zones": [{"zone": "z"}], "conflicts": [{"zone": "z", "group": "wet", "campaign": "smelting"}]},
        ("conflicts", 2, "campaign"),
        "on a line of zone z",
    ),
    (
        lines.conflicts,
        {
            "zones": [{"zone": "z"}],
            "lines": [{"line": "L", "hours": 1, "zone": "z"}],
            "conflicts": [{"zone": "z", "group": group, "campaign": "smelting"} for group in ("wet", "dry")],
        },
        ("conflicts", 3, "group"),
        "already in group wet",
    ),
    (
        lines.downtime,
        {"downtime": [{"line": "L", "period": "1", "hours": 101}]},
        ("downtime", 2, "hours"),
        "is manned (100)",
    ),
    (
        lines.offered,
        {"routing": [{"stream": "A", "technology": "alkaline_wash", "rule": "force"}]},
        ("routing", 2, "technology"),
        "no line offers alkaline_wash",
    ),
    (
        lines.offered,
        {"routing": [{"stream": "*", "technology": "alkaline_wash", "cost": 5}]},
        ("routing", 2, "technology"),
        "no line offers alkaline_wash",
    ),
    # storage, safety
    (
        stock.initial_stock,
        {"initial_stock": [STOCK | {"form": "leach_solution"}]},
        ("initial_stock", 2, "form"),
        "cannot be stored",
    ),
    (
        stock.initial_stock,
        {"areas": [YARD], "initial_stock": [STOCK, STOCK | {"arrived": -1}]},
        ("initial_stock", 3, "mass"),
        "holds 6 t",
    ),
    (
        stock.initial_stock,
        {"sites": TWO_SITES, "areas": [YARD | {"site": "north"}], "initial_stock": [STOCK]},
        ("initial_stock", 2, "area"),
        "lies at site north",
    ),
    (
        stock.initial_stock,
        {"areas": [YARD], "area_classes": [{"area": "yard", "storage_class": "powder"}], "initial_stock": [STOCK]},
        ("initial_stock", 2, "area"),
        "does not take packs_charged",
    ),
    (
        cells.whole_numbers,
        {"initial_stock": [STOCK | {"arrived": -0.5}]},
        ("initial_stock", 2, "arrived"),
        "whole number",
    ),
    (
        stock.hazard_limits,
        {"hazard_limits": [{"hazard": "H2S", "basis": "processing", "place": "yard", "limit": 1}]},
        ("hazard_limits", 2, "place"),
        "is an area",
    ),
    (stock.hazard_limits, {"areas": [{"area": "plant"}]}, ("areas", 2, "area"), "same name"),
    (
        cells.references,
        {"area_classes": [{"area": "yard", "storage_class": "powdr"}]},
        ("area_classes", 2, "storage_class"),
        "'powdr'",
    ),
    (
        cells.references,
        {"end_values": [{"stream": "C", "form": "cell", "value": 1}]},
        ("end_values", 2, "stream"),
        "no stream 'C'",
    ),
    # market
    (
        market.grades,
        {"demand": [{"product": "alloy", "grade": "standrd", "maximum": 1}]},
        ("demand", 2, "grade"),
        "'standrd'",
    ),
    (
        market.grades,
        {"payables": [{"product": "alloy", "grade": "x", "element": "Ni", "payable": 1}]},
        ("payables", 2, "grade"),
        "'x'",
    ),
    (
        market.grades,
        {"grade_limits": [{"product": "alloy", "grade": "x", "item": "Cu", "limit": 0.1}]},
        ("grade_limits", 2, "grade"),
        "'x'",
    ),
    (
        market.grades,
        {
            "grade_limits": [{"product": "alloy", "grade": "offspec", "item": "Cu", "limit": 0.1}],
            "grades": [*TABLES["grades"], {"product": "alloy", "grade": "offspec"}],
        },
        ("grade_limits", 2, "grade"),
        "has no limits",
    ),
    (
        market.content_items,
        {"grade_limits": [{"product": "alloy", "grade": "standard", "item": "Ni+Coo", "limit": 0.1}]},
        ("grade_limits", 2, "item"),
        "'Coo'",
    ),
    (
        market.payables,
        {
            "grades": [TABLES["grades"][0] | {"capacity": 2}],
            "payables": [{"product": "alloy", "grade": "standard", "element": "Ni", "payable": 1}],
        },
        ("grades", 2, "capacity"),
        "cannot be kept",
    ),
    (
        market.demand,
        {"demand": [{"product": "alloy", "grade": "standard", "maximum": 1, "contract": 2}]},
        ("demand", 2, "contract"),
        "above the maximum (1 t)",
    ),
    (
        market.demand,
        {
            "demand": [
                {"product": "alloy", "grade": "standard", "period": "all", "maximum": 3},
                {"product": "alloy", "grade": "standard", "period": "each", "contract": 2},
            ]
        },
        ("demand", 2, "maximum"),
        "add up to 4 t",
    ),
    (
        market.prices,
        {"prices": [{"item": "alloy/standrd", "period": "1", "price": 1}]},
        ("prices", 2, "item"),
        "'alloy/standrd'",
    ),
    (
        market.prices,
        {"reference_prices": [{"item": "electricty", "price": 1, "currency": "USD", "date": "2026"}]},
        ("reference_prices", 2, "item"),
        "'electricty'",
    ),
    (
        market.prices,
        {"reference_prices": [{"item": "electricity", "price": 1, "currency": "dollar", "date": "2026"}]},
        ("reference_prices", 2, "currency"),
        "no currency",
    ),
    # a planner's decisions
    (
        planning.decisions,
        {"decisions": [{"variable": "recieve", "index": "A|1", "upper": 1}]},
        ("decisions", 2, "variable"),
        "'recieve'",
    ),
    (
        planning.decisions,
        {"decisions": [{"variable": "receive", "index": "A", "upper": 1}]},
        ("decisions", 2, "index"),
        "stream, period",
    ),
    (
        planning.decisions,
        {"decisions": [{"variable": "receive", "index": "A|3", "upper": 1}]},
        ("decisions", 2, "index"),
        "no period '3'",
    ),
    (
        planning.decisions,
        {"decisions": [{"variable": "receive", "index": "A|1", "upper": 1, "lower": 2}]},
        ("decisions", 2, "lower"),
        "above",
    ),
    (
        planning.decisions,
        {"decisions": [{"variable": "receive", "index": "A|1"}]},
        ("decisions", 2, "lower"),
        "neither",
    ),
    (
        planning.routing,
        {
            "line_technologies": [
                {"line": "L", "technology": name, "rate": 1} for name in ("dismantling", "alkaline_wash")
            ],
            "routing": [
                {"stream": "A", "technology": name, "rule": "force"} for name in ("dismantling", "alkaline_wash")
            ],
            "routing_limits": [{"stream": "A", "stage": "pretreatment", "maximum": 1}],
        },
        ("routing_limits", 2, "maximum"),
        "2 technologies",
    ),
    # the library, extended
    (
        flows.technologies,
        {"technologies": [{"technology": "magic", "stage": "leaching", "inputs": ("cell",), "maturity": "pilot"}]},
        ("technologies", 2, "technology"),
        "has no output",
    ),
    (
        flows.outputs,
        {"outputs": [OUT | {"kind": "fraction", "target": "slag"}]},
        ("outputs", 2, "target"),
        "no form 'slag'",
    ),
    (flows.outputs, {"outputs": [OUT | {"output": "loss"}]}, ("outputs", 2, "output"), "always the waste 'loss'"),
    (
        flows.ranks,
        {"outputs": [OUT | {"kind": "fraction", "target": "scrap"}]},
        ("outputs", 2, "target"),
        "does not rank above",
    ),
    (
        flows.splits,
        {"splits": [SMELT | {"constituent": "copper", "output": "slag", "fraction": 0.1}]},
        ("splits", 2, "constituent"),
        "'copper'",
    ),
    (
        flows.splits,
        {"splits": [SMELT | {"constituent": "Hf", "output": "slagg", "fraction": 0.1}]},
        ("splits", 2, "output"),
        "no output of smelting",
    ),
    (
        flows.splits,
        {"splits": [SMELT | {"constituent": "Hf", "output": out, "fraction": 0.6} for out in ("slag", "alloy")]},
        ("splits", 3, "fraction"),
        "sum to 1.2",
    ),
    (
        flows.conversions,
        {"conversions": [{"technology": "alkaline_wash", "constituent": "LFP", "target": "LCO"}]},
        ("conversions", 2, "kg_per_kg"),
        "neither",
    ),
    (
        flows.conversions,
        {
            "conversions": [
                {"technology": "alkaline_wash", "constituent": "LFP", "target": "LCO", "kg_per_kg": 1, "mol_per_mol": 1}
            ]
        },
        ("conversions", 2, "kg_per_kg"),
        "both",
    ),
    (
        flows.conversions,
        {"conversions": [{"technology": "alkaline_wash", "constituent": "LFP", "target": "LFP", "kg_per_kg": 1}]},
        ("conversions", 2, "target"),
        "into itself",
    ),
    (
        flows.uses_and_hazards,
        {"uses": [SMELT | {"utility": "electricity", "constituent": "kind:wood", "amount": 1}]},
        ("uses", 2, "constituent"),
        "'kind:wood'",
    ),
    (
        flows.uses_and_hazards,
        {"hazard_factors": [{"hazard": "H2S", "basis": "stock", "at": "smelting", "factor": 1}]},
        ("hazard_factors", 2, "at"),
        "no form 'smelting'",
    ),
    (
        substances.constituents,
        {"constituents": [{"constituent": "Ni", "kind": "other", "formula": "Ni"}]},
        ("constituents", 2, "constituent"),
        "an element bears this name",
    ),
    (
        substances.constituents,
        {"constituents": [{"constituent": "odd", "kind": "other", "formula": "Li6P(S5"}]},
        ("constituents", 2, "formula"),
        "cannot be read",
    ),
    (
        substances.constituents,
        {"constituents": [{"constituent": "odd", "kind": "other", "formula": "Li6Xx"}]},
        ("constituents", 2, "formula"),
        "no element 'Xx'",
    ),
    (
        substances.products,
        {"products": [{"product": "odd", "formula": "CoSO4", "carrier": "Ni"}]},
        ("products", 2, "carrier"),
        "holds no Ni",
    ),
    (
        substances.conditions,
        {"verdict_conditions": [SMELT | {"electrolyte_class": "sulfide", "condition": "state", "value": "broken"}]},
        ("verdict_conditions", 2, "value"),
        "no state 'broken'",
    ),
    (
        substances.conditions,
        {
            "verdict_conditions": [
                SMELT | {"electrolyte_class": "sulfide", "condition": "earlier_step", "value": "smeltin"}
            ]
        },
        ("verdict_conditions", 2, "value"),
        "no earlier step",
    ),
    (
        substances.conditions,
        {"verdict_conditions": [SMELT | {"electrolyte_class": "sulfide", "condition": "max_content", "value": "S"}]},
        ("verdict_conditions", 2, "limit"),
        "needs a limit",
    ),
    (
        substances.conditions,
        {
            "forms": [{"form": "dust", "rank": 5}],
            "verdict_conditions": [
                {"technology": "sale_x", "electrolyte_class": "sulfide", "condition": "state", "value": "intact"}
            ],
        },
        ("verdict_conditions", 2, "electrolyte_class"),
        "has no row",
    ),
    (
        substances.conditions,
        {
            "verdict_conditions": [
                SMELT | {"electrolyte_class": "*", "condition": "capability", "value": "inert"},
            ]
        },
        ("verdict_conditions", 2, "electrolyte_class"),
        "has no row for smelting and *",
    ),
    (
        cells.references,
        {"intake_limits": [SMELT | {"item": "kind:cathodes", "limit": 0.1}]},
        ("intake_limits", 2, "item"),
        "'kind:cathodes'",
    ),
    (
        cells.references,
        {"intake_limits": [SMELT | {"item": "kind:cathode", "limit": 0.1, "except": ("NCM811", "NCM81")}]},
        ("intake_limits", 2, "except"),
        "no constituent 'NCM81'",
    ),
    (
        flows.intake_limits,
        {"intake_limits": [SMELT | {"item": "kind:cathode", "limit": 0.1, "except": ("NCM811", "PEO")}]},
        ("intake_limits", 2, "except"),
        "PEO does not count towards kind:cathode",
    ),
    (
        flows.intake_limits,
        {"intake_limits": [SMELT | {"item": "sulfide", "limit": 0.1, "except": ("PEO",)}]},
        ("intake_limits", 2, "except"),
        "PEO does not count towards sulfide",
    ),
    (
        flows.releases,
        NOISE | {"releases": [{"hazard": "noise", "at": "alkaline_wash", "release": 0.2}]},
        ("releases", 2, "at"),
        "no processing row of noise at alkaline_wash for *",
    ),
    (
        flows.releases,
        NOISE | {"releases": [{"hazard": "noise", "at": "smelting", "constituent": "sulfide", "release": 0.2}]},
        ("releases", 2, "constituent"),
        "no processing row of noise at smelting for sulfide",
    ),
    (
        flows.releases,
        NOISE | {"releases": [{"hazard": "noise", "at": "smelting", "constituent": "suflide", "release": 0.2}]},
        ("releases", 2, "constituent"),
        "'suflide'",
    ),
    (
        market.content_items,
        {"specifications": [{"product": "alloy", "grade": "standard", "item": "Kryptonite", "limit": 0.1}]},
        ("specifications", 2, "item"),
        "'Kryptonite'",
    ),
]


def short(value: Any) -> str:
    """A name for a case: the same in every run."""
    return value.__name__ if callable(value) else str(value)[:60]


@pytest.mark.parametrize(("rule", "changes", "where", "says"), RINGING, ids=short)
def test_a_broken_rule_names_its_cell(
    rule: Any, changes: dict[str, Any], where: tuple[str, int, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validate, "RULES", [(one, needed) for one, needed in validate.RULES if one is rule])
    problem = only(complaints(**changes))
    assert place(problem) == where
    assert says in problem.rule
    assert problem.remedy


def test_every_rule_has_a_case_that_rings_it() -> None:
    assert {rule for rule, _ in validate.RULES} == {rule for rule, *_ in RINGING} - {None}


NOTES: list[tuple[dict[str, Any], str]] = [
    (with_stream(gate_fee=6000.0), "gate fee (6000 a tonne) is above the cheapest disposal of charged_pack"),
    (with_stream(electrolyte_class="polymer"), "none of its constituents is of that class"),
    (
        {"arrivals": [{"stream": "A", "period": "1", "mass": 1}, {"stream": "B", "period": "4", "mass": 1}]},
        "in which 2, 3 do not occur",
    ),
    ({"lines": [{"line": "L", "capabilities": ("inertt", "off_gas_scrubber"), "hours": 1}]}, "did you mean 'inert'?"),
    ({"lines": [{"line": "L", "hours": 1}]}, "line L cannot run smelting: it lacks off_gas_scrubber"),
    ({"lines": [{"line": "L", "capabilities": ("off_gas_scrubber",), "hours": 200}]}, "the longest period has 168 h"),
    (
        {"forms": [{"form": "charged_pack", "storable": False}]},
        "stream A arrives as charged_pack, which cannot be stored",
    ),
    ({"end_values": [{"stream": "*", "form": "leach_solution", "value": 1}]}, "its value is never used"),
    (
        {
            "hazards": [{"hazard": "noise", "unit": "kg"}],
            "hazard_limits": [{"hazard": "noise", "basis": "processing", "limit": 1}],
        },
        "its limit never binds",
    ),
]


@pytest.mark.parametrize(("changes", "says"), NOTES, ids=short)
def test_what_is_odd_but_no_error_is_noted(changes: dict[str, Any], says: str) -> None:
    assert any(says in note for note in small(**changes).notes), small(**changes).notes


def test_a_plain_instance_has_no_notes() -> None:
    assert small().notes == ()
    assert len(validate.REMARKS) == 4


def test_a_stock_counts_as_an_arrival_of_its_stream() -> None:
    assert small(arrivals=TABLES["arrivals"][1:], initial_stock=[STOCK])


def test_composition_may_miss_one_by_rounding() -> None:
    assert small(composition=[COMPOSITION[0], COMPOSITION[1] | {"fraction": 0.3000009}])


def test_contracts_with_a_penalty_may_exceed_the_horizon() -> None:
    assert small(
        demand=[
            {"product": "alloy", "grade": "standard", "period": "all", "maximum": 3},
            {"product": "alloy", "grade": "standard", "period": "each", "contract": 2, "penalty": 10},
        ]
    )


def test_forbidding_what_no_line_offers_is_fine() -> None:
    assert small(routing=[{"stream": "*", "technology": "alkaline_wash", "rule": "forbid"}])
