"""relith library: technologies, materials, figures, each with source and status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from opt.commands.library import search
from opt.commands.library.cards import CONDITIONS
from opt.commands.library.command import _shown
from opt.library import load_library
from opt.library.chemistry import element_fractions
from opt.schema import words as vocabulary


def said(relith: Any, *arguments: object) -> str:
    outcome = relith("library", *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return " ".join(outcome.stdout.split())


def test_a_technology_shows_conditions_verdicts_and_outputs(relith: Any) -> None:
    tables = load_library()
    text = said(relith, "ethanol_dissolution")
    row = next(r for r in tables["technologies"].to_dict("records") if r["technology"] == "ethanol_dissolution")
    assert row["conditions"] in text
    assert "gives extracted_solids (fraction extracted_solids)" in text
    verdicts = tables["verdicts"].query("technology == 'ethanol_dissolution'").to_dict("records")
    assert all(f"ethanol_dissolution, {r['electrolyte_class']}: verdict {r['verdict']}" in text for r in verdicts)
    typed = tables["verdict_conditions"].query("technology == 'ethanol_dissolution'").to_dict("records")
    assert typed
    for rule in typed:
        words = CONDITIONS[rule["condition"]].split("{")[0]
        assert words in text


def test_every_kind_of_condition_has_words() -> None:
    assert set(CONDITIONS) == set(vocabulary.CONDITIONS)


def test_a_material_shows_its_elements_and_where_it_is_used(relith: Any) -> None:
    tables = load_library()
    masses = dict(zip(tables["elements"]["element"], tables["elements"]["atomic_mass"], strict=True))
    text = said(relith, "LPSC".replace("LPSC", "Li6PS5Cl"))
    shares = element_fractions("Li6PS5Cl", masses)
    assert f"computed from the formula: Li {100 * shares['Li']:.2f} %" in text
    assert "formula Li6PS5Cl" in text
    assert "splits of" in text
    assert "(by class or kind)" in text
    assert "carries regenerated_Li6PS5Cl" in text


@pytest.mark.parametrize(
    ("term", "table", "key"),
    [
        ("price of Li2CO3", "reference_prices", "Li2CO3/battery"),
        ("Price of electricity", "reference_prices", "electricity"),
        ("sulfide", "electrolyte_classes", "sulfide"),
        ("h2s", "hazards", "H2S"),
        ("emission of electricity", "utilities", "electricity"),
    ],
)
def test_figures_are_found_by_what_people_say(term: str, table: str, key: str) -> None:
    found = search(load_library(), term)
    assert key in {str(next(iter(row.values()))) for row in found[table]}


def test_a_figure_gives_its_own_rows_only() -> None:
    found = search(load_library(), "price of Li2CO3")
    assert set(found) == {"reference_prices"}
    assert all("Li2CO3" in row["item"] for row in found["reference_prices"])
    yields = search(load_library(), "yield of ethanol_dissolution")
    assert {"splits"} <= set(yields) <= {"splits", "conversions"}


def test_parts_of_words_are_enough() -> None:
    found = search(load_library(), "ethanol dissol")
    assert {row["technology"] for row in found["technologies"]} == {"ethanol_dissolution"}
    assert "technologies" in search(load_library(), "DISSOL")
    assert search(load_library(), "reference prices").keys() == {"reference_prices"}


def test_sources_are_searched_last() -> None:
    found = search(load_library(), "USGS Mineral Commodity")
    assert found
    assert all("USGS" in row["source"] for some in found.values() for row in some)


def test_the_nearest_name_is_offered(relith: Any) -> None:
    outcome = relith("library", "price of Li2CO4")
    assert outcome.exit_code == 1
    assert "Li2CO3" in outcome.stderr


def test_weak_rows_are_marked_by_word_and_sign(relith: Any) -> None:
    tables = load_library()
    for line in relith("library", "splits").stdout.splitlines():
        if line.strip().startswith("estimate:") or line.strip().startswith("unchecked:"):
            raise AssertionError(line)
    assert "! estimate: " in relith("library", "splits").stdout
    unchecked = tables["targets"].query("status == 'unchecked'")
    assert len(unchecked) > 0
    assert relith("library", "targets").stdout.count("! unchecked: ") == len(unchecked)


def test_marks_bear_a_colour() -> None:
    assert _shown("    ! estimate: a guess", 80).spans[0].style == "yellow"
    assert _shown("    ! unchecked: hearsay", 80).spans[0].style == "red"
    assert _shown("      published: a paper", 80).spans == []


def test_units_and_currency_stand_with_figures(relith: Any) -> None:
    text = said(relith, "reference_prices")
    assert "USD/t" in text
    assert "USD/kWh" in text
    assert "currency/" not in said(relith, "technologies")


def test_the_overview_counts_rows_by_status(relith: Any) -> None:
    tables = load_library()
    text = said(relith)
    for name, frame in tables.items():
        count = int((frame["status"] == "estimate").sum())
        if count:
            assert f"{name}: " in text
            assert f"{count} estimate" in text
    assert f"all: {sum(len(frame) for frame in tables.values())} rows" in text
    counts = json.loads(relith("library", "--json").stdout)
    assert counts["splits"] == tables["splits"]["status"].value_counts().to_dict()


def test_an_instance_lays_its_rows_over_the_library(relith: Any, tmp_path: Path) -> None:
    folder = tmp_path / "plant"
    assert relith("new", folder).exit_code == 0
    (folder / "outlets.csv").write_text("outlet,cost [USD/t]\nlandfill,77\n", encoding="utf-8")
    text = said(relith, "landfill", "--instance", folder)
    assert "cost 77 USD/t" in text
    assert "planner: planner" in text
    assert "cost 77" not in said(relith, "landfill")


def test_an_overridden_figure_shows_what_the_library_says(relith: Any, tmp_path: Path) -> None:
    folder = tmp_path / "plant"
    assert relith("new", folder).exit_code == 0
    before = load_library()["splits"].query("technology == 'ethanol_dissolution'").iloc[0]
    rows = f"{before['technology']},{before['constituent']},{before['output']},0.5"
    (folder / "splits.csv").write_text(f"technology,constituent,output,fraction\n{rows}\n", encoding="utf-8")
    text = said(relith, "ethanol_dissolution", "--instance", folder)
    assert f"fraction 0.5 kg/kg (the library: {before['fraction']:.12g})" in text


def test_a_small_library_of_ones_own(relith: Any, instance: Path) -> None:
    """An instance that brings its whole library is looked up alone."""
    text = said(relith, "relithiation", "--instance", instance)
    assert "! estimate: invented" in text
    assert relith("library", "smelting", "--instance", instance).exit_code == 1
