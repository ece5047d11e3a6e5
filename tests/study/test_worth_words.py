"""Worth in words, from a stored plan, and what is said of a plan that is none."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from worth_world import rows_of, solved, tiny, tiny_with

from opt.instance import from_tables
from opt.plan.plan import Plan, with_summary, with_tables
from opt.plan.store import read_result, write_result
from opt.planner import search
from opt.study.explain.worth import priced, sentence, worth
from opt.tables.problems import InputError


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return worth(solved(""))


def text_of(frame: pd.DataFrame, row: str, period: str) -> str:
    return str(frame[(frame["row"] == row) & (frame["period"] == period)]["text"].item())


def test_sentences_of_tiny(frame: pd.DataFrame) -> None:
    assert text_of(frame, "wash", "2") == (
        "one more hour on line wash in period 2 is worth 1 USD, for up to 60 h more; "
        "one hour less costs 1 USD, for up to 20 h less"
    )
    assert text_of(frame, "hazard_processing|H2S|plant", "1") == (
        "one more kg an hour of H2S allowed to be released at plant in period 1 is worth nothing; "
        "one kg an hour less costs 1,444,000 USD, for up to 0.06 kg/h less; "
        "the limit is one for all periods, this is that of period 1 alone"
    )
    assert text_of(frame, "OXI", "3") == (
        "one more tonne of OXI allowed to lie past its age in period 3 is worth nothing; it is zero already"
    )


def test_few_ppm_are_spoken_of_in_ppm() -> None:
    row: dict[str, Any] = {
        "family": "purity", "row": "purity_max|Li2CO3|battery|Cl", "period": "8", "unit": "kg/kg", "limit": 3e-5,
        "used": 3e-5, "worth_up": 4.785e6, "holds_up_to": 4.5e-7, "worth_down": math.nan, "holds_down_to": math.nan,
    }  # fmt: skip
    assert sentence(row, tiny()).startswith(
        "one more ppm of Cl allowed in Li2CO3 battery in period 8 is worth 4.79 USD, for up to 0.45 ppm more; "
        "one ppm of Cl less was not looked into in the time given"
    )
    assert priced(row, 4.785e6, "USD") == "ppm of Cl allowed in Li2CO3 battery in period 8: 4.79 USD"


def test_a_limit_of_one_period_is_not_called_one_for_all() -> None:
    instance = tiny_with(
        hazard_limits=[{**row, "period": period} for row in rows_of("hazard_limits") for period in "123"]
    )
    frame = worth(search(instance, gap=0.0, threads=1))
    assert "one for all periods" not in text_of(frame, "hazard_processing|H2S|plant", "1")


def test_a_stored_plan_gives_the_same(tmp_path: Path, frame: pd.DataFrame) -> None:
    again = worth(read_result(write_result(solved(""), tmp_path / "result")))
    numbers = ["worth_up", "worth_down", "holds_up_to", "holds_down_to", "limit", "used"]
    assert again.drop(columns=[*numbers, "text"]).equals(frame.drop(columns=[*numbers, "text"]))
    for name in numbers:
        assert again[name].tolist() == pytest.approx(frame[name].tolist(), rel=1e-6, abs=1e-9)


def test_progress_counts_the_limits(frame: pd.DataFrame) -> None:
    told: list[tuple[int, int]] = []
    worth(solved(""), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, len(frame)) for done in range(len(frame) + 1)]


def test_what_the_time_leaves_undone_is_not_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock jumps once the plan is loaded: free sides are known, the others are not."""
    from opt.solve import fixed

    def late(problem: fixed.FixedProblem) -> None:
        problem._deadline = -math.inf

    monkeypatch.setattr(fixed.FixedProblem, "back", late)
    frame = worth(solved(""), time_limit=60.0)
    wash = frame[frame["row"] == "wash"].iloc[0]
    assert math.isnan(wash["worth_up"])
    assert math.isnan(wash["worth_down"])
    assert not wash["sides_differ"]
    assert "was not looked into" in wash["text"]


def test_no_time_at_all_is_said() -> None:
    with pytest.raises(InputError, match="allow more time"):
        worth(solved(""), time_limit=0.0)


def test_a_result_without_a_plan() -> None:
    with pytest.raises(InputError, match="holds no plan"):
        worth(Plan(tiny(), {"status": "infeasible"}, {}))


def test_a_summary_that_does_not_fit() -> None:
    wrong = with_summary(solved(""), objective=285_151.0)
    with pytest.raises(InputError, match=r"285,150\.00 can be had, and its summary says 285,151\.00"):
        worth(wrong)


def test_a_nan_objective_does_not_fit() -> None:
    with pytest.raises(InputError, match="its summary says nan"):
        worth(with_summary(solved(""), objective=math.nan))


def test_decisions_that_do_not_fit_the_instance() -> None:
    run = solved("").tables["run"]
    half = run.assign(run=0.5)
    for frame in (half, run.iloc[1:]):
        with pytest.raises(InputError, match="do not fit the instance"):
            worth(with_tables(solved(""), run=frame))


def test_another_instance_has_no_such_plan() -> None:
    """Hours that the plan's campaigns do not fit into."""
    own = {**tiny().own, "lines": rows_of("lines", "anneal", hours=50.0)}
    with pytest.raises(InputError, match="there is no plan that keeps every limit"):
        worth(replace(solved(""), instance=from_tables(tiny().settings, own)))


def test_a_bound_of_the_planner_stays_a_bound() -> None:
    """What is sold in period 3 is held at 1 t: an hour more of wash cannot earn more there, and the bound is kept."""
    held = tiny_with(decisions=[{"variable": "sell", "index": "LCO|standard|3", "upper": 1.0}])
    plan = search(held, gap=0.0, threads=1)
    frame = worth(plan)
    assert plan.values("sell")["LCO", "standard", "3"] == pytest.approx(1.0)
    assert not frame["worth_up"].isna().any()
