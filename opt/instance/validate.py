"""Every rule, in the order in which a planner reads the complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from opt.instance.rules import cells, flows, lines, market, planning, stock, streams, substances
from opt.instance.view import View
from opt.tables import Problem

RULES: tuple[Callable[[View], Iterator[Problem]], ...] = (
    cells.whole_numbers,
    cells.names,
    cells.references,
    streams.periods,
    streams.arrivals,
    streams.composition,
    streams.cell_types,
    lines.line_technologies,
    lines.campaigns,
    lines.zones,
    lines.conflicts,
    lines.downtime,
    lines.offered,
    stock.initial_stock,
    stock.hazard_limits,
    market.grades,
    market.payables,
    market.demand,
    market.content_items,
    market.prices,
    planning.decisions,
    planning.routing,
    flows.technologies,
    flows.outputs,
    flows.splits,
    flows.conversions,
    flows.uses_and_hazards,
    substances.constituents,
    substances.products,
    substances.conditions,
)
REMARKS: tuple[Callable[[View], Iterator[str]], ...] = (
    streams.period_remarks,
    streams.stream_remarks,
    lines.line_remarks,
    stock.stock_remarks,
)


def validate(view: View) -> list[Problem]:
    """Every problem of finished tables. A cell that could not be read is blank here and breaks no rule."""
    return [problem for rule in RULES for problem in rule(view)]


def remarks(view: View) -> list[str]:
    """What a planner should know though it is no error."""
    return list(dict.fromkeys(note for remark in REMARKS for note in remark(view)))
