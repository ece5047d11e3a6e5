"""The page at work in a browser: charts, switches, sorting, filters, downloads, paper."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Opened, chromium, drawn_marks, open_page, sideways, until
from made_page import HOSTILE, loads, made_page, things

from opt.report.html.write import render, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(made_page(), tmp_path_factory.mktemp("page") / "page.html")


RESET = """
() => {
  for (const input of document.querySelectorAll(".filter input")) {
    input.value = "";
    input.dispatchEvent(new Event("input"));
  }
  for (const head of document.querySelectorAll("th[aria-sort]")) {
    while (head.getAttribute("aria-sort") !== "none") head.querySelector("button").click();
  }
}
"""


@pytest.fixture(scope="module")
def shared(browser: Any, file: Path) -> Opened:
    return open_page(browser, file)


@pytest.fixture
def opened(shared: Opened) -> Iterator[Opened]:
    """The page with its tables as they were given."""
    shared.page.evaluate(RESET)
    yield shared
    assert shared.messages == []
    assert shared.requests == []


def test_every_chart_has_marks(opened: Opened) -> None:
    marks = drawn_marks(opened.page)
    assert set(marks) == {"things", "flow", "long"}
    assert marks["things"] == 4
    assert marks["flow"] == 5
    assert marks["long"] > 10


def test_charts_are_drawn_only_when_they_come_near(browser: Any, file: Path) -> None:
    page = browser.new_page(viewport={"width": 600, "height": 200})
    page.goto(file.as_uri())
    page.evaluate("document.querySelector('main').style.paddingBottom = '6000px'")
    until(page, "document.querySelector('#chart-things .main-svg')")
    assert page.locator("#chart-long .main-svg").count() == 0
    page.locator("#part-long").evaluate("part => part.scrollIntoView({ behavior: 'instant' })")
    until(page, "document.querySelector('#chart-long .main-svg')")
    page.close()


def test_switch_changes_what_is_drawn(opened: Opened) -> None:
    title, heights = "#chart-things .ytitle", "#chart-things .bars .point path"
    script = "bars => bars.map(bar => bar.getBoundingClientRect().height)"
    before = opened.page.locator(heights).evaluate_all(script)
    assert opened.page.locator(title).text_content() == "mass, t"
    opened.page.locator("select[data-chart=chart-things]").select_option("worth")
    until(opened.page, f"document.querySelector('{title}').textContent === 'worth, USD'")
    after = opened.page.locator(heights).evaluate_all(script)
    assert before != after
    shown = opened.page.evaluate("Array.from(document.getElementById('chart-things').data[0].y)")
    assert shown == [-1234.567, 0.4, 1e6, 0]
    opened.page.locator("select[data-chart=chart-things]").select_option("mass")
    until(opened.page, f"document.querySelector('{title}').textContent === 'mass, t'")
    assert opened.page.locator(heights).evaluate_all(script) == before


def names(opened: Opened) -> list[str]:
    return [row[0] for row in opened.rows("things")]


def test_sorting_goes_up_down_and_back(opened: Opened) -> None:
    given = things()["thing"].tolist()
    first, second, none, fourth, fifth = given
    opened.sort("things", "mass")
    assert names(opened) == [first, fifth, second, fourth, none]
    opened.sort("things", "mass")
    assert names(opened) == [fourth, second, fifth, first, none]
    assert opened.page.locator("#table-things th[aria-sort=descending]").text_content() == "mass [t]"
    opened.sort("things", "mass")
    assert names(opened) == given
    assert opened.page.locator("#table-things th[aria-sort=none]").count() == 10
    opened.sort("things", "counted")
    assert names(opened) == [second, none, fifth, first, fourth]
    opened.sort("things", "counted")
    assert names(opened) == [fourth, first, none, fifth, second]


def test_texts_are_sorted_as_people_count_and_by_keyboard(opened: Opened) -> None:
    opened.page.locator("#table-things thead button").first.focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#table-things th").first.get_attribute("aria-sort") == "ascending"
    assert names(opened).index("W9") < names(opened).index("W10")
    opened.page.keyboard.press("Space")
    assert names(opened).index("W9") > names(opened).index("W10")


def download(opened: Opened, part: str) -> tuple[str, list[list[str]]]:
    """The name of the saved file, and its rows."""
    with opened.page.expect_download() as saving:
        opened.page.locator(f"#table-{part} .csv").click()
    content = Path(saving.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    return saving.value.suggested_filename, list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_download_holds_the_frame(opened: Opened) -> None:
    name, rows = download(opened, "things")
    assert re.fullmatch(r"plant_.*-things\.csv", name)
    assert rows[0][:4] == ["thing", "mass [t]", "worth [USD]", "content [kg/kg]"]
    frame = things()
    assert [row[0] for row in rows[1:]] == [*frame["thing"].tolist()[:4], "'=1+1"]
    assert [row[1] for row in rows[1:]] == ["0.1", "12.25", "", "1234.56789", "0.30000000000000004"]
    assert [row[2] for row in rows[1:]] == ["-1234.567", "0.4", "", "1000000.0", "-0.0"]
    assert [row[6] for row in rows[1:]] == ["true", "false", "false", "true", "false"]
    assert rows[1][7] == "S1|S2"
    assert [row[9] for row in rows[1:]] == frame["remark"].tolist()
    opened.sort("things", "mass")
    assert [row[0].removeprefix("'") for row in download(opened, "things")[1][1:]] == names(opened)


def test_no_text_of_a_download_is_a_formula(opened: Opened) -> None:
    given = ["=1+1", "+1+1", "-2+3", "-", "@SUM(1)", "\t=1", "\r=1", "-5", "+1e3", "a=1", "'x", "1-2"]
    script = "texts => texts.forEach((text, at) => { document.querySelectorAll('#table-flow tbody tr')[at].cells[0]" \
             ".textContent = text; })"  # fmt: skip
    opened.open_table("flow")
    before = [row[0] for row in opened.rows("flow")][: len(given)]
    opened.page.evaluate(script, given)
    saved = [row[0] for row in download(opened, "flow")[1][1 : len(given) + 1]]
    opened.page.evaluate(script, before)
    assert saved == [*(f"'{text}" for text in given[:7]), *given[7:]]


def test_filter_keeps_rows_that_hold_the_text(opened: Opened) -> None:
    opened.open_table("flow")
    assert opened.page.locator("#table-flow tfoot th").text_content() == "sum"
    opened.page.locator("#table-flow input").fill("LINE 3")
    kept = [row[0] for row in opened.rows("flow")]
    assert kept == ["line 3"] * sum(loads(40)["line"] == "line 3")
    assert opened.page.locator("#table-flow .count").text_content() == f"{len(kept)} of 40 rows"
    assert opened.page.locator("#table-flow tfoot th").text_content() == "sum of all rows"
    assert len(download(opened, "flow")[1]) == len(kept) + 1
    opened.page.locator("#table-flow input").fill("")
    assert len(opened.rows("flow")) == 40
    assert opened.page.locator("#table-flow tfoot th").text_content() == "sum"


def test_long_tables_are_shown_by_and_by(opened: Opened) -> None:
    opened.open_table("long")
    more = opened.page.locator("#table-long .more")
    assert len(opened.rows("long")) == 500
    assert opened.page.locator("#table-long .count").text_content() == "the first 500 shown"
    opened.sort("long", "hour")
    opened.sort("long", "hour")
    assert opened.rows("long")[0][1] == "1,199.0"
    more.click()
    assert len(opened.rows("long")) == 1000
    assert more.text_content() == "Show 200 more rows"
    more.click()
    assert len(opened.rows("long")) == 1200
    assert more.is_hidden()
    assert len(download(opened, "long")[1]) == 1201


@pytest.mark.parametrize("width", [360, 390, 820, 1400])
def test_the_page_never_scrolls_sideways(browser: Any, file: Path, width: int) -> None:
    opened = open_page(browser, file, width, 800)
    opened.open_table("things")
    opened.open_table("flow")
    assert sideways(opened.page) == 0
    folded = opened.page.locator("#contents > details").get_attribute("open") is None
    assert folded == (width < 1200)
    assert opened.page.locator("#chart-flow").evaluate("chart => chart.offsetWidth") >= 600
    assert opened.messages == []
    opened.page.context.close()


def test_contents_fold_again_on_a_phone(browser: Any, file: Path) -> None:
    opened = open_page(browser, file, 390, 800)
    opened.page.locator("#contents summary").click()
    opened.page.locator("#contents a[href='#part-long']").click()
    assert opened.page.locator("#contents > details").get_attribute("open") is None
    opened.page.context.close()


def test_a_finger_scrolls_over_charts(browser: Any, file: Path) -> None:
    opened = open_page(browser, file, 390, 800, has_touch=True, is_mobile=True)
    assert opened.page.evaluate("document.getElementById('chart-things')._fullLayout.dragmode") is False
    opened.page.context.close()


WIDTHS = """
() => {
  window.widths = () => Array.from(document.querySelectorAll(".chart"), (chart) => chart._fullLayout.width);
  addEventListener("beforeprint", () => { window.onPaper = widths(); });
}
"""


def test_paper_shows_every_chart(browser: Any, file: Path, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 300})
    page.goto(file.as_uri())
    page.evaluate(WIDTHS)
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    assert page.evaluate("onPaper") == [680, 680, 680]
    until(page, "widths().every((width) => width > 800)")
    page.close()
    if shutil.which("pdfinfo"):
        told = subprocess.run(["pdfinfo", tmp_path / "page.pdf"], capture_output=True, text=True, check=True).stdout
        assert "(A4)" in told


def test_high_charts_are_made_smaller_on_paper(browser: Any, file: Path) -> None:
    opened = open_page(browser, file)
    opened.page.evaluate("document.getElementById('chart-long').style.height = '1200px'")
    opened.page.emulate_media(media="print")
    until(opened.page, "document.getElementById('chart-long')._fullLayout.width === Math.round(680 * 1200 / 890)")
    until(opened.page, "document.getElementById('chart-things')._fullLayout.width === 680")
    box = opened.page.locator("#chart-long").bounding_box()
    assert (box["width"], box["height"]) == pytest.approx((680, 890), abs=2)
    opened.page.emulate_media(media="screen")
    until(opened.page, "document.getElementById('chart-long')._fullLayout.width > 800")
    opened.page.context.close()


def test_without_scripts_tables_are_there(browser: Any, file: Path) -> None:
    opened = open_page(browser, file, java_script_enabled=False)
    assert opened.page.locator("noscript").is_visible()
    opened.page.locator("#table-long > summary").click()
    assert opened.page.locator("#table-long tbody tr").count() == 1200
    assert opened.page.locator("#table-long .csv").is_hidden()
    opened.page.context.close()


def test_a_chart_that_cannot_be_drawn_says_so(browser: Any, tmp_path: Path) -> None:
    broken = render(made_page()).replace('id="chart-flow-data">{', 'id="chart-flow-data">{{')
    (tmp_path / "page.html").write_text(broken, encoding="utf-8")
    opened = open_page(browser, tmp_path / "page.html")
    assert "This chart cannot be drawn" in opened.page.locator("#chart-flow .trouble").text_content()
    assert [text.startswith("chart-flow cannot be drawn") for text in opened.messages] == [True]
    assert drawn_marks(opened.page)["things"] == 4
    opened.page.context.close()


def test_hostile_names_are_shown_as_they_are(opened: Opened) -> None:
    assert opened.page.locator("#part-nothing h3").text_content() == "Nothing"
    assert HOSTILE in opened.page.locator("h1").text_content()
    assert opened.page.title() == f"plant {HOSTILE}"
