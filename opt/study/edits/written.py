"""An edit as its text: ``parse_edit(written(edit)) == edit``."""

from __future__ import annotations

import re
from fractions import Fraction

from opt.study.edits.edit import Condition, Edit
from opt.study.edits.literals import NUMBER, WITH_UNIT, negative
from opt.tables.write import number_text

_LIVE = re.compile(r"\\.|[*?]", re.DOTALL)
_PLAIN = re.compile(r"[^\s,\[\]{}|=\"'\\@]+")


def written(edit: Edit) -> str:
    """The edit in one line, as ``parse_edit`` reads it."""
    periods = " @ " + ",".join(map(_span, edit.periods)) if edit.periods else ""
    if edit.kind == "insert":
        cells = ", ".join(f"{column}={_value(value)}" for column, value in edit.row.items())
        return f"insert {edit.table}{{{cells}}}{periods}"
    where = f"[{', '.join(map(_condition, edit.where))}]" if edit.where else ""
    if edit.kind in ("delete", "normalise"):
        return f"{edit.kind} {edit.table}{where}{periods}"
    return f"{edit.table}{where}.{edit.column} {_operation(edit)}{periods}"


def _operation(edit: Edit) -> str:
    """Operator and value."""
    value = edit.value
    if edit.kind == "multiply":
        return _factor(value)
    if edit.kind == "add" and isinstance(value, float) and (value < 0 or repr(value) == "-0.0"):
        return f"-= {number_text(-value)}"
    if edit.kind == "add" and isinstance(value, str) and value.startswith("-") and WITH_UNIT.fullmatch(value):
        return f"-= {_value(negative(value))}"
    if edit.kind == "remove":
        return f"-= {_quoted(value) if isinstance(value, str) and _like_number(value) else _value(value)}"
    return f"{'=' if edit.kind == 'set' else '+='} {_value(value)}"


def _factor(value: object) -> str:
    """A division where only its inverse has an end as a decimal number."""
    if not isinstance(value, Fraction):
        return f"*= {number_text(float(value))}"  # type: ignore[arg-type]
    inverse = _decimal(1 / value) if value else ""
    return f"/= {inverse}" if inverse else f"*= {_decimal(value) or number_text(float(value))}"


def _decimal(value: Fraction) -> str:
    """The decimal number that is the fraction; '' where it has no end."""
    for digits in range(400):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            return str(scaled.numerator) if digits == 0 else f"{scaled.numerator}e-{digits}" if digits > 17 else (
                f"{'-' if scaled < 0 else ''}{abs(scaled.numerator) // 10**digits}"
                f".{abs(scaled.numerator) % 10**digits:0{digits}d}"
            )  # fmt: skip
    return ""


def _condition(condition: Condition) -> str:
    values = "|".join(map(_pattern, condition.values))
    return f"{condition.column}{'!=' if condition.negated else '='}{values}"


def _pattern(pattern: str) -> str:
    """A pattern without quotes where '*' or '?' is alive in it, else the name it stands for."""
    alive = any(found in ("*", "?") for found in _LIVE.findall(pattern))
    if not alive:
        name = re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)
        return name if _PLAIN.fullmatch(name) and not set(name) & set("*?") else _quoted(name)
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    return "".join(part if len(part) == 2 or _PLAIN.fullmatch(part) else f"\\{part}" for part in parts)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, tuple | list):
        return "|".join(name if _PLAIN.fullmatch(name) else _quoted(name) for name in map(str, value))
    text = str(value)
    return text if _reads_back(text) else _quoted(text)


def _reads_back(text: str) -> bool:
    """True for a text that needs no quotes: neither a number nor a flag nor several words, but for a unit."""
    if text in ("true", "false") or (NUMBER.fullmatch(text) and number_text(float(text)) == text):
        return False
    words = text.split(" ")
    return all(_PLAIN.fullmatch(word) for word in words) and (len(words) == 1 or bool(WITH_UNIT.fullmatch(text)))


def _like_number(text: str) -> bool:
    return bool(NUMBER.fullmatch(text) or WITH_UNIT.fullmatch(text))


def _span(span: str) -> str:
    """A period, or two joined by '..'."""
    ends = span.split("..") if ".." in span else [span]
    if all(_PLAIN.fullmatch(end) for end in ends):
        return span
    return "..".join(map(_quoted, ends))


def _quoted(name: object) -> str:
    text = str(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
