"""Whether plans can stand beside each other: one currency, the same periods, all derived tables."""

from __future__ import annotations

from collections.abc import Mapping

from opt.plan.plan import Plan
from opt.plan.store import NEEDED
from opt.tables.problems import InputError, Problem

DERIVED = ("value", "mass_balance", "lines", "hazards", "feeds", "routes", "products", "purity", "binding")
"""Derived tables that a comparison reads."""


def check_comparable(name: str, base: Plan, others: Mapping[str, Plan]) -> None:
    """InputError with everything that keeps plans from being compared with the base of that name."""
    problems = _incomplete(name, base)
    for scenario, plan in others.items():
        problems += _incomplete(scenario, plan)
        problems += _other_money(name, base, scenario, plan)
        problems += _other_periods(name, base, scenario, plan)
    if problems:
        raise InputError(problems)


def _incomplete(name: str, plan: Plan) -> list[Problem]:
    """Tables that a plan should have and has not; a run without a plan needs none."""
    if not plan.has_plan:
        return []
    remedy = "solve the instance again; a plan from opt.planner.search must go through opt.planner.finish"
    there = {**plan.tables, **plan.derived}
    return [Problem("the plan lacks this table", remedy, file=name, table=table) for table in (*NEEDED, *DERIVED)
            if table not in there]  # fmt: skip


def _other_money(name: str, base: Plan, scenario: str, plan: Plan) -> list[Problem]:
    wanted, found = base.instance.settings.currency, plan.instance.settings.currency
    if wanted == found:
        return []
    rule = f"this plan counts in {found}, the base '{name}' in {wanted}: amounts cannot be compared"
    remedy = (
        f'set currency = "{wanted}" in its instance.toml, give the rate of {found} in [exchange_rates], solve again'
    )
    return [Problem(rule, remedy, file=scenario, table="instance", column="currency", value=found)]


def _other_periods(name: str, base: Plan, scenario: str, plan: Plan) -> list[Problem]:
    wanted, found = base.instance.periods, plan.instance.periods
    if wanted == found:
        return []
    extra = [period for period in found if period not in wanted]
    lost = [period for period in wanted if period not in found]
    parts = [f"{words} {', '.join(periods[:5])}{' ...' if len(periods) > 5 else ''}"
             for words, periods in (("it has", extra), ("it lacks", lost)) if periods]  # fmt: skip
    rule = f"this plan has other periods than the base '{name}' ({'; '.join(parts) or 'in another order'})"
    remedy = "compare plans over the same periods: solve one of the two instances over the periods of the other"
    return [Problem(rule, remedy, file=scenario, table="periods")]
