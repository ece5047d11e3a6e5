"""relith check: a stored plan computed again from its instance and its variables."""

from __future__ import annotations

import json as json_text
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import CHECK_FAILED, NO_PLAN, OK, say

if TYPE_CHECKING:
    from opt.check import Certificate

SHOWN = 20
"""Violations printed; the worst come first."""


def check(result: Path, *, json: bool) -> int:
    """Certify a stored plan; violations go to stderr."""
    from opt import planner
    from opt.plan.store import read_result

    plan = read_result(result)
    if not plan.has_plan:
        say(f"{result}: there is no plan to check (status {plan.summary['status']})", prefix="error")
        return NO_PLAN
    certificate = planner.check(plan)
    if json:
        print(json_text.dumps(as_json(certificate), indent=2, allow_nan=False))
    elif certificate.certified:
        print(
            f"certified: value {certificate.objective:,.2f} {plan.instance.settings.currency}, "
            f"worst violation {certificate.worst:.1e} of its limit"
        )
    if not certificate.certified:
        complain(certificate)
    return OK if certificate.certified else CHECK_FAILED


def complain(certificate: Certificate) -> None:
    """Where a plan fails, worst first, on stderr."""
    from opt.tables.frames import records

    violations = records(certificate.violations)
    for row in violations[:SHOWN]:
        say(_words(row), prefix="violation")
    if len(violations) > SHOWN:
        say(f"and {len(violations) - SHOWN} more")
    print("relith: the plan is NOT certified", file=sys.stderr)


def _words(row: dict[str, Any]) -> str:
    when = f", period {row['period']}" if row["period"] else ""
    return f"{row['family']}: {row['row']}{when}: {row['amount']:.6g} {row['unit']}"


def as_json(certificate: Certificate) -> dict[str, Any]:
    """The certificate as plain values."""
    from opt.tables.frames import records

    return {
        "certified": bool(certificate.certified),
        "worst_violation": _plain(certificate.worst),
        "objective": _plain(certificate.objective),
        "violations": [{k: _plain(v) for k, v in row.items()} for row in records(certificate.violations)],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value
