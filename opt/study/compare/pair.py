"""Two plans side by side: the base and one scenario, and what only one of them knows."""

from __future__ import annotations

from dataclasses import dataclass

from opt.plan.plan import Plan

THE_BASE, THIS_SCENARIO = "the base", "this scenario"


@dataclass(frozen=True)
class Pair:
    """The base's plan and that of a scenario. ``distinguishable`` says whether their values differ by more than the
    two gaps."""

    scenario: str
    base: Plan
    plan: Plan
    distinguishable: bool

    def only_one(self, table: str, **names: str) -> str:
        """'line X is not in the base' where one instance alone has that row of an input table; '' where both do."""
        before, after = _has(self.base, table, names), _has(self.plan, table, names)
        if before == after:
            return ""
        return f"{table.removesuffix('s')} {' '.join(names.values())} is not in {THE_BASE if after else THIS_SCENARIO}"


def _has(plan: Plan, table: str, names: dict[str, str]) -> bool:
    frame = plan.instance.tables[table]
    columns = (frame[column].tolist() for column in names)
    return tuple(names.values()) in set(zip(*columns, strict=True))
