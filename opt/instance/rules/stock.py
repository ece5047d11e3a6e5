"""Rules of storage and safety: areas, initial stock, end values, hazard limits."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from opt.instance.view import View
from opt.schema.words import ANY
from opt.tables import Problem


def initial_stock(view: View) -> Iterator[Problem]:
    """Material in stock lies at its stream's site, in a form that can be stored; an area holds no more than it can."""
    site_of = {row["stream"]: row["site"] for row in view.rows("streams")}
    areas = {row["area"]: row for row in view.rows("areas")}
    storable = {row["form"]: row["storable"] for row in view.rows("forms")}
    held: dict[str, float] = defaultdict(float)
    for position, row in view.numbered("initial_stock"):
        area = areas.get(row["area"])
        if not storable.get(row["form"], True):
            yield view.problem(
                "initial_stock",
                position,
                "form",
                f"form {row['form']} cannot be stored",
                "name a form that can, or remove the row",
            )
        if area is None:
            continue
        if area["site"] != site_of.get(row["stream"], area["site"]):
            yield view.problem(
                "initial_stock",
                position,
                "area",
                f"area {row['area']} lies at site {area['site']}, stream "
                f"{row['stream']} at site {site_of[row['stream']]}",
                "name an area of the stream's site",
            )
        before = held[row["area"]]
        held[row["area"]] += 0.0 if math.isnan(row["mass"]) else row["mass"]
        if before <= area["capacity"] < held[row["area"]]:
            yield view.problem(
                "initial_stock",
                position,
                "mass",
                f"with this row area {row['area']} holds "
                f"{held[row['area']]:g} t, more than its capacity of {area['capacity']:g} t",
                "correct the mass or the capacity",
            )
    yield from _classes_in_areas(view)


def _classes_in_areas(view: View) -> Iterator[Problem]:
    """The storage class of initial stock may lie in its area (where the class is the same for every composition)."""
    allowed: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("area_classes"):
        allowed[row["area"]].add(row["storage_class"])
    classes: dict[str, set[str]] = defaultdict(set)
    for row in view.rows("storage_rules"):
        classes[row["form"]].add(row["storage_class"])
    for position, row in view.numbered("initial_stock"):
        takes = allowed.get(row["area"])
        if takes and ANY not in takes and classes.get(row["form"]) and not classes[row["form"]] & takes:
            yield view.problem(
                "initial_stock",
                position,
                "area",
                f"area {row['area']} does not take "
                f"{' or '.join(sorted(classes[row['form']]))}, the storage class of {row['form']}",
                "name an area that does, or extend area_classes",
            )


def hazard_limits(view: View) -> Iterator[Problem]:
    """Limits of treating hold at sites; only limits of stock may name an area."""
    sites, areas = view.values("sites", "site"), view.values("areas", "area")
    for position, row in view.numbered("hazard_limits"):
        if row["basis"] in ("processing", "concurrent") and row["place"] in areas - sites:
            yield view.problem(
                "hazard_limits",
                position,
                "place",
                f"{row['place']} is an area, but a limit on the basis '{row['basis']}' holds at a site",
                f"write one of: {', '.join(sorted(sites))}",
            )
    for row in view.rows("areas"):
        if row["area"] in sites:
            position = list(view.tables["areas"]["area"]).index(row["area"])
            yield view.problem("areas", position, "area", "a site bears the same name", "rename the one or the other")


def stock_remarks(view: View) -> Iterator[str]:
    """Forms that cannot be stored, where someone counts on it; hazard limits that nothing loads."""
    storable = {row["form"]: row["storable"] for row in view.rows("forms")}
    classified = view.values("storage_rules", "form")
    for row in view.rows("streams"):
        if not storable.get(row["form"], True) or row["form"] not in classified:
            yield (
                f"stream {row['stream']} arrives as {row['form']}, which cannot be stored: it must be treated or "
                "disposed of in the period of its arrival"
            )
    for row in view.rows("end_values"):
        if not storable.get(row["form"], True):
            yield f"end_values: form {row['form']} cannot be stored, its value is never used"
    loaded = {(row["hazard"], row["basis"]) for row in view.rows("hazard_factors")}
    for row in view.rows("hazard_limits"):
        basis = "stock" if row["basis"] == "stock" else "processing"
        if (row["hazard"], basis) not in loaded:
            yield f"hazard_limits: nothing has a {basis} factor of hazard {row['hazard']}; its limit never binds"
