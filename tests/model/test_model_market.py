"""Families purity, market, resources, routing and the objective: hand-computed answers."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
import pytest
from model_cases import (
    fraction_of,
    instance_of,
    is_infeasible,
    network_of,
    operation_of,
    output_of,
    solved,
    values,
)

from opt.instance.instance import Instance
from opt.model import TERMS, build
from opt.network.network import Network
from opt.tables.problems import InputError

GRADES = [
    {"product": "P", "grade": "A", "price": 1000.0},
    {"product": "P", "grade": "B", "price": 300.0},
    {"product": "P", "grade": "offspec", "price": -50.0},
]


def market(**tables: Any) -> Instance:
    """4 t of a clean stream A and 4 t of a dirty stream B in period 1; no line needed; only what is treated counts."""
    rows: dict[str, Any] = {
        "streams": [{"stream": "A"}, {"stream": "B"}],
        "arrivals": [{"stream": s, "period": "1", "mass": 4.0} for s in ("A", "B")],
        "grades": GRADES,
        **tables,
    }
    return instance_of(settings=rows.pop("settings", None), **rows)


def works(**operation: Any) -> Network:
    """As much P as is fed; A carries 2 % of copper, B 10 %."""
    return network_of(
        [fraction_of("A", end_value=-5000.0), fraction_of("B", end_value=-5000.0)],
        [
            operation_of("A", "k", products={"P": output_of("P", 1.0, Cu=0.02)}, **operation),
            operation_of("B", "k", products={"P": output_of("P", 1.0, Cu=0.10)}, **operation),
        ],
    )


def sold(model: pyo.ConcreteModel) -> dict[str, float]:
    """Tonnes sold by grade over the horizon."""
    found: dict[str, float] = {}
    for (_, grade, _), mass in values(model, "sell").items():
        found[grade] = found.get(grade, 0.0) + mass
    return found


def limits(item: str, sense: str, amount: float) -> list[dict[str, Any]]:
    return [{"product": "P", "grade": "A", "item": item, "sense": sense, "limit": amount}]


def test_purity_allows_blending_up_to_the_limit() -> None:
    model = solved(market(grade_limits=limits("Cu", "max", 0.04)), works())
    # 4 t of A and x of B: 0.08 + 0.1 x = 0.04 (4 + x)  ->  x = 4/3
    assert sold(model) == pytest.approx({"A": 4.0 + 4 / 3, "B": 4.0 - 4 / 3})


def test_purity_binds_per_period() -> None:
    network = works()
    instance = market(
        grade_limits=limits("Cu", "max", 0.04),
        arrivals=[{"stream": "A", "period": "1", "mass": 4.0}, {"stream": "B", "period": "2", "mass": 4.0}],
    )
    closed = network_of([fraction_of(n, areas=()) for n in ("A", "B")], list(network.operations.values()))
    assert sold(solved(instance, closed)) == pytest.approx({"A": 4.0, "B": 4.0})


def test_least_assay() -> None:
    model = solved(market(grade_limits=limits("P", "min", 0.96)), works())
    assert sold(model)["A"] == pytest.approx(4.0 + 4 / 3)


def test_zero_limit_admits_only_the_clean() -> None:
    network = works()
    network = network_of(
        list(network.fractions.values()),
        [operation_of("A", "k", products={"P": output_of("P", 1.0)}), network.operations["B>k"]],
    )
    assert sold(solved(market(grade_limits=limits("Cu", "max", 0.0)), network)) == pytest.approx({"A": 4.0, "B": 4.0})


def test_instance_limit_goes_before_the_specification() -> None:
    specifications = limits("Cu", "max", 0.04)
    assert sold(solved(market(specifications=specifications), works()))["A"] == pytest.approx(16 / 3)
    own = market(specifications=specifications, grade_limits=limits("Cu", "max", 0.5))
    assert sold(solved(own, works())) == pytest.approx({"A": 8.0})


def test_sum_of_elements() -> None:
    model = build(market(grade_limits=limits("Cu+X", "max", 0.5)), works())
    assert len(model.purity_max) == 3


def test_offspec_takes_what_no_grade_takes() -> None:
    instance = market(grades=[GRADES[0], GRADES[2]], grade_limits=limits("Cu", "max", 0.04))
    model = solved(instance, works())
    assert sold(model) == pytest.approx({"A": 16 / 3, "offspec": 8 / 3})


def test_offspec_costs_its_cheapest_outlet() -> None:
    outlets = [
        {"outlet": "far", "takes": ("offspec",), "cost": 90.0},
        {"outlet": "near", "takes": ("P",), "cost": 70.0},
    ]
    model = build(market(grades=GRADES[:2], outlets=outlets), works())
    assert model.parameters.market.price["P", "offspec", "1"] == -70.0


def test_offspec_without_outlet_is_an_input_error() -> None:
    with pytest.raises(InputError, match="grade 'offspec' of product 'P' has no price and no outlet takes it"):
        build(market(grades=GRADES[:2]), works())


def test_maximum_demand_per_period_and_horizon() -> None:
    each = market(
        demand=[
            {"product": "P", "grade": "A", "period": "each", "maximum": 1.0},
            {"product": "P", "grade": "A", "period": "2", "maximum": 2.0},
        ]
    )
    assert sold(solved(each, works())) == pytest.approx({"A": 4.0, "B": 4.0})
    horizon = market(demand=[{"product": "P", "grade": "A", "period": "all", "maximum": 2.5}])
    assert sold(solved(horizon, works())) == pytest.approx({"A": 2.5, "B": 5.5})


def test_contract_with_penalty_is_short_where_that_pays() -> None:
    demand = [
        {"product": "P", "grade": "B", "period": "1", "contract": 3.0, "penalty": 800.0},
        {"product": "P", "grade": "B", "period": "all", "contract": 5.0, "penalty": 100.0},
    ]
    model = solved(market(demand=demand), works())
    # 3 t of B cost 700 each against A; a further tonne is missed for 100
    assert sold(model) == pytest.approx({"A": 5.0, "B": 3.0})
    assert values(model, "short") == pytest.approx({("P", "B", "all"): 2.0})
    assert pyo.value(model.term["shortfalls"]) == pytest.approx(-200.0)


def test_contract_beyond_reach_without_penalty_is_infeasible() -> None:
    instance = market(demand=[{"product": "P", "grade": "A", "period": "all", "contract": 9.0}])
    assert is_infeasible(build(instance, works()))


def test_contract_nobody_can_make_is_an_input_error() -> None:
    demand = [{"product": "Q", "grade": "A", "period": "1", "contract": 9.0}]
    with pytest.raises(InputError, match="no operation makes 'Q' and no shortfall is allowed"):
        build(market(demand=demand), works())


def test_finished_goods_are_kept_for_a_better_price() -> None:
    grades = [{**GRADES[0], "capacity": 3.0, "keep_cost": 10.0}, *GRADES[1:]]
    model = solved(
        market(
            grades=grades,
            areas=[{"area": "yard", "capacity": 0.0}],
            prices=[{"item": "P/A", "period": "2", "price": 2000.0}],
        ),
        works(),
    )
    assert values(model, "keep") == pytest.approx({("P", "A", "1"): 3.0})
    assert pyo.value(model.term["storage"]) == pytest.approx(-30.0)
    assert pyo.value(model.term["sales"]) == pytest.approx(3.0 * 2000.0 + 5.0 * 1000.0)


def test_payables() -> None:
    grades = [{"product": "P", "grade": "scrap", "price": 10.0}, GRADES[2]]
    payables = [{"product": "P", "grade": "scrap", "element": "Cu", "payable": 0.5, "metal_price": 8000.0}]
    instance = market(
        grades=grades,
        payables=payables,
        prices=[{"item": "Cu", "period": "1", "price": 9000.0}],
        areas=[{"area": "yard", "capacity": 0.0}],
    )
    model = solved(instance, works())
    assert pyo.value(model.term["sales"]) == pytest.approx(8.0 * 10.0 + 0.5 * 9000.0 * (0.08 + 0.4))


def test_utility_price_limit_and_carbon() -> None:
    instance = market(
        utilities=[{"utility": "power", "unit": "kWh", "price": 0.1, "emission_factor": 0.4, "limit": 500.0}],
        prices=[{"item": "power", "period": "2", "price": 0.3}],
        settings={"carbon_price": 50.0},
    )
    model = solved(instance, works(uses={"power": 100.0}))
    treated = {t: sum(mass for (_, _, u), mass in values(model, "treat").items() if u == t) for t in ("1", "2", "3")}
    # 5 t a period at most, and none where power is dear
    assert treated["2"] == 0.0
    assert treated["1"] + treated["3"] == pytest.approx(8.0)
    assert max(treated.values()) <= 5.0 + 1e-6
    assert pyo.value(model.term["utilities"]) == pytest.approx(-80.0)
    assert pyo.value(model.term["carbon"]) == pytest.approx(-800.0 * 0.4 / 1000.0 * 50.0)


def test_outlet_limit_counts_fractions_and_wastes() -> None:
    instance = market(outlets=[{"outlet": "dump", "takes": ("slag", "scrap"), "cost": 10.0, "limit": 1.0}])
    network = network_of(
        [fraction_of("A", outlets={"dump": 10.0}), fraction_of("B")],
        [operation_of(n, "k", products={"P": output_of("P", 0.5)}, wastes={"slag": 0.5}) for n in ("A", "B")],
    )
    model = solved(instance, network)
    # a tonne of slag a period: 2 t treated
    assert sum(values(model, "treat").values()) == pytest.approx(6.0)
    assert sum(values(model, "discard").values()) == pytest.approx(3.0)
    assert not values(model, "dispose")


def routes(**tables: Any) -> pyo.ConcreteModel:
    """A may go to k (yield 1) or m (yield 0.9, cheaper by 200 a tonne), of one stage; m takes 3 t a period."""
    network = network_of(
        [fraction_of("A", areas=(), outlets={"dump": 0.0})],
        [
            operation_of("A", "k", products={"P": output_of("P", 1.0)}, cost=300.0),
            operation_of("A", "m", {"M": (0.03, "m")}, {"P": output_of("P", 0.9)}),
        ],
    )
    instance = market(
        streams=[{"stream": "A"}],
        arrivals=[{"stream": "A", "period": "1", "mass": 4.0}],
        lines=[{"line": "M", "hours": 100.0}],
        **tables,
    )
    return solved(instance, network)


def test_qualification_costs() -> None:
    # without: 3 t to m (900 each), 1 t to k (700)
    assert pyo.value(routes().value) == pytest.approx(3400.0)
    model = routes(
        routing=[{"stream": "*", "technology": "k", "cost": 500.0}, {"stream": "A", "technology": "m", "cost": 1000.0}]
    )
    assert values(model, "use") == pytest.approx({("A", "k"): 1.0})
    assert pyo.value(model.value) == pytest.approx(4 * 700.0 - 500.0)
    assert pyo.value(model.term["qualification"]) == pytest.approx(-500.0)


def test_row_of_a_stream_goes_before_the_row_of_all() -> None:
    model = routes(routing=[{"stream": "*", "technology": "k", "cost": 1e6}, {"stream": "A", "technology": "k"}])
    assert not len(model.use)
    assert pyo.value(model.value) == pytest.approx(3400.0)


def test_at_most_one_technology_of_a_stage() -> None:
    model = routes(routing_limits=[{"stream": "*", "stage": "leaching", "maximum": 1.0}])
    assert pyo.value(model.value) == pytest.approx(2800.0)
    free = routes(routing_limits=[{"stream": "*", "stage": "leaching", "maximum": 2.0}])
    assert not len(free.use)


def test_decisions_bound_variables() -> None:
    model = routes(
        decisions=[
            {"variable": "treat", "index": "A>m|M|1", "upper": 1.0},
            {"variable": "make", "index": "A>k|P|B|1", "lower": 0.5},
        ]
    )
    assert values(model, "treat") == pytest.approx({("A>k", "", "1"): 3.0, ("A>m", "M", "1"): 1.0})
    assert pyo.value(model.value) == pytest.approx(3 * 700.0 + 900.0 - 0.5 * 700.0)


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"variable": "treet", "index": "A>m|M|1"}, "row 2, column variable, value 'treet'.*did you mean 'treat'"),
        ({"variable": "treat", "index": "A>m|1"}, "'treat' has 3 index names, here are 2.*operation|line|period"),
        ({"variable": "treat", "index": "A>n|M|1"}, r"there is no treat\[A>n, M, 1\].*did you mean 'A>m\|M\|1'"),
        ({"variable": "treat", "index": "A>m|M|1", "lower": 2.0, "upper": 1.0}, "lower bound is above the upper"),
        ({"variable": "receive", "index": "A|1", "lower": 5.0}, "lies between 4 and 4 whatever the plan"),
        ({"variable": "receive", "index": "A|1", "upper": 3.0}, "column upper, value '3'"),
    ],
)
def test_bad_decisions_are_input_errors(decision: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        routes(decisions=[decision])


def test_a_decision_beyond_reach_is_infeasible_not_wrong() -> None:
    with pytest.raises(AssertionError):
        routes(decisions=[{"variable": "treat", "index": "A>k||1", "lower": 400.0}])


def test_fixed_costs_are_charged_every_period() -> None:
    lines = [{"line": "M", "hours": 0.0, "fixed_cost": 7.0}, {"line": "N", "hours": 0.0, "fixed_cost": 2.0}]
    assert pyo.value(build(market(lines=lines), works()).term["fixed_lines"]) == pytest.approx(-27.0)


def test_value_is_the_sum_of_its_terms() -> None:
    model = routes()
    assert set(model.term) == set(TERMS)
    assert pyo.value(model.value) == pytest.approx(sum(pyo.value(model.term[name]) for name in TERMS))
