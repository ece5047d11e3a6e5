"""Shares scaled until they sum to 1: the composition of a stream, or of a cell type as built and spent.

share' = share x (1 - sum of the shares that are kept) / (sum of the shares that are scaled)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from opt.study.edits.draft import Draft
from opt.study.edits.edit import Edit
from opt.study.edits.keys import Key
from opt.tolerances import COMPOSITION_SUM


def normalise(draft: Draft, edit: Edit, keys: Sequence[Key], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Scales the selected rows of each stream or cell type, the others kept; rule and remedy where that cannot be.

    What sums to 1 within the tolerance already is left as it is.
    """
    rows, chosen = draft.rows(edit.table), set(keys)
    for owner in dict.fromkeys(key[:-1] for key in keys):
        members = [key for key in rows if key[:-1] == owner]
        for column in columns:
            scaled = math.fsum(rows[key][column] for key in members if key in chosen)
            kept = math.fsum(rows[key][column] for key in members if key not in chosen)
            if abs(scaled + kept - 1) <= COMPOSITION_SUM:
                continue
            if not scaled > 0 or kept > 1:
                yield (
                    f"the shares of {'/'.join(owner)} cannot be scaled to 1: {column} of the selected rows sums to "
                    f"{scaled:g}, of the others to {kept:g}",
                    "select other rows, or set the shares",
                )
                continue
            factor = (1 - kept) / scaled
            for key in members:
                if key in chosen:
                    draft.put(edit, edit.table, key, column, rows[key][column] * factor)
