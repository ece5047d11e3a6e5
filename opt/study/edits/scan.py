"""A text read from left to right: signs, names, quoted names; complaints say at which sign."""

from __future__ import annotations

import re
from typing import NoReturn

from opt.tables import InputError, Problem

QUOTES = "\"'"
_BLANKS = re.compile(r"\s*")
_WORD = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_BARE = re.compile(r"(?:\\.|[^\s,\[\]{}|=\"'\\@])+")
"""A name without quotes in a condition: no blank and none of , [ ] { } | = @ and quotes, unless after a backslash."""


class Scanner:
    """The text of an edit and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.blanks()

    def blanks(self) -> None:
        """Passes over blanks."""
        self.at = _BLANKS.match(self.text, self.at).end()  # type: ignore[union-attr]

    @property
    def done(self) -> bool:
        """True at the end of the text."""
        return self.at >= len(self.text)

    def see(self, sign: str) -> bool:
        """True where the text goes on with ``sign``."""
        return self.text.startswith(sign, self.at)

    def take(self, *signs: str) -> str:
        """The first of ``signs`` that stands here, passed over with the blanks behind it; '' where none does."""
        found = next((sign for sign in signs if self.see(sign)), "")
        self.at += len(found)
        if found:
            self.blanks()
        return found

    def expect(self, sign: str, remedy: str) -> None:
        """Passes over ``sign``; InputError where something else stands."""
        if not self.take(sign):
            self.fail(f"'{sign}' is missing", remedy)

    def word(self, what: str, remedy: str) -> str:
        """The name of a table or column."""
        found = _WORD.match(self.text, self.at)
        if found is None:
            self.fail(f"{what} is missing", remedy)
        self.at = found.end()
        self.blanks()
        return found[0]

    def bare(self) -> str:
        """A name without quotes, its backslashes kept; '' where there is none."""
        found = _BARE.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        self.blanks()
        return found[0]

    def quoted(self) -> str | None:
        """A name in quotes, without them; None where there are none. A backslash takes the next sign as it is."""
        mark = self.text[self.at : self.at + 1]
        if not mark or mark not in QUOTES:
            return None
        signs, at = [], self.at + 1
        while at < len(self.text) and self.text[at] != mark:
            at += self.text[at] == "\\"
            signs.append(self.text[at : at + 1])
            at += 1
        if at >= len(self.text):
            self.fail("the quotation mark is not closed", f"close it by another {mark}")
        self.at = at + 1
        self.blanks()
        return "".join(signs)

    def until(self, ends: str) -> str:
        """Everything up to one of the signs ``ends`` or the end of the text, without blanks around it."""
        start = self.at
        while not self.done and self.text[self.at] not in ends:
            self.at += 1
        return self.text[start : self.at].strip()

    def end(self, remedy: str) -> None:
        """InputError unless everything has been read."""
        if not self.done:
            self.fail("the edit goes on where it should end", remedy)

    def fail(self, rule: str, remedy: str, at: int | None = None) -> NoReturn:
        """Raises the complaint about what stands here (or at ``at``)."""
        place = self.at if at is None else at
        rest = self.text[place : place + 12]
        where = f"sign {place + 1}" + (f", at '{rest}'" if rest else ", the end")
        raise InputError([Problem(f"{where}: {rule}", remedy, "edit", value=self.text)])
