"""Digests by which a stored result knows whether it still is what was written, and by which code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

KEY = "digests"
"""The entry of the summary that holds them."""

JUDGES = ("tolerances.py", "schema", "tables", "library", "instance", "network", "plan", "check", "report/derived",
          "report/grounds")  # fmt: skip
"""What of this package decides whether an instance is valid, whether a plan is certified, and what follows from it."""


def recorded(summary: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Digests to store with a summary: of every file that lies in the folder, of the code, of the summary itself."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return {"files": _of_files(folder, names), "code": of_code(), "summary": _of_summary(summary)}


def untouched(summary: Mapping[str, Any], folder: Path, inputs: str) -> bool:
    """True where the summary and the files are, byte for byte, what this very code wrote; a file added to the folder of
    ``inputs`` counts as a change."""
    known = summary.get(KEY)
    if not isinstance(known, dict) or not isinstance(known.get("files"), dict):
        return False
    try:
        there = {f"{inputs}/{path.name}" for path in (folder / inputs).iterdir()}
        return (
            known.get("code") == of_code()
            and known.get("summary") == _of_summary(summary)
            and there <= known["files"].keys()
            and _of_files(folder, known["files"]) == known["files"]
        )
    except OSError:
        return False


@cache
def of_code() -> str:
    """SHA-256 of the sources and tables of JUDGES."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for judge in JUDGES:
        place = package / judge
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in (".py", ".csv"):
                found.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _of_files(folder: Path, names: Iterable[str]) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sorted(names)}


def _of_summary(summary: Mapping[str, Any]) -> str:
    """Of what the summary says, whatever its lay-out; seconds, which differ from run to run, apart."""
    said = {name: value for name, value in summary.items() if name != KEY and not name.startswith("seconds")}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
