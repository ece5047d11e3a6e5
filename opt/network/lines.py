"""Lines that can run an operation: throughput and campaign, or what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opt.network.catalog import Catalog, Row
from opt.network.conditions import State
from opt.network.network import LineRate
from opt.schema.words import ANY


@dataclass(frozen=True)
class Offer:
    """``lines`` that run it; where there is none though one is needed: ``missing`` says why, and ``lacking`` are the
    capabilities that some line which offers it has not."""

    lines: Mapping[str, LineRate]
    missing: str = ""
    lacking: frozenset[str] = frozenset()


def offer(catalog: Catalog, technology: str, state: State, capabilities: frozenset[str]) -> Offer:
    """Lines at the site that offer the technology for the class and form with every capability, and the reason where
    there is none. A technology that needs no line has none; a capability asked of it cannot be met."""
    if not catalog.technologies[technology]["needs_line"]:
        wanted = ", ".join(sorted(capabilities))
        return Offer({}, f"needs {wanted} of a line, and runs on none" if wanted else "", capabilities)
    rows = _by_line(catalog.lines_of.get((technology, state.site), ()), state)
    if not rows:
        return Offer({}, _nobody(catalog, technology, state))
    lacking_by_line = {line: sorted(capabilities - set(catalog.lines[line]["capabilities"])) for line in rows}
    able = {
        line: LineRate(float(row["rate"]), row["campaign"] or technology)
        for line, row in rows.items()
        if not lacking_by_line[line]
    }
    if able:
        return Offer(able)
    lacks = "; ".join(f"line {line} lacks {', '.join(names)}" for line, names in lacking_by_line.items())
    return Offer(
        {},
        f"no line at {state.site} has every capability it needs here: {lacks}",
        frozenset(name for names in lacking_by_line.values() for name in names),
    )


def _by_line(rows: tuple[Row, ...], state: State) -> dict[str, Row]:
    """The most specific row of each line for the streams' class and the form; class goes before form."""
    best: dict[str, tuple[tuple[bool, bool], Row]] = {}
    for row in rows:
        if row["electrolyte_class"] not in (state.electrolyte_class, ANY) or row["form"] not in (state.form, ANY):
            continue
        rank = (row["electrolyte_class"] != ANY, row["form"] != ANY)
        if row["line"] not in best or rank > best[row["line"]][0]:
            best[row["line"]] = (rank, row)
    return {line: row for line, (_, row) in best.items()}


def _nobody(catalog: Catalog, technology: str, state: State) -> str:
    """Why no line offers it: nowhere, at other sites only, or for other classes and forms only."""
    if (technology, state.site) in catalog.lines_of:
        return (
            f"the lines at {state.site} that offer it do so for other electrolyte classes or forms than "
            f"{state.electrolyte_class} and {state.form} (line_technologies)"
        )
    elsewhere = sorted(site for name, site in catalog.lines_of if name == technology)
    if elsewhere:
        return f"no line at {state.site} offers it, only at {', '.join(elsewhere)}"
    return f"no line at {state.site} offers it (line_technologies)"
