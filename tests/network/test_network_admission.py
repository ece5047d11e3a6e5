"""Who may take what: verdicts by content, every typed condition met and unmet, intake limits, lines, routing."""

from __future__ import annotations

from typing import Any

import pytest
from network_world import CLEAN, SULFIDE, Rows, stream, table, without, world

from opt.instance.instance import Instance
from opt.network import build_network, explain_stream, unroutable

POLYMER = {"LCO": 0.5, "PEO": 0.5}


def operations(instance: Instance) -> set[str]:
    return set(build_network(instance).operations)


def reason(instance: Instance, fraction: str, technology: str) -> str:
    refusals = [r for r in build_network(instance).refusals if (r.fraction, r.technology) == (fraction, technology)]
    assert len(refusals) == 1
    return refusals[0].reason


def condition(kind: str, value: str, limit: float = float("nan"), technology: str = "wash") -> dict[str, Rows]:
    """A typed condition of the verdict of a technology on sulfides."""
    return {
        "verdict_conditions": [
            {
                "technology": technology,
                "electrolyte_class": "sulfide",
                "condition": kind,
                "value": value,
                "limit": limit,
            }
        ]
    }


def test_a_verdict_goes_by_what_the_fraction_still_contains() -> None:
    instance = world(stream("S", SULFIDE, form="powder"))
    # 0.004/0.754 = 0.53 wt% LPS is left behind the wash: below the trace threshold of 1 wt%
    assert operations(instance) >= {"S>wash", "S/washed>leach"}
    assert "S>leach" not in operations(instance)
    text = reason(instance, "S", "leach")
    assert text == "infeasible for sulfide (20 wt%, above 1 wt%): water sets H2S free (review, section 5.2)"


def test_the_residue_below_the_threshold_still_counts_as_a_hazard() -> None:
    network = build_network(world(stream("S", SULFIDE, form="powder")))
    rest = network.fractions["S/washed"].composition["LPS"]
    assert network.fractions["S/washed"].classes == ()
    # 500 kg/t of sulfide at half release, and 10 kg/t of LPS anywhere
    assert network.operations["S/washed>leach"].hazards == {"H2S": pytest.approx(rest * 260)}


def test_a_threshold_of_the_verdict_goes_before_the_instance() -> None:
    verdicts = [
        *without("verdicts", technology="leach", electrolyte_class="sulfide"),
        {"technology": "leach", "electrolyte_class": "sulfide", "verdict": "infeasible", "threshold": 0.001},
    ]
    instance = world(stream("S", SULFIDE, form="powder"), verdicts=verdicts)
    assert "S/washed>leach" not in operations(instance)
    assert "above 0.1 wt%" in reason(instance, "S/washed", "leach")


def test_the_instance_sets_the_trace_threshold() -> None:
    instance = world(stream("S", SULFIDE, form="powder"), settings={"trace_threshold": 0.005})
    assert "S/washed>leach" not in operations(instance)


def test_a_pair_without_a_verdict_is_refused() -> None:
    instance = world(stream("S", {"LCO": 1.0}, form="powder", electrolyte_class="oxide_garnet"))
    assert "S>wash" in operations(instance)
    garnet = {
        "constituents": [
            {"constituent": "LLZO", "kind": "electrolyte", "formula": "Li7Al3O12", "electrolyte_class": "oxide_garnet"}
        ]
    }
    instance = world(garnet, stream("S", {"LLZO": 1.0}, form="powder", electrolyte_class="oxide_garnet"))
    assert "no verdict on oxide_garnet (100 wt%" in reason(instance, "S", "wash")


@pytest.mark.parametrize(
    ("kind", "value", "limit", "columns", "met"),
    [
        ("state", "intact", None, {"form": "dead_cell"}, True),
        ("state", "intact", None, {"form": "dead_cell", "intact": False}, False),
        ("state", "damaged", None, {"form": "dead_cell"}, False),
        ("state", "damaged", None, {"form": "dead_cell", "intact": False}, True),
        ("state", "discharged", None, {"form": "dead_cell"}, True),
        ("max_content", "copper", 0.3, {}, True),
        ("max_content", "copper", 0.29, {}, False),
        ("max_content", "Li", 0.2, {}, True),
        ("max_content", "Li", 0.15, {}, False),
        ("max_content", "sulfide", 0.2, {}, True),
        ("material", "LPS", None, {}, True),
        ("material", "LPSC", None, {}, False),
        ("required_material", "copper", None, {}, True),
        ("required_material", "aluminium", None, {}, False),
        ("required_material", "Co", None, {}, True),
        ("earlier_step", "discharge", None, {}, False),
        ("earlier_step", "discharge", None, {"form": "cell"}, True),
        ("maturity", "pilot", None, {}, True),
        ("maturity", "laboratory", None, {}, False),
    ],
)
def test_each_typed_condition(kind: str, value: str, limit: float | None, columns: dict[str, Any], met: bool) -> None:
    part = condition(kind, value, float("nan") if limit is None else limit, "crush")
    instance = world(part, stream("S", SULFIDE, **columns))
    fraction = "S/dead_cell" if columns.get("form") == "cell" else "S"
    assert (f"{fraction}>crush" in operations(instance)) == met
    if not met:
        assert reason(instance, fraction, "crush").startswith("for sulfide (20 wt%, above 1 wt%) ")


def test_a_charged_form_is_not_discharged() -> None:
    instance = world(condition("state", "discharged", technology="discharge"), stream("S", SULFIDE, form="cell"))
    assert "the material must be discharged" in reason(instance, "S", "discharge")


def test_opening_the_cells_ends_intactness() -> None:
    instance = world(condition("state", "intact"), stream("S", SULFIDE))
    network = build_network(instance)
    assert network.fractions["S"].intact
    assert not any(name.endswith(">wash") for name in network.operations)
    assert "the material must be intact" in reason(instance, "S/powder", "wash")


def test_opting_in_to_a_maturity() -> None:
    part = condition("maturity", "laboratory", technology="crush")
    instance = world(part, stream("S", SULFIDE), settings={"maturity": ("laboratory", "pilot")})
    assert "S>crush" in operations(instance)


def test_all_materials_of_the_class_must_be_among_the_named() -> None:
    mixed = {"LPS": 0.3, "LPSC": 0.3, "LCO": 0.4}
    one = condition("material", "LPS", technology="crush")
    other = condition("material", "LPSC", technology="crush")
    both = {name: [*rows, *other[name]] for name, rows in one.items()}
    assert "S>crush" not in operations(world(one, stream("S", mixed)))
    assert "takes only LPS, the fraction has LPSC" in reason(world(one, stream("S", mixed)), "S", "crush")
    assert "S>crush" in operations(world(both, stream("S", mixed)))


def test_conditions_of_a_class_that_is_gone_do_not_count() -> None:
    part = {"verdict_conditions": condition("state", "intact", technology="leach")["verdict_conditions"]}
    verdicts = [
        *without("verdicts", technology="leach", electrolyte_class="sulfide"),
        {"technology": "leach", "electrolyte_class": "sulfide", "verdict": "conditional"},
    ]
    assert "S/washed>leach" in operations(world(part, stream("S", SULFIDE, form="powder"), verdicts=verdicts))


def test_all_conditions_must_hold_and_all_failures_are_named() -> None:
    rows = (
        condition("maturity", "laboratory", technology="crush")["verdict_conditions"]
        + condition("state", "damaged", technology="crush")["verdict_conditions"]
    )
    text = reason(world({"verdict_conditions": rows}, stream("S", SULFIDE)), "S", "crush")
    assert "opt in to maturity 'laboratory'" in text
    assert "must be damaged" in text


def test_a_capability_of_a_condition_chooses_the_lines() -> None:
    part = condition("capability", "inert", technology="crush")
    instance = world(part, stream("S", SULFIDE), stream("T", CLEAN))
    assert "T>crush" in operations(instance)
    assert reason(instance, "S", "crush") == (
        "no line at plant has every capability it needs here: line mill lacks inert; "
        "for sulfide (20 wt%, above 1 wt%) it needs inert"
    )
    lines = {
        "lines": [{"line": "box", "hours": 10, "capabilities": "inert|dry"}],
        "line_technologies": table("line technology rate", "box crush 0.1"),
    }
    crush = build_network(world(part, lines, stream("S", SULFIDE), stream("T", CLEAN))).operations
    assert set(crush["S>crush"].lines) == {"box"}
    assert set(crush["T>crush"].lines) == {"box", "mill"}


def test_capabilities_of_the_technology_are_asked_for_whatever_is_fed() -> None:
    technologies = [
        *without("technologies", technology="crush"),
        {
            "technology": "crush",
            "stage": "pretreatment",
            "inputs": "dead_cell",
            "maturity": "industrial",
            "capabilities": "dust_filter",
        },
    ]
    assert "S>crush" not in operations(world(stream("S", CLEAN), technologies=technologies))


def test_intake_limits_by_constituent_element_and_class() -> None:
    for item, limit, met in (
        ("copper", 0.3, True),
        ("copper", 0.2, False),
        ("O", 0.14, True),
        ("O", 0.13, False),
        ("sulfide", 0.2, True),
        ("sulfide", 0.1, False),
    ):
        part = {"intake_limits": [{"technology": "crush", "item": item, "limit": limit}]}
        instance = world(part, stream("S", SULFIDE))
        assert ("S>crush" in operations(instance)) == met
    assert reason(instance, "S", "crush") == "takes at most 10 wt% sulfide, the fraction has 20 wt%"


def test_the_most_specific_row_of_a_line_counts() -> None:
    rows = table(
        "line technology electrolyte_class form rate campaign",
        """
        mill crush sulfide * 1.5 careful
        mill crush * dead_cell 1.7 -
        mill crush polymer dead_cell 1.9 -
        mill crush sulfide powder 9 never
    """,
    )
    network = build_network(
        world(
            {"line_technologies": rows},
            stream("S", SULFIDE),
            stream("P", POLYMER, electrolyte_class="polymer"),
            stream("O", {"LCO": 1.0}, electrolyte_class="oxide_garnet"),
        )
    )
    line = {name: network.operations[f"{name}>crush"].lines["mill"] for name in "SPO"}
    assert (line["S"].rate, line["S"].campaign) == (1.5, "careful")
    assert (line["P"].rate, line["P"].campaign) == (1.9, "crush")
    assert (line["O"].rate, line["O"].campaign) == (1.7, "crush")


def test_lines_of_other_sites_and_classes_do_not_count() -> None:
    sites = {"sites": [{"site": "port"}], "areas": [{"area": "quay", "site": "port"}]}
    instance = world(sites, stream("S", SULFIDE, site="port"))
    assert reason(instance, "S", "crush") == "no line at port offers it, only at plant"
    rows = [
        *without("line_technologies", technology="crush"),
        {"line": "mill", "technology": "crush", "electrolyte_class": "polymer", "rate": 1},
    ]
    text = reason(world(stream("S", SULFIDE), line_technologies=rows), "S", "crush")
    assert "for other electrolyte classes or forms than sulfide and dead_cell" in text
    rows = without("line_technologies", technology="crush")
    text = reason(world(stream("S", SULFIDE), line_technologies=rows), "S", "crush")
    assert text == "no line at plant offers it (line_technologies)"


def test_a_technology_may_need_no_line() -> None:
    part = {
        "technologies": [
            {"technology": "sell", "stage": "sale", "inputs": "powder", "maturity": "industrial", "needs_line": False}
        ],
        "outputs": table("technology output kind target", "sell goods product scrap"),
        "splits": table("technology constituent output fraction", "sell * goods 1"),
    }
    assert build_network(world(part, stream("S", CLEAN))).operations["S/powder>sell"].lines == {}


def test_forbid_and_force() -> None:
    forbid = {"routing": [{"stream": "S", "technology": "wash", "rule": "forbid"}]}
    instance = world(forbid, stream("S", CLEAN, form="powder"), stream("T", CLEAN, form="powder"))
    assert reason(instance, "S", "wash") == "routing: forbidden by the planner"
    assert "T>wash" in operations(instance)
    second = {
        "technologies": [{"technology": "sieve", "stage": "separation", "inputs": "powder", "maturity": "industrial"}],
        "outputs": table("technology output kind target", "sieve solids fraction washed"),
        "splits": table("technology constituent output fraction", "sieve * solids 1"),
        "line_technologies": table("line technology rate", "tank sieve 1"),
        "routing": [{"stream": "*", "technology": "sieve", "rule": "force"}],
    }
    instance = world(second, stream("S", CLEAN, form="powder"))
    assert {"S>sieve", "S>leach"} <= operations(instance)
    assert reason(instance, "S", "wash") == "routing: the planner forces sieve in stage separation"


def test_a_row_of_the_stream_goes_before_the_row_for_all() -> None:
    part = {"routing": [{"stream": "*", "technology": "wash", "rule": "forbid"}, {"stream": "S", "technology": "wash"}]}
    found = operations(world(part, stream("S", CLEAN, form="powder"), stream("T", CLEAN, form="powder")))
    assert "S>wash" in found
    assert "T>wash" not in found


def test_a_stream_that_nothing_can_take_is_explained() -> None:
    part = {"routing": [{"stream": "S", "technology": "leach", "rule": "force"}], **condition("capability", "inert")}
    instance = world(part, stream("S", SULFIDE, form="powder"), stream("T", CLEAN))
    network = build_network(instance)
    assert unroutable(network, instance) == [
        (
            "S",
            [
                "leach refuses S: infeasible for sulfide (20 wt%, above 1 wt%): water sets H2S free "
                "(review, section 5.2)",
                "wash refuses S: no line at plant has every capability it needs here: line tank lacks inert; for "
                "sulfide (20 wt%, above 1 wt%) it needs inert",
            ],
        )
    ]
    with pytest.raises(KeyError):
        explain_stream(network, instance, "nobody")


def test_a_form_that_nobody_accepts_is_explained() -> None:
    technologies = without("technologies", technology="discharge")
    instance = world(stream("S", SULFIDE, form="cell"), technologies=technologies)
    found = unroutable(build_network(instance), instance)
    assert found == [("S", ["no technology of the library accepts form 'cell'"])]


STAR = {"technology": "leach", "electrolyte_class": "*", "verdict": "conditional", "review_section": "7"}
ALL_THREE = {"LCO": 0.4, "LPS": 0.3, "PEO": 0.3}


def starred(*conditions: dict[str, Any], **verdict: Any) -> dict[str, Rows]:
    """Leaching ruled by '*' (with conditions) besides its own verdict on polymers."""
    own = {"technology": "leach", "electrolyte_class": "polymer", "verdict": "feasible"}
    return {
        "verdicts": [*without("verdicts", technology="leach"), own, STAR | verdict],
        "verdict_conditions": [{"technology": "leach", "electrolyte_class": "*", **row} for row in conditions],
    }


def test_a_verdict_on_star_stands_for_each_class_without_its_own() -> None:
    rows = starred(verdict="infeasible", reason="spoils the product")
    for composition, met in ((SULFIDE, False), (POLYMER, True), (ALL_THREE, False), (CLEAN, True)):
        instance = world(stream("S", composition, form="powder"), verdicts=rows["verdicts"])
        assert ("S>leach" in operations(instance)) == met
    text = reason(world(stream("S", SULFIDE, form="powder"), verdicts=rows["verdicts"]), "S", "leach")
    assert text == "infeasible for sulfide (20 wt%, above 1 wt%): spoils the product (review, section 7)"


def test_the_threshold_of_star_is_that_of_each_class() -> None:
    rows = starred(verdict="infeasible", threshold=0.25)
    for share, met in ((0.25, True), (0.26, False)):
        instance = world(stream("S", {"LCO": 1 - share, "LPS": share}, form="powder"), verdicts=rows["verdicts"])
        assert ("S>leach" in operations(instance)) == met


def test_conditions_on_star_go_with_the_verdict_on_star_only() -> None:
    rows = starred({"condition": "maturity", "value": "pilot"}, {"condition": "capability", "value": "scrubber"})
    able = [*without("lines", line="reactor"), {"line": "reactor", "hours": 100, "capabilities": "scrubber"}]
    for composition, lines, maturity, met in (
        (SULFIDE, able, ["pilot"], True),
        (SULFIDE, able, [], False),
        (SULFIDE, None, ["pilot"], False),
        (POLYMER, None, [], True),
        (ALL_THREE, None, ["pilot"], False),
    ):
        changed = rows | ({"lines": lines} if lines else {})
        instance = world(stream("S", composition, form="powder"), settings={"maturity": maturity}, **changed)
        assert ("S>leach" in operations(instance)) == met, (composition, maturity)


def test_intake_limits_by_kind_and_what_does_not_count() -> None:
    mixed = {"LCO": 0.4, "LPS": 0.2, "LPSC": 0.1, "copper": 0.2, "aluminium": 0.1}
    for item, excepted, content in (
        ("kind:collector", "", 0.3),
        ("kind:collector", "copper", 0.1),
        ("kind:collector", "copper|aluminium", 0.0),
        ("sulfide", "LPS", 0.1),
        ("copper", "copper", 0.0),
        ("Cu", "aluminium", 0.2),
        ("S", "LPS", 0.1 * 5 * 32 / 268),
    ):
        for limit, met in ((content + 1e-9, True), (content - 1e-9, False)):
            row = {"technology": "crush", "item": item, "limit": max(limit, 0.0), "except": excepted or ()}
            instance = world({"intake_limits": [row]}, stream("S", mixed))
            assert ("S>crush" in operations(instance)) == (met or content == 0.0), (item, excepted)
    row = {"technology": "crush", "item": "kind:collector", "limit": 0.02, "except": "copper"}
    text = reason(world({"intake_limits": [row]}, stream("S", mixed)), "S", "crush")
    assert text == "takes at most 2 wt% kind:collector besides copper, the fraction has 10 wt%"


def test_the_elements_of_broken_phases_belong_to_no_kind() -> None:
    smelt = {"technology": "crush", "breaks": True, "stage": "pretreatment", "inputs": "dead_cell", "maturity": "pilot"}
    for item, met in (("kind:collector", True), ("kind:cathode", True), ("Cu", False)):
        instance = world(
            {"intake_limits": [{"technology": "wash", "item": item, "limit": 0.0}]},
            stream("S", CLEAN),
            technologies=[*without("technologies", technology="crush"), smelt],
            splits=[
                *without("splits", technology="crush"),
                *table("technology constituent output fraction", "crush * powder 1"),
            ],
        )
        assert ("S/powder>wash" in operations(instance)) == met, item


def test_a_limit_that_is_no_number_admits_nothing() -> None:
    part = {"intake_limits": [{"technology": "crush", "item": "copper", "limit": float("nan")}]}
    assert "S>crush" not in operations(world(part, stream("S", SULFIDE)))
