"""Solving small instances to optimality and turning them into plans, for the tests of the checker."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyomo.environ as pyo

from opt.check import check
from opt.instance import Instance, read
from opt.model import TERMS, build
from opt.network import Network, build_network
from opt.plan import Plan, with_tables
from opt.schema import INPUT, STRUCTURE, VARIABLES, Table

ROOT = Path(__file__).parents[2]
TINY = ROOT / "instances" / "tiny"


def solved_plan(instance: Instance, *, without: Collection[str] = (), network: Network | None = None) -> Plan:
    """The optimal plan of the model, some families left out, or of a network other than the instance's."""
    network = network or build_network(instance)
    model = build(instance, network, without=without)
    solver = pyo.SolverFactory("appsi_highs")
    solver.config.load_solution = True
    solver.highs_options = {"primal_feasibility_tolerance": 1e-9, "mip_rel_gap": 0.0, "mip_feasibility_tolerance": 1e-9}
    result = solver.solve(model)
    assert result.solver.termination_condition == pyo.TerminationCondition.optimal
    variables = {variable.name: variable for variable in model.component_objects(pyo.Var)}
    tables = {name: variable_frame(variables[name], table) for name, table in VARIABLES.items()}
    value = {"term": list(TERMS), "amount": [float(pyo.value(model.term[name])) for name in TERMS]}
    summary = {
        "instance": instance.settings.name,
        "scenario": "base",
        "status": "gap_reached",
        "objective": float(pyo.value(model.value)),
    }
    return Plan(instance, summary, {**tables, **structure_frames(network)}, {"value": pd.DataFrame(value)})


def variable_frame(variables: pyo.Var, table: Table) -> pd.DataFrame:
    """A variable's values; binaries rounded, a variable the solver did not see at 0."""
    found = {}
    for index, variable in variables.items():
        value = 0.0 if variable.stale else variable.value
        key = index if isinstance(index, tuple) else (index,)
        found[key] = float(round(value)) if variable.is_binary() else value
    return frame_of(table, [(*key, value) for key, value in found.items()])


def structure_frames(network: Network) -> dict[str, pd.DataFrame]:
    """The structure tables of a network."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in STRUCTURE}
    for name, fraction in network.fractions.items():
        route = ">".join(":".join(step) for step in fraction.route)
        rows["fractions"].append(
            (name, fraction.origin, fraction.streams, fraction.site, fraction.form, fraction.storage_class, route)
        )
    for name, operation in network.operations.items():
        rows["operations"].append((name, operation.fraction, operation.technology, operation.site))
        outputs = [("fraction", key, share) for key, share in operation.fractions.items()]
        outputs += [("product", key, item.mass) for key, item in operation.products.items()]
        outputs += [("waste", key, share) for key, share in operation.wastes.items()]
        rows["operation_outputs"] += [(name, *output) for output in outputs]
    return {name: frame_of(table, rows[name]) for name, table in STRUCTURE.items()}


def frame_of(table: Table, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """A frame of a result table from its rows."""
    dtypes = {"number": "float64", "list": "object", "flag": "bool"}
    return pd.DataFrame(
        {
            column.name: pd.Series([row[place] for row in rows], dtype=dtypes.get(column.kind, "str"))
            for place, column in enumerate(table.columns)
        }
    )


def edited(plan: Plan, table: str, amount: float, **index: str) -> Plan:
    """The plan with the number in one row of a table replaced."""
    frame = plan.tables[table].copy()
    here = pd.Series(True, index=frame.index)
    for column, value in index.items():
        here &= frame[column] == value
    assert here.sum() == 1, f"{table} has {here.sum()} rows {index}"
    number = "yield" if table == "operation_outputs" else table
    frame.loc[here, number] = amount
    return with_tables(plan, **{table: frame})


@functools.cache
def tiny() -> Instance:
    """The instance of instances/tiny."""
    return read(TINY)


def tiny_with(settings: Mapping[str, Any] | None = None, **tables: Sequence[Mapping[str, Any]]) -> Instance:
    """The instance of instances/tiny with tables replaced by rows; what a row lacks takes its default."""
    base = tiny()
    changed = {
        name: frame_of(INPUT[name], [tuple(row.get(c.name, c.empty) for c in INPUT[name].columns) for row in rows])
        for name, rows in tables.items()
    }
    settings = base.settings.model_copy(update=dict(settings or {}))
    return replace(base, settings=settings, tables={**base.tables, **changed})


def tiny_rows(table: str, **changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of a table of tiny; ``changes`` maps the first key of a row to what is replaced in it."""
    rows = tiny().tables[table].to_dict("records")
    return [{**row, **changes.get(str(next(iter(row.values()))), {})} for row in rows]  # type: ignore[dict-item]


def families_named(plan: Plan) -> set[str]:
    """Families that the checker objects to."""
    return set(check(plan).families)
