"""The derived tables: one function a table, (plan, network, parameters) -> frame as schema.DERIVED declares it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.derived.balance import mass_balance
from opt.report.derived.calendar import calendar, feeds, lines
from opt.report.derived.flows import flows
from opt.report.derived.limits import hazards, storage
from opt.report.derived.products import products, purity
from opt.report.derived.routes import routes
from opt.report.derived.value import value, value_by_stream
from opt.report.grounds import rest

TABLES: Mapping[str, Callable[[Plan, Network, Parameters], pd.DataFrame]] = {
    "calendar": calendar,
    "feeds": feeds,
    "lines": lines,
    "routes": routes,
    "flows": flows,
    "products": products,
    "purity": purity,
    "hazards": hazards,
    "storage": storage,
    "value": value,
    "value_by_stream": value_by_stream,
    "mass_balance": mass_balance,
}
"""All derived tables but ``binding``, which only the solver knows, and those of ``opt.report.grounds``."""


def derive(plan: Plan, network: Network, parameters: Parameters) -> dict[str, pd.DataFrame]:
    """Every derived table that follows from the plan's variables."""
    tables = {name: table(plan, network, parameters) for name, table in TABLES.items()}
    return tables | rest(plan, network, parameters)
