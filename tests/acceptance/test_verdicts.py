"""The review's 174 verdicts, each met by a stream that holds the class and a line that can do it; and each broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner
from verdict_feeds import break_condition, first, mixtures
from verdict_world import (
    LINE,
    STREAM,
    Row,
    Setting,
    as_planned,
    capabilities,
    conditions_of,
    forced,
    instance,
    needs_line,
    objections,
    reviewed,
    ruling,
    taken,
    technology_row,
    validated,
)

import opt
from opt.cli import app
from opt.instance import write_folder
from opt.network import build_network
from opt.schema.words import ELECTROLYTE_CLASSES

REVIEWED = reviewed()
PAIRS = [(row["technology"], row["electrolyte_class"]) for row in REVIEWED]
VERDICT = {(row["technology"], row["electrolyte_class"]): row["verdict"] for row in REVIEWED}
ALLOWED = [pair for pair in PAIRS if VERDICT[pair] != "infeasible"]
CONDITIONS = [(*pair, row["condition"], row["value"]) for pair in ALLOWED for row in conditions_of(*pair)]
FED = 0.05
"""Tonnes that the planner has treated at least."""


def verdict_words(technology: str, name: str) -> Iterator[str]:
    """The words of a verdict that a planner must see: its hazard, else its condition; the section of the review."""
    verdict = ruling(technology, name)[0]
    yield " ".join((verdict["reason"] or verdict["condition"]).split())
    section = verdict["review_section"] or technology_row(technology)["review_section"]
    yield f"(review, section {section})" if section else ""


def assert_refused(setting: Setting, technology: str, why: str) -> None:
    """No operation of the technology on the stream, the checker objects too, and validate says why: with the class's
    verdict and section."""
    made = instance(setting)
    network = build_network(made)
    assert f"{STREAM}>{technology}" not in network.operations
    assert objections(setting, technology)
    page = validated(made, network)
    for words in (f"{technology}: ", why, *verdict_words(technology, setting.electrolyte_class)):
        assert words in page, (words, page)


def test_there_are_174_verdicts_of_29_technologies_on_6_classes() -> None:
    assert len(PAIRS) == len(set(PAIRS)) == 174
    assert {name for _, name in PAIRS} == set(ELECTROLYTE_CLASSES)
    assert len({technology for technology, _ in PAIRS}) == 29


@pytest.mark.parametrize("row", REVIEWED, ids=lambda row: f"{row['technology']}-{row['electrolyte_class']}")
def test_the_library_agrees_with_the_review(row: Row) -> None:
    verdict, conditions = ruling(row["technology"], row["electrolyte_class"])
    assert verdict["verdict"] == row["verdict"]
    assert verdict["review_section"] == row["review_section"]
    if row["verdict"] == "conditional":
        assert conditions
        assert verdict["condition"]
    if row["verdict"] == "infeasible":
        assert not conditions
        assert verdict["reason"]
    if row["no_data"]:
        assert "maturity" in {condition["condition"] for condition in conditions}


@pytest.mark.parametrize(("technology", "name"), ALLOWED)
def test_what_is_allowed_is_planned_and_certified(technology: str, name: str) -> None:
    setting = first(technology, name)
    network = build_network(instance(setting))
    operation = taken(network, technology)[0]
    line = LINE if needs_line(technology) else ""
    force = {
        "variable": "treat",
        "index": f"{operation}|{line}|1",
        "lower": FED if operation.startswith("S>") else 1e-4,
    }
    plan = opt.solve(forced(setting, force), threads=1)
    assert plan.summary["status"] == "gap_reached"
    assert plan.summary["certified"] is True
    treat = plan.tables["treat"]
    assert treat.loc[treat["operation"] == operation, "treat"].sum() >= force["lower"] * (1 - 1e-6)


@pytest.mark.parametrize(("technology", "name"), [pair for pair in PAIRS if VERDICT[pair] == "infeasible"])
def test_what_is_infeasible_is_refused_with_hazard_and_section(technology: str, name: str) -> None:
    composition = next(iter(mixtures(technology, name)))
    for form in technology_row(technology)["inputs"]:
        setting = Setting((technology,), form, name, composition, True, capabilities())
        assert_refused(setting, technology, f"infeasible for {name}")


@pytest.mark.parametrize(("technology", "name", "condition", "value"), CONDITIONS)
def test_each_typed_condition_matters(technology: str, name: str, condition: str, value: str) -> None:
    setting = first(technology, name)
    assert taken(build_network(instance(setting)), technology)
    if len(setting.technologies) == 1:
        assert objections(setting, technology) == ()
    broken, why = break_condition(setting, technology, name, condition, value)
    assert_refused(broken, technology, why)


@pytest.mark.parametrize(
    ("technology", "name", "condition", "value"),
    [
        ("discharge_brine", "sulfide", "state", "intact"),
        ("ethanol_dissolution", "sulfide", "capability", "H2S_scrubber"),
        ("ethanol_dissolution", "sulfide", "material", "Li6PS5Cl"),
        ("hydrothermal_relithiation", "oxide_NASICON", "maturity", "laboratory"),
    ],
)
def test_the_command_says_it_too(technology: str, name: str, condition: str, value: str, tmp_path: Path) -> None:
    assert (condition, value) in {(row["condition"], row["value"]) for row in ruling(technology, name)[1]}
    setting = first(technology, name)
    write_folder(as_planned(setting), tmp_path / "met")
    met = CliRunner().invoke(app, ["validate", str(tmp_path / "met"), "--json"])
    assert met.exit_code == 0, met.output
    assert technology not in json.loads(met.stdout)["refused"].get(STREAM, {})
    broken, why = break_condition(setting, technology, name, condition, value)
    write_folder(as_planned(broken), tmp_path / "broken")
    said = CliRunner().invoke(app, ["validate", str(tmp_path / "broken")])
    assert said.exit_code == 0, said.output
    page = " ".join(said.stdout.split())
    for words in (f"{technology}: ", why, *verdict_words(technology, name)):
        assert words in page


def test_infeasible_says_so_on_the_command_line(tmp_path: Path) -> None:
    feed = {"NCM811": 0.8, "Li6PS5Cl": 0.2}
    setting = Setting(("inorganic_acid_leaching",), "black_mass", "sulfide", feed, False, capabilities())
    write_folder(as_planned(setting), tmp_path / "S")
    page = " ".join(CliRunner().invoke(app, ["validate", str(tmp_path / "S")]).stdout.split())
    for words in ("infeasible for sulfide (20 wt%", *verdict_words("inorganic_acid_leaching", "sulfide")):
        assert words in page
