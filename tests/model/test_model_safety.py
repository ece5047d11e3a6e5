"""Family safety: the four kinds of limits, hand-computed."""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo
import pytest
from model_cases import fraction_of, instance_of, network_of, operation_of, output_of, solved, values

from opt.instance.instance import Instance
from opt.model import build
from opt.network.network import Network

GRADES = [{"product": "P", "grade": "A", "price": 1000.0}, {"product": "P", "grade": "offspec", "price": 0.0}]


def two_lines(**tables: Any) -> Instance:
    """10 t of A and of B in period 1 (of one); lines K and L in one zone, 100 h each."""
    rows: dict[str, Any] = {
        "periods": [{"period": "1", "hours": 100.0}],
        "streams": [{"stream": "A"}, {"stream": "B"}],
        "arrivals": [{"stream": s, "period": "1", "mass": 10.0} for s in ("A", "B")],
        "zones": [{"zone": "hall"}],
        "lines": [{"line": line, "hours": 100.0, "zone": "hall"} for line in ("K", "L")],
        "grades": GRADES,
    }
    return instance_of(**{**rows, **tables})


def works(hazard: float = 0.5, **fraction: Any) -> Network:
    """A on line K (0.1 t/h), B on line L (0.05 t/h); both release gas and give as much P as they weigh."""
    return network_of(
        [fraction_of("A", **fraction), fraction_of("B", **fraction)],
        [
            operation_of("A", "k", {"K": (0.1, "a")}, {"P": output_of("P", 1.0)}, hazards={"gas": hazard}),
            operation_of("B", "k", {"L": (0.05, "b")}, {"P": output_of("P", 1.0)}, hazards={"gas": 2 * hazard}),
        ],
    )


def limit(basis: str, amount: float, **where: str) -> list[dict[str, Any]]:
    return [{"hazard": "gas", "basis": basis, "limit": amount, **where}]


def test_processing_limit_counts_the_hours_of_the_period() -> None:
    model = solved(two_lines(hazard_limits=limit("processing", 0.07)), works())
    # 7 units: 10 t of A take 5, 2 t of B take 2
    assert values(model, "treat") == pytest.approx({("A>k", "K", "1"): 10.0, ("B>k", "L", "1"): 2.0})


def test_a_row_for_a_period_goes_before_the_row_for_all() -> None:
    rows = [*limit("processing", 0.0), *limit("processing", 0.05, period="1")]
    assert sum(values(solved(two_lines(hazard_limits=rows), works()), "treat").values()) == pytest.approx(10.0)


def test_zero_limit_stops_what_releases() -> None:
    assert not values(solved(two_lines(hazard_limits=limit("processing", 0.0)), works()), "treat")


@pytest.mark.parametrize("place", ["plant", "yard"])
def test_stock_limit_of_a_site_or_an_area(place: str) -> None:
    network = works(stock_hazards={"gas": 3.0}, outlets={"dump": 1.0})
    instance = two_lines(
        hazard_limits=limit("stock", 12.0, place=place),
        lines=[{"line": "K", "hours": 0.0}, {"line": "L", "hours": 0.0}],
    )
    model = solved(instance, network)
    assert sum(values(model, "stock").values()) == pytest.approx(4.0)
    assert sum(values(model, "dispose").values()) == pytest.approx(16.0)


def test_concurrent_peaks_add_up_over_lines() -> None:
    # peaks: K 0.05/h, L 0.05/h; together 0.1
    together = solved(two_lines(hazard_limits=limit("concurrent", 0.1)), works())
    assert values(together, "peak") == pytest.approx({("K", "gas", "1"): 0.05, ("L", "gas", "1"): 0.05})
    assert sum(values(together, "treat").values()) == pytest.approx(15.0)
    apart = solved(two_lines(hazard_limits=limit("concurrent", 0.09)), works())
    assert values(apart, "treat") == pytest.approx({("A>k", "K", "1"): 10.0})


def test_campaigns_of_one_line_follow_one_another() -> None:
    network = network_of(
        [fraction_of("A"), fraction_of("B")],
        [
            operation_of("A", "k", {"K": (0.2, "a")}, {"P": output_of("P", 1.0)}, hazards={"gas": 0.5}),
            operation_of("B", "k", {"K": (0.2, "b")}, {"P": output_of("P", 1.0)}, hazards={"gas": 0.4}),
        ],
    )
    model = solved(two_lines(hazard_limits=limit("concurrent", 0.1)), network)
    assert sum(values(model, "treat").values()) == pytest.approx(20.0)


def test_conflicting_groups_share_no_period() -> None:
    conflicts = [{"zone": "hall", "group": "wet", "campaign": "a"}, {"zone": "hall", "group": "open", "campaign": "b"}]
    model = solved(two_lines(conflicts=conflicts), works())
    assert values(model, "treat") == pytest.approx({("A>k", "K", "1"): 10.0})
    assert {index[1] for index in values(model, "group_active")} == {"wet"}
    assert model.group_active.name == "active"


def test_campaigns_of_one_group_run_together() -> None:
    conflicts = [{"zone": "hall", "group": "wet", "campaign": c} for c in ("a", "b")]
    conflicts.append({"zone": "hall", "group": "open", "campaign": "elsewhere"})
    model = build(two_lines(conflicts=conflicts), works())
    # nothing to conflict with: no binaries at all
    assert not len(model.group_active)
    assert not len(model.run)


def test_safety_rows_are_relative_to_the_limit() -> None:
    model = build(two_lines(hazard_limits=limit("processing", 1e-6)), works())
    row = model.hazard_processing["gas", "plant", "1"]
    assert pyo.value(row.upper) == pytest.approx(1.0)


def test_a_peak_above_the_limit_closes_the_campaign_at_once() -> None:
    model = build(two_lines(hazard_limits=limit("concurrent", 0.04)), works())
    assert set(model.peak_out_of_reach) == {("K", "a", "gas", "1"), ("L", "b", "gas", "1")}
    open_model = build(two_lines(hazard_limits=limit("concurrent", 0.05)), works())
    assert not len(open_model.peak_out_of_reach)
