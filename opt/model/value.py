"""The objective: recovered value as a sum of named terms (currency), each signed as it enters the value.

The value report reads the terms and the checker recomputes them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pyomo.environ as pyo

from opt.model.data import Data
from opt.model.rows import Terms, linear
from opt.model.variables import Variables

Term: TypeAlias = Callable[[Data, Variables], tuple[float, Terms]]
KG_PER_TONNE = 1000.0


def sales(data: Data, x: Variables) -> tuple[float, Terms]:
    """sum price[p,g,t] * sell[p,g,t] + sum_(o,p,g,t) payable[o,p,g,t] * make[o,p,g,t]"""
    market = data.parameters.market
    terms = [(market.price[key], variable) for key, variable in x.sell.items()]  # type: ignore[index]
    terms += [(paid, x.make[key]) for key, paid in market.payable.items()]
    return 0.0, terms


def gate_fees(data: Data, x: Variables) -> tuple[float, Terms]:
    """sum gate_fee[s] * receive[s,t]"""
    return 0.0, [(data.parameters.streams.gate_fee[s], variable) for (s, _), variable in x.receive.items()]


def end_values(data: Data, x: Variables) -> tuple[float, Terms]:
    """sum end_value[n] * stock[n,a,last] over fractions with a row in end_values"""
    return 0.0, _left(data, x, liability=False)


def treatment(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum (hour_cost[l] / rate[o,l] + cost[o]) * treat[o,l,t]"""
    operations, hour_cost = data.network.operations, data.parameters.lines.hour_cost
    cost: dict[tuple[str, str], float] = {}
    for o, operation in operations.items():
        for line in data.lines[o]:
            hourly = hour_cost[line] / operation.lines[line].rate if line in operation.lines else 0.0
            cost[o, line] = hourly + operation.cost
    return 0.0, [(-cost[o, line], variable) for (o, line, _), variable in x.treat.items()]


def utilities(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum use[o,u] * price[u,t] * treat[o,l,t]"""
    price = data.parameters.sites.utility_price
    cost = {
        (o, t): -sum(amount * price[u, t] for u, amount in operation.uses.items())
        for o, operation in data.network.operations.items()
        for t in data.parameters.periods
    }
    return 0.0, [(cost[o, t], variable) for (o, _, t), variable in x.treat.items()]


def setups(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum setup_cost[l,c] * setup[l,c,t]"""
    cost = data.parameters.lines.setup_cost
    return 0.0, [(-cost.get((line, c), 0.0), variable) for (line, c, _), variable in x.setup.items()]


def fixed_lines(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum fixed_cost[l] * number of periods"""
    return -sum(data.parameters.lines.fixed_cost.values()) * len(data.parameters.periods), []


def storage(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum area_cost[a] * stock[n,a,t] - sum keep_cost[p,g] * keep[p,g,t]"""
    area, keep = data.parameters.sites.area_cost, data.parameters.market.keep_cost
    terms = [(-area[a], variable) for (_, a, _), variable in x.stock.items()]
    terms += [(-keep[p, g], variable) for (p, g, _), variable in x.keep.items()]
    return 0.0, terms


def disposal(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum outlet_cost[n,w] * dispose[n,w,t] - sum outlet_cost[w] * discard[x,v,w,t]"""
    fractions, cost = data.network.fractions, data.parameters.sites.outlet_cost
    terms = [(-fractions[n].outlets[w], variable) for (n, w, _), variable in x.dispose.items()]
    terms += [(-cost[w], variable) for (_, _, w, _), variable in x.discard.items()]
    return 0.0, terms


def shortfalls(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum penalty[p,g,t] * short[p,g,t]"""
    penalty = data.parameters.market.penalty
    return 0.0, [(-penalty[key], variable) for key, variable in x.short.items()]  # type: ignore[index]


def qualification(data: Data, x: Variables) -> tuple[float, Terms]:
    """- sum cost[s,k] * use[s,k]"""
    cost = data.parameters.routing.cost
    return 0.0, [(-cost.get((s, k), 0.0), variable) for (s, k), variable in x.use.items()]


def carbon(data: Data, x: Variables) -> tuple[float, Terms]:
    """- carbon_price / 1000 * sum emission[u] * use[o,u] * treat[o,l,t]"""
    emission = data.parameters.sites.emission
    price = data.parameters.carbon_price / KG_PER_TONNE
    cost = {
        o: -price * sum(emission[u] * amount for u, amount in operation.uses.items())
        for o, operation in data.network.operations.items()
    }
    return 0.0, [(cost[o], variable) for (o, _, _), variable in x.treat.items()]


def liability(data: Data, x: Variables) -> tuple[float, Terms]:
    """sum end_value[n] * stock[n,a,last] over fractions without a row in end_values: minus their cheapest outlet"""
    return 0.0, _left(data, x, liability=True)


def _left(data: Data, x: Variables, *, liability: bool) -> Terms:
    last = data.parameters.periods[-1]
    return [
        (fraction.end_value, x.stock[n, a, last])
        for n, fraction in data.network.fractions.items()
        if fraction.liability == liability
        for a in fraction.areas
    ]


TERM_OF: dict[str, Term] = {
    term.__name__: term
    for term in (
        sales,
        gate_fees,
        end_values,
        treatment,
        utilities,
        setups,
        fixed_lines,
        storage,
        disposal,
        shortfalls,
        qualification,
        carbon,
        liability,
    )
}
TERMS = tuple(TERM_OF)


def add_value(model: pyo.ConcreteModel, data: Data, x: Variables) -> None:
    """Adds the expressions ``term[name]`` and the objective ``value``, their sum, maximised."""
    parts = {name: term(data, x) for name, term in TERM_OF.items()}
    model.term = pyo.Expression(
        list(TERMS),
        rule=lambda model, name: linear(parts[name][1], parts[name][0]),
        doc="terms of the value (currency)",
    )
    model.value = pyo.Objective(expr=sum(model.term[name] for name in TERMS), sense=pyo.maximize)
