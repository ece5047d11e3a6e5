"""Results on the disk: what is written is read back, and what is wrong is named."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from plan_world import small_plan, tiny

from opt.instance import Instance, resolved
from opt.plan import Plan, digests, with_derived, with_summary, with_tables
from opt.plan import store as store_module
from opt.plan.store import check_target, read_known, read_result, write_result
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def instance() -> Instance:
    return tiny()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "results" / "tiny" / "base"


def complaint(act: Callable[[], object]) -> str:
    """What an act complains of."""
    with pytest.raises(InputError) as caught:
        act()
    return str(caught.value)


def same_frames(one: Plan, other: Plan) -> bool:
    pairs = [(one.tables, other.tables), (one.derived, other.derived)]
    return all(a.keys() == b.keys() and all(a[n].equals(b[n]) for n in a) for a, b in pairs)


def test_what_is_written_is_read_back(instance: Instance, folder: Path) -> None:
    plan = small_plan(instance, versions={"relith": "0.1.0"}, seconds=1.5)
    assert write_result(plan, folder) == folder
    again = read_result(folder)
    assert again.summary == plan.summary
    assert same_frames(again, plan)
    assert again.instance.settings.library == "none"
    assert all(again.instance.tables[name].equals(frame) for name, frame in resolved(instance).tables.items())


def test_headers_carry_units_and_floats_their_last_digit(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    assert (folder / "receive.csv").read_text() == "stream,period,receive [t]\nSUL,1,6.0\nSUL,2,0.30000000000000004\n"
    assert (folder / "value.csv").read_text() == "term,amount [USD]\nsales,6.0\n"
    assert (folder / "fractions.csv").read_text().splitlines()[2] == (
        "SUL+1/cathode_powder,SUL+1,POL|SUL,plant,cathode_powder,,ethanol_dissolution:cathode"
    )


def test_same_plan_same_files(instance: Instance, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_result(small_plan(instance), tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) > 40
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_a_run_without_plan_is_stored_too(instance: Instance, folder: Path) -> None:
    summary = {"instance": "tiny", "status": "infeasible", "objective": None, "bound": float("inf")}
    write_result(Plan(instance, summary, {}), folder)
    again = read_result(folder)
    assert not again.has_plan
    assert again.summary == {**summary, "bound": None}


def test_a_second_result_replaces_the_first_and_leaves_nothing_beside_it(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance, 6.0), folder)
    write_result(with_derived(small_plan(instance, 7.0), {}), folder)
    assert read_result(folder).summary["objective"] == 7.0
    assert not (folder / "value.csv").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["base"]


def test_files_of_others_are_carried_over(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "notes.txt").write_text("ask about the scrubber")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "line.txt").write_text("wash")
    write_result(small_plan(instance, 7.0), folder)
    assert (folder / "notes.txt").read_text() == "ask about the scrubber"
    assert (folder / "pictures" / "line.txt").read_text() == "wash"


def test_an_empty_folder_is_filled(instance: Instance, folder: Path) -> None:
    folder.mkdir(parents=True)
    write_result(small_plan(instance), folder)
    assert read_result(folder).summary["objective"] == 6.0


def test_a_link_keeps_pointing_to_the_result(instance: Instance, tmp_path: Path) -> None:
    write_result(small_plan(instance), tmp_path / "there")
    (tmp_path / "latest").symlink_to(tmp_path / "there")
    write_result(small_plan(instance, 7.0), tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink()
    assert read_result(tmp_path / "there").summary["objective"] == 7.0


@pytest.mark.parametrize("content", [{"thesis.docx": "years of work"}, {"summary.json": '{"grade": 1}'}])
def test_a_folder_that_holds_no_result_is_refused(instance: Instance, folder: Path, content: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name, text in content.items():
        (folder / name).write_text(text)
    assert "holds no result" in complaint(lambda: write_result(small_plan(instance), folder))
    assert "holds no result" in complaint(lambda: check_target(folder))
    assert {path.name: path.read_text() for path in folder.iterdir()} == content


def test_a_file_in_the_way_is_refused(instance: Instance, tmp_path: Path) -> None:
    (tmp_path / "result").write_text("x")
    message = complaint(lambda: write_result(small_plan(instance), tmp_path / "result"))
    assert "this is a file" in message
    assert str(tmp_path / "result") in message


@pytest.mark.parametrize(("number", "word"), [(errno.ENOSPC, "No space left"), (errno.EACCES, "Permission denied")])
def test_trouble_with_the_disk_is_named_and_leaves_the_earlier_result(
    instance: Instance, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, word: str
) -> None:
    write_result(small_plan(instance), folder)

    def fail(frame: pd.DataFrame, table: object, currency: str, path: Path) -> None:
        raise OSError(number, word, str(path))

    monkeypatch.setattr(store_module, "write_frame", fail)
    message = complaint(lambda: write_result(small_plan(instance, 7.0), folder))
    assert word in message
    assert ".csv" in message
    assert read_result(folder).summary["objective"] == 6.0
    assert [path.name for path in folder.parent.iterdir()] == ["base"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    message = complaint(lambda: read_result(tmp_path / "nowhere"))
    assert "no such folder" in message
    assert "nowhere" in message


def test_a_folder_without_summary_is_no_result(tmp_path: Path) -> None:
    assert "not a result" in complaint(lambda: read_result(tmp_path))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": None}, "bears no format number"),
        ({"format": 0}, "format 0, not 1"),
        ({"tables": ["receive", "magic"]}, "does not know"),
        ({"tables": ["receive"]}, "incomplete"),
    ],
)
def test_an_older_or_half_summary_is_named(
    instance: Instance, folder: Path, change: dict[str, object], words: str
) -> None:
    write_result(small_plan(instance), folder)
    summary = {**json.loads((folder / "summary.json").read_text()), **change}
    (folder / "summary.json").write_text(json.dumps({key: item for key, item in summary.items() if item is not None}))
    message = complaint(lambda: read_result(folder))
    assert words in message
    assert "solve the instance again" in message


def test_a_broken_summary_is_named(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "summary.json").write_text('{"status": ')
    message = complaint(lambda: read_result(folder))
    assert "summary.json" in message
    assert "not JSON" in message


def test_every_missing_file_is_named_at_once(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "treat.csv").unlink()
    (folder / "value.csv").unlink()
    (folder / "input" / "instance.toml").rename(folder / "instance.toml")
    for path in (folder / "input").iterdir():
        path.unlink()
    (folder / "input").rmdir()
    message = complaint(lambda: read_result(folder))
    assert "treat.csv" in message
    assert "value.csv" in message
    assert "the instance it was made from is missing" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("stream,period,receive [t]\nSUL,1,six\n", ["receive.csv", "row 2", "column receive", "'six'"]),
        ("stream,period,receive [kg]\nSUL,1,6\n", ["receive.csv", "row 1", "receive [t]", "receive [kg]"]),
        ("stream,period,receive [t]\nSUL,1\n", ["row 2", "3 cells, this one 2"]),
        ("", ["receive.csv", "the header"]),
    ],
)
def test_a_spoilt_table_is_named(instance: Instance, folder: Path, text: str, words: list[str]) -> None:
    write_result(small_plan(instance), folder)
    (folder / "receive.csv").write_text(text)
    message = complaint(lambda: read_result(folder))
    assert all(word in message for word in words), message


def test_a_table_that_is_no_text_is_named(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "receive.csv").write_bytes(b"PK\x03\x04\xff\xfe")
    assert "not a CSV file" in complaint(lambda: read_result(folder))


def test_an_empty_number_is_read_as_nan_for_the_checker_to_see(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "receive.csv").write_text("stream,period,receive [t]\nSUL,1,\n")
    assert read_result(folder).tables["receive"]["receive"].isna().all()


def test_helpers_change_one_part_and_leave_the_plan(instance: Instance) -> None:
    plan = small_plan(instance)
    assert with_summary(plan, certified=True).summary == {**plan.summary, "certified": True}
    assert with_derived(plan, {}).derived == {}
    frame = plan.tables["receive"].assign(receive=1.0)
    assert with_tables(plan, receive=frame).values("receive") == {("SUL", "1"): 1.0, ("SUL", "2"): 1.0}
    assert plan.values("receive") == {("SUL", "1"): 6.0, ("SUL", "2"): 0.1 + 0.2}
    assert plan == small_plan(instance)
    assert plan != with_tables(plan, receive=frame)


def test_a_result_is_untouched_until_a_file_changes(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "notes.txt").write_text("of the planner", encoding="utf-8")
    assert read_known(folder)[1]
    path = folder / "treat.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n", "\r\n"), encoding="utf-8")
    assert not read_known(folder)[1]
    path.write_text(text, encoding="utf-8")
    assert read_known(folder)[1]


def test_a_summary_that_was_edited_is_seen(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance, gap=0.5), folder)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    assert read_known(folder)[1]
    (folder / "summary.json").write_text(json.dumps({**summary, "gap": 0.0}), encoding="utf-8")
    assert not read_known(folder)[1]


def test_a_table_added_to_the_stored_instance_is_seen(instance: Instance, folder: Path) -> None:
    write_result(small_plan(instance), folder)
    (folder / "input" / "downtime.csv").write_text("line,period,hours [h]\nnowhere,1,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="nowhere"):
        read_result(folder)


def test_other_code_does_not_vouch_for_a_result(
    instance: Instance, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_result(small_plan(instance), folder)
    monkeypatch.setattr(digests, "of_code", lambda: "of tomorrow")
    assert not read_known(folder)[1]
