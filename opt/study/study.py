"""A study file: scenarios, sweeps and tornados, each key with its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from opt.study.edits import edit_of, edit_problems, parse_edit
from opt.study.edits.tabled import TabledEdit
from opt.tables import InputError, Problem
from opt.tables.write import number_text

Status = Literal["", "published", "computed", "estimate", "unchecked", "planner"]
Value = bool | float | str
GAP = "{}"
"""Where the value of a sweep or a lever stands in its edit."""


def refuse(problems: Sequence[Problem]) -> None:
    """Hands complaints to pydantic, which names their place."""
    if problems:
        raise PydanticCustomError("edit", "{told}", {"told": str(problems[0]), "problems": tuple(problems)})


def _checked(given: Any) -> Any:
    """An edit that can be read and says nothing impossible."""
    try:
        refuse([problem for edit in edit_of(given) for problem in edit_problems(edit)])
    except InputError as error:
        refuse(error.problems)
    return given


EditText = Annotated[str | TabledEdit, BeforeValidator(_checked)]


def filled(edit: str, value: Value) -> str:
    """The edit with a value in its place."""
    shown = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else number_text(value)
    return edit.replace(GAP, shown)


def _check_values(edit: str, values: Sequence[Value]) -> None:
    """The edit of a sweep or lever can be read with each of its values."""
    if GAP not in edit:
        refuse([Problem(f"the edit has no {GAP} for the value", "write it as in 'lines.hours *= {}'", value=edit)])
    problems: list[Problem] = []
    for value in values:
        try:
            problems += edit_problems(parse_edit(filled(edit, value)))
        except InputError as error:
            problems += error.problems
    refuse(list(dict.fromkeys(problems)))


class Entry(BaseModel):
    """Keys and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Freeze(Entry):
    """Decisions kept from the base plan; what is left empty keeps nothing back."""

    periods: tuple[int | str, ...] = Field(default=(), description="periods whose decisions are kept")
    lines: tuple[str, ...] = Field(default=(), description="lines whose decisions are kept")
    streams: tuple[str, ...] = Field(default=(), description="streams whose decisions are kept")


class Options(Entry):
    """How each scenario is solved."""

    gap: float | None = Field(
        default=None, ge=0, le=1, allow_inf_nan=False, description="relative gap to stop at; the instance's without it"
    )
    time_limit: float | None = Field(
        default=None, gt=0, allow_inf_nan=False, description="seconds a scenario; the instance's without it"
    )
    stay_close: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="currency a campaign moved against the base plan costs"
    )
    freeze: Freeze = Field(default=Freeze(), description="decisions kept from the base plan: periods, lines, streams")


class ScenarioEntry(Entry):
    """One named question."""

    name: str = Field(description="name of the scenario; its result is filed under it")
    about: str = Field(default="", description="the question in words")
    base: tuple[str, ...] = Field(
        default=(), description="scenarios whose changes come first, in this order, each once"
    )
    edits: tuple[EditText, ...] = Field(default=(), description="edits, made one after another")
    with_: tuple[Path, ...] = Field(
        default=(),
        alias="with",
        description="folders or workbooks with tables that are laid over the instance before all edits; relative to "
        "the study file",
    )
    source: str = Field(default="", description="where the assumption comes from")
    status: Status = Field(default="", description="published, computed, estimate, unchecked or planner")

    @model_validator(mode="after")
    def _changes_something(self) -> ScenarioEntry:
        if not (self.base or self.edits or self.with_):
            refuse([Problem("the scenario changes nothing", "give it edits, with or base", value=self.name)])
        return self


class Axis(Entry):
    """One direction of a grid."""

    name: str = Field(description="name of the axis: a column of the result, part of the scenarios' names")
    edit: str = Field(description="edit with {} where the value stands")
    values: tuple[Value, ...] = Field(min_length=1, description="values, one after another")

    @model_validator(mode="after")
    def _readable(self) -> Axis:
        _check_values(self.edit, self.values)
        return self


class Sweep(Entry):
    """One edit over values, or a grid of several: every combination is a scenario."""

    name: str = Field(description="name of the sweep; its scenarios are named after it and their values")
    about: str = Field(default="", description="the question in words")
    base: tuple[str, ...] = Field(default=(), description="scenarios whose changes come before the sweep's")
    edit: str = Field(default="", description="edit with {} where the value stands")
    values: tuple[Value, ...] = Field(default=(), description="values, one after another")
    axes: tuple[Axis, ...] = Field(default=(), description="axes of a grid, in place of edit and values")
    source: str = Field(default="", description="where the assumption comes from")
    status: Status = Field(default="", description="published, computed, estimate, unchecked or planner")

    @model_validator(mode="after")
    def _one_form(self) -> Sweep:
        single = bool(self.edit or self.values)
        if single == bool(self.axes) or (single and not (self.edit and self.values)):
            remedy = "give edit and values, or axes = [{name, edit, values}, ...]"
            refuse([Problem("a sweep is one edit with values, or axes", remedy, value=self.name)])
        if single:
            _check_values(self.edit, self.values)
        names = [axis.name for axis in self.axes]
        if len(set(names)) < len(names):
            refuse([Problem("two axes of one name", "rename one", value=", ".join(names))])
        return self

    @property
    def directions(self) -> tuple[Axis, ...]:
        """The axes; a sweep of one edit has one, of its own name."""
        return self.axes or (Axis(name=self.name, edit=self.edit, values=self.values),)


class Lever(Entry):
    """One figure that may lie lower or higher."""

    name: str = Field(description="name of the lever")
    edit: str = Field(description="edit with {} where the value stands")
    low: float | str = Field(default=0.8, description="value of the low side")
    high: float | str = Field(default=1.2, description="value of the high side")
    source: str = Field(default="", description="where the range comes from")
    status: Status = Field(default="", description="published, computed, estimate, unchecked or planner")

    @model_validator(mode="after")
    def _readable(self) -> Lever:
        _check_values(self.edit, (self.low, self.high))
        return self


class Tornado(Entry):
    """Every lever low and high, one at a time: which figure matters most."""

    name: str = Field(description="name of the tornado; its scenarios are named after it, the lever and the side")
    about: str = Field(default="", description="the question in words")
    base: tuple[str, ...] = Field(default=(), description="scenarios whose changes come before the levers'")
    levers: tuple[Lever, ...] = Field(min_length=1, description="the levers")


class Study(Entry):
    """Questions about one instance."""

    name: str = Field(description="name of the study; its results are filed under it")
    about: str = Field(default="", description="what it is about")
    options: Options = Field(default=Options(), description="how each scenario is solved")
    scenarios: tuple[ScenarioEntry, ...] = Field(default=(), alias="scenario", description="named questions")
    sweeps: tuple[Sweep, ...] = Field(default=(), alias="sweep", description="one edit over values, or a grid")
    tornado: tuple[Tornado, ...] = Field(default=(), description="every lever low and high")


def study_schema() -> dict[str, Any]:
    """The JSON schema of a study file."""
    return Study.model_json_schema(by_alias=True)
