"""Pages in headless Chromium: what they say to the console, what they ask the network for, what they draw."""

from __future__ import annotations

import importlib.util
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")

MARKS = """
() => {
  const drawn = "path, rect, circle, image, use";
  const layers = ".cartesianlayer .mlayer, .sankey, .pielayer, .treemaplayer, .shapelayer";
  const marks = {};
  for (const place of document.querySelectorAll(".chart")) {
    const found = new Set();
    for (const layer of place.querySelectorAll(layers)) {
      for (const mark of layer.querySelectorAll(drawn)) {
        const { width, height } = mark.getBoundingClientRect();
        if (width + height > 0) found.add(mark);
      }
    }
    marks[place.id.replace("chart-", "")] = found.size;
  }
  return marks;
}
"""


@dataclass
class Opened:
    """A page in the browser: ``page`` of playwright, its console errors and warnings, and what it asked for besides
    itself."""

    page: Any
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def rows(self, part: str) -> list[list[str]]:
        """The texts of the rows that the table of a part shows."""
        script = "rows => rows.map(row => Array.from(row.cells, cell => cell.textContent))"
        rows: list[list[str]] = self.page.locator(f"#table-{part} tbody tr").evaluate_all(script)
        return rows

    def open_table(self, part: str) -> None:
        """Open the table of a part where it is closed."""
        sheet = self.page.locator(f"#table-{part}")
        if sheet.get_attribute("open") is None:
            sheet.locator("> summary").click()
        sheet.locator("thead button").first.wait_for()

    def sort(self, part: str, column: str) -> None:
        """Click the header of a column."""
        heads: list[str] = self.page.locator(f"#table-{part} thead th").all_text_contents()
        place = [head.split(" [")[0] for head in heads].index(column)
        self.page.locator(f"#table-{part} thead button").nth(place).click()


def missing() -> str:
    """What is missing for these tests; '' where nothing is."""
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    return "" if binary() else f"there is none of {', '.join(NAMES)}"


def binary() -> str | None:
    """The browser's program."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser of playwright; skips the test where there is none."""
    if missing():
        pytest.skip(missing())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=binary(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def open_page(browser: Any, path: Path, width: int = 1400, height: int = 900, **context: Any) -> Opened:
    """Open a file and wait until all its charts are drawn. ``context`` as for a context of playwright."""
    page = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **context).new_page()
    page.set_default_timeout(60_000)
    address, opened = path.resolve().as_uri(), Opened(page)
    page.on("console", lambda said: said.type in ("error", "warning") and opened.messages.append(said.text))
    page.on("pageerror", lambda error: opened.messages.append(str(error)))
    page.on("request", lambda asked: asked.url.split("#")[0] != address and opened.requests.append(asked.url))
    page.goto(address)
    if context.get("java_script_enabled", True):
        draw_all(page)
    return opened


def draw_all(page: Any) -> None:
    """Draw every chart and wait until that is done."""
    page.evaluate("async () => { await relith.ready; await relith.drawAll(); }")


def until(page: Any, condition: str, seconds: float = 60.0) -> None:
    """Wait until a condition (JavaScript) holds. The page forbids scripts made from text, with which playwright waits
    by itself; TimeoutError where it does not come true in time."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        if time.monotonic() > end:
            raise TimeoutError(condition)
        page.wait_for_timeout(50)


def drawn_marks(page: Any) -> dict[str, int]:
    """Marks that each chart shows, by the name of its part: bars, lines, nodes ... with a size, no axes, no legend."""
    marks: dict[str, int] = page.evaluate(MARKS)
    return marks


def sideways(page: Any) -> int:
    """By how many px the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
