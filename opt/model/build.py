"""From an instance to a Pyomo model."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import pyomo.environ as pyo

from opt.instance.instance import Instance
from opt.memory import collector_paused
from opt.model.data import data_of
from opt.model.families import FAMILIES, constraints_of
from opt.model.routing import decide
from opt.model.rows import add_constraint
from opt.model.value import add_value
from opt.model.variables import add_variables
from opt.network import build_network
from opt.network.network import Network
from opt.network.parameters import build_parameters
from opt.tables.problems import InputError

Formulation = Literal["tight", "plain"]


def build(
    instance: Instance,
    network: Network | None = None,
    *,
    formulation: Formulation = "tight",
    without: Collection[str] = (),
) -> pyo.ConcreteModel:
    """The model of an instance: maximise ``value`` over the variables of the result tables.

    ``plain`` is the reference formulation: aggregate big-bucket linking, no extra inequalities; its optimum is the
    same. ``without`` leaves constraint families out (names of ``FAMILIES``). The model carries ``network`` and
    ``parameters`` (plain data) and ``term[name]``. Raises InputError where something asked for
    cannot be, all such things at once.
    """
    unknown = set(without) - set(FAMILIES)
    if unknown:
        raise ValueError(f"no such family: {', '.join(sorted(unknown))}; there are {', '.join(FAMILIES)}")
    network = network or build_network(instance)
    data = data_of(network, build_parameters(instance, network), tight=formulation == "tight", without=without)
    model = pyo.ConcreteModel(name=instance.settings.name)
    with collector_paused():
        variables = add_variables(model, data)
        add_value(model, data, variables)
        for family in FAMILIES:
            if family not in without:
                for constraint in constraints_of(family, tight=data.tight):
                    add_constraint(model, constraint, data, variables)
        if "routing" not in without:
            decide(data, variables)
    if data.problems:
        raise InputError(data.problems)
    model.network, model.parameters = network, data.parameters
    return model
