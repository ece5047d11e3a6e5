"""Replace a folder as a whole: at any moment of a kill a reader finds the old folder or the new one.

The new folder is completed beside the old one, flushed to the disk, and exchanged with it in one step (Linux
``renameat2``). Where the system cannot exchange, two renames do it; between them the old folder lies beside its place
under a name that ``present`` knows.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2
CANNOT_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def replace_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write into a new empty folder, then put that in the place of ``folder`` (which may not exist yet).

    OSError, or whatever ``fill`` raises, leaves the old folder as it was. Leftovers of killed runs are removed.
    """
    folder = Path(os.path.realpath(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    tidy(folder)
    new = folder.parent / f".{folder.name}.{os.getpid()}.new"
    try:
        new.mkdir()
        fill(new)
        _flush(new)
        if folder.exists():
            _exchange(new, folder)
        else:
            os.rename(new, folder)
        flush_entry(folder.parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def present(folder: Path) -> Path:
    """Where the folder's content is: the folder, or the old one set aside by a run killed between two renames."""
    if folder.exists():
        return folder
    place = Path(os.path.realpath(folder))
    return next((path for path in _leftovers(place, "old")), folder)


def tidy(folder: Path) -> None:
    """Put back an old folder that a killed run set aside; remove what else it left."""
    for old in _leftovers(folder, "old"):
        if not folder.exists():
            os.rename(old, folder)
        else:
            shutil.rmtree(old, ignore_errors=True)
    for new in _leftovers(folder, "new"):
        shutil.rmtree(new, ignore_errors=True)


def _leftovers(folder: Path, kind: str) -> list[Path]:
    """Folders that runs which no longer live left beside this one; the latest first."""
    pattern = re.compile(rf"\.{re.escape(folder.name)}\.(\d+)\.{kind}")
    if not folder.parent.is_dir():
        return []
    found = [(pattern.fullmatch(path.name), path) for path in folder.parent.iterdir()]
    gone = [path for match, path in found if match and not _lives(int(match.group(1)))]
    return sorted(gone, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _lives(pid: int) -> bool:
    """True where another process of this number runs (then its folders are its own business)."""
    if pid == os.getpid():
        return False
    if os.name != "posix":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _exchange(new: Path, folder: Path) -> None:
    """Put ``new`` in the place of ``folder``; afterwards the old content is at ``new``."""
    if not _exchange_at_once(new, folder):
        old = new.with_suffix(".old")
        os.rename(folder, old)
        try:
            os.rename(new, folder)
        except OSError:
            os.rename(old, folder)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange_at_once(new: Path, folder: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange is None:
        return False
    if exchange(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(folder), RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number), str(folder))


def _flush(folder: Path) -> None:
    """Flush every file and folder below to the disk."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            path = os.path.join(parent, name)
            with open(path, "r+b") as file:
                os.fsync(file.fileno())
        flush_entry(Path(parent))


def flush_entry(folder: Path) -> None:
    """Flush the entries of one folder; a system that cannot do that for folders is left alone."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
