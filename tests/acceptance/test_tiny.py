"""instances/tiny: its derived optimum, found by enumeration and by a second solver, whatever the tables look like."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyscipopt
import pytest
from acceptance_world import (
    OPTIMUM,
    RELATIVE,
    TINY,
    Rows,
    assert_same_optimum,
    solved,
    tiny_settings,
    tiny_tables,
    write_instance,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import opt
from opt.instance import convert
from opt.model import TERMS
from opt.plan import Plan
from opt.solve import from_model, highs

ROW = re.compile(r"^\| (?P<term>[^|]+?) \|[^|]*\| (?P<amount>[^|]+?) \|$", re.MULTILINE)
IN_WORDS = {"set-ups": "setups", "fixed line costs": "fixed_lines", "gate fees": "gate_fees"}
DATED = 'rate = 1.25\ndate = "2026-01-01"\n'
FEW = settings(max_examples=4, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def mps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("written") / "tiny.mps"


@pytest.fixture(scope="module")
def plan(mps: Path) -> Plan:
    """The plan as it comes from the interface, its model written beside."""
    return opt.solve(opt.read(TINY), gap=0.0, write_mps=mps)


def derived_values() -> dict[str, float]:
    """The amounts of the table 'The value' of the README by name of the term."""
    table = (TINY / "README.md").read_text(encoding="utf-8").partition("## The value")[2]
    found = {match["term"].strip("*"): match["amount"].strip("*") for match in ROW.finditer(table)}
    del found["term"]
    return {IN_WORDS.get(term, term): float(amount.replace(" ", "")) for term, amount in found.items()}


def test_the_objective_is_the_derived_value(plan: Plan) -> None:
    derived = derived_values()
    assert derived["objective"] == OPTIMUM
    assert plan.summary["objective"] == pytest.approx(OPTIMUM, rel=RELATIVE)
    assert plan.summary["bound"] == pytest.approx(OPTIMUM, rel=RELATIVE)
    assert plan.summary["certified"] is True


def test_every_term_is_the_derived_one(plan: Plan) -> None:
    derived = derived_values()
    assert sum(derived.values()) == 2 * derived.pop("objective")
    found = plan.derived["value"].set_index("term")["amount"].to_dict()
    assert set(derived) <= set(found)
    assert list(found) == list(TERMS)
    for term, amount in found.items():
        assert amount == pytest.approx(derived.get(term, 0.0), rel=RELATIVE, abs=1e-3), term


def test_the_best_of_all_run_patterns_is_the_optimum() -> None:
    """Every choice of what runs when; what else is integer (set-ups, carried states) is left to the solver."""
    arrays = from_model(opt.build(opt.read(TINY)))
    runs = np.array([n for n, (name, _) in enumerate(arrays.columns) if name == "run"], dtype=np.int32)
    assert len(runs) == 9
    assert arrays.integer[runs].all()
    solver = highs.load(arrays, highs.EXACT, highs.PROOF, {"threads": 1})
    values = []
    for pattern in itertools.product((0.0, 1.0), repeat=len(runs)):
        highs.set_bounds(solver, runs, np.array(pattern), np.array(pattern))
        outcome = highs.run(solver)
        assert outcome.status in (highs.OPTIMAL, highs.INFEASIBLE)
        if outcome.x is not None:
            values.append(arrays.sign * outcome.objective)
    assert len(values) > 10
    assert max(values) == pytest.approx(OPTIMUM, rel=RELATIVE)


def scip_optimum(path: Path) -> float:
    """What SCIP finds for a written model."""
    scip = pyscipopt.Model()
    scip.hideOutput()
    scip.readProblem(str(path))
    scip.setParam("limits/gap", 0.0)
    scip.optimize()
    assert scip.getStatus() == "optimal"
    return float(scip.getObjVal())


def test_a_second_solver_finds_the_same_in_the_written_model(plan: Plan, mps: Path) -> None:
    assert scip_optimum(mps) == pytest.approx(plan.summary["objective"], rel=RELATIVE)


@pytest.mark.parametrize("formulation", ["tight", "plain"])
def test_a_second_solver_finds_the_same_in_both_formulations(
    formulation: Literal["tight", "plain"], tmp_path: Path
) -> None:
    path = tmp_path / f"{formulation}.mps"
    highs.write_mps(from_model(opt.build(opt.read(TINY), formulation=formulation)), path)
    assert scip_optimum(path) == pytest.approx(OPTIMUM, rel=RELATIVE)


STRANGE = [
    "1",
    "007",
    "7",
    "NA",
    "nan",
    "zz",
    "POL+1",
    "SUL",
    "Ä 2",
    "a,b",
    "-3",
    "=x",
    "loss",
    "offspec",
    "plant",
    "1e3",
]


@given(names=st.lists(st.sampled_from(STRANGE), min_size=3, max_size=3, unique=True))
@FEW
def test_names_of_streams_do_not_matter(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    new = dict(zip(("OXI", "POL", "SUL"), names, strict=True))
    tables = {
        name: [{**row, "stream": new[row["stream"]]} if "stream" in row else row for row in rows]
        for name, rows in tiny_tables().items()
    }
    assert_same_optimum(write_instance(tmp_path_factory.mktemp("names"), tables, tiny_settings()))


@given(order=st.randoms(use_true_random=False))
@FEW
def test_order_of_rows_and_columns_does_not_matter(
    order: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rows of 'periods' are in time order; all others may stand anywhere."""
    tables = {name: shuffled(name, rows, order) for name, rows in tiny_tables().items()}
    assert_same_optimum(write_instance(tmp_path_factory.mktemp("order"), tables, tiny_settings()))


def shuffled(name: str, rows: Rows, order: random.Random) -> Rows:
    columns = list(rows[0])
    order.shuffle(columns)
    if name != "periods":
        rows = order.sample(rows, len(rows))
    return [{column: row[column] for column in columns} for row in rows]


CONVERTED = [
    ("periods", "hours [h]", "hours [day]", 1 / 24),
    ("arrivals", "mass [t]", "mass [kg]", 1000),
    ("composition", "fraction [kg/kg]", "fraction [%]", 100),
    ("splits", "fraction [kg/kg]", "fraction [ppm]", 1e6),
    ("grades", "price [USD/t]", "price [EUR/kg]", 0.8 / 1000),
    ("streams", "gate_fee [USD/t]", "gate_fee [EUR/t]", 0.8),
    ("line_technologies", "rate [t/h]", "rate [kg/min]", 1000 / 60),
    ("lines", "hours [h]", "hours [min]", 60),
    ("lines", "hour_cost [USD/h]", "hour_cost [EUR/day]", 0.8 * 24),
    ("setups", "minimum_lot [t]", "minimum_lot [kg]", 1000),
    ("areas", "cost [USD/t]", "cost [kUSD/kg]", 1e-6),
    ("outlets", "cost [USD/t]", "cost [EUR/kg]", 0.8 / 1000),
    ("hazard_limits", "limit [kg/h]", "limit [g/day]", 24_000),
    ("hazard_factors", "factor [kg/t]", "factor [g/kg]", 1),
    ("elements", "atomic_mass [g/mol]", "atomic_mass [kg/mol]", 1 / 1000),
]


def converted(rows: Rows, old: str, new: str, factor: float) -> Rows:
    """Rows with one column in another unit; empty cells stay empty."""
    assert old in rows[0]

    def cell(text: str) -> str:
        return repr(float(text) * factor) if text else text

    return [{new if column == old else column: cell(text) if column == old else text for column, text in row.items()}
            for row in rows]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "factor"), CONVERTED, ids=[f"{row[0]}.{row[2]}" for row in CONVERTED])
def test_the_unit_of_a_column_does_not_matter(table: str, old: str, new: str, factor: float, tmp_path: Path) -> None:
    tables = tiny_tables()
    tables[table] = converted(tables[table], old, new, factor)
    assert_same_optimum(write_instance(tmp_path, tables, f"{tiny_settings()}\n[exchange_rates.EUR]\n{DATED}"))


def test_all_units_at_once_do_not_matter(tmp_path: Path) -> None:
    tables = tiny_tables()
    for table, old, new, factor in CONVERTED:
        tables[table] = converted(tables[table], old, new, factor)
    assert_same_optimum(write_instance(tmp_path, tables, f"{tiny_settings()}\n[exchange_rates.EUR]\n{DATED}"))


def test_the_value_follows_the_currency_of_the_instance(tmp_path: Path) -> None:
    """The same prices in dollars, counted in a currency of which a dollar buys 1.25."""
    text = tiny_settings().replace('currency = "USD"', 'currency = "XYZ"')
    folder = write_instance(tmp_path, tiny_tables(), f"{text}\n[exchange_rates.USD]\n{DATED}")
    assert_same_optimum(folder, 1.25 * OPTIMUM)


def test_folder_to_workbook_to_folder_is_the_same_instance(tmp_path: Path) -> None:
    original = opt.read(TINY)
    book = convert(TINY, tmp_path / "tiny.xlsx")
    again = convert(tmp_path / "tiny.xlsx", tmp_path / "again")
    assert opt.read(tmp_path / "again") == again == opt.read(tmp_path / "tiny.xlsx") == book == original
    assert_same_optimum(tmp_path / "tiny.xlsx")


def test_a_stored_plan_still_is_the_optimum(plan: Plan, tmp_path: Path) -> None:
    from opt.plan.store import read_result, write_result

    stored: Any = read_result(write_result(plan, tmp_path / "result"))
    assert stored.summary["objective"] == plan.summary["objective"]
    assert opt.check(stored).objective == pytest.approx(OPTIMUM, rel=RELATIVE)
    assert solved(tmp_path / "result" / "input").summary["input_sha256"] == plan.summary["input_sha256"]
