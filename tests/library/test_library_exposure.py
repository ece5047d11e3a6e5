"""Permits from exposure limits: every answer worked out by hand."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import pandas as pd
import pytest

from opt.library import load_library
from opt.library.exposure import (
    MOLAR_VOLUME,
    in_air,
    known_limits,
    permitted_heat,
    permitted_release,
    permitted_stock,
)
from opt.tables import InputError

TABLES = load_library()


def row(hazard: str, body: str, limit: str, substance: str = "") -> dict[str, Any]:
    frame = TABLES["exposure_limits"]
    keys = (frame["hazard"] == hazard) & (frame["body"] == body) & (frame["limit"] == limit)
    found = frame[keys & (frame["substance"] == (substance or hazard))]
    return dict(found.to_dict("records")[0])


def test_molar_volume_is_that_of_an_ideal_gas() -> None:
    assert pytest.approx(8.314462618 * 298.15 / 101325 * 1000, rel=1e-6) == MOLAR_VOLUME


def test_ppm_in_air() -> None:
    """1 ppm H2S: 34.08 g/mol / 24.465 L/mol = 1.393 mg/m3; 0.5 ppm HF: 20.006 / 24.465 / 2 = 0.409 mg/m3."""
    assert in_air(row("H2S", "ACGIH", "TWA")) == pytest.approx(1.393, rel=1e-3)
    assert in_air(row("HF", "ACGIH", "TWA")) == pytest.approx(0.4089, rel=1e-3)
    assert in_air(row("cobalt_dust", "ACGIH", "TWA", "Co")) == 0.02
    assert math.isnan(in_air(row("lithium_stock", "Seveso", "stock_lower")))


def test_hydrogen_sulfide_over_a_shift() -> None:
    """1.3930 mg/m3 x 20,000 m3/h = 27.86 g/h; a quarter of it 6.965 g/h; 1 % of the release is not captured: 0.6965."""
    permit = permitted_release("H2S", 20_000, capture=0.99)
    assert permit.limit == pytest.approx(0.6965, rel=1e-3)
    assert (permit.unit, permit.basis, permit.status) == ("kg/h", "processing", "published")
    assert permit.rests_on == "H2S ACGIH TWA"
    assert "20000 m3/h" in permit.formula
    assert permitted_release("H2S", 20_000).limit == pytest.approx(0.006965, rel=1e-3)
    assert permitted_release("H2S", 20_000, safety_factor=1).limit == pytest.approx(0.02786, rel=1e-3)


def test_a_peak_is_held_against_a_short_term_limit() -> None:
    """5 ppm over 15 minutes: five times the limit of a shift. Without one of its kind, the other kind serves."""
    shift, peak = (permitted_release("H2S", 1000, basis=basis) for basis in ("processing", "concurrent"))
    assert peak.limit == pytest.approx(5 * shift.limit)
    assert peak.rests_on == "H2S ACGIH STEL"
    assert permitted_release("HCl", 1000).rests_on == "HCl ACGIH ceiling"
    assert permitted_release("dust", 1000, basis="concurrent").rests_on == "dust OSHA TWA"


def test_a_named_limit() -> None:
    assert permitted_release("H2S", 1000, body="EU").rests_on == "H2S EU TWA"
    assert permitted_release("H2S", 1000, kind="IDLH").rests_on == "H2S NIOSH IDLH"
    assert permitted_release("NOx", 1000).rests_on == "NOx NO2 ACGIH TWA"
    assert permitted_release("NOx", 1000, substance="NO").rests_on == "NOx NO OSHA TWA"


def test_hydrogen_stays_below_a_quarter_of_the_explosive_limit() -> None:
    """1 vol% of 1000 m3/h: 10 m3/h H2 = 10,000 L/h / 24.465 L/mol x 2.016 g/mol = 824 g/h; a hood does not help."""
    permit = permitted_release("H2", 1000, capture=0.9)
    assert permit.limit == pytest.approx(0.824, rel=1e-3)
    with pytest.raises(InputError, match="safety factor 2: must be at least 4"):
        permitted_release("H2", 1000, safety_factor=2)


def test_ventilation_per_gram_of_lithium() -> None:
    """1 g of lithium gives 0.1452 g H2; 176 L of air keep it at a quarter of the explosive limit."""
    litres = 0.1452e-3 / permitted_release("H2", 1.0).limit * 1000
    assert litres == pytest.approx(176.0, rel=2e-3)


def test_solvent_is_counted_by_volume_handled() -> None:
    """Ethanol 1000 ppm: 46.069 / 24.465 g/m3 = 1.8831; x 10,000 / 4 = 4.708 kg/h vapour; / (789 x 0.03) = 0.1989."""
    permit = permitted_release("solvent", 10_000, substance="ethanol")
    assert (permit.limit, permit.unit) == (pytest.approx(0.1989, rel=1e-3), "m3/h")
    tighter = permitted_release("solvent", 10_000, substance="ethanol", evaporated=0.06)
    assert tighter.limit == pytest.approx(permit.limit / 2)
    assert permitted_release("solvent", 10_000).rests_on == "solvent acetonitrile ACGIH TWA"


def test_stack() -> None:
    """1 mg/Nm3 HF x 5000 Nm3/h = 5 g/h past a scrubber that keeps 99 %: 0.5 kg/h into it."""
    permit = permitted_release("HF", 5000, kind="emission", capture=0.99, safety_factor=1)
    assert permit.limit == pytest.approx(0.5)


def test_heat() -> None:
    """300 kW x 3.6 = 1080 MJ/h; a quarter more cooling than heat: 864."""
    permit = permitted_heat(300)
    assert (permit.limit, permit.unit, permit.status) == (pytest.approx(864.0), "MJ/h", "estimate")


def test_stock() -> None:
    assert permitted_stock("sulfide_stock").limit == 50.0
    assert permitted_stock("sulfide_stock", kind="stock_upper", share=0.5).limit == 100.0
    assert permitted_stock("stored_energy").limit == 50.0
    fire_area = permitted_stock("stored_energy", kind="stock_area")
    assert (fire_area.limit, fire_area.unit, fire_area.status) == (600.0, "kWh", "published")


def test_limits_in_words() -> None:
    words = [text for text, _ in known_limits("H2S")]
    assert "ACGIH TWA of H2S: 1 ppm = 1.393 mg/m3" in words
    assert "Seveso stock_lower of H2S: 5000 kg" in words


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ventilation": 0.0}, "ventilation 0.0: must be above 0"),
        ({"ventilation": math.nan}, "ventilation nan"),
        ({"capture": 1.0}, "capture 1.0: must be"),
        ({"capture": -0.1}, "capture -0.1"),
        ({"safety_factor": 0.5}, "at least 1"),
        ({"evaporated": 0.0}, "share that evaporates"),
        ({"basis": "stock"}, "processing or concurrent"),
        ({"kind": "XYZ"}, "no XYZ limit of hazard 'H2S' is known; there are: .*ACGIH TWA of H2S"),
        ({"body": "Nobody"}, "no Nobody TWA/STEL/ceiling/LEL limit"),
        ({"hazard": "H2SS"}, "did you mean 'H2S'"),
        ({"hazard": "heat"}, "state the limit in hazard_limits"),
    ],
)
def test_figures_that_do_not_fit(wrong: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"hazard": "H2S", "ventilation": 100.0} | wrong
    with pytest.raises(InputError, match=said):
        permitted_release(given.pop("hazard"), given.pop("ventilation"), **given)


def test_wrong_heat_and_stock() -> None:
    with pytest.raises(InputError, match="cooling"):
        permitted_heat(0)
    with pytest.raises(InputError, match="safety factor"):
        permitted_heat(1, safety_factor=0.9)
    with pytest.raises(InputError, match="share"):
        permitted_stock("sulfide_stock", share=1.5)
    with pytest.raises(InputError, match="no stock_lower/"):
        permitted_stock("heat")


def test_a_planners_own_limit_counts() -> None:
    """A row of the instance's own, with a formula of its own; without one the share of the volume means nothing."""
    own = row("H2S", "ACGIH", "TWA") | {"body": "site", "concentration": 0.5, "source": "permit", "status": "planner"}
    frame = pd.concat([TABLES["exposure_limits"], pd.DataFrame([own])], ignore_index=True)
    permit = permitted_release("H2S", 20_000, tables=TABLES | {"exposure_limits": frame})
    assert (permit.rests_on, permit.source) == ("H2S site TWA", "permit")
    assert permit.limit == pytest.approx(permitted_release("H2S", 20_000).limit / 2)
    bare = pd.DataFrame([own | {"formula": ""}])
    with pytest.raises(InputError, match="give its formula"):
        permitted_release("H2S", 20_000, tables=TABLES | {"exposure_limits": bare})


def test_a_permit_is_plain_data() -> None:
    names = {field.name for field in dataclasses.fields(permitted_heat(1))}
    assert names == {"hazard", "basis", "limit", "unit", "rests_on", "formula", "source", "status"}


def test_every_limit_states_one_figure() -> None:
    """Of air by volume (with a formula) or by mass, or of what may lie there."""
    for limit in TABLES["exposure_limits"].to_dict("records"):
        stated = [name for name in ("concentration", "mass_concentration", "amount") if limit[name] == limit[name]]
        assert len(stated) == 1, limit
        assert (stated == ["amount"]) == limit["limit"].startswith("stock_"), limit
        assert stated != ["concentration"] or limit["formula"], limit
