"""What a technology takes of an electrolyte class: feeds found from the library's rows (forms, typed conditions, intake
limits), and feeds in which one condition is broken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from verdict_world import (
    FINE,
    SITE,
    STRANGER,
    TRACE,
    Composition,
    Setting,
    base,
    conditions_of,
    instance,
    records,
    ruling,
    taken,
    technology_row,
)

from opt.network import build_network
from opt.network.admission import admit
from opt.network.catalog import Catalog, read_catalog
from opt.network.conditions import State
from opt.network.content import contents
from opt.schema.words import ELECTROLYTE_CLASSES, KIND

SHARES = (0.2, 1.0, 0.5, 0.05, 0.02)
"""Contents of the class that are tried, in this order, then those just within the limits that are stated."""


@cache
def _catalog(trace: float = TRACE) -> Catalog:
    settings = base().settings.model_copy(update={"trace_threshold": trace})
    return read_catalog(replace(base(), settings=settings))


def admitted(
    technology: str, form: str, composition: Composition, *, intact: bool = True, trace: float = TRACE
) -> bool:
    """True where a capable line takes it; only used to find a feed, the tests look at networks."""
    catalog = _catalog(trace)
    state = State(
        site=SITE,
        form=form,
        electrolyte_class="polymer",
        composition=composition,
        contents=contents(catalog, composition),
        intact=intact and bool(catalog.forms[form]["sealed"]),
        damaged=not intact,
        passed=catalog.steps,
    )
    return not admit(catalog, technology, state, {}).reasons


def feeds(technology: str, name: str) -> Iterator[Setting]:
    """Streams that hold the class and that the technology takes, steps that must come first passed over."""
    conditions = ruling(technology, name)[1]
    intact = not any((row["condition"], row["value"]) == ("state", "damaged") for row in conditions)
    for form in technology_row(technology)["inputs"]:
        for composition in mixtures(technology, name):
            held = contents(_catalog(), composition)[name] > FINE
            if held and admitted(technology, form, composition, intact=intact, trace=FINE):
                yield Setting((technology,), form, name, composition, intact, asked((technology,), name))


def asked(technologies: Collection[str], name: str) -> frozenset[str]:
    """The capabilities that the technologies and their conditions on the class ask of a line."""
    own = {capability for technology in technologies for capability in technology_row(technology)["capabilities"]}
    typed = (row for technology in technologies for row in conditions_of(technology, name))
    return frozenset(own | {row["value"] for row in typed if row["condition"] == "capability"})


def mixtures(technology: str, name: str) -> Iterator[Composition]:
    """Compositions to try: the class's materials among fillers, with what the conditions require."""
    conditions = ruling(technology, name)[1]
    required = [row["value"] for row in conditions if row["condition"] == "required_material"]
    limits = [row["limit"] for row in conditions if row["condition"] == "max_content"]
    limits += [row["limit"] for row in records("intake_limits") if row["technology"] == technology]
    shares = (*SHARES, *(share * 0.9 for share in sorted(set(limits), reverse=True) if share > 0))
    for share in shares:
        for material in materials(technology, name):
            for filler in fillers():
                yield mixed({material: share}, required, filler)


def mixed(parts: Composition, required: Sequence[str], filler: str) -> Composition:
    """The parts as they are, twice a trace of each material required, the filler for the rest."""
    composition = dict(parts)
    for item in required:
        part = _holding(item)
        composition[part] = max(composition.get(part, 0.0), 0.05)
    rest = 1.0 - sum(composition.values())
    if rest > 0:
        composition[filler] = composition.get(filler, 0.0) + rest
    total = sum(composition.values())
    return {part: share / total for part, share in composition.items()}


def materials(technology: str, name: str) -> list[str]:
    """Materials of a class: those that the conditions name, else all of the library, electrolytes first."""
    named = [row["value"] for row in ruling(technology, name)[1] if row["condition"] == "material"]
    known = [row for row in records("constituents") if row["electrolyte_class"] == name]
    return named or [row["constituent"] for row in sorted(known, key=lambda row: row["kind"] != "electrolyte")]


@cache
def fillers() -> tuple[str, ...]:
    """What may make up the rest: cathodes first, then anything else of no class, then electrolytes."""
    rank = ("cathode", "carbon", "binder", "collector", "casing")
    rows = sorted(
        records("constituents"),
        key=lambda row: (
            bool(row["electrolyte_class"]),
            rank.index(row["kind"]) if row["kind"] in rank else len(rank),
        ),
    )
    return tuple(row["constituent"] for row in rows)


def _holding(item: str) -> str:
    """A constituent that is the item or, where it is an element, the one that holds most of it."""
    shares = _catalog().shares
    if item in {row["constituent"] for row in records("constituents")}:
        return item
    return max((row["constituent"] for row in records("constituents")), key=lambda one: shares[one].get(item, 0.0))


def above(item: str, limit: float, composition: Composition, material: str) -> Composition:
    """The composition with more of an item than the limit."""
    part = material if item in ELECTROLYTE_CLASSES or item.startswith(KIND) else _holding(item)
    share = min(1.0, limit * 1.05 + 0.002)
    rest = {name: value for name, value in composition.items() if name != part}
    total = sum(rest.values())
    return {name: value * (1.0 - share) / total for name, value in rest.items()} | {part: share}


@cache
def first(technology: str, name: str) -> Setting:
    """A stream that holds the class and that the technology takes, after the steps that must come first."""
    steps = [row["value"] for row in ruling(technology, name)[1] if row["condition"] == "earlier_step"]
    for setting in feeds(technology, name):
        if not steps:
            return setting
        for before in earlier(technology, steps, setting):
            return before
    raise AssertionError(f"nothing that holds {name} can be fed to {technology}")


def earlier(technology: str, steps: Collection[str], setting: Setting) -> Iterator[Setting]:
    """Streams one step before the feed, where the technology is reached through the steps."""
    technologies = (technology, *steps)
    for form in sorted({form for step in steps for form in technology_row(step)["inputs"]}):
        offers = asked(technologies, setting.electrolyte_class)
        before = replace(setting, form=form, technologies=technologies, offers=offers)
        if taken(build_network(instance(before)), technology):
            yield before


def break_condition(setting: Setting, technology: str, name: str, condition: str, value: str) -> tuple[Setting, str]:
    """The stream or the line with one condition not met, and a word of the reason."""
    direct = replace(setting, technologies=(technology,))
    part = max((m for m in direct.composition if m in materials(technology, name)), key=direct.composition.__getitem__)
    if condition == "capability":
        return replace(direct, offers=direct.offers - {value}), value
    if condition == "maturity":
        return replace(direct, maturity=()), f"must opt in to maturity '{value}'"
    if condition == "state":
        if value == "discharged":
            charged = {row["form"] for row in records("forms") if row["charged"]}
            return replace(direct, form=next(f for f in technology_row(technology)["inputs"] if f in charged)), value
        return replace(direct, intact=value == "damaged"), f"must be {value}"
    if condition == "material":
        other = f"{STRANGER}_{name}"
        composition = {other if one == part else one: share for one, share in direct.composition.items()}
        return replace(direct, composition=composition), other
    if condition == "required_material":
        rest = {one: share for one, share in direct.composition.items() if one != value}
        total = sum(rest.values())
        return replace(direct, composition={k: share / total for k, share in rest.items()}), f"{value} must be present"
    if condition == "max_content":
        (limit,) = (row["limit"] for row in conditions_of(technology, name) if row["value"] == value)
        return replace(direct, composition=above(value, limit, direct.composition, part)), "takes at most"
    assert condition == "earlier_step"
    return replace(direct, form=technology_row(technology)["inputs"][0]), f"{value} must come first"
