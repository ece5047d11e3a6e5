"""The rules by which cells of a sheet are coloured, worked out cell by cell as a spreadsheet would."""

from __future__ import annotations

import re
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

_AREA = re.compile(r"\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)")
_CELL = re.compile(r"\$([A-Z]+)2\b")


class Cells(list[Any]):
    """The values of a range; products and comparisons go value by value."""

    def __mul__(self, other: Any) -> Cells:
        return Cells(left * right for left, right in zip(self, other, strict=True))


def _exact(cells: Cells, value: Any) -> Cells:
    return Cells(str(cell) == str(value) for cell in cells)


def _sum_of_products(flags: Cells, numbers: Cells) -> float:
    return sum(flag * number for flag, number in zip(flags, numbers, strict=True) if _is_number(number))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def holds(sheet: Worksheet, formula: str, row: int) -> bool:
    """Whether a rule's formula, written for row 2, holds in the row. AND and IF look at their first argument first,
    as nothing else in them has a value where a cell is empty."""
    names: dict[str, Any] = {"ISNUMBER": _is_number, "EXACT": _exact, "SUMPRODUCT": _sum_of_products}

    def area(match: re.Match[str]) -> str:
        name = f"area_{match[1]}"
        names[name] = Cells(sheet[f"{match[1]}{n}"].value for n in range(int(match[2]), int(match[3]) + 1))
        return name

    def cell(match: re.Match[str]) -> str:
        name = f"cell_{match[1]}"
        names[name] = sheet[f"{match[1]}{row}"].value
        return name

    text = _CELL.sub(cell, _AREA.sub(area, formula))
    return bool(eval(_lazy(text.replace('="max"', '=="max"')), {"__builtins__": {}}, names))


def _lazy(text: str) -> str:
    """AND(a,b) as '(a and b)', IF(a,b,c) as '(b if a else c)', from the innermost to the outermost."""
    while found := list(re.finditer(r"\b(AND|IF)\(", text)):
        inner = found[-1]
        parts, end = _arguments(text, inner.end())
        made = f"({' and '.join(parts)})" if inner[1] == "AND" else f"({parts[1]} if {parts[0]} else {parts[2]})"
        text = text[: inner.start()] + made + text[end:]
    return text


def _arguments(text: str, start: int) -> tuple[list[str], int]:
    """What stands between the commas of a bracket that opened before ``start``, and the place behind it."""
    parts, depth, begin = [], 0, start
    for place in range(start, len(text)):
        letter = text[place]
        if letter == "," and not depth:
            parts.append(text[begin:place])
            begin = place + 1
        elif letter == ")" and not depth:
            return [*parts, text[begin:place]], place + 1
        depth += {"(": 1, ")": -1}.get(letter, 0)
    raise ValueError(f"a bracket that is not closed: {text}")


def colour(sheet: Worksheet, column: str, row: int) -> str:
    """'over', 'near' or '' for the cell under a header: the first rule that holds."""
    letter = next(cell.column_letter for cell in sheet[1] if str(cell.value).split(" [")[0] == column)
    rules = [rule for area in sheet.conditional_formatting if f"{letter}{row}" in area.sqref for rule in area.rules]
    for rule in sorted(rules, key=lambda rule: rule.priority):
        if holds(sheet, rule.formula[0], row):
            return "over" if rule.dxf.font is not None and rule.dxf.font.b else "near"
    return ""
