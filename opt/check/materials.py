"""Fractions as the checker sees them: composition followed from the streams through the splits, and what the
instance's tables say of such material."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opt.check.facts import Composition, Facts, Row, given, serving
from opt.check.splitting import content, follow
from opt.schema.words import ANY

SAME = 1e-9
"""Compositions that differ by less (kg/kg) are one; far above rounding, far below what a table can say."""

Route = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Material:
    """A fraction: what it is made of, where it lies, how it came about. ``passed`` are the technologies and ``intact``
    the state that every way to it gives; ``areas`` where it may lie; ``outlets`` who takes it, with the cost
    (currency/t); ``initial`` (area, period number, t); ``limits`` the ages (periods) it may reach."""

    fraction: str
    origin: str
    streams: tuple[str, ...]
    route: Route
    site: str
    form: str
    composition: Composition
    electrolyte_class: str
    state_of_charge: float
    damaged: bool
    intact: bool
    passed: frozenset[str]
    storage_class: str
    areas: tuple[str, ...]
    outlets: Mapping[str, float]
    limits: tuple[float, ...]
    initial: tuple[tuple[str, float, float], ...] = ()


def stream_compositions(facts: Facts) -> dict[str, Composition]:
    """Composition of every stream: its rows, or its cell type between spent and new by its state of health."""
    found: dict[str, dict[str, float]] = {}
    for row in facts.rows["composition"]:
        found.setdefault(row["stream"], {})[row["constituent"]] = row["fraction"]
    for stream in facts.rows["streams"]:
        if stream["stream"] not in found:
            health = stream["state_of_health"]
            found[stream["stream"]] = {
                row["constituent"]: row["fraction_spent"] + health * (row["fraction_new"] - row["fraction_spent"])
                for row in facts.rows["cell_types"]
                if row["cell_type"] == stream["cell_type"]
            }
    return {stream: normal(masses) for stream, masses in found.items()}


def normal(masses: Mapping[str, float]) -> dict[str, float]:
    """Masses as shares that sum to 1."""
    total = sum(masses.values())
    return {name: mass / total for name, mass in masses.items() if mass > 0.0}


def alike(one: Composition, other: Composition) -> bool:
    """True where the compositions agree to rounding."""
    return all(abs(one.get(name, 0.0) - other.get(name, 0.0)) <= SAME for name in {*one, *other})


def parse_route(text: str) -> Route:
    """Technologies and outputs of a stored route, 'technology:output' joined by '>'."""
    steps = [step.partition(":") for step in text.split(">") if step]
    return tuple((technology.strip(), output.strip()) for technology, _, output in steps)


def make_material(facts: Facts, row: Row, compositions: Mapping[str, Composition]) -> Material:
    """The material of a row of the stored fractions. LookupError where the row names what the instance lacks."""
    stream = facts.by_key["streams"][row["streams"][0]]
    composition, forms = compositions[stream["stream"]], [stream["form"]]
    route = parse_route(row["route"])
    for technology, output in route:
        composition = normal(follow(facts, technology, composition).by_output[output])
        forms.append(facts.by_key["outputs"][technology, output]["target"])
    form = facts.by_key["forms"][forms[-1]]
    storage_class = class_of(facts, stream["electrolyte_class"], form["form"], composition)
    root = not route
    ages = (form["max_age"], stream["max_age"]) if root else (form["max_age"],)
    return Material(
        fraction=row["fraction"],
        origin=row["origin"],
        streams=tuple(row["streams"]),
        route=route,
        site=stream["site"],
        form=form["form"],
        composition=composition,
        electrolyte_class=stream["electrolyte_class"],
        state_of_charge=stream["state_of_charge"],
        damaged=not stream["intact"],
        intact=stream["intact"] and all(facts.by_key["forms"][name]["sealed"] for name in forms),
        passed=frozenset(technology for technology, _ in route),
        storage_class=storage_class,
        areas=tuple(areas_for(facts, stream["site"], storage_class)) if form["storable"] else (),
        outlets=serving(facts.rows["outlets"], form["form"], stream["site"]),
        limits=tuple(age for age in ages if given(age)),
    )


def class_of(facts: Facts, electrolyte_class: str, form: str, composition: Composition) -> str:
    """Storage class of a form: that of the stream's class while it is still in there, else that of any."""
    rules = facts.by_key["storage_rules"]
    still_there = content(facts, composition, electrolyte_class) > facts.settings.trace_threshold
    row = rules.get((form, electrolyte_class)) if still_there else None
    row = row or rules.get((form, ANY))
    return row["storage_class"] if row else ""


def areas_for(facts: Facts, site: str, storage_class: str) -> Iterator[str]:
    """Areas of a site where a storage class may lie; an area without rows of its own takes every class."""
    for row in facts.rows["areas"] if storage_class else ():
        taken = {entry["storage_class"] for entry in facts.rows["area_classes"] if entry["area"] == row["area"]}
        if row["site"] == site and (not taken or taken & {storage_class, ANY}):
            yield row["area"]


def differences(facts: Facts, streams: Sequence[str], compositions: Mapping[str, Composition]) -> Iterator[str]:
    """Streams that do not belong into one pool with the first: they differ in state or composition."""
    first = facts.by_key["streams"][streams[0]]
    for name in streams[1:]:
        row = facts.by_key["streams"][name]
        state = ("site", "form", "electrolyte_class", "intact", "state_of_charge")
        if any(row[key] != first[key] for key in state) or not alike(compositions[name], compositions[streams[0]]):
            yield name


def initial_lots(
    facts: Facts, materials: Mapping[str, Material], compositions: Mapping[str, Composition]
) -> tuple[dict[str, list[tuple[str, float, float]]], list[str]]:
    """What lies in each fraction before the first period, and the rows of initial_stock that fit no fraction."""
    lots: dict[str, list[tuple[str, float, float]]] = {}
    homeless = []
    for row in facts.rows["initial_stock"]:
        if row["mass"] > 0.0:
            home = _home(facts, row, materials.values(), compositions[row["stream"]])
            if home:
                lots.setdefault(home, []).append((row["area"], row["arrived"], row["mass"]))
            else:
                homeless.append(f"{row['stream']}|{row['form']}|{row['area']}")
    return lots, homeless


def _home(facts: Facts, row: Row, materials: Iterable[Material], composition: Composition) -> str:
    """The fraction that a row of initial_stock lies in; '' where there is none."""
    fitting = [m for m in materials if row["stream"] in m.streams and m.form == row["form"]]
    route = parse_route(row["route"])
    if not route:
        fitting = [m for m in fitting if not m.route] or fitting
        return fitting[0].fraction if len(fitting) == 1 else ""
    ends = [composition]
    for technology, output in route:
        ends = [
            normal(masses)
            for end in ends
            for name, masses in follow(facts, technology, end).by_output.items()
            if sum(masses.values()) > 0.0 and output in ("", name)
        ]
    fitting = [m for m in fitting if any(alike(m.composition, end) for end in ends)]
    passed = [technology for technology, _ in route]
    fitting = [m for m in fitting if [technology for technology, _ in m.route] == passed] or fitting
    return fitting[0].fraction if fitting else ""
