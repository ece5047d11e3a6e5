"""A page as the text of one HTML file: nothing in it is loaded from anywhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from opt.report import look
from opt.report.html.cells import full_number
from opt.report.html.drawing import Drawing, drawing, script_text
from opt.report.html.page import Fact, Page
from opt.report.html.sheet import Sheet, sheet
from opt.report.parts import Part
from opt.tables.write import replace_file

_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""Names of groups and parts: they stand in links."""


@dataclass(frozen=True)
class Section:
    """A part, ready to be written; ``empty`` is the sentence in the place of what is not there."""

    name: str
    title: str
    about: str
    empty: str
    drawing: Drawing | None
    sheet: Sheet | None


@dataclass(frozen=True)
class Chapter:
    """A group, ready to be written."""

    name: str
    title: str
    about: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Card:
    """A fact, ready to be written; ``full`` is the number it shows to the last digit, '' where it is none."""

    label: str
    text: str
    note: str
    full: str
    unit: str


def write(page: Page, path: str | Path) -> Path:
    """Write the page to a file, whole or not at all, and give its path; InputError where that is not possible."""
    file, text = Path(path), render(page)
    replace_file(file, lambda target: target.write_text(text, encoding="utf-8", newline="\n"))
    return file


def render(page: Page) -> str:
    """The page as the text of a file. ValueError where two groups or two parts bear one name, or a name is no word."""
    _once("group", (group.name for group in page.groups))
    _once("part", (part.name for group in page.groups for part in group.parts))
    chapters = tuple(
        Chapter(group.name, group.title, group.about, tuple(_section(page, part) for part in group.parts))
        for group in page.groups
    )
    drawn = any(section.drawing for chapter in chapters for section in chapter.sections)
    return _template().render(
        page=page,
        cards=tuple(_card(fact) for fact in page.facts),
        chapters=chapters,
        style=Markup(_colours() + _asset("page.css")),
        script=script_text(_asset("page.js")),
        plotly=script_text(get_plotlyjs()) if drawn else "",
    )


def _once(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise ValueError(f"more than one {what} on the page is called '{name}'")
        if not _NAME.fullmatch(name):
            raise ValueError(f"a {what} cannot be called '{name}': letters, digits, _ and - only")


def _section(page: Page, part: Part) -> Section:
    return Section(
        part.name, part.title, part.about, part.empty, drawing(part), sheet(part, page.name, page.currency)
    )  # fmt: skip


def _card(fact: Fact) -> Card:
    value = "" if fact.value is None else full_number(fact.value)
    return Card(fact.label, fact.text, fact.note, value, fact.unit)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("opt.report.html", "assets"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("template.html.jinja")


@cache
def _asset(name: str) -> str:
    return (files("opt.report.html") / "assets" / name).read_text(encoding="utf-8")


def _colours() -> str:
    """The colours of the charts as names for the style sheet."""
    names = {"ink": look.INK, "soft": look.SOFT, "faint": look.FAINT, "paper": look.PAPER,
             "good": look.GOOD, "near": look.NEAR, "over": look.OVER, "font": look.FONT}  # fmt: skip
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in names.items())} }}\n"
