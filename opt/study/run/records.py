"""What is stored of a scenario: its plan, and a record of the outcome with the key under which it holds."""

from __future__ import annotations

import hashlib
import json
import math
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from opt.plan.plan import Plan
from opt.plan.store import SUMMARY, write_result
from opt.schema import VARIABLES
from opt.study.run.folder import FORMAT, store_text
from opt.tables.problems import InputError, of_os_error

PLANS = "scenarios"
RECORDS = "records"
LONGEST = 60
"""Letters of a scenario's name that its files keep."""

GAP_REACHED, TIME_LIMIT, INFEASIBLE, NO_PLAN = "gap_reached", "time_limit", "infeasible", "no_plan"
WRONG_INPUT, FAILED = "wrong_input", "failed"
STATUSES = (GAP_REACHED, TIME_LIMIT, INFEASIBLE, NO_PLAN, WRONG_INPUT, FAILED)


@dataclass(frozen=True)
class Outcome:
    """How a scenario ended. ``value`` and ``bound`` (currency) and the relative ``gap`` are NaN where nothing is known;
    ``seconds`` counts from edit to stored plan; ``reason`` says why there is no certified plan."""

    scenario: str
    status: str
    value: float = math.nan
    bound: float = math.nan
    gap: float = math.nan
    certified: bool = False
    seconds: float = 0.0
    attempts: int = 1
    reason: str = ""


@dataclass(frozen=True)
class Record:
    """An outcome and the key of what it is the outcome of."""

    key: str
    outcome: Outcome


def file_name(scenario: str) -> str:
    """The scenario's name as a name of files: its own where every disk takes that, else with a few figures of its
    sha256, so that no two names meet."""
    safe = re.sub(r"[^\w.+=-]+", "_", scenario, flags=re.ASCII).strip("._")[:LONGEST]
    return safe if safe == scenario else f"{safe}-{_sha256(scenario)[:8]}"


def plan_folder(folder: Path, scenario: str) -> Path:
    """Where the scenario's plan is stored."""
    return folder / PLANS / file_name(scenario)


def key_of(subject: object, options: Mapping[str, object]) -> str:
    """What an outcome hangs on, as one number: the subject (the fingerprint of the edited instance), the options of the
    run (the plan it started from among them) and the version of relith."""
    return _sha256(json.dumps([FORMAT, version("relith"), subject, dict(options)], sort_keys=True))


def digest(plan: Plan | None) -> str:
    """One number for value, bound and decisions of a plan; '' where there is none."""
    if plan is None or not plan.has_plan:
        return ""
    parts = [repr(plan.summary.get("objective")), repr(plan.summary.get("bound"))]
    for name in sorted(set(plan.tables) & set(VARIABLES)):
        frame = plan.tables[name]
        parts += [name, *(repr(frame[column].tolist()) for column in frame.columns)]
    return _sha256("\n".join(parts))


def find(folder: Path, scenario: str, key: str) -> Outcome | None:
    """The stored outcome of the scenario under this key; None where there is none, or its plan is gone."""
    record = _read(_file(folder, scenario))
    if record is None or record.key != key or record.outcome.scenario != scenario:
        return None
    solved = record.outcome.status not in (WRONG_INPUT, FAILED)
    if solved and not (plan_folder(folder, scenario) / SUMMARY).is_file():
        return None
    return record.outcome


def store(folder: Path, key: str, outcome: Outcome, plan: Plan | None) -> None:
    """Store the plan, then the record that vouches for it. InputError where the disk objects."""
    forget(folder, outcome.scenario, plan_too=plan is None)  # the old record must not vouch for the new plan
    if plan is not None:
        write_result(plan, plan_folder(folder, outcome.scenario))
    text = json.dumps({"key": key, **_plain(outcome)}, indent=2, ensure_ascii=False, allow_nan=False)
    store_text(_file(folder, outcome.scenario), text + "\n")


def forget(folder: Path, scenario: str, *, plan_too: bool = True) -> None:
    """Remove the record of a scenario, then its plan. InputError where the disk objects."""
    place, record = plan_folder(folder, scenario), _file(folder, scenario)
    try:
        record.unlink(missing_ok=True)
        if plan_too and place.exists():
            shutil.rmtree(place)
    except OSError as error:
        raise InputError([of_os_error(error, str(place), "removed")]) from error


def _file(folder: Path, scenario: str) -> Path:
    return folder / RECORDS / f"{file_name(scenario)}.json"


def _plain(outcome: Outcome) -> dict[str, Any]:
    """The outcome in JSON values: null for a number that is not there."""
    return {name: None if value != value or value in (math.inf, -math.inf) else value
            for name, value in asdict(outcome).items()}  # fmt: skip


def _read(path: Path) -> Record | None:
    """The record in a file; None where there is none or it is no record, which is then made anew."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        key = found.pop("key")
        names = {field.name for field in fields(Outcome)}
        if found.keys() != names or found["status"] not in STATUSES:
            return None
    except (OSError, ValueError, KeyError, AttributeError):
        return None
    numbers = {name: math.nan for name in ("value", "bound", "gap") if found[name] is None}
    return Record(key, Outcome(**{**found, **numbers}))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
