"""Lot-sizing models in Pyomo with which the solving room is tested, far from any recycling plant."""

from __future__ import annotations

import random

import pyomo.environ as pyo

from opt.solve.arrays import Arrays
from opt.solve.layout import Layout, layout

INDICES = {
    "treat": ("line", "campaign", "period"),
    "stock": ("line", "campaign", "period"),
    "run": ("line", "campaign", "period"),
    "setup": ("line", "campaign", "period"),
    "carry": ("line", "campaign", "period"),
}
HOURS = 100.0


def lot_sizing(lines: int, campaigns: int, periods: int, seed: int = 1) -> pyo.ConcreteModel:
    """Lines with campaigns that arrive every period, take set-ups, and may wait in a common store; maximise value."""
    dice = random.Random(seed)
    model = pyo.ConcreteModel()
    times = [f"w{t}" for t in range(1, periods + 1)]
    states = [(f"L{k}", f"c{c}") for k in range(lines) for c in range(campaigns)]
    index = [(*state, t) for state in states for t in times]
    arrival = {key: HOURS / campaigns * dice.uniform(0.3, 1.5) for key in index}
    worth = {state: dice.uniform(20, 60) for state in states}
    before = dict(zip(times[1:], times, strict=False))
    model.treat = pyo.Var(index, within=pyo.NonNegativeReals)
    model.stock = pyo.Var(index, within=pyo.NonNegativeReals, bounds=(0, 1000))
    model.run = pyo.Var(index, within=pyo.Binary)
    model.setup = pyo.Var(index, within=pyo.Binary)
    model.carry = pyo.Var(index, within=pyo.Binary)

    def balance(m: pyo.ConcreteModel, line: str, c: str, t: str) -> object:
        earlier = m.stock[line, c, before[t]] if t in before else 0.0
        return earlier + arrival[line, c, t] >= m.treat[line, c, t] + m.stock[line, c, t]

    def capacity(m: pyo.ConcreteModel, line: str, t: str) -> object:
        return sum(m.treat[line, f"c{c}", t] + 12 * m.setup[line, f"c{c}", t] for c in range(campaigns)) <= HOURS

    def carried(m: pyo.ConcreteModel, line: str, c: str, t: str) -> object:
        if t not in before:
            return m.carry[line, c, t] == (1 if c == "c0" else 0)
        return m.carry[line, c, t] <= m.setup[line, c, before[t]] + m.carry[line, c, before[t]]

    lines_and_times = [(f"L{k}", t) for k in range(lines) for t in times]
    model.balance = pyo.Constraint(index, rule=balance)
    model.capacity = pyo.Constraint(lines_and_times, rule=capacity)
    model.linking = pyo.Constraint(index, rule=lambda m, *i: m.treat[i] <= HOURS * m.run[i])
    model.ready = pyo.Constraint(index, rule=lambda m, *i: m.run[i] <= m.setup[i] + m.carry[i])
    model.one = pyo.Constraint(
        lines_and_times, rule=lambda m, line, t: sum(m.carry[line, f"c{c}", t] for c in range(campaigns)) <= 1
    )
    model.carried = pyo.Constraint(index, rule=carried)
    model.store = pyo.Constraint(times, rule=lambda m, t: sum(m.stock[(*s, t)] for s in states) <= 60 * lines)
    model.value = pyo.Objective(
        expr=sum(worth[key[:2]] * model.treat[key] - 2 * model.stock[key] - 150 * model.setup[key] for key in index),
        sense=pyo.maximize,
    )
    return model


def place(arrays: Arrays, periods: int) -> Layout:
    """The layout of such a model."""
    return layout(arrays, [f"w{t}" for t in range(1, periods + 1)], INDICES)
