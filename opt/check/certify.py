"""The families that are checked, each listed once, and the check of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from opt.check import (
    age,
    balance,
    campaign,
    capacity,
    market,
    mass,
    purity,
    resources,
    routing,
    rows,
    safety,
    storage,
    structure,
    value,
)
from opt.check.case import Case, Row, make_case
from opt.check.certificate import Certificate, certify
from opt.plan.plan import Plan
from opt.schema import STRUCTURE, VARIABLES
from opt.tables.problems import InputError, Problem

CHECKS: Mapping[str, Callable[[Case], Iterator[Row]]] = {
    "balance": balance.check,
    "age": age.check,
    "capacity": capacity.check,
    "campaign": campaign.check,
    "storage": storage.check,
    "safety": safety.check,
    "purity": purity.check,
    "market": market.check,
    "resources": resources.check,
    "routing": routing.check,
    "structure": structure.check,
    "rows": rows.check,
    "mass": mass.check,
    "value": value.check,
}
"""The constraint families under the model's names, then what only the checker looks at: the structure (routes followed
through the splits, admissibility), complete rows, element balances over the horizon, the value."""


def check(plan: Plan) -> Certificate:
    """Recomputes a plan from its instance, library rows and result tables and reports every violation.

    InputError where the plan holds no decisions, or where a table or column is missing altogether.
    """
    _require_tables(plan)
    case = make_case(plan)
    found = ((family, row) for family, checker in CHECKS.items() for row in checker(case))
    return certify(found, value.terms_of(case))


def _require_tables(plan: Plan) -> None:
    remedy = "solve the instance again"
    if not plan.has_plan:
        rule = f"there is no plan to check (status {plan.summary.get('status', 'unknown')})"
        raise InputError([Problem(rule, remedy)])
    problems = []
    for name, table in {**VARIABLES, **STRUCTURE}.items():
        if name not in plan.tables:
            problems.append(Problem("the plan lacks this table", remedy, table=name))
            continue
        lacking = [column for column in table.names if column not in plan.tables[name].columns]
        problems += [Problem("the plan's table lacks this column", remedy, table=name, column=c) for c in lacking]
    if problems:
        raise InputError(problems)
