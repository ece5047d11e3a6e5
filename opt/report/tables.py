"""The derived tables: one function a table, (plan, network, parameters) -> frame as schema.DERIVED declares it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.balance import mass_balance
from opt.report.calendar import calendar, feeds, lines
from opt.report.flows import flows
from opt.report.grounds import rest
from opt.report.limits import hazards, storage
from opt.report.products import products, purity
from opt.report.routes import routes
from opt.report.value import value, value_by_stream

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
