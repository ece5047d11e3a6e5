"""A plan from shares: what each fraction, product and waste does with whatever there is of it.

Filled anew for a changed instance, the same shares give the plan that 'plan fixed' means, by following every fraction
through the rebuilt network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handmade import make_plan

from opt.instance import Instance
from opt.network import Network, build_network
from opt.network.parameters import Parameters, build_parameters
from opt.plan.plan import Plan
from opt.report.derived.value import value
from opt.report.grounds.basis import Figure

Index = tuple[str, ...]
Shares = Mapping[Index, Mapping[Index, float]]


@dataclass(frozen=True)
class Shared:
    """``treat[n][o,l,t]`` and ``dispose[n][w,t]`` are shares of a fraction, ``stock[n][a,t]`` t lying per t passing;
    ``make[o,p][g,t]`` shares of a product output, ``sell[p,g][t]`` and ``keep[p,g][t]`` of what is made of a grade
    (sold when made where absent), ``discard[x,v][w,t]`` of a waste. ``decided`` are values that stay as they are."""

    treat: Mapping[str, Mapping[Index, float]]
    make: Shares
    discard: Shares
    dispose: Mapping[str, Mapping[Index, float]] = field(default_factory=dict)
    stock: Mapping[str, Mapping[Index, float]] = field(default_factory=dict)
    sell: Shares = field(default_factory=dict)
    keep: Shares = field(default_factory=dict)
    decided: Mapping[str, Mapping[Index, float]] = field(default_factory=dict)


def filled(instance: Instance, shared: Shared) -> tuple[Plan, Network, Parameters]:
    """The plan that the shares give."""
    network = build_network(instance)
    return make_plan(instance, followed(instance, network, shared)), network, build_parameters(instance, network)


def followed(instance: Instance, network: Network, shared: Shared) -> dict[str, dict[Index, float]]:
    """The values of the variables, by following every fraction from the root down."""
    values: dict[str, dict[Index, float]] = defaultdict(dict, {k: dict(v) for k, v in shared.decided.items()})
    there: dict[str, float] = defaultdict(float)
    for (stream, _), mass in values["receive"].items():
        there[stream] += mass
    for name, fraction in network.fractions.items():
        there[name] += sum(mass for _, _, mass in fraction.initial)
    wastes: dict[Index, float] = defaultdict(float)
    made: dict[Index, float] = defaultdict(float)
    rank = {row["form"]: row["rank"] for row in instance.records("forms")}
    for name in sorted(network.fractions, key=lambda n: rank[network.fractions[n].form]):
        mass = there[name]
        for where, share in shared.dispose.get(name, {}).items():
            values["dispose"][name, *where] = mass * share
        for where, share in shared.stock.get(name, {}).items():
            values["stock"][name, *where] = mass * share
        for (operation, *where), share in shared.treat.get(name, {}).items():
            values["treat"][operation, *where] = fed = mass * share
            at = network.operations[operation]
            for target, amount in at.fractions.items():
                there[target] += amount * fed
            for waste, amount in at.wastes.items():
                wastes[waste, at.site] += amount * fed
            for product, output in at.products.items():
                for here, part in shared.make[operation, product].items():
                    key = operation, product, *here
                    values["make"][key] = values["make"].get(key, 0.0) + output.mass * fed * part
    for (_, product, grade, period), mass in values["make"].items():
        made[product, grade] += mass
        if (product, grade) not in shared.sell:
            values["sell"][product, grade, period] = values["sell"].get((product, grade, period), 0.0) + mass
    for variable, shares in (("sell", shared.sell), ("keep", shared.keep), ("discard", shared.discard)):
        of = wastes if variable == "discard" else made
        for what, parts in shares.items():
            for where, share in parts.items():
                values[variable][*what, *where] = of[what] * share
    return values


@dataclass(frozen=True, eq=False)
class Sketch(Plan):
    """A plan whose values are at hand: reading the value needs no tables, and hundreds are read here."""

    known: Mapping[str, Mapping[Index, float]] = field(default_factory=dict)

    def values(self, variable: str) -> dict[Any, float]:
        return dict(self.known.get(variable, {}))


def worth_of(instance: Instance, shared: Shared) -> float:
    """The value of that plan (currency)."""
    network = build_network(instance)
    plan = Sketch(instance, {}, {}, known=followed(instance, network, shared))
    return float(value(plan, network, build_parameters(instance, network))["amount"].sum())


def scaled(instance: Instance, figure: Figure, factor: float) -> Instance:
    """The instance with one figure times ``factor`` (a price series in all its periods)."""
    table, key, column = figure
    if table == "instance":
        changed: dict[str, Any] = {column: getattr(instance.settings, column) * factor}
        return replace(instance, settings=instance.settings.model_copy(update=changed))
    if table == "reference_prices":
        return _repriced(instance, key[0], factor)
    frame = instance.tables[table].copy()
    names = _key_names(table)[: len(key)]
    hit = frame[names].apply(lambda row: tuple(row) == key, axis=1)
    assert hit.any(), figure
    frame.loc[hit, column] *= factor
    return replace(instance, tables={**instance.tables, table: frame})


def _key_names(table: str) -> list[str]:
    from opt.schema import INPUT

    return list(INPUT[table].key)


def _repriced(instance: Instance, item: str, factor: float) -> Instance:
    """A listed price changed where reading the instance has filled it in."""
    tables = dict(instance.tables)
    listed = next(row["price"] for row in instance.records("reference_prices") if row["item"] == item)
    for table, column, name in (("grades", "price", lambda r: f"{r['product']}/{r['grade']}"),
                                ("payables", "metal_price", lambda r: r["element"]),
                                ("utilities", "price", lambda r: r["utility"]),
                                ("outlets", "cost", lambda r: r["outlet"])):  # fmt: skip
        frame = tables[table].copy()
        hit = [name(row) == item and row[column] == listed for row in frame.to_dict("records")]
        frame.loc[hit, column] *= factor
        tables[table] = frame
    return replace(instance, tables=tables)
