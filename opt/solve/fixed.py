"""A plan's integers fixed: the linear problem that is left, loaded once, and what its value does when a row moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Arrays, Floats, Integers, Name
from opt.solve.polish import ATTEMPTS, ROUNDING
from opt.solve.sides import Curve, Point

LOOSE = ("treat", "stock", "dispose", "discard", "make", "sell", "short", "peak")
"""Variables whose upper bounds follow from rows: they would stand in the way of a limit that moves far."""

IMPLIED: Mapping[str, str] = {"linking": "run", "segregated": "hold", "qualified": "use"}
"""Rows that a binary switches: while it is 1 they say no more than capacity, room and balances do. Their coefficients
are what those limits come to, and would have to move with them."""


STEPPING: solver.Options = {"solver": "simplex", "presolve": "off"}
"""How a changed problem is solved: on from the last basis."""


class Stopped(Exception):
    """The time is up."""


class Broken(Exception):
    """HiGHS ended without an answer."""


def loosened(arrays: Arrays, x: Floats, decided: Collection[Name]) -> Arrays:
    """The linear problem with the integers of ``x``, in which each limit of the planner stands in one row only.

    ``decided`` are the columns that the planner has bounded.
    """
    integers = arrays.integers
    lower, upper, row_upper = arrays.lower.copy(), arrays.upper.copy(), arrays.row_upper.copy()
    lower[integers] = upper[integers] = np.round(x[integers])
    on: dict[Name, bool] = {}
    for number, column in enumerate(arrays.columns):
        if arrays.integer[number]:
            on[column] = bool(upper[number] > 0.5)
        elif column[0] in LOOSE and column not in decided:
            upper[number] = np.inf
    for number, (name, index) in enumerate(arrays.rows):
        if name in IMPLIED and on[IMPLIED[name], index]:
            row_upper[number] = np.inf
    return replace(arrays, lower=lower, upper=upper, row_upper=row_upper, integer=np.zeros_like(arrays.integer))


def whole(arrays: Arrays, x: Floats) -> bool:
    """True where ``x`` has a value for every column, integers whole and within their bounds."""
    integers = arrays.integers
    rounded = np.clip(np.round(x[integers]), arrays.lower[integers], arrays.upper[integers])
    return bool(np.isfinite(x).all() and (np.abs(rounded - x[integers]) <= ROUNDING).all())


class FixedProblem:
    """A linear problem at its optimum, in which one row at a time is moved and put back."""

    def __init__(self, arrays: Arrays, deadline: float) -> None:
        """Loads and solves. Raises Broken where there is no optimum, Stopped at the deadline (``time.monotonic``)."""
        self.arrays, self._deadline = arrays, deadline
        self.place: Mapping[Name, int] = {column: number for number, column in enumerate(arrays.columns)}
        self.row_of: Mapping[Name, int] = {row: number for number, row in enumerate(arrays.rows)}
        self._highs = solver.load(arrays, solver.EXACT, {"threads": 1})
        solver.on_event(self._highs, lambda _: time.monotonic() > self._deadline)
        if not any(self._solved(options) for options in ATTEMPTS):
            raise Broken
        solver.set_options(self._highs, STEPPING)
        self._basis = self._highs.getBasis()
        self.value, self.row_dual, self.x = self._answer()

    def _solved(self, options: solver.Options) -> bool:
        self._highs.clearSolver()
        solver.set_options(self._highs, options, solver.first_linear(len(self.arrays.cost)))
        return self._run() is True

    def _answer(self) -> tuple[float, Floats, Floats]:
        """Value in the model's own sense, what a unit of each row's bound adds to it, and the point."""
        solution: Any = self._highs.getSolution()
        value = self.arrays.sign * float(self._highs.getInfo().objective_function_value)
        dual = self.arrays.sign * np.array(solution.row_dual, dtype=np.float64)
        return value, dual, np.array(solution.col_value, dtype=np.float64)

    def _run(self) -> bool | None:
        """True at an optimum, False where there is no plan, None where HiGHS found neither."""
        if time.monotonic() > self._deadline:
            raise Stopped
        outcome = solver.run(self._highs, mip=False)
        if outcome.status == solver.STOPPED:
            raise Stopped
        return {solver.OPTIMAL: True, solver.INFEASIBLE: False}.get(outcome.status)

    def _moved(self) -> bool:
        """Solve after a change, from the last basis; from scratch where that fails."""
        found = self._run()
        if found is None:
            self._highs.clearSolver()
            found = self._run()
        if found is None:
            raise Broken
        return found

    def back(self) -> None:
        """Stand at the optimum again: the next row is moved from its basis."""
        self._highs.setBasis(self._basis)

    def shifted(self, row: int, unit: float) -> Curve:
        """The curve of a row whose bound moves by step / unit (a negative unit moves it down)."""
        lower, upper = float(self.arrays.row_lower[row]), float(self.arrays.row_upper[row])

        def curve(step: float) -> Point | None:
            self._highs.changeRowBounds(row, lower + step / unit, upper + step / unit)
            try:
                if not self._moved():
                    return None
                value, dual, _ = self._answer()
            finally:
                self._highs.changeRowBounds(row, lower, upper)
            return Point(step, value, float(dual[row]) / unit)

        return curve

    def recast(self, row: int, columns: Integers, rate: float, made: Callable[[Floats], float]) -> Curve:
        """The curve of a row whose coefficients of ``columns`` grow by step x ``rate``; ``made`` turns a point into
        what a unit of step is worth there in units of the row's bound."""
        base = np.array([self._coefficient(row, column) for column in columns], dtype=np.float64)

        def curve(step: float) -> Point | None:
            self._set(row, columns, base + step * rate)
            try:
                if not self._moved():
                    return None
                value, dual, x = self._answer()
            finally:
                self._set(row, columns, base)
            return Point(step, value, float(dual[row]) * made(x))

        return curve

    def _set(self, row: int, columns: Integers, values: Floats) -> None:
        for column, value in zip(columns.tolist(), values.tolist(), strict=True):
            self._highs.changeCoeff(row, column, value)

    def _coefficient(self, row: int, column: int) -> float:
        begin, end = self.arrays.start[column], self.arrays.start[column + 1]
        here = np.flatnonzero(self.arrays.index[begin:end] == row)
        return float(self.arrays.value[begin + here[0]]) if len(here) else 0.0
