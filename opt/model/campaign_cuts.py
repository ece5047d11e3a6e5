"""Valid inequalities of the family campaign. No plan breaks them, so they change no optimum; they tell a relaxation
what set-ups, arrivals and minimum lots imply. Only the tight formulation has them, and only where they cut."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.campaign_bounds import hours_of, most_hours, steps
from opt.model.data import Data
from opt.model.rows import Row, Terms
from opt.model.variables import Variables
from opt.tolerances import FEASIBILITY


def setup_in_time(data: Data, x: Variables) -> Iterator[Row]:
    """setup_in_time[l,c,t]: the hours of a set-up in this period are not there for its campaign (h)

    sum_(o of c) treat[o,l,t] / rate[o,l] <= less * run[l,c,t] + (most_hours - less) * carry[l,c,t]

    less = min(most_hours[l,c,t], available[l,t] - setup_hours[l,c]): valid because a campaign that runs
    without being carried in is set up. Tight formulation only, where it cuts.
    """
    lines = data.parameters.lines
    for (line, c, t), carry in x.carry.items():
        most = most_hours(data, line, c, t)
        less = max(0.0, min(most, lines.available[line, t] - lines.setup_hours.get((line, c), 0.0)))
        if less < most:
            terms = [*hours_of(data, x, line, c, t), (-less, x.run[line, c, t]), (less - most, carry)]
            yield (line, c, t), terms, None, 0.0


def stay_or_setup(data: Data, x: Variables) -> Iterator[Row]:
    """stay_or_setup[l,c,t]: a state carried out was set up in t or the line stayed in it all of t

    carry[l,c,u] <= setup[l,c,t] + single[l,t], u the period after t (tight formulation only)
    """
    for line, c, t, u in steps(data):
        terms = [(1.0, x.carry[line, c, u]), (-1.0, x.setup[line, c, t]), (-1.0, x.single[line, t])]
        yield (line, c, t), terms, None, 0.0


def supply(data: Data, x: Variables) -> Iterator[Row]:
    """supply[l,c,t]: what does not wait must come in while the campaign runs (t)

    sum_(o of c) treat[o,l,t] <= sum_(n of c, a) stock[n,a,t-1] + inflow[l,c,t] * run[l,c,t]

    inflow = most that can come in of all fractions of the campaign together. Valid because a campaign that does not run
    treats nothing, and one that runs no more than what lay there and came in. Tight formulation only, where it cuts.
    """
    lines = data.parameters.lines
    before = dict(zip(data.parameters.periods[1:], data.parameters.periods, strict=False))
    for (line, c, t), run in x.run.items():
        intake = data.intake[line, c]
        areas = {n: data.network.fractions[n].areas for n in intake.fractions}
        if t not in before or not any(areas.values()):
            continue
        if intake.inflow[t] < most_hours(data, line, c, t) * intake.fastest:
            terms: Terms = [(1.0, x.treat[o, line, t]) for o, _ in lines.operations[line, c]]
            terms += [(-1.0, x.stock[n, a, before[t]]) for n in intake.fractions for a in areas[n]]
            yield (line, c, t), [*terms, (-intake.inflow[t], run)], None, 0.0


def lot_out_of_reach(data: Data, x: Variables) -> Iterator[Row]:
    """lot_out_of_reach[l,c,t]: no run where the minimum lot is more than can be treated

    run[l,c,t] <= 0   (tight formulation only, where most_hours at the highest rate give less than the minimum lot)
    """
    lines = data.parameters.lines
    for (line, c), lot in lines.minimum_lot.items():
        for t in data.parameters.periods:
            if most_hours(data, line, c, t) * data.intake[line, c].fastest < lot - FEASIBILITY:
                yield (line, c, t), [(1.0, x.run[line, c, t])], None, 0.0
