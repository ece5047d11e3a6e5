"""What stands on a page: a head of facts and notices, then groups of parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opt.report.parts import Part


@dataclass(frozen=True)
class Fact:
    """One fact of the head: what it is, what is shown, a remark below; ``value`` is the number that ``text`` shows, in
    ``unit`` (None where the fact is no number)."""

    label: str
    text: str
    note: str = ""
    value: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Notice:
    """A sentence that must be read before the rest."""

    kind: Literal["error", "warning", "note"]
    text: str

    @property
    def word(self) -> str:
        """The kind as the first word of the notice."""
        return self.kind.capitalize()


@dataclass(frozen=True)
class Group:
    """Parts that belong together, for one reader or one question. ``name`` is unique among the groups of a page."""

    name: str
    title: str
    about: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Page:
    """A page. ``name`` begins the names of the files that are saved from it, ``currency`` stands in its headers,
    ``footer`` says when and by what it was made. The names of parts are unique on the page."""

    name: str
    title: str
    subtitle: str
    currency: str
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()
    groups: tuple[Group, ...] = ()
    footer: str = ""
