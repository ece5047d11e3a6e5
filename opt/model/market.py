"""Family market: demand and contracts. Rows in t."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row, Terms
from opt.model.variables import Variables
from opt.schema.words import ALL
from opt.tables.problems import Problem


def demand(data: Data, x: Variables) -> Iterator[Row]:
    """demand[p,g,t]: no more is sold than the market takes

    sell[p,g,t] <= maximum[p,g,t]; for t = all: sum_t sell[p,g,t] <= maximum[p,g,all]
    """
    for key, most in data.parameters.market.maximum.items():
        yield key, _sold(data, x, key), None, most


def contract(data: Data, x: Variables) -> Iterator[Row]:
    """contract[p,g,t]: what is contracted is sold or missing

    sell[p,g,t] + short[p,g,t] >= contract[p,g,t]; for t = all: sum_t sell[p,g,t] + short[p,g,all] >= contract[p,g,all]

    Without a penalty there is no short.
    """
    for key, least in data.parameters.market.contract.items():
        terms = _sold(data, x, key)
        if key in x.short:
            terms.append((1.0, x.short[key]))
        if terms:
            yield key, terms, least, None
        else:
            data.problems.append(_cannot(key, least))


def _sold(data: Data, x: Variables, key: tuple[str, str, str]) -> Terms:
    p, g, t = key
    periods = data.parameters.periods if t == ALL else (t,)
    return [(1.0, x.sell[p, g, u]) for u in periods if (p, g, u) in x.sell]


def _cannot(key: tuple[str, str, str], least: float) -> Problem:
    p, g, t = key
    return Problem(
        table="demand",
        column="contract",
        value=f"{least:g}",
        rule=f"{least:g} t of '{p}/{g}' are contracted in '{t}', no operation makes '{p}' and no shortfall is allowed",
        remedy="give a penalty, lower the contract or offer a technology that makes it",
    )


ROWS = (demand, contract)
