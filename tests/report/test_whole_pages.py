"""Whole pages in headless Chromium: those of tiny, plant, a generated 60 x 26 instance and of two studies.

Nothing is said on the console, nothing is asked of the network, every chart has marks, labels neither overlap nor are
cut, switches switch, tables sort, the page fits its window and the paper.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Opened, chromium, drawn_marks, open_page, sideways
from overlaps import cut_off, overlaps
from parsed_page import Parsed
from typer.testing import CliRunner

from opt import planner
from opt.cli import app
from opt.instance import Instance, read, write_folder
from opt.instance.fingerprint import fingerprint
from opt.instance.generate import generated
from opt.plan.plan import Plan
from opt.plan.store import read_result, write_result
from opt.solve import Progress

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
INSTANCES = ROOT / "instances"
WIDTHS = (1400, 820, 390)
"""Windows of a desk, a tablet and a phone, px."""

PAPER = 680
"""Width of a chart on A4, px."""

HOVER = ("customdata", "hovertemplate", "hovertext")
"""Attributes that are seen only where the pointer is."""

PRINTED = 4e6
"""Bytes that a page printed as PDF may have."""

LARGEST = {"plant": 7e6, "sixty": 15e6}
"""Bytes that a page may have."""

QUESTIONS = """
name = "questions"
about = "a sweep, a grid, a tornado, one that is impossible and one that is misspelt"
[[scenario]]
name = "fewer_hours"
edits = ["lines.hours *= 0.7"]
[[scenario]]
name = "stopped"
edits = ["lines[line=wash].hours = 0", "outlets[outlet=incineration].limit = 0"]
[[scenario]]
name = "misspelt"
edits = ["lines[line=wsh].hours = 0"]
[[sweep]]
name = "hours"
edit = "lines[line=wash].hours *= {}"
values = [0.25, 0.5, 0.75, 1.25]
[[tornado]]
name = "market"
levers = [
    { name = "LCO", edit = "grades[product=LCO].price *= {}", low = 0.5, high = 1.5 },
    { name = "anneal", edit = "lines[line=anneal].hours *= {}", low = 0.5, high = 1.5 },
]
"""
GRID = """
name = "grid"
about = "two figures at once"
[[sweep]]
name = "market"
[[sweep.axes]]
name = "price"
edit = "grades.price *= {}"
values = [0.8, 1.2]
[[sweep.axes]]
name = "hours"
edit = "lines.hours *= {}"
values = [0.5, 1.0, 1.5]
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def relith(*arguments: object) -> None:
    outcome = CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="relith")
    assert outcome.exit_code == 0, outcome.stderr


def result_of(name: str, folder: Path) -> Path:
    """A stored plan. That of plant may lie there from an earlier run; of 60 x 26 it is the first plan found, however
    good."""
    if name == "sixty":
        return write_result(first_plan(generated(60, 26, 1)), folder / "result")
    instance, there = read(INSTANCES / name), ROOT / "results" / name / "base"
    if there.is_dir():
        plan = read_result(there)
        if plan.has_plan and fingerprint(plan.instance) == fingerprint(instance):
            return there
    return write_result(planner.solve(instance, gap=0.05), folder / "result")


def first_plan(instance: Instance) -> Plan:
    """The run is stopped as soon as there is a plan."""
    stop = threading.Event()

    def look(progress: Progress) -> None:
        if progress.value is not None:
            stop.set()

    plan = planner.solve(instance, time_limit=600, stop=stop, progress=look)
    assert plan.has_plan
    return plan


def page_of(name: str, folder: Path) -> Path:
    """The page, written by the command."""
    target = folder / f"{name}.html"
    if name in ("questions", "grid"):
        (folder / "study.toml").write_text(QUESTIONS if name == "questions" else GRID, encoding="utf-8")
        instance = INSTANCES / "tiny"
        if name == "grid":
            instance = folder / "generated"
            write_folder(generated(3, 3, 1), instance)
        CliRunner().invoke(
            app, ["whatif", str(instance), str(folder / "study.toml"), "--gap", "0.05", "--out", str(folder / "result"),
                  "--quiet"], prog_name="relith",
        )  # fmt: skip
        relith("report", folder / "result", "--out", target)
    else:
        relith("report", result_of(name, folder), "--out", target)
    return target


@pytest.mark.parametrize("name", ["sixty", "plant", "grid", "questions", "tiny"])
def test_page(browser: Any, tmp_path: Path, name: str) -> None:
    file = page_of(name, tmp_path)
    assert file.stat().st_size < LARGEST.get(name, 15e6)
    for width in WIDTHS:
        opened = open_page(browser, file, width=width)
        assert drawn(opened)
        assert overlaps(opened.page) == []
        assert cut_off(opened.page) == []
        assert sideways(opened.page) <= 0
        if width == WIDTHS[0]:
            written = Parsed(file.read_text(encoding="utf-8"))
            switch_every_switch(opened, written, all_options=name == "plant")
            sort_every_table(opened, written, most=20 if name == "plant" else 4)
        if width == WIDTHS[1]:
            fits_the_paper(opened)
        assert opened.messages == []
        assert opened.requests == []
        opened.page.context.close()


def drawn(opened: Opened) -> dict[str, int]:
    """Marks by chart: every chart that the page has shows some."""
    marks = drawn_marks(opened.page)
    assert set(marks) == {place.removeprefix("chart-") for place in opened.page.locator(".chart").evaluate_all(
        "places => places.map(place => place.id)")}  # fmt: skip
    assert [part for part, number in marks.items() if number < 1] == []
    return marks


def switch_every_switch(opened: Opened, written: Parsed, all_options: bool) -> None:
    """With each option the chart holds what the option says; what can be seen of it differs where that of the option
    before it does, and nothing of it overlaps. Where not all are tried: the first three and the last."""
    page = opened.page
    for select in page.locator("section select").all():
        part = select.evaluate("select => select.closest('section').id").removeprefix("part-")
        options, before, last = written.data[part]["options"], "", -1
        assert len(options) > 1
        for number in range(len(options)):
            if not all_options and 2 < number < len(options) - 1:
                continue
            select.select_option(index=number)
            page.evaluate("async () => { await relith.ready; }")
            settle(page, part)
            assert drawn_marks(page)[part] > 0, (part, number)
            assert overlaps(page, part) == [], number
            shown = page.locator(f"#chart-{part}").inner_html()
            assert not_held(page, part, options[number]) == [], f"{part}: option {number}"
            if last < 0 or visible(options[number]) != visible(options[last]):
                assert shown != before, f"{part}: option {number} shows what option {last} shows"
            before, last = shown, number
        select.select_option(index=0)
        page.evaluate("async () => { await relith.ready; }")


def not_held(page: Any, part: str, option: dict[str, Any]) -> list[str]:
    """What of an option the chart does not hold: attributes of traces and of the layout."""
    found: list[str] = page.evaluate(
        "([part, { data, layout, traces }]) => {"
        "const place = document.getElementById(`chart-${part}`);"
        "const at = (held, path) => path.split('.').reduce((inner, name) => inner?.[name], held);"
        "const differ = (held, told) => JSON.stringify(held ?? null) !== JSON.stringify(told ?? null);"
        "const wrong = Object.keys(layout).filter((path) => differ(at(place.layout, path), layout[path]));"
        "(traces ?? place.data.map((_, number) => number)).forEach((trace, nth) => {"
        "for (const [path, told] of Object.entries(data)) {"
        "if (differ(at(place.data[trace], path), Array.isArray(told) ? told[nth % told.length] : told))"
        "wrong.push(`${path} of trace ${trace}`); } });"
        "return wrong; }",
        [part, option],
    )
    return found


def visible(value: Any) -> Any:
    """What can be seen of an option: nothing of the hover texts, numbers to three digits and a thousandth."""
    if isinstance(value, dict):
        return {name: visible(inner) for name, inner in value.items() if name.split(".")[-1] not in HOVER}
    if isinstance(value, list):
        return [visible(inner) for inner in value]
    if isinstance(value, float):
        return f"{value:.2e}" if abs(value) >= 1e-3 else 0
    return value


def settle(page: Any, part: str) -> None:
    """Wait until nothing of a chart moves any more."""
    places = ("part => JSON.stringify(Array.from(document.querySelectorAll(`#chart-${part} text`), "
              "text => Object.values(text.getBoundingClientRect().toJSON())))")  # fmt: skip
    before, now = "", page.evaluate(places, part)
    for _ in range(50):
        if now == before:
            return
        page.wait_for_timeout(60)
        before, now = now, page.evaluate(places, part)
    raise AssertionError(f"{part} does not come to rest")


def sort_every_table(opened: Opened, written: Parsed, most: int) -> None:
    """The last numeric column of every table (the longest ones where there are more): up, down, as given; empty cells
    last. Of long tables the page shows the first rows of the order."""
    assert written.tables
    for part, grid in sorted(written.tables.items(), key=lambda item: -len(item[1].rows))[:most]:
        numeric = [at for at in range(len(grid.heads)) if any(row[at].number is not None for row in grid.rows)]
        if not numeric:
            continue
        column = grid.heads[numeric[-1]].text.split(" [")[0].strip()
        given = [row[numeric[-1]].number for row in grid.rows]
        there = sorted(value for value in given if value is not None)
        empty = [None] * (len(given) - len(there))
        opened.open_table(part)
        for expected in (there + empty, there[::-1] + empty, given):
            opened.sort(part, column)
            shown = numbers(opened, part, column)
            assert shown, part
            assert shown == expected[: len(shown)], part
        opened.page.locator(f"#table-{part} > summary").click()


def numbers(opened: Opened, part: str, column: str) -> list[float | None]:
    """Full values of a column in the order shown; None for an empty cell."""
    found: list[float | None] = json.loads(opened.page.evaluate(
        "([part, column]) => { const sheet = document.querySelector(`#table-${part}`);"
        "const at = Array.from(sheet.querySelectorAll('thead th'))"
        ".findIndex(head => head.textContent.split(' [')[0].trim() === column);"
        "return JSON.stringify(Array.from(sheet.querySelectorAll('tbody tr'))"
        ".map(row => row.cells[at].dataset.v === undefined ? null : Number(row.cells[at].dataset.v))); }",
        [part, column],
    ))  # fmt: skip
    return found


def fits_the_paper(opened: Opened) -> None:
    """On A4 every chart is drawn, no wider than the paper, its labels can be read, and what is hatched on the screen is
    hatched by lines; afterwards the page is as it was."""
    before = hatched(opened.page)
    opened.page.emulate_media(media="print")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.wait_for_timeout(500)
    widths: list[float] = opened.page.locator(".chart .main-svg:first-of-type").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().width)"
    )
    assert widths
    assert max(widths) <= PAPER + 1
    drawn(opened)
    assert cut_off(opened.page) == []
    on_paper = hatched(opened.page)
    assert on_paper["patterns"] == 0
    assert on_paper["lines"] == pytest.approx(before["patterns"], rel=0.02)  # narrow bars have a size at some widths
    printed: bytes = opened.page.pdf(format="A4", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(printed) < PRINTED
    opened.page.emulate_media(media="screen")
    opened.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    opened.page.wait_for_timeout(500)
    again = hatched(opened.page)
    assert again["patterns"] == pytest.approx(before["patterns"], rel=0.02)
    assert again["lines"] == 0


def hatched(page: Any) -> dict[str, int]:
    """Shapes that are filled with a pattern, and those that have its lines instead."""
    found: dict[str, int] = page.evaluate(
        "() => { const all = Array.from(document.querySelectorAll('.chart [style]'));"
        "const sized = (one) => { const { width, height } = one.getBBox(); return width && height; };"
        "return { patterns: all.filter((one) => one.style.fill?.startsWith('url(') && sized(one)).length,"
        "lines: document.querySelectorAll('.chart g > svg').length }; }"
    )
    return found
