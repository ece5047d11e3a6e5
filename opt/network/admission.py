"""Admissibility: may a technology take a fraction at its site, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from opt.network.catalog import Catalog, Row
from opt.network.conditions import State, unmet
from opt.network.content import ROUNDING, content_without
from opt.network.lines import offer
from opt.network.network import LineRate
from opt.schema.words import ELECTROLYTE_CLASSES


@dataclass(frozen=True)
class Admission:
    """``reasons`` against it, empty where the technology takes the fraction; ``lines`` that run it (empty where it
    needs none)."""

    reasons: tuple[str, ...]
    lines: Mapping[str, LineRate]


def admit(catalog: Catalog, technology: str, state: State, rules: Mapping[str, str]) -> Admission:
    """Applies section 1 of the problem: verdicts by the classes still present, typed conditions, intake limits, lines
    with every capability, and the planner's routing ``rules`` (technology -> rule). The form is taken as accepted."""
    reasons: list[str] = []
    asked: dict[str, frozenset[str]] = {}
    for name in ELECTROLYTE_CLASSES:
        content = state.contents.get(name, 0.0)
        row = catalog.verdicts.get((technology, name))
        if content <= threshold(catalog, row) + ROUNDING:
            continue
        refusal = _by_verdict(catalog, technology, name, row, state)
        reasons += refusal
        if not refusal:
            asked[name] = _capabilities(catalog, technology, name)
    reasons += _by_intake(catalog, technology, state)
    reasons += _by_routing(catalog, technology, rules)
    own = catalog.technologies[technology]["capabilities"]
    offered = offer(catalog, technology, state, frozenset(own).union(*asked.values()))
    if offered.missing:
        reasons.append(offered.missing)
        for name, capabilities in asked.items():
            reasons += _by_line(catalog, technology, name, sorted(capabilities & offered.lacking), state)
    return Admission(tuple(reasons), offered.lines)


def threshold(catalog: Catalog, verdict: Row | None) -> float:
    """Content above which a class counts as present: the verdict's own threshold, else the instance's."""
    own = float("nan") if verdict is None else float(verdict["threshold"])
    return catalog.settings.trace_threshold if own != own else own


def _by_verdict(catalog: Catalog, technology: str, name: str, row: Row | None, state: State) -> list[str]:
    """Reasons that the verdict on one class gives."""
    present = _present(catalog, name, row, state)
    if row is None:
        return [f"no verdict on {present}: the library has no row of verdicts for the pair"]
    if row["verdict"] == "infeasible":
        return [f"infeasible for {present}{_words(catalog, row, row['reason'] or row['condition'])}"]
    conditions = catalog.conditions.get((technology, name), ())
    failed = unmet(catalog, conditions, name, threshold(catalog, row), state)
    return [f"for {present} {text}{_words(catalog, row)}" for text in failed]


def _by_line(catalog: Catalog, technology: str, name: str, lacking: Sequence[str], state: State) -> Iterable[str]:
    """Why the verdict on a class asks for capabilities that the lines lack."""
    row = catalog.verdicts[technology, name]
    if lacking:
        yield f"for {_present(catalog, name, row, state)} it needs {', '.join(lacking)}{_words(catalog, row)}"


def _present(catalog: Catalog, name: str, row: Row | None, state: State) -> str:
    return f"{name} ({per_cent(state.contents[name])}, above {per_cent(threshold(catalog, row))})"


def _words(catalog: Catalog, verdict: Row, text: str = "") -> str:
    """What a verdict says (``text``, else its condition and hazard) and where in the review; '' where it says
    nothing."""
    words = text or "; ".join(part for part in (verdict["condition"], verdict["reason"]) if part)
    section = verdict["review_section"] or catalog.technologies[verdict["technology"]]["review_section"]
    return (f": {words}" if words else "") + (f" (review, section {section})" if section else "")


def _capabilities(catalog: Catalog, technology: str, name: str) -> frozenset[str]:
    rows = catalog.conditions.get((technology, name), ())
    return frozenset(row["value"] for row in rows if row["condition"] == "capability")


def _by_intake(catalog: Catalog, technology: str, state: State) -> Iterable[str]:
    for row in catalog.intake.get(technology, ()):
        content = content_without(catalog, state.composition, row["except"], state.contents).get(row["item"], 0.0)
        if not content <= row["limit"] + ROUNDING:
            yield f"takes at most {per_cent(row['limit'])} {_item(row)}, the fraction has {per_cent(content)}"


def _item(limit: Row) -> str:
    """What a limit counts, in words: 'kind:cathode besides NCM811'."""
    return f"{limit['item']} besides {', '.join(limit['except'])}" if limit["except"] else str(limit["item"])


def _by_routing(catalog: Catalog, technology: str, rules: Mapping[str, str]) -> Iterable[str]:
    """A forbidden technology, or another technology of its stage forced."""
    stage = catalog.technologies[technology]["stage"]
    forced = sorted(
        name for name, rule in rules.items() if rule == "force" and catalog.technologies[name]["stage"] == stage
    )
    if rules.get(technology) == "forbid":
        yield "routing: forbidden by the planner"
    elif forced and technology not in forced:
        yield f"routing: the planner forces {' or '.join(forced)} in stage {stage}"


def routing_rules(catalog: Catalog, stream: str) -> dict[str, str]:
    """Rules of a stream by technology; its own row goes before the row for '*'."""
    rules = {**catalog.routing.get("*", {}), **catalog.routing.get(stream, {})}
    return {technology: rule for technology, rule in rules.items() if rule}


def per_cent(content: float) -> str:
    """A content in words: '12.3 wt%'."""
    return f"{100 * content:.3g} wt%"
