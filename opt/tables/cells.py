"""One cell: from what stands in a file to a number, flag, date, key, text or list.

A cell of a CSV file is text; a cell of a sheet is whatever the program stored. Both follow the same rules.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from opt.schema import Column

EXCEL_EPOCH = datetime.date(1899, 12, 30)
SERIAL_DAYS = (20_000, 80_000)
"""Serial numbers read as dates: 1954 to 2119. Outside, a number is more likely a slip (20260105)."""

ERROR_VALUES = frozenset(
    {
        "#N/A",
        "#NA",
        "#REF!",
        "#DIV/0!",
        "#VALUE!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
    }
)
TRUE_WORDS = frozenset({"true", "yes", "y", "1"})
FALSE_WORDS = frozenset({"false", "no", "n", "0"})
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.ASCII)
_THOUSANDS_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
_COMMA_NUMBER = re.compile(r"[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}([ '_\u00a0\u202f]\d{3})+([.,]\d+)?", re.ASCII)
_WITH_UNIT = re.compile(r"([+-]?[\d.,]+(?:[eE][+-]?\d+)?)\s*([^\d\s.,].*)", re.ASCII)
_WHOLE_DECIMAL = re.compile(r"(-?(?:0|[1-9]\d*))\.0+", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class CellError(ValueError):
    """A cell (or header) that cannot be read: the rule it breaks and the remedy."""

    def __init__(self, rule: str, remedy: str) -> None:
        self.rule = rule
        self.remedy = remedy
        super().__init__(f"{rule}; {remedy}")


@dataclass(frozen=True)
class Trouble:
    """A cell of a sheet that holds no usable value (error value, formula without a stored value, merged cell)."""

    shown: str
    rule: str
    remedy: str


class Percent(float):
    """A number of a sheet that is displayed in per cent: it holds 0.05 where the planner sees 5 %."""


@dataclass(frozen=True)
class Reading:
    """How a file writes numbers and dates: its decimal sign and day 0 of its date serial numbers."""

    decimal: str = "."
    epoch: datetime.date = EXCEL_EPOCH


PLAIN = Reading()
"""Decimal point, and Excel's usual day 0."""


def is_empty(raw: object) -> bool:
    """True for nothing at all: no value, blank text; NaN or an empty list in data handed over from Python."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or (isinstance(raw, list | tuple) and not raw):
        return True
    return isinstance(raw, float) and math.isnan(raw)


def show(raw: object) -> str:
    """A cell as a person would recognise it in a message."""
    if isinstance(raw, Trouble):
        return raw.shown
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, list | tuple):
        return "|".join(map(str, raw))
    text = "" if raw is None else str(raw)
    return text if len(text) <= 60 else text[:57] + "..."


def parse_cell(column: Column, raw: object, reading: Reading = PLAIN) -> object:
    """The value of a cell that is not empty; CellError says why it has none. No unit, bound or choice is looked at."""
    if isinstance(raw, Trouble):
        raise CellError(raw.rule, raw.remedy)
    if isinstance(raw, str):
        raw = raw.strip()
        if raw.upper() in ERROR_VALUES:
            raise CellError("an error value of a spreadsheet", "mend the formula or type the value")
    return _PARSERS[column.kind](raw, reading)


def parse_number(raw: object, reading: Reading = PLAIN) -> float:
    """A finite number."""
    if isinstance(raw, bool):
        raise CellError("TRUE or FALSE in a column of numbers", "write a number, or leave the cell empty")
    if isinstance(raw, datetime.date | datetime.time | datetime.timedelta):
        raise CellError("a date or time in a column of numbers", "write a number and format the cell as a number")
    if isinstance(raw, str):
        value = _number_of_text(raw, reading.decimal)
    else:
        try:
            value = float(raw)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise CellError("not a number", "write a number") from None
    if not math.isfinite(value):
        raise CellError("not a finite number", "write a number, or leave the cell empty for no limit")
    return value


def _number_of_text(text: str, decimal: str) -> float:
    """Text to number; every way of writing a number that two readers read differently is refused."""
    plain = text.replace("\u2212", "-")
    if decimal == "," and _COMMA_NUMBER.fullmatch(plain):
        return float(plain.replace(",", "."))
    if decimal == "," and _THOUSANDS_POINT.fullmatch(plain):
        raise CellError(
            "ambiguous: a thousands point or a decimal point",
            f"write {plain.replace('.', '')} or {plain.replace('.', ',')}",
        )
    if _NUMBER.fullmatch(plain):
        return float(plain)
    raise _why_no_number(plain)


def _why_no_number(text: str) -> CellError:
    if _THOUSANDS_COMMA.fullmatch(text):
        choice = f" or {text.replace(',', '.')}" if text.count(",") == 1 else ""
        return CellError("ambiguous: a thousands comma or a decimal comma", f"write {text.replace(',', '')}{choice}")
    if _COMMA_NUMBER.fullmatch(text):
        return CellError("a decimal comma, but the file is not separated by ';'", f"write {text.replace(',', '.')}")
    if _GROUPED.fullmatch(text):
        return CellError("digits in groups", f"write {re.sub('[^0-9.,+-]', '', text)}")
    if text.lower().lstrip("+-") in {"nan", "inf", "infinity", "∞"}:
        return CellError("not a finite number", "write a number, or leave the cell empty for no limit")
    if text.lower() in TRUE_WORDS | FALSE_WORDS:
        return CellError("TRUE or FALSE in a column of numbers", "write a number, or leave the cell empty")
    if text.startswith("="):
        return CellError("a formula without a stored value", "type the value")
    with_unit = _WITH_UNIT.fullmatch(text)
    if with_unit:
        return CellError(
            "a number with a unit or other text",
            f"write {with_unit[1]} and put the unit into the header: [{with_unit[2].strip()}]",
        )
    return CellError("text in a column of numbers", "write a number, or leave the cell empty")


def parse_flag(raw: object, reading: Reading = PLAIN) -> bool:
    """TRUE or FALSE; yes/no, true/false and 1/0 are the same."""
    word = show(raw).lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise CellError("neither true nor false", "write true or false")


def parse_date(raw: object, reading: Reading = PLAIN) -> str:
    """A day as YYYY-MM-DD, from a date cell, a date serial number or ISO text."""
    if isinstance(raw, datetime.date):
        return _iso(raw)
    if isinstance(raw, str):
        iso = _ISO_DATE.fullmatch(raw)
        if iso:
            try:
                return datetime.date.fromisoformat(iso[1]).isoformat()
            except ValueError:
                raise CellError("no day of the calendar", "write the date as YYYY-MM-DD") from None
        raw = float(raw) if _NUMBER.fullmatch(raw) else raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if SERIAL_DAYS[0] <= raw <= SERIAL_DAYS[1] and float(raw).is_integer():
            return (reading.epoch + datetime.timedelta(days=int(raw))).isoformat()
        raise CellError("a number that is no date", "write the date as YYYY-MM-DD")
    raise CellError("not a date", "write the date as YYYY-MM-DD")


def _iso(day: datetime.date) -> str:
    if isinstance(day, datetime.datetime):
        if day.time() != datetime.time():
            raise CellError("a date with a time of day", "write the date alone as YYYY-MM-DD")
        day = day.date()
    return day.isoformat()


def parse_key(raw: object, reading: Reading = PLAIN) -> str:
    """A name in one line. 101, 101.0 and '101.0' are the name '101'; '007' stays; a date is YYYY-MM-DD."""
    text = parse_text(raw, reading)
    if _CONTROL.search(text):
        raise CellError("a name with a line break or an unprintable character", "retype the name in one line")
    return text


def parse_text(raw: object, reading: Reading = PLAIN) -> str:
    """Text without blanks around it; numbers and dates as in ``parse_key``, line breaks kept."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, datetime.date):
        return _iso(raw)
    if isinstance(raw, datetime.time | datetime.timedelta):
        raise CellError("a time of day in a column of names", "format the cell as text and retype it")
    if isinstance(raw, float):
        if not math.isfinite(raw):
            raise CellError("not a finite number", "write a name")
        return show(float(raw))
    if not isinstance(raw, str | int):
        raise CellError("not text", "write a name")
    text = unicodedata.normalize("NFC", str(raw).replace("\r\n", "\n").replace("\r", "\n").strip())
    if _CONTROL.search(text.replace("\n", "").replace("\t", "")):
        raise CellError("an unprintable character", "retype the text")
    whole = _WHOLE_DECIMAL.fullmatch(text)
    return whole[1] if whole else text


def parse_list(raw: object, reading: Reading = PLAIN) -> tuple[str, ...]:
    """Names joined by '|'."""
    parts = list(raw) if isinstance(raw, list | tuple) else str(parse_text(raw, reading)).split("|")
    if any(is_empty(part) or "|" in str(part) for part in parts):
        raise CellError("an empty name in a list", "write the names joined by single '|'")
    items = tuple(parse_key(part, reading) for part in parts)
    if len(set(items)) != len(items):
        raise CellError("a name stands twice in the list", "write it once")
    return items


_PARSERS: dict[str, Callable[[object, Reading], object]] = {
    "number": parse_number,
    "flag": parse_flag,
    "date": parse_date,
    "key": parse_key,
    "text": parse_text,
    "list": parse_list,
}
