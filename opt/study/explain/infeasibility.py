"""The answer to 'why is there no plan'."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from opt.report.terminal.layout import money

FEASIBLE = "feasible"
INFEASIBLE = "infeasible"
UNPROVEN = "unproven"
"""A way out was found, and no plan without one; that there is none was not proven within the limit."""
NO_WAY_OUT = "no_way_out"
"""What may give way does not suffice."""
NO_ANSWER = "no_answer"

CLOSE = 1e-3
"""Cost and bound this close (relative) are told as one."""

COLUMNS = ("kind", "limit", "period", "amount", "unit", "stated", "cost", "words", "edits")


@dataclass(frozen=True)
class Relaxation:
    """One limit that gives way: by ``amount`` (``unit``) beyond ``stated``, at ``cost`` (currency); ``words`` say it,
    ``edits`` grant it. A figure that stands for all periods is granted to all of them."""

    kind: str
    limit: str
    place: tuple[str, ...]
    period: str
    amount: float
    unit: str
    stated: float
    cost: float
    words: str
    edits: tuple[str, ...]


@dataclass(frozen=True)
class Infeasibility:
    """The answer. ``status``: feasible, infeasible, unproven, no_way_out, no_answer. ``cost`` of the cheapest way out
    that was found and a ``bound`` below which there is none (currency), ``relaxations`` the dearest first,
    ``conflict`` limits that cannot all hold, in words; ``notes`` what else there is to say."""

    status: str
    currency: str
    cost: float
    bound: float
    relaxations: tuple[Relaxation, ...]
    conflict: tuple[str, ...]
    irreducible: bool
    undecided: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float

    @property
    def edits(self) -> tuple[str, ...]:
        """Every edit once, in order."""
        return tuple(dict.fromkeys(edit for relaxation in self.relaxations for edit in relaxation.edits))

    @property
    def frame(self) -> pd.DataFrame:
        """The relaxations as a table, one row each."""
        rows = [
            (r.kind, r.limit, r.period, r.amount, r.unit, r.stated, r.cost, r.words, "; ".join(r.edits))
            for r in self.relaxations
        ]
        numbers = {"amount", "stated", "cost"}
        return pd.DataFrame(
            {
                column: pd.Series([row[place] for row in rows], dtype="float64" if column in numbers else "str")
                for place, column in enumerate(COLUMNS)
            }
        )


def summary(found: Infeasibility) -> str:
    """The answer in one line."""
    cost = f"{money(found.cost)} {found.currency}" if math.isfinite(found.cost) else ""
    proven = f", and at least {money(found.bound)} {found.currency}" if found.bound < found.cost * (1 - CLOSE) else ""
    return {
        FEASIBLE: "feasible: a plan keeps every limit of this instance",
        INFEASIBLE: f"infeasible: no plan keeps every limit; the cheapest way out found costs {cost}{proven}",
        UNPROVEN: f"no plan was found that keeps every limit, nor proof that there is none; a way out costs {cost}",
        NO_WAY_OUT: "infeasible, and what may give way does not suffice: let other limits give way too",
        NO_ANSWER: "no answer within the time limit: give it more (--time-limit)",
    }[found.status]
