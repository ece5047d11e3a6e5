"""Releases measured on site take the place of those in hazard_factors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from instance_cases import complaints, small

from opt.instance import Instance, read, resolved, write_folder
from opt.schema.words import ANY

FACTORS = [
    ("processing", "smelting", "Li6PS5Cl"),
    ("processing", "smelting", "Li3PS4"),
    ("processing", "smelting", "LFP"),
    ("processing", "smelting", "S"),
    ("processing", "smelting", "sulfide"),
    ("processing", "smelting", "*"),
    ("processing", "alkaline_wash", "Li6PS5Cl"),
    ("processing", "*", "*"),
    ("stock", "scrap", "Li6PS5Cl"),
]
NOISE: dict[str, Any] = {
    "hazards": [{"hazard": "noise", "unit": "kg"}],
    "hazard_factors": [
        {"hazard": "noise", "basis": basis, "at": at, "constituent": name, "factor": 10.0, "release": 0.5}
        for basis, at, name in FACTORS
    ],
}
SMELTING = [name for _, at, name in FACTORS if at == "smelting"]


def measured(*rows: tuple[str, str, float]) -> Instance:
    """The small instance with noise factors and releases (at, constituent, release)."""
    releases = [{"hazard": "noise", "at": at, "constituent": name, "release": share} for at, name, share in rows]
    return small(**NOISE, releases=releases)


def changed(instance: Instance) -> dict[tuple[str, str], float]:
    """(at, constituent) -> release of the noise factors whose release is not 0.5 any more."""
    rows = [row for row in instance.records("hazard_factors") if row["hazard"] == "noise"]
    assert len(rows) == len(FACTORS)
    assert all(row["factor"] == 10.0 for row in rows)
    return {(row["at"], row["constituent"]): row["release"] for row in rows if row["release"] != 0.5}


def test_a_release_at_a_technology_replaces_that_of_each_of_its_rows() -> None:
    assert changed(measured(("smelting", "*", 0.1))) == {("smelting", name): 0.1 for name in SMELTING}


def test_a_constituent_a_class_a_kind_an_element() -> None:
    for name, touched in (
        ("Li6PS5Cl", ["Li6PS5Cl"]),
        ("sulfide", ["Li6PS5Cl", "Li3PS4", "sulfide"]),
        ("kind:electrolyte", ["Li6PS5Cl", "Li3PS4"]),
        ("kind:cathode", ["LFP"]),
        ("S", ["S"]),
    ):
        assert changed(measured(("smelting", name, 0.1))) == {("smelting", one): 0.1 for one in touched}, name


def test_the_most_specific_release_counts_whatever_the_order() -> None:
    rows = [("*", "*", 0.0), ("smelting", "*", 0.1), ("smelting", "sulfide", 0.2), ("smelting", "Li3PS4", 1.0)]
    for order in (rows, rows[::-1]):
        found = changed(measured(*order))
        assert found == {
            ("smelting", "Li6PS5Cl"): 0.2,
            ("smelting", "Li3PS4"): 1.0,
            ("smelting", "LFP"): 0.1,
            ("smelting", "S"): 0.1,
            ("smelting", "sulfide"): 0.2,
            ("smelting", "*"): 0.1,
            ("alkaline_wash", "Li6PS5Cl"): 0.0,
            (ANY, ANY): 0.0,
        }


def test_it_is_reported_like_an_override_and_the_row_is_the_planners() -> None:
    instance = measured(("smelting", "Li3PS4", 0.25), ("smelting", "LFP", 0.5))
    assert instance.overridden.to_dict("records") == [
        {
            "table": "hazard_factors",
            "key": "noise|processing|smelting|Li3PS4",
            "column": "release",
            "library": "0.5",
            "instance": "0.25",
        }
    ]
    library = small()
    row = next(r for r in library.records("hazard_factors") if r["hazard"] == "H2S" and r["basis"] == "processing")
    release = {"hazard": "H2S", "at": row["at"], "constituent": row["constituent"], "release": 0.123}
    after = small(releases=[release])
    same = [r for r in after.records("hazard_factors") if r not in library.records("hazard_factors")]
    assert same == [row | {"release": 0.123, "source": "planner", "status": "planner"}]


def test_resolving_and_reading_again_changes_nothing(tmp_path: Path) -> None:
    instance = measured(("smelting", "*", 0.1), ("smelting", "S", 0.2))
    once = resolved(instance)
    write_folder(once, tmp_path / "once")
    again = read(tmp_path / "once")
    assert again.overridden.empty
    assert changed(again) == changed(instance)
    assert again.tables["hazard_factors"].equals(instance.tables["hazard_factors"])
    assert again.tables["releases"].equals(instance.tables["releases"])
    assert resolved(again) == once


def test_a_release_beyond_bounds_is_refused() -> None:
    for share in (-0.1, 1.1):
        releases = [{"hazard": "noise", "at": "smelting", "release": share}]
        found = complaints(**NOISE, releases=releases)
        assert [(problem.table, problem.column) for problem in found] == [("releases", "release")]
    releases = [{"hazard": "noise", "at": "smelting", "release": "some"}]
    assert [problem.column for problem in complaints(**NOISE, releases=releases)] == ["release"]
