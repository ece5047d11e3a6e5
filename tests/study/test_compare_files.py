"""Workbook and CSV files hold the frames to the last digit; what cannot be written leaves what was there."""

from __future__ import annotations

import errno
import json
import math
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from compare_world import base, cheap, infeasible, without_oxi, worth
from openpyxl import load_workbook

from opt.plan.frames import header, read_frame
from opt.study.compare import TABLES, Comparison, compare, write
from opt.study.compare.explanation import columns, key_figures
from opt.study.compare.figures import FIGURES
from opt.tables.frames import empty_frame
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(base(), [cheap(), without_oxi(), infeasible(), worth(1 / 3, 0.1 + 0.2 + 1, "=1+1")])


def of_sheet(sheet: Any, name: str) -> pd.DataFrame:
    """The frame in a sheet, typed as it is declared."""
    wanted = empty_frame(TABLES[name])
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    data = {}
    for position, column in enumerate(wanted.columns):
        number = TABLES[name].column(column).kind == "number"
        cells = [row[position] for row in rows]
        data[column] = pd.Series([(math.nan if number else "") if cell is None else cell for cell in cells],
                                 dtype=wanted[column].dtype)  # fmt: skip
    return pd.DataFrame(data)


def test_workbook_read_back_equals_the_frames(compared: Comparison, tmp_path: Path) -> None:
    path = write(compared, tmp_path / "book.xlsx")
    book = load_workbook(path)
    assert book.sheetnames == ["about", *TABLES]
    for name, frame in compared.frames.items():
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [header(column, "USD") for column in TABLES[name].columns]
        pd.testing.assert_frame_equal(of_sheet(sheet, name), frame, check_exact=True)


def test_workbook_can_be_worked_with(compared: Comparison, tmp_path: Path) -> None:
    book = load_workbook(write(compared, tmp_path / "book.xlsx"))
    for name, frame in compared.frames.items():
        sheet = book[name]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(frame.columns)).column_letter}{len(frame) + 1}"
        assert all(8 < sheet.column_dimensions[cell.column_letter].width < 50 for cell in sheet[1])
    value = {cell.value: cell.column_letter for cell in book["value"][1]}
    assert book["value"][f"{value['difference [USD]']}2"].number_format == "#,##0"
    kpis = {row[1].value: row[4].number_format for row in book["kpis"].iter_rows(min_row=2)}
    assert (kpis["accepted"], kpis["recovery"], kpis["value_per_tonne"]) == ("#,##0.000", "0.00%", "#,##0.00")
    texts = [cell.value for row in book["outcome"].iter_rows(min_row=2, max_col=1) for cell in row]
    assert texts[-1] == "=1+1"
    assert book["outcome"].cell(len(texts) + 1, 1).data_type == "s"


def test_first_sheet_explains_every_table_column_and_key_figure(compared: Comparison, tmp_path: Path) -> None:
    book = load_workbook(write(compared, tmp_path / "book.xlsx"))
    lines = {(row[0], row[1] or "") for row in book["about"].iter_rows(values_only=True)}
    wanted = [*columns("USD"), *key_figures("USD")]
    assert len(wanted) == sum(len(table.columns) + 1 for table in TABLES.values()) + len(FIGURES)
    assert {line[:2] for line in wanted} <= lines
    assert all(meaning for _, _, meaning in wanted)


def test_csv_read_back_equals_the_frames(compared: Comparison, tmp_path: Path) -> None:
    folder = write(compared, tmp_path / "folder")
    for name, frame in compared.frames.items():
        back, problems = read_frame(TABLES[name], "USD", folder / f"{name}.csv")
        assert problems == []
        pd.testing.assert_frame_equal(back, frame, check_exact=True)
    about = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    assert (about["base"], about["currency"], about["tables"]) == ("base", "USD", list(TABLES))
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert all(f"## {name}.csv" in readme for name in TABLES)
    assert all(f"`{name} [" in readme for name in FIGURES)


def test_an_earlier_comparison_is_replaced_whole(compared: Comparison, tmp_path: Path) -> None:
    for target in (tmp_path / "folder", tmp_path / "book.xlsx"):
        write(compare(base(), [infeasible()]), target)
        write(compared, target)
    back, _ = read_frame(TABLES["outcome"], "USD", tmp_path / "folder" / "outcome.csv")
    assert len(back) == 5
    assert load_workbook(tmp_path / "book.xlsx")["outcome"].max_row == 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx", "folder"]


def test_a_workbook_that_is_held_open(compared: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = write(compare(base(), [infeasible()]), tmp_path / "book.xlsx")
    before = target.read_bytes()

    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held", str(target))

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(InputError) as found:
        write(compared, target)
    assert found.value.problems[0].file == str(target)
    assert "held open by another program" in found.value.problems[0].rule
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_full_disk_leaves_the_earlier_folder(
    compared: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write(compare(base(), [infeasible()]), tmp_path / "folder")
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    monkeypatch.setattr(
        "opt.study.compare.files.write_frame", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "disk is full"))
    )
    with pytest.raises(InputError, match="disk is full"):
        write(compared, target)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_targets_that_are_no_place_for_a_comparison(compared: Comparison, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "dir.xlsx").mkdir()
    mixed = write(compared, tmp_path / "mixed")
    (mixed / "notes.txt").write_text("mine", encoding="utf-8")
    for name, words in {
        "other": "something else than a comparison (notes.txt)",
        "mixed": "something else than a comparison (notes.txt)",
        "file": "this is neither",
        "table.csv": "this is neither",
        "dir.xlsx": "this is a folder",
        "nowhere/book.xlsx": "there is no such folder",
    }.items():
        with pytest.raises(InputError) as found:
            write(compared, tmp_path / name)
        assert words in found.value.problems[0].rule, name
    assert (tmp_path / "other" / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_names_that_a_sheet_cannot_hold(tmp_path: Path) -> None:
    for name in ("a\x01b", "x" * 40_000):
        with pytest.raises(InputError) as found:
            write(compare(base(), [worth(1, 1, name)]), tmp_path / "book.xlsx")
        assert (found.value.problems[0].table, found.value.problems[0].row) == ("outcome", 3)
        with pytest.raises(InputError, match="a name that a workbook cannot hold"):
            write(compare(base(), [base()], names=[name, "b"]), tmp_path / "book.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_holds(compared: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opt.tables.typed_cells.MOST_ROWS", 5)
    with pytest.raises(InputError, match="a sheet holds 4 rows"):
        write(compared, tmp_path / "book.xlsx")
