"""A model read off its expressions is the model that Pyomo's compiler gives."""

from __future__ import annotations

import random

import pyomo.environ as pyo
import pytest
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression

from opt.model.rows import linear
from opt.solve.compile import compiled
from opt.solve.reading import AT_LEAST, AT_MOST, EXACTLY, Form, read_off

BOUNDS = ((None, 4.0), (-1.0, None), (2.0, 2.0), (-3.0, 5.0))
"""Bounds of rows: at most, at least, exactly, a range."""


def drawn(seed: int, *, shift: str = "") -> pyo.ConcreteModel:
    """Random rows over real, integer and binary variables, some with coefficient 1; ``shift`` renames, so reorders."""
    draw = random.Random(seed)
    model = pyo.ConcreteModel()
    kinds = {"real": pyo.Reals, "whole": pyo.NonNegativeIntegers, "pick": pyo.Binary}
    for name in sorted(kinds, key=lambda name: shift + name if shift else name[::-1]):
        model.add_component(name, pyo.Var(range(4), within=kinds[name], bounds=(0, 9)))
    variables = [model.find_component(name)[number] for name in kinds for number in range(4)]
    rows = {}
    for number in range(12):
        terms = [(draw.choice((1.0, -1.0, 0.5, 7.0)), x) for x in draw.sample(variables[:-1], draw.randint(1, 5))]
        low, high = BOUNDS[number % len(BOUNDS)]
        rows[number] = pyo.inequality(low, linear(terms), high) if low != high else linear(terms) == low
    model.row = pyo.Constraint(range(12), rule=lambda m, number: rows[number])
    model.goal = pyo.Objective(expr=sum(draw.uniform(-3, 3) * x for x in variables[:8]) + 2.5, sense=pyo.maximize)
    return model


def read(model: pyo.ConcreteModel) -> Form | None:
    return read_off(model, model.goal)


def content(form: Form) -> tuple[object, ...]:
    """A form by names, whatever the order of its rows and columns."""
    columns = [variable.name for variable in form.columns]
    rows = [(constraint.name, int(kind)) for constraint, kind in zip(form.rows, form.kinds, strict=True)]
    table = form.matrix.toarray()
    cells = {
        (row, column): table[i, j]
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
        if table[i, j]
    }  # fmt: skip
    cost = {column: value for column, value in zip(columns, form.cost.tolist(), strict=True) if value}
    return sorted(columns), dict(zip(rows, form.rhs.tolist(), strict=True)), cells, cost, form.offset


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shift", ["", "z_"])
def test_reading_gives_what_the_compiler_gives(seed: int, shift: str) -> None:
    model = drawn(seed, shift=shift)
    found = read(model)
    assert found is not None
    assert content(found) == content(compiled(model))
    assert {int(kind) for kind in found.kinds} == {AT_MOST, EXACTLY, AT_LEAST}


def test_a_variable_that_stands_twice_in_a_row_counts_once() -> None:
    model = drawn(0)
    x = model.real[0]
    model.twice = pyo.Constraint(expr=LinearExpression([x, MonomialTermExpression((2.0, x))]) <= 6.0)
    found = read(model)
    assert found is not None
    column = [variable.name for variable in found.columns].index("real[0]")
    assert found.matrix.toarray()[[row.name for row in found.rows].index("twice"), column] == 3.0
    assert found.matrix.has_canonical_format


def test_what_is_not_plain_is_left_to_the_compiler() -> None:
    plain = drawn(1)
    plain.real[0].fix(1.0)
    assert read(plain) is None
    for body in (
        lambda m: LinearExpression([3.0, m.real[0]]),
        lambda m: MonomialTermExpression((m.share, m.real[0])) + 0.5 * m.real[1],
        lambda m: m.real[0] * m.real[1],
        lambda m: m.real[0],
    ):
        model = drawn(1)
        model.share = pyo.Param(initialize=0.5, mutable=True)
        model.other = pyo.Constraint(expr=body(model) <= 8.0)
        assert read(model) is None
    model = drawn(1)
    model.goal.set_value(model.real[0] * model.real[1])
    assert read(model) is None
