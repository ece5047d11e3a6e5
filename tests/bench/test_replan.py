"""Planning plant again from week 5 with changed deliveries: the past stays, and what staying close saves and costs."""

from __future__ import annotations

import pytest
from figures import instance_path, setting, table

from opt.plan.plan import Plan
from opt.planner import read, solve
from opt.solve.run import cores
from opt.study.compare import compare
from opt.study.edits import apply, parse_edit
from opt.study.freeze import Selection, before, frozen

FROM = "5"
GAP = 0.005
WEIGHT = 2_000.0
"""USD that a campaign must earn to depart from the plan in force."""

HAPPENED = (
    "delete arrivals[stream=S01, period=7]",
    "insert arrivals{stream=S01, period=9, mass=18}",
    "arrivals[stream=S10].mass *= 1.4 @ 5..12",
    "arrivals[stream=S19|S22].mass *= 1.5 @ 6..12",
    "hazard_limits[hazard=H2S, basis=processing].limit *= 0.7 @ 6..9",
)
KEPT = ("receive", "treat", "stock", "dispose", "make", "sell", "keep", "run", "setup", "carry")


@pytest.mark.slow
def test_replanning_in_week_five() -> None:
    threads, limit = int(setting("THREADS", cores())), setting("SECONDS", 180.0)
    instance = read(instance_path())
    base = solve(instance, gap=0.01, time_limit=limit, threads=threads)
    now = apply(instance, [parse_edit(text) for text in HAPPENED])
    past = before(now, FROM)
    now = frozen(now, base, Selection(periods=past))
    gap = setting("GAP", GAP)
    free = solve(now, gap=gap, time_limit=limit, threads=threads, start=base, scenario="free")
    close = solve(now, gap=gap, time_limit=limit, threads=threads, start=base, scenario="close", stay_close=WEIGHT)
    plans = {"free": free, "close": close}
    moved = compare(base, [free, close], names=["base", *plans]).frames["outcome"].set_index("scenario")["moved"]
    table(
        f"{instance.settings.name} from week {FROM} on, {len(HAPPENED)} edits, a departure must earn {WEIGHT:,.0f} USD",
        ("plan", "value", "bound", "gap", "seconds", "campaigns moved", "change in the past"),
        [(name, plan.summary["objective"], plan.summary["bound"], plan.summary["gap"], plan.summary["seconds"],
          int(moved[name]), worst(base, plan, past)) for name, plan in plans.items()],
        f"staying close costs {free.summary['objective'] - close.summary['objective']:,.0f} USD, by the bounds at most "
        f"{free.summary['bound'] - close.summary['objective']:,.0f}",
    )  # fmt: skip
    for plan in plans.values():
        assert plan.summary["certified"]
        assert worst(base, plan, past) <= 1e-6
    assert moved["close"] < moved["free"]


def worst(one: Plan, other: Plan, periods: tuple[str, ...]) -> float:
    """Largest difference of a decision or a stock in these periods (t; 1 for a binary)."""
    return max(
        abs(value - other.values(name)[index])
        for name in KEPT
        for index, value in one.values(name).items()
        if index[-1] in periods and index in other.values(name)
    )
