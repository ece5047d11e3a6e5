"""Edits of the library's rows: they become the planner's own, say why, and go back to the library with the inverse."""

from __future__ import annotations

import pytest
from edit_world import cells, complaints, shipped, tried

from opt.instance import fingerprint

COST = "technologies[technology=smelting].cost"
LIMIT = "specifications[product=LiTFSI, grade=battery, sense=max].limit"


def rows(instance: object, table: str, **key: str) -> list[dict[str, object]]:
    found = instance.records(table)  # type: ignore[attr-defined]
    return [row for row in found if all(row[name] == value for name, value in key.items())]


def test_changed_rows_are_the_planners_and_name_the_edit() -> None:
    plant = shipped("plant")
    after = tried(
        f"{COST} *= 2", "utilities[utility=electricity].emission_factor = 0.1 kg/kWh", instance=plant, note="tender"
    )
    (before,), (row,) = (
        rows(plant, "technologies", technology="smelting"),
        rows(after, "technologies", technology="smelting"),
    )
    assert row == {**before, "cost": 2 * before["cost"], "status": "planner", "source": f"edit: {COST} *= 2 (tender)"}
    assert len(after.own["technologies"]) == 1
    electricity = rows(after, "utilities", utility="electricity")[0]
    assert electricity["emission_factor"] == 0.1
    assert electricity["limit"] == rows(plant, "utilities", utility="electricity")[0]["limit"]
    assert after.settings.library == "reference"
    again = tried(f"{COST} += 1", instance=after)
    assert rows(again, "technologies", technology="smelting")[0]["source"] == f"edit: {COST} *= 2 (tender); {COST} += 1"
    emits = rows(plant, "utilities", utility="electricity")[0]["emission_factor"]
    inverse = (f"{COST} -= 1", f"{COST} /= 2", f"utilities[utility=electricity].emission_factor = {emits}")
    back = tried(*inverse, instance=again)
    assert fingerprint(back) == fingerprint(plant)
    assert back.own.keys() == plant.own.keys()


def test_prices_filled_in_from_the_list_are_edited_as_prices_and_go_back() -> None:
    plant = shipped("plant")
    text = "utilities[utility=ethanol].price"
    there = tried(f"{text} *= 1.3", "outlets[outlet=landfill].cost *= 1.3", instance=plant)
    assert cells(there, "utilities", "price")["ethanol",] == 1.3 * cells(plant, "utilities", "price")["ethanol",]
    back = tried(f"{text} /= 1.3", "outlets[outlet=landfill].cost /= 1.3", instance=there)
    assert fingerprint(back) == fingerprint(plant)
    after = tried("reference_prices[item=ethanol].price *= 2", f"{text} *= 3", instance=plant)  # sees the doubled price
    assert cells(after, "utilities", "price")["ethanol",] == pytest.approx(
        6 * cells(plant, "utilities", "price")["ethanol",]
    )


def test_a_row_with_a_source_of_its_own_loses_it_when_it_is_edited() -> None:
    """tiny has no library behind it: its figures are called estimates, an edited one must not be."""
    tiny = shipped("tiny")
    text = "hazard_factors[hazard=H2S].factor *= 2"
    (row,) = tried(text, instance=tiny).records("hazard_factors")
    assert (row["factor"], row["source"], row["status"]) == (4, f"edit: {text}", "planner")
    assert tried(text, "hazard_factors[hazard=H2S].factor /= 2", instance=tiny).records("hazard_factors") == (
        tiny.records("hazard_factors")
    )
    texts = ("hazard_factors.factor = 3", "hazard_factors.source = 'own trial'", "hazard_factors.status = computed")
    stated = tried(*texts, instance=tiny)
    assert stated.records("hazard_factors")[0]["source"] == "own trial"
    assert stated.records("hazard_factors")[0]["status"] == "computed"


def test_a_deleted_row_leaves_an_instance_without_a_library_behind_it() -> None:
    plant = shipped("plant")
    gone = "specifications[product=LiTFSI, grade=battery]"
    assert cells(plant, "specifications", "limit")
    after = tried(f"delete {gone}", f"{COST} *= 2", instance=plant)
    assert after.settings.library == "none"
    left = set(cells(after, "specifications", "limit"))
    before = set(cells(plant, "specifications", "limit"))
    assert before - left == {key for key in before if key[:2] == ("LiTFSI", "battery")}
    assert before - left
    for name, frame in plant.tables.items():
        if name not in ("specifications", "technologies"):
            assert after.tables[name].equals(frame), name
    assert rows(after, "technologies", technology="smelting")[0]["source"] == f"edit: {COST} *= 2"
    product, _, item, sense = sorted(before - left)[0]
    again = tried(f"delete {gone}",
                  f"insert specifications{{product={product}, grade=battery, item={item}, sense={sense}, limit=0.5}}",
                  instance=plant)  # fmt: skip
    (row,) = rows(again, "specifications", product=product, grade="battery")
    assert (row["limit"], row["status"]) == (0.5, "planner")


def test_a_cell_that_the_library_fills_can_be_emptied() -> None:
    plant = shipped("plant")
    (before,) = rows(plant, "forms", form="charged_pack")
    after = tried("forms[form=charged_pack].description = ''", instance=plant)
    (row,) = rows(after, "forms", form="charged_pack")
    assert row["description"] == ""
    assert {name: row[name] for name in ("rank", "storable", "charged")} == (
        {name: before[name] for name in ("rank", "storable", "charged")}
    )


def test_edits_that_something_goes_before_are_refused() -> None:
    plant = shipped("plant")
    limited = sorted(cells(plant, "grade_limits", "limit").keys() & cells(plant, "specifications", "limit").keys())
    product, grade, item, sense = limited[0]
    text = f"specifications[product={product}, grade={grade}, item={item}, sense={sense}].limit *= 0.5"
    (problem,) = complaints(text, instance=plant)
    assert "goes before the specification" in problem.rule
    assert "grade_limits" in problem.remedy
    measured = tried("insert releases{hazard=H2S, at='*', release=0.5}", instance=plant)
    text = "hazard_factors[hazard=H2S, basis=processing].release = 0.7"
    told = complaints(text, instance=measured)
    assert told
    assert "all the same" in told[0].rule
    assert "releases" in told[0].remedy
