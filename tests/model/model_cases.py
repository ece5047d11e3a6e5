"""Small instances and networks made by hand, and solving them; round numbers, so that answers can be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyomo.environ as pyo

from opt.instance.instance import Instance
from opt.instance.settings import Settings
from opt.model import build
from opt.network.network import Fraction, LineRate, Network, Operation, ProductOutput
from opt.schema import INPUT
from opt.schema.declare import Table

Rows = Sequence[Mapping[str, Any]]
DTYPES = {"number": "float64", "flag": "bool"}


def table_frame(table: Table, rows: Rows) -> pd.DataFrame:
    """Rows of a table with defaults filled in."""
    columns = {column.name: [row.get(column.name, column.empty) for row in rows] for column in table.columns}
    dtypes = {column.name: DTYPES.get(column.kind, object) for column in table.columns}
    return pd.DataFrame({name: pd.Series(cells, dtype=dtypes[name]) for name, cells in columns.items()})


def instance_of(settings: Mapping[str, Any] | None = None, **tables: Rows) -> Instance:
    """An instance from rows. Without other rows: three periods of 100 h, one site, one unlimited free yard."""
    given: dict[str, Rows] = {
        "periods": [{"period": t, "hours": 100.0} for t in ("1", "2", "3")],
        "sites": [{"site": "plant"}],
        "areas": [{"area": "yard"}],
        **tables,
    }
    assert not set(given) - set(INPUT)
    frames = {name: table_frame(table, given.get(name, ())) for name, table in INPUT.items()}
    return Instance(Settings(name="mini", **(settings or {})), frames, frames, pd.DataFrame())


def fraction_of(name: str, *, root: bool = True, **other: Any) -> Fraction:
    """A fraction; a root with an unlimited yard and no outlet unless told otherwise."""
    fields: dict[str, Any] = {
        "origin": name,
        "streams": (name,),
        "site": "plant",
        "form": "scrap",
        "composition": {"copper": 1.0},
        "electrolyte_class": "sulfide",
        "classes": ("sulfide",),
        "intact": True,
        "state_of_charge": 0.0,
        "route": (),
        "storage_class": "dry",
        "areas": ("yard",),
        "max_age": None,
        "outlets": {},
        "end_value": 0.0,
        "liability": True,
        "initial": (),
        "stock_hazards": {},
    }
    return Fraction(name=name, root=root, **{**fields, **other})


def operation_of(
    fraction: str,
    technology: str,
    lines: Mapping[str, tuple[float, str]] | None = None,
    products: Mapping[str, ProductOutput] | None = None,
    **other: Any,
) -> Operation:
    """An operation; ``lines`` maps line to (rate, campaign)."""
    fields: dict[str, Any] = {
        "stage": "leaching",
        "site": "plant",
        "fractions": {},
        "wastes": {},
        "waste_elements": {},
        "uses": {},
        "hazards": {},
        "added": {},
        "cost": 0.0,
    }
    rates = {line: LineRate(*how) for line, how in (lines or {}).items()}
    return Operation(
        name=f"{fraction}>{technology}",
        fraction=fraction,
        technology=technology,
        lines=rates,
        products=products or {},
        **{**fields, **other},
    )


def output_of(product: str, mass: float, **content: float) -> ProductOutput:
    """A product output; ``content`` (t per t fed) serves as constituents and elements; the rest is the product."""
    rest = mass - sum(content.values())
    return ProductOutput(product, mass, {product: rest, **content}, {"X": rest, **content})


def network_of(fractions: Sequence[Fraction], operations: Sequence[Operation]) -> Network:
    """A network of these fractions and operations."""
    pools = {fraction.origin: fraction.streams for fraction in fractions if not fraction.root}
    return Network({n.name: n for n in fractions}, {o.name: o for o in operations}, pools, ())


def solved(instance: Instance, network: Network, **options: Any) -> pyo.ConcreteModel:
    """The model solved to optimality by HiGHS."""
    model = build(instance, network, **options)
    optimise(model)
    return model


def optimise(model: pyo.ConcreteModel) -> float:
    """Solves a model and returns the value; asserts that it was solved to optimality."""
    solver = pyo.SolverFactory("appsi_highs")
    solver.highs_options = {"mip_rel_gap": 0.0, "mip_abs_gap": 1e-7, "threads": 1}
    result = solver.solve(model, load_solutions=False)
    assert result.solver.termination_condition == pyo.TerminationCondition.optimal
    solver.load_vars()
    return float(pyo.value(model.value))


def is_infeasible(model: pyo.ConcreteModel) -> bool:
    """Whether HiGHS proves that the model has no plan."""
    result = pyo.SolverFactory("appsi_highs").solve(model, load_solutions=False)
    return result.solver.termination_condition == pyo.TerminationCondition.infeasible


def values(model: pyo.ConcreteModel, name: str) -> dict[Any, float]:
    """Values of a variable that are not zero."""
    found = {index: variable.value for index, variable in getattr(model, name).items() if not variable.stale}
    return {index: value for index, value in found.items() if value is not None and abs(value) > 1e-7}
