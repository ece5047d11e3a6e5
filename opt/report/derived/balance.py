"""Where the elements went."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from opt.instance.instance import Instance
from opt.library.chemistry import element_fractions
from opt.network.network import Network
from opt.network.parameters import Parameters
from opt.plan.plan import Plan
from opt.report.derived.attribution import sum_by_first
from opt.report.frames import derived_frame
from opt.schema.words import LOSS

Amounts = dict[str, float]
OUTGOING = ("products", "wastes", "loss", "disposed", "stock")


def mass_balance(plan: Plan, network: Network, parameters: Parameters) -> pd.DataFrame:
    """Balance by element over the horizon (t), and in total:

    residual = initial + received + added - products - wastes - loss - disposed - stock
    """
    columns = _inventories(plan, network) | _flows(plan, network)
    present = {element for amounts in columns.values() for element, mass in amounts.items() if mass != 0.0}
    elements = [element for element in plan.instance.tables["elements"]["element"] if element in present]
    rows = [{"element": e} | {name: amounts.get(e, 0.0) for name, amounts in columns.items()} for e in elements]
    rows.append({"element": "total"} | {name: sum(a[e] for e in elements if e in a) for name, a in columns.items()})
    for row in rows:
        row["residual"] = row["initial"] + row["received"] + row["added"] - sum(row[name] for name in OUTGOING)
    return derived_frame("mass_balance", rows)


def _inventories(plan: Plan, network: Network) -> dict[str, Amounts]:
    """What was there, came in, was given away as it is, and is left: t by element."""
    content = element_contents(plan.instance)
    last = plan.instance.periods[-1]
    masses = {
        "initial": {name: sum(mass for _, _, mass in f.initial) for name, f in network.fractions.items()},
        "received": sum_by_first(plan.values("receive")),
        "disposed": sum_by_first(plan.values("dispose")),
        "stock": sum_by_first({index: mass for index, mass in plan.values("stock").items() if index[-1] == last}),
    }
    composition = {name: mix(fraction.composition, content) for name, fraction in network.fractions.items()}
    return {column: _weigh(by_fraction, composition.__getitem__) for column, by_fraction in masses.items()}


def _flows(plan: Plan, network: Network) -> dict[str, Amounts]:
    """What operations added and gave: t by element."""
    treat = sum_by_first(plan.values("treat"))
    products: Amounts = {}
    for (name, product, _, _), mass in plan.values("make").items():
        output = network.operations[name].products[product]
        if mass and output.mass > 0:
            add(products, output.elements, mass / output.mass)
    flows: dict[str, Amounts] = {"added": {}, "products": products, "wastes": {}, "loss": {}}
    for name, mass in treat.items():
        operation = network.operations[name]
        add(flows["added"], operation.added, mass)
        for waste, elements in operation.waste_elements.items():
            add(flows["loss" if waste == LOSS else "wastes"], elements, mass)
    return flows


def element_contents(instance: Instance) -> dict[str, Mapping[str, float]]:
    """Elements of every constituent (kg/kg), an element being its own."""
    atomic_masses = {row["element"]: row["atomic_mass"] for row in instance.records("elements")}
    contents: dict[str, Mapping[str, float]] = {element: {element: 1.0} for element in atomic_masses}
    for row in instance.records("constituents"):
        contents[row["constituent"]] = element_fractions(row["formula"], atomic_masses)
    return contents


def mix(composition: Mapping[str, float], content: Mapping[str, Mapping[str, float]]) -> Amounts:
    """Elements of a composition (kg/kg), from those of its constituents."""
    mixed: Amounts = {}
    for constituent, share in composition.items():
        add(mixed, content[constituent], share)
    return mixed


def _weigh(masses: Mapping[str, float], elements_of: Callable[[str], Mapping[str, float]]) -> Amounts:
    total: Amounts = {}
    for name, mass in masses.items():
        if mass:
            add(total, elements_of(name), mass)
    return total


def add(total: Amounts, part: Mapping[str, float], factor: float) -> None:
    """Add ``factor`` times the part to the total."""
    for element, share in part.items():
        total[element] = total.get(element, 0.0) + factor * share
