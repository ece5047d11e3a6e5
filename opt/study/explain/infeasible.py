"""Why an instance has no plan: the cheapest set of limits that give way, what to edit for it, and a set of limits that
cannot all hold."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from opt.instance import Instance
from opt.network import build_network
from opt.network.explain import unroutable
from opt.solve.elastic import Elastic, elastic
from opt.solve.gap import Progress
from opt.solve.way_out import Keeper, WayOut, cheapest
from opt.study.edits import apply, parse_edit
from opt.study.explain import words
from opt.study.explain.amounts import Amount, amounts, values
from opt.study.explain.conflict import Conflict, Group, conflict
from opt.study.explain.infeasibility import (
    FEASIBLE,
    INFEASIBLE,
    NO_ANSWER,
    NO_WAY_OUT,
    UNPROVEN,
    Infeasibility,
    Relaxation,
)
from opt.study.explain.remedies import remedies
from opt.study.explain.weights import WEIGHTS, Given, pricing

GAP = 1e-4
TIME_LIMIT = 60.0
CONFLICT = 0.5
"""Time for the limits that cannot all hold, as a share of the time for the cheapest way out."""


def why_infeasible(
    instance: Instance,
    *,
    weights: Given | None = None,
    time_limit: float = TIME_LIMIT,
    gap: float = GAP,
    threads: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
) -> Infeasibility:
    """The cheapest way to make an instance feasible, and limits that cannot all hold as they are.

    ``weights`` replace those of ``WEIGHTS``; an infinite one keeps its kind of limit. ``time_limit`` (seconds) and
    ``gap`` (relative) hold for the cost; the limits that cannot all hold get half as long again.
    InputError where the instance or a weight is wrong.
    """
    begun = time.monotonic()
    model = elastic(instance)
    price = pricing(instance, model.parameters, weights)
    prices = [price(give.stated) * give.stated.scale for give in model.gives]
    out = cheapest(
        model, prices, instance.periods, gap=gap, time_limit=time_limit, threads=threads, progress=progress, stop=stop
    )
    found = amounts(model, prices, out.x) if out.x is not None else []
    status = _status(out, found)
    known = None
    if status not in (FEASIBLE, NO_ANSWER):
        keeper = Keeper(model, prices, time.monotonic() + CONFLICT * time_limit, stop)
        known = conflict(model, keeper)
        if known is not None and status == UNPROVEN:
            status = INFEASIBLE
    relaxations = _relaxations(instance, model, out, found, price)
    return Infeasibility(
        status=status,
        currency=instance.settings.currency,
        cost=math.fsum(r.cost for r in relaxations) if out.x is not None else math.inf,
        bound=out.bound,
        relaxations=relaxations,
        conflict=_limits(instance, known.groups) if known else (),
        irreducible=known is not None and known.irreducible,
        undecided=_limits(instance, known.undecided) if known else (),
        notes=tuple(_notes(instance, model, found, known, status)),
        seconds=time.monotonic() - begun,
    )


def relaxed(instance: Instance, infeasibility: Infeasibility) -> Instance:
    """The instance with every relaxation granted."""
    if not infeasibility.edits:
        return instance
    return apply(instance, [parse_edit(text) for text in infeasibility.edits], note="cheapest way out")


def _status(out: WayOut, found: list[Amount]) -> str:
    if out.x is None:
        return NO_WAY_OUT if out.status == "infeasible" else NO_ANSWER
    if not found:
        return FEASIBLE
    return INFEASIBLE if out.bound > PROVEN * max(out.cost, 1.0) else UNPROVEN


PROVEN = 1e-6
"""A bound on the cost above this share of it proves that there is no plan."""


def _relaxations(
    instance: Instance, model: Elastic, out: WayOut, found: list[Amount], price: Callable[..., float]
) -> tuple[Relaxation, ...]:
    if out.x is None:
        return ()
    at = values(model, out.x)
    currency = instance.settings.currency
    rows = []
    for amount, edits in zip(found, remedies(instance, model, at, found), strict=True):
        stated = amount.stated
        unit = stated.unit or WEIGHTS[stated.kind].unit
        each = f"{words.figure(price(stated))} {currency} per {PRICED.get(stated.kind, unit)}"
        rows.append(
            Relaxation(
                kind=stated.kind,
                limit=words.limit_name(stated),
                place=stated.place,
                period=stated.period,
                amount=amount.amount,
                unit=unit,
                stated=stated.limit,
                cost=amount.cost,
                words=words.relaxation(instance, amount, at, each),
                edits=edits,
            )
        )
    order = {t: position for position, t in enumerate(instance.periods)}
    return tuple(sorted(rows, key=lambda row: (-round(row.cost, 6), row.limit, order.get(row.period, -1))))


PRICED = {
    "purity": "t that misses it by the limit",
    "segregation": "class",
    "conflict": "group",
    "choice": "technology",
}
"""What a price is for, where that is not the unit."""


def _limits(instance: Instance, groups: tuple[Group, ...]) -> tuple[str, ...]:
    return tuple(f"{words.limit_name(group.stated)}{words.periods_listed(instance, group.periods)}" for group in groups)


def _notes(instance: Instance, model: Elastic, found: list[Amount], known: Conflict | None, status: str) -> list[str]:
    notes = []
    refused = {amount.place[0] for amount in found if amount.stated.kind == "delivery"}
    for stream, reasons in unroutable(build_network(instance), instance):
        if stream in refused:
            notes.append(f"no operation can take {stream}: {'. '.join(reasons)}")
    for rule, complaint in model.kept:
        notes.append(f"the rule {rule.rule} {rule.what} for {rule.stream} was kept: without it {complaint}")
    if status not in (FEASIBLE, NO_ANSWER) and known is None:
        notes.append("which limits cannot all hold was not found out within the time limit")
    if known is not None and not known.irreducible:
        notes.append("some of the limits that cannot all hold may be left out: that was not decided in time")
    return notes
