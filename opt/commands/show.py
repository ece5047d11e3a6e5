"""relith show: the page of a stored plan."""

from __future__ import annotations

from pathlib import Path

from opt.commands.ending import OK


def show(result: Path) -> int:
    """Print the page of the result."""
    from opt.plan.store import read_result
    from opt.report.terminal.layout import page
    from opt.report.terminal.page import render

    plan = read_result(result)
    console = page()
    console.print(render(plan, console.width))
    return OK
