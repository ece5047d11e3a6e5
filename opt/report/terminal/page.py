"""The page of ``relith show``: the part for next Monday first, then the whole horizon, then what the plan rests on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.console import Group
from rich.text import Text

from opt.plan.plan import Plan
from opt.report.terminal import overview
from opt.report.terminal.binding import binding
from opt.report.terminal.goods import goods
from opt.report.terminal.layout import WIDTH, money, stack
from opt.report.terminal.rests import rests, weak_sales
from opt.report.terminal.week import week
from opt.report.terminal.year import year
from opt.tolerances import FEASIBILITY

STATUS_WORDS = {
    "gap_reached": "ended by its gap",
    "time_limit": "ended by the time limit",
    "interrupted": "interrupted",
    "infeasible": "no plan keeps all limits",
    "no_plan": "no plan was found",
}


def render(plan: Plan, width: int = WIDTH) -> Group:
    """The page of a stored plan, so many columns wide; of an infeasible or empty run only its head."""
    if not plan.has_plan:
        return stack(head(plan))
    return stack(
        head(plan),
        week(plan, plan.instance.periods[0], width),
        year(plan, width),
        overview.value(plan),
        overview.routes(plan),
        goods(plan),
        overview.limits(plan),
        binding(plan),
        rests(plan),
    )


def head(plan: Plan) -> Group:
    """What was planned, what it earns, how good that is proven to be, and whether it is certified."""
    summary = plan.summary
    title = Text(f"{summary['instance']}, scenario {summary['scenario']}", style="bold")
    lines = [title, *(Text(line) for line in _head_lines(plan))]
    return stack(*lines)


def _head_lines(plan: Plan) -> Iterator[str]:
    summary, currency = plan.summary, plan.instance.settings.currency
    objective, bound, gap = (_number(summary.get(key)) for key in ("objective", "bound", "gap"))
    if plan.has_plan:
        yield f"value      {money(objective)} {currency} {horizon_words(plan)}"
        proven = f"no plan can earn more than {money(bound)} {currency}" if math.isfinite(bound) else "nothing yet"
        yield f"proven     {proven}; gap {gap_words(gap)}"
        worst = _number(summary.get("worst_violation"))
        yield (
            f"certified  {'yes' if summary.get('certified') else 'NO'}: the worst violation is {worst:.1e} of its "
            f"limit (at most {FEASIBILITY:.0e})"
        )
    if "rests_on" in summary:
        yield f"rests on   {weak_sales(float(summary['rests_on']['share']))}"
    words = STATUS_WORDS.get(summary["status"], summary["status"])
    yield f"run        {words} after {_number(summary.get('seconds')):.1f} s"


def gap_words(gap: float) -> str:
    """A relative gap in per cents; 'unknown' where nothing is proven."""
    return f"{gap * 100:.2f} %" if math.isfinite(gap) else "unknown"


def horizon_words(plan: Plan) -> str:
    """'over 12 periods from 2026-01-05'; without the date where the first period has none."""
    periods = plan.instance.records("periods")
    since = f" from {periods[0]['start']}" if periods[0]["start"] else ""
    return f"over {len(periods)} period{'s' if len(periods) > 1 else ''}{since}"


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
