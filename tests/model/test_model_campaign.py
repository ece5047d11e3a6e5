"""Family campaign: set-ups, carry-over, minimum lots, and which binaries exist."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
import pytest
from model_cases import fraction_of, instance_of, network_of, operation_of, output_of, solved, values

from opt.instance.instance import Instance
from opt.model import build
from opt.network.network import Network

GRADES = [{"product": "P", "grade": "A", "price": 1000.0}, {"product": "P", "grade": "offspec", "price": 0.0}]


def two_campaigns(arrivals: list[tuple[str, str, float]], **tables: Any) -> Instance:
    """Streams A and B, line L with campaigns a and b, 100 h a period."""
    rows: dict[str, Any] = {
        "streams": [{"stream": "A"}, {"stream": "B"}],
        "arrivals": [{"stream": s, "period": t, "mass": mass} for s, t, mass in arrivals],
        "lines": [{"line": "L", "hours": 100.0}],
        "grades": GRADES,
        "setups": [{"line": "L", "campaign": c, "hours": 10.0, "cost": 100.0} for c in ("a", "b")],
    }
    return instance_of(**{**rows, **tables})


def works(rate: float = 0.1, **fraction: Any) -> Network:
    """A in campaign a, B in campaign b; both give as much P as they weigh."""
    return network_of(
        [fraction_of("A", **fraction), fraction_of("B", **fraction)],
        [
            operation_of("A", "k", {"L": (rate, "a")}, {"P": output_of("P", 1.0)}),
            operation_of("B", "k", {"L": (rate, "b")}, {"P": output_of("P", 1.0)}),
        ],
    )


def test_setup_is_carried_over() -> None:
    arrivals = [("A", t, 5.0) for t in ("1", "2", "3")]
    model = solved(two_campaigns(arrivals), works(end_value=-1000.0))
    # one set-up for three periods
    assert pyo.value(model.term["setups"]) == pytest.approx(-100.0)
    assert values(model, "setup") == pytest.approx({("L", "a", "1"): 1.0})
    assert {index[2] for index in values(model, "carry")} == {"2", "3"}


def test_initial_campaign_needs_no_setup() -> None:
    arrivals = [("A", t, 5.0) for t in ("1", "2", "3")]
    instance = two_campaigns(arrivals, lines=[{"line": "L", "hours": 100.0, "initial_campaign": "a"}])
    model = solved(instance, works())
    assert not values(model, "setup")
    assert pyo.value(model.value) == pytest.approx(15000.0)


def test_order_within_a_period_lets_one_state_in_and_another_out() -> None:
    # A and B every period, nothing can lie: a b | b a | a b costs three set-ups after the initial a
    arrivals = [(s, t, 4.0) for s in ("A", "B") for t in ("1", "2", "3")]
    instance = two_campaigns(arrivals, lines=[{"line": "L", "hours": 100.0, "initial_campaign": "a"}])
    model = solved(instance, works(areas=()))
    assert sum(values(model, "setup").values()) == pytest.approx(3.0)
    assert pyo.value(model.value) == pytest.approx(24000.0 - 300.0)


def test_a_state_cannot_be_carried_through_another_campaign() -> None:
    # a in 1 and 3, b in 2: b ends the state, so a is set up again
    arrivals = [("A", "1", 4.0), ("B", "2", 4.0), ("A", "3", 4.0)]
    instance = two_campaigns(arrivals, lines=[{"line": "L", "hours": 100.0, "initial_campaign": "a"}])
    model = solved(instance, works(areas=()))
    assert values(model, "setup").keys() == {("L", "b", "2"), ("L", "a", "3")} or sum(
        values(model, "setup").values()
    ) == pytest.approx(2.0)
    assert pyo.value(model.term["setups"]) == pytest.approx(-200.0)


def test_setup_hours_limit_what_is_treated() -> None:
    # B needs 10 h of set-up in the period: 10 + 90 h
    instance = two_campaigns([("B", "1", 9.5)], periods=[{"period": "1", "hours": 100.0}])
    model = solved(instance, works(outlets={"dump": 0.0}))
    assert values(model, "treat") == pytest.approx({("B>k", "L", "1"): 9.0})


def test_a_line_that_is_down_keeps_its_state() -> None:
    instance = two_campaigns(
        [("A", "1", 4.0), ("A", "3", 4.0)], downtime=[{"line": "L", "period": "2", "hours": 100.0}]
    )
    model = solved(instance, works(areas=()))
    assert pyo.value(model.term["setups"]) == pytest.approx(-100.0)


def test_minimum_lot() -> None:
    instance = two_campaigns(
        [("A", "1", 4.0), ("B", "1", 5.0)],
        setups=[{"line": "L", "campaign": c, "minimum_lot": 4.5} for c in ("a", "b")],
    )
    model = solved(instance, works(areas=(), outlets={"dump": 1.0}))
    assert values(model, "dispose") == pytest.approx({("A", "dump", "1"): 4.0})
    assert values(model, "run") == pytest.approx({("L", "b", "1"): 1.0})
    assert not len(model.setup)


def test_no_binaries_without_reason() -> None:
    model = build(two_campaigns([("A", "1", 4.0)], setups=[]), works())
    assert not any(len(getattr(model, name)) for name in ("run", "setup", "carry", "single"))


def test_a_campaign_without_setup_shares_the_line() -> None:
    arrivals = [(s, t, 4.0) for s in ("A", "B") for t in ("1", "2", "3")]
    instance = two_campaigns(arrivals, setups=[{"line": "L", "campaign": "a", "hours": 10.0, "cost": 100.0}])
    model = solved(instance, works(areas=()))
    # b needs no state: a stays set up
    assert pyo.value(model.value) == pytest.approx(24000.0 - 100.0)


def test_linking_is_no_larger_than_what_can_have_arrived() -> None:
    instance = two_campaigns([("A", "1", 2.0), ("A", "2", 3.0)])
    tight = build(instance, works(areas=()))
    coefficient = {t: _coefficient(tight.linking["L", "a", t], tight.run["L", "a", t]) for t in ("1", "2")}
    assert coefficient == pytest.approx({"1": -20.0, "2": -30.0})
    plain = build(instance, works(areas=()), formulation="plain")
    assert _coefficient(plain.linking["L", "a", "1"], plain.run["L", "a", "1"]) == pytest.approx(-100.0)


def _coefficient(row: Any, variable: Any) -> float:
    return float(next(term.arg(0) for term in row.body.args if term.arg(1) is variable))


def test_a_minimum_lot_out_of_reach_closes_the_period_at_once() -> None:
    setups = [{"line": "L", "campaign": "a", "minimum_lot": 4.0}]
    instance = two_campaigns([("A", "1", 3.0), ("A", "3", 2.0)], setups=setups)
    model = build(instance, works())
    assert list(model.lot_out_of_reach) == [("L", "a", "1"), ("L", "a", "2")]
    assert sum(values(solved(instance, works()), "treat").values()) == pytest.approx(5.0)
