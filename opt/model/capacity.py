"""Family capacity: hours of lines."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row
from opt.model.variables import Variables


def capacity(data: Data, x: Variables) -> Iterator[Row]:
    """capacity[l,t]: hours used, set-ups included, are at most the hours less downtime (h)

    sum_o treat[o,l,t] / rate[o,l] + sum_c setup_hours[l,c] * setup[l,c,t] <= available[l,t]
    """
    lines = data.parameters.lines
    campaigns: dict[str, list[str]] = {}
    for line, c in lines.operations:
        campaigns.setdefault(line, []).append(c)
    for line, names in campaigns.items():
        for t in data.parameters.periods:
            terms = [(1.0 / rate, x.treat[o, line, t]) for c in names for o, rate in lines.operations[line, c]]
            terms += [(lines.setup_hours.get((line, c), 0.0), x.setup[line, c, t]) for c in lines.setups.get(line, ())]
            yield (line, t), terms, None, lines.available[line, t]


ROWS = (capacity,)
