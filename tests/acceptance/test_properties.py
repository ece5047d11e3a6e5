"""What holds of every plan: money scales, more room never hurts, and the same question has the same answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from acceptance_world import OPTIMUM, RELATIVE, TINY
from typer.testing import CliRunner

import opt
from opt.cli import app
from opt.instance import Instance, from_tables, read, write_folder
from opt.instance.generate import generated
from opt.schema import INPUT

CONTRACTS = [
    {"product": "LCO", "grade": "standard", "period": "all", "contract": 12.0, "penalty": 700.0},
    {"product": "Li6PS5Cl", "grade": "standard", "period": "each", "maximum": 2.0},
]
ROUTING = [{"stream": "POL", "technology": "acetonitrile_dissolution", "cost": 60.0}]
LEFT = [{"stream": "SUL", "form": "powder", "value": 9000.0}]


@cache
def tiny() -> Instance:
    """instances/tiny."""
    return read(TINY)


@cache
def richer() -> Instance:
    """tiny with a contract that cannot be met, a narrow market, a cost of qualification and a price on what is left."""
    tables = {"demand": CONTRACTS, "routing": ROUTING, "end_values": LEFT}
    return from_tables(tiny().settings, {**tiny().own, **tables})


def optimum(instance: Instance) -> float:
    """The certified optimum."""
    plan = opt.solve(instance, gap=0.0)
    assert plan.summary["status"] == "gap_reached"
    assert plan.summary["certified"] is True
    return float(plan.summary["objective"])


def with_table(instance: Instance, name: str, **columns: pd.Series) -> Instance:
    """The instance with columns of one table replaced."""
    return replace(instance, tables={**instance.tables, name: instance.tables[name].assign(**columns)})


def in_money(instance: Instance, factor: float) -> Instance:
    """Every price and cost times the factor."""
    for name, table in INPUT.items():
        money = [column.name for column in table.columns if column.unit.startswith("currency")]
        scaled = {column: instance.tables[name][column] * factor for column in money}
        instance = with_table(instance, name, **scaled)
    return instance


@pytest.mark.parametrize("factor", [2.0, 1e-3])
@pytest.mark.parametrize("make", [tiny, richer])
def test_prices_and_costs_times_a_factor_give_the_value_times_it(make: Callable[[], Instance], factor: float) -> None:
    once, scaled = optimum(make()), optimum(in_money(make(), factor))
    assert (once == pytest.approx(OPTIMUM, rel=RELATIVE)) is (make is tiny)
    assert scaled == pytest.approx(factor * once, rel=RELATIVE)


MORE_ROOM = [
    ("lines", "hours", "wash", 95.0, 140.0),
    ("line_technologies", "rate", "wash", 0.095, 0.2),
    ("areas", "capacity", "yard", 5.0, 40.0),
    ("hazard_limits", "limit", "H2S", 0.05, 0.12),
    ("streams", "max_age", "POL", 1.0, 3.0),
    ("setups", "hours", "wash", 25.0, 0.0),
    ("setups", "cost", "wash", 150.0, 50.0),
    ("setups", "minimum_lot", "anneal", 3.4, 2.0),
    ("lines", "hour_cost", "relith", 11.0, 9.0),
    ("arrivals", "mass", "OXI", 6.0, 9.0),
]


@pytest.mark.parametrize(
    ("table", "column", "key", "tight", "loose"), MORE_ROOM, ids=[" ".join(row[:3]) for row in MORE_ROOM]
)
def test_more_room_never_hurts_and_less_is_felt(table: str, column: str, key: str, tight: float, loose: float) -> None:
    """Each of them matters in tiny: less costs something, more takes nothing away."""
    frame = tiny().tables[table]
    less, more = (
        optimum(with_table(tiny(), table, **{column: frame[column].mask(frame.iloc[:, 0] == key, value)}))
        for value in (tight, loose)
    )
    assert less < OPTIMUM * (1 - RELATIVE)
    assert more >= OPTIMUM * (1 - RELATIVE)


def test_a_wider_market_and_a_smaller_contract_never_hurt() -> None:
    demand = richer().tables["demand"]
    values = [
        optimum(with_table(richer(), "demand", maximum=demand["maximum"] * s, contract=demand["contract"] / s))
        for s in (0.5, 1.0, 2.0)
    ]
    assert values == sorted(values)
    assert values[0] < values[-1]


def stored(instance: Path, folder: Path, *options: str) -> dict[str, bytes]:
    """The files of a result by name."""
    result = CliRunner().invoke(app, ["solve", str(instance), "--out", str(folder), "--quiet", *options])
    assert result.exit_code == 0, result.stderr
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def without_seconds(text: bytes) -> dict[str, Any]:
    return {key: value for key, value in json.loads(text).items() if not key.startswith("seconds")}


def assert_same_files(first: dict[str, bytes], second: dict[str, bytes]) -> None:
    """Byte for byte, but for the seconds of the summary."""
    assert first.keys() == second.keys()
    assert {"summary.json", "treat.csv", "value.csv", "binding.csv"} <= first.keys()
    different = [name for name in first if name != "summary.json" and first[name] != second[name]]
    assert different == []
    summary = without_seconds(first["summary.json"])
    assert summary == without_seconds(second["summary.json"])
    assert summary["status"] == "gap_reached"
    assert list(summary)[:3] == ["instance", "scenario", "status"]


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    assert_same_files(*(stored(TINY, tmp_path / name) for name in ("first", "second")))


def test_a_race_of_two_workers_has_the_same_answer(tmp_path: Path) -> None:
    """Enough set-ups that bound and heuristics run beside each other, ended by the gap."""
    write_folder(generated(6, 8, 1, "race"), tmp_path / "race")
    runs = [stored(tmp_path / "race", tmp_path / name, "--gap", "0.02") for name in ("first", "second")]
    assert_same_files(*runs)
    assert json.loads(runs[0]["summary.json"])["size"]["integers"] > 60
