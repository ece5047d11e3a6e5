"""What must hold of every what-if, beyond the gaps: more room never costs, money scales, edits that undo each other do.

An optimum lies between the value of a plan and its bound. A loosened case contradicts the rule when its bound lies
below the value of the plan it loosens.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache

import pytest

import opt
from opt.instance import Instance, fingerprint
from opt.instance.generate import generated
from opt.plan.plan import Plan
from opt.schema import INPUT
from opt.study.edits import apply, parse_edit
from opt.tolerances import OBJECTIVE

CASES = 100
QUICK = (1, 2, 5)
"""Cases of the default run."""
GAP = 0.02
LIMIT = 30.0

LOOSER = {
    "more capacity": ("lines.hours *= 1.2",),
    "a looser limit": ("hazard_limits.limit *= 1.5",),
    "more optional supply": ("arrivals[stream={optional}].mass *= 1.4",),
    "a higher price": ("grades[product={product}].price *= 1.15",),
}
INVERSES = (
    ("lines.hours *= 0.5", "lines.hours /= 0.5"),
    ("grades[product={product}].price += 250", "grades[product={product}].price -= 250"),
    ("hazard_limits.limit /= 4", "hazard_limits.limit *= 4"),
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every case slow, a few of them by default as well."""
    if "case" in metafunc.fixturenames:
        chosen = int(os.environ.get("RELITH_CASES", CASES))
        slow = [pytest.param(case, marks=pytest.mark.slow) for case in range(1, chosen + 1) if case not in QUICK]
        metafunc.parametrize("case", [*QUICK, *slow])


@cache
def instance_of(case: int) -> Instance:
    """Two to four streams over two to four weeks."""
    return generated(2 + case % 3, 2 + case // 3 % 3, case)


@cache
def base_of(case: int) -> Plan:
    return solved(instance_of(case))


def solved(instance: Instance, start: Plan | None = None) -> Plan:
    plan = opt.solve(instance, gap=GAP, time_limit=LIMIT, start=start)
    assert plan.summary["certified"]
    return plan


def edited(case: int, *texts: str) -> Instance:
    """The case with edits; {optional} a stream that need not be accepted, {product} one that the base sells."""
    instance, sold = instance_of(case), base_of(case).tables["sell"]
    streams = instance.tables["streams"]
    optional = [str(name) for name in streams["stream"][streams["acceptance"] == "partial"]]
    most = sold[sold["grade"] != "offspec"].groupby("product")["sell"].sum()
    names = {"optional": "|".join(optional), "product": str(most.idxmax())}
    return apply(instance, [parse_edit(text.format(**names)) for text in texts])


def test_looser_is_never_worse(case: int) -> None:
    streams = instance_of(case).tables["streams"]
    for name, texts in LOOSER.items():
        if "optional" in texts[0] and not (streams["acceptance"] == "partial").any():
            continue
        plan = solved(edited(case, *texts), start=base_of(case))
        base = base_of(case).summary["objective"]
        assert plan.summary["bound"] >= base - OBJECTIVE * abs(base), name


def doubled(instance: Instance) -> Instance:
    """Every price and cost twice, that of carbon as well."""
    settings = instance.settings.model_copy(update={"carbon_price": 2.0 * instance.settings.carbon_price})
    tables = dict(instance.tables)
    for name, table in INPUT.items():
        money = [column.name for column in table.columns if column.unit.startswith("currency")]
        tables[name] = tables[name].assign(**{column: 2.0 * tables[name][column] for column in money})
    return replace(instance, settings=settings, tables=tables)


def test_twice_the_money_is_twice_the_value(case: int) -> None:
    """Optimum and doubled optimum lie in intervals; halved, the second one meets the first."""
    twice = solved(doubled(instance_of(case)), start=base_of(case)).summary
    once = base_of(case).summary
    slack = OBJECTIVE * abs(once["objective"])
    assert once["objective"] <= twice["bound"] / 2 + slack
    assert twice["objective"] / 2 <= once["bound"] + slack


def test_an_edit_and_its_inverse_give_the_base(case: int) -> None:
    before = fingerprint(instance_of(case))
    for texts in INVERSES:
        assert fingerprint(edited(case, texts[0])) != before
        assert fingerprint(edited(case, *texts)) == before
