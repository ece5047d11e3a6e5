"""Finding rows of the library by what somebody types."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
Found = dict[str, list[dict[str, Any]]]
"""Table -> its rows that match."""

FILLERS = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "the", "to", "what", "with"))
FIGURES = {
    "price": ("price", "metal_price", "cost"), "prices": ("price", "metal_price", "cost"),
    "cost": ("cost", "price"), "costs": ("cost", "price"),
    "yield": ("fraction", "kg_per_kg", "mol_per_mol"), "recovery": ("fraction", "share"),
    "split": ("fraction",), "splits": ("fraction",), "share": ("fraction", "share", "release"),
    "use": ("amount",), "uses": ("amount",), "amount": ("amount",),
    "emission": ("emission_factor",), "emissions": ("emission_factor",),
    "release": ("release",), "factor": ("factor", "emission_factor"), "hazard": ("factor",), "hazards": ("factor",),
    "purity": ("limit",), "limit": ("limit",), "limits": ("limit",), "specification": ("limit",),
    "content": ("fraction_new", "fraction_spent"), "composition": ("fraction_new", "fraction_spent"),
    "target": ("share",), "quality": ("value",), "formula": ("formula",), "verdict": ("verdict",),
}  # fmt: skip
"""Words for figures, and the columns that hold them."""


def search(tables: Mapping[str, pd.DataFrame], term: str) -> Found:
    """The rows that a term means; case does not matter.

    The name of a table gives the whole table. Else rows in which a cell is the term. Else rows in which every word of
    the term is a name, or a word for a figure that the row states ('price of Li2CO3'). Else rows of which one name
    holds every word, then rows in whose texts every word stands, sources last.
    """
    from opt import schema

    wanted = " ".join(term.split()).casefold()
    keys = {name: schema.LIBRARY[name].key for name in tables}
    for name, frame in tables.items():
        if name.casefold() in (wanted, wanted.replace(" ", "_")):
            return {name: _rows(frame)}
    rows = {name: _rows(frame) for name, frame in tables.items()}
    words = [word for word in wanted.split() if word not in FILLERS] or [wanted]

    def named(row: Row) -> bool:
        return bool({wanted, wanted.replace(" ", "_")} & _names(row))

    def stated(row: Row) -> bool:
        names = _names(row)
        hits = [word in names or _states(row, word) for word in words]
        return all(hits) and any(word in names for word in words)

    def keyed(row: Row, key: Sequence[str]) -> bool:
        return any(all(word in str(row[column]).casefold() for word in words) for column in key)

    def likely(row: Row) -> bool:
        texts = list(_texts(row, source=False))
        hits = [any(word in text for text in texts) for word in words]
        return all(hit or _states(row, word) for hit, word in zip(hits, words, strict=True)) and any(hits)

    def mentioned(row: Row) -> bool:
        text = "\n".join(_texts(row, source=True))
        return all(word in text for word in words)

    for matches in (named, stated, None, likely, mentioned):
        found = {
            name: [row for row in some if (matches(row) if matches else keyed(row, keys[name]))]
            for name, some in rows.items()
        }
        if any(found.values()):
            return {name: some for name, some in found.items() if some}
    return {}


def nearest(tables: Mapping[str, pd.DataFrame], term: str) -> list[str]:
    """Names like the term: of tables and keys; of words of the term where the whole has none."""
    from opt import schema

    known = {name.casefold(): name for name in tables}
    for name, frame in tables.items():
        for column in schema.LIBRARY[name].key:
            known |= {str(value).casefold(): str(value) for value in frame[column]}
    names = sorted(known)
    words = [word for word in re.split(r"\s+", term.casefold()) if word not in FILLERS]
    words.sort(key=lambda word: word in FIGURES)
    for wanted in (term.casefold(), term.casefold().replace(" ", "_"), *words):
        near = difflib.get_close_matches(wanted, names, n=5, cutoff=0.5)
        if near:
            return [known[name] for name in near]
    return []


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    from opt.tables.frames import records

    return records(frame)


def _texts(row: Row, *, source: bool) -> Iterator[str]:
    for name, value in row.items():
        if name == "source" and not source:
            continue
        if isinstance(value, str):
            yield value.casefold()
        elif isinstance(value, tuple):
            yield from (str(item).casefold() for item in value)


def _names(row: Row) -> set[str]:
    """The cells of a row, and the parts of those that join two names ('product/grade', 'kind:cathode')."""
    cells = set(_texts({name: value for name, value in row.items() if name not in ("source", "status")}, source=False))
    return cells | {part for cell in cells for part in cell.replace(":", "/").replace("+", "/").split("/")}


def _states(row: Row, word: str) -> bool:
    """True where the row holds a figure of that name."""
    return any(name in row and row[name] == row[name] and row[name] != "" for name in (*FIGURES.get(word, ()), word))
