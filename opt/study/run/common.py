"""What the scenarios of a study share, and the instance that each of them makes of it."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opt import planner
from opt.instance import Instance
from opt.plan.plan import Plan
from opt.study.freeze import Selection, frozen
from opt.study.run.folder import store_file
from opt.study.run.records import digest
from opt.study.scenario import Scenario, changed
from opt.tables.problems import InputError, Problem

if TYPE_CHECKING:
    from opt.study.study import Options

BASE = Scenario(planner.BASE)
"""The instance as it stands."""

COMMON = ".common.pickle"
"""Where workers find what they share, in the folder of the study."""

NAMED = 5
"""So many problems of a scenario are named in its reason; the rest is counted."""


@dataclass(frozen=True, eq=False)
class Common:
    """What the scenarios of a study share. ``base.instance`` is ``instance``: one object in each process, of which
    networks and the like are remembered. ``base`` is None where the base has no plan; then scenarios start from
    nothing. ``kept`` is the plan that frozen decisions are taken from (None: the base)."""

    folder: Path
    instance: Instance
    options: Options
    base: Plan | None = None
    kept: Plan | None = None

    @functools.cached_property
    def settings(self) -> dict[str, Any]:
        """What an outcome hangs on beside the edited instance; plain JSON values."""
        return {
            "gap": gap_asked(self.base, self.options),
            "time_limit": self.options.time_limit,
            "stay_close": self.options.stay_close,
            "base": digest(self.base),
        }


def gap_asked(base: Plan | None, options: Options) -> float | None:
    """The relative gap to stop at: as asked for, else the base's; None: the instance's."""
    if options.gap is not None or base is None:
        return options.gap
    return float(base.summary["gap_asked"])


@contextlib.contextmanager
def shared(common: Common) -> Iterator[tuple[Path, str]]:
    """What the scenarios share in a file that every worker finds, and its sha256; removed at the end."""
    base = common.base and replace(common.base, instance=common.instance, derived={})
    kept = common.kept and replace(common.kept, derived={})
    folder = common.folder.resolve()
    sent = replace(common, folder=folder, base=base, kept=kept)
    content = pickle.dumps(sent, protocol=pickle.HIGHEST_PROTOCOL)
    path = folder / COMMON
    store_file(path, lambda new: new.write_bytes(content))
    try:
        yield path, hashlib.sha256(content).hexdigest()
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


@functools.lru_cache(maxsize=1)
def read_common(path: Path, sha256: str) -> Common:
    """What ``shared`` stored; read once by each worker."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        rule = "the file was changed while the study ran"
        raise InputError([Problem(rule, "run the study again; what is finished stays", file=str(path))])
    common: Common = pickle.loads(content)
    return common


def edited(common: Common, scenario: Scenario) -> Instance:
    """The instance of a scenario, with the decisions that are kept. InputError with what is wrong with it."""
    if scenario.name == BASE.name:
        return common.instance
    return _kept(common, changed(common.instance, scenario))


def in_words(error: InputError) -> str:
    """The problems in one line."""
    texts = [" ".join(str(problem).split()) for problem in error.problems]
    more = [f"and {len(texts) - NAMED} more"] if len(texts) > NAMED else []
    return " | ".join([*texts[:NAMED], *more])


def _kept(common: Common, instance: Instance) -> Instance:
    """The instance with the decisions that the options freeze."""
    freeze = common.options.freeze
    if not (freeze.periods or freeze.lines or freeze.streams):
        return instance
    plan = common.kept or common.base
    if plan is None:
        rule, remedy = "there is no plan whose decisions could be kept: the base has none", "freeze nothing"
        raise InputError([Problem(rule, remedy, table="freeze")])
    periods = _spelled_out([str(name) for name in freeze.periods], plan.instance.periods)
    return frozen(instance, plan, Selection(periods, freeze.lines, freeze.streams))


def _spelled_out(spans: Sequence[str], periods: Sequence[str]) -> tuple[str, ...]:
    """The periods of 'first..last' one by one; what is no such span stays as it is."""
    found: list[str] = []
    for span in spans:
        first, _, last = span.partition("..")
        known = span not in periods and first in periods and last in periods
        found += periods[periods.index(first) : periods.index(last) + 1] if known else [span]
    return tuple(found)
