"""Variables, sparse: an index exists where the material, the line and the row of data exist.

Names and order of the index are those of the result tables. Bounds keep the model bounded whatever family is left out;
they are twice what can be reached, so that a marginal value is never hidden in one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TypeAlias

import pyomo.environ as pyo
from pyomo.core.base.var import VarData

from opt.model.data import Data
from opt.schema import VARIABLES

Block: TypeAlias = Mapping[tuple[str, ...], VarData]
BINARY = frozenset({"accept", "run", "setup", "carry", "single", "hold", "use", "active"})
LOOSE = 2.0
ATTRIBUTE = {"active": "group_active"}


@dataclass(frozen=True)
class Variables:
    """One mapping from index to Pyomo variable for each variable of the result tables."""

    receive: Block
    accept: Block
    treat: Block
    stock: Block
    dispose: Block
    discard: Block
    make: Block
    keep: Block
    sell: Block
    short: Block
    run: Block
    setup: Block
    carry: Block
    single: Block
    hold: Block
    use: Block
    peak: Block
    active: Block


def add_variables(model: pyo.ConcreteModel, data: Data) -> Variables:
    """Declares every variable of the result tables on the model."""
    bounds = {**_material(data), **_goods(data), **_campaigns(data), **_places(data)}
    blocks: dict[str, Block] = {}
    for name in (field.name for field in fields(Variables)):
        within = pyo.Binary if name in BINARY else pyo.NonNegativeReals
        variable = pyo.Var(list(bounds[name]), within=within, doc=VARIABLES[name].meaning)
        _declare(model, name, variable)
        blocks[name] = dict(variable.items())
        if name not in BINARY:
            for index, single in blocks[name].items():
                single.setub(bounds[name][index])
    for (s, t), mass in data.parameters.streams.arrivals.items():
        if data.parameters.streams.acceptance[s] == "mandatory":
            blocks["receive"][s, t].setlb(mass)
    return Variables(**blocks)


def _declare(model: pyo.ConcreteModel, name: str, variable: pyo.Var) -> None:
    """Adds a variable under its name. Pyomo keeps the attribute ``active`` for itself: that variable is the attribute
    ``group_active`` of the model, and bears its own name everywhere else."""
    model.add_component(ATTRIBUTE.get(name, name), variable)
    variable._name = name


Bounds: TypeAlias = dict[str, dict[tuple[str, ...], float]]


def _binary(index: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], float]:
    return dict.fromkeys(index, 1.0)


def _material(data: Data) -> Bounds:
    """Index and upper bound (t) of what streams and fractions do."""
    parameters, available = data.parameters, data.reach.available
    periods, fractions, operations = parameters.periods, data.network.fractions, data.network.operations
    discard: dict[tuple[str, ...], float] = {}
    for operation in operations.values():
        for x, share in operation.wastes.items():
            for w in parameters.sites.takers[x, operation.site]:
                for t in periods:
                    key = (x, operation.site, w, t)
                    discard[key] = discard.get(key, 0.0) + LOOSE * share * available[operation.fraction, t]
    return {
        "receive": dict(parameters.streams.arrivals.items()),
        "accept": _binary(
            key for key in parameters.streams.arrivals if parameters.streams.acceptance[key[0]] == "whole_lot"
        ),
        "treat": {
            (name, line, t): LOOSE * available[operation.fraction, t]
            for name, operation in operations.items()
            for line in data.lines[name]
            for t in periods
        },
        "stock": {
            (n, a, t): LOOSE * data.reach.total[n, t]
            for n, fraction in fractions.items()
            for a in fraction.areas
            for t in periods
        },
        "dispose": {
            (n, w, t): LOOSE * available[n, t]
            for n, fraction in fractions.items()
            for w in fraction.outlets
            for t in periods
        },
        "discard": discard,
    }


def _goods(data: Data) -> Bounds:
    """Index and upper bound (t) of what products do."""
    market, periods, operations = data.parameters.market, data.parameters.periods, data.network.operations
    make: dict[tuple[str, ...], float] = {
        (o, p, g, t): LOOSE * operation.products[p].mass * data.reach.available[operation.fraction, t]
        for o, operation in operations.items()
        for p in operation.products
        for g in market.grades[p]
        for t in periods
    }
    made: dict[tuple[str, str, str], float] = {}
    for (_, p, g, t), most in make.items():
        made[p, g, t] = made.get((p, g, t), 0.0) + most
    return {
        "make": make,
        "keep": {(p, g, t): most for (p, g), most in market.capacity.items() for t in periods},
        "sell": {
            (p, g, t): made[p, g, t] + LOOSE * market.capacity.get((p, g), 0.0)
            for p, grades in market.grades.items()
            for g in grades
            for t in periods
        },
        "short": {key: least for key, least in market.contract.items() if key in market.penalty},
    }


def _campaigns(data: Data) -> Bounds:
    """Index of the binaries of lines, and the peaks (hazard units per h)."""
    lines, periods = data.parameters.lines, data.parameters.periods
    states = [(line, c, t) for line, names in lines.setups.items() for c in names for t in periods]
    limits = data.parameters.sites.concurrent
    peak: dict[tuple[str, ...], float] = {}
    for (line, _, h), most in lines.peaks.items():
        for t in periods:
            if (h, lines.site[line], t) in limits:
                peak[line, h, t] = max(peak.get((line, h, t), 0.0), most)
    return {
        "run": _binary(lines.runs),
        "setup": _binary(states),
        "carry": _binary(states),
        "single": _binary((line, t) for line in lines.setups for t in periods),
        "peak": peak,
        "active": _binary((z, g, t) for z, g in lines.groups for t in periods),
    }


def _places(data: Data) -> Bounds:
    """Index of the binaries of segregated areas that several classes may use, and of qualification."""
    classes: dict[str, dict[str, None]] = {}
    for fraction in data.network.fractions.values():
        for a in fraction.areas:
            if a in data.parameters.sites.segregated:
                classes.setdefault(a, {}).setdefault(fraction.storage_class)
    return {
        "hold": _binary(
            (a, q, t) for a, found in classes.items() if len(found) > 1 for q in found for t in data.parameters.periods
        ),
        "use": _binary(data.parameters.routing.qualified),
    }
