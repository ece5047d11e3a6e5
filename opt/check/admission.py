"""May a technology take a material, and on which lines? Re-evaluated from the library's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opt.check.facts import Facts, Row, given
from opt.check.materials import Material
from opt.check.splitting import content
from opt.schema.words import ANY, ELECTROLYTE_CLASSES

ROUNDING = 1e-9
"""A content this far (kg/kg) beyond a limit is rounding."""


@dataclass(frozen=True)
class Admission:
    """What stands against it, in words (empty: nothing), and rate (t/h) and campaign by line that can run it."""

    objections: tuple[str, ...]
    lines: dict[str, tuple[float, str]]


def admit(facts: Facts, technology: str, material: Material) -> Admission:
    """Form, verdicts on the classes still contained, typed conditions, intake limits, and lines that offer all it
    takes."""
    row = facts.by_key["technologies"][technology]
    objections = [] if material.form in row["inputs"] else [f"{technology} does not accept form {material.form}"]
    needed = set(row["capabilities"])
    for name in ELECTROLYTE_CLASSES:
        verdict, conditions = _ruling(facts, technology, name)
        threshold = facts.settings.trace_threshold
        if verdict is not None and given(verdict["threshold"]):
            threshold = verdict["threshold"]
        if content(facts, material.composition, name) <= threshold + ROUNDING:
            continue
        if verdict is None or verdict["verdict"] == "infeasible":
            objections.append(f"{technology} is infeasible for {name}")
            continue
        needed |= {entry["value"] for entry in conditions if entry["condition"] == "capability"}
        objections += _unmet(facts, conditions, name, threshold, material)
    for limit in facts.of.get(("intake_limits", technology), ()):
        counted = {part: share for part, share in material.composition.items() if part not in limit["except"]}
        if not content(facts, counted, limit["item"]) <= limit["limit"] + ROUNDING:
            objections.append(f"{technology} takes at most {limit['limit']:g} kg/kg {limit['item']}")
    lines = _lines(facts, technology, material, needed)
    if not row["needs_line"] and needed:
        objections.append(f"{technology} runs on no line and needs {', '.join(sorted(needed))}")
    if row["needs_line"] and not lines:
        objections.append(f"no line at {material.site} offers {technology} with {', '.join(sorted(needed)) or 'it'}")
    return Admission(tuple(objections), lines)


def _ruling(facts: Facts, technology: str, name: str) -> tuple[Row | None, list[Row]]:
    """The verdict on a class and its conditions: its own, else those for every class ('*')."""
    own = facts.by_key["verdicts"].get((technology, name))
    verdict = own or facts.by_key["verdicts"].get((technology, ANY))
    whose = ANY if own is None else name
    rows = facts.of.get(("verdict_conditions", technology), ())
    return verdict, [row for row in rows if row["electrolyte_class"] == whose]


def _unmet(facts: Facts, conditions: list[Row], name: str, threshold: float, material: Material) -> Iterator[str]:
    allowed = {row["value"] for row in conditions if row["condition"] == "material"}
    others = sum(
        share
        for constituent, share in material.composition.items()
        if constituent not in allowed
        and constituent in facts.by_key["constituents"]
        and facts.by_key["constituents"][constituent]["electrolyte_class"] == name
    )
    if allowed and others > threshold + ROUNDING:
        yield f"of {name} only {', '.join(sorted(allowed))} is taken"
    for row in conditions:
        if not _holds(facts, row, material):
            yield f"condition {row['condition']} {row['value']} for {name} does not hold"


def _holds(facts: Facts, row: Row, material: Material) -> bool:
    """True where a typed condition on the material holds (capabilities and materials are looked at elsewhere)."""
    value = row["value"]
    if row["condition"] == "state":
        charged = facts.by_key["forms"][material.form]["charged"]
        return bool({"intact": material.intact, "damaged": material.damaged, "discharged": not charged}[value])
    if row["condition"] == "max_content":
        return content(facts, material.composition, value) <= row["limit"] + ROUNDING
    if row["condition"] == "required_material":
        return content(facts, material.composition, value) > facts.settings.trace_threshold - ROUNDING
    if row["condition"] == "earlier_step":
        return value in material.passed
    if row["condition"] == "maturity":
        return value in facts.settings.maturity
    return True


def _lines(facts: Facts, technology: str, material: Material, needed: set[str]) -> dict[str, tuple[float, str]]:
    """Lines at the site with every capability: rate and campaign of the most specific row, class before form."""
    found: dict[str, tuple[float, str]] = {}
    for exact_class, exact_form in ((False, False), (False, True), (True, False), (True, True)):
        key = (technology, material.electrolyte_class if exact_class else ANY, material.form if exact_form else ANY)
        for line, row in facts.by_key["lines"].items():
            entry = facts.by_key["line_technologies"].get((line, *key))
            if entry and row["site"] == material.site and needed <= set(row["capabilities"]):
                found[line] = (entry["rate"], entry["campaign"] or technology)
    return found
