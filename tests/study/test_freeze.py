"""Keeping decisions of an earlier plan, and staying close to one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import opt
from opt.instance import Instance, from_tables
from opt.plan.plan import Plan
from opt.study.freeze import Selection, before, frozen
from opt.tables import InputError

TINY = Path(__file__).parents[2] / "instances" / "tiny"


@cache
def tiny() -> Instance:
    return opt.read(TINY)


@cache
def base() -> Plan:
    return opt.solve(tiny(), gap=0.0)


def with_arrivals(**mass: float) -> Instance:
    """tiny with other arrivals: POL_3=5 is 5 t of POL in period 3."""
    rows = tiny().own["arrivals"].to_dict("records")
    found = {(row["stream"], row["period"]): row["mass"] for row in rows}
    found |= {tuple(name.split("_")): amount for name, amount in mass.items()}
    table = [{"stream": s, "period": t, "mass": amount} for (s, t), amount in found.items()]
    return from_tables(tiny().settings, {**tiny().own, "arrivals": pd.DataFrame(table)})


def worst(one: Plan, other: Plan, periods: tuple[str, ...]) -> float:
    """Largest difference of any variable in these periods (t, h, or 1 for a binary)."""
    return max(
        abs(value - other.values(name).get(index, value))
        for name in one.tables
        if name in ("receive", "treat", "stock", "dispose", "make", "sell", "run", "setup", "carry", "single")
        for index, value in one.values(name).items()
        if index[-1] in periods
    )


def test_frozen_periods_stay_when_later_arrivals_change() -> None:
    changed = with_arrivals(POL_2=9.0, POL_3=2.0)
    kept = frozen(changed, base(), Selection(periods=before(changed, "2")))
    plan = opt.solve(kept, gap=0.0, start=base())
    assert plan.summary["certified"]
    assert worst(base(), plan, ("1",)) <= 1e-6
    assert plan.summary["objective"] <= opt.solve(changed, gap=0.0).summary["objective"] + 1e-3


def test_everything_frozen_gives_the_plan_again() -> None:
    plan = opt.solve(frozen(tiny(), base(), Selection()), gap=0.0)
    assert plan.summary["objective"] == pytest.approx(base().summary["objective"], rel=1e-6)
    assert worst(base(), plan, ("1", "2", "3")) <= 1e-6


def test_a_line_alone_and_a_stream_alone() -> None:
    line = frozen(tiny(), base(), Selection(lines=("anneal",))).own["decisions"]
    where = {"treat": 1}
    named = {index.split("|")[where.get(name, 0)] for name, index in zip(line["variable"], line["index"], strict=True)}
    assert named == {"anneal"}
    stream = frozen(tiny(), base(), Selection(streams=("SUL",))).own["decisions"]
    assert set(stream["variable"]) >= {"treat", "make"}
    assert all("SUL" in index for index in stream["index"])


def test_frozen_decision_that_is_gone_is_named() -> None:
    grades = tiny().own["grades"]
    changed = from_tables(tiny().settings, {**tiny().own, "grades": grades[grades["product"] != "Li6PS5Cl"]})
    with pytest.raises(InputError, match=r"make\[.*Li6PS5Cl, standard, 1\] = 2.7, which this instance no longer has"):
        frozen(changed, base(), Selection())
    later = frozen(changed, base(), Selection(periods=("3",)))
    assert set(later.own["decisions"]["variable"]) >= {"run", "treat"}


def test_unknown_names_are_refused() -> None:
    with pytest.raises(InputError, match=r"no stream 'SULL'.*did you mean 'SUL'"):
        frozen(tiny(), base(), Selection(streams=("SULL",)))
    with pytest.raises(InputError, match="no such period"):
        before(tiny(), "9")
    with pytest.raises(InputError, match="nothing lies before"):
        before(tiny(), "1")


def runs(plan: Plan) -> dict[tuple[str, ...], int]:
    return {index: round(value) for index, value in plan.values("run").items()}


def departures(one: Plan, other: Plan) -> int:
    theirs = runs(other)
    return sum(ran != theirs[index] for index, ran in runs(one).items() if index in theirs)


def test_staying_close_moves_fewer_campaigns_at_the_price_it_says() -> None:
    """OXI may now come in period 3 as well: worth a campaign there, unless that must earn more than it does."""
    changed = with_arrivals(OXI_1=0.0, OXI_3=5.0)
    free = opt.solve(changed, gap=0.0, start=base())
    moved = departures(free, base())
    assert moved > 0
    close = opt.solve(changed, gap=0.0, start=base(), stay_close=1e5)
    assert close.summary["certified"]
    assert close.summary["stay_close"] == {"weight": 1e5, "departures": departures(close, base())}
    assert departures(close, base()) < moved
    assert close.summary["objective"] < free.summary["objective"]
    assert close.summary["bound"] >= close.summary["objective"]
    same = opt.solve(changed, gap=0.0, start=base(), stay_close=1e-3)
    assert same.summary["objective"] == pytest.approx(free.summary["objective"], rel=1e-6)


def test_a_departure_that_pays_more_than_its_price_is_made() -> None:
    """value - weight x departures is maximal: no other weight gives a better sum."""
    changed = with_arrivals(OXI_1=0.0, OXI_3=5.0)
    plans = {weight: opt.solve(changed, gap=0.0, start=base(), stay_close=weight) for weight in (10.0, 3e3, 1e4, 1e6)}
    for weight in plans:
        score = {w: p.summary["objective"] - weight * departures(p, base()) for w, p in plans.items()}
        assert score[weight] >= max(score.values()) - 1e-2


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_makes_no_sense(weight: float) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        opt.solve(tiny(), start=base(), stay_close=weight)


def test_other_deliveries_in_the_past_show_in_what_lies() -> None:
    """A tonne more of POL than planned came in week 1: everything done in week 1 stays, the tonne lies in the yard."""
    changed = with_arrivals(POL_1=5.0)
    plan = opt.solve(frozen(changed, base(), Selection(periods=("1",))), gap=0.0, start=base())
    assert plan.summary["certified"]
    (area,) = {index[1] for index in plan.values("stock") if index[0] == "POL"}
    assert plan.values("receive")["POL", "1"] == 5.0
    assert plan.values("stock")["POL", area, "1"] == pytest.approx(base().values("stock")["POL", area, "1"] + 1.0)
    for name in ("treat", "run", "make", "sell"):
        kept = {index: value for index, value in base().values(name).items() if index[-1] == "1"}
        assert {index: plan.values(name)[index] for index in kept} == pytest.approx(kept, abs=1e-6)
