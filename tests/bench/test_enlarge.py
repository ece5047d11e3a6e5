"""An enlarged instance is the given one several times over, and no easier or harder."""

from __future__ import annotations

import pytest
from enlarge import copy_name, enlarge, later_name
from figures import ROOT

from opt.instance import Instance, from_tables, read
from opt.network import build_network
from opt.planner import finish, search

TINY = ROOT / "instances" / "tiny"


@pytest.fixture(scope="module")
def tiny() -> Instance:
    return read(TINY)


def masses(instance: Instance) -> dict[str, float]:
    """Tonnes that arrive in each period."""
    arrivals = instance.tables["arrivals"]
    return arrivals.groupby("period")["mass"].sum().to_dict()


def test_once_is_the_instance_itself(tiny: Instance) -> None:
    same = enlarge(tiny)
    assert same.settings.name == "tiny_1x1"
    assert all(same.tables[name].equals(tiny.tables[name]) for name in tiny.tables)


def test_copies_share_the_mass_and_are_no_pool(tiny: Instance) -> None:
    larger = enlarge(tiny, streams=3)
    assert set(larger.tables["streams"]["stream"]) == {
        copy_name(stream, number) for stream in tiny.tables["streams"]["stream"] for number in range(3)
    }
    assert masses(larger) == pytest.approx(masses(tiny))
    small, large = build_network(tiny), build_network(larger)
    assert len(large.fractions) == 3 * len(small.fractions)
    assert len(large.operations) == 3 * len(small.operations)


def test_the_calendar_is_repeated(tiny: Instance) -> None:
    larger = enlarge(tiny, periods=2)
    assert larger.periods == ["1", "2", "3", "4", "5", "6"]
    found = masses(larger)
    assert {str(int(period) + 3): mass for period, mass in masses(tiny).items()} == {
        period: mass for period, mass in found.items() if int(period) > 3
    }
    assert later_name("May", ("May", "June"), 1) == "May_2"
    dated = from_tables(tiny.settings, {**tiny.own, "periods": [
        {"period": str(number), "hours": 168.0, "start": f"2026-01-{7 * number - 2:02d}"} for number in (1, 2, 3)
    ]})  # fmt: skip
    assert enlarge(dated, periods=2).tables["periods"]["start"].tolist()[3:] == [
        "2026-01-26", "2026-02-02", "2026-02-09"
    ]  # fmt: skip


def test_nearly_equal_copies_are_worth_what_the_instance_is(tiny: Instance) -> None:
    small, large = (finish(search(i, gap=1e-6, time_limit=60.0)) for i in (tiny, enlarge(tiny, streams=2, step=1e-7)))
    assert large.summary["certified"]
    assert large.summary["objective"] == pytest.approx(small.summary["objective"], rel=1e-5)


def test_what_cannot_be_enlarged_is_said(tiny: Instance) -> None:
    decided = from_tables(
        tiny.settings, {**tiny.own, "decisions": [{"variable": "receive", "index": "OXI|1", "upper": 1.0}]}
    )
    with pytest.raises(ValueError, match="decisions"):
        enlarge(decided, streams=2)
