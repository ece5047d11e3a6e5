"""What a planner asks for and the network refuses is refused with its reason; what can never run is said."""

from __future__ import annotations

from typing import Any

import pytest
from network_world import CLEAN, SULFIDE, Rows, stream, without, world

from opt.commands.advice import infeasible
from opt.commands.validate import describe, page_of
from opt.instance.instance import Instance
from opt.network import build_network
from opt.network.explain import refused_streams
from opt.network.findings import idle_campaigns
from opt.network.parameters import build_parameters
from opt.network.wishes import forced_in_vain
from opt.tables.problems import InputError, Problem

WHY = "infeasible for sulfide (20 wt%, above 1 wt%): water sets H2S free (review, section 5.2)"


def plant(*parts: dict[str, Rows], **replaced: Rows) -> Instance:
    """The invented plant, and somebody who takes what meets no grade."""
    return world({"outlets": [{"outlet": "anyone", "takes": "offspec", "cost": 1}]}, *parts, **replaced)


def complaint(instance: Instance) -> Problem:
    """The one complaint about the parameters."""
    with pytest.raises(InputError) as caught:
        build_parameters(instance, build_network(instance))
    (problem,) = caught.value.problems
    return problem


def in_vain(instance: Instance) -> list[str]:
    return list(forced_in_vain(instance, build_network(instance)))


def decision(variable: str, index: str) -> dict[str, Rows]:
    return {"decisions": [{"variable": variable, "index": index, "lower": 0.1}]}


def routing(*rows: tuple[str, str, str]) -> dict[str, Rows]:
    return {"routing": [{"stream": name, "technology": k, "rule": rule} for name, k, rule in rows]}


@pytest.mark.parametrize(
    ("variable", "index", "rule", "remedy"),
    [
        (
            "treat",
            "S>leach|reactor|1",
            f"there is no treat[S>leach, reactor, 1]: it is refused, {WHY}",
            "remove the row",
        ),
        ("make", "S>leach|CoO|A|1", f"there is no make[S>leach, CoO, A, 1]: it is refused, {WHY}", "remove the row"),
        (
            "treat",
            "S>crush|mill|1",
            "there is no treat[S>crush, mill, 1]: it is refused, crush accepts dead_cell, the fraction is powder",
            "remove the row",
        ),
        ("treat", "S>wish|tank|1", "there is no treat[S>wish, tank, 1]", "did you mean 'S>wash|tank|1'?"),
        (
            "dispose",
            "S/wasched|burner|1",
            "there is no dispose[S/wasched, burner, 1]",
            "did you mean 'S/washed|burner|1'",
        ),
    ],
)
def test_a_decision_on_what_is_refused_says_why(variable: str, index: str, rule: str, remedy: str) -> None:
    problem = complaint(plant(stream("S", SULFIDE, form="powder"), decision(variable, index)))
    assert (problem.table, problem.row, problem.column, problem.value) == ("decisions", 2, "index", index)
    assert problem.rule == rule
    assert remedy in problem.remedy


def test_a_forced_technology_that_takes_nothing_says_why() -> None:
    """Half of the sulfide stays behind the wash, so that leaching is refused before and after it."""
    rest = [*without("splits", technology="wash", constituent="sulfide")]
    instance = plant(stream("S", SULFIDE, form="powder"), routing(("S", "leach", "force")), splits=rest)
    (text,) = in_vain(instance)
    assert text.startswith(f"routing: leach is forced, but takes nothing of S: {WHY}; S/washed: infeasible for sulfide")
    network = build_network(instance)
    assert text in describe(instance, network, build_parameters(instance, network))["notes"]
    assert f"- {text}" in list(infeasible(instance))


def test_a_forced_technology_that_never_meets_its_form_says_so() -> None:
    instance = plant(stream("S", SULFIDE, form="powder"), routing(("S", "crush", "force")))
    assert "S: nothing they become has a form that it accepts" in in_vain(instance)[0]


def test_what_is_forced_and_takes_something_is_no_complaint() -> None:
    dirty = {**stream("S", SULFIDE, form="powder")}
    two = {name: [*dirty[name], *stream("T", CLEAN, form="powder")[name]] for name in dirty}
    hammer = {
        "technologies": [{"technology": "hammer", "stage": "leaching", "inputs": "powder", "maturity": "pilot"}],
        "outputs": [{"technology": "hammer", "output": "residue", "kind": "waste", "target": "residue"}],
        "splits": [{"technology": "hammer", "constituent": "*", "output": "residue", "fraction": 1}],
        "verdicts": [{"technology": "hammer", "electrolyte_class": "sulfide", "verdict": "infeasible"}],
        "line_technologies": [{"line": "mill", "technology": "hammer", "rate": 1}],
    }
    for rules in (
        routing(("*", "leach", "force")),
        routing(("T", "leach", "force")),
        routing(("S", "leach", "force")),  # behind the wash
        routing(("S", "leach", "force"), ("S", "hammer", "force")),
    ):
        assert in_vain(plant(two, hammer, rules)) == []
    (text,) = in_vain(plant(two, hammer, routing(("S", "hammer", "force"))))
    assert text.startswith("routing: hammer is forced, but takes nothing of S: infeasible for sulfide (20 wt%")


def limited(*rows: tuple[str, float]) -> dict[str, Rows]:
    """Concurrent limits on H2S by period."""
    return {
        "hazard_limits": [
            {"hazard": "H2S", "basis": "concurrent", "place": "plant", "period": t, "limit": limit} for t, limit in rows
        ]
    }


def idle(*parts: Any) -> list[str]:
    instance = plant(stream("S", SULFIDE, form="powder"), *parts)
    network = build_network(instance)
    return list(idle_campaigns(instance, network, build_parameters(instance, network)))


def test_a_campaign_whose_own_peak_is_too_high_is_said_never_to_run() -> None:
    """The residue: 0.004/0.754 of LPS x 260 kg/t x 0.5 t/h = 0.69 kg/h; the wash gives 0.2 x 10 kg/t x 1 t/h = 2."""
    peak = 0.004 / 0.754 * 260 * 0.5
    assert idle(limited(("all", 2.001))) == []
    (note,) = idle(limited(("all", 1.999)))
    assert note.startswith("campaign wash of line tank can never run: S>wash gives 2 kg/h of H2S, and plant bears 2 ")
    assert len(idle(limited(("all", peak * 0.999)))) == 2
    (note,) = idle(limited(("1", peak * 1.001), ("2", 3.0)))
    assert note.startswith("campaign wash of line tank can not run in 1 periods: ")
    assert idle() == []


def test_what_the_lines_run_and_a_stream_cannot_use_is_told_once() -> None:
    rest = [*without("splits", technology="wash", constituent="sulfide")]
    parts = [stream(name, SULFIDE, form="powder", intact=intact) for name, intact in (("S", True), ("T", False))]
    lines = [*without("line_technologies", technology="relithiate")]
    instance = plant(*parts, splits=rest, line_technologies=lines)
    network = build_network(instance)
    found = refused_streams(network, instance)
    assert {name: {k: r.fraction for k, r in told.items()} for name, told in found.items()} == {
        "S": {"leach": "S"},
        "T": {"leach": "T"},
    }
    report = describe(instance, network, build_parameters(instance, network))
    assert report["refused"]["S"] == {"leach": {"fraction": "S", "reason": WHY}}
    page = [text for text, _ in page_of("here", instance, network, report)]
    assert f"leach: {WHY} (S; likewise T)" in page
    assert any(text.startswith("no operation can take fraction S/washed") for text in page)


def test_after_the_wash_nothing_is_refused_for_good() -> None:
    instance = plant(stream("S", SULFIDE, form="powder"))
    assert refused_streams(build_network(instance), instance) == {}
