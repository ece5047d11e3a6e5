"""The elastic model of an instance: every limit of the planner may give way, at a price. Balances, definitions and
linking hold as ever, with bounds that count on the limits giving way.

minimise sum of price * give;  a row  sum a x <= limit  becomes  sum a x - give <= limit  (give in units of the row)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyomo.environ as pyo

from opt.instance.instance import Instance
from opt.memory import collector_paused
from opt.model.data import data_of
from opt.model.variables import add_variables
from opt.network import Network, build_network
from opt.network.parameters import Parameters, build_parameters
from opt.solve.arrays import Arrays, Floats
from opt.solve.compile import from_model
from opt.solve.elastic_limits import Stated, counted_in_units, loosened
from opt.solve.elastic_routing import Rule, ruled_out, rules_apart
from opt.solve.elastic_rows import add_families
from opt.solve.elastic_wishes import add_wishes
from opt.tables.problems import InputError


@dataclass(frozen=True)
class Give:
    """How far one limit may give way: a column of the arrays (0 where the limit is kept) and its upper bound;
    ``operation`` is named where the limit is a routing rule and the column the tonnes fed to what it rules out."""

    stated: Stated
    column: int
    most: float
    operation: str = ""


@dataclass(frozen=True, eq=False)
class Elastic:
    """The model as arrays, its costs still zero, and what may give way. ``network`` and ``parameters`` are those of
    the instance without the routing rules that may be lifted; ``rules`` are these, ``kept`` the others with what
    would be wrong with the instance without them."""

    arrays: Arrays
    gives: tuple[Give, ...]
    network: Network
    parameters: Parameters
    rules: tuple[Rule, ...]
    kept: tuple[tuple[Rule, str], ...]


def elastic(instance: Instance) -> Elastic:
    """The elastic model. InputError where something asked for cannot be understood, as in solving the instance."""
    build_parameters(instance, build_network(instance))
    with collector_paused():
        rules, kept, plain = rules_apart(instance)
        network = build_network(plain)
        parameters = build_parameters(plain, network)
        model = pyo.ConcreteModel(name=instance.settings.name)
        loose = data_of(network, loosened(parameters), tight=True, without=("age",))
        strict = replace(loose, parameters=counted_in_units(parameters), problems=[])
        x = add_variables(model, loose)
        found = add_families(model, instance, parameters, loose, strict, x)
        found.update(add_wishes(model, parameters, loose, x))
        if loose.problems:
            raise InputError(loose.problems)
        names = [name for name in found if name[0].startswith("give_")]
        gives = sum(getattr(model, name)[index] for name, index in names)
        model.value = pyo.Objective(expr=gives + 0.0, sense=pyo.minimize)
        arrays = from_model(model)
    position = {name: number for number, name in enumerate(arrays.columns)}
    ways = [Give(stated, position[name], most) for name, (stated, most) in found.items()]
    ways += _ruled(network, arrays, ruled_out(instance, network, rules))
    return Elastic(
        replace(arrays, cost=np.zeros_like(arrays.cost)), tuple(ways), network, parameters, rules, tuple(kept)
    )


def _ruled(network: Network, arrays: Arrays, out: Mapping[str, Sequence[Rule]]) -> Iterator[Give]:
    """What is fed to operations that a rule takes out gives way of that rule."""
    for number, (name, index) in enumerate(arrays.columns):
        if name == "treat" and index[0] in out:
            for rule in out[index[0]]:
                stated = Stated("routing", rule.place, index[2], 0.0, "t")
                yield Give(stated, number, float(arrays.upper[number]), index[0])


def upper_bounds(model: Elastic, firm: Sequence[bool]) -> Floats:
    """Upper bounds of all columns where some of the limits (one flag for each of ``gives``) do not give way."""
    upper = model.arrays.upper.copy()
    for give, held in zip(model.gives, firm, strict=True):
        if held:
            upper[give.column] = 0.0
    return upper
