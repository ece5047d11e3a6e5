"""opt.what_if, and edits whose order does not matter."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

import opt
from opt.instance import fingerprint
from opt.study import apply, parse_edit
from opt.tables import InputError

INSTANCES = Path(__file__).parents[2] / "instances"


def test_questions_from_python(tmp_path: Path) -> None:
    tiny = opt.read(INSTANCES / "tiny")
    asked = ["areas.cost *= 2", "grades[product=LCO].price *= 0.5"]
    found = opt.what_if(tiny, asked, folder=tmp_path / "study", workers=1)
    table = found.scenarios.set_index("scenario")
    base, dearer, cheaper = table.index
    assert base == "base"
    assert table["value"][base] == pytest.approx(285_150, rel=1e-6)
    assert table["difference"][dearer] == pytest.approx(-130, abs=1)  # 13 tonnes lie a period for 10 USD
    assert table["difference"][cheaper] == pytest.approx(-100_000, abs=1)  # 10 t of LCO
    assert found.plan(cheaper).summary["certified"]
    again = opt.what_if(tiny, asked, folder=tmp_path / "study", base=found.plan("base"), workers=1)
    assert again.scenarios["value"].tolist() == found.scenarios["value"].tolist()


def test_a_question_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'lines'"):
        opt.what_if(opt.read(INSTANCES / "tiny"), ["linse.hours *= 2"], folder=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_edits_of_different_tables_in_any_order() -> None:
    plant = opt.read(INSTANCES / "plant")
    edits = (
        "outlets[outlet=landfill|incineration|reactive_waste].cost *= 0.5",
        "prices[item=electricity].price *= 2",
        "utilities[utility=wastewater].price *= 3",
    )
    found = {fingerprint(apply(plant, [parse_edit(text) for text in order])) for order in itertools.permutations(edits)}
    assert len(found) == 1
