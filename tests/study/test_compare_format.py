"""A study stored by another version is refused, not misread."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from compare_world import base, cheap

from opt.plan.store import write_result
from opt.study.compare.read import read_plans
from opt.study.run.folder import FORMAT, MARK
from opt.tables.problems import InputError


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A base and a scenario, without a mark."""
    for name, plan in (("base", base()), ("cheap", cheap())):
        write_result(plan, tmp_path / "study" / "scenarios" / name)
    (tmp_path / "study" / "records").mkdir()
    return tmp_path / "study"


def mark(study: Path, **changes: Any) -> None:
    content = {"format": FORMAT, "instance": "tiny", "study": "prices", **changes}
    (study / MARK).write_text(json.dumps(content), encoding="utf-8")


def test_the_format_of_this_version_is_read(study: Path) -> None:
    mark(study)
    assert len(read_plans([study])[0]) == 2


@pytest.mark.parametrize("found", [FORMAT + 1, 0, None, str(FORMAT), True])
def test_another_format_is_refused(study: Path, found: Any) -> None:
    mark(study, format=found)
    with pytest.raises(InputError) as raised:
        read_plans([study])
    (problem,) = raised.value.problems
    assert problem.file == str(study / MARK)
    assert f"reads format {FORMAT}" in problem.rule
    assert "run the study again into another folder" in problem.remedy


def test_it_is_told_with_everything_else_that_is_wrong(study: Path, tmp_path: Path) -> None:
    mark(study, format=FORMAT + 1)
    with pytest.raises(InputError) as raised:
        read_plans([study, tmp_path / "nothing"])
    assert len(raised.value.problems) == 2
