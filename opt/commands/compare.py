"""relith compare: plans side by side, on the terminal, as JSON, as a workbook or as CSV files."""

from __future__ import annotations

import json as json_text
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt.commands.ending import OK, say

if TYPE_CHECKING:
    from opt.study.compare import Comparison


def compare(results: Sequence[Path], *, out: Path | None, json: bool) -> int:
    """Compare the first result with the others; a study stands for its base and all its scenarios.

    InputError where a result cannot be read, where plans cannot be compared, or where ``out`` cannot be written.
    """
    from opt.report.terminal.layout import page as console_page
    from opt.study.compare import compare as side_by_side
    from opt.study.compare import page, write
    from opt.study.compare.files import check_target
    from opt.study.compare.read import read_plans

    if out is not None:
        check_target(out)
    (base, *others), remarks = read_plans(results)
    names = [base.name, *(stored.name for stored in others)]
    comparison = side_by_side(base.plan, [stored.plan for stored in others], names=names)
    for remark in remarks:
        say(remark)
    if out is not None:
        write(comparison, out)
    if json:
        for warning in comparison.warnings:
            say(warning, prefix="warning")
        print(json_text.dumps(as_json(comparison), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        console = console_page()
        console.print(page(comparison, console.width))
    if out is not None:
        say(f"written to {out}")
    return OK


def as_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison in plain values, one list of rows a table."""
    from opt.tables.frames import records

    return {
        "instance": comparison.instance,
        "base": comparison.base,
        "scenarios": comparison.scenarios,
        "currency": comparison.currency,
        "warnings": list(comparison.warnings),
        "tables": {
            name: [{column: _plain(value) for column, value in row.items()} for row in records(frame)]
            for name, frame in comparison.frames.items()
        },
    }


def _plain(value: Any) -> Any:
    """The value, or null for a number that is not there."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
