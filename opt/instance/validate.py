"""Every rule, in the order in which a planner reads the complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opt.instance.rules import cells, flows, lines, market, planning, stock, streams, substances
from opt.instance.view import View
from opt.tables import Problem

Rule = Callable[[View], Iterator[Problem]]
RULES: tuple[tuple[Rule, tuple[str, ...]], ...] = (
    (cells.whole_numbers, ()),
    (cells.names, ()),
    (cells.references, ()),
    (streams.periods, ()),
    (streams.arrivals, ("arrivals", "initial_stock")),
    (streams.composition, ("composition",)),
    (streams.cell_types, ()),
    (lines.line_technologies, ("technologies",)),
    (lines.campaigns, ("line_technologies",)),
    (lines.zones, ()),
    (lines.conflicts, ("lines", "line_technologies", "zones")),
    (lines.downtime, ()),
    (lines.offered, ("line_technologies",)),
    (stock.initial_stock, ()),
    (stock.hazard_limits, ()),
    (market.grades, ("grades",)),
    (market.payables, ()),
    (market.demand, ()),
    (market.content_items, ("constituents", "elements")),
    (market.prices, ("grades", "products", "utilities", "elements", "outlets")),
    (planning.decisions, ()),
    (planning.routing, ()),
    (flows.technologies, ("outputs",)),
    (flows.outputs, ("forms", "products", "wastes")),
    (flows.ranks, ("forms", "technologies")),
    (flows.splits, ("outputs", "constituents", "elements")),
    (flows.conversions, ()),
    (flows.uses_and_hazards, ("constituents", "elements", "technologies", "forms")),
    (flows.releases, ("hazards", "hazard_factors", "constituents", "elements", "technologies")),
    (flows.intake_limits, ("constituents", "elements", "electrolyte_classes")),
    (substances.constituents, ("elements",)),
    (substances.products, ("elements",)),
    (substances.conditions, ("verdicts", "constituents", "elements", "technologies")),
)
"""Each rule with the tables in which it looks up what others name; it is passed over where one of them is broken."""

REMARKS: tuple[Callable[[View], Iterator[str]], ...] = (
    streams.period_remarks,
    streams.stream_remarks,
    lines.line_remarks,
    stock.stock_remarks,
)


def validate(view: View) -> list[Problem]:
    """Every problem of finished tables. A cell that could not be read is blank here and breaks no rule."""
    runnable = [rule for rule, needed in RULES if view.broken.isdisjoint(needed)]
    return [problem for rule in runnable for problem in rule(view)]


def remarks(view: View) -> list[str]:
    """What a planner should know though it is no error."""
    return list(dict.fromkeys(note for remark in REMARKS for note in remark(view)))
