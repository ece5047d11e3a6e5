"""Generated instances: the same for the same arguments, plausible, and never without a plan."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from math import fsum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opt import planner
from opt.instance import Instance, read, write_folder
from opt.instance.generate import generated
from opt.instance.generate.chance import Chance, rounded, upward
from opt.instance.generate.deliveries import composition_of
from opt.instance.generate.equipment import KINDS, STANDARD
from opt.instance.generate.facts import read_facts
from opt.instance.generate.lines import lines
from opt.instance.generate.nominal import Feed, Flows
from opt.instance.generate.passage import Material, admits, contents, passage
from opt.instance.generate.permits import release_limit, stock_limit
from opt.library.exposure import permitted_release
from opt.network import build_network
from opt.network.parameters import build_parameters

SMALL = Path(__file__).parents[2] / "instances" / "small"
DRAWS = [0.047430802898, 0.987053739714, 0.654414658529]
SIZES = {"streams": st.integers(1, 40), "weeks": st.integers(1, 20), "seed": st.integers(0, 10**6)}


@pytest.fixture(scope="module")
def plant() -> Instance:
    """An instance of plant size."""
    return generated(24, 12, 1)


def test_small_is_what_the_command_writes(tmp_path: Path) -> None:
    """relith new small --streams 8 --weeks 8 --seed 1, byte for byte."""
    write_folder(generated(8, 8, 1, "small"), tmp_path / "small")
    shipped = {file.name: file.read_bytes() for file in SMALL.iterdir() if file.name != "README.md"}
    made = {file.name: file.read_bytes() for file in (tmp_path / "small").iterdir()}
    assert made.keys() == shipped.keys()
    assert [name for name in made if made[name] != shipped[name]] == []


def test_same_arguments_same_instance() -> None:
    assert generated(9, 7, 5) == generated(9, 7, 5)
    assert not generated(9, 7, 5).own["arrivals"].equals(generated(9, 7, 6).own["arrivals"])


def test_what_is_written_reads_back_equal(plant: Instance, tmp_path: Path) -> None:
    write_folder(plant, tmp_path / "plant")
    assert read(tmp_path / "plant") == plant


def test_draws_are_those_of_every_machine() -> None:
    """The first draws of a topic, from the generator that Python promises to keep (MT19937 seeded by SHA-512)."""
    chance = Chance(7, "draws")
    assert [round(chance.between(0, 1), 12) for _ in range(3)] == DRAWS
    assert Chance(7, "draws").between(2, 4) == pytest.approx(2 + 2 * DRAWS[0])
    assert sorted(Chance(1, "order").shuffled(range(9))) == list(range(9))
    assert {Chance(seed, "whole").whole(3, 5) for seed in range(60)} == {3, 4, 5}
    assert {Chance(seed, "pick").weighted({"never": 0.0, "always": 1.0}) for seed in range(20)} == {"always"}


def test_rounding() -> None:
    assert rounded(1234.5) == 1200.0
    assert rounded(0.04567, 3) == 0.0457
    assert upward(1210) == 1300.0
    assert upward(0.12) == 0.12
    assert upward(9.91) == 10.0


@pytest.mark.parametrize(("streams", "weeks"), [(0, 4), (4, 0)])
def test_sizes_below_one_are_refused(streams: int, weeks: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        generated(streams, weeks, 1)


def test_size_and_calendar(plant: Instance) -> None:
    assert len(plant.tables["streams"]) == 24
    assert plant.periods == [str(week) for week in range(1, 13)]
    assert set(plant.tables["arrivals"]["stream"]) == set(plant.tables["streams"]["stream"])
    assert (plant.tables["arrivals"]["mass"] > 0).all()


def test_classes_forms_and_acceptance_vary() -> None:
    """Over some seeds every class of the library's cells, every form and every acceptance turns up."""
    rows = [row for seed in range(6) for row in generated(24, 2, seed).records("streams")]
    assert {row["electrolyte_class"] for row in rows} == {
        "oxide_garnet", "oxide_perovskite", "oxide_NASICON", "sulfide", "halide", "polymer",
    }  # fmt: skip
    assert {row["form"] for row in rows} == {"charged_pack", "discharged_pack", "cell", "scrap"}
    assert {row["acceptance"] for row in rows} == {"mandatory", "partial", "whole_lot"}
    assert {row["intact"] for row in rows} == {True, False}


def test_own_compositions_sum_to_one_and_lots_of_a_supplier_are_alike(plant: Instance) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    copper: dict[str, float] = {}
    for row in plant.own["composition"].to_dict("records"):
        sums[row["stream"]] += Decimal(repr(row["fraction"]))
        copper[row["stream"]] = max(
            copper.get(row["stream"], 0.0), row["fraction"] * (row["constituent"] == "copper_foil")
        )
    assert sums
    assert set(sums.values()) == {Decimal(1)}
    assert len(sums) < 0.4 * len(plant.tables["streams"])
    assert len({name.split("_")[1] for name in sums}) < len(sums)


def test_passage_agrees_with_the_network(plant: Instance) -> None:
    """The forward pass by which the plant is sized gives the yields of the network's operations."""
    facts, network = read_facts(), build_network(plant)
    compared = 0
    for operation in network.operations.values():
        fraction = network.fractions[operation.fraction]
        result = passage(facts, operation.technology, fraction.composition)
        assert fsum(share for _, share, _ in result.fractions) == pytest.approx(
            fsum(operation.fractions.values()), abs=1e-9
        )
        assert result.wastes == pytest.approx(dict(operation.wastes), abs=1e-9)
        compared += 1
    assert compared > 100


def test_admission_agrees_with_the_network(plant: Instance) -> None:
    """What the network admits, the forward pass admits too."""
    facts, network = read_facts(), build_network(plant)
    damaged = {row["stream"] for row in plant.records("streams") if not row["intact"]}
    for operation in network.operations.values():
        fraction = network.fractions[operation.fraction]
        if fraction.root:
            broken = fraction.name in damaged
            material = Material(fraction.form, fraction.composition, not broken, broken)
            assert admits(facts, operation.technology, material, contents(facts, fraction.composition))


def test_compositions_of_cell_types_sum_to_one() -> None:
    facts = read_facts()
    for cell_type in facts.cells:
        for health in (0.0, 0.3, 1.0):
            assert fsum(composition_of(facts, cell_type, health).values()) == pytest.approx(1, abs=1e-6)


def test_limits_follow_from_exposure_limits() -> None:
    """A limit is what a ventilation in round figures allows, and at least what was wanted."""
    limit = release_limit("H2S", "processing", 0.09)
    assert 0.09 <= limit <= 0.1
    ventilation = limit / permitted_release("H2S", 1.0, capture=0.95).limit
    assert ventilation == pytest.approx(rounded(ventilation), rel=2e-3)
    assert release_limit("nothing known", "processing", 0.0912) == 0.092
    assert stock_limit("nothing known", 0.0912) == 0.091
    assert stock_limit("sulfide_stock", 7.3) == 7.5


@settings(max_examples=12, deadline=None)
@given(**SIZES)
def test_any_seed_is_valid_and_has_a_way_out(streams: int, weeks: int, seed: int) -> None:
    """validate finds nothing, and the argument of the module holds: mandatory deliveries fit the outlets of their week,
    whatever is missing has a price, nothing is forced."""
    instance = generated(streams, weeks, seed)
    build_parameters(instance, build_network(instance))
    assert instance.notes == ()
    outlets = instance.records("outlets")
    weekly: dict[tuple[str, str], float] = defaultdict(float)
    initial: dict[str, float] = defaultdict(float)
    forms = {row["stream"]: row for row in instance.records("streams")}
    for row in instance.records("arrivals"):
        stream = forms[row["stream"]]
        if stream["acceptance"] == "mandatory":
            weekly[stream["form"], row["period"]] += row["mass"]
    for row in instance.records("initial_stock"):
        initial[row["form"]] += row["mass"]
    for form in {row["form"] for row in forms.values()}:
        assert any(form in outlet["takes"] for outlet in outlets)
    for outlet in outlets:
        for period in instance.periods:
            load = fsum(weekly[form, period] + initial[form] for form in outlet["takes"])
            assert not load > outlet["limit"]
    demand = instance.tables["demand"]
    assert demand.loc[demand["contract"] > 0, "penalty"].notna().all()
    assert not (instance.tables["routing"]["rule"] == "force").any()
    assert len(instance.tables["decisions"]) == 0


@pytest.mark.parametrize("seed", range(4))
def test_tiny_sizes_end_in_certified_plans(seed: int) -> None:
    plan = planner.solve(generated(2, 2, seed), gap=0.05, time_limit=30)
    assert plan.has_plan
    assert plan.summary["certified"]


@pytest.mark.parametrize("weekly", [12.0, 900.0])
def test_lines_are_loaded_by_the_nominal_plan(weekly: float) -> None:
    """12 t a week fit one sieve, 900 t ask for several; together they are loaded to 80 to 95 % of their hours."""
    offer = next(o for o in STANDARD if o.kind == "sieve" and "sulfide" in o.families)
    feed = Feed(offer.technology, offer, "sulfide", offer.form, {}, weekly)
    found = lines(read_facts(), [offer], ["sulfide"], Flows(feeds=[feed]), Chance(1, "lines"))
    assert len(found) == (1 if weekly < 100 else 5)
    rates = [offer.speed * line.pace for line in found]
    assert max(rates) <= KINDS["sieve"].largest
    assert 0.8 <= weekly / sum(rates) / KINDS["sieve"].hours <= 0.95


def test_set_ups_are_few(plant: Instance) -> None:
    """So many campaigns with set-up hours as a planner can still keep in mind, whatever the size."""
    assert len(plant.own["setups"]) <= 12
    assert len(generated(60, 4, 1).own["setups"]) <= 12


def test_parallel_lines_where_the_load_asks_for_them() -> None:
    few = {row["line"] for row in generated(8, 2, 1).records("lines")}
    many = {row["line"] for row in generated(150, 2, 1).records("lines")}
    assert not any(name.endswith("_2") for name in few)
    assert {"crusher_1", "crusher_2"} <= many
