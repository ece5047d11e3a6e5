"""Read a study file; every complaint at once, each with its place: scenario[2].edits[1]."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from opt.study.edits.tabled import TabledEdit
from opt.study.expand import Named, base_problems, expand, name_problems
from opt.study.study import Axis, Freeze, Lever, Options, ScenarioEntry, Study, Sweep, Tornado
from opt.tables import InputError, Problem, suggest
from opt.tables.cells import show
from opt.tables.problems import of_os_error

PLURALS = {"scenarios": "scenario", "sweeps": "sweep"}
"""Both spellings are understood."""
MODELS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): Study,
    ("options",): Options,
    ("options", "freeze"): Freeze,
    ("scenario",): ScenarioEntry,
    ("scenario", "edits"): TabledEdit,
    ("sweep",): Sweep,
    ("sweep", "axes"): Axis,
    ("tornado",): Tornado,
    ("tornado", "levers"): Lever,
}
"""What stands at each place of a study file."""
Loc = tuple[str | int, ...]


def read_study(path: str | Path) -> Study:
    """The study in a TOML file; paths under ``with`` count from the file. InputError with everything that is wrong."""
    file = Path(path)
    data = _placed(_load(file), file.parent)
    problems = _cross_checked(data)
    try:
        study = Study.model_validate(data)
    except ValidationError as error:
        found = _problems(error, data)
        raise InputError([replace(one, file=str(file)) for one in dict.fromkeys([*found, *problems])]) from None
    problems += _missing_tables(study)
    try:
        scenarios = () if problems else expand(study)
    except InputError as error:
        problems, scenarios = list(error.problems), ()
    if not problems and not scenarios:
        problems = [Problem("the study asks nothing", "add [[scenario]], [[sweep]] or [[tornado]]")]
    if problems:
        raise InputError([replace(one, file=str(file)) for one in problems])
    return study


def _load(file: Path) -> dict[str, Any]:
    """The file as nested plain data."""
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError([of_os_error(error, str(file), "read")]) from None
    except UnicodeDecodeError:
        raise InputError([Problem("its letters are not encoded as UTF-8", "save it as UTF-8", str(file))]) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        problem = Problem(f"it is not valid TOML ({error})", "write a study as instances/STUDIES.md explains",
                          str(file), row=int(line[1]) if line else 0)  # fmt: skip
        raise InputError([problem]) from None


def _placed(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """One spelling of the keys, and paths as they are seen from here."""
    named = {PLURALS.get(key, key) if PLURALS.get(key, key) not in data else key: value for key, value in data.items()}
    for entry in _tables(named, "scenario"):
        over = entry.get("with")
        if isinstance(over, list) and all(isinstance(one, str) for one in over):
            entry["with"] = [str(folder / one) for one in over]
    return named


def _tables(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The tables under a key, whatever else stands there left out."""
    found = data.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _cross_checked(data: Mapping[str, Any]) -> list[Problem]:
    """What names say of each other, though other keys may be wrong."""
    named = [
        Named(f"{key}[{n}]", entry["name"], _texts(entry.get("base")))
        for key in ("scenario", "sweep", "tornado")
        for n, entry in enumerate(_tables(data, key), start=1)
        if isinstance(entry.get("name"), str)
    ]
    return [*name_problems(named), *base_problems(named)]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _missing_tables(study: Study) -> list[Problem]:
    return [
        Problem("there is no such folder or workbook", "paths under 'with' count from the study file",
                column=f"scenario[{n}].with[{m}]", value=str(path))
        for n, entry in enumerate(study.scenarios, start=1)
        for m, path in enumerate(entry.with_, start=1)
        if not path.exists()
    ]  # fmt: skip


def _problems(error: ValidationError, data: Mapping[str, Any]) -> list[Problem]:
    """Complaints of pydantic by their place; of several about one place the first."""
    found: dict[str, list[Problem]] = {}
    for item in error.errors():
        place, loc = _place(item["loc"], data)
        inner = item.get("ctx", {}).get("problems")
        told = [replace(one, column=place, table="") for one in inner] if inner else [_problem(item, place, loc)]
        found.setdefault(place, told)
    outer = [place for place in found if any(other.startswith(f"{place}[") for other in found)]
    return [one for place, problems in found.items() if place not in outer for one in problems]


def _place(loc: Loc, data: object) -> tuple[str, Loc]:
    """'scenario[2].edits[1]' and the part of pydantic's place that stands in the file; what it adds for itself ends
    it."""
    place, kept, here = "", [], data
    for number, part in enumerate(loc):
        if isinstance(part, int) and isinstance(here, list) and part < len(here):
            place, here = f"{place}[{part + 1}]", here[part]
        elif isinstance(part, str) and isinstance(here, Mapping) and (part in here or number == len(loc) - 1):
            place, here = f"{place}.{part}".lstrip("."), here.get(part)
        else:
            break
        kept.append(part)
    return place, tuple(kept)


def _problem(item: Mapping[str, Any], place: str, loc: Loc) -> Problem:
    """A complaint about a key."""
    names = [part for part in loc if isinstance(part, str)]
    model = MODELS.get(tuple(names[:-1]), Study)
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    last = names[-1] if names else ""
    value = "" if isinstance(item["input"], Mapping | Sequence) and not isinstance(item["input"], str) else (
        show(item["input"])
    )  # fmt: skip
    meaning = (fields[last].description or "") if last in fields else ""
    if item["type"] == "extra_forbidden":
        return Problem(f"there is no key '{last}' here", suggest(last, fields), column=place, value=value)
    if item["type"] == "missing":
        return Problem(f"the key '{last}' is missing", f"add it: {meaning}", column=place)
    rule = str(item["msg"])[:1].lower() + str(item["msg"])[1:]
    return Problem(rule, f"{last} is: {meaning}" if meaning else "mend it", column=place, value=value)
