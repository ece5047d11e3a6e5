"""The stored structure against a second, plain computation from the instance and the library.

Each fraction is followed from its streams through the splits, each operation's outputs are recomputed and compared,
and each operation that the plan uses must be admissible: form, verdicts by what the fraction still contains, typed
conditions, intake limits, and a line that offers all of it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator

from opt.check.case import Case, Row, name_of
from opt.check.splitting import elements_in
from opt.check.works import Work
from opt.tolerances import FEASIBILITY_ZERO


def check(case: Case) -> Iterator[Row]:
    """Flaws of the structure, yields (t/t), balances of operations (t/t), and what is treated against the rules (t)."""
    for flaw in case.flaws:
        yield Row(flaw.row, "", flaw.amount, flaw.limit, flaw.unit)
    yield from _yields(case)
    for work in case.works.values():
        yield from _conservation(case, work)
        yield from _admissible(case, work)
    for (operation, line, period), mass in case.values["treat"].items():
        lines = _lines(case, operation)
        if line not in lines:
            yield Row(name_of(operation, line, "cannot run there"), period, mass, 0.0, "t")


def _lines(case: Case, operation: str) -> Collection[str]:
    """Lines that can run an operation; '' where it needs none."""
    work = case.works.get(operation)
    if work is None:
        return ()
    return work.lines if work.needs_line else ("",)


def _yields(case: Case) -> Iterator[Row]:
    """Stored yields against the recomputed ones."""
    stored: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for row in case.plan.tables["operation_outputs"].to_dict("records"):
        stored[row["operation"]][row["kind"], row["target"]] = row["yield"]
    for operation, work in case.works.items():
        expected, found = work.yields(), stored.pop(operation, {})
        for key in {**expected, **found}:
            true = expected.get(key, 0.0)
            yield Row(name_of(operation, *key, "yield"), "", abs(found.get(key, 0.0) - true), true, "t/t")
        for form in work.orphans:
            yield Row(name_of(operation, f"gives {form}, which is no fraction of the result"), "", math.inf, 1.0, "t/t")
    for operation in stored:
        yield Row(name_of(operation, "has outputs and is no operation"), "", math.inf, 1.0, "t/t")


def _conservation(case: Case, work: Work) -> Iterator[Row]:
    """Feed and reagents leave again, element by element; reagents take nothing away."""
    gap: dict[str, float] = defaultdict(float, elements_in(case.facts, case.materials[work.fraction].composition))
    for element, mass in work.reagents.items():
        gap[element] += mass
        if mass < 0.0:
            yield Row(name_of(work.operation, element, "taken away by reagents"), "", -mass, 1.0, "t/t")
    piles = [dict(item.elements) for item in work.goods.values()] + [dict(pile) for pile in work.wastes.values()]
    for name, share in work.fractions.items():
        content = elements_in(case.facts, case.materials[name].composition)
        piles.append({element: share * part for element, part in content.items()})
    for pile in piles:
        for element, mass in pile.items():
            gap[element] -= mass
    for element, mass in gap.items() if not work.orphans else ():
        yield Row(name_of(work.operation, element, "balance"), "", abs(mass), 1.0, "t/t")


def _admissible(case: Case, work: Work) -> Iterator[Row]:
    for period in case.periods if work.objections else ():
        mass = case.treated.get((work.operation, period), 0.0)
        if not mass <= FEASIBILITY_ZERO:
            yield Row(name_of(work.operation, "; ".join(work.objections)), period, mass, 0.0, "t")
