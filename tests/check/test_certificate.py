"""What counts as a violation, and how much."""

from __future__ import annotations

import math

import pytest

from opt.check.case import Row
from opt.check.certificate import certify, relative


@pytest.mark.parametrize(
    ("excess", "limit", "expected"),
    [
        (1.0, 100.0, 0.01),  # relative to the limit
        (1.0, -100.0, 0.01),
        (-1.0, 100.0, 0.0),  # slack
        (1e-9, 1e-7, 1e-3),  # a tiny limit counts as 1e-6
        (1e-9, 0.0, 1e-6),  # a zero limit: 1e-9 is just allowed
        (2e-9, 0.0, 2e-6),
        (0.0, 0.0, 0.0),
        (math.nan, 1.0, math.inf),
        (1.0, math.nan, math.inf),
        (math.inf, 1.0, math.inf),
    ],
)
def test_violation_relative_to_its_limit(excess: float, limit: float, expected: float) -> None:
    assert relative(Row("row", "1", excess, limit, "t")) == pytest.approx(expected)


def test_violations_are_listed_worst_first_and_slack_is_not() -> None:
    found = [
        ("age", Row("a", "1", 1e-7, 1.0, "t")),  # within the tolerance: counted, not listed
        ("capacity", Row("wash", "2", 2.0, 100.0, "h")),
        ("purity", Row("LCO", "3", math.nan, 1.0, "t")),
        ("market", Row("LCO", "1", -5.0, 1.0, "t")),
    ]
    certificate = certify(found, {"sales": 5.0, "setups": -2.0})
    assert certificate.violations.to_numpy().tolist() == [
        ["purity", "LCO", "3", math.inf, "t"],
        ["capacity", "wash", "2", 2.0, "h"],
    ]
    assert list(certificate.violations.columns) == ["family", "row", "period", "amount", "unit"]
    assert certificate.families == ("purity", "capacity")
    assert certificate.worst == math.inf
    assert not certificate.certified
    assert certificate.objective == 3.0


def test_within_the_tolerance_is_certified() -> None:
    certificate = certify([("age", Row("a", "1", 9e-7, 1.0, "t"))], {})
    assert certificate.certified
    assert certificate.worst == pytest.approx(9e-7)
    assert certificate.violations.empty
