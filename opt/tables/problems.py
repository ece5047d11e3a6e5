"""What is wrong with an input: one record per complaint, all of them raised together."""

from __future__ import annotations

from collections.abc import Sequence
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
        if self.table and self.file and self.table not in self.file:
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
