"""Constraints from rows: a family states its rows as plain numbers and variables, this puts them into the model.

A generator function that yields rows is one constraint; its name is the constraint's name and its docstring starts with
the formula. Rows are built without operator overloading, which is what makes large models quick to build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pyomo.environ as pyo
from pyomo.core.base.var import VarData
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression
from pyomo.core.expr.relational_expr import (
    EqualityExpression,
    InequalityExpression,
    RangedExpression,
    RelationalExpression,
)

from opt.model.data import Data
from opt.model.variables import Variables
from opt.tables.problems import Problem
from opt.tolerances import FEASIBILITY_ZERO

Index: TypeAlias = tuple[str, ...]
Terms: TypeAlias = list[tuple[float, VarData]]
Row: TypeAlias = tuple[Index, Terms, float | None, float | None]
"""Index, terms (coefficient, variable), lower and upper bound of their sum (None: free)."""
Family: TypeAlias = Callable[[Data, Variables], Iterator[Row]]


def add_constraint(model: pyo.ConcreteModel, family: Family, data: Data, variables: Variables) -> None:
    """Adds the constraint of a generator function to the model.

    A row without variables is left out when it is true and reported in ``data.problems`` when it is false.
    """
    name = family.__name__
    relations: dict[Index, RelationalExpression] = {}
    for index, terms, lower, upper in family(data, variables):
        body = linear(terms)
        if body.nargs():
            relations[index] = _relation(lower, body, upper)
        elif (lower is not None and lower > FEASIBILITY_ZERO) or (upper is not None and upper < -FEASIBILITY_ZERO):
            data.problems.append(_impossible(name, index, lower, upper))
    constraint = pyo.Constraint(list(relations), rule=lambda model, *index: relations[index], doc=family.__doc__)
    model.add_component(name, constraint)


def _relation(lower: float | None, body: LinearExpression, upper: float | None) -> RelationalExpression:
    """lower <= body <= upper. Stated directly: comparing operators or tuples would cost a third of the build."""
    if lower is None:
        return InequalityExpression((body, upper), False)
    if upper is None:
        return InequalityExpression((lower, body), False)
    if lower == upper:
        return EqualityExpression((body, upper))
    return RangedExpression((lower, body, upper), (False, False))


def linear(terms: Terms, constant: float = 0.0) -> LinearExpression:
    """A linear expression of terms with a constant; a variable with coefficient 1 stands for itself."""
    used = [term[1] if term[0] == 1.0 else MonomialTermExpression(term) for term in terms if term[0]]
    return LinearExpression([constant, *used] if constant else used)


def _impossible(name: str, index: Index, lower: float | None, upper: float | None) -> Problem:
    asked = f"at least {lower:g}" if lower is not None and lower > 0 else f"at most {upper:g}"
    return Problem(
        table=name,
        value="|".join(index),
        rule=f"nothing can contribute to {name}[{', '.join(index)}], but {asked} is asked for",
        remedy="relax the limit or open a way to meet it",
    )
