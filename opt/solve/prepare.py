"""From an instance to arrays, reusing what an earlier instance shares with it.

- Equal tables of everything that shapes the network: the same network.
- The same network, and parameters that differ in money alone: the same matrix, bounds and names, with other costs.
- Anything else is built anew. What is shared is found by comparing content, never by how the instance came about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyo

from opt.instance.instance import Instance
from opt.memory import remembered
from opt.model import build
from opt.model.data import data_of
from opt.model.value import TERM_OF
from opt.model.variables import Variables
from opt.network import Network, build_network
from opt.network.parameters import Parameters, build_parameters
from opt.schema import INPUT
from opt.solve.arrays import Arrays
from opt.solve.compile import from_model

SHAPING = (
    "area_classes", "areas", "cell_types", "composition", "constituents", "conversions", "elements", "end_values",
    "forms", "hazard_factors", "initial_stock", "intake_limits", "line_technologies", "lines", "outlets", "outputs",
    "products", "releases", "routing", "routing_limits", "sites", "splits", "storage_classes", "storage_rules",
    "streams", "technologies", "uses", "verdict_conditions", "verdicts",
)  # fmt: skip
"""Tables that the network is made from."""

MONEY_ASIDE = ("areas", "lines", "routing", "streams")
"""Those of them whose amounts of money it does not look at."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """An instance ready to be solved. ``model`` has the columns of ``arrays``; its own costs are those of the instance
    it was built for."""

    instance: Instance
    network: Network
    parameters: Parameters
    model: pyo.ConcreteModel
    arrays: Arrays


def prepare(instance: Instance, like: Instance | None = None) -> Prepared:
    """The instance as arrays; ``like`` is one that may share its network and matrix (prepared once for all that ask).

    InputError as ``build`` raises it.
    """
    if like is None or like is instance:
        return _anew(instance, build_network(instance))
    known = prepared(like)
    network = known.network if _same_shape(instance, like) else build_network(instance)
    if network is known.network:
        parameters = build_parameters(instance, network)
        if _apart_from_money(parameters) == _apart_from_money(known.parameters):
            arrays = with_costs(known.model, known.arrays, network, parameters)
            if arrays is not None:
                return Prepared(instance, network, parameters, known.model, arrays)
    return _anew(instance, network)


@remembered
def prepared(instance: Instance) -> Prepared:
    """The instance as arrays, kept for as long as the instance lives."""
    return _anew(instance, build_network(instance))


def _anew(instance: Instance, network: Network) -> Prepared:
    model = build(instance, network)
    return Prepared(instance, network, model.parameters, model, from_model(model))


def with_costs(model: pyo.ConcreteModel, arrays: Arrays, network: Network, parameters: Parameters) -> Arrays | None:
    """The arrays of a model with the costs that other parameters give its variables.

    value = sum over the terms of constant + sum of coefficient x variable

    None where a variable of the model is no column (it had neither row nor cost).
    """
    blocks: dict[str, dict[tuple[str, ...], Any]] = {name: {} for name in Variables.__dataclass_fields__}
    for number, (name, index) in enumerate(arrays.columns):
        blocks[name][index] = number
    if sum(len(variable) for variable in model.component_objects(pyo.Var, active=True)) != len(arrays.columns):
        return None
    data, x = data_of(network, parameters, tight=False), Variables(**blocks)
    cost, constant = np.zeros(len(arrays.columns)), 0.0
    for term in TERM_OF.values():
        fixed, terms = term(data, x)
        constant += fixed
        for coefficient, number in terms:
            cost[int(number)] += coefficient
    return replace(arrays, cost=arrays.sign * cost, offset=arrays.sign * constant)


def _same_shape(one: Instance, other: Instance) -> bool:
    """True where both make the same network."""
    settings = ("trace_threshold", "maturity")
    return all(getattr(one.settings, name) == getattr(other.settings, name) for name in settings) and all(
        _shaping(one, name).equals(_shaping(other, name)) for name in SHAPING
    )


def _shaping(instance: Instance, name: str) -> pd.DataFrame:
    """What the network looks at in a table."""
    frame = instance.tables[name]
    money = [column.name for column in INPUT[name].columns if column.unit.startswith("currency")]
    return frame.drop(columns=money) if name in MONEY_ASIDE else frame


def _apart_from_money(parameters: Parameters) -> Parameters:
    """Parameters with every amount of money gone; what is paid at all still shows."""
    market, lines, sites = parameters.market, parameters.lines, parameters.sites
    return replace(
        parameters,
        carbon_price=0.0,
        streams=replace(parameters.streams, gate_fee={}),
        market=replace(market, price={}, payable=_paid(market.payable), keep_cost={}, penalty=_paid(market.penalty)),
        lines=replace(lines, hour_cost={}, fixed_cost={}, setup_cost=_paid(lines.setup_cost)),
        sites=replace(sites, area_cost={}, outlet_cost={}, utility_price={}, emission={}),
        routing=replace(parameters.routing, cost=_paid(parameters.routing.cost)),
    )


def _paid(amounts: Mapping[Any, float]) -> dict[Any, float]:
    return dict.fromkeys(amounts, 1.0)
