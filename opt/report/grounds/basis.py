"""What the grounds of a plan are worked out from: its flows over the horizon, and where each price comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from opt import schema
from opt.instance.instance import Instance
from opt.network.catalog import Catalog, read_catalog
from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.network.recipes import Cookbook
from opt.plan.plan import Plan
from opt.report.frames import NEGLIGIBLE

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Figure = tuple[str, Key, str]
"""One numeric cell: table, key of the row, column."""

Index = tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Rows of an instance's tables by key, each table read once."""

    instance: Instance
    known: dict[str, dict[Key, Row]] = field(default_factory=dict)

    def of(self, table: str) -> Mapping[Key, Row]:
        """The rows of a table by the values of its key columns."""
        if table not in self.known:
            key = schema.INPUT[table].key
            self.known[table] = {tuple(row[name] for name in key): row for row in self.instance.records(table)}
        return self.known[table]


@dataclass(frozen=True)
class Flows:
    """What the plan moves, t over the horizon unless said otherwise; only what is above rounding.

    ``treat[o,l,t]``, ``make[o,p,g,t]``, ``sell[p,g,t]``, ``keep[p,g,t]``, ``dispose[n,w,t]``, ``discard[x,v,w,t]`` as
    the plan has them. ``feed[o]`` is fed to an operation, ``fed[o,t]`` by period, ``by_line[o][l]`` by line.
    ``through[n]`` leaves a fraction or is left of it, ``left[n]`` is left at the end, ``lying[n,a]`` lies in an area
    (t x periods), ``received[s]``.
    """

    treat: Mapping[Index, float]
    make: Mapping[Index, float]
    sell: Mapping[Index, float]
    keep: Mapping[Index, float]
    dispose: Mapping[Index, float]
    discard: Mapping[Index, float]
    feed: Mapping[str, float]
    fed: Mapping[Index, float]
    by_line: Mapping[str, Mapping[str, float]]
    through: Mapping[str, float]
    left: Mapping[str, float]
    lying: Mapping[Index, float]
    received: Mapping[str, float]


@dataclass(frozen=True)
class Basis:
    """A plan with all that its figures are read from."""

    plan: Plan
    network: Network
    parameters: Parameters
    book: Cookbook
    rows: Rows
    flows: Flows

    @property
    def catalog(self) -> Catalog:
        """The lookups of the network."""
        return self.book.catalog


def basis(plan: Plan, network: Network, parameters: Parameters) -> Basis:
    """The basis of a plan."""
    book = Cookbook(read_catalog(plan.instance))
    return Basis(plan, network, parameters, book, Rows(plan.instance), flows(plan, network))


def flows(plan: Plan, network: Network) -> Flows:
    """The flows of a plan."""
    treat, dispose, stock = (moved(plan, name) for name in ("treat", "dispose", "stock"))
    last = plan.instance.periods[-1]
    feed, fed, through, left, lying, received = (defaultdict[Any, float](float) for _ in range(6))
    by_line: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for (operation, line, period), mass in treat.items():
        feed[operation] += mass
        if line:
            by_line[operation][line] += mass
        fed[operation, period] += mass
        through[network.operations[operation].fraction] += mass
    for (fraction, _, _), mass in dispose.items():
        through[fraction] += mass
    for (fraction, area, period), mass in stock.items():
        lying[fraction, area] += mass
        if period == last:
            left[fraction] += mass
            through[fraction] += mass
    for (stream, _), mass in moved(plan, "receive").items():
        received[stream] += mass
    make, sell, keep, discard = (moved(plan, name) for name in ("make", "sell", "keep", "discard"))
    return Flows(treat, make, sell, keep, dispose, discard, feed, fed, by_line, through, left, lying, received)


def moved(plan: Plan, variable: str) -> dict[Index, float]:
    """The masses of a variable that are more than rounding, by index."""
    frame = plan.tables[variable]
    moving = frame[frame[variable] > NEGLIGIBLE]
    index = [moving[name].tolist() for name in frame.columns if name != variable]
    return dict(zip(zip(*index, strict=True), moving[variable].tolist(), strict=True))
