"""A stream on another route than the plan's: used already, forced at a cost worked out by hand, impossible."""

from __future__ import annotations

import pytest
from alternative_world import WAY, base, optimum, routing, two_ways
from worth_world import rows_of, solved

from opt import planner
from opt.plan.plan import Plan, with_summary
from opt.study.explain.alternative import why_not
from opt.study.explain.answer import Alternative
from opt.study.explain.forced import forced

COST = 5.4 * 10_000 + 12 * 0.45 * 200 - 60.0
"""Of acetonitrile for SUL: 5.4 t Li6PS5Cl not sold, 0.45 t more loss a tonne at 200 USD, 60 USD less storage (2 t lie
over the periods 1 and 2 instead of 4 t and 6 t). One set-up either way."""


@pytest.fixture(scope="module")
def answer() -> Alternative:
    return why_not(base(), "SUL", WAY, gap=0.0, threads=1)


def test_the_plan_uses_it() -> None:
    answer = why_not(solved(""), "SUL", ("ethanol_dissolution", "relithiation"))
    assert answer.verdict == "used"
    assert answer.uses.to_dict("list") == {
        "form": ["powder", "cathode_powder"],
        "technology": ["ethanol_dissolution", "relithiation"],
        "mass": pytest.approx([12.0, 6.0]),
        "share": pytest.approx([1.0, 1.0]),
    }
    assert "ethanol_dissolution takes 12.0 t as powder, 100 % of that form" in answer.text()


def test_the_cost_of_forcing_it(answer: Alternative) -> None:
    assert answer.verdict == "forced"
    assert answer.effect is not None
    assert answer.effect.difference == pytest.approx(-COST)
    assert answer.effect.distinguishable
    assert (answer.effect.least, answer.effect.most) == pytest.approx((-COST, -COST), rel=1e-5)
    assert answer.uses["mass"].tolist() == pytest.approx([12.0])
    assert answer.uses["technology"].tolist() == [WAY]
    assert "Sending SUL to acetonitrile_dissolution costs 55,020 USD." in answer.text()


def test_the_terms_that_change(answer: Alternative) -> None:
    changes = dict(zip(answer.terms["term"], answer.terms["change"], strict=True))
    assert changes["sales"] == pytest.approx(-54_000)
    assert changes["disposal"] == pytest.approx(-1_080)
    assert changes["storage"] == pytest.approx(60)
    assert answer.terms["change"].sum() == pytest.approx(-COST)
    assert answer.terms["term"].tolist()[:3] == ["sales", "disposal", "storage"]
    assert "sales -54,000, disposal -1,080, storage +60" in answer.text()


def test_the_limits_that_bear_it(answer: Alternative) -> None:
    """All 10 t of period 1 want the 80 h that are left after the set-up: 2 t wait there and over period 2."""
    rows = {(row["row"], row["period"]): row for row in answer.limits.to_dict("records")}
    wash = rows["wash", "1"]
    assert wash["new"]
    assert wash["worth"] == pytest.approx(2.0)
    assert wash["weight"] == pytest.approx(200.0)
    assert "hour on line wash in period 1: 2 USD (does not bind in the plan)" in answer.text()


def test_what_it_was_solved_from_stays_as_it_is(answer: Alternative) -> None:
    assert len(base().instance.tables["routing"]) == 0
    assert answer.plan is not None
    assert answer.plan.summary["start"] == "given"
    assert answer.edits == ('insert routing{stream="SUL", technology="acetonitrile_dissolution", rule=force}',)


def test_a_difference_within_the_gaps_is_not_told_as_one(answer: Alternative, monkeypatch: pytest.MonkeyPatch) -> None:
    """A forced plan that might still be 100 000 better."""
    found = answer.plan
    assert found is not None
    loose = with_summary(found, bound=found.summary["objective"] + 100_000.0)
    monkeypatch.setattr(planner, "solve", lambda instance, **_: loose)
    again = why_not(base(), "SUL", WAY)
    assert again.effect is not None
    assert not again.effect.distinguishable
    assert (again.effect.least, again.effect.most) == pytest.approx((-COST, 100_000 - COST), rel=1e-4)
    assert "The best plan changes by -55,020 to 44,980 USD: within the two gaps: not distinguishable." in again.text()


def test_forced_and_still_not_used() -> None:
    """It keeps nothing of the cathode: burning the powder for 100 USD/t is cheaper than losing it for 200 USD/t."""
    answer = why_not(optimum(two_ways(cathode=0.0)), "SUL", WAY, gap=0.0, threads=1)
    assert answer.verdict == "forced"
    assert len(answer.uses) == 0
    assert "Even as the only one of its stage it is not used" in answer.text()


def test_infeasible_when_forced() -> None:
    """7 t of LCO are contracted; acetonitrile loses half of it, so that SUL and POL give 3 t and 2 t."""
    contract = [{"product": "LCO", "grade": "standard", "period": "all", "contract": 7.0}]
    answer = why_not(optimum(two_ways(cathode=0.5, demand=contract)), "SUL", WAY, gap=0.0, threads=1)
    assert answer.verdict == "infeasible"
    assert answer.plan is not None
    assert not answer.plan.has_plan
    assert answer.text() == (
        "With SUL sent to acetonitrile_dissolution no plan keeps every limit.\n"
        'Which limits stand in its way: relith explain INSTANCE --edit \'insert routing{stream="SUL", '
        'technology="acetonitrile_dissolution", rule=force}\''
    )


def test_what_cannot_even_be_asked_for_is_told_with_its_reason() -> None:
    """Nothing else makes the contracted Li6PS5Cl."""
    contract = [{"product": "Li6PS5Cl", "grade": "standard", "period": "all", "contract": 1.0}]
    answer = why_not(optimum(two_ways(demand=contract)), "SUL", WAY, gap=0.0, threads=1)
    assert answer.verdict == "infeasible"
    assert answer.plan is None
    assert "no operation makes 'Li6PS5Cl'" in answer.text()


def test_no_plan_in_time_is_not_called_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = base()
    monkeypatch.setattr(planner, "solve", lambda instance, **_: Plan(instance, {"status": "no_plan"}, {}))
    answer = why_not(plan, "SUL", WAY)
    assert answer.verdict == "unknown"
    assert "no plan was found in the time given, and none was ruled out" in answer.text()


def test_qualifying_costs_stay() -> None:
    """A cost for all streams holds for the one that is forced as well."""
    instance = forced(two_ways(routing=[routing(WAY, cost=500.0, stream="*")]), "SUL", (WAY,))
    rows = {row["stream"]: row for row in instance.records("routing")}
    assert (rows["SUL"]["rule"], rows["SUL"]["cost"]) == ("force", 500.0)
    assert (rows["*"]["rule"], rows["*"]["cost"]) == ("", 500.0)
    again = forced(two_ways(routing=[routing(WAY, cost=700.0)]), "SUL", (WAY,))
    assert [(row["rule"], row["cost"]) for row in again.records("routing")] == [("force", 700.0)]


def test_a_row_that_is_there_is_edited_and_not_inserted() -> None:
    answer = why_not(optimum(two_ways(routing=[routing(WAY, cost=500.0)])), "SUL", WAY, gap=0.0, threads=1)
    assert answer.edits == ('routing[stream="SUL", technology="acetonitrile_dissolution"].rule = force',)
    assert answer.effect is not None
    assert answer.effect.difference == pytest.approx(-COST - 500)


def test_a_stream_leaves_its_pool() -> None:
    """Two deliveries of the same material: half of what a technology takes of their pool is each one's; one of them
    forced no longer shares the pool."""
    twin = [{**row, "stream": "TWIN"} for row in rows_of("streams") if row["stream"] == "SUL"]
    made_of = [{**row, "stream": "TWIN"} for row in rows_of("composition") if row["stream"] == "SUL"]
    arrivals = [{**row, "mass": 3.0} if row["stream"] == "SUL" else row for row in rows_of("arrivals")]
    arrivals += [{**row, "stream": "TWIN"} for row in arrivals if row["stream"] == "SUL"]
    instance = two_ways(
        streams=[*rows_of("streams"), *twin],
        composition=[*rows_of("composition"), *made_of],
        arrivals=arrivals,
    )
    plan = optimum(instance)
    assert plan.summary["objective"] == pytest.approx(base().summary["objective"])
    used = why_not(plan, "SUL", "relithiation")
    assert used.uses["mass"].tolist() == pytest.approx([3.0])
    assert "it shares a pool with TWIN" in used.text()
    answer = why_not(plan, "SUL", WAY, gap=0.0, threads=1)
    assert answer.verdict == "forced"
    assert answer.uses["mass"].tolist() == pytest.approx([6.0])
    assert "no longer shares a pool" in answer.text()
    assert answer.plan is not None
    assert answer.plan.summary["certified"] is True
