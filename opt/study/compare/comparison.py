"""A base plan and others side by side, as tidy frames."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from opt.plan.plan import Plan
from opt.study.compare import amounts, changes, outcome
from opt.study.compare.comparable import check_comparable
from opt.study.compare.figures import figures
from opt.study.compare.frames import Row, as_frame
from opt.study.compare.pair import Pair
from opt.study.compare.tables import TABLES
from opt.tables.problems import InputError, Problem


@dataclass(frozen=True, eq=False)
class Comparison:
    """What plans earn and do, beside a base.

    ``frames`` holds every table of ``opt.study.compare.tables.TABLES``, keyed by scenario; amounts in ``currency``.
    ``outcome``, ``value`` and ``kpis`` begin with rows of the base itself, the others hold differences only. A scenario
    without a plan has a row in ``outcome`` and none elsewhere. ``warnings`` are for the reader, the gravest first.
    """

    base: str
    instance: str
    currency: str
    frames: Mapping[str, pd.DataFrame]
    warnings: tuple[str, ...] = ()

    @property
    def scenarios(self) -> list[str]:
        """Names of what is compared with the base, in order."""
        return [name for name in self.frames["outcome"]["scenario"].tolist() if name != self.base]


def compare(base: Plan, others: Sequence[Plan], *, names: Sequence[str] | None = None) -> Comparison:
    """The plans of ``others`` beside that of ``base``. They bear the names of their scenarios (a number behind what
    comes twice), or ``names``, the base's first.

    InputError where plans cannot be compared: other currency, other periods, tables missing, one of ``names`` twice.
    """
    plans = dict(zip(_names([base, *others], names), [base, *others], strict=True))
    first, *rest = plans
    check_comparable(first, base, {name: plans[name] for name in rest})
    beside = Beside(first, base)
    for name in rest:
        beside.add(name, plans[name])
    return beside.comparison()


class Beside:
    """A comparison that grows plan by plan; of a plan that was added nothing is kept but its rows."""

    def __init__(self, name: str, base: Plan) -> None:
        """Begin with the base of that name. InputError where it lacks tables."""
        check_comparable(name, base, {})
        self._name, self._base = name, base
        self._rows: dict[str, list[Row]] = {table: [] for table in TABLES}
        self._rows["outcome"].append(outcome.base_row(name, base))
        self._figures = figures(base) if base.has_plan else {}
        self._levels(Pair(name, base, base, False))

    def add(self, name: str, plan: Plan) -> None:
        """Add the rows of one scenario, whose name is new. InputError, and no rows, where its plan cannot be compared
        with the base: other currency, other periods, tables missing."""
        check_comparable(self._name, self._base, {name: plan})
        found = outcome.effect(self._base, plan)
        pair = Pair(name, self._base, plan, found.distinguishable)
        moved = math.nan
        if self._base.has_plan and plan.has_plan:
            campaigns = changes.campaign_rows(pair)
            moved = float(changes.moved(campaigns))
            self._rows["routes"] += changes.route_rows(pair)
            self._rows["campaigns"] += campaigns
            self._rows["grades"] += changes.grade_rows(pair)
            self._rows["limits"] += changes.limit_rows(pair)
            self._levels(pair)
        self._rows["outcome"].append(outcome.row(name, plan, found, moved))

    def comparison(self) -> Comparison:
        """The comparison as it stands."""
        frames = {name: as_frame(name, found) for name, found in self._rows.items()}
        settings = self._base.instance.settings
        return Comparison(self._name, settings.name, settings.currency, frames, tuple(_warnings(frames["outcome"])))

    def _levels(self, pair: Pair) -> None:
        """Add the tables that say how much, not only what differs."""
        if pair.base.has_plan and pair.plan.has_plan:
            self._rows["value"] += amounts.value_rows(pair)
            self._rows["kpis"] += amounts.kpi_rows(pair, self._figures)


def _names(plans: Sequence[Plan], given: Sequence[str] | None) -> list[str]:
    """A name of its own for each plan; InputError where two have the same, or there is nothing to compare."""
    if len(plans) < 2:
        rule = "there is nothing to compare the base with"
        raise InputError([Problem(rule, "give two plans at least", value=str(plans[0].summary["scenario"]))])
    names = _numbered([str(plan.summary["scenario"]) for plan in plans]) if given is None else list(given)
    if len(names) != len(plans):
        raise ValueError(f"{len(names)} names for {len(plans)} plans")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        remedy = "give each plan a name of its own"
        raise InputError([Problem("two plans have this name", remedy, table="scenario", value=name) for name in twice])
    return names


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, the second 'base' as 'base (2)'."""
    found: list[str] = []
    for name in names:
        number, unique = 1, name
        while unique in found:
            number += 1
            unique = f"{name} ({number})"
        found.append(unique)
    return found


def _warnings(frame: pd.DataFrame) -> list[str]:
    """What must be said before anything else."""
    uncertain = frame.loc[(frame["value"].notna()) & ~frame["certified"], "scenario"].tolist()
    told = [f"{name}: {outcome.NOT_CERTIFIED}, its figures prove nothing; 'relith check' says where it fails" for name
            in uncertain]  # fmt: skip
    if math.isnan(frame["value"].iloc[0]):
        told.append(f"the base '{frame['scenario'].iloc[0]}' has no plan: there is nothing to compare with")
    return told
