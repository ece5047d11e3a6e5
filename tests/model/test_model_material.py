"""Families balance, age, capacity, storage: hand-computed answers."""

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

from opt.model import build
from opt.network.network import Network
from opt.tables.problems import InputError

LINE = {"line": "L", "hours": 100.0, "hour_cost": 10.0}
GRADE = {"product": "P", "grade": "A", "price": 1000.0}
OFFSPEC = {"product": "P", "grade": "offspec", "price": -100.0}


def plant(**tables: Any) -> Any:
    """One stream S (10 t in period 1) and one line."""
    rows = {
        "streams": [{"stream": "S", "gate_fee": 20.0}],
        "arrivals": [{"stream": "S", "period": "1", "mass": 10.0}],
        "lines": [LINE],
        "grades": [GRADE, OFFSPEC],
    }
    return instance_of(**{**rows, **tables})


def works(rate: float = 0.05, **fraction: Any) -> Network:
    """S is treated at the rate (t/h) to 0.5 t of P and 0.5 t of nothing that counts."""
    treated = operation_of("S", "k", {"L": (rate, "c")}, {"P": output_of("P", 0.5)})
    return network_of([fraction_of("S", **fraction)], [treated])


def test_capacity_spreads_treatment_over_periods() -> None:
    model = solved(plant(areas=[{"area": "yard", "cost": 2.0}]), works())
    # 5 t a period fit; 5 t lie once (10), 5 t of P (5000), fees 200, 200 h (2000)
    assert pyo.value(model.value) == pytest.approx(5000 + 200 - 2000 - 10)
    assert values(model, "treat") == pytest.approx({("S>k", "L", "1"): 5.0, ("S>k", "L", "2"): 5.0})
    assert values(model, "stock") == pytest.approx({("S", "yard", "1"): 5.0})


def test_downtime_and_setup_hours_take_capacity() -> None:
    instance = plant(
        downtime=[{"line": "L", "period": "1", "hours": 120.0}, {"line": "L", "period": "2", "hours": 20.0}],
        setups=[{"line": "L", "campaign": "c", "hours": 10.0}],
    )
    model = solved(instance, works())
    assert values(model, "treat") == pytest.approx({("S>k", "L", "2"): 3.5, ("S>k", "L", "3"): 5.0})
    assert values(model, "stock")["S", "yard", "3"] == pytest.approx(1.5)


def test_initial_stock_is_treated() -> None:
    model = solved(plant(arrivals=[]), works(initial=(("yard", 0.0, 3.0),)))
    assert sum(values(model, "treat").values()) == pytest.approx(3.0)


def test_intermediate_fraction_and_waste() -> None:
    instance = plant(
        grades=[GRADE, OFFSPEC],
        outlets=[{"outlet": "dump", "takes": ("slag",), "cost": 50.0}],
    )
    network = network_of(
        [fraction_of("S"), fraction_of("S/b", root=False, areas=(), outlets={"dump": 50.0})],
        [
            operation_of("S", "k", {"L": (0.1, "c")}, fractions={"S/b": 0.8}, wastes={"slag": 0.2}),
            operation_of("S/b", "m", products={"P": output_of("P", 0.5)}, cost=5.0),
        ],
    )
    model = solved(instance, network)
    # 10 t: 8 t of b to 4 t of P (4000 - 40), 2 t of slag (100), 100 h (1000), fees 200
    assert pyo.value(model.value) == pytest.approx(4000 - 40 - 100 - 1000 + 200)
    assert values(model, "treat")["S/b>m", "", "1"] == pytest.approx(8.0)
    assert values(model, "discard") == pytest.approx({("slag", "plant", "dump", "1"): 2.0})
    assert pyo.value(model.term["disposal"]) == pytest.approx(-100.0)


def test_liability_and_end_values() -> None:
    instance = plant(lines=[{**LINE, "hours": 0.0}])
    liable = solved(instance, works(end_value=-30.0))
    assert pyo.value(liable.term["liability"]) == pytest.approx(-300.0)
    assert pyo.value(liable.term["end_values"]) == 0.0
    valued = solved(instance, works(end_value=7.0, liability=False))
    assert pyo.value(valued.term["end_values"]) == pytest.approx(70.0)
    assert pyo.value(valued.value) == pytest.approx(270.0)


def test_disposal_beats_a_worse_liability() -> None:
    model = solved(plant(lines=[{**LINE, "hours": 0.0}]), works(outlets={"dump": 25.0}, end_value=-40.0))
    assert sum(values(model, "dispose").values()) == pytest.approx(10.0)
    assert pyo.value(model.value) == pytest.approx(200.0 - 250.0)


@pytest.mark.parametrize(("acceptance", "accepted"), [("partial", 6.0), ("whole_lot", 0.0)])
def test_acceptance(acceptance: str, accepted: float) -> None:
    # the line treats 2 t a period and what is left costs 10 000 a tonne
    instance = plant(streams=[{"stream": "S", "acceptance": acceptance}], lines=[{**LINE, "hours": 40.0}])
    model = solved(instance, works(end_value=-10000.0))
    assert sum(values(model, "receive").values()) == pytest.approx(accepted)


def test_age_forces_disposal() -> None:
    old = works(max_age=1.0, outlets={"dump": 10.0})
    model = solved(plant(lines=[{**LINE, "hours": 60.0}]), old)
    # 3 t a period; what lies at the end of period 2 would have come in period 2
    assert sum(values(model, "treat").values()) == pytest.approx(6.0)
    assert sum(values(model, "dispose").values()) == pytest.approx(4.0)
    relaxed = solved(plant(lines=[{**LINE, "hours": 60.0}]), old, without=["age"])
    assert sum(values(relaxed, "treat").values()) == pytest.approx(9.0)


def test_age_counts_initial_stock_from_its_arrival() -> None:
    network = works(max_age=2.0, initial=(("yard", -1.0, 3.0), ("yard", 0.0, 2.0)), outlets={"dump": 1.0})
    model = solved(plant(arrivals=[], lines=[{**LINE, "hours": 20.0}]), network)
    # end of 1: only what arrived in period 0 is young enough (2 t); end of 2: nothing; a period takes 1 t
    assert 1.0 <= values(model, "stock")["S", "yard", "1"] <= 2.0
    assert values(model, "treat") == pytest.approx({("S>k", "L", "1"): 1.0, ("S>k", "L", "2"): 1.0})
    assert sum(values(model, "dispose").values()) == pytest.approx(3.0)


def test_form_behind_the_root_has_an_age_of_its_own() -> None:
    network = network_of(
        [fraction_of("S"), fraction_of("S/b", root=False, max_age=1.0, outlets={"dump": 1.0})],
        [
            operation_of("S", "k", {"L": (0.1, "c")}, fractions={"S/b": 1.0}),
            operation_of("S/b", "m", {"M": (0.02, "d")}, {"P": output_of("P", 0.5)}),
        ],
    )
    instance = plant(
        lines=[{**LINE, "hour_cost": 0.0}, {"line": "M", "hours": 100.0}],
        areas=[{"area": "yard"}],
        decisions=[{"variable": "treat", "index": "S>k|L|1", "lower": 10.0}],
    )
    model = solved(instance, network)
    # 2 t a period on M; b of period 1 may lie at the end of 1, not of 2
    assert sum(values(model, "dispose").values()) == pytest.approx(6.0)


def test_area_capacity() -> None:
    network = works(outlets={"dump": 10.0})
    model = solved(plant(areas=[{"area": "yard", "capacity": 1.5}]), network)
    assert values(model, "dispose") == pytest.approx({("S", "dump", "1"): 3.5})
    assert sum(values(model, "treat").values()) == pytest.approx(6.5)


def test_segregated_area_holds_one_class() -> None:
    instance = plant(
        streams=[{"stream": "S"}, {"stream": "W"}],
        arrivals=[{"stream": "S", "period": "1", "mass": 4.0}, {"stream": "W", "period": "1", "mass": 3.0}],
        areas=[{"area": "yard", "segregated": True}],
        lines=[{**LINE, "hours": 0.0}],
    )
    network = network_of(
        [
            fraction_of("S", outlets={"dump": 10.0}),
            fraction_of("W", storage_class="wet", outlets={"dump": 10.0}),
        ],
        [],
    )
    model = solved(instance, network)
    assert sum(values(model, "dispose").values()) == pytest.approx(3.0)
    assert {index[1] for index in values(model, "hold")} == {"dry"}
    assert pyo.value(solved(instance, network, without=["storage"]).value) == pytest.approx(0.0)


def test_no_binaries_where_an_area_sees_one_class() -> None:
    model = build(plant(areas=[{"area": "yard", "segregated": True}]), works())
    assert not len(model.hold)


def test_stranded_delivery_is_an_input_error() -> None:
    network = network_of([fraction_of("S", areas=())], [])
    with pytest.raises(InputError, match=r"10 t of 'S' \(scrap\) can be neither treated nor stored nor disposed of"):
        build(plant(), network)


def test_no_room_is_infeasible() -> None:
    assert is_infeasible(build(plant(areas=[{"area": "yard", "capacity": 1.0}]), works()))
