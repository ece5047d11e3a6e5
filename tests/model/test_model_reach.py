"""What can have arrived: bounds worked out by hand, and that no plan exceeds them."""

from __future__ import annotations

from typing import Any

import pytest
from model_cases import fraction_of, instance_of, network_of, operation_of, optimise, output_of, values
from pyomo.repn import generate_standard_repn
from random_cases import PERIODS, random_case

from opt.model import build
from opt.model.data import Data, data_of
from opt.model.reach import first_allowed
from opt.network.network import Network
from opt.network.parameters import build_parameters


def chain(**fraction: Any) -> Network:
    """A and B are opened on K (campaign open) to half their mass of powder; the powder is leached on L."""
    roots = [fraction_of(s, areas=("hall",), **fraction) for s in "AB"]
    powders = [fraction_of(f"{s}/p", root=False, areas=("shed",)) for s in "AB"]
    opened = [operation_of(s, "k", {"K": (0.1, "open")}, fractions={f"{s}/p": 0.5}) for s in "AB"]
    leached = [operation_of(f"{s}/p", "m", {"L": (0.05, "leach")}, {"P": output_of("P", 1.0)}) for s in "AB"]
    return network_of([*roots, *powders], [*opened, *leached])


def plant() -> Any:
    return instance_of(
        streams=[{"stream": s} for s in "AB"],
        arrivals=[{"stream": s, "period": t, "mass": m} for s, t, m in (("A", "1", 30.0), ("B", "2", 4.0))],
        areas=[{"area": "hall", "capacity": 20.0}, {"area": "shed", "capacity": 1.5}],
        lines=[{"line": line, "hours": 100.0} for line in "KL"],
        setups=[{"line": "L", "campaign": "leach", "hours": 5.0}],
        grades=[{"product": "P", "grade": "g", "price": 1.0}, {"product": "P", "grade": "offspec", "price": 0.0}],
    )


def data(network: Network, **options: Any) -> Data:
    return data_of(network, build_parameters(plant(), network), tight=True, **options)


def by_period(mapping: Any, name: str) -> list[float]:
    return [mapping[name, t] for t in ("1", "2", "3")]


def test_reach_of_roots_is_bounded_by_arrivals_and_room() -> None:
    reach = data(chain()).reach
    assert by_period(reach.available, "A") == [30.0, 20.0, 20.0]
    assert by_period(reach.available, "B") == [0.0, 4.0, 4.0]
    assert by_period(reach.total, "B") == [0.0, 4.0, 4.0]


def test_reach_of_what_is_made_is_bounded_by_hours_and_room() -> None:
    reach = data(chain()).reach
    # K treats 10 t a period: 5 t of powder, of which 1.5 t may wait
    assert by_period(reach.inflow, "A/p") == [5.0, 5.0, 5.0]
    assert by_period(reach.available, "A/p") == [5.0, 6.5, 6.5]
    assert by_period(reach.inflow, "B/p") == [0.0, 2.0, 2.0]


def test_age_ends_what_can_wait() -> None:
    reach = data(chain(max_age=1.0)).reach
    assert by_period(reach.available, "A") == [30.0, 20.0, 0.0]
    assert by_period(data(chain(max_age=1.0), without=["age"]).reach.available, "A") == [30.0, 20.0, 20.0]


@pytest.mark.parametrize(("end", "max_age", "first"), [(3, 1.0, 3), (3, 2.0, 2), (3, 1.5, 2), (2, 9.0, 1)])
def test_window_of_ages(end: int, max_age: float, first: int) -> None:
    assert first_allowed(end, max_age) == first


def test_a_campaign_takes_in_no_more_than_the_lines_before_give_together() -> None:
    intake = data(chain()).intake["L", "leach"]
    assert [intake.inflow[t] for t in PERIODS] == [5.0, 5.0, 5.0]
    assert [intake.waiting[t] for t in PERIODS] == [0.0, 1.5, 1.5]
    unlimited = data(chain(), without=["capacity", "storage"]).intake["L", "leach"]
    assert unlimited.inflow["2"] == pytest.approx(17.0)


def test_supply_row_asks_for_a_run_unless_the_feed_lay_there() -> None:
    model = build(plant(), chain())
    # inflow (5 t) is all that L could treat (5 t): the linking says as much, so there is no row
    assert not len(model.supply)
    network = chain()
    faster = [operation_of(f"{s}/p", "m", {"L": (0.2, "leach")}, {"P": output_of("P", 1.0)}) for s in "AB"]
    faster = [*list(network.operations.values())[:2], *faster]
    model = build(plant(), network_of(list(network.fractions.values()), faster))
    row = generate_standard_repn(model.supply["L", "leach", "2"].body)
    terms = {id(variable): factor for factor, variable in zip(row.linear_coefs, row.linear_vars, strict=True)}
    assert terms[id(model.run["L", "leach", "2"])] == -5.0
    assert terms[id(model.stock["A/p", "shed", "1"])] == -1.0


@pytest.mark.parametrize("seed", [1, 4])
def test_no_plan_exceeds_the_reach(seed: int) -> None:
    instance, network = random_case(seed)
    model = build(instance, network, formulation="plain")
    optimise(model)
    reach = data_of(network, model.parameters, tight=False).reach
    treated: dict[tuple[str, str], float] = {}
    for (o, _, t), mass in values(model, "treat").items():
        key = (network.operations[o].fraction, t)
        treated[key] = treated.get(key, 0.0) + mass
    for (n, _, t), mass in values(model, "stock").items():
        treated[n, t] = treated.get((n, t), 0.0) + mass
    assert treated
    assert all(mass <= reach.available[key] + 1e-6 for key, mass in treated.items())
