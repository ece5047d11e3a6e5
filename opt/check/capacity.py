"""Hours of the lines.

sum of treat / rate + sum of set-ups x set-up hours <= hours - downtime     every line and period
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from opt.check.case import Case, Row


def check(case: Case) -> Iterator[Row]:
    """Hours used against hours manned, every line and period."""
    lost = {(row["line"], row["period"]): row["hours"] for row in case.facts.rows["downtime"]}
    used = hours_used(case)
    for (line, campaign, period), chosen in case.values["setup"].items():
        row = case.facts.by_key["setups"].get((line, campaign))
        used[line, period] += chosen * row["hours"] if row else 0.0
    for line, row in case.facts.by_key["lines"].items():
        for period in case.periods:
            manned = max(row["hours"] - lost.get((line, period), 0.0), 0.0)
            yield Row(line, period, used[line, period] - manned, manned, "h")


def hours_used(case: Case) -> dict[tuple[str, str], float]:
    """Hours of treatment by line and period. What runs on a line that cannot run it is reported by ``structure``."""
    used: dict[tuple[str, str], float] = defaultdict(float)
    for (operation, line, period), mass in case.values["treat"].items():
        work = case.works.get(operation)
        if work and line in work.lines:
            used[line, period] += mass / work.lines[line][0]
    return used
