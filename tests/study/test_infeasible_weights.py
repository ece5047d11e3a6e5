"""The prices of limits that give way, and files that replace them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from infeasible_world import SETTINGS, TABLES, changed, plant

from opt.instance import from_tables
from opt.network import build_network
from opt.network.parameters import build_parameters
from opt.solve.elastic_limits import KIND_OF, Stated
from opt.study.explain.amounts import down, insertion, least, name, up, where
from opt.study.explain.remedies import REMEDIES
from opt.study.explain.weights import NEVER, WEIGHTS, Weight, pricing, with_own
from opt.study.explain.weights_file import read_weights, weights_page
from opt.study.explain.words import NAMES, figure
from opt.tables.problems import InputError


def test_every_kind_has_a_price_a_name_and_a_remedy() -> None:
    kinds = {*KIND_OF.values(), "delivery", "routing", "decision", "switch"}
    assert set(WEIGHTS) == kinds == set(NAMES)
    assert set(REMEDIES) == kinds - {"contract", "demand"} | {"market"}


def test_prices_follow_the_instance() -> None:
    instance = plant(lines=changed("lines", hour_cost=20.0))
    price = pricing(instance, build_parameters(instance, build_network(instance)), None)
    assert price(Stated("hours", ("wash",), "1", 100.0, "h")) == pytest.approx(50 + 3 * 20)
    assert price(Stated("delivery", ("S",), "1", 10.0, "t")) == pytest.approx(1000 + 2 * 100)
    assert price(Stated("contract", ("salt", "pure"), "all", 5.0, "t")) == pytest.approx(500 + 2 * 1000)
    assert price(Stated("processing", ("gas", "plant"), "1", 0.5, "kg/h")) == pytest.approx(20000 / 0.5)
    assert price(Stated("processing", ("gas", "plant"), "1", 0.0, "kg/h")) == pytest.approx(20000 / 1e-3)
    assert price(Stated("outlet", ("landfill",), "1", 5.0, "t")) == pytest.approx(200 + 3 * 100)


def test_prices_in_another_currency() -> None:
    settings = {**SETTINGS, "currency": "EUR", "exchange_rates": {"USD": {"rate": 0.5, "date": "2026-01-01"}}}
    instance = from_tables(settings, TABLES)
    parameters = build_parameters(instance, build_network(instance))
    hours = Stated("hours", ("wash",), "1", 100.0, "h")
    assert pricing(instance, parameters, None)(hours) == pytest.approx(25 + 3 * 10)
    assert pricing(instance, parameters, {"hours": 7.0})(hours) == pytest.approx(7.0)


def test_weights_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text('hours = 200\ndelivery = "never"\n[contract]\nbase = 0\nmultiple = 4\n')
    given = read_weights(file)
    assert given["hours"] == 200.0
    assert given["delivery"] == NEVER
    contract = given["contract"]
    assert isinstance(contract, Weight)
    assert (contract.base, contract.multiple, contract.own) == (0.0, 4.0, "grades.price")
    assert with_own(given)["room"] == WEIGHTS["room"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hour = 200", "did you mean 'hours'"),
        ("hours = 0", "above zero"),
        ("hours = -5", "above zero"),
        ("hours = nan", "above zero"),
        ("hours = true", "above zero"),
        ('hours = "always"', "above zero"),
        ("[hours]\nbase = -1", "zero or more"),
        ("[hours]\nbase = nan", "zero or more"),
        ("[hours]\nbasis = 1", "did you mean 'base'"),
        ("[hours]\nbase = 0\nmultiple = 0", "both zero"),
        ("hours =", "no TOML"),
    ],
)
def test_wrong_weights_are_named(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "weights.toml"
    file.write_text(text)
    with pytest.raises(InputError) as raised:
        read_weights(file)
    (problem,) = raised.value.problems
    assert words in str(problem)
    assert problem.file == str(file)


def test_all_wrong_weights_at_once(tmp_path: Path) -> None:
    file = tmp_path / "weights.toml"
    file.write_text("hour = 1\nroom = 0\n")
    with pytest.raises(InputError) as raised:
        read_weights(file)
    assert len(raised.value.problems) == 2
    with pytest.raises(InputError, match="did you mean"):
        with_own({"hour": 1.0})
    with pytest.raises(InputError, match="above zero"):
        with_own({"hours": math.nan})


def test_a_weight_that_comes_to_nothing_is_refused() -> None:
    instance = plant(streams=changed("streams", gate_fee=0.0))
    free = Weight("t", 0.0, 2.0, "streams.gate_fee", "")
    price = pricing(instance, build_parameters(instance, build_network(instance)), {"delivery": free})
    with pytest.raises(InputError, match="comes to nothing"):
        price(Stated("delivery", ("S",), "1", 10.0, "t"))


def test_no_file_of_weights(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_weights(tmp_path / "weights.toml")


def test_amounts_are_rounded_to_the_safe_side() -> None:
    assert up(12.345678901) == 12.345679
    assert up(12.4) == 12.4
    assert up(12.4 - 1e-13) == 12.4
    assert down(12.345678999) == 12.345678
    assert least(-1e-9) == 0.0
    assert least(1e-9) == 0.0
    assert up(0.0) == 0.0


def test_names_in_edits() -> None:
    assert name("kiln") == "kiln"
    assert name("5") == "5"
    assert name("*") == '"*"'
    assert name("a b") == '"a b"'
    assert name('7" pipe\\x') == '"7\\" pipe\\\\x"'
    assert where("lines", line="a/b", site="x") == 'lines[line="a/b", site=x]'
    assert insertion("downtime", line=name("kiln"), period="", hours="-2") == "insert downtime{line=kiln, hours=-2}"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (12.4, "12.4"), (0.0123456, "0.0123"), (1234.5, "1,234"), (80.0, "80")]
)
def test_figures_are_readable(value: float, text: str) -> None:
    assert figure(value) == text


def test_the_page_has_a_row_for_every_weight() -> None:
    lines = weights_page().splitlines()
    assert len(lines) == len(WEIGHTS) + 2
    assert lines[2].startswith("| `hours` | h | 50 | 3 | `lines.hour_cost` | overtime")
