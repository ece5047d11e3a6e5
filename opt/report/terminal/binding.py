"""The part of the page about what binds."""

from __future__ import annotations

from rich.console import Group

from opt.plan.plan import Plan
from opt.report.binding import LEAST_WORTH, ranked
from opt.report.terminal.layout import heading, money, note, stack, table

SHOWN = 12
"""Rows on the page; the table binding holds all."""


def binding(plan: Plan) -> Group:
    """The limits that are worth most, each in the period in which it is worth most, the best first."""
    worth = [best for best in ranked(plan) if best.gain >= LEAST_WORTH]
    rows = [
        (money(best.gain), best.loosened, best.period or "horizon", str(best.others or "")) for best in worth[:SHOWN]
    ]
    remarks = ["each by itself, while campaigns and set-ups stay as they are"]
    if len(worth) > SHOWN:
        remarks.append(f"{len(worth) - SHOWN} more limits in the table binding")
    return stack(
        heading("What binds, and what it is worth to loosen it"),
        table((f">{plan.instance.settings.currency}", "for", "period", ">others like it"), rows),
        note("; ".join(remarks)),
    )
