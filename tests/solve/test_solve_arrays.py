"""A Pyomo model becomes arrays whose columns and rows are found by name."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from solve_world import lot_sizing, place

from opt.solve import highs
from opt.solve.compile import from_model, values_by_variable


def mixed(order: tuple[str, ...], shift: str = "") -> pyo.ConcreteModel:
    """maximise 3a + 2b + 5k - 1 with a range, an equation, a fixed and an unused variable; by hand a=1, b=4, k=1."""
    model = pyo.ConcreteModel()
    declare = {
        "free": lambda: pyo.Var(["a", "b", "unused"], bounds=(0, 4)),
        "pick": lambda: pyo.Var(within=pyo.Binary),
        "held": lambda: pyo.Var(bounds=(0, 9)),
    }
    for name in order:
        model.add_component(shift + name, declare[name]())
    free, pick, held = (model.find_component(shift + name) for name in ("free", "pick", "held"))
    held.fix(2.0)
    model.window = pyo.Constraint(expr=(-1, free["a"] - free["b"] + 2 * pick, 3))
    model.total = pyo.Constraint([1], rule=lambda m, _: free["a"] + free["b"] + held == 7)
    model.cap = pyo.Constraint(expr=free["a"] + 3 * pick <= 4)
    model.goal = pyo.Objective(expr=3 * free["a"] + 2 * free["b"] + 5 * pick - 1, sense=pyo.maximize)
    return model


@pytest.mark.parametrize("order", [("free", "pick", "held"), ("held", "pick", "free"), ("pick", "free", "held")])
@pytest.mark.parametrize("shift", ["", "z_"])
def test_columns_and_rows_are_found_by_name(order: tuple[str, ...], shift: str) -> None:
    arrays = from_model(mixed(order, shift))
    at = {name: number for number, name in enumerate(arrays.columns)}
    assert set(at) == {(shift + "free", ("a",)), (shift + "free", ("b",)), (shift + "pick", ())}
    assert [arrays.columns[number] for number in arrays.integers] == [(shift + "pick", ())]
    assert sorted(name for name, _ in arrays.rows) == ["cap", "total", "window", "window"]
    assert arrays.sign == -1
    assert arrays.cost[at[shift + "free", ("a",)]] == -3.0
    assert arrays.offset == 1.0
    x = np.zeros(3)
    x[at[shift + "free", ("a",)]], x[at[shift + "free", ("b",)]], x[at[shift + "pick", ()]] = 1.0, 4.0, 1.0
    assert arrays.objective(x) == -15.0
    rows = {
        (name, low, high): activity
        for (name, _), low, high, activity in zip(
            arrays.rows, arrays.row_lower, arrays.row_upper, arrays.activity(x), strict=True
        )
    }
    assert rows["total", 5.0, 5.0] == 5.0
    assert rows["cap", -np.inf, 4.0] == 4.0
    assert {activity for (name, *_), activity in rows.items() if name == "window"} == {-1.0}
    assert {(low, high) for name, low, high in rows if name == "window"} == {(-1.0, np.inf), (-np.inf, 3.0)}


def test_the_optimum_is_the_one_found_by_hand_and_goes_back_to_variables() -> None:
    model = mixed(("held", "free", "pick"))
    arrays = from_model(model)
    outcome = highs.run(highs.load(arrays, highs.PROOF, {"threads": 1}))
    assert outcome.status == highs.OPTIMAL
    assert outcome.x is not None
    assert arrays.sign * outcome.objective == pytest.approx(15.0, abs=1e-9)
    values = values_by_variable(model, arrays, outcome.x)
    assert values["held"] == {None: 2.0}
    assert values["free"] == pytest.approx({"a": 1.0, "b": 4.0, "unused": 0.0})
    assert values["pick"] == pytest.approx({None: 1.0})


def test_the_constant_is_what_no_decision_changes() -> None:
    model = mixed(("free", "pick", "held"))
    model.find_component("free")["b"].setlb(4.0)
    assert from_model(model).constant == pytest.approx(2 * 4 - 1)


def test_two_objectives_and_a_product_of_variables_are_refused() -> None:
    model = mixed(("free", "pick", "held"))
    model.second = pyo.Objective(expr=model.find_component("free")["a"])
    with pytest.raises(ValueError, match="2 active objectives"):
        from_model(model)
    model.second.deactivate()
    model.curve = pyo.Constraint(expr=model.find_component("free")["a"] * model.find_component("free")["b"] <= 1)
    with pytest.raises(Exception, match="nonlinear"):
        from_model(model)


def test_layout_knows_period_and_line_of_every_column() -> None:
    arrays = from_model(lot_sizing(2, 2, 3))
    where = place(arrays, 3)
    assert (where.periods, where.lines) == (3, 2)
    for (_, (line, _, period)), at, number in zip(arrays.columns, where.period, where.line, strict=True):
        assert at == int(period[1:]) - 1
        assert number == int(line[1:])
    assert where.window(1, 2).sum() == (where.period == 1).sum()


def test_an_option_that_highs_does_not_know_is_named() -> None:
    with pytest.raises(ValueError, match="no_such_option"):
        highs.load(from_model(lot_sizing(1, 1, 1)), {"no_such_option": 1})
