"""Rules of technologies: what they turn into what, and how it is split."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from opt.instance.merge import Row
from opt.instance.releases import PROCESSING, groups_of, touches
from opt.instance.view import View
from opt.schema.words import ANY, KIND, KINDS, LOSS
from opt.tables import Problem

SPLIT_SUM = 1e-9
"""Splits may exceed 1 by this (rounding of decimal figures)."""


def selectors(view: View) -> set[str]:
    """What a split, a use or a hazard factor may select: constituents, elements, classes, kinds, everything."""
    named = view.values("constituents", "constituent") | view.values("elements", "element")
    kinds = {f"{KIND}{kind}" for kind in KINDS}
    return named | view.values("electrolyte_classes", "electrolyte_class") | kinds | {ANY}


def outputs(view: View) -> Iterator[Problem]:
    """The target of an output is a form, product or waste, as its kind says; 'loss' is always the waste 'loss'."""
    targets = {
        "fraction": ("form", view.values("forms", "form")),
        "product": ("product", view.values("products", "product")),
        "waste": ("waste", view.values("wastes", "waste")),
    }
    for position, row in view.numbered("outputs"):
        what, known = targets.get(row["kind"], ("", set()))
        if what and row["target"] and row["target"] not in known:
            yield view.unknown("outputs", position, "target", what, known)
        if row["output"] == LOSS and (row["kind"], row["target"]) != ("waste", LOSS):
            rule = f"the output '{LOSS}' is always the waste '{LOSS}'"
            yield view.problem("outputs", position, "output", rule, "choose another name")


def ranks(view: View) -> Iterator[Problem]:
    """A technology turns a form into forms of higher rank."""
    rank = {row["form"]: row["rank"] for row in view.rows("forms")}
    inputs = {row["technology"]: row["inputs"] for row in view.rows("technologies")}
    for position, row in view.numbered("outputs"):
        target = row["target"]
        if row["kind"] != "fraction" or target not in rank:
            continue
        form = max(
            (form for form in inputs.get(row["technology"], ()) if form in rank), key=rank.__getitem__, default=""
        )
        if form and rank[target] <= rank[form]:
            rule = (
                f"{target} (rank {rank[target]:g}) does not rank above {form} (rank {rank[form]:g}), which "
                f"{row['technology']} accepts"
            )
            yield view.problem("outputs", position, "target", rule, "give forms ranks that rise along every route")


def technologies(view: View) -> Iterator[Problem]:
    """Every technology accepts something and gives something."""
    giving = view.values("outputs", "technology")
    for position, row in view.numbered("technologies"):
        if row["technology"] and row["technology"] not in giving:
            yield view.problem(
                "technologies", position, "technology", "the technology has no output", "add its rows to table outputs"
            )


def splits(view: View) -> Iterator[Problem]:
    """Splits select something known, leave by an output of the technology, and sum to at most 1."""
    known = selectors(view)
    gives: dict[str, set[str]] = defaultdict(lambda: {LOSS})
    for row in view.rows("outputs"):
        gives[row["technology"]].add(row["output"])
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    last: dict[tuple[str, str], int] = {}
    declared = view.values("technologies", "technology")
    for position, row in view.numbered("splits"):
        if row["constituent"] and row["constituent"] not in known:
            yield view.unknown("splits", position, "constituent", "constituent, element, class or kind", known)
        if row["technology"] in declared and row["output"] and row["output"] not in gives[row["technology"]]:
            yield view.unknown("splits", position, "output", f"output of {row['technology']}", gives[row["technology"]])
        pair = (row["technology"], row["constituent"])
        shares[pair].append(row["fraction"])
        if view.from_planner("splits", position) or pair not in last:
            last[pair] = position
    for (technology, constituent), values in shares.items():
        total = math.fsum(values)
        if total > 1 + SPLIT_SUM:
            yield view.problem(
                "splits",
                last[technology, constituent],
                "fraction",
                f"the shares of {constituent} in {technology} sum to {total:.9g}, more than 1",
                "correct them; what is left of 1 is loss",
            )


def conversions(view: View) -> Iterator[Problem]:
    """A conversion states its yield once, by mass or by formula units."""
    for position, row in view.numbered("conversions"):
        stated = [column for column in ("kg_per_kg", "mol_per_mol") if not math.isnan(row[column])]
        if len(stated) != 1:
            rule = (
                "both kg_per_kg and mol_per_mol are given" if stated else "neither kg_per_kg nor mol_per_mol is given"
            )
            yield view.problem("conversions", position, "kg_per_kg", rule, "give one of the two")
        if row["constituent"] and row["constituent"] == row["target"]:
            yield view.problem(
                "conversions",
                position,
                "target",
                "a phase is converted into itself",
                "name another phase, or remove the row",
            )


def uses_and_hazards(view: View) -> Iterator[Problem]:
    """Uses and hazard factors select something known; a factor of treating stands at a technology, one of stock at a
    form."""
    known = selectors(view)
    for table in ("uses", "hazard_factors"):
        for position, row in view.numbered(table):
            if row["constituent"] and row["constituent"] not in known:
                yield view.unknown(table, position, "constituent", "constituent, element, class or kind", known)
    places = {
        "processing": ("technology", view.values("technologies", "technology")),
        "stock": ("form", view.values("forms", "form")),
    }
    for position, row in view.numbered("hazard_factors"):
        what, there = places.get(row["basis"], ("", set()))
        if what and row["at"] and row["at"] not in there | {ANY}:
            yield view.unknown("hazard_factors", position, "at", what, there)


def releases(view: View) -> Iterator[Problem]:
    """A measured release replaces that of some hazard factor."""
    known = selectors(view)
    groups = groups_of(view.rows("constituents"))
    factors = [row for row in view.rows("hazard_factors") if row["basis"] == PROCESSING]
    for position, row in view.numbered("releases"):
        if row["constituent"] and row["constituent"] not in known:
            yield view.unknown("releases", position, "constituent", "constituent, element, class or kind", known)
        elif row["hazard"] in view.values("hazards", "hazard") and not any(touches(row, f, groups) for f in factors):
            of_hazard = [f for f in factors if f["hazard"] == row["hazard"]]
            there = sorted({f["constituent"] for f in of_hazard if f["at"] == row["at"]})
            column = "constituent" if there else "at"
            places = there or sorted({f["at"] for f in of_hazard})
            yield view.problem(
                "releases",
                position,
                column,
                f"replaces nothing: hazard_factors has no processing row of {row['hazard']} at {row['at']} for "
                f"{row['constituent']}",
                f"it has rows {'for' if there else 'at'}: {', '.join(places) or 'nothing'}; or add the factor",
            )


def intake_limits(view: View) -> Iterator[Problem]:
    """What does not count towards a limit would count without that word."""
    elements = view.values("elements", "element")
    counting = {row["constituent"]: _names_of(row) for row in view.rows("constituents")}
    for position, row in view.numbered("intake_limits"):
        for name in row["except"]:
            if name in counting and row["item"] not in counting[name] | elements:
                rule = f"{name} does not count towards {row['item']} anyway"
                remedy = "leave it out, or correct the name"
                yield replace(view.problem("intake_limits", position, "except", rule, remedy), value=name)


def _names_of(constituent: Row) -> set[str]:
    """The items other than elements towards which a constituent counts."""
    return {constituent["constituent"], constituent["electrolyte_class"], KIND + constituent["kind"]}
