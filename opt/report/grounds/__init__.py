"""What a plan rests on.

**Figures.** A figure is one numeric cell that enters the value: of a library row, of the instance's own row, the
price series of an item (table prices, all its periods together), or the carbon price. Its effect is the change of the
recovered value for 1 % more of it while the plan is fixed.

**Plan fixed.** What is decided stays: the masses received, set-ups, campaigns, shortfalls and qualifications; the
shares by which each fraction goes to operations, lines and periods, to outlets and into stock at the end; the shares
by which each product is given to grades and each waste to outlets; how long material lies. Masses follow the figure
downstream: another split gives other masses and compositions behind it, which are sold, treated and paid for in the
same shares. The share that no split names is loss, so a larger split means less loss.

**How.** Flows are linear in the masses of constituents. One pass against the flow gives what a tonne of each
constituent is worth in each fraction (``worth``); with the masses of the plan that gives the derivative for every
figure at once (``materials``). Figures of money are proportional to the amounts they enter (``amounts``).

**Limits.** First order. Limits, demand, capacities, grades, purity and verdicts are not decided anew; neither is an
operation opened or dropped. Shares are those of the whole horizon, and the price of a grade of which goods are kept
is its mean over the horizon. A split that is already 1 has no room for more: its effect is minus that of 1 % less;
where it is computed (a step that moves no mass) it is left out. Contents of a stream are scaled to sum to 1: more of
one constituent is less of the others. A conversion whose targets carry more of an element takes it from what is lost,
and where nothing is lost from reagents, which are free. Stock at the start behind the root keeps its composition.
Masses received, limits, hazard factors, exchange rates, atomic masses and formulas are not among the figures.

**Sales.** ``touch`` says which figures a sale touches; it counts under the weakest of them.
"""

from opt.report.grounds.counts import grounds
from opt.report.grounds.figures import in_short, rest

__all__ = ["grounds", "in_short", "rest"]
