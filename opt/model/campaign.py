"""Family campaign: big-bucket lot sizing with set-up carry-over (CLSP-L; Suerie and Stadtler 2003, Management Science
49(8)). A line treats one campaign at a time; the state it ends a period in may be carried into the next."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.campaign_bounds import hours_of, most_hours, steps
from opt.model.campaign_cuts import lot_out_of_reach, setup_in_time, stay_or_setup, supply
from opt.model.data import Data
from opt.model.rows import Row, Terms
from opt.model.variables import Variables


def linking(data: Data, x: Variables) -> Iterator[Row]:
    """linking[l,c,t]: treat only while the campaign runs (h)

    sum_(o of c) treat[o,l,t] / rate[o,l] <= most_hours[l,c,t] * run[l,c,t]

    most_hours = available hours; in the tight formulation at most the hours that all that can have arrived takes.
    """
    for (line, c, t), run in x.run.items():
        yield (line, c, t), [*hours_of(data, x, line, c, t), (-most_hours(data, line, c, t), run)], None, 0.0


def ready(data: Data, x: Variables) -> Iterator[Row]:
    """ready[l,c,t]: a campaign runs only when set up or carried in

    run[l,c,t] <= setup[l,c,t] + carry[l,c,t]
    """
    for key, setup in x.setup.items():
        yield key, [(1.0, x.run[key]), (-1.0, setup), (-1.0, x.carry[key])], None, 0.0


def one_carry(data: Data, x: Variables) -> Iterator[Row]:
    """one_carry[l,t]: a line carries one state at most

    sum_c carry[l,c,t] <= 1
    """
    for line, names in data.parameters.lines.setups.items():
        for t in data.parameters.periods:
            yield (line, t), [(1.0, x.carry[line, c, t]) for c in names], None, 1.0


def carried(data: Data, x: Variables) -> Iterator[Row]:
    """carried[l,c,t]: a state is carried in only from a period that had it

    carry[l,c,t] <= setup[l,c,t-1] + carry[l,c,t-1]; in the first period <= 1 for the initial campaign, else 0
    """
    lines = data.parameters.lines
    for line, names in lines.setups.items():
        for c in names:
            before = None
            for t in data.parameters.periods:
                terms: Terms = [(1.0, x.carry[line, c, t])]
                start = 1.0 if before is None and lines.initial_campaign[line] == c else 0.0
                if before is not None:
                    terms += [(-1.0, x.setup[line, c, before]), (-1.0, x.carry[line, c, before])]
                yield (line, c, t), terms, None, start
                before = t


def stay(data: Data, x: Variables) -> Iterator[Row]:
    """stay[l,c,t]: a state carried in and out again needs a line that stays in it all of the period

    carry[l,c,t] + carry[l,c,u] <= 1 + single[l,t], u the period after t
    """
    for line, c, t, u in steps(data):
        terms = [(1.0, x.carry[line, c, t]), (1.0, x.carry[line, c, u]), (-1.0, x.single[line, t])]
        yield (line, c, t), terms, None, 1.0


def alone(data: Data, x: Variables) -> Iterator[Row]:
    """alone[l,c,t]: a line that stays in one state is not set up

    setup[l,c,t] + single[l,t] <= 1
    """
    for (line, c, t), setup in x.setup.items():
        yield (line, c, t), [(1.0, setup), (1.0, x.single[line, t])], None, 1.0


def minimum_lot(data: Data, x: Variables) -> Iterator[Row]:
    """minimum_lot[l,c,t]: a campaign that runs treats at least its minimum lot (t)

    sum_(o of c) treat[o,l,t] >= minimum_lot[l,c] * run[l,c,t]
    """
    lines = data.parameters.lines
    for (line, c), lot in lines.minimum_lot.items():
        for t in data.parameters.periods:
            terms = [(1.0, x.treat[o, line, t]) for o, _ in lines.operations[line, c]]
            yield (line, c, t), [*terms, (-lot, x.run[line, c, t])], 0.0, None


ROWS = (linking, ready, one_carry, carried, stay, alone, minimum_lot)
TIGHT = (setup_in_time, stay_or_setup, supply, lot_out_of_reach)
