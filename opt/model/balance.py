"""Family balance: nothing appears or vanishes. All rows in t."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row, Terms
from opt.model.variables import Variables
from opt.network.network import Fraction
from opt.tables.problems import Problem


def balance_fraction(data: Data, x: Variables) -> Iterator[Row]:
    """balance_fraction[n,t]: stock before + inflow = treated + disposed + stock after

    sum_a stock[n,a,t-1] + inflow[n,t] = sum_(o of n, l) treat[o,l,t] + sum_w dispose[n,w,t] + sum_a stock[n,a,t]

    inflow of a root = receive[n,t], of another fraction = sum_(o,l) yield[o,n] * treat[o,l,t]; before the first period
    lies the initial stock. A fraction that cannot be stored has no stock.
    """
    for n, fraction in data.network.fractions.items():
        before = None
        for t in data.parameters.periods:
            terms = inflow(data, x, fraction, t)
            terms += [(-1.0, x.treat[o, line, t]) for o in data.feeds[n] for line in data.lines[o]]
            terms += [(-1.0, x.dispose[n, w, t]) for w in fraction.outlets]
            terms += [(-1.0, x.stock[n, a, t]) for a in fraction.areas]
            initial = sum(mass for _, _, mass in fraction.initial) if before is None else 0.0
            terms += [(1.0, x.stock[n, a, before]) for a in fraction.areas] if before is not None else []
            if not (data.feeds[n] or fraction.outlets or fraction.areas):
                data.problems.extend(_stranded(data, fraction, t, initial))
            yield (n, t), terms, -initial, -initial
            before = t


def inflow(data: Data, x: Variables, fraction: Fraction, t: str) -> Terms:
    """Terms of what comes into a fraction in a period."""
    if fraction.root:
        key = (fraction.name, t)
        return [(1.0, x.receive[key])] if key in x.receive else []
    return [(share, x.treat[o, line, t]) for o, share in data.inflows[fraction.name] for line in data.lines[o]]


def _stranded(data: Data, fraction: Fraction, t: str, initial: float) -> Iterator[Problem]:
    """A complaint about material that must come in and has nowhere to go."""
    streams = data.parameters.streams
    mandatory = fraction.root and streams.acceptance[fraction.name] == "mandatory"
    mass = initial + (streams.arrivals.get((fraction.name, t), 0.0) if mandatory else 0.0)
    if mass > 0:
        refused = "; ".join(
            f"{refusal.technology}: {refusal.reason}"
            for refusal in data.network.refusals
            if refusal.fraction == fraction.name
        )
        yield Problem(
            table="initial_stock" if initial else "arrivals",
            value=f"{fraction.name}|{t}",
            rule=f"{mass:g} t of '{fraction.name}' ({fraction.form}) can be neither treated nor stored nor disposed of"
            + (f" ({refused})" if refused else ""),
            remedy="offer a technology that takes it, an area or an outlet, or make its acceptance partial",
        )


def balance_lot(data: Data, x: Variables) -> Iterator[Row]:
    """balance_lot[s,t]: a whole lot is taken or left

    receive[s,t] = arrival[s,t] * accept[s,t]   (acceptance whole_lot)
    """
    for key, accept in x.accept.items():
        s, t = key
        yield key, [(1.0, x.receive[key]), (-data.parameters.streams.arrivals[s, t], accept)], 0.0, 0.0


def balance_product(data: Data, x: Variables) -> Iterator[Row]:
    """balance_product[o,p,t]: what an operation makes of a product is given to its grades

    sum_g make[o,p,g,t] = mass[o,p] * sum_l treat[o,l,t]
    """
    for o, operation in data.network.operations.items():
        for p, output in operation.products.items():
            for t in data.parameters.periods:
                terms = [(1.0, x.make[o, p, g, t]) for g in data.parameters.market.grades[p]]
                terms += [(-output.mass, x.treat[o, line, t]) for line in data.lines[o]]
                yield (o, p, t), terms, 0.0, 0.0


def balance_goods(data: Data, x: Variables) -> Iterator[Row]:
    """balance_goods[p,g,t]: finished goods

    keep[p,g,t-1] + sum_o make[o,p,g,t] = sell[p,g,t] + keep[p,g,t]
    """
    market = data.parameters.market
    for p, grades in market.grades.items():
        for g in grades:
            before = None
            for t in data.parameters.periods:
                terms = [(1.0, x.make[o, p, g, t]) for o in market.makers[p]]
                terms.append((-1.0, x.sell[p, g, t]))
                if (p, g) in market.capacity:
                    terms.append((-1.0, x.keep[p, g, t]))
                    terms += [(1.0, x.keep[p, g, before])] if before is not None else []
                yield (p, g, t), terms, 0.0, 0.0
                before = t


def balance_waste(data: Data, x: Variables) -> Iterator[Row]:
    """balance_waste[x,v,t]: the wastes of a site's operations are given to outlets

    sum_w discard[x,v,w,t] = sum_(o at v, l) yield[o,x] * treat[o,l,t]
    """
    sources: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for o, operation in data.network.operations.items():
        for waste, share in operation.wastes.items():
            sources.setdefault((waste, operation.site), []).append((o, share))
    for (waste, v), found in sources.items():
        for t in data.parameters.periods:
            terms = [(1.0, x.discard[waste, v, w, t]) for w in data.parameters.sites.takers[waste, v]]
            terms += [(-share, x.treat[o, line, t]) for o, share in found for line in data.lines[o]]
            yield (waste, v, t), terms, 0.0, 0.0


ROWS = (balance_fraction, balance_lot, balance_product, balance_goods, balance_waste)
