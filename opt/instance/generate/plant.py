"""A plausible plant of any size from a seed.

Why every generated instance can be planned: accept nothing but mandatory deliveries and give each of them, with the
initial stock, to an outlet in the week of its arrival. Every form that arrives has an outlet, and an outlet with a
limit has room for the largest mandatory week of all forms it takes. No line runs and nothing lies in stock, so that no
hours, campaign, store, age, hazard or utility is used; contracts put a price on what is missing; no decision or routing
rule forces anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from opt.instance.assemble import from_tables
from opt.instance.generate import deliveries
from opt.instance.generate.chance import Chance
from opt.instance.generate.deliveries import State, Stream
from opt.instance.generate.equipment import FURTHER, STANDARD, Offer
from opt.instance.generate.facts import Facts, read_facts
from opt.instance.generate.limits import area_rows, hazard_rows, resource_rows
from opt.instance.generate.lines import line_rows, lines
from opt.instance.generate.market import market_rows, price_rows
from opt.instance.generate.nominal import Arrival, Flows, nominal
from opt.instance.generate.passage import Material
from opt.instance.generate.rows import (
    conflict_rows,
    downtime_rows,
    end_value_rows,
    initial_rows,
    mandatory_peaks,
    period_rows,
    routing_rows,
    stream_rows,
    zone_rows,
)
from opt.instance.instance import Instance
from opt.instance.settings import ExchangeRate, Settings, SolveDefaults

Row = dict[str, Any]
VALUED, STRANDED = 0.15, 0.1
"""Products made at least, and material left over at most, of cells that a plant is built for (t/t)."""
PRICES = datetime.date(2025, 11, 10)
EUR = 1.16
CARBON = 81.2
"""USD per tonne of CO2: 70 EUR."""


def generated(streams: int, weeks: int, seed: int, name: str = "") -> Instance:
    """An invented recycler with so many streams over so many weeks (both at least 1); the same arguments give the same
    instance on every machine. Chemistry, hazards and prices are the reference library's.

    Raises ValueError for a size below 1.
    """
    if streams < 1 or weeks < 1:
        raise ValueError(f"{streams} streams over {weeks} weeks: both must be at least 1")
    facts = read_facts()
    chance = Chance(seed, f"plant {streams} {weeks}")
    found = _streams(facts, streams, weeks, seed)
    offers, flows = _offers(facts, found, chance)
    classes = sorted({stream.electrolyte_class for stream in found})
    plant = lines(facts, offers, classes, flows, chance)
    masses = deliveries.arrivals(found, weeks, seed)
    own: dict[str, list[Row]] = {
        "periods": period_rows(weeks),
        "sites": [{"site": "plant", "name": "works"}],
        "zones": zone_rows(),
        **stream_rows(found, masses),
        **line_rows(facts, plant, flows),
        "downtime": downtime_rows(plant, weeks, chance),
        "conflicts": conflict_rows(plant),
        **area_rows(facts, found, chance),
        "hazard_limits": hazard_rows(facts, flows, plant, found, chance),
        **market_rows(facts, flows.products, weeks, chance),
        "prices": price_rows(facts, weeks, chance),
        **resource_rows(facts, flows, mandatory_peaks(found, masses), chance),
        "routing": routing_rows(found, plant, chance),
        "end_values": end_value_rows(flows),
    }
    own["initial_stock"] = initial_rows(found, own["areas"], own["area_classes"], facts, chance)
    return from_tables(_settings(streams, weeks, seed, name), {table: rows for table, rows in own.items() if rows})


def _settings(streams: int, weeks: int, seed: int, name: str) -> Settings:
    return Settings(
        name=name or f"generated_{streams}x{weeks}_{seed}",
        description=f"{streams} generated streams over {weeks} weeks (seed {seed}); streams, lines, market and limits "
        "are invented, chemistry, hazards and prices come from the reference library",
        currency="USD",
        date=PRICES,
        carbon_price=CARBON,
        maturity=("industrial", "pilot", "laboratory"),
        solve=SolveDefaults(gap=0.02, time_limit=180 if streams * weeks <= 300 else 900),
        exchange_rates={"EUR": ExchangeRate(rate=EUR, date=PRICES)},
    )


def _streams(facts: Facts, number: int, weeks: int, seed: int) -> list[Stream]:
    """Streams of cell types that the standard plant can treat; more types where there are more streams."""
    usable = [cell for cell in sorted(facts.cells) if facts.cell_class(cell) and treatable(facts, cell)]
    types = max(1, min(number, round(1.4 * number**0.5)))
    chance = Chance(seed, f"cells {number} {weeks}")
    return deliveries.streams(facts, number, weeks, deliveries.cell_types(facts, types, usable, chance), seed)


def treatable(facts: Facts, cell_type: str) -> bool:
    """True where the standard plant makes products of such cells, not only scrap and alloy, and leaves little over."""
    name = facts.cell_class(cell_type)
    state = State("charged_pack" if cell_type.endswith("_pack") else "cell", True, 0.0, 0.0)
    composition = deliveries.composition_of(facts, cell_type, 0.0)
    material = Material(state.form, composition, True, False)
    flows = nominal(facts, STANDARD, [Arrival(name, material, 1.0)])
    valued = sum(mass for name, mass in flows.products.items() if not name.endswith("scrap") and name != "alloy")
    return valued > VALUED and sum(flows.stranded.values()) < STRANDED


def _offers(facts: Facts, found: Sequence[Stream], chance: Chance) -> tuple[list[Offer], Flows]:
    """Standard offers and, by size and chance, some of the further ones, as far as the nominal plan feeds them."""
    arrivals = _arrivals(found)
    extra = round(len(found) ** 0.5 / 3)
    wanted = list(STANDARD)
    for offers in chance.shuffled(FURTHER):
        if extra and _fed(nominal(facts, [*wanted, *offers], arrivals), offers):
            wanted += offers
            extra -= 1
    return wanted, nominal(facts, wanted, arrivals)


def _arrivals(found: Sequence[Stream]) -> list[Arrival]:
    """What the streams bring in a week, those of equal cells in equal state together."""
    weekly: dict[tuple[str, State, tuple[tuple[str, float], ...]], float] = {}
    materials: dict[tuple[str, State, tuple[tuple[str, float], ...]], Material] = {}
    for stream in found:
        alike = (stream.electrolyte_class, stream.state, tuple(stream.composition.items()))
        weekly[alike] = weekly.get(alike, 0.0) + stream.weekly
        materials[alike] = stream.material
    return [Arrival(alike[0], materials[alike], mass) for alike, mass in weekly.items()]


def _fed(flows: Flows, offers: Sequence[Offer]) -> bool:
    return all(any(feed.offer == offer for feed in flows.feeds) for offer in offers)
