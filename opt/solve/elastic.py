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
from opt.model.data import Data, data_of
from opt.model.families import FAMILIES, constraints_of
from opt.model.market import contract
from opt.model.rows import Family, Row, Terms, add_constraint
from opt.model.variables import BINARY, Variables, add_variables
from opt.network import Network, build_network
from opt.network.parameters import Parameters, build_parameters
from opt.solve.arrays import Arrays, Floats, Name
from opt.solve.compile import from_model
from opt.solve.elastic_limits import KIND_OF, OUT_OF_REACH, Index, Stated, counted_in_units, loosened, stated_by, zero
from opt.solve.elastic_routing import Rule, ruled_out, rules_apart
from opt.tables.problems import InputError, Problem, suggest


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
        found = _add_families(model, instance, parameters, loose, strict, x)
        found.update(_add_wishes(model, parameters, loose, x))
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


Found = dict[Name, tuple[Stated, float]]


def _add_families(
    model: pyo.ConcreteModel, instance: Instance, parameters: Parameters, loose: Data, strict: Data, x: Variables
) -> Found:
    """Adds every constraint; those that state a limit with a column that gives way in each row."""
    stated = stated_by(instance, parameters)
    found: Found = {}
    for family in FAMILIES:
        for constraint in constraints_of(family, tight=True):
            name = constraint.__name__
            if name in OUT_OF_REACH:
                continue
            if name not in KIND_OF:
                add_constraint(model, constraint, loose, x)
                continue
            rows = {row[0]: row for row in _rows_of(constraint, strict, x)}
            rows = {i: (i, row[1], row[2], 0.0 if zero(parameters, name, i) else row[3]) for i, row in rows.items()}
            limits = {index: stated[name](index) for index in rows}
            most = {index: _most(limit, loose.parameters) for index, limit in limits.items()}
            found.update(_add_giving(model, name, rows, limits, most, loose, x))
    return found


def _rows_of(constraint: Family, strict: Data, x: Variables) -> Iterator[Row]:
    """Rows of a constraint that can be broken; a contract of what nobody makes has one too, without terms."""
    missing: dict[Index, float] = {}
    if constraint is contract:
        missing = {(p, g, t): least for (p, g, t), least in strict.parameters.market.contract.items()}
    for row in constraint(strict, x):
        missing.pop(row[0], None)
        if row[1]:
            yield row
    for index, least in missing.items():
        yield index, [], least, None


def _most(limit: Stated, loose: Parameters) -> float:
    """The furthest a limit can give way: a line has no more hours than its period, a contract no more than it asks."""
    if limit.kind == "hours":
        return loose.lines.available[limit.place[0], limit.period] - limit.limit
    return limit.limit if limit.kind == "contract" else np.inf


def _add_giving(
    model: pyo.ConcreteModel,
    name: str,
    rows: Mapping[Index, Row],
    limits: Mapping[Index, Stated],
    most: Mapping[Index, float],
    data: Data,
    x: Variables,
) -> Found:
    """Adds the rows with a column ``give_<name>`` each that widens them."""
    if not rows:
        return {}
    give = pyo.Var(list(rows), within=pyo.NonNegativeReals)
    model.add_component(f"give_{name}", give)

    def widened(data: Data, x: Variables) -> Iterator[Row]:
        for index, terms, lower, upper in rows.values():
            give[index].setub(None if most[index] == np.inf else most[index])
            wider: Terms = [*terms, (1.0 if upper is None else -1.0, give[index])]
            yield index, wider, lower, upper

    widened.__name__ = name
    add_constraint(model, widened, data, x)
    return {(f"give_{name}", index): (limits[index], most[index]) for index in rows}


def _add_wishes(model: pyo.ConcreteModel, parameters: Parameters, data: Data, x: Variables) -> Found:
    """Deliveries that must be taken, and the planner's bounds on single variables, as rows that give way."""
    streams = parameters.streams
    found: Found = {}
    must = {key: mass for key, mass in streams.arrivals.items() if streams.acceptance[key[0]] == "mandatory"}
    rows: dict[Index, Row] = {key: (key, [(1.0, x.receive[key])], mass, None) for key, mass in must.items()}
    limits: dict[Index, Stated] = {(s, t): Stated("delivery", (s,), t, mass, "t") for (s, t), mass in must.items()}
    found.update(_add_giving(model, "delivery", rows, limits, dict(must.items()), data, x))
    for side in ("lower", "upper"):
        rows, limits = {}, {}
        for decision in parameters.routing.decisions:
            bound = decision.lower if side == "lower" else decision.upper
            variable = getattr(x, decision.variable).get(decision.index)
            if variable is None:
                data.problems.append(_no_such(decision.row, decision.variable, decision.index, x))
            elif bound is not None and not (side == "lower" and bound <= 0):
                index = (str(decision.row),)
                terms = [(1.0, variable)]
                rows[index] = (index, terms, bound, None) if side == "lower" else (index, terms, None, bound)
                kind = "switch" if decision.variable in BINARY else "decision"
                limits[index] = Stated(kind, (decision.variable, *decision.index, side), "", bound)
        most = dict.fromkeys(rows, np.inf)
        found.update(_add_giving(model, f"decision_{side}", rows, limits, most, data, x))
    return found


def _no_such(row: int, variable: str, index: tuple[str, ...], x: Variables) -> Problem:
    known = ["|".join(found) for found in getattr(x, variable)]
    name = "|".join(index)
    return Problem(
        table="decisions",
        row=row + 2,
        column="index",
        value=name,
        rule=f"there is no {variable}[{', '.join(index)}]",
        remedy=suggest(name, known),
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
