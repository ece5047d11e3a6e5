"""An edit as the table of a study file: {table = "grades", where = {product = "Li2CO3"}, multiply = {price = 0.67}}."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from opt.study.edits.edit import Condition, Edit, Kind
from opt.study.edits.grammar import parse_edit
from opt.tables import InputError, Problem, suggest

Scalar = bool | int | float | str
Cell = Scalar | list[str]
OPERATIONS = ("set", "multiply", "divide", "add", "remove", "insert", "delete", "normalise")


class TabledEdit(BaseModel):
    """One edit in a table; it does exactly one of set, multiply, divide, add, remove, insert, delete, normalise.

    Several columns under set, multiply, divide, add or remove are several edits of the same rows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    table: str = Field(description="table that is edited, or 'settings'")
    where: dict[str, Scalar | list[Scalar]] = Field(
        default_factory=dict,
        description="column = value, or a list of alternatives; '*' and '?' stand for any signs; a value that starts "
        "with '!' excludes",
    )
    set: dict[str, Cell] = Field(default_factory=dict, description="column = new value")
    multiply: dict[str, float] = Field(default_factory=dict, description="column = factor")
    divide: dict[str, float] = Field(default_factory=dict, description="column = divisor")
    add: dict[str, Cell] = Field(default_factory=dict, description="column = what is added; names to a list")
    remove: dict[str, Cell] = Field(default_factory=dict, description="column = names taken out of a list")
    insert: dict[str, Cell] = Field(default_factory=dict, description="cells of a new row")
    delete: bool = Field(default=False, description="true: the rows are deleted")
    normalise: bool = Field(default=False, description="true: the shares are scaled until they sum to 1")
    periods: list[int | str] = Field(
        default_factory=list, description="names of periods, or 'first..last'; without it: all"
    )


def edit_of(given: object) -> tuple[Edit, ...]:
    """The edits that a text or a table says (a table with several columns says several). InputError where it cannot be
    read."""
    if isinstance(given, Edit):
        return (given,)
    if isinstance(given, str):
        return (parse_edit(given),)
    if isinstance(given, TabledEdit):
        return tuple(_edits(given))
    if not isinstance(given, Mapping):
        raise InputError([Problem("an edit is a text or a table", "write it in quotes, or as {table = ...}", "edit",
                                  value=str(given))])  # fmt: skip
    return tuple(_edits(_validated(given)))


def _validated(given: Mapping[str, Any]) -> TabledEdit:
    from pydantic import ValidationError

    try:
        return TabledEdit.model_validate(dict(given))
    except ValidationError as error:
        raise InputError([_problem(item, given) for item in error.errors()]) from None


def _problem(item: Mapping[str, Any], given: Mapping[str, Any]) -> Problem:
    """A complaint about a key of the table."""
    name, shown = str(item["loc"][0]), str(dict(given))[:80]
    if item["type"] == "extra_forbidden":
        known = list(TabledEdit.model_fields)
        return Problem(f"an edit has no key '{name}'", suggest(name, known), "edit", value=shown)
    if item["type"] == "missing":
        return Problem(f"the key '{name}' is missing", f"add it: {TabledEdit.model_fields[name].description}", "edit",
                       value=shown)  # fmt: skip
    rule = str(item["msg"])[:1].lower() + str(item["msg"])[1:]
    return Problem(f"{'.'.join(str(part) for part in item['loc'][:2])}: {rule}",
                   f"{name} is {TabledEdit.model_fields[name].description}", "edit", value=shown)  # fmt: skip


def _edits(given: TabledEdit) -> Iterator[Edit]:
    said = [name for name in OPERATIONS if getattr(given, name)]
    if len(said) != 1:
        rule = f"an edit does one thing, this one {' and '.join(said) or 'nothing'}"
        raise InputError([Problem(rule, f"give one of: {', '.join(OPERATIONS)}", "edit", value=given.table)])
    where = tuple(_condition(column, values) for column, values in given.where.items())
    periods, (name,) = tuple(map(str, given.periods)), said
    if name == "insert":
        row = {column: _plain(value) for column, value in given.insert.items()}
        yield Edit("insert", given.table, where, row=row, periods=periods)
    elif name in ("delete", "normalise"):
        yield Edit("delete" if name == "delete" else "normalise", given.table, where, periods=periods)
    else:
        for column, value in getattr(given, name).items():
            kind, plain = _operation(name, _plain(value))
            yield Edit(kind, given.table, where, column, plain, periods=periods)


def _operation(name: str, value: object) -> tuple[Kind, object]:
    """Kind and value; a division is a multiplication by the exact inverse."""
    if name == "divide":
        divisor = Fraction(repr(value))
        if not divisor:
            raise InputError([Problem("nothing can be divided by 0", "write another number", "edit", value="divide")])
        return "multiply", 1 / divisor
    kinds: Mapping[str, Kind] = {"set": "set", "multiply": "multiply", "add": "add", "remove": "remove"}
    return kinds[name], value


def _condition(column: str, values: Scalar | Sequence[Scalar]) -> Condition:
    """A condition; every one of its values, or none, starts with '!'."""
    many = [str(value).lower() if isinstance(value, bool) else str(value) for value in
            (values if isinstance(values, list) else [values])]  # fmt: skip
    names = [name for value in many for name in value.split("|")]
    excluded = [name.startswith("!") for name in names]
    if any(excluded) and not all(excluded):
        raise InputError([Problem("some values are excluded, others not", "write two edits, or '!' before all", "edit",
                                  value=f"{column} = {values}")])  # fmt: skip
    return Condition(column, tuple(name.removeprefix("!") for name in names), all(excluded))


def _plain(value: object) -> object:
    """A value as an edit holds it: numbers as float, several names as a tuple, one name as a text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list):
        return value[0] if len(value) == 1 else tuple(value) if value else ""
    return value
