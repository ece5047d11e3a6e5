"""What binds, ranked by what it is worth: the table binding said in a planner's words, a row for each limit."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from opt.plan.plan import Plan
from opt.report.binding import LEAST_WORTH, ranked
from opt.schema import Column, Default, Table
from opt.tables.frames import frame_of

RANKED = Table(
    "binding_ranked",
    "result",
    ("family", "row", "period"),
    (
        Column("family", "key", "constraint family"),
        Column("loosened", "text", "what one would have more of, or ask less of"),
        Column("gain", "number", "what that adds to the value while set-ups stay as they are", unit="currency"),
        Column("period", "key", "period in which it adds most; empty where the limit holds over the horizon"),
        Column("others", "number", f"further periods in which it adds {LEAST_WORTH:g} or more of the currency"),
        Column("value", "number", "what one unit more of the limit adds to the value", unit="currency/item"),
        Column("unit", "text", "unit of the limit", default=Default.EMPTY),
        Column("row", "key", "limit that is reached, its index joined by '|'"),
    ),
    "What binds, what it adds to the value to loosen it, the largest first; each limit in its best period.",
)


def ranked_limits(plan: Plan) -> pd.DataFrame:
    """Every limit that is reached, as RANKED declares it; no rows for a result without the table binding."""
    return frame_of(RANKED, (asdict(best) for best in ranked(plan)))
