"""Family safety: hazards of processing, of stock, of lines running together, and campaigns that must not meet.

Rows of limits are divided by the limit: a solver tolerance is then the same share of a small limit as of a large one.
"""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row, Terms
from opt.model.variables import Variables
from opt.tolerances import FEASIBILITY


def hazard_processing(data: Data, x: Variables) -> Iterator[Row]:
    """hazard_processing[h,v,t]: hazard of all that a site treats in a period

    sum_(o at v, l) factor[o,h] * treat[o,l,t] <= limit_per_hour[h,v,t] * hours[t]   (row divided by the limit)
    """
    sources: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for o, operation in data.network.operations.items():
        for h, factor in operation.hazards.items():
            sources.setdefault((h, operation.site), []).append((o, factor))
    for (h, v, t), limit in data.parameters.sites.processing.items():
        terms = [(factor, x.treat[o, line, t]) for o, factor in sources.get((h, v), ()) for line in data.lines[o]]
        yield scaled((h, v, t), terms, limit)


def hazard_stock(data: Data, x: Variables) -> Iterator[Row]:
    """hazard_stock[h,j,t]: hazard of all that lies in a place j, a site or an area, at the end of a period

    sum_(n, a in j) factor[n,h] * stock[n,a,t] <= limit[h,j,t]   (row divided by the limit)
    """
    sources: dict[tuple[str, str], list[tuple[str, str, float]]] = {}
    for n, fraction in data.network.fractions.items():
        for h, factor in fraction.stock_hazards.items():
            for a in fraction.areas:
                for place in {a, data.parameters.sites.area_site[a]}:
                    sources.setdefault((h, place), []).append((n, a, factor))
    for (h, j, t), limit in data.parameters.sites.stock.items():
        terms = [(factor, x.stock[n, a, t]) for n, a, factor in sources.get((h, j), ())]
        yield scaled((h, j, t), terms, limit)


def peak_of_run(data: Data, x: Variables) -> Iterator[Row]:
    """peak_of_run[l,c,h,t]: a line may reach the peak of each campaign that runs (they follow one another)

    peak[l,h,t] >= highest[l,c,h] * run[l,c,t]   (row divided by the highest)

    highest[l,c,h] = largest factor x rate over the operations of the campaign.
    """
    for (line, c, h), most in data.parameters.lines.peaks.items():
        for t in data.parameters.periods:
            if (line, h, t) in x.peak:
                yield (line, c, h, t), [(1.0 / most, x.peak[line, h, t]), (-1.0, x.run[line, c, t])], 0.0, None


def hazard_concurrent(data: Data, x: Variables) -> Iterator[Row]:
    """hazard_concurrent[h,v,t]: the hourly peaks of all lines of a site together

    sum_(l at v) peak[l,h,t] <= limit_per_hour[h,v,t]   (row divided by the limit)
    """
    for (h, v, t), limit in data.parameters.sites.concurrent.items():
        terms = [
            (1.0, x.peak[line, h, t])
            for line, site in data.parameters.lines.site.items()
            if site == v and (line, h, t) in x.peak
        ]
        yield scaled((h, v, t), terms, limit)


def conflict_active(data: Data, x: Variables) -> Iterator[Row]:
    """conflict_active[z,g,l,c,t]: a group is active when one of its campaigns runs

    active[z,g,t] >= run[l,c,t]
    """
    for (z, g), members in data.parameters.lines.groups.items():
        for line, c in members:
            for t in data.parameters.periods:
                yield (z, g, line, c, t), [(1.0, x.active[z, g, t]), (-1.0, x.run[line, c, t])], 0.0, None


def conflict(data: Data, x: Variables) -> Iterator[Row]:
    """conflict[z,t]: one group of a zone is active at most

    sum_g active[z,g,t] <= 1
    """
    groups: dict[str, list[str]] = {}
    for z, g in data.parameters.lines.groups:
        groups.setdefault(z, []).append(g)
    for z, names in groups.items():
        for t in data.parameters.periods:
            yield (z, t), [(1.0, x.active[z, g, t]) for g in names], None, 1.0


def peak_out_of_reach(data: Data, x: Variables) -> Iterator[Row]:
    """peak_out_of_reach[l,c,h,t]: no run of a campaign whose peak alone is above the limit

    run[l,c,t] <= 0   (tight formulation only, where highest[l,c,h] > limit_per_hour[h,v,t])
    """
    lines = data.parameters.lines
    for (h, v, t), limit in data.parameters.sites.concurrent.items():
        for (line, c, k), most in lines.peaks.items():
            if k == h and lines.site[line] == v and most > limit * (1.0 + FEASIBILITY):
                yield (line, c, h, t), [(1.0, x.run[line, c, t])], None, 0.0


def scaled(index: tuple[str, ...], terms: Terms, limit: float) -> Row:
    """The row terms <= limit divided by the limit; where that is zero, by the largest coefficient."""
    unit = limit if limit > 0 else max((abs(factor) for factor, _ in terms), default=1.0)
    return index, [(factor / unit, variable) for factor, variable in terms], None, limit / unit


ROWS = (hazard_processing, hazard_stock, peak_of_run, hazard_concurrent, conflict_active, conflict)
TIGHT = (peak_out_of_reach,)
