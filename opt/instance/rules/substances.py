"""Rules of substances and verdicts: constituents, products, typed conditions."""

from __future__ import annotations

import math
from collections.abc import Iterator

from opt.instance.view import View
from opt.library.chemistry import parse_formula
from opt.schema.words import ANY, MATURITIES, STATES
from opt.tables import Problem, suggest


def constituents(view: View) -> Iterator[Problem]:
    """Constituents bear no element's name and have a formula of known elements."""
    symbols = view.values("elements", "element")
    for position, row in view.numbered("constituents"):
        if row["constituent"] in symbols:
            yield view.problem(
                "constituents",
                position,
                "constituent",
                "an element bears this name",
                f"choose another, as {row['constituent']}_metal",
            )
        if row["formula"]:
            yield from formula(view, "constituents", position, row["formula"])


def formula(view: View, table: str, position: int, text: str) -> Iterator[Problem]:
    """A formula can be read and consists of known elements."""
    try:
        counts = parse_formula(text)
    except ValueError as error:
        yield view.problem(
            table, position, "formula", f"cannot be read as a formula: {error}", "write it as Li6PS5Cl or Ca(OH)2"
        )
        return
    symbols = view.values("elements", "element")
    for symbol in counts:
        if symbol not in symbols:
            yield view.problem(table, position, "formula", f"there is no element '{symbol}'", suggest(symbol, symbols))


def products(view: View) -> Iterator[Problem]:
    """A product's formula holds its carrier element; a product bears no constituent's or element's name unless that is
    its carrier."""
    symbols = view.values("elements", "element")
    for position, row in view.numbered("products"):
        if not row["formula"]:
            continue
        troubles = list(formula(view, "products", position, row["formula"]))
        yield from troubles
        if not troubles and row["carrier"] in symbols and row["carrier"] not in parse_formula(row["formula"]):
            yield view.problem(
                "products",
                position,
                "carrier",
                f"the formula {row['formula']} holds no {row['carrier']}",
                "name an element of the formula",
            )


def conditions(view: View) -> Iterator[Problem]:
    """A typed condition belongs to a verdict, and its value is of its type."""
    elements = view.values("elements", "element")
    named = view.values("constituents", "constituent")
    classes = view.values("electrolyte_classes", "electrolyte_class")
    values: dict[str, set[str]] = {
        "state": set(STATES),
        "maturity": set(MATURITIES),
        "earlier_step": view.values("technologies", "technology"),
        "material": named,
        "required_material": named | elements,
        "max_content": named | elements | classes,
    }
    pairs = {(row["technology"], row["electrolyte_class"]) for row in view.rows("verdicts")}
    for position, row in view.numbered("verdict_conditions"):
        known = values.get(row["condition"])
        if known is not None and row["value"] and row["value"] not in known:
            yield view.unknown("verdict_conditions", position, "value", row["condition"].replace("_", " "), known)
        if row["condition"] == "max_content" and math.isnan(row["limit"]):
            yield view.problem(
                "verdict_conditions",
                position,
                "limit",
                "a maximum content needs a limit",
                "fill in the highest content allowed",
            )
        if (row["technology"], row["electrolyte_class"]) not in pairs:
            yield view.problem(
                "verdict_conditions",
                position,
                "electrolyte_class",
                f"table verdicts has no row for {row['technology']} and {row['electrolyte_class']}",
                "add the verdict, or remove the row"
                + (f"; its verdict on {ANY} has the conditions on {ANY}" if (row["technology"], ANY) in pairs else ""),
            )
