"""The page of ``relith show``: its figures are the tables', its parts stand in order, its lines fit."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from opt.instance import Instance, from_tables
from opt.network import build_network
from opt.network.parameters import build_parameters
from opt.plan.plan import Plan, with_derived, with_summary
from opt.report import derive
from opt.report.binding import words
from opt.report.frames import derived_frame
from opt.report.grounds import grounds
from opt.report.terminal.layout import content, money, page, percent, tonnes, wrapped
from opt.report.terminal.page import render

HEADINGS = (
    "Period 1: what arrives", "Period 1: what the lines do, in this order", "Period 1: what leaves and what stays",
    "All periods: campaigns of the lines, and their load in %", "Value by term", "Value by stream", "Routes",
    "Products", "Purity achieved, at the tightest period", "Hazards, at the tightest period",
    "Storage, at the fullest period", "What binds, and what it is worth to loosen it",
    "What this plan rests on", "What the plan rests on: rows of the library that it uses, by status",
)  # fmt: skip


def shown(plan: Plan, width: int | None = None) -> str:
    file = io.StringIO()
    console = page(file, width)
    console.print(render(plan, console.width))
    return file.getvalue()


def part(text: str, heading: str) -> list[list[str]]:
    """The lines below a heading, as words."""
    lines = text.split(f"\n{heading}\n")[1].split("\n\n")[0].splitlines()
    return [line.split() for line in lines]


@pytest.fixture(scope="module")
def text(plan: Plan) -> str:
    return shown(plan)


def test_parts_stand_in_order(text: str) -> None:
    lines = [line.rstrip() for line in text.splitlines()]
    assert [line for line in lines if line in HEADINGS] == list(HEADINGS)


def test_piped_page_is_plain_and_fits_80_columns(text: str) -> None:
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "[" not in text


def test_head(text: str) -> None:
    lines = text.splitlines()
    assert lines[0] == "tiny, scenario base"
    assert lines[1] == "value      285,150 USD over 3 periods"
    assert lines[2] == "proven     no plan can earn more than 285,150 USD; gap 0.00 %"
    assert lines[3].startswith("certified  yes")
    assert lines[4] == "run        ended by its gap after 0.5 s"


def test_first_period(text: str) -> None:
    assert part(text, HEADINGS[0])[1:] == [["SUL", "6.0", "6.0"], ["POL", "4.0", "4.0"], ["OXI", "7.0", "7.0"]]
    lines = [" ".join(line) for line in part(text, HEADINGS[1])]
    assert lines[:2] == ["anneal 0.0 - 80.0 annealing: 4.0 t", "4.0 t OXI"]
    assert lines[-3:-1] == ["wash 0.0 - 60.0 sulfide: 6.0 t", "ethanol_dissolution: 6.0 t SUL"]
    left = part(text, HEADINGS[2])
    assert ["LCO", "standard", "3.0", "sold"] in left
    assert ["loss", "0.300", "to", "landfill"] in left
    assert ["POL", "4.0", "in", "yard"] in left


def test_all_periods(text: str) -> None:
    rows = part(text, HEADINGS[3])
    assert rows[0] == ["line", "1", "2", "3"]
    assert rows[1:3] == [["anneal", "a", "a", "-"], ["80", "60", "0"]]
    assert rows[5:7] == [["wash", "c", "cD", "d"], ["60", "100", "60"]]


def test_value(text: str) -> None:
    terms = part(text, "Value by term")
    assert ["sales", "289,000"] in terms
    assert ["set-ups", "-100"] in terms
    assert terms[-1] == ["value", "285,150"]
    assert ["SUL", "12.0", "173,280", "14,440"] in part(text, "Value by stream")


def test_routes_and_products(text: str) -> None:
    routes = part(text, "Routes")
    assert ["12.0", "powder", "ethanol_dissolution"] in routes
    assert ["4.0", "cathode_powder", "relithiation"] in routes
    assert ["LCO", "standard", "10.0", "200,000", "20,000"] in part(text, "Products")


def test_hazards_and_storage(text: str) -> None:
    assert ["H2S", "processing", "plant", "6", "6", "kg", "100", "%", "1"] in part(text, HEADINGS[9])
    assert ["yard", "7.0", "20", "35", "%", "1", "powder"] in part(text, HEADINGS[10])


def test_grounds_count_the_rows_in_use(plan: Plan, text: str) -> None:
    counts = grounds(plan).set_index("table")
    assert counts.loc["constituents", "estimate"] == 4
    assert counts.loc["splits", "estimate"] == 6
    assert counts.loc["outlets", "estimate"] == 2
    assert "36 of 36 are estimates or unchecked" in text


def test_what_the_plan_rests_on(text: str) -> None:
    """Tiny is all guesses; its grades, lines and composition are the planner's own."""
    lines = text.split("\nWhat this plan rests on\n")[1].split("\nWhat the plan rests on")[0].splitlines()
    words = [line.split() for line in lines]
    assert words[1] == ["estimate", "289,000", "100", "%"]
    assert "100 % of sales touch an estimate or an unchecked figure" in lines[2]
    leaning = [row for row in words if row and row[-1] in ("planner", "estimate")]
    # 10 t of LCO at 20 000, 1 % of it; a larger split also saves the disposal at 200 USD/t
    split = ["2,020", "share", "of", "LCO", "to", "cathode", "in", "relithiation", "1", "kg/kg", "estimate"]
    assert leaning[0] == split
    assert ["2,000", "price", "of", "LCO/standard", "20,000", "USD/t", "planner"] in leaning
    assert (
        len([row for row in words if len(row) > 1 and row[0].replace(",", "").lstrip("-").isdigit() and row[1] != "%"])
        == 10
    )


def test_weak_prices_and_limits_are_marked(tiny: Instance, bare: Plan) -> None:
    listed = [{"item": "LCO/standard", "price": 20000.0, "currency": "USD", "date": "2025", "source": "hearsay",
               "status": "unchecked"}]  # fmt: skip
    limits = [{"product": "LCO", "grade": "standard", "item": "Co", "sense": "min", "limit": 0.5, "source": "a guess",
               "status": "estimate"}]  # fmt: skip
    own: dict[str, Any] = {name: frame.to_dict("records") for name, frame in tiny.own.items()}
    own["grades"][0]["price"] = float("nan")
    changed = from_tables(tiny.settings, {**own, "reference_prices": listed, "specifications": limits})
    network = build_network(changed)
    plan = replace(bare, instance=changed)
    tables = derive(plan, network, build_parameters(changed, network))
    text = shown(with_derived(plan, {**tables, "binding": derived_frame("binding", [])}))
    assert ["LCO", "standard", "10.0", "200,000", "20,000", "unchecked"] in part(text, "Products")
    assert ["Li6PS5Cl", "standard", "5.4", "54,000", "10,000"] in part(text, "Products")
    assert ["LCO", "standard", "60.21", "%", "Co", ">=", "50", "%", "1", "estimate"] in part(text, HEADINGS[8])
    assert "price of LCO/standard" in text


def test_marks_are_coloured_in_a_terminal(plan: Plan) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system="standard")
    console.print(render(plan, 100))
    assert "\x1b[33mestimate" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_result_without_figures_can_be_shown(plan: Plan) -> None:
    """One stored before there were such tables."""
    older = {name: frame for name, frame in plan.derived.items() if name not in ("figures", "rests_on")}
    assert "What this plan rests on" not in shown(with_derived(plan, older))


def test_the_head_says_how_much_is_weak(plan: Plan) -> None:
    told = with_summary(plan, rests_on={"share": 0.25})
    assert "rests on   25 % of sales touch an estimate or an unchecked figure" in shown(told)


def limit(family: str, row: str, value: float, unit: str = "", period: str = "2") -> dict[str, object]:
    return {"family": family, "row": row, "period": period, "slack": 0.0, "unit": unit, "value": value}


@pytest.mark.parametrize(
    ("row", "gain", "said"),
    [
        (limit("capacity", "wash", 120.0, "h"), 120.0, "one more hour on line wash"),
        (limit("storage", "area_capacity|yard", 5.0, "t"), 5.0, "one more tonne of room in yard"),
        (limit("safety", "hazard_processing|H2S|plant", 7.0, "kg"), 7.0, "one more kg of H2S released at plant"),
        (limit("safety", "hazard_stock|H2S|yard", 7.0, "kg"), 7.0, "one more kg of H2S in stock at yard"),
        (limit("market", "demand|LCO|standard", 9.0, "t"), 9.0, "one more tonne of demand for LCO standard"),
        (limit("market", "contract|LCO|standard", -9.0, "t"), 9.0, "one less tonne of contract for LCO standard"),
        (limit("age", "SUL", 3.0, "t"), 3.0, "one more tonne of SUL allowed to lie past its age"),
        (limit("routing", "at_most|SUL|leaching", 3.0), 3.0, "one more technology of leaching for SUL"),
        (limit("resources", "utility_limit|power", 2.0, "kWh"), 2.0, "one more kWh of power"),
        (limit("resources", "outlet_limit|landfill", 2.0, "t"), 2.0, "one more tonne to landfill"),
        (limit("purity", "purity_max|LCO|standard|Cu", 1e6, "kg/kg"), 10.0, "a tenth more Cu allowed in LCO standard"),
        (limit("purity", "purity_min|LCO|standard|LCO", -1e3, "kg/kg"), 9.0,
         "a hundredth less assay required of LCO standard"),
        (limit("novelty", "something|else", 1.0, "m"), 1.0, "one more m of something else"),
    ],
)  # fmt: skip
def test_binding_in_words(row: dict[str, object], gain: float, said: str) -> None:
    limits = {("LCO", "standard", "Cu", "max", "2"): 1e-4, ("LCO", "standard", "LCO", "min", "2"): 0.9}
    assert words(row, limits) == (pytest.approx(gain), said)


def test_binding_ranks_and_merges_periods(plan: Plan) -> None:
    rows = [limit("capacity", "wash", 3.0, "h", "1"), limit("capacity", "wash", 8.0, "h", "3"),
            limit("market", "demand|LCO|standard", 50.0, "t", ""), limit("age", "OXI", 0.0, "t")]  # fmt: skip
    full = with_derived(plan, {**plan.derived, "binding": derived_frame("binding", rows)})
    assert part(shown(full), HEADINGS[11])[1:3] == [
        ["50", "one", "more", "tonne", "of", "demand", "for", "LCO", "standard", "horizon"],
        ["8", "one", "more", "hour", "on", "line", "wash", "3", "1"],
    ]


def test_page_without_a_plan_is_its_head(tiny: Instance) -> None:
    nothing = Plan(tiny, {"instance": "tiny", "scenario": "base", "status": "infeasible", "seconds": 1.0}, {})
    assert shown(nothing) == "tiny, scenario base\nrun        no plan keeps all limits after 1.0 s\n"


def test_unknown_bound_is_said(plan: Plan) -> None:
    assert "proven     nothing yet; gap unknown" in shown(with_summary(plan, bound=None, gap=None))


def test_long_names_do_not_break_the_page(plan: Plan) -> None:
    assert max(map(len, shown(plan, 60).splitlines())) <= 60


def test_numbers_as_people_write_them() -> None:
    assert [money(number) for number in (0.2, -0.2, 1234.6, -5e6)] == ["0", "0", "1,235", "-5,000,000"]
    assert [tonnes(mass) for mass in (0.0, 0.0123, 0.5, 12.34)] == ["0.0", "0.012", "0.500", "12.3"]
    assert [content(share) for share in (float("nan"), 0.0, 5e-5, 0.003, 0.985)] == [
        "",
        "0",
        "50 ppm",
        "0.3 %",
        "98.5 %",
    ]
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "<1 %", "50 %", ">99 %", "100 %"]
    assert wrapped("a bb ccc dddd", 8, 1) == " a bb\n     ccc\n     dddd"
