"""Routing.

a technology is used only where it is qualified (use), at most so many of a stage a stream (a pool behind the root)
what is forbidden is not used; where a technology of a stage is forced, no other of that stage is used
lower <= variable <= upper for the planner's decisions
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from opt.check.case import Case, Row, name_of
from opt.check.facts import given
from opt.schema.words import ANY
from opt.tolerances import FEASIBILITY_ZERO


def check(case: Case) -> Iterator[Row]:
    """Every routing rule and every decision of the planner."""
    fed = _fed(case)
    for (origin, technology), mass in fed.items():
        if (origin, technology) in case.values["use"] and not case.chosen("use", origin, technology):
            yield Row(name_of(origin, technology, "not qualified"), "", mass, 0.0, "t")
    yield from _stages(case, fed)
    yield from _rules(case)
    yield from _decisions(case)


def streams_of(case: Case) -> dict[str, tuple[str, ...]]:
    """Streams of every origin: a stream at the root, a pool behind it."""
    return {material.origin: material.streams for material in case.materials.values()}


def chosen_row(rows: Mapping[tuple[str, str], float], streams: tuple[str, ...], item: str) -> float | None:
    """A stream's own row, else the row for all; a pool of several streams has none of its own."""
    own = rows.get((streams[0], item)) if len(streams) == 1 else None
    return rows.get((ANY, item)) if own is None else own


def _fed(case: Case) -> dict[tuple[str, str], float]:
    """Tonnes fed to each technology over the horizon, by origin."""
    fed: dict[tuple[str, str], float] = defaultdict(float)
    for (operation, _), mass in case.treated.items():
        if operation in case.works:
            work = case.works[operation]
            fed[case.materials[work.fraction].origin, work.technology] += mass
    return dict(fed)


def _stages(case: Case, fed: Mapping[tuple[str, str], float]) -> Iterator[Row]:
    most = {(row["stream"], row["stage"]): row["maximum"] for row in case.facts.rows["routing_limits"]}
    stages: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (origin, technology), mass in fed.items():
        if mass > FEASIBILITY_ZERO:
            stages[origin, case.facts.by_key["technologies"][technology]["stage"]].add(technology)
    streams = streams_of(case)
    for (origin, stage), used in stages.items():
        limit = chosen_row(most, streams[origin], stage)
        if limit is not None:
            yield Row(name_of(origin, stage), "", len(used) - limit, limit, "technologies")


def _rules(case: Case) -> Iterator[Row]:
    """What is forbidden, or not the forced one of its stage, is not used."""
    rules: dict[str, dict[str, str]] = defaultdict(dict)
    for row in case.facts.rows["routing"]:
        rules[row["stream"]][row["technology"]] = row["rule"]
    for work in case.works.values() if rules else ():
        for stream in case.materials[work.fraction].streams:
            refused = _refused(case, {**rules[ANY], **rules[stream]}, work.technology, work.stage)
            for period in case.periods if refused else ():
                mass = case.treated.get((work.operation, period), 0.0)
                yield Row(name_of(work.operation, refused), period, mass, 0.0, "t")


def _refused(case: Case, rules: Mapping[str, str], technology: str, stage: str) -> str:
    """Why a stream may not be fed to a technology; '' where it may."""
    if rules.get(technology) == "forbid":
        return "forbidden"
    forced = [
        name
        for name, rule in rules.items()
        if rule == "force" and case.facts.by_key["technologies"][name]["stage"] == stage
    ]
    return "" if not forced or technology in forced else f"{' or '.join(forced)} is forced"


def _decisions(case: Case) -> Iterator[Row]:
    for row in case.facts.rows["decisions"]:
        index = tuple(row["index"].split("|"))
        value = case.values[row["variable"]].get(index)
        name, period = _named(row["variable"], index, case.periods)
        if value is None:
            yield Row(f"{name}|unknown", period, float("inf"), 1.0, "")
            continue
        if given(row["lower"]):
            yield Row(f"{name}|lower", period, row["lower"] - value, abs(row["lower"]), "")
        if given(row["upper"]):
            yield Row(f"{name}|upper", period, value - row["upper"], abs(row["upper"]), "")


def _named(variable: str, index: tuple[str, ...], periods: Iterable[str]) -> tuple[str, str]:
    if index and index[-1] in set(periods):
        return name_of(variable, *index[:-1]), index[-1]
    return name_of(variable, *index), ""
