"""A linear problem without what follows from its fixed columns: the same optimum, whatever the kept rows do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from worth_truth import arrays_of
from worth_world import VARIANTS, solved

from opt.solve import highs
from opt.solve.arrays import Arrays
from opt.solve.fixed import loosened
from opt.solve.shrink import shrunk

LIMITS = ("capacity", "demand", "outlet_limit", "area_capacity", "hazard_processing")


def written(rows: list[list[float]], lower: list[float], upper: list[float], row_upper: list[float]) -> Arrays:
    """Rows of at most ``row_upper``; every unit of a column is worth 1."""
    matrix = np.array(rows, dtype=np.float64)
    columns, index = np.nonzero(matrix.T)
    count = len(lower)
    return Arrays(
        start=np.searchsorted(columns, np.arange(count + 1)).astype(np.int32),
        index=index.astype(np.int32),
        value=matrix.T[columns, index],
        cost=-np.ones(count),
        offset=5.0,
        lower=np.array(lower),
        upper=np.array(upper),
        integer=np.zeros(count, dtype=np.bool_),
        row_lower=np.full(len(rows), -np.inf),
        row_upper=np.array(row_upper),
        sign=-1,
        columns=tuple(("x", (str(number),)) for number in range(count)),
        rows=tuple(("r", (str(number),)) for number in range(len(rows))),
    )


def best(arrays: Arrays) -> float:
    outcome = highs.run(highs.load(arrays, highs.EXACT, {"threads": 1}), mip=False)
    return -outcome.objective


def test_what_a_switch_turns_off_goes() -> None:
    """x0 is switched off: x1 <= 9 x0 is 0, x2 <= x1 is 0 too; x3 is free up to the limit, which stays."""
    arrays = written(
        [[-9, 1, 0, 0], [0, -1, 1, 0], [0, 1, 1, 1]], [0, 0, 0, 0], [0, np.inf, np.inf, np.inf], [0.0, 0.0, 7.0]
    )
    small = shrunk(arrays, np.array([False, False, True]), np.zeros(4, dtype=np.bool_))
    assert [index for _, index in small.columns] == [("3",)]
    assert [index for _, index in small.rows] == [("2",)]
    assert best(small) == best(arrays) == pytest.approx(2.0)


def test_a_limit_is_not_reasoned_from() -> None:
    """A limit of zero holds its column at zero today; raised by 2, it must not."""
    arrays = written([[1.0]], [0.0], [np.inf], [0.0])
    kept, none = np.array([True]), np.array([False])
    small = shrunk(arrays, kept, none)
    assert small.shape == (1, 1)
    assert best(replace(small, row_upper=np.array([2.0]))) == pytest.approx(-3.0)
    assert shrunk(arrays, none, none).shape == (0, 0)


def test_a_fixed_column_leaves_its_mass_in_the_row() -> None:
    arrays = written([[1.0, 1.0]], [3.0, 0.0], [3.0, np.inf], [10.0])
    small = shrunk(arrays, np.array([True]), np.zeros(2, dtype=np.bool_))
    assert small.shape == (1, 1)
    assert small.row_upper.tolist() == [7.0]
    assert best(small) == best(arrays) == pytest.approx(5.0)
    assert shrunk(arrays, np.array([True]), np.array([True, False])).shape == (1, 2)


def test_a_contradiction_stays_one() -> None:
    """x0 = 3 against x0 <= 2."""
    arrays = written([[1.0, 0.0]], [3.0, 0.0], [3.0, 1.0], [2.0])
    small = shrunk(arrays, np.array([False]), np.array([False, False]))
    assert small.shape == (1, 1)
    assert highs.run(highs.load(small), mip=False).status == highs.INFEASIBLE


@pytest.mark.parametrize("variant", ["", "area", "outlet closed"])
def test_the_optimum_stays_while_limits_move(variant: str) -> None:
    assert variant in ("", *VARIANTS)
    plan = solved(variant)
    base = arrays_of(plan.instance)
    x = np.array([plan.values(name)[index] for name, index in base.columns])
    kept = np.array([name in LIMITS for name, _ in base.rows])
    row_upper = np.where(kept, base.row_upper * 1.05 + 0.01, base.row_upper)
    full = loosened(base, x, ())
    small = shrunk(full, kept, np.zeros(len(x), dtype=np.bool_))
    assert small.shape[1] < full.shape[1]
    bounds = dict(zip(base.rows, row_upper.tolist(), strict=True))
    at = np.array([name in LIMITS for name, _ in small.rows])
    fixed = full.row_upper[kept] - small.row_upper[at]  # what the columns that are gone take of each limit
    here = np.array([bounds[row] for row in small.rows])
    here[at] -= fixed
    moved = replace(small, row_upper=np.where(at, here, small.row_upper))
    truth = replace(full, row_upper=np.where(kept, row_upper, full.row_upper))
    assert best(moved) == pytest.approx(best(truth), rel=1e-9)
