"""An edit as text: what a planner types behind --edit or into a study file.

TABLE[column=value|value, column!=value].COLUMN OP VALUE @ PERIODS          OP: =  *=  /=  +=  -=
insert TABLE{column=value, column=value} @ PERIODS
delete TABLE[column=value] @ PERIODS
normalise TABLE[column=value]
"""

from __future__ import annotations

import re

from opt.study.edits.edit import Condition, Edit, literal
from opt.study.edits.literals import is_number, negative, read_factor, read_value
from opt.study.edits.scan import QUOTES, Scanner

OPERATORS = ("*=", "/=", "+=", "-=", "=")
CONDITION = "write a condition as column=value or column!=value, several separated by ','"
CHANGE = "write table[column=value].column *= 0.5, or insert, delete or normalise before the table"


def parse_edit(text: str) -> Edit:
    """The edit that a text says; InputError names the place in the text where it cannot be read."""
    scanner = Scanner(text)
    table = scanner.word("the table", CHANGE)
    if table == "insert" and not scanner.see("."):
        return _insert(scanner)
    if table in ("delete", "normalise", "normalize") and not scanner.see("."):
        kind = "delete" if table == "delete" else "normalise"
        table = scanner.word("the table", f"write {kind} table[column=value]")
        edit = Edit(kind, table, _conditions(scanner), periods=_periods(scanner), text=text)  # type: ignore[arg-type]
        scanner.end("an edit ends behind the table, its conditions and its periods")
        return edit
    where = _conditions(scanner)
    scanner.expect(".", f"name the column behind a point: {table}.column = value")
    column = scanner.word("the column", "name the column behind the point")
    while scanner.take("."):
        column += "." + scanner.word("the setting", "name it behind the point, as in settings.solve.gap")
    return _change(scanner, table, where, column)


def _change(scanner: Scanner, table: str, where: tuple[Condition, ...], column: str) -> Edit:
    """OP VALUE @ PERIODS of an edit that changes cells."""
    operator = scanner.take(*OPERATORS)
    if not operator or scanner.see("="):
        scanner.fail("there is no such operator", "write =, *=, /=, += or -= behind the column")
    start, is_quoted = scanner.at, scanner.at < len(scanner.text) and scanner.text[scanner.at] in QUOTES
    value = read_value(scanner, "@")
    kind = {"*=": "multiply", "/=": "multiply", "+=": "add", "-=": "add", "=": "set"}[operator]
    if kind == "multiply":
        value = read_factor(scanner, operator, value, start)
    elif operator == "-=" and not is_quoted and is_number(value):
        value = -value if isinstance(value, float) else negative(str(value))
    elif operator == "-=":
        kind = "remove"
    edit = Edit(kind, table, where, column, value, {}, _periods(scanner), scanner.text)  # type: ignore[arg-type]
    scanner.end("behind the value only '@' and periods may stand")
    return edit


def _insert(scanner: Scanner) -> Edit:
    table = scanner.word("the table", "write insert table{column=value, column=value}")
    scanner.expect("{", f"write insert {table}{{column=value, column=value}}")
    row: dict[str, object] = {}
    while not scanner.take("}"):
        if row:
            scanner.expect(",", "separate the cells by ',' and close the row by '}'")
        start = scanner.at
        column = scanner.word("a column", "write column=value")
        if column in row:
            scanner.fail(f"the column {column} stands twice", "give it once", start)
        scanner.expect("=", f"write {column}=value")
        row[column] = read_value(scanner, ",}@")
    edit = Edit("insert", table, row=row, periods=_periods(scanner), text=scanner.text)
    scanner.end("behind '}' only '@' and periods may stand")
    return edit


def _conditions(scanner: Scanner) -> tuple[Condition, ...]:
    """Conditions in square brackets; none where there are no brackets."""
    found: list[Condition] = []
    if not scanner.take("["):
        return ()
    while not scanner.take("]"):
        if found:
            scanner.expect(",", "separate the conditions by ',' and close them by ']'")
        column = scanner.word("a column", CONDITION)
        operator = scanner.take("!=", "=")
        if not operator or scanner.see("="):
            scanner.fail("conditions compare by = or != only", CONDITION)
        values = [_pattern(scanner)]
        while scanner.take("|"):
            values.append(_pattern(scanner))
        found.append(Condition(column, tuple(values), operator == "!="))
    return tuple(found)


def _pattern(scanner: Scanner) -> str:
    """A value of a condition; in quotes '*' and '?' are signs like any other."""
    name = scanner.quoted()
    if name is not None:
        return literal(name)
    pattern = scanner.bare()
    if not pattern:
        scanner.fail("a value is missing", f"{CONDITION}; '' stands for an empty cell")
    return re.sub(r"\\(.)", lambda sign: sign[0] if sign[1] in "*?\\" else sign[1], pattern)


def _periods(scanner: Scanner) -> tuple[str, ...]:
    """Names of periods behind '@', and 'first..last' for those from one to another."""
    if not scanner.take("@"):
        return ()
    found = [_span(scanner)]
    while scanner.take(","):
        found.append(_span(scanner))
    return tuple(found)


def _span(scanner: Scanner) -> str:
    start, names = scanner.at, []
    while True:
        name = scanner.quoted()
        is_quoted = name is not None
        name = scanner.bare() if name is None else name
        if not name or "\\" in name or (is_quoted and ".." in name):
            scanner.fail("the name of a period is missing", "write @ 5, or @ 5,6, or @ 5..8", start)
        names.append(name)
        if scanner.take(".."):
            names.append("..")
        elif is_quoted or not name.endswith(".."):
            break
    text = "".join(names)
    if text.count("..") > 1 or text.startswith("..") or text.endswith(".."):
        scanner.fail("periods from one to another need both ends", "write @ 5..8", start)
    return text
