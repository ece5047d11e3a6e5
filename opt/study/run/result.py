"""The outcomes of a study as one table: what each scenario is worth, and what of its effect the gaps leave standing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from opt.plan.frames import write_frame
from opt.plan.plan import Plan
from opt.plan.store import read_result
from opt.schema import Column, Default, Table
from opt.study.run.folder import store_file
from opt.study.run.records import FAILED, WRONG_INPUT, Outcome, plan_folder
from opt.tables.problems import InputError, Problem, suggest
from opt.tolerances import OBJECTIVE

if TYPE_CHECKING:
    from opt.study.scenario import Scenario

TABLE = "scenarios"
EMPTY = Default.EMPTY

HEAD = (
    Column("scenario", "key", "name of the scenario; base is the instance as it stands"),
    Column("group", "text", "sweep or tornado it belongs to", default=EMPTY),
)
RESULTS = (
    Column(
        "status", "text",
        "gap_reached, time_limit, infeasible, no_plan; wrong_input: the edits, or the instance they give, are wrong; "
        "failed: the computation broke off",
    ),
    Column("value", "number", "recovered value of the plan", unit="currency", default=EMPTY),
    Column("bound", "number", "no plan of the scenario is worth more", unit="currency", default=EMPTY),
    Column("gap", "number", "relative gap between the two", default=EMPTY),
    Column("certified", "flag", "the plan was checked and breaks no limit"),
    Column("difference", "number", "value - value of the base", unit="currency", default=EMPTY),
    Column(
        "least", "number", "the best plan gains at least this: value - bound of the base; empty unless both certified",
        unit="currency", default=EMPTY,
    ),
    Column(
        "most", "number", "the best plan gains at most this: bound - value of the base; empty unless both certified",
        unit="currency", default=EMPTY,
    ),
    Column("distinguishable", "flag", "least and most lie on one side of zero, by more than rounding"),
    Column("seconds", "number", "from the edits to the stored plan", unit="s"),
    Column("attempts", "number", "how often it was begun; more than once where a worker died"),
    Column("reason", "text", "why there is no certified plan", default=EMPTY),
    Column("source", "text", "where the assumption comes from", default=EMPTY),
    Column(
        "status_of_source", "text", "published, computed, estimate, unchecked or planner: what the source is worth",
        default=EMPTY,
    ),
)  # fmt: skip
VARYING = ("seconds", "attempts")
"""Columns that may differ from run to run of one study."""


@dataclass(frozen=True, eq=False)
class StudyResult:
    """A study that was run: its ``folder``, and the table of outcomes ``scenarios``, the base first, then in the order
    of the study (columns: ``columns_of``)."""

    folder: Path
    scenarios: pd.DataFrame

    def plan(self, name: str) -> Plan:
        """The plan of a scenario, read from the folder. InputError where there is no such scenario, or where it came to
        nothing that is stored (wrong_input, failed)."""
        rows = self.scenarios[self.scenarios["scenario"] == name]
        if not len(rows):
            rule, remedy = "the study has no such scenario", suggest(name, self.scenarios["scenario"].tolist())
            raise InputError([Problem(rule, remedy, file=str(self.folder), value=name)])
        status, reason = rows["status"].iloc[0], rows["reason"].iloc[0]
        if status in (WRONG_INPUT, FAILED):
            rule = f"the scenario has no plan ({status}: {reason})"
            raise InputError([Problem(rule, "choose another", file=str(self.folder), value=name)])
        return read_result(plan_folder(self.folder, name))


def frame_of_outcomes(scenarios: Sequence[Scenario], outcomes: Mapping[str, Outcome], base: Outcome) -> pd.DataFrame:
    """The rows of what is finished, in the order of the study."""
    finished = [scenario for scenario in scenarios if scenario.name in outcomes]
    rows = [_row(scenario, outcomes[scenario.name], base) for scenario in finished]
    columns = columns_of(scenarios)
    return pd.DataFrame({column.name: _series([row.get(column.name) for row in rows], column) for column in columns})


def columns_of(scenarios: Sequence[Scenario]) -> tuple[Column, ...]:
    """The columns of the table: the two of the head, one for each coordinate of sweeps and tornados, the results."""
    points: dict[str, list[float | str]] = {}
    for scenario in scenarios:
        for name, value in scenario.point.items():
            points.setdefault(name, []).append(value)
    return (*HEAD, *(_point_column(name, values) for name, values in points.items()), *RESULTS)


def point_column(coordinate: str) -> str:
    """The column of a coordinate: its name, unless the table has a column of that name of its own."""
    return f"point {coordinate}" if coordinate in {column.name for column in (*HEAD, *RESULTS)} else coordinate


def store_table(frame: pd.DataFrame, columns: tuple[Column, ...], currency: str, folder: Path) -> Path:
    """Write scenarios.csv: one header with units, numbers so that reading gives the same number again."""
    path, table = folder / f"{TABLE}.csv", Table(TABLE, "result", ("scenario",), columns, "outcomes of a study")
    store_file(path, lambda new: write_frame(frame, table, currency, new))
    return path


def distinguishable(least: float, most: float, value: float, base: float) -> bool:
    """True where an effect between ``least`` and ``most`` cannot be zero, beyond what rounding makes of two values."""
    rounding = OBJECTIVE * max(abs(value), abs(base), 1.0)
    return least > rounding or most < -rounding


def _row(scenario: Scenario, outcome: Outcome, base: Outcome) -> dict[str, Any]:
    sure = outcome.certified and base.certified
    least = outcome.value - base.bound if sure else math.nan
    most = outcome.bound - base.value if sure else math.nan
    apart = scenario.name != base.scenario and distinguishable(least, most, outcome.value, base.value)
    return {
        "group": scenario.group,
        **{point_column(name): value for name, value in scenario.point.items()},
        **vars(outcome),
        "difference": outcome.value - base.value,
        "least": least,
        "most": most,
        "distinguishable": apart,
        "source": scenario.source,
        "status_of_source": scenario.status,
    }


def _point_column(name: str, values: Sequence[float | str]) -> Column:
    numbers = all(isinstance(value, int | float) for value in values)
    return Column(point_column(name), "number" if numbers else "text", f"coordinate {name}", default=EMPTY)


def _series(values: Sequence[Any], column: Column) -> pd.Series:
    """The values of a column; a coordinate that a scenario does not have is empty."""
    if column.kind == "number":
        return pd.Series([math.nan if value is None else float(value) for value in values], dtype="float64")
    if column.kind == "flag":
        return pd.Series(values, dtype="bool")
    return pd.Series(["" if value is None else str(value) for value in values], dtype="str")
