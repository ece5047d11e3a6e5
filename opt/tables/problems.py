"""What is wrong with an input: one record per complaint, all of them raised together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One complaint: where it is (file, table, row, column), the value, the rule it breaks and what to do.

    ``row`` is the row as a person sees it in the file (the header is row 1); 0 where the whole table is meant.
    """

    rule: str
    remedy: str
    file: str = ""
    table: str = ""
    row: int = 0
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        where = [self.file or self.table]
        if self.table and self.file and not self.file.endswith(f"{self.table}.csv"):
            where.append(f"table {self.table}")
        if self.row:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        if self.value:
            where.append(f"value '{self.value}'")
        return f"{', '.join(part for part in where if part)}: {self.rule}; {self.remedy}"


class InputError(Exception):
    """The input is wrong. Carries every problem found, so that a planner mends them in one go."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def suggest(name: str, known: Iterable[str]) -> str:
    """The remedy for a name that is not known: the nearest known one, else what is known."""
    names = list(known)
    folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    if near:
        return f"did you mean '{folded[near[0]]}'?"
    shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
    return f"known: {shown}" if names else "none is known"


def of_os_error(error: OSError, file: str, doing: str) -> Problem:
    """The complaint for a file that the operating system does not let us read or write."""
    remedies = {
        "PermissionError": (
            "the file is held open by another program or is protected",
            "close it there, or allow access",
        ),
        "FileNotFoundError": ("it does not exist", "check the path"),
        "IsADirectoryError": ("it is a folder, not a file", "name a file"),
        "NotADirectoryError": ("it is a file, not a folder", "name a folder"),
    }
    rule, remedy = remedies.get(type(error).__name__, (error.strerror or str(error), "check the disk and the path"))
    return Problem(f"cannot be {doing}: {rule}", remedy, file=file)
