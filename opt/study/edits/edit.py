"""One edit of one table: what is changed, in which rows, in which periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["set", "multiply", "add", "remove", "insert", "delete", "normalise"]
SETTINGS = "settings"
"""The name under which the settings of an instance are edited."""
CHANGES: tuple[Kind, ...] = ("set", "multiply", "add", "remove")
"""Kinds that change cells of a column."""


@dataclass(frozen=True)
class Condition:
    """Rows whose ``column`` is (``negated``: is not) one of ``values``.

    Each value is a pattern: ``*`` stands for any signs, ``?`` for one sign, and a backslash takes the sign after it as
    it is. The empty value stands for an empty cell. A list meets a value where one of its names does.
    """

    column: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Edit:
    """One change of one table.

    ``set``, ``multiply``, ``add`` and ``remove`` (takes names out of a list) change ``column`` of the rows that meet
    all conditions; ``insert`` adds ``row``; ``delete`` takes rows out; ``normalise`` scales shares until they sum to 1.

    ``value`` is a number (a factor may be a Fraction, so that a division is exact), a flag, a text, a tuple of names,
    or a text with a unit as '20 USD/kg'; the empty text empties the cell. ``periods`` are names of periods or
    'first..last'; none means all. ``text`` is what the planner wrote, for messages (without it: the
    edit as ``written`` gives it); it plays no part in equality.
    """

    kind: Kind
    table: str
    where: tuple[Condition, ...] = ()
    column: str = ""
    value: object = None
    row: Mapping[str, object] = field(default_factory=dict, hash=False)
    periods: tuple[str, ...] = ()
    text: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        from opt.study.edits.written import written

        if not self.text:
            object.__setattr__(self, "text", written(self))


def literal(name: str) -> str:
    """The pattern that matches this very name."""
    return "".join(f"\\{sign}" if sign in "*?\\" else sign for sign in name)
