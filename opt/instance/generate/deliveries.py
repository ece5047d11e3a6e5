"""Streams: who delivers which cells in which state, how much and when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opt.instance.generate.chance import Chance, rounded
from opt.instance.generate.facts import Composition, Facts
from opt.instance.generate.passage import Material

CLASS_WEIGHTS: Mapping[str, float] = {
    "sulfide": 0.34,
    "oxide_garnet": 0.24,
    "polymer": 0.18,
    "halide": 0.1,
    "oxide_NASICON": 0.07,
    "oxide_perovskite": 0.07,
}
SUPPLIERS = (
    "Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel", "Ivy", "Juniper", "Katsura", "Larch",
    "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce", "Teak", "Ulmo", "Viburnum", "Willow", "Yew",
)  # fmt: skip
RHYTHMS: Mapping[int, float] = {1: 0.2, 2: 0.3, 3: 0.2, 4: 0.2, 6: 0.1}
"""Weeks between two deliveries of a supplier."""
MEAN = 3.8
"""Mean mass that a stream brings in a week (t)."""
UNUSUAL = 0.4
"""Share of cell types of which some streams arrive in an unusual state: damaged, discharged, or as scrap."""
DIGITS = 5
"""Decimals of a composition."""


@dataclass(frozen=True)
class Supplier:
    """A supplier delivers every ``rhythm`` weeks from week ``first`` on. ``factors`` is what its lots have more of than
    their cell types (constituent kind or name -> factor); empty where they are as the library has them."""

    name: str
    rhythm: int
    first: int
    factors: Mapping[str, float]


@dataclass(frozen=True)
class State:
    """State in which cells arrive."""

    form: str
    intact: bool
    state_of_charge: float
    state_of_health: float


@dataclass(frozen=True)
class Stream:
    """A stream: lots of one supplier, cell type and state. ``composition`` is its own where ``varied``."""

    name: str
    supplier: Supplier
    cell_type: str
    electrolyte_class: str
    state: State
    composition: Composition
    varied: bool
    weekly: float
    acceptance: str
    gate_fee: float
    max_age: float

    @property
    def material(self) -> Material:
        """What arrives."""
        sealed = self.state.intact and self.state.form != "scrap"
        return Material(self.state.form, self.composition, sealed, not self.state.intact)


def cell_types(facts: Facts, number: int, usable: Sequence[str], chance: Chance) -> list[str]:
    """So many different cell types of those that can be treated (all where there are fewer): the class by weight, then
    one of the class."""
    left = {name: [cell for cell in sorted(usable) if facts.cell_class(cell) == name] for name in sorted(CLASS_WEIGHTS)}
    found: list[str] = []
    while len(found) < number and any(left.values()):
        name = chance.weighted({name: CLASS_WEIGHTS[name] for name, cells in left.items() if cells})
        found.append(left[name].pop(chance.whole(0, len(left[name]) - 1)))
    return found


def suppliers(streams: int, weeks: int, chance: Chance) -> list[Supplier]:
    """About one supplier for three streams; about every tenth delivers lots that differ from the library's cells."""
    count = max(1, round(streams / 3))
    odd = 0 if streams < 6 else min(4, max(1, round(count / 10)))
    found = []
    for number in range(count):
        name = SUPPLIERS[number % len(SUPPLIERS)]
        name += str(number // len(SUPPLIERS) + 1) if number >= len(SUPPLIERS) else ""
        rhythm = min(chance.weighted(RHYTHMS), weeks)
        factors = {
            "kind:electrolyte": rounded(chance.between(0.85, 1.3), 2),
            "copper_foil": rounded(chance.between(1.3, 2.4), 2),
            "kind:casing": rounded(chance.between(0.8, 1.2), 2),
        }
        found.append(Supplier(name, rhythm, chance.whole(1, rhythm), factors if number >= count - odd else {}))
    return found


def states(cell_type: str, chance: Chance) -> list[State]:
    """The usual state in which a cell type arrives; of some types also an unusual one."""
    health = chance.pick((0.0, 0.0, 0.2, 0.4))
    if cell_type.endswith("_pack"):
        charge = chance.pick((0.2, 0.3, 0.3))
        usual = State("charged_pack", True, charge, health)
        other = chance.pick((State("charged_pack", False, charge, health), State("discharged_pack", True, 0.0, health)))
    else:
        usual = State("cell", True, 0.0, health)
        other = chance.pick((State("cell", False, 0.0, health), State("scrap", True, 0.0, 1.0)))
    return [usual, other] if chance.happens(UNUSUAL) else [usual]


def composition_of(facts: Facts, cell_type: str, health: float) -> dict[str, float]:
    """Spent + health x (new - spent), without what is not there."""
    cells = facts.cells[cell_type]
    mixed = {name: spent + health * (new - spent) for name, (new, spent) in cells.items()}
    return {name: share for name, share in mixed.items() if share > 0}


def varied(facts: Facts, composition: Composition, factors: Mapping[str, float], chance: Chance) -> dict[str, float]:
    """A lot of a supplier: what its lots have in common times a little of its own, in round figures that sum to 1."""
    masses = {}
    for name, share in composition.items():
        kind = "kind:" + facts.constituents[name]["kind"]
        common = factors.get(name, factors.get(kind, 1.0))
        masses[name] = share * common * chance.between(0.97, 1.03)
    total = sum(masses.values())
    units = {name: round(mass / total * 10**DIGITS) for name, mass in masses.items()}
    largest = max(sorted(units), key=units.__getitem__)
    units[largest] += 10**DIGITS - sum(units.values())
    return {name: count / 10**DIGITS for name, count in units.items() if count > 0}


def streams(facts: Facts, number: int, weeks: int, types: Sequence[str], seed: int) -> list[Stream]:
    """The streams, named by number and supplier. Each cell type has a stream; the others are drawn by popularity."""
    chance = Chance(seed, f"streams {number} {weeks}")
    of_type = {name: states(name, chance) for name in types}
    popularity = {name: chance.between(0.5, 2.0) for name in types}
    sources = suppliers(number, weeks, chance)
    drawn = [types[n] if n < len(types) else chance.weighted(popularity) for n in range(number)]
    width = max(2, len(str(number)))
    found = []
    for n, cell_type in enumerate(chance.shuffled(drawn)):
        supplier = sources[n % len(sources)]
        usual, *other = of_type[cell_type]
        state = other[0] if other and cell_type in drawn[len(types) :] and chance.happens(0.4) else usual
        composition = composition_of(facts, cell_type, state.state_of_health)
        if supplier.factors:
            composition = varied(facts, composition, supplier.factors, chance)
        acceptance = chance.weighted({"mandatory": 0.3, "partial": 0.58, "whole_lot": 0.12})
        found.append(
            Stream(
                name=f"S{n + 1:0{width}d}_{supplier.name}",
                supplier=supplier,
                cell_type=cell_type,
                electrolyte_class=facts.cell_class(cell_type),
                state=state,
                composition=composition,
                varied=bool(supplier.factors),
                weekly=MEAN * chance.between(0.4, 1.6) * (0.4 if acceptance == "whole_lot" else 1.0),
                acceptance=acceptance,
                gate_fee=gate_fee(facts, cell_type, state, acceptance, chance),
                max_age=float(chance.whole(1, 2 if state.form == "charged_pack" else 3)) if state.intact else 1.0,
            )
        )
    return found


CLASS_FEE: Mapping[str, float] = {
    "sulfide": 420, "halide": 350, "oxide_garnet": 150, "oxide_perovskite": 170, "oxide_NASICON": 180, "polymer": 120,
}  # fmt: skip
FORM_FEE: Mapping[str, float] = {"charged_pack": 60, "discharged_pack": 0, "cell": 0, "scrap": -150}
DEAR = ("Co", "Ni")


def gate_fee(facts: Facts, cell_type: str, state: State, acceptance: str, chance: Chance) -> float:
    """More for what is dangerous, damaged, must be taken, or holds little of value."""
    fee = CLASS_FEE[facts.cell_class(cell_type)] + FORM_FEE[state.form]
    cathodes = [name for name in facts.cells[cell_type] if facts.constituents[name]["kind"] == "cathode"]
    if not any(element in facts.shares[name] for name in cathodes for element in DEAR):
        fee += 150
    fee *= chance.between(0.8, 1.2) * (1.0 if acceptance == "mandatory" else 0.55)
    return round(fee + (0 if state.intact else 120), -1)


def arrivals(found: Sequence[Stream], weeks: int, seed: int) -> dict[tuple[str, int], float]:
    """(stream, week from 1) -> t: the supplier's rhythm, a wave over the year with its peak in spring, and noise."""
    chance = Chance(seed, f"arrivals {len(found)} {weeks}")
    masses: dict[tuple[str, int], float] = {}
    for stream in found:
        supplier = stream.supplier
        shift = chance.whole(0, supplier.rhythm - 1)
        first = (supplier.first - 1 + shift) % supplier.rhythm + 1
        for week in range(first, weeks + 1, supplier.rhythm):
            season = 1 + 0.2 * math.sin(2 * math.pi * (week - 3) / 52)
            mass = stream.weekly * supplier.rhythm * season * chance.between(0.75, 1.25)
            masses[stream.name, week] = max(0.1, round(mass, 1))
    return masses
