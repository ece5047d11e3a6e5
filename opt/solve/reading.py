"""A large Pyomo model read off its expressions, without the dictionary for each row that Pyomo's compiler keeps."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyo
import scipy.sparse
from pyomo.common.numeric_types import native_numeric_types
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression
from pyomo.repn import generate_standard_repn

AT_MOST, EXACTLY, AT_LEAST = 1, 0, -1
"""Kinds of rows, numbered as Pyomo's compiler does."""


@dataclass(frozen=True, eq=False)
class Form:
    """cost x + offset; each row of ``matrix`` x at most, exactly or at least ``rhs``, by ``kinds``. ``rows`` are the
    constraints (twice where one is a range), ``columns`` the variables."""

    matrix: scipy.sparse.csc_array
    rows: list[Any]
    kinds: npt.NDArray[np.int8]
    rhs: npt.NDArray[np.float64]
    columns: list[Any]
    cost: npt.NDArray[np.float64]
    offset: float


@dataclass(eq=False)
class _Sheet:
    """Rows read so far, one below the other; ``place`` finds a column by the identity of its variable."""

    columns: list[Any]
    place: dict[int, int]
    rows: list[Any] = field(default_factory=list)
    kinds: array[int] = field(default_factory=lambda: array("b"))
    rhs: array[float] = field(default_factory=lambda: array("d"))
    column: array[int] = field(default_factory=lambda: array("i"))
    value: array[float] = field(default_factory=lambda: array("d"))
    ends: array[int] = field(default_factory=lambda: array("i", [0]))

    def add(self, constraint: Any, kind: int, bound: float, body: LinearExpression) -> bool:
        """Add a row; False where it is not the sum of numbers times free variables."""
        for term in body.args:
            if term.__class__ is MonomialTermExpression:
                coefficient, variable = term.args
            else:
                coefficient, variable = 1.0, term
            number = self.place.get(id(variable))
            if number is None:
                if variable.__class__ in native_numeric_types or not variable.is_variable_type() or variable.fixed:
                    return False
                number = self.place[id(variable)] = len(self.columns)
                self.columns.append(variable)
            if coefficient.__class__ not in native_numeric_types:
                return False
            self.column.append(number)
            self.value.append(coefficient)
        self.rows.append(constraint)
        self.kinds.append(kind)
        self.rhs.append(bound)
        self.ends.append(len(self.column))
        return True


def read_off(model: pyo.ConcreteModel, objective: Any) -> Form | None:
    """The model, where every row is a linear expression of numbers and free variables (ours all are); else None."""
    value = generate_standard_repn(objective.expr)
    if not value.is_linear():
        return None
    cost, offset = np.array(value.linear_coefs, dtype=np.float64), float(value.constant)
    sheet = _Sheet(list(value.linear_vars), {id(variable): n for n, variable in enumerate(value.linear_vars)})
    del value
    for constraint in model.component_data_objects(pyo.Constraint, active=True):
        lower, body, upper = constraint.to_bounded_expression(evaluate_bounds=True)
        if body.__class__ is not LinearExpression or not body.args:
            return None
        if not all(sheet.add(constraint, kind, bound, body) for kind, bound in _sides(lower, upper)):
            return None
    shape = (len(sheet.rows), len(sheet.columns))
    by_rows = scipy.sparse.csr_array((_numbers(sheet.value), _numbers(sheet.column), _numbers(sheet.ends)), shape=shape)
    matrix = by_rows.tocsc()
    matrix.sum_duplicates()
    return Form(
        matrix=matrix,
        rows=sheet.rows,
        kinds=_numbers(sheet.kinds),
        rhs=_numbers(sheet.rhs),
        columns=sheet.columns,
        cost=np.pad(cost, (0, shape[1] - len(cost))),
        offset=offset,
    )


def _sides(lower: float | None, upper: float | None) -> Iterator[tuple[int, float]]:
    """The rows that a constraint with these bounds becomes."""
    if lower is not None and lower == upper:
        yield EXACTLY, lower
        return
    if upper is not None:
        yield AT_MOST, upper
    if lower is not None:
        yield AT_LEAST, lower


def _numbers(found: array[Any]) -> npt.NDArray[Any]:
    """The numbers of an array without copying them."""
    return np.frombuffer(found, dtype=np.dtype(found.typecode)) if len(found) else np.zeros(0, found.typecode)
