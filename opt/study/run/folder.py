"""The folder of a study: which study it belongs to, and who works in it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from opt.plan.place import STUDY_MARK as MARK
from opt.plan.replace import flush_entry
from opt.tables.problems import InputError, Problem, of_os_error

LOCK = ".lock"
FORMAT = 1
"""Version of the stored form of a study; raised whenever a reader of the old one would misread the new one."""


@contextlib.contextmanager
def claimed(folder: Path, instance: str, study: str, about: str = "", scenarios: int | None = None) -> Iterator[None]:
    """The folder, made where it is not there, for this study of this instance (their names) and this process alone.
    What the study is ``about`` and how many ``scenarios`` it has besides the base are kept for who reads it.

    InputError where it belongs to something else, where another process works in it, or where the disk objects.
    """
    _refuse_foreign(folder, instance, study)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError([of_os_error(error, str(folder), "made")]) from error
    with _locked(folder / LOCK):
        mark = {"format": FORMAT, "instance": instance, "study": study, "about": about, "scenarios": scenarios}
        store_text(folder / MARK, json.dumps(mark, indent=2, ensure_ascii=False) + "\n")
        yield


def store_text(path: Path, text: str) -> None:
    """Write a file so that a kill at any moment leaves the old one or the new one. InputError where the disk objects
    (then the old one stays)."""
    store_file(path, lambda new: new.write_bytes(text.encode("utf-8")))


def store_file(path: Path, fill: Callable[[Path], object]) -> None:
    """The same for a file that ``fill`` writes under the name it is given."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fill(new)
        with new.open("r+b") as file:
            os.fsync(file.fileno())
        os.replace(new, path)
        flush_entry(path.parent)
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "written")]) from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)


def _refuse_foreign(folder: Path, instance: str, study: str) -> None:
    """InputError where the folder holds anything but this study, or nothing yet."""
    try:
        found = [path.name for path in folder.iterdir() if not path.name.startswith(".")] if folder.exists() else []
        mark = _mark(folder / MARK) if MARK in found else None
    except OSError as error:
        raise InputError([of_os_error(error, str(folder), "read")]) from error
    if found and mark is None:
        rule = f"the folder is not empty and holds no study (no {MARK} of relith)"
        raise InputError([Problem(rule, "give another folder; nothing was changed", file=str(folder))])
    if mark is not None and mark.get("format") != FORMAT:
        rule = f"the folder holds a study of format {mark.get('format')}; this version of relith writes format {FORMAT}"
        raise InputError([Problem(rule, "give another folder; nothing was changed", file=str(folder))])
    theirs = (instance, study) if mark is None else (mark["instance"], mark["study"])
    if theirs != (instance, study):
        rule = f"the folder holds study '{theirs[1]}' of instance '{theirs[0]}', not '{study}' of '{instance}'"
        raise InputError([Problem(rule, "give another folder; nothing was changed", file=str(folder))])


def _mark(path: Path) -> dict[str, Any] | None:
    """What the mark says; None where it is none."""
    try:
        mark = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return mark if isinstance(mark, dict) and {"instance", "study"} <= mark.keys() else None


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock. It holds the number of the process that works here, and is the system's: it falls with that
    process however that ends, so that a lock left behind is taken over."""
    try:
        file = path.open("a+", encoding="ascii")
    except OSError as error:
        raise InputError([of_os_error(error, str(path), "written")]) from error
    with file:
        if not _grab(file):
            file.seek(0)
            rule = f"another study is running in this folder (process {file.read().strip() or 'unknown'})"
            raise InputError([Problem(rule, "wait until it has ended, or give another folder", file=str(path.parent))])
        try:
            _write(file, str(os.getpid()))
            yield
        finally:
            with contextlib.suppress(OSError):
                _write(file, "")


def _write(file: IO[str], text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30
    """The byte that is locked; it lies behind what is written, which stays readable."""

    def _grab(file: IO[str]) -> bool:
        os.lseek(file.fileno(), FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _grab(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
