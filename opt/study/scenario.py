"""A scenario: a name and what it changes; several edits of one question make one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from opt.instance import Instance, lay_over
from opt.study.edits import Edit, apply, parse_edit, written
from opt.tables import InputError, Problem

SIGNS = (("*=", "_x_"), ("/=", "_by_"), ("+=", "_plus_"), ("-=", "_minus_"), ("!=", "_not_"), ("=", "_"), ("@", "_in_"),
         ("%", "pc"), ("..", "_to_"))  # fmt: skip
LONGEST = 56
"""Letters of a name made from edits."""


@dataclass(frozen=True)
class Scenario:
    """What is changed before a plan is made: tables laid ``over`` the instance's own, then ``edits`` one after another.

    ``source`` and ``status`` say where an assumption comes from; ``group`` names the sweep or tornado it is part of and
    ``point`` its coordinates there.
    """

    name: str
    about: str = ""
    edits: tuple[Edit, ...] = ()
    over: tuple[Path, ...] = ()
    source: str = ""
    status: str = ""
    group: str = ""
    point: Mapping[str, float | str] = field(default_factory=dict, hash=False)


def changed(instance: Instance, scenario: Scenario) -> Instance:
    """The instance of a scenario. InputError with everything that is wrong with its tables or edits."""
    for tables in scenario.over:
        instance = lay_over(instance, tables)
    return apply(instance, scenario.edits, note=scenario.source)


def scenario_of(edits: Sequence[str]) -> Scenario:
    """One scenario of the texts of its edits, named after them. InputError with what is wrong with each."""
    if not edits:
        raise InputError([Problem("there is no edit", "give one, as in 'lines.hours *= 0.5'", "edit")])
    made: list[Edit] = []
    problems: list[Problem] = []
    for text in edits:
        try:
            made.append(parse_edit(text))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return Scenario(name_of(made), "; ".join(edit.text for edit in made), tuple(made))


def name_of(edits: Sequence[Edit]) -> str:
    """A name for edits, safe for a folder: their text with signs as words, a short hash where more had to go."""
    texts = "+".join(map(written, edits))
    words = texts
    for sign, word in SIGNS:
        words = words.replace(sign, word)
    words = re.sub(r"[\s\[\]{}|,]+", "_", words)
    safe = re.sub(r"_*([_.+])_*", r"\1", re.sub(r"[^A-Za-z0-9_.+-]+", "", words)).strip("._")
    if len(safe) <= LONGEST and not re.search(r"[^\w\s.+\-\[\]{}|,*/=!@%]", texts):
        return safe
    return f"{safe[:LONGEST].rstrip('._')}-{hashlib.sha256(texts.encode()).hexdigest()[:8]}"
