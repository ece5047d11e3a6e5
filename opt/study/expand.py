"""From a study to its scenarios: bases composed, sweeps and tornados spelled out, names unique and safe."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from opt.study.edits import Edit, edit_of, parse_edit
from opt.study.scenario import Scenario
from opt.study.study import Axis, ScenarioEntry, Study, Sweep, Tornado, Value, filled
from opt.tables import InputError, Problem, suggest
from opt.tables.write import number_text

BASE = "base"
"""The instance as it stands; no scenario may be called so."""
SAFE = re.compile(r"[A-Za-z0-9_+-](?:[A-Za-z0-9_.+-]*[A-Za-z0-9_+-])?")
LONGEST = 120


@dataclass(frozen=True)
class Named:
    """A name in a study: where it stands, and the names of the scenarios it builds on."""

    place: str
    name: str
    base: tuple[str, ...] = ()


def expand(study: Study) -> tuple[Scenario, ...]:
    """The scenarios of a study: those named, then those of each sweep and each tornado, in the order of the file.

    The changes of a scenario's bases come before its own, each base once, in the order of ``base``; tables are laid
    over before all edits. Raises InputError with every name that is wrong, missing or repeated.
    """
    entries = {entry.name: entry for entry in study.scenarios}
    problems = base_problems(_named(study))
    if problems:
        raise InputError(problems)
    placed: list[tuple[str, Scenario]] = []
    for n, entry in enumerate(study.scenarios, start=1):
        placed.append((f"scenario[{n}]", _scenario(entry, entries)))
    for n, sweep in enumerate(study.sweeps, start=1):
        placed += [(f"sweep[{n}]", one) for one in _swept(sweep, *_composed(sweep.base, entries))]
    for n, tornado in enumerate(study.tornado, start=1):
        placed += [(f"tornado[{n}]", one) for one in _tornado(tornado, *_composed(tornado.base, entries))]
    problems = name_problems([Named(place, scenario.name) for place, scenario in placed])
    if problems:
        raise InputError(problems)
    return tuple(scenario for _, scenario in placed)


def _named(study: Study) -> list[Named]:
    """Every name of a study that builds on scenarios."""
    return [
        *(Named(f"scenario[{n}]", entry.name, entry.base) for n, entry in enumerate(study.scenarios, start=1)),
        *(Named(f"sweep[{n}]", sweep.name, sweep.base) for n, sweep in enumerate(study.sweeps, start=1)),
        *(Named(f"tornado[{n}]", tornado.name, tornado.base) for n, tornado in enumerate(study.tornado, start=1)),
    ]


def name_problems(named: Sequence[Named]) -> list[Problem]:
    """Names that stand twice, are reserved, or are no names of folders."""
    problems: list[Problem] = []
    first: dict[str, Named] = {}
    for one in named:
        if one.name == BASE:
            problems.append(_told(one, "the name 'base' is kept for the unedited instance", "choose another name"))
        elif not SAFE.fullmatch(one.name) or len(one.name) > LONGEST:
            proper = re.sub(r"[^A-Za-z0-9_.+-]+", "_", one.name).strip("._")[:LONGEST].strip("._") or "scenario_1"
            rule = "a name is made of letters, digits, '-', '_', '.' and '+', with no '.' at its ends"
            problems.append(_told(one, rule, f"write {proper}"))
        other = first.setdefault(one.name.casefold(), one)
        if other is not one:
            also = "" if other.name == one.name else f" (as '{other.name}', which many disks cannot tell apart)"
            problems.append(_told(one, f"two of one name: it stands in {other.place} already{also}", "rename one"))
    return problems


def base_problems(named: Sequence[Named]) -> list[Problem]:
    """Bases that are no scenarios, and scenarios that build on themselves, with the chain."""
    bases = {one.name: one.base for one in named if one.place.startswith("scenario")}
    problems = []
    told: set[frozenset[str]] = set()
    for one in named:
        for base in one.base:
            if base not in bases:
                problems.append(_told(one, f"its base '{base}' is no scenario", suggest(base, bases), base))
        chain = _cycle(one.name, bases) if one.place.startswith("scenario") else ()
        if chain and frozenset(chain) not in told:
            told.add(frozenset(chain))
            rule = f"the scenario builds on itself: {' -> '.join(chain)}"
            problems.append(_told(one, rule, f"take '{chain[1]}' out of the base of '{chain[0]}'"))
    return problems


def _cycle(name: str, bases: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The chain of bases that leads from a scenario back to itself; nothing where none does."""
    chains: list[tuple[str, ...]] = [(name, base) for base in bases.get(name, ())]
    seen: set[str] = set()
    while chains:
        chain = chains.pop(0)
        if chain[-1] == name:
            return chain
        if chain[-1] not in seen:
            seen.add(chain[-1])
            chains += [(*chain, base) for base in bases.get(chain[-1], ())]
    return ()


def _told(one: Named, rule: str, remedy: str, value: str = "") -> Problem:
    return Problem(rule, remedy, column=one.place, value=value or one.name)


def _composed(base: Sequence[str], entries: Mapping[str, ScenarioEntry]) -> tuple[list[Path], list[Edit]]:
    """Tables laid over and edits of the bases and of what they build on, each scenario once."""
    order: dict[str, ScenarioEntry] = {}

    def visit(name: str) -> None:
        if name not in order:
            for other in entries[name].base:
                visit(other)
            order[name] = entries[name]

    for name in base:
        visit(name)
    over = [path for entry in order.values() for path in entry.with_]
    return over, [edit for entry in order.values() for edit in _edits(entry)]


def _edits(entry: ScenarioEntry) -> list[Edit]:
    return [edit for given in entry.edits for edit in edit_of(given)]


def _scenario(entry: ScenarioEntry, entries: Mapping[str, ScenarioEntry]) -> Scenario:
    over, edits = _composed(entry.base, entries)
    return Scenario(
        entry.name,
        entry.about,
        (*edits, *_edits(entry)),
        (*over, *entry.with_),
        entry.source,
        entry.status,
    )


def _swept(sweep: Sweep, over: Sequence[Path], edits: Sequence[Edit]) -> Iterator[Scenario]:
    """Every combination of the values, the last axis fastest."""
    axes = sweep.directions
    for values in itertools.product(*(axis.values for axis in axes)):
        point = {axis.name: _coordinate(value) for axis, value in zip(axes, values, strict=True)}
        made = [parse_edit(filled(axis.edit, value)) for axis, value in zip(axes, values, strict=True)]
        name = f"{sweep.name}_{_label(axes, values)}"
        yield Scenario(name, sweep.about, (*edits, *made), tuple(over), sweep.source, sweep.status, sweep.name, point)


def _label(axes: Sequence[Axis], values: Sequence[Value]) -> str:
    """The values as part of a name; those of a grid behind the names of their axes."""
    shown = [_word(value) for value in values]
    named = [f"{axis.name}-{word}" for axis, word in zip(axes, shown, strict=True)]
    return shown[0] if len(axes) == 1 else "_".join(named)


def _word(value: Value) -> str:
    text = filled("{}", value)
    return re.sub(r"[^A-Za-z0-9.+-]+", "_", text).strip("._") if isinstance(value, str) else text


def _coordinate(value: Value) -> float | str:
    return value if isinstance(value, str) else filled("{}", value) if isinstance(value, bool) else float(value)


def _tornado(tornado: Tornado, over: Sequence[Path], edits: Sequence[Edit]) -> Iterator[Scenario]:
    """Two scenarios a lever, the low side first."""
    for lever in tornado.levers:
        for side, value in (("low", lever.low), ("high", lever.high)):
            point: dict[str, float | str] = {"lever": lever.name, "side": side, "value": _coordinate(value)}
            shown = value if isinstance(value, str) else number_text(value)
            about = f"{lever.name} at {shown}"
            made = (*edits, parse_edit(filled(lever.edit, value)))
            name = f"{tornado.name}_{lever.name}_{side}"
            yield Scenario(name, about, made, tuple(over), lever.source, lever.status, tornado.name, point)
