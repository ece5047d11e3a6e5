"""relith library --limit: permits on the command line, with formula and source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def text(outcome: Any) -> str:
    return " ".join(outcome.stdout.split())


def test_a_permit_shows_formula_and_source(relith: Any) -> None:
    """1 ppm H2S = 1.393 mg/m3; x 20,000 m3/h / 4 / (1 - 0.99) = 0.696 kg/h."""
    outcome = relith("library", "--limit", "H2S", "--ventilation", "20000", "--capture", "0.99")
    assert outcome.exit_code == 0
    for part in ("H2S (processing): 0.696", "ACGIH TWA (published)", "x 20000 m3/h", "PMC5777517", "hazard_limits"):
        assert part in text(outcome)
    assert max(map(len, outcome.stdout.splitlines())) <= 80


def test_a_permit_as_json(relith: Any) -> None:
    given = (
        "--limit",
        "HF",
        "--ventilation",
        "5000",
        "--capture",
        "0.99",
        "--safety-factor",
        "1",
        "--kind",
        "emission",
    )
    permit = json.loads(relith("library", *given, "--json").stdout)
    assert permit["limit"] == pytest.approx(0.5)
    assert (permit["unit"], permit["status"]) == ("kg/h", "unchecked")


def test_heat_and_stock(relith: Any) -> None:
    assert "heat (processing): 864 MJ/h" in text(relith("library", "--limit", "heat", "--cooling", "300"))
    stock = ("--basis", "stock", "--share", "0.5")
    assert "sulfide_stock (stock): 25 t" in text(relith("library", "--limit", "sulfide_stock", *stock))


def test_without_ventilation_the_limits_are_shown(relith: Any) -> None:
    outcome = relith("library", "--limit", "solvent")
    assert outcome.exit_code == 0
    assert "--ventilation" in outcome.stdout
    assert "OSHA TWA of ethanol: 1000 ppm = 1883 mg/m3" in text(outcome)
    assert "--cooling" in relith("library", "--limit", "heat").stdout
    rows = json.loads(relith("library", "--limit", "solvent", "--json").stdout)
    assert {row["substance"] for row in rows} == {"ethanol", "acetonitrile", "ethylene_glycol"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--limit", "H2SS"), "did you mean 'H2S'"),
        (("--limit", "H2S", "--ventilation", "-1"), "above 0 m3/h"),
        (("--limit", "heat", "--cooling", "0"), "above 0 kW"),
        (("--limit", "stored_energy", "--ventilation", "100"), "stock_area of stored_energy"),
        (("--limit", "H2S", "--ventilation", "100", "--capture", "1"), "capture 1.0"),
    ],
)
def test_what_does_not_fit_is_told(relith: Any, given: tuple[str, ...], said: str) -> None:
    outcome = relith("library", *given)
    assert outcome.exit_code == 1
    assert outcome.stdout == ""
    assert said in outcome.stderr


def test_exposure_limits_are_found_by_hazard(relith: Any) -> None:
    shown = text(relith("library", "H2S"))
    assert "exposure_limits:" in shown
    assert "H2S, H2S, ACGIH, TWA: minutes 480 min; concentration 1 ppm" in shown


def test_limits_of_an_instance_go_before_the_librarys(relith: Any, tmp_path: Path) -> None:
    """An authority's own 0.5 ppm: half of what 1 ppm allows."""
    folder = tmp_path / "own"
    assert relith("new", folder).exit_code == 0
    (folder / "exposure_limits.csv").write_text(
        "hazard,substance,body,limit,concentration [ppm],formula\nH2S,H2S,authority,TWA,0.5,H2S\n", encoding="utf-8"
    )
    shown = text(relith("library", "--instance", folder, "--limit", "H2S", "--ventilation", "20000"))
    assert "0.00348206 kg/h" in shown
    assert "H2S authority TWA (planner)" in shown
