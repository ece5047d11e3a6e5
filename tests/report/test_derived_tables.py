"""Derived tables against the figures of instances/tiny/README.md."""

from __future__ import annotations

import pandas as pd
import pytest

from opt import schema
from opt.plan.plan import Plan
from opt.tables.frames import records


def column(frame: pd.DataFrame, key: list[str], name: str) -> dict[tuple[str, ...], float]:
    return {tuple(row[part] for part in key): row[name] for row in records(frame)}


def test_every_derived_table_is_declared(plan: Plan) -> None:
    assert set(plan.derived) == set(schema.DERIVED)
    for name, frame in plan.derived.items():
        table = schema.DERIVED[name]
        assert list(frame.columns) == table.names
        assert not frame.duplicated(list(table.key)).any(), name


def test_value_by_term(plan: Plan) -> None:
    terms = dict(zip(plan.derived["value"]["term"], plan.derived["value"]["amount"], strict=True))
    expected = {"sales": 289_000, "gate_fees": 1_600, "treatment": -4_400, "setups": -100, "fixed_lines": -300,
                "storage": -130, "disposal": -520}  # fmt: skip
    assert terms == pytest.approx({**dict.fromkeys(terms, 0.0), **expected})
    assert sum(terms.values()) == pytest.approx(285_150)


def test_value_by_stream(plan: Plan) -> None:
    frame = plan.derived["value_by_stream"]
    amounts = column(frame, ["stream", "term"], "amount")
    assert amounts["SUL", "sales"] == pytest.approx(6 * 20_000 + 5.4 * 10_000)
    assert amounts["POL", "setups"] == pytest.approx(-100)
    assert amounts["POL", "storage"] == pytest.approx(-100)
    assert amounts["*", "fixed_lines"] == pytest.approx(-300)
    assert frame["amount"].sum() == pytest.approx(285_150)


def test_calendar_starts_with_what_is_carried_in_and_ends_with_what_is_carried_out(plan: Plan) -> None:
    frame = plan.derived["calendar"]
    wash = records(frame[(frame["line"] == "wash") & (frame["period"] == "2")])
    assert [row["campaign"] for row in wash] == ["sulfide", "polymer"]
    assert [(row["start"], row["setup"], row["end"]) for row in wash] == [(0, 0, 60), (60, 20, 100)]
    assert [row["treated"] for row in wash] == [6, 2]
    assert [(row["carried_in"], row["set_up"], row["carried_out"]) for row in wash] == [
        (True, False, False),
        (False, True, True),
    ]


def test_lines(plan: Plan) -> None:
    rows = {(row["line"], row["period"]): row for row in records(plan.derived["lines"])}
    assert rows["wash", "2"]["treatment"] == pytest.approx(80)
    assert rows["wash", "2"]["setup"] == 20
    assert rows["wash", "2"]["free"] == pytest.approx(0)
    assert rows["wash", "2"]["load"] == pytest.approx(1)
    assert rows["anneal", "1"]["load"] == pytest.approx(0.8)
    assert rows["anneal", "3"]["load"] == 0


def test_feeds_sum_to_the_hours_of_the_line(plan: Plan) -> None:
    feeds = plan.derived["feeds"].groupby(["line", "period"])["hours"].sum()
    for row in records(plan.derived["lines"]):
        assert feeds.get((row["line"], row["period"]), 0.0) == pytest.approx(row["treatment"])


def test_routes(plan: Plan) -> None:
    masses = column(plan.derived["routes"], ["stream", "form", "stage", "technology"], "mass")
    assert masses == pytest.approx({
        ("OXI", "powder", "direct_regeneration", "annealing"): 7,
        ("POL", "powder", "pretreatment", "acetonitrile_dissolution"): 8,
        ("POL", "cathode_powder", "direct_regeneration", "relithiation"): 4,
        ("SUL", "powder", "pretreatment", "ethanol_dissolution"): 12,
        ("SUL", "cathode_powder", "direct_regeneration", "relithiation"): 6,
    })  # fmt: skip


def test_products(plan: Plan) -> None:
    frame = plan.derived["products"]
    revenue = frame.groupby(["product", "grade"])["revenue"].sum()
    assert revenue["LCO", "standard"] == pytest.approx(200_000)
    made = column(frame, ["product", "grade", "period"], "made")
    assert made["LCO", "standard", "2"] == pytest.approx(4)
    assert made["LCO", "offspec", "2"] == 0
    assay = column(frame, ["product", "grade", "period"], "assay")
    assert assay["LCO", "standard", "2"] == pytest.approx(1)
    assert assay["LCO", "offspec", "2"] != assay["LCO", "offspec", "2"]


def test_hazards(plan: Plan) -> None:
    rows = records(plan.derived["hazards"])
    assert [(row["hazard"], row["basis"], row["place"], row["unit"]) for row in rows] == [
        ("H2S", "processing", "plant", "kg")
    ] * 3
    assert [row["amount"] for row in rows] == pytest.approx([6, 6, 0])
    assert [row["limit"] for row in rows] == pytest.approx([6, 6, 6])
    assert [row["share"] for row in rows] == pytest.approx([1, 1, 0])


def test_storage(plan: Plan) -> None:
    mass = column(plan.derived["storage"], ["area", "storage_class", "period"], "mass")
    assert mass == {("yard", "powder", "1"): 7, ("yard", "powder", "2"): 6, ("yard", "powder", "3"): 0}


def test_mass_balance_closes(plan: Plan) -> None:
    rows = {row["element"]: row for row in records(plan.derived["mass_balance"])}
    assert {"Li", "Co", "P", "S", "La", "Zr"} <= rows.keys()
    total = rows["total"]
    assert total["received"] == pytest.approx(27)
    assert total["products"] == pytest.approx(22.4)
    assert total["wastes"] == pytest.approx(4)
    assert total["loss"] == pytest.approx(0.6)
    assert all(abs(row["residual"]) <= 1e-12 * 27 for row in rows.values())
    # All Co of the 13.5 t LiCoO2 received ends in products: 13.5 x 58.933 / (6.94 + 58.933 + 2 x 15.999)
    assert rows["Co"]["products"] == pytest.approx(13.5 * 58.933 / 97.871)


def test_the_terms_are_the_models_and_the_checkers() -> None:
    from opt.model import TERMS as OF_THE_MODEL
    from opt.report.derived.value import TERMS

    assert set(TERMS) == set(OF_THE_MODEL)


def test_the_hand_made_plan_is_what_the_solver_finds(plan: Plan) -> None:
    import opt

    found = opt.solve(plan.instance, gap=0.0)
    for name in ("value", "lines", "products", "hazards", "mass_balance"):
        pd.testing.assert_frame_equal(found.derived[name], plan.derived[name], rtol=1e-6, atol=1e-6)
    assert found.summary["certified"] is True
