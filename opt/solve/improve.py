"""Fix-and-optimise: around the best plan, free some integers, fix the rest, solve; keep what is better; go on.

Neighbourhoods take turns: a window of periods on all lines, a few lines over all periods, a few lines over a window.
Flows follow: those of a window and a few periods around it are free, farther ones stay (polishing frees them all).
How many integers one frees adapts: larger after a solve that ended quickly at its optimum, smaller after one that
ran into its limit. The kind that gained more per work is chosen more often. Random numbers come from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from opt.solve import highs as solver
from opt.solve.arrays import Arrays, Flags, Floats
from opt.solve.layout import NOWHERE, Layout
from opt.solve.neighbourhood import Limits, Restricted, Workbench

LIMITS = Limits(gap=1e-4, nodes=400, looks=300)
FIRST_SIZE = 100
LEAST_SIZE = 24
SEED = 20030801
DECAY = 0.8
AROUND = 2
"""Periods before and after the window whose flows are free."""
LEAST_GAIN = 1e-7
"""A gain below this share of the value is none."""


@dataclass
class Kind:
    """One kind of neighbourhood: its size (integers freed), how well it paid, and where its rotation stands."""

    name: str
    size: float = FIRST_SIZE
    pay: float = 1.0
    turn: int = 0
    order: list[int] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Round:
    """One neighbourhood: its kind, the solve, and the better point (None where it gave none)."""

    kind: str
    freed: int
    solved: Restricted
    x: Floats | None


def improve(bench: Workbench, layout: Layout, x: Floats, patience: int = 200) -> Generator[Round, Floats | None, None]:
    """Yield every round; ends after ``patience`` rounds without a gain, or when everything was free and solved.

    ``x`` is a feasible point with integer values. A better point sent into the generator is adopted.
    """
    arrays = bench.arrays
    random = np.random.default_rng(SEED)
    kinds = [Kind(name) for name in _names(arrays, layout)]
    best, objective, idle = x, arrays.objective(x), 0
    number = 0
    while idle < patience:
        kind = _choose(kinds, number, random)
        decide, free = freed(kind, arrays, layout, random)
        solved = bench.solve(frozen=~free, at=best, decide=decide, limits=LIMITS, start=best)
        gain = objective - solved.outcome.objective
        better = solved.outcome.x is not None and gain > LEAST_GAIN * max(abs(objective), 1.0)
        if better and solved.outcome.x is not None:
            best, objective, idle = solved.outcome.x, solved.outcome.objective, 0
        else:
            idle += 1
        _learn(kind, solved, max(gain, 0.0) if better else 0.0, len(arrays.integers))
        sent = yield Round(kind.name, int(decide.sum()), solved, best if better else None)
        if sent is not None and arrays.objective(sent) < objective:
            best, objective, idle = sent, arrays.objective(sent), 0
        if bool(free.all()) and solved.outcome.status == solver.OPTIMAL and not better:
            return
        number += 1


def freed(kind: Kind, arrays: Arrays, layout: Layout, random: np.random.Generator) -> tuple[Flags, Flags]:
    """Integers to decide and all columns that are free in the next neighbourhood of this kind. Integers without a line
    go with their period, those with neither are always free."""
    share = min(kind.size / max(len(arrays.integers), 1), 1.0)
    some = np.ones(arrays.shape[1], dtype=np.bool_)
    if kind.name == "periods":
        width = max(2, round(share * layout.periods))
        begin = _next_window(kind, layout, width, random)
    else:
        width = layout.periods
        if kind.name == "boxes":
            width = int(np.clip(round(layout.periods * np.sqrt(share)), 2, max(layout.periods, 2)))
        count = int(np.clip(round(share * layout.lines * layout.periods / max(width, 1)), 1, max(layout.lines, 1)))
        lines = _next_lines(kind, layout, count, random)
        some = np.isin(layout.line, lines) | (layout.line == NOWHERE)
        begin = int(random.integers(0, max(layout.periods - width, 0) + 1))
    decide = arrays.integer & some & layout.window(begin, begin + width)
    flows = ~arrays.integer & layout.window(begin - AROUND, begin + width + AROUND)
    return decide, decide | flows


def _names(arrays: Arrays, layout: Layout) -> list[str]:
    names = []
    if layout.periods > 1 and np.any(layout.period[arrays.integer] >= 0):
        names.append("periods")
    if layout.lines > 1:
        names.append("lines")
    if len(names) == 2:
        names.append("boxes")
    return names or ["periods"]


def _next_window(kind: Kind, layout: Layout, width: int, random: np.random.Generator) -> int:
    """Windows overlap by half and take turns in random order."""
    if kind.turn >= len(kind.order) or width != kind.order[0]:
        starts = np.arange(0, max(layout.periods - width, 0) + 1, max(1, width // 2))
        if starts[-1] + width < layout.periods:
            starts = np.append(starts, layout.periods - width)
        kind.order = [width, *random.permutation(starts).tolist()]
        kind.turn = 1
    kind.turn += 1
    return kind.order[kind.turn - 1]


def _next_lines(kind: Kind, layout: Layout, count: int, random: np.random.Generator) -> list[int]:
    """Lines take turns in random order."""
    while len(kind.order) < count:
        kind.order += random.permutation(layout.lines).tolist() if layout.lines else [NOWHERE]
    lines, kind.order = kind.order[:count], kind.order[count:]
    return lines


def _choose(kinds: list[Kind], number: int, random: np.random.Generator) -> Kind:
    """Every kind in turn at first, then by what they paid."""
    if number < 2 * len(kinds):
        return kinds[number % len(kinds)]
    pay = np.array([kind.pay for kind in kinds])
    chance = 0.15 + 0.85 * pay / pay.sum() if pay.sum() > 0 else np.ones(len(kinds))
    return kinds[int(random.choice(len(kinds), p=chance / chance.sum()))]


def _learn(kind: Kind, solved: Restricted, gain: float, total: int) -> None:
    work = solved.work + 1000.0
    kind.pay = DECAY * kind.pay + (1 - DECAY) * gain / work * 1000.0
    if solved.outcome.status == solver.OPTIMAL and solved.looks < LIMITS.looks // 3:
        kind.size = min(kind.size * 1.25, total)
    elif solved.outcome.status != solver.OPTIMAL and gain <= 0:
        kind.size = max(kind.size * 0.8, min(LEAST_SIZE, total))
