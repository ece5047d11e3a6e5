"""Instances that one known limit makes infeasible: the limit is named, its price is that worked out by hand, and what
is proposed makes the instance feasible."""

from __future__ import annotations

import math
import threading

import pytest
from infeasible_world import CASES, TWO_LINES, Case, plant, table

from opt import planner
from opt.instance import Instance
from opt.study.explain.infeasibility import FEASIBLE, INFEASIBLE, NO_ANSWER, NO_WAY_OUT, Infeasibility, summary
from opt.study.explain.infeasible import relaxed, why_infeasible
from opt.study.explain.weights import WEIGHTS
from opt.tables.problems import InputError

ALWAYS = ("hours", "room", "processing", "concurrent", "age", "contract", "purity", "forbid", "decision",
          "delivery")  # fmt: skip
EACH = pytest.mark.parametrize(
    "name", [*ALWAYS, *(pytest.param(name, marks=pytest.mark.slow) for name in CASES if name not in ALWAYS)]
)
REFUSED_AS_INPUT = {
    "delivery": "neither treated nor stored",
    "unmade": "no operation makes",
    "receive": "whatever the plan",
    "lower": "whatever the plan",
}
"""Cases that solving refuses as wrong input, before it builds a model; and how."""


def answer(case: Case) -> Infeasibility:
    return why_infeasible(case.instance, weights=dict.fromkeys(case.never, math.inf))


def has_a_plan(instance: Instance) -> bool:
    """The instance has a certified plan, and nothing in it needs to give way."""
    plan = planner.solve(instance, threads=1)
    assert plan.has_plan
    assert plan.summary["certified"] is True
    again = why_infeasible(instance)
    return again.status == FEASIBLE and again.cost == 0.0 and not again.relaxations


def is_refused(name: str, instance: Instance) -> bool:
    if name in REFUSED_AS_INPUT:
        with pytest.raises(InputError, match=REFUSED_AS_INPUT[name]):
            planner.search(instance, threads=1)
        return True
    return bool(planner.search(instance, threads=1).summary["status"] == "infeasible")


@EACH
def test_the_limit_is_named_at_its_price_and_granting_it_suffices(name: str) -> None:
    case = CASES[name]()
    assert is_refused(name, case.instance)
    found = answer(case)
    assert found.status == INFEASIBLE
    assert {relaxation.kind for relaxation in found.relaxations} == {case.kind}
    assert found.cost == pytest.approx(case.cost, rel=1e-6)
    assert found.bound == pytest.approx(case.cost, rel=1e-3)
    assert found.irreducible
    assert any(text.startswith(found.relaxations[0].limit) for text in found.conflict)
    assert has_a_plan(relaxed(case.instance, found))


@pytest.mark.parametrize("name", ["stock", pytest.param("segregation", marks=pytest.mark.slow)])
def test_a_cheaper_limit_is_named_and_suffices(name: str) -> None:
    case = CASES[name]()
    found = why_infeasible(case.instance)
    assert case.kind not in {relaxation.kind for relaxation in found.relaxations}
    assert found.cost < case.cost
    assert has_a_plan(relaxed(case.instance, found))


def test_the_answer_in_words() -> None:
    found = answer(CASES["hours"]())
    (relaxation,) = found.relaxations
    assert relaxation.words == "line wash, hours, period 3: 10 h more than its 80 h (800 USD at 80 USD per h)"
    assert relaxation.edits == ("insert downtime{line=wash, period=3, hours=-10}",)
    assert found.conflict == ("line wash, hours", "stream S, delivery", "area yard, capacity (period 3)")
    assert list(found.frame["cost"]) == [800.0]
    assert summary(found) == "infeasible: no plan keeps every limit; the cheapest way out found costs 800 USD"


def test_a_feasible_instance_says_so() -> None:
    found = why_infeasible(plant())
    assert (found.status, found.cost, found.relaxations, found.conflict) == (FEASIBLE, 0.0, (), ())
    assert summary(found).startswith("feasible")
    assert relaxed(plant(), found) == plant()


def test_what_must_not_give_way_may_leave_no_way_out() -> None:
    found = why_infeasible(CASES["hours"]().instance, weights=dict.fromkeys(WEIGHTS, math.inf))
    assert found.status == NO_WAY_OUT
    assert found.conflict
    assert found.edits == ()
    assert "does not suffice" in summary(found)


def test_a_stop_ends_it_without_an_answer() -> None:
    stop = threading.Event()
    stop.set()
    found = why_infeasible(plant(), stop=stop)
    assert found.status == NO_ANSWER
    assert math.isinf(found.cost)


def test_a_rule_is_kept_where_the_instance_is_wrong_without_it() -> None:
    """Without the rule there would be powder in the yard, which nobody takes and nothing says the worth of."""
    instance = plant(
        **{**TWO_LINES, "lines": [{"line": line, "hours": 50.0, "zone": "hall"} for line in ("wash", "mill")]},
        technologies=table(
            "technology stage inputs maturity",
            "washing pretreatment raw industrial",
            "milling pretreatment raw|powder industrial",
        ),
        area_classes=table("area storage_class", "yard *"),
        end_values=table("stream form value", "* raw -100"),
        outlets=table("outlet takes cost", "landfill loss|rubble|offspec 100"),
        routing=[{"stream": "S", "technology": "washing", "rule": "forbid"}],
    )
    found = why_infeasible(instance)
    # milling takes 15 of 30 t, 5 t stay in the yard: 10 t, 100 h at 50
    assert {relaxation.kind for relaxation in found.relaxations} == {"hours"}
    assert found.cost == pytest.approx(5000.0)
    assert any("the rule forbid washing for S was kept" in text and "powder" in text for text in found.notes)
    assert has_a_plan(relaxed(instance, found))


def test_a_rule_for_all_streams_is_lifted_with_those_of_its_stage() -> None:
    """S is sent to milling by a row of its own, all others by one for all: both go, or S would have none left."""
    tables = {**TWO_LINES, "lines": [{"line": line, "hours": hours, "hour_cost": 10.0, "zone": "hall"}
                                     for line, hours in (("wash", 100.0), ("mill", 0.0))]}  # fmt: skip
    rules = [{"stream": stream, "technology": "milling", "rule": "force", "cost": 7.0} for stream in ("*", "S")]
    instance = plant(**tables, routing=rules)
    found = why_infeasible(instance)
    assert set(found.edits) == {
        'routing[stream="*", technology=milling].rule = ""',
        'routing[stream=S, technology=milling].rule = ""',
    }
    assert found.cost == pytest.approx(12500.0)
    assert has_a_plan(relaxed(instance, found))
