"""Why a stream cannot take a route at all: the reason, form by form."""

from __future__ import annotations

import pytest
from alternative_world import WAY, routing, sourced, two_ways, unsolved
from worth_world import rows_of, tiny, tiny_with

from opt.plan.plan import Plan
from opt.study.explain.alternative import why_not
from opt.tables.problems import InputError


def test_a_verdict() -> None:
    answer = why_not(unsolved(tiny()), "SUL", "annealing")
    assert answer.verdict == "refused"
    assert answer.reasons == (
        "as powder (as received): infeasible for sulfide (50 wt%, above 1 wt%): the electrolyte decomposes",
    )
    assert answer.text() == f"SUL cannot take annealing:\n  {answer.reasons[0]}"
    assert answer.plan is None


def test_a_verdict_with_the_section_of_the_review() -> None:
    verdicts = [
        {**row, "review_section": "4.2"} if (row["technology"], row["electrolyte_class"]) == ("annealing", "sulfide")
        else row for row in rows_of("verdicts")
    ]  # fmt: skip
    answer = why_not(unsolved(tiny_with(verdicts=verdicts)), "SUL", "annealing")
    assert answer.reasons[0].endswith("the electrolyte decomposes (review, section 4.2)")


def test_a_line_without_the_capability() -> None:
    answer = why_not(unsolved(two_ways(lines=rows_of("lines", "wash", capabilities=()))), "SUL", "ethanol_dissolution")
    assert answer.verdict == "refused"
    assert "line wash lacks inert" in answer.text()
    assert "for sulfide (50 wt%, above 1 wt%) it needs inert" in answer.text()


def test_no_line_at_all() -> None:
    rows = [row for row in rows_of("line_technologies") if row["technology"] != "annealing"]
    setups = [row for row in rows_of("setups") if row["campaign"] != "annealing"]
    answer = why_not(unsolved(tiny_with(line_technologies=rows, setups=setups)), "OXI", "annealing")
    assert answer.reasons == ("as powder (as received): no line at plant offers it (line_technologies)",)


def test_an_intake_limit() -> None:
    limit = sourced({"technology": "annealing", "item": "LLZO", "limit": 0.4})
    answer = why_not(unsolved(tiny_with(intake_limits=[limit])), "OXI", "annealing")
    assert answer.reasons == ("as powder (as received): takes at most 40 wt% LLZO, the fraction has 50 wt%",)


def test_the_planners_own_rule() -> None:
    plan = unsolved(two_ways(routing=[routing(WAY, "forbid")]))
    assert why_not(plan, "SUL", WAY).reasons == ("as powder (as received): routing: forbidden by the planner",)
    plan = unsolved(two_ways(routing=[routing("ethanol_dissolution", "force")]))
    assert "routing: the planner forces ethanol_dissolution in stage pretreatment" in why_not(plan, "SUL", WAY).text()


def test_a_form_that_the_stream_never_becomes() -> None:
    """OXI is never cathode powder: what would make it refuses OXI, and says why."""
    answer = why_not(unsolved(tiny()), "OXI", "relithiation")
    assert answer.reasons[0] == "relithiation takes cathode_powder; OXI comes as powder and becomes nothing else"
    assert any(
        reason.startswith("ethanol_dissolution, which would make it, refuses: as powder (as received): infeasible")
        for reason in answer.reasons[1:]
    )


def test_of_a_chain_the_refused_part_is_named() -> None:
    answer = why_not(unsolved(two_ways()), "SUL", (WAY, "annealing"))
    assert answer.verdict == "refused"
    assert answer.route == "acetonitrile_dissolution then annealing"
    assert len(answer.reasons) == 1
    assert "the electrolyte decomposes" in answer.reasons[0]


def test_unknown_names_are_all_told_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        why_not(unsolved(tiny()), "SULL", ("aneling", "annealing"))
    assert [problem.remedy for problem in caught.value.problems] == ["did you mean 'SUL'?", "did you mean 'annealing'?"]
    assert [problem.table for problem in caught.value.problems] == ["streams", "technologies"]


def test_no_plan_and_no_technology() -> None:
    with pytest.raises(InputError) as caught:
        why_not(Plan(tiny(), {"status": "infeasible"}, {}), "SUL", ())
    assert [problem.rule for problem in caught.value.problems] == [
        "the result holds no plan to start from",
        "no technology is named",
    ]
