"""Every frame of a comparison by hand, on tiny with the mixture at 100 USD/t instead of 5 000: OXI stays away.

What that changes: 7 t of mixture are not sold, OXI does not take 140 h of the line anneal at 10 USD/h, and 3 t of it do
not lie in the yard at 10 USD: 285 150 - 35 000 + 1 400 + 30 = 251 580 USD.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from compare_world import base, cheap, derived, edited, infeasible, row, tiny, without_oxi, worth

from opt import planner
from opt.instance import from_tables
from opt.plan.plan import Plan, with_summary, with_tables
from opt.schema import DERIVED
from opt.study.compare import TABLES, Comparison, compare
from opt.study.compare.figures import FIGURES
from opt.study.compare.frames import LEAST, differs
from opt.tables.frames import empty_frame
from opt.tables.problems import InputError

CHEAP = "cheap mixture"


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(base(), [cheap()])


def of(comparison: Comparison, table: str) -> pd.DataFrame:
    frame = comparison.frames[table]
    return frame[frame["scenario"] == CHEAP]


def test_frames_are_as_declared(compared: Comparison) -> None:
    assert list(compared.frames) == list(TABLES)
    for name, frame in compared.frames.items():
        wanted = empty_frame(TABLES[name])
        assert list(frame.columns) == list(wanted.columns)
        assert frame.dtypes.tolist() == wanted.dtypes.tolist()
        assert not frame.duplicated(list(TABLES[name].key)).any()
    assert compared.scenarios == [CHEAP]
    assert compared.warnings == ()


def test_outcome(compared: Comparison) -> None:
    first, second = compared.frames["outcome"].to_dict("records")
    assert (first["scenario"], first["note"], first["difference"]) == ("base", "base", 0.0)
    assert first["value"] == pytest.approx(285150)
    assert second["value"] == pytest.approx(251580)
    assert second["difference"] == pytest.approx(-33570)
    assert second["least"] == pytest.approx(-33570, rel=1e-5)
    assert second["most"] == pytest.approx(-33570, rel=1e-5)
    assert second["least"] <= second["difference"] <= second["most"]
    assert second["distinguishable"]
    assert second["certified"]
    assert second["moved"] == 2
    assert second["note"] == ""


def test_value_by_term(compared: Comparison) -> None:
    frame = of(compared, "value")
    changed = {r["term"]: r["difference"] for r in frame.to_dict("records") if abs(r["difference"]) > 1e-6}
    assert changed == pytest.approx({"sales": -35000, "treatment": 1400, "storage": 30})
    assert row(frame, term="sales")["base_amount"] == pytest.approx(289000)
    assert row(frame, term="sales")["amount"] == pytest.approx(254000)
    assert frame["difference"].sum() == pytest.approx(-33570)
    assert frame["distinguishable"].all()
    own = compared.frames["value"]
    assert own.loc[own["scenario"] == "base", "difference"].abs().max() == 0.0


def test_key_figures(compared: Comparison) -> None:
    frame = of(compared, "kpis")
    assert list(dict.fromkeys(frame["kpi"])) == list(FIGURES)
    wanted = {
        "accepted": (27, 20), "treated": (27, 20), "throughput": (37, 30), "sold": (22.4, 15.4), "offspec": (0, 0),
        "kept": (0, 0), "stock": (0, 0), "disposed": (0, 0), "wastes": (4.6, 4.6), "shortfall": (0, 0),
        "value_per_tonne": (285150 / 27, 251580 / 20), "setups": (1, 1), "campaigns": (9, 7),
    }  # fmt: skip
    for kpi, amounts in wanted.items():
        found = row(frame, kpi=kpi, item="")
        assert (found["base_amount"], found["amount"]) == pytest.approx(amounts, abs=1e-9), kpi
        assert found["difference"] == pytest.approx(amounts[1] - amounts[0], abs=1e-9)
    assert row(frame, kpi="value_per_tonne")["unit"] == "USD/t"
    assert row(frame, kpi="accepted")["unit"] == "t"


def test_key_figures_by_item(compared: Comparison) -> None:
    frame = of(compared, "kpis")
    used = {name: (row(frame, kpi="hours_used", item=name)["base_amount"], row(frame, kpi="hours_used", item=name)
                   ["amount"]) for name in ("wash", "relith", "anneal")}  # fmt: skip
    assert used["wash"] == pytest.approx((220 / 300, 220 / 300))
    assert used["relith"] == pytest.approx((100 / 300, 100 / 300))
    assert used["anneal"] == pytest.approx((140 / 300, 0))
    assert row(frame, kpi="hazard_peak", item="H2S processing plant")["amount"] == pytest.approx(1.0)
    assert set(frame.loc[frame["kpi"] == "recovery", "item"]) == {"Li", "Co"}  # tiny knows neither Ni nor Cu
    # Li of LCO, Li6PS5Cl and LLZO (kg/kg); a tenth of the 6 t of Li6PS5Cl is lost
    lco = 6.94 / (6.94 + 58.933 + 2 * 15.999)
    sulfide = 6 * 6.94 / (6 * 6.94 + 30.974 + 5 * 32.06 + 35.45)
    garnet = 7 * 6.94 / (7 * 6.94 + 3 * 138.91 + 2 * 91.224 + 12 * 15.999)
    received, lost, oxi = 10 * lco + 6 * sulfide, 0.6 * sulfide, 3.5 * lco + 3.5 * garnet
    lithium = row(frame, kpi="recovery", item="Li")
    assert lithium["base_amount"] == pytest.approx((received + oxi - lost) / (received + oxi))
    assert lithium["amount"] == pytest.approx((received - lost) / received)
    assert row(frame, kpi="recovery", item="Co")["amount"] == pytest.approx(1.0)


def test_routes(compared: Comparison) -> None:
    (found,) = of(compared, "routes").to_dict("records")
    assert [found[name] for name in ("stream", "form", "technology")] == ["OXI", "powder", "annealing"]
    assert (found["base_mass"], found["mass"], found["difference"]) == pytest.approx((7, 0, -7))
    assert (found["base_share"], found["share"]) == pytest.approx((1, 0))
    assert found["note"] == ""


def test_campaigns(compared: Comparison) -> None:
    found = of(compared, "campaigns").to_dict("records")
    assert [(r["line"], r["campaign"], r["period"], r["what"]) for r in found] == [
        ("anneal", "annealing", "1", "dropped"), ("anneal", "annealing", "2", "dropped")]  # fmt: skip
    assert [(r["base_hours"], r["hours"], r["base_treated"], r["treated"]) for r in found] == [
        pytest.approx((80, 0, 4, 0)), pytest.approx((60, 0, 3, 0))]  # fmt: skip
    back = compare(cheap(), [base()]).frames["campaigns"]
    assert back["what"].tolist() == ["added", "added"]


def test_grades(compared: Comparison) -> None:
    frame = of(compared, "grades")
    assert len(frame) == 3
    lco = row(frame, product="LCO")
    assert (lco["base_sold"], lco["sold"], lco["base_price"], lco["price"]) == pytest.approx((10, 10, 20000, 20000))
    mixture = row(frame, product="mixture")
    assert (mixture["base_sold"], mixture["sold"], mixture["base_price"]) == pytest.approx((7, 0, 5000))
    assert math.isnan(mixture["price"])


def treatment(plan: Plan, operation: str, *amounts: tuple[str, float]) -> pd.DataFrame:
    frame = plan.derived["feeds"].copy()
    for period, treated in amounts:
        where = (frame["operation"] == operation) & (frame["period"] == period)
        assert where.sum() == 1
        frame.loc[where, "hours"] *= treated / frame.loc[where, "treated"]
        frame.loc[where, "treated"] = treated
    return frame


def test_campaigns_that_stay_and_grow_or_shrink() -> None:
    """5.5 t instead of 6 t in period 1, 6.5 t in period 2: 5 h less and more; nothing has moved."""
    feeds = treatment(base(), "SUL>ethanol_dissolution", ("1", 5.5), ("2", 6.5))
    found = compare(base(), [derived(worth(285150, 285150), feeds=feeds)])
    rows = found.frames["campaigns"].to_dict("records")
    assert [(r["campaign"], r["period"], r["what"]) for r in rows] == [
        ("sulfide", "1", "shorter"), ("sulfide", "2", "longer")]  # fmt: skip
    assert [r["hours"] for r in rows] == pytest.approx([55, 65])
    assert found.frames["outcome"]["moved"].tolist() == [0.0, 0.0]


def test_same_hours_with_other_tonnes() -> None:
    feeds = treatment(base(), "OXI>annealing", ("1", 4.5))
    feeds.loc[feeds["operation"] == "OXI>annealing", "hours"] = base().derived["feeds"]["hours"]
    (found,) = compare(base(), [derived(worth(1, 1), feeds=feeds)]).frames["campaigns"].to_dict("records")
    assert (found["what"], found["base_treated"], found["treated"]) == ("other", 4.0, 4.5)


def test_campaign_with_set_up_moves_with_run_and_others_with_what_they_treat() -> None:
    run = base().tables["run"].copy()
    run.loc[(run["campaign"] == "sulfide") & (run["period"] == "3"), "run"] = 1.0
    feeds = base().derived["feeds"]
    fewer = feeds[~((feeds["line"] == "relith") & (feeds["period"] == "3"))]
    assert "relith" not in set(run["line"])
    found = compare(base(), [derived(with_tables(worth(1, 1), run=run), feeds=fewer)]).frames
    rows = [(r["line"], r["period"], r["what"]) for r in found["campaigns"].to_dict("records")]
    assert rows == [("relith", "3", "dropped"), ("wash", "3", "added")]
    assert found["outcome"]["moved"].iloc[1] == 2


def limits(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    data = [{"family": family, "row": name, "period": period, "slack": 0.0, "unit": "h", "value": value}
            for family, name, period, value in rows]  # fmt: skip
    return pd.DataFrame(data).astype({"value": "float64"}) if data else empty_frame(DERIVED["binding"])


def test_limits_that_bind_in_one_plan_only() -> None:
    before = derived(base(), binding=limits(("capacity", "wash", "1", 50.0), ("age", "SUL", "1", 3.0)))
    after = derived(worth(1, 1), binding=limits(("capacity", "wash", "1", 70.0), ("capacity", "relith", "2", 9.0)))
    rows = compare(before, [after]).frames["limits"].to_dict("records")
    assert [(r["family"], r["row"], r["period"], r["what"], r["gain"]) for r in rows] == [
        ("capacity", "relith", "2", "binds", 9.0), ("age", "SUL", "1", "free", 3.0)]  # fmt: skip
    assert rows[0]["loosened"] == "one more hour on line relith"


def test_what_one_plan_does_not_know() -> None:
    """OXI, its line and its product are missing in the scenario, then in the base."""
    there = compare(base(), [without_oxi()]).frames
    assert row(there["routes"], stream="OXI")["note"] == "stream OXI is not in this scenario"
    assert set(there["campaigns"]["note"]) == {"line anneal is not in this scenario"}
    assert row(there["grades"], product="mixture")["note"] == "grade mixture standard is not in this scenario"
    used = row(there["kpis"], scenario="without OXI", kpi="hours_used", item="anneal")
    assert used["note"] == "no such line in this scenario"
    assert math.isnan(used["amount"])
    assert math.isnan(used["difference"])
    back = compare(without_oxi(), [base()]).frames
    assert row(back["routes"], stream="OXI")["note"] == "stream OXI is not in the base"
    assert row(back["routes"], stream="OXI")["base_mass"] == 0.0
    assert row(back["kpis"], scenario="base", kpi="hours_used", item="anneal")["note"] == "no such line in the base"
    assert set(back["campaigns"]["what"]) == {"added"}


def test_limit_of_a_line_that_one_plan_does_not_know() -> None:
    after = derived(without_oxi(), binding=limits())
    before = derived(base(), binding=limits(("capacity", "anneal", "1", 50.0)))
    (found,) = compare(before, [after]).frames["limits"].to_dict("records")
    assert found["note"] == "line anneal is not in this scenario"


def test_the_other_way_round() -> None:
    """Differences change their sign, what is added is dropped, what binds is free, before and after change places."""
    there, back = compare(base(), [without_oxi()]).frames, compare(without_oxi(), [base()]).frames
    turned = {"added": "dropped", "dropped": "added", "longer": "shorter", "shorter": "longer", "other": "other",
              "binds": "free", "free": "binds"}  # fmt: skip
    for name in ("value", "routes", "grades", "campaigns", "limits"):
        key = [column for column in TABLES[name].key if column != "scenario"]
        one = there[name][there[name]["scenario"] != "base"].sort_values(key).reset_index(drop=True)
        two = back[name][back[name]["scenario"] == "base"]
        if name == "value":
            two = back[name][back[name]["scenario"] != "without OXI"]
        two = two.sort_values(key).reset_index(drop=True)
        assert one[key].equals(two[key])
        if "what" in one:
            assert one["what"].tolist() == [turned[what] for what in two["what"]]
        else:
            assert one["difference"].tolist() == (-two["difference"]).tolist()
    assert len(there["limits"]) > 0


def test_a_scenario_without_a_plan_has_an_outcome_and_nothing_else() -> None:
    found = compare(base(), [infeasible(), cheap()])
    outcome = row(found.frames["outcome"], scenario="infeasible")
    assert outcome["note"] == "no plan keeps all limits"
    assert not outcome["distinguishable"]
    assert not outcome["certified"]
    assert all(math.isnan(outcome[name]) for name in ("value", "bound", "difference", "least", "most", "moved"))
    assert not any((frame["scenario"] == "infeasible").any() for name, frame in found.frames.items()
                   if name != "outcome")  # fmt: skip
    assert (found.frames["routes"]["scenario"] == CHEAP).all()


def test_a_base_without_a_plan() -> None:
    found = compare(infeasible("base"), [cheap()])
    assert all(found.frames[name].empty for name in TABLES if name != "outcome")
    assert (
        row(found.frames["outcome"], scenario=CHEAP)["note"]
        == "the base: no plan keeps all limits; not distinguishable"
    )
    assert found.warnings == ("the base 'base' has no plan: there is nothing to compare with",)


def test_rounding_is_no_difference() -> None:
    assert not differs(1.0, 1.0 + LEAST / 2)
    assert differs(1.0, 1.0 + 2 * LEAST)
    routes = base().derived["routes"].copy()
    routes["mass"] += LEAST / 2
    assert compare(base(), [derived(worth(1, 1), routes=routes)]).frames["routes"].empty


def test_a_number_that_is_missing_is_a_difference() -> None:
    assert differs(1.0, math.nan)
    assert differs(math.nan, 1.0)
    assert not differs(math.nan, math.nan)
    routes = base().derived["routes"].copy()
    routes.loc[0, "mass"] = math.nan
    assert len(compare(base(), [derived(worth(1, 1), routes=routes)]).frames["routes"]) == 1


def test_other_currency_and_other_periods_are_refused_together() -> None:
    own = {name: frame.to_dict("records") for name, frame in tiny().own.items()}
    euro = replace(
        worth(1, 1, "euro"), instance=from_tables(tiny().settings.model_copy(update={"currency": "EUR"}), own)
    )
    longer = edited(periods=lambda rows: [*rows, {"period": "4", "hours": 100.0}])
    late = replace(worth(1, 1, "late"), instance=longer)
    with pytest.raises(InputError) as found:
        compare(base(), [euro, late])
    money, periods = found.value.problems
    assert (money.file, money.column, money.value) == ("euro", "currency", "EUR")
    assert "counts in EUR, the base 'base' in USD" in money.rule
    assert 'currency = "USD"' in money.remedy
    assert (periods.file, periods.table) == ("late", "periods")
    assert "it has 4" in periods.rule
    with pytest.raises(InputError, match="it lacks 4"):
        compare(late, [with_summary(base(), scenario="early")])


def test_periods_in_another_order_are_refused() -> None:
    tables = {**tiny().tables, "periods": tiny().tables["periods"].iloc[::-1].reset_index(drop=True)}
    turned = replace(tiny(), tables=tables)
    with pytest.raises(InputError, match="in another order"):
        compare(base(), [replace(worth(1, 1), instance=turned)])


def test_a_plan_that_was_not_finished_is_refused() -> None:
    raw = planner.search(tiny(), threads=1, scenario="raw")
    with pytest.raises(InputError) as found:
        compare(base(), [raw])
    assert {problem.table for problem in found.value.problems} >= {"value", "routes", "feeds"}
    assert "opt.planner.finish" in found.value.problems[0].remedy


def test_names() -> None:
    assert compare(base(), [base(), base()]).scenarios == ["base (2)", "base (3)"]
    assert compare(base(), [base()], names=["monday", "tuesday"]).base == "monday"
    with pytest.raises(InputError, match="two plans have this name"):
        compare(base(), [cheap()], names=["a", "a"])
    with pytest.raises(InputError, match="nothing to compare"):
        compare(base(), [])
    with pytest.raises(ValueError, match="1 names for 2 plans"):
        compare(base(), [cheap()], names=["a"])
