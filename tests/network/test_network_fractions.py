"""Which fractions there are: merging, histories, pools, pruning, initial stock; and where they may lie."""

from __future__ import annotations

import pytest
from network_world import CLEAN, SULFIDE, Rows, stream, table, without, world

from opt.network import build_network, unroutable
from opt.tables.problems import InputError

CLOSE = pytest.approx


def twin(share: float = 1.0) -> dict[str, Rows]:
    """A second way from dead cell to powder: crush by hammer, which keeps ``share`` of everything but copper."""
    return {
        "technologies": [
            {"technology": "hammer", "stage": "pretreatment", "inputs": "dead_cell", "maturity": "industrial"}
        ],
        "outputs": table("technology output kind target", "hammer powder fraction powder\nhammer foil product scrap"),
        "splits": table(
            "technology constituent output fraction",
            f"""
            hammer * powder {0.98 * share}
            hammer copper foil 0.9
            hammer copper powder 0.1
        """,
        ),
        "line_technologies": table("line technology rate", "mill hammer 1"),
        "verdicts": [{"technology": "hammer", "electrolyte_class": "sulfide", "verdict": "feasible"}],
    }


def test_two_ways_to_one_composition_are_merged() -> None:
    network = build_network(world(twin(), stream("S", CLEAN)))
    assert network.operations["S>crush"].fractions.keys() == network.operations["S>hammer"].fractions.keys()
    assert [name for name in network.fractions if "powder" in name] == ["S/powder"]
    assert network.fractions["S/powder"].route == (("crush", "powder"),)


def test_two_compositions_of_one_form_are_two_fractions() -> None:
    network = build_network(world(twin(0.9), stream("S", CLEAN)))
    assert set(network.operations["S>crush"].fractions) == {"S/powder"}
    assert set(network.operations["S>hammer"].fractions) == {"S/powder~2"}
    assert network.fractions["S/powder~2"].route == (("hammer", "powder"),)
    assert "S/powder~2>leach" in network.operations


def test_a_difference_below_the_tolerance_is_merged() -> None:
    assert "S/powder~2" not in build_network(world(twin(1 - 1e-13), stream("S", CLEAN))).fractions
    assert "S/powder~2" in build_network(world(twin(1 - 1e-9), stream("S", CLEAN))).fractions


def test_an_earlier_step_that_a_condition_names_keeps_histories_apart() -> None:
    part = {
        "verdict_conditions": [
            {"technology": "wash", "electrolyte_class": "sulfide", "condition": "earlier_step", "value": "hammer"}
        ]
    }
    network = build_network(world(twin(), part, stream("S", SULFIDE)))
    one, two = network.fractions["S/powder"], network.fractions["S/powder~2"]
    assert one.composition == two.composition
    assert "S/powder>wash" not in network.operations
    assert "S/powder~2>wash" in network.operations


def test_streams_of_equal_composition_share_everything_behind_the_root() -> None:
    network = build_network(world(*(stream(name, SULFIDE) for name in ("S3", "S1", "S2")), stream("T", CLEAN)))
    assert network.pools == {"S1+2": ("S1", "S2", "S3"), "T": ("T",)}
    powder = network.fractions["S1+2/powder"]
    assert (powder.origin, powder.streams, powder.root) == ("S1+2", ("S1", "S2", "S3"), False)
    assert [network.fractions[s].origin for s in ("S1", "S2", "S3")] == ["S1", "S2", "S3"]
    for name in ("S1", "S2", "S3"):
        assert set(network.operations[f"{name}>crush"].fractions) == {"S1+2/powder"}
    assert "S1+2/powder>wash" in network.operations


@pytest.mark.parametrize(
    "columns",
    [
        {"form": "powder"},
        {"electrolyte_class": "polymer"},
        {"intact": False},
        {"state_of_charge": 0.1},
    ],
)
def test_streams_that_differ_in_state_do_not_share(columns: dict[str, object]) -> None:
    network = build_network(world(stream("S1", SULFIDE), stream("S2", SULFIDE, **columns)))
    assert set(network.pools) == {"S1", "S2"}


@pytest.mark.parametrize(
    ("table_name", "row"),
    [
        ("routing", {"stream": "S2", "technology": "crush", "cost": 10}),
        ("routing_limits", {"stream": "S2", "stage": "leaching", "maximum": 1}),
        ("end_values", {"stream": "S2", "form": "powder", "value": 5}),
        ("initial_stock", {"stream": "S2", "form": "powder", "area": "yard", "mass": 1}),
    ],
)
def test_a_stream_that_a_row_names_stays_alone(table_name: str, row: dict[str, object]) -> None:
    streams = [stream(name, CLEAN) for name in ("S1", "S2", "S3")]
    assert set(build_network(world(*streams, {table_name: [row]})).pools) == {"S1+1", "S2"}


def test_rows_about_the_root_or_about_all_streams_split_no_pool() -> None:
    part: dict[str, Rows] = {
        "routing": [{"stream": "*", "technology": "wash", "rule": "forbid"}],
        "end_values": [
            {"stream": "*", "form": "powder", "value": 5},
            {"stream": "S2", "form": "dead_cell", "value": 7},
        ],
        "initial_stock": [{"stream": "S2", "form": "dead_cell", "area": "yard", "mass": 3, "arrived": -1}],
    }
    network = build_network(world(stream("S1", CLEAN), stream("S2", CLEAN), part))
    assert set(network.pools) == {"S1+1"}
    assert network.fractions["S2"].initial == (("yard", -1.0, 3.0),)
    assert network.fractions["S1"].initial == ()
    assert (network.fractions["S2"].end_value, network.fractions["S2"].liability) == (7, False)
    assert (network.fractions["S1"].end_value, network.fractions["S1"].liability) == (-50, True)
    assert network.fractions["S1+1/powder"].end_value == 5


def test_relabelled_streams_and_shuffled_rows_give_the_same_network() -> None:
    one = world(twin(0.9), stream("A", SULFIDE), stream("B", CLEAN))
    rows = {name: list(reversed(one.records(name))) for name in one.tables if len(one.tables[name])}
    for name in ("streams", "composition", "arrivals"):
        rows[name] = [{**row, "stream": {"A": "Y", "B": "X"}[row["stream"]]} for row in rows[name]]
    first, second = build_network(one), build_network(world(**rows))

    def renamed(name: str) -> str:
        return {"A": "Y", "B": "X"}[name[0]] + name[1:]

    assert {renamed(name) for name in first.operations} == set(second.operations)
    for name, operation in first.operations.items():
        other = second.operations[renamed(name)]
        assert {renamed(f): mass for f, mass in operation.fractions.items()} == other.fractions
        assert operation.wastes == other.wastes
        assert operation.products == other.products


def test_an_operation_whose_output_has_nowhere_to_go_is_pruned() -> None:
    outlets = [*without("outlets", outlet="burner"), {"outlet": "burner", "takes": "cell|dead_cell", "cost": 50}]
    rows = [row for row in without("line_technologies", technology="leach") if row["technology"] != "relithiate"]
    kept = world(stream("S", CLEAN), outlets=outlets, line_technologies=rows)
    # washed powder can go nowhere: the wash goes; powder can still be recycled
    network = build_network(kept)
    assert set(network.operations) == {"S>crush"}
    assert set(network.fractions) == {"S", "S/powder"}
    reasons = {(r.fraction, r.technology): r.reason for r in network.refusals}
    assert reasons["S/powder", "wash"] == (
        "its output 'solids' (S/washed) has neither an operation nor an outlet at plant"
    )
    assert ("S/washed", "leach") in reasons
    # without the recycler powder can go nowhere either: a fixed point, not one step
    outlets = [row for row in outlets if row["outlet"] != "recycler"]
    instance = world(stream("S", CLEAN), outlets=outlets, line_technologies=rows)
    network = build_network(instance)
    assert network.operations == {}
    assert set(network.fractions) == {"S"}
    ((name, reasons),) = unroutable(network, instance)
    assert name == "S"
    assert reasons[0] == (
        "crush refuses S: its output 'powder' (S/powder) has neither an operation nor an outlet at plant"
    )
    assert "wash refuses S/powder: its output 'solids'" in reasons[2]
    assert "leach refuses S/washed: no line at plant offers it (line_technologies)" in reasons


def test_a_waste_that_nobody_takes_prunes() -> None:
    outlets = [*without("outlets", outlet="landfill"), {"outlet": "landfill", "takes": "loss|residue", "cost": 100}]
    network = build_network(world(stream("S", CLEAN), outlets=outlets))
    assert "S/powder>wash" not in network.operations
    reasons = {(r.fraction, r.technology): r.reason for r in network.refusals}
    assert reasons["S/powder", "wash"] == "its waste 'liquor' has no outlet at plant (outlets)"


def test_initial_stock_goes_to_the_only_fraction_of_its_form() -> None:
    part = {
        "initial_stock": [
            {"stream": "S", "form": "powder", "area": "yard", "mass": 2, "arrived": -1},
            {"stream": "S", "form": "powder", "area": "yard", "mass": 1},
        ]
    }
    network = build_network(world(stream("S", CLEAN), part))
    assert network.fractions["S/powder"].initial == (("yard", -1.0, 2.0), ("yard", 0.0, 1.0))


def test_initial_stock_of_an_ambiguous_form_needs_a_route() -> None:
    row = {"stream": "S", "form": "powder", "area": "yard", "mass": 2}
    with pytest.raises(InputError) as caught:
        build_network(world(twin(0.9), stream("S", CLEAN), {"initial_stock": [row]}))
    (problem,) = caught.value.problems
    assert (problem.table, problem.column, problem.value) == ("initial_stock", "form", "S, powder")
    assert problem.remedy == "give the route: 'crush:powder' or 'hammer:powder'"
    for route in ("hammer", "hammer:powder"):
        network = build_network(world(twin(0.9), stream("S", CLEAN), {"initial_stock": [{**row, "route": route}]}))
        assert network.fractions["S/powder~2"].initial == (("yard", 0.0, 2.0),)
        assert network.fractions["S/powder"].initial == ()


def test_initial_stock_may_come_from_a_route_that_is_closed_now() -> None:
    row = {"stream": "S", "form": "powder", "area": "yard", "mass": 2, "route": "crush"}
    lines = without("line_technologies", technology="crush")
    network = build_network(world(stream("S", CLEAN), {"initial_stock": [row]}, line_technologies=lines))
    assert "S>crush" not in network.operations
    assert network.fractions["S/powder"].initial == (("yard", 0.0, 2.0),)
    assert "S/powder>leach" in network.operations


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"form": "powder", "route": "grind"}, "which the library does not have"),
        ({"form": "powder", "route": "wash"}, "takes powder, the route has led to dead_cell"),
        ({"form": "powder", "route": "crush>wash"}, "the route leads to washed, not to form 'powder'"),
        ({"form": "solution"}, "no admissible route of stream 'S' leads to form 'solution'"),
    ],
)
def test_initial_stock_that_belongs_nowhere(changes: dict[str, str], words: str) -> None:
    row = {"stream": "S", "area": "yard", "mass": 2, **changes}
    with pytest.raises(InputError) as caught:
        build_network(world(stream("S", CLEAN), {"initial_stock": [row]}))
    assert words in str(caught.value)
    assert all(problem.table == "initial_stock" for problem in caught.value.problems)


def test_initial_stock_in_an_area_for_other_goods() -> None:
    part = {
        "initial_stock": [{"stream": "S", "form": "powder", "area": "yard", "mass": 2}],
        "areas": [{"area": "vault"}],
        "area_classes": [{"area": "yard", "storage_class": "charged"}],
    }
    with pytest.raises(InputError, match="may not lie in area 'yard'; put it into vault"):
        build_network(world(stream("S", CLEAN), part))


def test_storage_classes_and_areas() -> None:
    part = {
        "areas": [{"area": "vault"}, {"area": "shed"}],
        "area_classes": [{"area": "vault", "storage_class": "sulfidic"}, {"area": "shed", "storage_class": "*"}],
    }
    network = build_network(world(stream("S", SULFIDE, form="cell"), part))
    found = {name: (fraction.storage_class, fraction.areas) for name, fraction in network.fractions.items()}
    assert found == {
        "S": ("charged", ("shed", "yard")),
        "S/dead_cell": ("goods", ("shed", "yard")),
        "S/powder": ("sulfidic", ("shed", "vault", "yard")),
        "S/washed": ("goods", ("shed", "yard")),  # the sulfide is gone
    }


def test_forms_that_cannot_be_stored() -> None:
    forms = [*without("forms", form="powder"), {"form": "powder", "rank": 2, "storable": False}]
    network = build_network(world(stream("S", CLEAN), forms=forms))
    powder = network.fractions["S/powder"]
    assert (powder.areas, powder.end_value, powder.liability) == ((), 0.0, False)
    assert powder.outlets == {"burner": 50, "recycler": 30}
    network = build_network(world(stream("S", CLEAN), storage_rules=without("storage_rules", form="powder")))
    assert network.fractions["S/powder"].areas == ()


def test_the_cheapest_outlet_is_the_liability() -> None:
    network = build_network(world(stream("S", CLEAN)))
    assert (network.fractions["S/powder"].end_value, network.fractions["S/powder"].liability) == (-30, True)
    part = {
        "outlets": [{"outlet": "port_burner", "takes": "powder", "cost": 5, "site": "port"}],
        "sites": [{"site": "port"}],
    }
    assert build_network(world(stream("S", CLEAN), part)).fractions["S/powder"].end_value == -30


def test_stock_that_nobody_would_take_is_an_error() -> None:
    outlets = [*without("outlets", outlet="burner"), {"outlet": "burner", "takes": "cell|washed", "cost": 50}]
    with pytest.raises(InputError) as caught:
        build_network(world(stream("S", CLEAN), outlets=outlets))
    (problem,) = caught.value.problems
    assert (problem.table, problem.column, problem.value) == ("outlets", "takes", "dead_cell")
    part = {"end_values": [{"stream": "*", "form": "dead_cell", "value": -9}]}
    assert build_network(world(stream("S", CLEAN), part, outlets=outlets)).fractions["S"].end_value == -9


def test_a_stream_that_nothing_takes_is_named_beside_the_errors() -> None:
    outlets = [*without("outlets", outlet="burner"), {"outlet": "burner", "takes": "cell|washed", "cost": 50}]
    lines = without("line_technologies", technology="crush")
    with pytest.raises(InputError) as caught:
        build_network(world(stream("S", CLEAN), outlets=outlets, line_technologies=lines))
    assert [problem.table for problem in caught.value.problems] == ["outlets", "streams"]
    assert "crush refuses S: no line at plant offers it" in caught.value.problems[1].rule


def test_maximum_ages() -> None:
    forms = [*without("forms", form="dead_cell"), {"form": "dead_cell", "rank": 1, "sealed": True, "max_age": 4}]
    network = build_network(
        world(stream("S", CLEAN, max_age=6), stream("T", CLEAN, max_age=2), stream("U", CLEAN), forms=forms)
    )
    assert [network.fractions[name].max_age for name in ("S", "T", "U")] == [4, 2, 4]
    assert network.fractions["S+2/powder"].max_age is None


def test_uses_and_hazards_by_content() -> None:
    network = build_network(world(stream("S", SULFIDE, form="cell", state_of_charge=0.25)))
    assert network.fractions["S"].stock_hazards == {"energy": CLOSE(200 * 0.25 + 3 * 0.1)}
    assert network.fractions["S/dead_cell"].stock_hazards == {"energy": CLOSE(3 * 0.1)}
    assert network.operations["S/dead_cell>crush"].hazards == {"H2S": CLOSE(10 * 0.2)}
    leach = build_network(world(stream("T", CLEAN, form="powder"))).operations["T>leach"]
    assert leach.uses == CLOSE({"acid": 100 + 1000 * 0.5 * 59 / 98, "power": 10})


def test_names_that_clash_are_an_error() -> None:
    with pytest.raises(InputError, match="rename a stream"):
        build_network(world(stream("S", CLEAN), stream("S/powder", SULFIDE, form="powder")))
