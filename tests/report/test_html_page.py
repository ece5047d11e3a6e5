"""The page: its numbers are the frames' to the last digit, nothing escapes or is loaded, all elements are closed."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from made_page import HOSTILE, QUOTED, THINGS, loads, made_page, things
from parsed_page import Parsed
from plotly.offline import get_plotlyjs

from opt.plan.plan import Plan, with_summary
from opt.report.html.cells import cell, format_of, shown
from opt.report.html.drawing import script_json, script_text
from opt.report.html.page import Group, Page
from opt.report.html.sheet import file_name
from opt.report.html.write import render, write
from opt.report.parts import Chart, Part
from opt.report.plan_page import GROUPS, plan_page
from opt.schema import Column
from opt.tables import InputError
from opt.tables.cells import is_empty


@pytest.fixture(scope="module")
def html() -> str:
    return render(made_page())


@pytest.fixture(scope="module")
def parsed(html: str) -> Parsed:
    return Parsed(html)


HEAD: dict[str, Any] = {
    "certified": True, "worst_violation": 0.0, "seconds": 1.0, "input_sha256": "0" * 64, "objective": 285150.0,
    "rests_on": {"gross_sales": 0.0, "share": 0.0, "sales_by_status": {}},
}  # fmt: skip
"""What the head of the page of a plan reads, where a test does not say otherwise."""


def number(name: str, unit: str = "") -> Column:
    return Column(name, "number", "meaning", unit=unit)


@pytest.mark.parametrize(
    ("unit", "name", "value", "text"),
    [
        ("currency", "amount", -1234.567, "-1,235"),
        ("currency", "amount", -0.2, "0"),
        ("t", "mass", 0.0304, "0.030"),
        ("t", "mass", 1234.56, "1,234.6"),
        ("t", "mass", -1e-9, "0.0"),
        ("h", "hours", 167.96, "168.0"),
        ("kg/kg", "content", 0.9953, "99.53 %"),
        ("kg/kg", "content", -2e-5, "-20 ppm"),
        ("t/t", "share", 0.254, "25 %"),
        ("", "share", 1.02, "102 %"),
        ("", "base_share", 0.999, ">99 %"),
        ("", "gap", 0.00191, "0.19 %"),
        ("", "position", 3, "3"),
        ("", "position", 0.0, "0"),
        ("currency/t", "price", 14440.4, "14,440"),
        ("hazard", "amount", 0.369, "0.369"),
    ],
)
def test_numbers_are_shown_by_their_unit(unit: str, name: str, value: float, text: str) -> None:
    column = number(name, unit)
    assert shown(column, value) == text
    assert cell(column, value) == f'<td data-v="{value!r}">{text.replace(">", "&gt;")}</td>'


def test_cells_of_other_kinds() -> None:
    assert cell(number("mass", "t"), float("nan")) == "<td></td>"
    assert cell(Column("held", "flag", ""), np.True_) == '<td data-t="true">yes</td>'
    assert cell(Column("held", "flag", ""), False) == '<td data-t="false">no</td>'
    assert cell(Column("streams", "list", ""), ("a", "b<")) == '<td data-t="a|b&lt;">a, b&lt;</td>'
    assert cell(Column("stream", "key", ""), "<b>") == "<td>&lt;b&gt;</td>"
    assert cell(Column("remark", "text", ""), "w" * 60) == f'<td class="long">{"w" * 60}</td>'


def test_infinity_is_no_number_of_a_table() -> None:
    with pytest.raises(ValueError, match="inf cannot be shown"):
        cell(number("mass", "t"), math.inf)


def test_every_element_is_closed_and_ids_are_unique(parsed: Parsed) -> None:
    assert parsed.wrong == []
    assert [name for name, times in Counter(parsed.ids).items() if times > 1] == []
    targets = [known["href"] for tag, known in parsed.elements if tag == "a"]
    assert targets
    assert {target.removeprefix("#") for target in targets} <= set(parsed.ids)


def test_cells_hold_the_values_of_the_frame(parsed: Parsed) -> None:
    for name, frame in (("things", things()), ("flow", loads(40)), ("long", loads(1200))):
        for column in frame.columns:
            cells = parsed.tables[name].column(column)
            assert len(cells) == len(frame)
            for found, value in zip(cells, frame[column].tolist(), strict=True):
                assert_holds(found.attributes, found.text, value)


def assert_holds(attributes: dict[str, str], text: str, value: Any) -> None:
    if is_empty(value):
        assert text == ""
        assert not attributes.keys() & {"data-v", "data-t"}
    elif isinstance(value, bool):
        assert (attributes["data-t"], text) == (("true", "yes") if value else ("false", "no"))
    elif isinstance(value, tuple):
        assert attributes["data-t"] == "|".join(value)
    elif isinstance(value, str):
        assert text == value
    else:
        assert attributes["data-v"] == repr(value)
        assert text


def test_headers_name_units_and_meaning(parsed: Parsed) -> None:
    heads = parsed.tables["things"].heads
    assert [head.text for head in heads[:6]] == [
        "thing", "mass [t]", "worth [USD]", "content [kg/kg]", "share", "counted",
    ]  # fmt: skip
    assert [head.attributes["title"] for head in heads] == [column.meaning for column in THINGS.columns]
    assert {head.attributes["scope"] for head in heads} == {"col"}
    assert [head.attributes["data-kind"] for head in heads] == [column.kind for column in THINGS.columns]


def test_sums_are_those_of_the_frame(parsed: Parsed) -> None:
    foot = parsed.tables["things"].foot
    assert foot[0].text == "sum"
    assert foot[1].number == math.fsum([0.1, 12.25, 1234.56789, 0.30000000000000004])
    assert foot[2].number == math.fsum([-1234.567, 0.4, 1e6])
    assert [found.text for found in foot[3:]] == [""] * 7
    assert parsed.tables["flow"].foot[3].number == pytest.approx(loads(40)["mass"].sum(), rel=1e-15)
    assert parsed.tables["long"].foot == []


def test_tables_that_are_open(parsed: Parsed) -> None:
    assert {name: grid.open for name, grid in parsed.tables.items()} == {
        "things": True, "flow": False, "long": False, "bare": True,
    }  # fmt: skip
    assert "Table: 1 row" in parsed.texts["table-bare"]
    assert "Table: 1,200 rows" in parsed.texts["table-long"]


def test_only_long_tables_have_a_filter(parsed: Parsed) -> None:
    assert len([known for tag, known in parsed.elements if tag == "input" and known["type"] == "search"]) == 2


def test_hostile_names_stay_texts(html: str, parsed: Parsed) -> None:
    assert HOSTILE not in html
    assert "alert(" not in "".join(parsed.scripts)
    assert parsed.tables["things"].rows[2][0].text == HOSTILE
    assert parsed.tables["things"].rows[3][0].text == QUOTED
    assert parsed.data["things"]["data"][0]["name"] == HOSTILE
    assert QUOTED in parsed.data["things"]["data"][0]["x"]
    labels = [known["aria-label"] for _, known in parsed.elements if known.get("role") == "img"]
    assert labels == [f"Bars {HOSTILE}", "Flow", "Long"]
    assert HOSTILE in parsed.texts["part-nothing"]
    assert len(parsed.scripts) == 4


def test_nothing_is_loaded(html: str, parsed: Parsed) -> None:
    assert all(load.startswith("#") or load == "data:," for load in parsed.loads)
    style = "".join(parsed.styles)
    assert "@import" not in style
    assert "url(" not in style
    assert "http" not in html.replace(get_plotlyjs(), "").replace("http-equiv", "")
    policy = [known["content"] for _, known in parsed.elements if known.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0].startswith("default-src 'none';")
    assert "http" not in policy[0]


def test_plotly_is_there_once(html: str) -> None:
    assert html.count(get_plotlyjs()) == 1


def test_a_page_without_charts_has_no_plotly() -> None:
    page = made_page()
    bare = replace(page, groups=page.groups[1:])
    assert len(render(bare)) < 100_000
    assert Parsed(render(replace(page, groups=()))).wrong == []


def test_a_part_without_rows_says_why(parsed: Parsed) -> None:
    assert "There is nothing." in parsed.texts["part-nothing"]
    assert "chart-nothing" not in parsed.ids
    assert "nothing" not in parsed.tables


def test_notices_facts_and_footer(html: str, parsed: Parsed) -> None:
    kinds = [known["class"] for _, known in parsed.elements if known.get("class", "").startswith("notice ")]
    assert kinds == ["notice note", "notice error", "notice warning", "notice note"]
    assert "<strong>Warning:</strong> Beware." in html
    values = [known for _, known in parsed.elements if known.get("class") == "value"]
    assert values == [{"class": "value", "data-v": "1234.5", "data-unit": "USD"}, {"class": "value"}]
    assert "Written by hand." in parsed.texts["content"]


def test_charts_carry_their_data_and_options(parsed: Parsed) -> None:
    stored = parsed.data["things"]
    assert [option["layout"]["yaxis.title.text"] for option in stored["options"]] == ["mass, t", "worth, USD"]
    assert stored["options"][1]["data"]["y"] == [[-1234.567, 0.4, 1e6, -0.0]]
    assert stored["layout"]["height"] == 320
    choices = [known["value"] for tag, known in parsed.elements if tag == "option"]
    assert choices == ["mass", "worth"]


def test_json_and_scripts_cannot_end_their_element() -> None:
    text = script_json({"name": "</script><!--&\u2028", "none": float("nan")})
    assert not set("<>&\u2028") & set(text)
    assert '"none":null' in text
    assert script_text("a = '</script>' + '<!--'") == "a = '<\\/script>' + '<\\!--'"
    assert script_text("</ScRiPt >") == "<\\/ScRiPt >"


def test_names_of_files_and_parts() -> None:
    assert file_name("plant/a b:c.d-e_ü") == "plant_a_b_c.d-e_ü"
    assert 'data-file="plant_' in render(made_page())
    part = Part("one", "One", "", THINGS, things())
    with pytest.raises(ValueError, match="more than one part on the page is called 'one'"):
        render(Page("a", "a", "", "USD", groups=(Group("g", "G", "", (part, part)),)))
    with pytest.raises(ValueError, match="a part cannot be called 'a b'"):
        render(Page("a", "a", "", "USD", groups=(Group("g", "G", "", (replace(part, name="a b"),)),)))


def test_sums_of_no_number_are_refused() -> None:
    part = Part("one", "One", "", THINGS, things(), totals=("mass", "remark", "thing"))
    with pytest.raises(ValueError, match="no numbers to sum in remark, thing"):
        render(Page("a", "a", "", "USD", groups=(Group("g", "G", "", (part,)),)))


def test_numbers_in_arrays_reach_the_chart() -> None:
    figure = go.Figure(go.Bar(x=np.array([1.0, 2.0]), y=np.array([3.0, np.nan])))
    part = Part("one", "One", "", THINGS, things(), Chart(figure))
    html = render(Page("a", "a", "", "USD", groups=(Group("g", "G", "", (part,)),)))
    assert re.search(r"height: 450px", html)
    assert Parsed(html).data["one"]["data"][0]["type"] == "bar"


def test_written_whole_or_not_at_all(tmp_path: Path) -> None:
    page = made_page()
    file = write(page, tmp_path / "page.html")
    assert file.read_bytes().decode("utf-8") == render(page)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    with pytest.raises(InputError, match="cannot be written"):
        write(page, tmp_path / "missing" / "page.html")


def test_only_shares_are_shown_in_per_cents() -> None:
    for builder in [builder for *_, builders in GROUPS for builder in builders]:
        for column in builder.table.columns:
            if column.kind == "number" and format_of(column)(672.0).endswith("%"):
                assert column.unit in ("kg/kg", "t/t") or column.name.endswith(("share", "load")), column.name


def test_a_plan_without_a_proven_bound_has_a_page_that_says_so(plan: Plan) -> None:
    page = plan_page(with_summary(plan, **HEAD, bound=None, gap=None, status="time_limit"))
    text = render(page)
    assert "Nothing is proven about how good this plan is" in text
    assert Parsed(text).wrong == []


def test_a_wider_gap_than_asked_for_is_said(plan: Plan) -> None:
    page = plan_page(with_summary(plan, **HEAD, bound=3e5, gap=0.05, gap_asked=0.01, status="time_limit"))
    assert any("The gap is 5.00 %, and 1.00 % was asked for" in notice.text for notice in page.notices)
