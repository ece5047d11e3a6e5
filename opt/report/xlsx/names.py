"""Names of sheets: short, unlike each other, without the characters that programs refuse."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 31
"""Characters of the name of a sheet."""

_REFUSED = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RESERVED = frozenset({"history"})
"""Names that Excel keeps for itself."""


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """The name, or what comes nearest to it: refused characters become '_', what is too long is cut, and a number tells
    it from those that are taken (capitals or not)."""
    name = _REFUSED.sub("_", wanted).strip().strip("'") or "sheet"
    others = {other.casefold() for other in taken} | _RESERVED
    unique, number = _cut(name, LONGEST), 1
    while unique.casefold() in others:
        number += 1
        mark = f" ({number})"
        unique = _cut(name, LONGEST - len(mark)) + mark
    return unique


def _cut(name: str, length: int) -> str:
    """The name so many characters long at most, counted as Excel counts: some letters are two."""
    while len(name.encode("utf-16-le")) > 2 * length:
        name = name[:-1]
    return name.rstrip(" '")
