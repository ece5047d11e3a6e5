"""Values in the text of an edit: numbers with and without a unit, flags, names, factors."""

from __future__ import annotations

import re
from fractions import Fraction

from opt.study.edits.scan import QUOTES, Scanner
from opt.tables.write import number_text

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
WITH_UNIT = re.compile(rf"({NUMBER.pattern})\s*([^\W\d_]\S*|[%‰°].*|[^\W\d_].*)", re.ASCII)
VALUE = "a value is a number, a number with a unit (20 USD/kg), true, false, a name, names joined by '|', or 'quoted'"


def read_value(scanner: Scanner, ends: str) -> object:
    """A value up to one of the signs ``ends``."""
    start = scanner.at
    if not scanner.done and scanner.text[start] in QUOTES:
        return _names(scanner)
    chunk = " ".join(scanner.until(ends + QUOTES).split())
    if not scanner.done and scanner.text[scanner.at] in QUOTES:
        if chunk.endswith("|"):
            scanner.at = start
            return _names(scanner)
        scanner.fail("a quotation mark within a value", "put the whole value in quotes")
    if not chunk:
        scanner.fail("the value is missing", f"{VALUE}; '' empties the cell", start)
    odd = next((sign for sign in "[]{}=,\\" if sign in chunk), "")
    if odd:
        hint = f"write {chunk.replace(',', '.')}" if re.fullmatch(r"[+-]?\d+,\d+", chunk) else "put the name in quotes"
        scanner.fail(f"the sign '{odd}' in a value", hint, start)
    return _bare_value(scanner, chunk, start)


def _bare_value(scanner: Scanner, chunk: str, start: int) -> object:
    if NUMBER.fullmatch(chunk) and number_text(float(chunk)) == chunk:
        return float(chunk)
    if chunk in ("true", "false"):
        return chunk == "true"
    if "|" in chunk:
        names = tuple(name.strip() for name in chunk.split("|"))
        if not all(names) or any(" " in name for name in names):
            scanner.fail("a list of names that cannot be told apart", "write a|b, names with blanks in quotes", start)
        return names
    if " " in chunk and not WITH_UNIT.fullmatch(chunk):
        scanner.fail("a blank within a name", "put the name in quotes", start)
    return chunk


def _names(scanner: Scanner) -> object:
    """Names joined by '|', at least one of them in quotes; a single one is a text."""
    names: list[str] = []
    while True:
        name = scanner.quoted()
        if name is None:
            name = scanner.bare()
            if not name or "\\" in name:
                scanner.fail("a name is missing", "write names joined by '|'")
        names.append(name)
        if not scanner.take("|"):
            return names[0] if len(names) == 1 else tuple(names)


def read_factor(scanner: Scanner, operator: str, value: object, start: int) -> float | Fraction:
    """A factor: a number, or one in per cent; a division keeps the exact inverse."""
    text = number_text(value) if isinstance(value, float) else str(value)
    share = re.fullmatch(rf"({NUMBER.pattern})\s*%", text)
    if isinstance(value, bool) or not (share or NUMBER.fullmatch(text)):
        scanner.fail("a factor is a number, or one in per cent", f"write {operator} 0.5 or {operator} 50 %", start)
    factor = Fraction(share[1]) / 100 if share else Fraction(text)
    if operator == "*=":
        return float(factor)
    if not factor:
        scanner.fail("nothing can be divided by 0", "write another number", start)
    return 1 / factor


def is_number(value: object) -> bool:
    """True for a number, with or without a unit."""
    return isinstance(value, float) or (
        isinstance(value, str) and bool(NUMBER.fullmatch(value) or WITH_UNIT.fullmatch(value))
    )


def negative(number: str) -> str:
    """A number with a unit, its sign turned."""
    return number[1:] if number.startswith("-") else f"-{number.removeprefix('+')}"
