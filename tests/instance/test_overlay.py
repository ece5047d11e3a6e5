"""Tables laid over an instance: rows replace or are added, blanks keep what was there, and nothing is swallowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from opt.instance import lay_over, read
from opt.tables.problems import InputError

TINY = Path(__file__).parents[2] / "instances" / "tiny"


def tables(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_row_replaces_what_it_fills_in_and_keeps_the_rest(tmp_path: Path) -> None:
    before = read(TINY)
    line, hours, cost = before.tables["lines"][["line", "hours", "hour_cost"]].iloc[0]
    after = lay_over(before, tables(tmp_path, lines=f"line,hours [min]\n{line},{60 * (hours + 2)}\n"))
    row = after.tables["lines"].set_index("line").loc[line]
    assert (row["hours"], row["hour_cost"]) == (hours + 2, cost)
    assert len(after.tables["lines"]) == len(before.tables["lines"])
    assert after.tables["streams"].equals(before.tables["streams"])


def test_other_rows_and_tables_are_added(tmp_path: Path) -> None:
    before = read(TINY)
    stream, technology = before.tables["streams"]["stream"].iloc[0], before.tables["technologies"]["technology"].iloc[0]
    after = lay_over(before, tables(tmp_path, routing=f"stream,technology,rule\n{stream},{technology},forbid\n"))
    assert "routing" not in before.own
    assert after.own["routing"][["stream", "technology", "rule"]].to_numpy().tolist() == [
        [stream, technology, "forbid"]
    ]
    again = lay_over(after, tables(tmp_path, routing=f"stream,technology,cost\n{stream},{technology},7\n"))
    row = again.tables["routing"].iloc[0]
    assert (len(again.tables["routing"]), row["rule"], row["cost"]) == (1, "forbid", 7.0)


def test_laying_an_instance_over_itself_changes_nothing(tmp_path: Path) -> None:
    before = read(TINY)
    for file in TINY.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    after = lay_over(before, tmp_path)
    for name, table in before.tables.items():
        assert after.tables[name].equals(table), name


def test_everything_wrong_is_said_with_its_place(tmp_path: Path) -> None:
    folder = tables(tmp_path, lines="line,hours\ncrusher,many\n", linse="line\nx\n")
    with pytest.raises(InputError) as caught:
        lay_over(read(TINY), folder)
    told = str(caught.value)
    assert "lines.csv" in told
    assert "many" in told
    assert "linse" in told


def test_settings_and_emptiness_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no table"):
        lay_over(read(TINY), tmp_path)
    (tmp_path / "instance.toml").write_text('name = "other"\n', encoding="utf-8")
    with pytest.raises(InputError, match="only tables"):
        lay_over(read(TINY), tmp_path)


def test_what_the_result_would_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        lay_over(read(TINY), tables(tmp_path, routing="stream,technology,rule\nnowhere,smelting,forbid\n"))
