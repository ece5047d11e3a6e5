"""Labels of a chart that lie upon each other, as the browser draws them, whatever way they are turned."""

from __future__ import annotations

from typing import Any

import numpy as np

TEXTS = """
(only) => {
  const shown = (text) => {  // false where a clip path hides the middle of a text
    const box = text.getBoundingClientRect(), x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    for (let node = text; node.closest && !node.matches(".chart"); node = node.parentElement) {
      const name = /#([^'")]+)/.exec(node.getAttribute("clip-path") || "");
      const clip = name && document.getElementById(name[1])?.querySelector("rect");
      if (!clip) continue;
      const onto = node.getScreenCTM(), [left, top, width, height] =
        ["x", "y", "width", "height"].map((key) => parseFloat(clip.getAttribute(key) || "0"));
      const from = { x: onto.a * left + onto.e, y: onto.d * top + onto.f };
      const to = { x: from.x + onto.a * width, y: from.y + onto.d * height };
      if (x < from.x || x > to.x || y < from.y || y > to.y) return false;
    }
    return true;
  };
  const known = new Map([[document, 1]]);
  const opacity = (node) => {  // of all that a node lies in, and its own
    if (!known.has(node)) known.set(node, opacity(node.parentNode) * parseFloat(getComputedStyle(node).opacity));
    return known.get(node);
  };
  const found = {};
  for (const place of document.querySelectorAll(only ? `#chart-${only}` : ".chart")) {
    const texts = [];
    for (const text of place.querySelectorAll(".main-svg text")) {
      if (text.closest(".hoverlayer, .menulayer, .modebar") || !text.textContent.trim()) continue;
      const { visibility, display } = getComputedStyle(text);
      if (visibility === "hidden" || display === "none" || opacity(text) < 0.05 || !shown(text)) continue;
      const box = text.getBBox(), onto = text.getScreenCTM();
      if (box.width < 1 || box.height < 1) continue;
      const corner = (x, y) => [onto.a * x + onto.c * y + onto.e, onto.b * x + onto.d * y + onto.f];
      const drawn = text.closest(".main-svg").getBoundingClientRect(), seen = text.getBoundingClientRect();
      const cut = Math.max(drawn.left - seen.left, seen.right - drawn.right, drawn.top - seen.top,
        seen.bottom - drawn.bottom);
      texts.push({ words: text.textContent, cut, corners: [
        corner(box.x, box.y), corner(box.x + box.width, box.y),
        corner(box.x + box.width, box.y + box.height), corner(box.x, box.y + box.height),
      ] });
    }
    found[place.id.replace("chart-", "")] = texts;
  }
  return found;
}
"""

ROOM = 0.25
"""Share of a line's height that is room around its letters: lines may overlap by so much and still be read."""


CUT = 2.0
"""px by which a label may reach beyond its chart: the room around its letters."""


def cut_off(page: Any, chart: str = "") -> list[str]:
    """Labels that reach beyond their chart, in words."""
    return [
        f"{name}: '{text['words']}' by {text['cut']:.0f} px"
        for name, texts in page.evaluate(TEXTS, chart).items()
        for text in texts
        if text["cut"] > CUT
    ]


def overlaps(page: Any, chart: str = "") -> list[str]:
    """Pairs of labels of one chart whose letters overlap, in words."""
    return [
        f"{name}: '{one}' upon '{other}'"
        for name, texts in page.evaluate(TEXTS, chart).items()
        for one, other in _pairs([text["words"] for text in texts], np.array([text["corners"] for text in texts]))
    ]


def _pairs(words: list[str], corners: np.ndarray) -> list[tuple[str, str]]:
    """Pairs of words whose boxes (n x 4 corners x 2) overlap once the room around the letters is taken off."""
    if len(words) < 2:
        return []
    boxes = _letters(corners)
    low, high = boxes.min(axis=1), boxes.max(axis=1)
    near = ((low[:, None] < high[None]) & (low[None] < high[:, None])).all(axis=2)
    return [(words[i], words[j]) for i, j in np.argwhere(np.triu(near, 1)) if _meet(boxes[i], boxes[j])]


def _letters(corners: np.ndarray) -> np.ndarray:
    """The boxes less the room above and below their letters."""
    down = (corners[:, 3] - corners[:, 0]) * ROOM / 2
    shift = np.stack([down, down, -down, -down], axis=1)
    result: np.ndarray = corners + shift
    return result


def _meet(one: np.ndarray, other: np.ndarray) -> bool:
    """True where no edge of two convex boxes parts them by half a px at least."""
    for box in (one, other):
        for start, end in zip(box, np.roll(box, -1, axis=0), strict=True):
            across = np.array([start[1] - end[1], end[0] - start[0]])
            across = across / (np.hypot(*across) or 1.0)
            first, second = one @ across, other @ across
            if first.max() <= second.min() + 0.5 or second.max() <= first.min() + 0.5:
                return False
    return True
