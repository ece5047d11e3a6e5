"""Every family matters: without it the optimum changes by more than the gaps of both solves.

Leaving a family out relaxes the model, so the value can only rise. It has risen for certain when the plan found without
the family is worth more than the proven bound of the whole model; a model that has become unbounded counts as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from figures import instance_path, setting, table

from opt.instance import Instance, from_tables
from opt.model import FAMILIES, build
from opt.planner import read
from opt.solve.compile import from_model
from opt.solve.gap import Goal
from opt.solve.layout import layout, schema_indices
from opt.solve.run import Limits, cores, run

ROUTING_TABLES = ("routing", "routing_limits", "decisions")


@dataclass(frozen=True)
class Found:
    """What a solve found: value and bound of the maximisation (inf where unbounded), relative gap, seconds."""

    value: float
    bound: float
    gap: float
    seconds: float


@pytest.mark.slow
def test_every_family_matters() -> None:
    instance = read(instance_path())
    whole = solved(instance)
    without = {family: solved(instance, family) for family in FAMILIES}
    rows = [("(none)", whole.value, whole.bound, whole.gap, "", "", whole.seconds)]
    rows += [
        (family, one.value, one.bound, one.gap, one.value - whole.value, _verdict(one, whole), one.seconds)
        for family, one in without.items()
    ]
    table(
        f"{instance.settings.name} without one family at a time, values in {instance.settings.currency}",
        ("without", "value", "bound", "gap", "change of value", "more than both gaps", "seconds"),
        [(name, *map(_money, (value, bound)), f"{gap:.2%}", _money(change), verdict, seconds)
         for name, value, bound, gap, change, verdict, seconds in rows],
    )  # fmt: skip
    assert [family for family, one in without.items() if not one.value > whole.bound] == []


def solved(instance: Instance, *without: str) -> Found:
    """The model without some families, solved as ``relith solve`` does; polishing included, checking not."""
    if "routing" in without:
        # what a planner forces or forbids closes operations of the network, so its rows go too
        kept = {name: frame for name, frame in instance.own.items() if name not in ROUTING_TABLES}
        instance = from_tables(instance.settings, kept)
    model = build(instance, without=without)
    arrays = from_model(model)
    limits = Limits(setting("GAP", 0.01), setting("SECONDS", 120.0), int(setting("THREADS", cores())))
    goal = Goal(limits.gap, arrays.sign, arrays.constant)
    ending = run(arrays, layout(arrays, instance.periods, schema_indices()), goal, limits)
    standing = ending.standing
    if standing.unbounded:
        return Found(math.inf, math.inf, 0.0, ending.seconds)
    gap = max(goal.gaps(standing.value, standing.bound))
    return Found(arrays.sign * standing.value, arrays.sign * standing.bound, gap, ending.seconds)


def _verdict(one: Found, whole: Found) -> str:
    return "yes" if one.value > whole.bound else "NO"


def _money(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.0f}"
