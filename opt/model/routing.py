"""Family routing: qualification of streams for technologies, limits per stage, and the planner's own bounds.

Technologies that a rule forces or forbids are no rows: the network has no operation for what they rule out.
"""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row
from opt.model.variables import BINARY, Variables
from opt.network.routing_parameters import Decision
from opt.tables.problems import Problem, suggest
from opt.tolerances import FEASIBILITY


def qualified(data: Data, x: Variables) -> Iterator[Row]:
    """qualified[s,k]: a stream (behind the root its pool) goes to a technology only when qualified for it (t)

    sum_(o of s and k, l, t) treat[o,l,t] <= most[s,k] * use[s,k]

    most = all that can have arrived over the horizon of the fractions that the technology takes.
    """
    last = data.parameters.periods[-1]
    for key, use in x.use.items():
        s, k = key
        operations = data.parameters.routing.operations[s, k]
        terms = [
            (1.0, x.treat[o, line, t]) for o in operations for line in data.lines[o] for t in data.parameters.periods
        ]
        fractions = dict.fromkeys(data.network.operations[o].fraction for o in operations)
        most = sum(data.reach.total[n, last] for n in fractions)
        yield key, [*terms, (-most, use)], None, 0.0


def at_most(data: Data, x: Variables) -> Iterator[Row]:
    """at_most[s,stage]: technologies of a stage for a stream (behind the root for its pool)

    sum_(k of stage) use[s,k] <= maximum[s,stage]
    """
    routing = data.parameters.routing
    for (s, stage), most in routing.maximum.items():
        terms = [(1.0, x.use[s, k]) for y, k in routing.operations if y == s and routing.stage[k] == stage]
        yield (s, stage), terms, None, float(most)


def decide(data: Data, x: Variables) -> None:
    """Bounds of the planner (table decisions) on single variables: lower <= variable <= upper.

    They only narrow what is possible: a bound beyond it is reported, and so is an index that does not exist.
    """
    for decision in data.parameters.routing.decisions:
        block = getattr(x, decision.variable)
        variable = block.get(decision.index)
        if variable is None:
            known = ["|".join(index) for index in block]
            data.problems.append(
                _bad(
                    decision,
                    "index",
                    "|".join(decision.index),
                    f"there is no {decision.variable}[{', '.join(decision.index)}]",
                    suggest("|".join(decision.index), known),
                )
            )
            continue
        least, most = variable.lb, variable.ub
        if decision.variable not in (*BINARY, "receive", "short", "keep"):
            most = max(most, decision.lower or 0.0)
        lower = least if decision.lower is None else max(least, decision.lower)
        upper = most if decision.upper is None else min(most, decision.upper)
        if lower > upper + FEASIBILITY:
            column, value = (
                ("lower", decision.lower)
                if decision.lower is not None and decision.lower > most
                else ("upper", decision.upper)
            )
            data.problems.append(
                _bad(
                    decision,
                    column,
                    f"{value:g}",
                    f"{decision.variable}[{', '.join(decision.index)}] lies between {least:g} and "
                    f"{most:g} whatever the plan",
                    "choose a bound in that range",
                )
            )
            continue
        variable.setlb(min(lower, upper))
        variable.setub(upper)


def _bad(decision: Decision, column: str, value: str, rule: str, mend: str) -> Problem:
    return Problem(table="decisions", row=decision.row + 2, column=column, value=value, rule=rule, remedy=mend)


ROWS = (qualified, at_most)
