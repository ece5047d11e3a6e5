"""Every row of the reference library says where it comes from and how sure it is, and loading insists on it."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from opt.library import load, load_library
from opt.library.load import SHIPPED
from opt.schema import LIBRARY
from opt.schema.words import STATUSES
from opt.tables import InputError


def test_the_vocabulary_of_shipped_rows() -> None:
    assert set(SHIPPED) == {"published", "computed", "estimate", "unchecked"} == set(STATUSES) - {"planner"}


@pytest.mark.parametrize("table", sorted(LIBRARY))
def test_all_rows_bear_a_source_and_a_status(table: str) -> None:
    """100 per cent, as they stand in the file: nothing is filled in."""
    with (load.FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert [row for row in rows if not row["source"].strip() or row["status"] not in SHIPPED] == []
    assert len(rows) == len(load_library()[table])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library that a test may spoil."""
    for file in load.FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def spoil(folder: Path, table: str, row: int, **cells: str) -> None:
    """Changes cells of a row (2 is the first below the header)."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    lines[row - 2] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("source", "", "a row of the library has no source"),
        ("source", "planner", "a row of the library has no source"),
        ("status", "", "a row of the library has no status"),
        ("status", "planner", "a row of the library has no status"),
        ("status", "guessed", "must be one of"),
    ],
)
def test_a_spoilt_row_is_caught_on_loading(copy: Path, column: str, cell: str, said: str) -> None:
    spoil(copy, "splits", 5, **{column: cell})
    with pytest.raises(InputError) as error:
        load._load(copy)
    (problem,) = error.value.problems
    assert (Path(problem.file).name, problem.row, problem.column) == ("splits.csv", 5, column)
    assert said in problem.rule


def test_every_spoilt_row_of_every_table_is_named(copy: Path) -> None:
    for table in LIBRARY:
        spoil(copy, table, 2, source="", status="")
    with pytest.raises(InputError) as error:
        load._load(copy)
    assert {(problem.table, problem.row, problem.column) for problem in error.value.problems} == {
        (table, 2, column) for table in LIBRARY for column in ("source", "status")
    }


def test_an_instance_says_nothing_and_is_the_planners() -> None:
    """An own row without source and status is the planner's: that is no error."""
    from opt.instance import read
    from opt.instance.starting import STARTER

    statuses = {status for name in LIBRARY for status in read(STARTER).tables[name]["status"]}
    assert statuses <= set(STATUSES)
