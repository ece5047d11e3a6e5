"""Family purity: specifications of what is made as a grade in a period. Rows divided by their limit: a solver tolerance
would otherwise be per cents of a limit of a few ppm."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row
from opt.model.variables import Variables
from opt.network.market_parameters import GradeLimit
from opt.network.network import ProductOutput
from opt.tolerances import MERGE


def purity_max(data: Data, x: Variables) -> Iterator[Row]:
    """purity_max[p,g,i,t]: content of item i in all that is made as a grade

    sum_o (content[o,p,i] / limit[p,g,i] - 1) * make[o,p,g,t] <= 0

    content in t per t of product. A limit of zero asks for sum_o content * make <= 0. Left out where no operation
    exceeds the limit.
    """
    yield from _rows(data, x, "max")


def purity_min(data: Data, x: Variables) -> Iterator[Row]:
    """purity_min[p,g,i,t]: least content of item i in all that is made as a grade

    sum_o (content[o,p,i] / limit[p,g,i] - 1) * make[o,p,g,t] >= 0

    Left out where every operation reaches the limit.
    """
    yield from _rows(data, x, "min")


def _rows(data: Data, x: Variables, sense: str) -> Iterator[Row]:
    market, operations = data.parameters.market, data.network.operations
    for (p, g), limits in market.limits.items():
        for limit in limits:
            if limit.sense != sense:
                continue
            excess = {o: _excess(operations[o].products[p], limit) for o in market.makers[p]}
            sign = 1.0 if sense == "max" else -1.0
            if all(sign * share <= 0 for share in excess.values()):
                continue
            for t in data.parameters.periods:
                terms = [(share, x.make[o, p, g, t]) for o, share in excess.items()]
                yield (p, g, limit.item, t), terms, *((None, 0.0) if sense == "max" else (0.0, None))


def _excess(output: ProductOutput, limit: GradeLimit) -> float:
    """Content beyond the limit as a share of the limit; the content itself where the limit is zero."""
    content = output.carries(limit.item) / output.mass
    if limit.limit > 0:
        return content / limit.limit - 1.0
    return content if content > MERGE else 0.0


ROWS = (purity_max, purity_min)
