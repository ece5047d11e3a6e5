"""Family resources: what utilities give and outlets take in a period. Rows divided by the limit."""

from __future__ import annotations

from collections.abc import Iterator

from opt.model.data import Data
from opt.model.rows import Row
from opt.model.safety import scaled
from opt.model.variables import Variables


def utility_limit(data: Data, x: Variables) -> Iterator[Row]:
    """utility_limit[u,t]: use of a utility by all sites

    sum_(o,l) use[o,u] * treat[o,l,t] <= limit[u]   (row divided by the limit)
    """
    users: dict[str, list[tuple[str, float]]] = {}
    for o, operation in data.network.operations.items():
        for u, amount in operation.uses.items():
            users.setdefault(u, []).append((o, amount))
    for u, limit in data.parameters.sites.utility_limit.items():
        for t in data.parameters.periods:
            terms = [(amount, x.treat[o, line, t]) for o, amount in users[u] for line in data.lines[o]]
            yield scaled((u, t), terms, limit)


def outlet_limit(data: Data, x: Variables) -> Iterator[Row]:
    """outlet_limit[w,t]: what an outlet takes from all sites, fractions and wastes together

    sum_n dispose[n,w,t] + sum_(x,v) discard[x,v,w,t] <= limit[w]   (row divided by the limit)
    """
    sites = data.parameters.sites
    for w, limit in sites.outlet_limit.items():
        fractions = [n for n, fraction in data.network.fractions.items() if w in fraction.outlets]
        wastes = [key for key, outlets in sites.takers.items() if w in outlets]
        for t in data.parameters.periods:
            terms = [(1.0, x.dispose[n, w, t]) for n in fractions]
            terms += [(1.0, x.discard[waste, v, w, t]) for waste, v in wastes]
            yield scaled((w, t), terms, limit)


ROWS = (utility_limit, outlet_limit)
