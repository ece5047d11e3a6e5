"""Value by term and key figures, the scenario beside the base."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from opt.plan.plan import Plan
from opt.study.compare.figures import FIGURES, figures
from opt.study.compare.frames import Row, both
from opt.study.compare.pair import THE_BASE, THIS_SCENARIO, Pair


def value_rows(pair: Pair) -> Iterator[Row]:
    """Terms of the value: amount of both plans and the difference (currency)."""
    before, after = _terms(pair.base), _terms(pair.plan)
    for term in both(before, after):
        base, amount = before.get(term, 0.0), after.get(term, 0.0)
        yield {"scenario": pair.scenario, "term": term, "base_amount": base, "amount": amount,
               "difference": amount - base, "distinguishable": pair.distinguishable}  # fmt: skip


def _terms(plan: Plan) -> dict[str, float]:
    frame = plan.derived["value"]
    return dict(zip(frame["term"].tolist(), frame["amount"].tolist(), strict=True))


def kpi_rows(pair: Pair, before: Mapping[tuple[str, str], float]) -> Iterator[Row]:
    """Key figures of both plans, those of the base given as ``before``, and their difference; NaN, and a word that
    says so, where one has no such figure."""
    after = before if pair.plan is pair.base else figures(pair.plan)
    currency = pair.base.instance.settings.currency
    order = {name: number for number, name in enumerate(FIGURES)}
    for name, item in sorted(both(before, after), key=lambda key: order[key[0]]):
        key, figure = (name, item), FIGURES[name]
        base, amount = before.get(key, math.nan), after.get(key, math.nan)
        note = _missing(key in before, key in after, figure.absent)
        yield {"scenario": pair.scenario, "kpi": name, "item": item, "unit": figure.unit.replace("currency", currency),
               "base_amount": base, "amount": amount, "difference": amount - base,
               "distinguishable": pair.distinguishable, "note": note}  # fmt: skip


def _missing(before: bool, after: bool, what: str) -> str:
    if before and after:
        return ""
    return f"no such {what} in {THIS_SCENARIO if before else THE_BASE}"
