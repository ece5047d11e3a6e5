"""The mark of a study's folder: whose study it is, and in which form it is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opt.plan.place import STUDY_MARK
from opt.plan.replace import present
from opt.plan.store import SUMMARY
from opt.study.run.folder import FORMAT
from opt.tables.problems import InputError, Problem, of_os_error

RUN_AGAIN = "run the study again into this folder; what is finished is not done again"


@dataclass(frozen=True)
class Mark:
    """Names of the instance and of the study, what the study is about ('' where it does not say), and how many
    scenarios it has besides the base (None where that was not kept)."""

    instance: str
    study: str
    about: str = ""
    scenarios: int | None = None


def read_mark(folder: Path) -> Mark:
    """What the mark of a study's folder says. InputError where the folder is none of a study, or one of a form that
    this version does not read."""
    path = folder / STUDY_MARK
    if not folder.is_dir():
        raise InputError([Problem("there is no such folder", "give the folder of a study", file=str(folder))])
    if not path.is_file():
        raise InputError([_strange(folder)])
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "read")]) from error
    except ValueError as error:
        raise InputError([Problem(f"this is not JSON ({error})", RUN_AGAIN, file=str(path))]) from error
    problem = _wrong(found, path)
    if problem is not None:
        raise InputError([problem])
    return Mark(found["instance"], found["study"], found.get("about", ""), found.get("scenarios"))


def _strange(folder: Path) -> Problem:
    if (present(folder) / SUMMARY).is_file():
        rule, remedy = "this is a result, not a study", "give the folder that 'relith whatif' wrote"
    else:
        rule = f"this is neither a result nor a study: it holds no {SUMMARY} and no {STUDY_MARK}"
        remedy = "give the folder that 'relith solve' or 'relith whatif' wrote"
    return Problem(rule, remedy, file=str(folder))


def _wrong(found: Any, path: Path) -> Problem | None:
    """What is wrong with the content of a mark."""
    texts = isinstance(found, dict) and all(isinstance(found.get(name), str) for name in ("instance", "study"))
    count = found.get("scenarios") if isinstance(found, dict) else None
    counted = count is None or (isinstance(count, int) and not isinstance(count, bool))
    if not texts or not counted or not isinstance(found.get("about", ""), str):
        return Problem("this is not the mark of a study", RUN_AGAIN, file=str(path))
    version = found.get("format")
    if version == FORMAT and not isinstance(version, bool):
        return None
    rule = f"this study has format {version}, and this version of relith reads format {FORMAT}"
    if version is None:
        rule = f"this study bears no format number; this version of relith reads format {FORMAT}"
    remedy = "run the study again into another folder, or read it with the version that wrote it"
    return Problem(rule, remedy, file=str(path), column="format", value="" if version is None else str(version))
