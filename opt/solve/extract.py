"""From values of columns to the tables of a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyomo.environ as pyo

from opt import schema
from opt.network.network import Network, Operation
from opt.schema import Table
from opt.solve.arrays import Arrays, Floats
from opt.solve.compile import values_by_variable
from opt.tables.frames import frame_of_cells


def tables(model: pyo.ConcreteModel, arrays: Arrays, x: Floats, network: Network) -> dict[str, pd.DataFrame]:
    """One frame per variable and per structure table of the schema; every existing index has a row."""
    values = values_by_variable(model, arrays, x)
    frames = {name: variable_table(table, values.get(name, {})) for name, table in schema.VARIABLES.items()}
    return {**frames, **structure(network)}


def variable_table(table: Table, values: Mapping[Any, float]) -> pd.DataFrame:
    """The frame of one variable: its index, then its value, in the model's order."""
    keys = [key if isinstance(key, tuple) else (key,) for key in values]
    columns = list(zip(*keys, strict=True)) if keys else [()] * len(table.key)
    data: dict[str, Any] = {
        name: pd.Series([str(part) for part in column], dtype="str")
        for name, column in zip(table.key, columns, strict=True)
    }
    data[table.name] = pd.Series(list(values.values()), dtype="float64")
    return pd.DataFrame(data)


def structure(network: Network) -> dict[str, pd.DataFrame]:
    """The frames fractions, operations, operation_outputs."""
    fractions = [
        (
            name,
            fraction.origin,
            fraction.streams,
            fraction.site,
            fraction.form,
            fraction.storage_class,
            ">".join(f"{technology}:{output}" for technology, output in fraction.route),
        )
        for name, fraction in network.fractions.items()
    ]
    operations = [(name, o.fraction, o.technology, o.site) for name, o in network.operations.items()]
    outputs = [row for name, operation in network.operations.items() for row in _outputs(name, operation)]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "fractions": fractions,
        "operations": operations,
        "operation_outputs": outputs,
    }
    return {name: frame_of_cells(schema.STRUCTURE[name], found) for name, found in rows.items()}


def _outputs(name: str, operation: Operation) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [(name, "fraction", target, share) for target, share in operation.fractions.items()]
    found += [(name, "product", target, output.mass) for target, output in operation.products.items()]
    found += [(name, "waste", target, share) for target, share in operation.wastes.items()]
    return found
