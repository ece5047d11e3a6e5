"""Plants of the reference library with one stream and one line. One instance is read in full; the others replace its
streams, lines and settings.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from opt.check.admission import admit
from opt.check.facts import Facts, read_facts
from opt.check.materials import make_material
from opt.commands.validate import describe, page_of
from opt.instance import Instance, Settings, from_tables
from opt.library import load_library
from opt.network import Network
from opt.network.parameters import build_parameters
from opt.schema import INPUT
from opt.schema.words import ANY, ELECTROLYTE_CLASSES, MATURITIES, OFFSPEC
from opt.tables import frames
from opt.tables.frames import frame_of

Row = dict[str, Any]
Composition = Mapping[str, float]
VERDICTS = Path(__file__).with_name("verdicts.csv")
"""The review's verdicts: technology, class, verdict, section; no_data where it has no data to go by."""

SITE, LINE, STREAM, STRANGER = "plant", "L", "S", "stranger"
TRACE = 0.01
"""The trace threshold where what is left of a class is at issue."""

FINE = 0.001
"""The threshold where a class is to be present though a condition admits little of it."""

UNNEEDED = ("cell_types", "specifications", "reference_prices", "targets", "quality", "exposure_limits")
"""Tables of the library that an instance which has been read no longer needs."""


def records(name: str) -> list[Row]:
    """Rows of a table of the library."""
    return [dict(row) for row in _rows(name)]


@cache
def _rows(name: str) -> list[Row]:
    return frames.records(load_library()[name])


def reviewed() -> list[Row]:
    """The verdicts of the review."""
    with VERDICTS.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def technology_row(technology: str) -> Row:
    """The row of a technology."""
    (found,) = (row for row in records("technologies") if row["technology"] == technology)
    return found


def needs_line(technology: str) -> bool:
    """False for what is only sold."""
    return bool(technology_row(technology)["needs_line"])


def conditions_of(technology: str, name: str) -> tuple[Row, ...]:
    """The typed conditions on a class; none where the library has no verdict."""
    there = {row["electrolyte_class"] for row in records("verdicts") if row["technology"] == technology}
    return ruling(technology, name)[1] if there & {name, ANY} else ()


@cache
def ruling(technology: str, name: str) -> tuple[Row, tuple[Row, ...]]:
    """The library's verdict on a class, its own or that on '*', and the typed conditions."""
    rows = {row["electrolyte_class"]: row for row in records("verdicts") if row["technology"] == technology}
    whose = name if name in rows else ANY
    conditions = [row for row in records("verdict_conditions") if row["technology"] == technology]
    return rows[whose], tuple(row for row in conditions if row["electrolyte_class"] == whose)


@dataclass(frozen=True)
class Setting:
    """A stream and the line that meets it: the technologies it runs and the capabilities it offers."""

    technologies: tuple[str, ...]
    form: str
    electrolyte_class: str
    composition: Composition
    intact: bool
    offers: frozenset[str]
    maturity: tuple[str, ...] = MATURITIES


@cache
def capabilities() -> frozenset[str]:
    """Every capability that anything asks for."""
    asked = {row["value"] for row in records("verdict_conditions") if row["condition"] == "capability"}
    return frozenset(asked.union(*(row["capabilities"] for row in records("technologies"))))


@cache
def base() -> Instance:
    """A plant that somebody rids of anything, with a constituent of each class that no condition knows."""
    tables = {name: records(name) for name in ("forms", "wastes", "products", "technologies")}
    everything = [row["form"] for row in tables["forms"]] + [row["waste"] for row in tables["wastes"]]
    strangers = [
        {"constituent": f"{STRANGER}_{name}", "kind": "electrolyte", "formula": "Li3PO4", "electrolyte_class": name}
        for name in ELECTROLYTE_CLASSES
    ]
    return from_tables(
        {"name": "verdict", "maturity": list(MATURITIES), "trace_threshold": TRACE, "solve": {"gap": 0.0}},
        {
            "periods": [{"period": "1"}],
            "streams": [{"stream": STREAM, "form": tables["forms"][0]["form"], "electrolyte_class": "polymer"}],
            "composition": [{"stream": STREAM, "constituent": strangers[0]["constituent"], "fraction": 1.0}],
            "arrivals": [{"stream": STREAM, "period": "1", "mass": 1.0}],
            "lines": [{"line": LINE, "capabilities": tuple(sorted(capabilities())), "hours": 100.0}],
            "line_technologies": [
                {"line": LINE, "technology": row["technology"], "rate": 1.0}
                for row in tables["technologies"]
                if row["needs_line"]
            ],
            "grades": [{"product": row["product"], "grade": "any", "price": 1.0} for row in tables["products"]],
            "constituents": strangers,
            "outlets": [{"outlet": "anyone", "takes": (*everything, OFFSPEC), "cost": 100.0}],
        },
    )


def _frame(name: str, rows: Sequence[Row]) -> Any:
    return frame_of(INPUT[name], [{c.name: row.get(c.name, c.empty) for c in INPUT[name].columns} for row in rows])


def instance(setting: Setting) -> Instance:
    """The one-stream instance of a setting: a tonne, one period, one line."""
    plant = base()
    return replace(
        plant,
        settings=_settings(setting),
        tables={**plant.tables, **{name: _frame(name, rows) for name, rows in _own(setting).items()}},
        notes=(),
    )


def _settings(setting: Setting) -> Settings:
    return base().settings.model_copy(update={"maturity": setting.maturity, "trace_threshold": FINE})


def forced(setting: Setting, decision: Row) -> Instance:
    """The same with a decision of the planner, and of the library only what its technologies need, so that it is
    solved at once."""
    made = instance(setting)
    tables = {
        name: frame[frame["technology"].isin(setting.technologies)].reset_index(drop=True)
        if "technology" in frame.columns
        else frame.iloc[:0]
        if name in UNNEEDED
        else frame
        for name, frame in made.tables.items()
    }
    return replace(made, tables={**tables, "decisions": _frame("decisions", [decision])})


def as_planned(setting: Setting) -> Instance:
    """The same, typed and validated like a planner's tables."""
    return from_tables(_settings(setting), {**base().own, **_own(setting)})


def _own(setting: Setting) -> dict[str, Sequence[Row]]:
    """The tables that a setting is about."""
    stream = {
        "stream": STREAM,
        "site": SITE,
        "form": setting.form,
        "electrolyte_class": setting.electrolyte_class,
        "intact": setting.intact,
    }
    return {
        "streams": [stream],
        "composition": [
            {"stream": STREAM, "constituent": name, "fraction": share} for name, share in setting.composition.items()
        ],
        "lines": [
            {
                "line": LINE,
                "capabilities": tuple(sorted(setting.offers)),
                "hours": 100.0,
                "site": SITE,
            }
        ],
        "line_technologies": [
            {"line": LINE, "technology": name, "rate": 1.0} for name in setting.technologies if needs_line(name)
        ],
    }


def taken(network: Network, technology: str) -> list[str]:
    """The operations of a technology."""
    return [name for name, operation in network.operations.items() if operation.technology == technology]


def validated(made: Instance, network: Network) -> str:
    """What 'relith validate' prints, on one line."""
    report = describe(made, network, build_parameters(made, network))
    return " ".join(" ".join(text.split()) for text, _ in page_of("instance", made, network, report))


@cache
def _facts() -> Facts:
    return read_facts(base())


def objections(setting: Setting, technology: str) -> tuple[str, ...]:
    """What the independent checker has against feeding the stream to the technology."""
    tables = {name: _frame(name, rows) for name, rows in _own(setting).items() if name != "composition"}
    keyed = {name: {_key(name, row): row for row in frame.to_dict("records")} for name, frame in tables.items()}
    facts = replace(_facts(), settings=_settings(setting), by_key={**_facts().by_key, **keyed})
    row = {"fraction": STREAM, "origin": STREAM, "streams": (STREAM,), "route": ""}
    material = make_material(facts, row, {STREAM: setting.composition})
    return admit(facts, technology, material).objections


def _key(name: str, row: Row) -> Any:
    key = INPUT[name].key
    return row[key[0]] if len(key) == 1 else tuple(row[column] for column in key)


def side_by_side(technology: str, form: str, streams: Mapping[str, tuple[str, Composition]]) -> Instance:
    """A plant whose one line runs the technology, with several streams (class, composition) of one form."""
    plant = base()
    own: dict[str, list[Row]] = {
        "streams": [
            {"stream": stream, "site": SITE, "form": form, "electrolyte_class": name, "intact": True}
            for stream, (name, _) in streams.items()
        ],
        "composition": [
            {"stream": stream, "constituent": part, "fraction": share}
            for stream, (_, composition) in streams.items()
            for part, share in composition.items()
        ],
        "arrivals": [{"stream": stream, "period": "1", "mass": 1.0} for stream in streams],
        "line_technologies": [{"line": LINE, "technology": technology, "rate": 1.0}] if needs_line(technology) else [],
    }
    return replace(plant, tables={**plant.tables, **{name: _frame(name, rows) for name, rows in own.items()}}, notes=())
