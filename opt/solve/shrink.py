"""A linear problem without what its fixed columns decide: fewer rows and columns, the same optimum however the rows
that are kept move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse

from opt.solve.arrays import Arrays, Flags, Floats

EQUAL = 1e-12
"""A row is as low as it can be when no more than this is left of it."""

PASSES = 50


def shrunk(arrays: Arrays, keep_rows: Flags, keep_columns: Flags) -> Arrays:
    """The problem without columns that can have one value only and without rows that say nothing. Rows in
    ``keep_rows`` stay and are not reasoned from, as their bounds may move; nor do columns in ``keep_columns`` go."""
    matrix = scipy.sparse.csr_array((arrays.value, arrays.index, arrays.start), shape=arrays.shape[::-1]).T.tocsr()
    lower, upper = _forced(arrays, matrix, ~keep_rows)
    gone = (lower == upper) & ~keep_columns
    value = np.where(gone, lower, 0.0)
    taken = matrix @ value
    row_lower, row_upper = arrays.row_lower - taken, arrays.row_upper - taken
    left = matrix[:, np.flatnonzero(~gone)]
    empty = (np.diff(left.indptr) == 0) & (row_lower <= EQUAL) & (row_upper >= -EQUAL)
    free = np.isneginf(row_lower) & np.isposinf(row_upper)
    rows = np.flatnonzero(keep_rows | ~(empty | free))
    found = left[rows].tocsc()
    columns = np.flatnonzero(~gone)
    return replace(
        arrays,
        start=found.indptr.astype(np.int32),
        index=found.indices.astype(np.int32),
        value=found.data.astype(np.float64),
        cost=arrays.cost[columns],
        offset=arrays.offset + float(arrays.cost @ value),
        lower=lower[columns],
        upper=upper[columns],
        integer=arrays.integer[columns],
        row_lower=row_lower[rows],
        row_upper=row_upper[rows],
        columns=tuple(arrays.columns[number] for number in columns),
        rows=tuple(arrays.rows[number] for number in rows),
    )


def _forced(arrays: Arrays, matrix: scipy.sparse.csr_array, usable: Flags) -> tuple[Floats, Floats]:
    """Bounds of the columns where rows leave one value: a row that cannot be lower than its upper bound, or higher than
    its lower one, holds each of its columns at the bound that makes it so. Again and again until nothing follows."""
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    rising, falling = matrix.maximum(0.0).tocsr(), matrix.minimum(0.0).tocsr()
    rising.eliminate_zeros()
    falling.eliminate_zeros()
    done = ~usable
    for _ in range(PASSES):
        least = rising @ lower + falling @ upper
        most = rising @ upper + falling @ lower
        at_least = ~done & np.isfinite(least) & (least >= arrays.row_upper - EQUAL)
        at_most = ~done & np.isfinite(most) & (most <= arrays.row_lower + EQUAL)
        if not (at_least | at_most).any():
            break
        done |= at_least | at_most
        down = _columns(rising, at_least) | _columns(falling, at_most)
        up = _columns(falling, at_least) | _columns(rising, at_most)
        upper[down] = lower[down]
        lower[up & ~down] = upper[up & ~down]
    return lower, upper


def _columns(matrix: scipy.sparse.csr_array, rows: Flags) -> Flags:
    """Columns with an entry in one of the rows."""
    found = np.zeros(matrix.shape[1], dtype=np.bool_)
    found[matrix[np.flatnonzero(rows)].indices] = True
    return found
