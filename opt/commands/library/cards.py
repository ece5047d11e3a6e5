"""Rows with what stands below them: typed conditions of a verdict, elements of a formula, where a material is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opt.commands.library.rows import Book, cell, origin, row_line
from opt.commands.library.search import Found, Row

CONDITIONS: Mapping[str, str] = {
    "capability": "only on a line that offers {value}",
    "state": "only where the material is {value}",
    "max_content": "only with at most {limit} kg/kg {value}",
    "material": "only for {value}",
    "required_material": "only where {value} is present",
    "earlier_step": "only after {value}",
    "maturity": "only for a planner who opts in to what is of {value} maturity",
}
"""A typed condition in words."""

USED_IN = {
    "cell_types": ("constituent", "cell_type", "cell types"),
    "splits": ("constituent", "technology", "splits of"),
    "conversions": ("constituent", "technology", "converted by"),
    "uses": ("constituent", "technology", "uses of"),
    "hazard_factors": ("constituent", "at", "hazards at"),
    "intake_limits": ("item", "technology", "intake limits of"),
    "verdict_conditions": ("value", "technology", "conditions of"),
    "products": ("carrier", "product", "carries"),
    "specifications": ("item", "product", "specified in"),
}
"""Table -> the column that names a material, the column that says where, and how that is called."""


def listing(book: Book, found: Found) -> Iterator[str]:
    """Each table with its rows; the typed conditions of a verdict stand below it."""
    from opt import schema

    shown = {(row["technology"], row["electrolyte_class"]) for row in found.get("verdicts", ())}
    for name, rows in found.items():
        if name == "verdict_conditions":
            rows = [row for row in rows if (row["technology"], row["electrolyte_class"]) not in shown]
        if rows:
            yield ""
            yield f"{name}: {schema.LIBRARY[name].meaning}"
        for row in rows:
            yield row_line(book, name, row)
            yield from below(book, name, row)
            yield origin(row)


def below(book: Book, table: str, row: Row) -> Iterator[str]:
    """Further lines of a row, before its status."""
    if table == "verdicts":
        yield from _conditions(book, row)
    if table == "constituents":
        yield from _elements(book, row)
        yield from _used(book, row)
    if table == "products":
        yield from _elements(book, row)
        yield from _made(book, row)
    if table == "technologies":
        yield from _outputs(book, row)


def _conditions(book: Book, row: Row) -> Iterator[str]:
    for rule in _records(book, "verdict_conditions"):
        if all(rule[name] == row[name] for name in ("technology", "electrolyte_class")):
            text = CONDITIONS[rule["condition"]].format(value=rule["value"], limit=cell(rule["limit"]))
            yield f"      {text} ({rule['condition']})"
            if (rule["source"], rule["status"]) != (row["source"], row["status"]):
                yield f"    {origin(rule).replace('    ', '', 1)}"


def _elements(book: Book, row: Row) -> Iterator[str]:
    """Mass shares of the elements, computed from the formula."""
    from opt.library.chemistry import element_fractions, molar_mass

    if not row["formula"]:
        return
    masses = dict(zip(book.tables["elements"]["element"], book.tables["elements"]["atomic_mass"], strict=True))
    shares = element_fractions(row["formula"], masses)
    text = ", ".join(f"{element} {100 * share:.2f} %" for element, share in shares.items())
    yield f"      computed from the formula: {text}; {molar_mass(row['formula'], masses):.2f} g/mol"


def _used(book: Book, row: Row) -> Iterator[str]:
    """Where rows name a material by itself, by its class or kind."""
    own = row["constituent"]
    groups = {name for name in (row["electrolyte_class"], f"kind:{row['kind']}") if name}
    for table, (column, where, words) in USED_IN.items():
        rows = _records(book, table)
        exact = _places(rows, column, where, {own})
        if exact:
            yield f"      {words} {', '.join(exact)}"
        general = [name for name in _places(rows, column, where, groups) if name not in exact]
        if general:
            yield f"      {words} {', '.join(general)} (by class or kind)"


def _places(rows: list[dict[str, Any]], column: str, where: str, names: set[str]) -> list[str]:
    return list(dict.fromkeys(str(row[where]) for row in rows if names & set(str(row[column]).split("+"))))


def _made(book: Book, row: Row) -> Iterator[str]:
    made = _places(_records(book, "outputs"), "target", "technology", {row["product"]})
    if made:
        yield f"      made by {', '.join(made)}"


def _outputs(book: Book, row: Row) -> Iterator[str]:
    rows = [r for r in _records(book, "outputs") if r["technology"] == row["technology"]]
    if rows:
        given = ", ".join(f"{out['output']} ({out['kind']} {out['target']})" for out in rows)
        yield f"      gives {given}"


def _records(book: Book, table: str) -> list[dict[str, Any]]:
    from opt.tables.frames import records

    return records(book.tables[table])
