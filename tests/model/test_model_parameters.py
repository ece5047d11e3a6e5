"""Parameters: tables turned into numbers, by hand."""

from __future__ import annotations

import pytest
from model_cases import fraction_of, instance_of, network_of, operation_of, output_of

from opt.network.network import Network
from opt.network.parameters import Parameters, build_parameters
from opt.tables.problems import InputError

GRADES = [{"product": "P", "grade": "offspec", "price": -1.0}, {"product": "P", "grade": "g", "price": 100.0}]


def works(**operation: object) -> Network:
    return network_of(
        [fraction_of("A"), fraction_of("B")],
        [operation_of("B", "k", {"L": (0.1, "c")}, {"P": output_of("P", 1.0, Cu=0.5)}, **operation)],
    )


def parameters(network: Network | None = None, **tables: list[dict[str, object]]) -> Parameters:
    rows: dict[str, list[dict[str, object]]] = {
        "streams": [{"stream": "B", "gate_fee": 5.0}, {"stream": "A", "acceptance": "partial"}],
        "lines": [{"line": "L", "hours": 90.0}],
        "grades": GRADES,
        **tables,
    }
    return build_parameters(instance_of(**rows), network or works())


def test_arrivals_in_order_of_streams_and_time_without_zeros() -> None:
    rows = [
        {"stream": "A", "period": "2", "mass": 1.0},
        {"stream": "B", "period": "3", "mass": 2.0},
        {"stream": "B", "period": "1", "mass": 3.0},
        {"stream": "A", "period": "1", "mass": 0.0},
    ]
    assert list(parameters(arrivals=rows).streams.arrivals.items()) == [
        (("B", "1"), 3.0),
        (("B", "3"), 2.0),
        (("A", "2"), 1.0),
    ]


def test_hours_less_downtime_are_never_negative() -> None:
    downtime = [{"line": "L", "period": "1", "hours": 30.0}, {"line": "L", "period": "2", "hours": 130.0}]
    available = parameters(downtime=downtime).lines.available
    assert [available["L", t] for t in ("1", "2", "3")] == [60.0, 0.0, 90.0]


def test_hazard_limits_by_basis_and_period() -> None:
    rows = [
        {"hazard": "gas", "basis": "processing", "limit": 2.0, "period": "3"},
        {"hazard": "gas", "basis": "processing", "limit": 1.0},
        {"hazard": "gas", "basis": "concurrent", "limit": 4.0},
    ]
    sites = parameters(hazard_limits=rows).sites
    assert [sites.processing["gas", "plant", t] for t in ("1", "2", "3")] == [100.0, 100.0, 200.0]
    assert sites.concurrent["gas", "plant", "2"] == 4.0
    assert not sites.stock


def test_grades_end_with_offspec_and_prices_change_with_time() -> None:
    market = parameters(prices=[{"item": "P/g", "period": "2", "price": 7.0}]).market
    assert market.grades == {"P": ("g", "offspec")}
    assert [market.price["P", "g", t] for t in ("1", "2", "3")] == [100.0, 7.0, 100.0]


def test_payables_add_up_over_elements() -> None:
    rows = [
        {"product": "P", "grade": "g", "element": "Cu", "payable": 0.5, "metal_price": 8000.0},
        {"product": "P", "grade": "g", "element": "X", "payable": 1.0, "metal_price": 10.0},
    ]
    assert parameters(payables=rows).market.payable["B>k", "P", "g", "1"] == pytest.approx(0.5 * 8000 * 0.5 + 0.5 * 10)


def test_demand_of_a_period_goes_before_that_of_each() -> None:
    rows = [
        {"product": "P", "grade": "g", "period": "2", "maximum": 5.0},
        {"product": "P", "grade": "g", "period": "each", "maximum": 3.0, "contract": 1.0, "penalty": 9.0},
        {"product": "P", "grade": "g", "period": "all", "maximum": 8.0},
    ]
    market = parameters(demand=rows).market
    assert [market.maximum["P", "g", t] for t in ("1", "2", "3", "all")] == [3.0, 5.0, 3.0, 8.0]
    assert set(market.contract) == {("P", "g", "1"), ("P", "g", "3")}


def test_takers_serve_the_site() -> None:
    outlets = [
        {"outlet": "here", "takes": ("slag",), "site": "plant", "cost": 1.0},
        {"outlet": "there", "takes": ("slag",), "site": "port", "cost": 1.0},
        {"outlet": "any", "takes": ("slag", "mud"), "cost": 1.0},
    ]
    sites = parameters(works(wastes={"slag": 0.1}), outlets=outlets, sites=[{"site": "plant"}, {"site": "port"}]).sites
    assert sites.takers == {("slag", "plant"): ("here", "any")}


def test_run_is_needed_only_with_a_reason() -> None:
    assert parameters().lines.runs == ()
    assert len(parameters(setups=[{"line": "L", "campaign": "c", "minimum_lot": 1.0}]).lines.runs) == 3
    concurrent = [{"hazard": "gas", "basis": "concurrent", "period": "2", "limit": 1.0}]
    assert parameters(works(hazards={"gas": 1.0}), hazard_limits=concurrent).lines.runs == (("L", "c", "2"),)
    assert parameters(works(hazards={"heat": 1.0}), hazard_limits=concurrent).lines.runs == ()


def test_every_missing_price_is_reported_at_once() -> None:
    with pytest.raises(InputError) as caught:
        parameters(
            works(uses={"power": 1.0}),
            grades=[{"product": "P", "grade": "g"}],
            utilities=[{"utility": "power", "unit": "kWh"}],
            prices=[{"item": "P/g", "period": "1", "price": 3.0}],
        )
    assert [(problem.table, problem.value) for problem in caught.value.problems] == [
        ("utilities", "power"),
        ("grades", "P/g"),
        ("grades", "P/offspec"),
    ]
