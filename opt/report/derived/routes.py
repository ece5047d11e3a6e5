"""Which way each stream goes."""

from __future__ import annotations

import pandas as pd

from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.derived.attribution import stream_shares, sum_by_first
from opt.report.frames import NEGLIGIBLE, derived_frame

Way = tuple[str, str, str]
"""Form, stage and technology (or 'disposal' and the outlet, or 'stock' and 'left')."""


def routes(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Mass of each stream's material by form and by what became of it, over the horizon (t, and share of the form)."""
    shares = stream_shares(network, plan)
    masses: dict[tuple[str, Way], float] = {}
    for fraction, way, mass in _flows(plan, network):
        if mass <= NEGLIGIBLE:
            continue
        for stream, share in shares[fraction].items():
            masses[stream, way] = masses.get((stream, way), 0.0) + share * mass
    totals: dict[tuple[str, str], float] = {}
    for (stream, way), mass in masses.items():
        totals[stream, way[0]] = totals.get((stream, way[0]), 0.0) + mass
    rank = {row["form"]: row["rank"] for row in plan.instance.records("forms")}
    streams = {name: number for number, name in enumerate(plan.instance.tables["streams"]["stream"])}

    def place(key: tuple[str, Way]) -> tuple[float, ...]:
        stream, way = key
        return streams[stream], rank[way[0]], -masses[key]

    return derived_frame(
        "routes",
        (
            {
                "stream": stream,
                "form": way[0],
                "stage": way[1],
                "technology": way[2],
                "mass": masses[stream, way],
                "share": masses[stream, way] / totals[stream, way[0]],
            }
            for stream, way in sorted(masses, key=lambda key: (*place(key), *key[1]))
            if masses[stream, way] > NEGLIGIBLE
        ),
    )


def _flows(plan: Plan, network: Network) -> list[tuple[str, Way, float]]:
    """Everything that leaves a fraction over the horizon, and what is left of it: (fraction, way, t)."""
    form = {name: fraction.form for name, fraction in network.fractions.items()}
    treat = sum_by_first(plan.values("treat"))
    flows = [
        (operation.fraction, (form[operation.fraction], operation.stage, operation.technology), treat[name])
        for name, operation in network.operations.items()
        if name in treat
    ]
    for (fraction, outlet, _), mass in plan.values("dispose").items():
        flows.append((fraction, (form[fraction], "disposal", outlet), mass))
    last = plan.instance.periods[-1]
    for (fraction, _, period), mass in plan.values("stock").items():
        if period == last:
            flows.append((fraction, (form[fraction], "stock", "left"), mass))
    return flows
