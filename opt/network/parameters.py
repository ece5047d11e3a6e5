"""Everything the model needs beside the network: plain numbers in dictionaries keyed by tuples.

Units are the schema's: t, h, the instance's currency, hazard and utility units. Frames are turned into dictionaries
once, here; nothing after this reads a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from opt.instance.instance import Instance
from opt.network.line_parameters import Lines, lines_of
from opt.network.market_parameters import Market, market_of
from opt.network.network import Network
from opt.network.prices import price_book
from opt.network.routing_parameters import Routing, routing_of
from opt.network.site_parameters import Sites, sites_of
from opt.tables.problems import InputError, Problem


@dataclass(frozen=True)
class Streams:
    """Deliveries: ``arrivals[s,t]`` (t, only where something arrives), ``acceptance[s]``, ``gate_fee[s]``
    (currency/t)."""

    arrivals: Mapping[tuple[str, str], float]
    acceptance: Mapping[str, str]
    gate_fee: Mapping[str, float]


@dataclass(frozen=True)
class Parameters:
    """All numbers of a plan. ``periods`` in time order, ``hours[t]`` their length (h), ``carbon_price`` in currency
    per tonne of CO2."""

    periods: tuple[str, ...]
    hours: Mapping[str, float]
    streams: Streams
    lines: Lines
    market: Market
    sites: Sites
    routing: Routing
    carbon_price: float


def build_parameters(instance: Instance, network: Network) -> Parameters:
    """Parameters of an instance. Raises InputError with every missing price and bad decision at once."""
    problems: list[Problem] = []
    hours = {row["period"]: float(row["hours"]) for row in instance.records("periods")}
    prices = price_book(instance, problems)
    sites = sites_of(instance, network, hours, prices)
    parameters = Parameters(
        periods=tuple(hours),
        hours=hours,
        streams=_streams(instance),
        lines=lines_of(instance, network, tuple(hours), sites),
        market=market_of(instance, network, prices),
        sites=sites,
        routing=routing_of(instance, network, problems),
        carbon_price=instance.settings.carbon_price,
    )
    if problems:
        raise InputError(problems)
    return parameters


def _streams(instance: Instance) -> Streams:
    rows = instance.records("streams")
    order = {row["stream"]: position for position, row in enumerate(rows)}
    when = {period: position for position, period in enumerate(instance.periods)}
    arrivals = {
        (row["stream"], row["period"]): float(row["mass"]) for row in instance.records("arrivals") if row["mass"] > 0
    }
    ordered = sorted(arrivals, key=lambda key: (order[key[0]], when[key[1]]))
    return Streams(
        arrivals={key: arrivals[key] for key in ordered},
        acceptance={row["stream"]: row["acceptance"] for row in rows},
        gate_fee={row["stream"]: float(row["gate_fee"]) for row in rows},
    )
