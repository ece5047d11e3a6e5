"""A page taken apart: its tables, ids, links and scripts, and whether every element is closed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "input", "br", "wbr", "hr", "img"}


@dataclass
class Cell:
    """A cell or header: its text, and its attributes."""

    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> float | None:
        """The full value of a number, None where the cell carries none."""
        return float(self.attributes["data-v"]) if "data-v" in self.attributes else None


@dataclass
class Grid:
    """A table of the page: headers, rows, sums."""

    heads: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    foot: list[Cell] = field(default_factory=list)
    open: bool = False

    def column(self, name: str) -> list[Cell]:
        """The cells below a header, given with or without its unit."""
        names = [head.text for head in self.heads]
        plain = [text.split(" [")[0] for text in names]
        place = names.index(name) if name in names else plain.index(name)
        return [row[place] for row in self.rows]


class Parsed(HTMLParser):
    """The page. ``tables`` by the name of their part; ``texts``: text by id of the part it stands in; ``data``: JSON of
    the charts by name of their part; ``loads``: what a browser would fetch (src, href, data, poster ...)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.tables: dict[str, Grid] = {}
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.data: dict[str, Any] = {}
        self.texts: dict[str, str] = {}
        self.loads: list[str] = []
        self.grid = Grid()
        self.cell: Cell | None = None
        self.feed(html)
        self.close()
        self.wrong += [f"<{tag}> is never closed" for tag, _ in self.stack]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if len(known) != len(attrs):
            self.wrong.append(f"<{tag}> names an attribute twice")
        self.elements.append((tag, known))
        if "id" in known:
            self.ids.append(known["id"])
        self.loads += [known[name] for name in ("src", "href", "srcset", "action", "poster", "data") if name in known]
        if tag not in VOID:
            self.stack.append((tag, known))
        if tag == "details" and known.get("id", "").startswith("table-"):
            self.grid = self.tables[known["id"].removeprefix("table-")] = Grid(open="open" in known)
        if tag == "tr" and self.within("tbody"):
            self.grid.rows.append([])
        if tag in ("th", "td"):
            self.cell = Cell("", known)
            where = self.grid.heads if self.within("thead") else self.grid.foot
            (self.grid.rows[-1] if self.within("tbody") else where).append(self.cell)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1][0] != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()} closes {self.stack[-1:]}")
            return
        self.stack.pop()
        if tag in ("th", "td"):
            self.cell = None

    def handle_data(self, data: str) -> None:
        tag, known = self.stack[-1] if self.stack else ("", {})
        if tag == "script" and known.get("type") == "application/json":
            self.data[known["id"].removeprefix("chart-").removesuffix("-data")] = json.loads(data)
        elif tag == "script":
            self.scripts.append(data)
        elif tag == "style":
            self.styles.append(data)
        else:
            if self.cell is not None:
                self.cell.text += data
            for _, outer in self.stack:
                if outer.get("id"):
                    self.texts[outer["id"]] = self.texts.get(outer["id"], "") + data

    def within(self, tag: str) -> bool:
        """True inside an element of that tag."""
        return any(outer == tag for outer, _ in self.stack)
